package org.pushforward.engine.bridge;

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
import org.pushforward.engine.api.StepContext;

/**
 * {@code bridge.gaussian}: the Schrödinger bridge between two normal distributions on ℝᵈ in closed form, and particles that follow its
 * drift from t = 0 to 1. One step is one time step. Stateless and thread-safe.
 *
 * @see GaussianSchroedingerBridge
 */
public final class GaussianBridgeExperiment implements Experiment {

    private static final int TIMED_PARTICLES = 20_000;

    private static final Description DESCRIPTION = new Description("bridge.gaussian", "Gaussian Schrödinger bridge",
            "Particles that would diffuse as √ε W are seen as one normal distribution at t = 0 and as another at t = 1. The "
                    + "Schrödinger bridge is the most likely way between the two: every marginal stays normal, and the drift that "
                    + "steers the particles is linear and known in closed form. Its end points solve entropic optimal transport with "
                    + "cost ½|x − y|² and weight ε: a small ε gives the straight lines of optimal transport, a large one makes the end "
                    + "points independent. Move ε while it runs: the noise stays the same. In one dimension the plane shows X_t over X₀.",
            List.of("dX = [K_t (X − m_t) + m₁ − m₀] dt + √ε dW", "C = ½ S₀^½ (D − ε) S₀^−½,  D = (4 S₀^½ S₁ S₀^½ + ε²)^½",
                    "S_t = (1−t)²S₀ + t²S₁ + t(1−t)(C + Cᵀ + εI)", "K_t = [(1−t)(Cᵀ − S₀) + t(S₁ − C − εI)] S_t⁻¹"),
            List.of(new Citation("A. Mallasto, A. Gerolin, H. Q. Minh", 2022,
                            "Entropy-regularized 2-Wasserstein distance between Gaussian measures", "2006.03416"),
                    new Citation("C. Bunne, Y.-P. Hsieh, M. Cuturi, A. Krause", 2023,
                            "The Schrödinger bridge between Gaussian measures has a closed form", "2202.05722")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return GaussianBridgeParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("bridge", "Bridge", "particles coloured by where they started, ellipses exact", new Drawing("drift", Style.ARROWS),
                        new Drawing("path-ellipses", Style.LINES), new Drawing("particles", Style.POINTS),
                        new Drawing("ellipse", Style.LINES)),
                Pane.plane("ways", "Ways", "of a few particles, and the drift now", new Drawing("drift", Style.ARROWS),
                        new Drawing("trails", Style.LINES)),
                Pane.plot("time", "First coordinate", "against time, with mean ± 2σ", new Drawing("mean", Style.CURVE),
                        new Drawing("upper", Style.CURVE), new Drawing("lower", Style.CURVE), new Drawing("ways", Style.POINTS)),
                Pane.history("error", "Covariance of the particles", "relative error, beside that of exact draws", "covariance-error",
                        "sampling-error"),
                Pane.plane("plan", "Cross-covariance", "C = Cov(X₀, X₁)", new Drawing("cross-covariance", Style.CELLS)));
    }

    @Override
    public List<Check> checks() {
        return GaussianBridgeChecks.all();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return List.of(new Benchmark("particles-20000", "one time step of 20 000 particles in the plane", 1.0 / 30,
                GaussianBridgeExperiment::flow));
    }

    private static Benchmark.Timed flow(StepContext context) {
        Solver solver = new GaussianBridgeSolver(GaussianBridgeParameters.with("particles=" + TIMED_PARTICLES, "steps=100"), 1);
        return new Benchmark.Timed(100, () -> Benchmark.advance(solver, 100, context));
    }

    @Override
    public Course course(ParameterSet parameters) {
        return new Course.Counted(parameters.whole(GaussianBridgeParameters.STEPS));
    }

    @Override
    public List<String> tiny() {
        return List.of("particles=100 steps=6");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new GaussianBridgeSolver(parameters, seed);
    }
}
