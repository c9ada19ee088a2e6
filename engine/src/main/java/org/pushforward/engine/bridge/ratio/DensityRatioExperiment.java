package org.pushforward.engine.bridge.ratio;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;

/**
 * {@code bridge.density-ratio}: the ratio of two densities as the integral of the time score along a bridge between them (D3RE). One
 * step is some iterations of training. Stateless and thread-safe.
 *
 * @see GaussianRatio
 * @see TimeScoreLoss
 */
public final class DensityRatioExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("bridge.density-ratio", "Density ratio by a bridge",
            "How much likelier is a point under one distribution than under another, when only samples are given? Let one become the other "
                    + "along a path p_t: log p₁/p₀ is the sum of all small changes, ∫ ∂_t log p_t dt. A network learns that time score from "
                    + "samples alone. Where the ends are narrow or far apart the time score is huge and nothing is learned; bridge noise γ² "
                    + "and a little widening e of both ends keep it small. Set both to zero and watch the size of the score. Between N(0, 1) and N(6, 0.05) it takes γ² = 8: after 4000 "
                    + "iterations at η = 0.002 log r is off by 0.4 of its size over p₁, without noise by 2.3, where answering 0 has 1.",
            List.of("X_t = α X₀ + β X₁ + √λ Z,  λ = γ² t(1−t) + (α² + β²) e", "log p₁/p₀ (x) = ∫₀¹ s(x, t) dt,  s = ∂_t log p_t",
                    "J = E[2w ∂_t s + 2w′ s + w s²] + 2w(0) E_p₀ s(·, 0) − 2w(1) E_p₁ s(·, 1),  w = λ + λ̄ (mean over t), 1 if λ = 0"),
            List.of(new Citation("W. Chen, S. Li, J. Li, J. Yang, J. Paisley, D. Zeng", 2025, "Dequantified Diffusion-Schrödinger Bridge for Density Ratio Estimation", "2505.05034"),
                    new Citation("K. Choi, C. Meng, Y. Song, S. Ermon", 2022, "Density Ratio Estimation via Infinitesimal Classification",
                            "2111.11010").code("https://github.com/ermongroup/dre-infinity")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return RatioParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plot("ratio", "Log ratio", "log p₁/p₀ along the first axis", new Drawing("ratio", Style.CURVE),
                        new Drawing("ratio-exact", Style.CURVE)),
                Pane.plot("score", "Time score", "s(x, t) at the query, along t", new Drawing("score", Style.CURVE),
                        new Drawing("score-exact", Style.CURVE)),
                Pane.plot("path", "Path", "draws of X_t, first coordinate", new Drawing("mean", Style.CURVE), new Drawing("upper", Style.CURVE),
                        new Drawing("lower", Style.CURVE), new Drawing("path", Style.POINTS)),
                Pane.plot("size", "Size of the score", "√E s² along t: what has to be learned", new Drawing("score-size", Style.CURVE)).onLogScale(),
                Pane.history("error", "Error of the log ratio", "root mean square over points of p₁ and of p₀", "log-ratio-error",
                        "log-ratio-error-source").onLogScale(),
                Pane.plane("plane", "Log ratio in the plane", "two-dimensional sets", new Drawing("ratio-plane", Style.FILL),
                        new Drawing("source", Style.POINTS), new Drawing("target", Style.POINTS)),
                Pane.history("loss", "Loss", "J, average of fifty iterations", "loss"));
    }

    @Override
    public List<Check> checks() {
        return RatioChecks.all();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return List.of(Benchmark.ofSteps("step", "one step as it opens: 20 iterations of a network", 0.2, () -> create(defaults(), 1)));
    }

    @Override
    public Course course(ParameterSet parameters) {
        int each = parameters.whole(RatioParameters.ITERATIONS);
        return new Course.Counted((parameters.whole(RatioParameters.STEPS) + each - 1) / each);
    }

    @Override
    public List<String> tiny() {
        return List.of("batch=16 steps=8 iterations-per-step=2");
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new RatioSolver(parameters, seed);
    }
}
