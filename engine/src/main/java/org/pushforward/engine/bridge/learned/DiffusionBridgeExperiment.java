package org.pushforward.engine.bridge.learned;

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
 * {@code bridge.dsb}: Schrödinger bridges learned by networks, eight ways. One step is some iterations of training. Stateless and
 * thread-safe.
 *
 * @see ChainMethod
 * @see MatchingMethod
 */
public final class DiffusionBridgeExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("bridge.dsb", "Diffusion Schrödinger bridges",
            "Two networks drive particles from p₀ to p₁ and back. Each is taught, in turns, to undo what the other one does; what both agree on in "
                    + "the end is the Schrödinger bridge. DSB asks the other network for its targets, S-DSB takes the next point of the chain, TR and "
                    + "FR guess the end of the way or the slope to it. DSBM keeps only the ends of the chains and joins them by Brownian bridges, "
                    + "and SB-CFM and [SF]²M learn a flow once, between pairs of minibatches. All see the same points, the same ε and as many "
                    + "iterations. ε = σ² is the variance of the reference; reg of libraries is 2ε.",
            List.of("dX = √ε dW is the reference,  2γ_k = ε(t_{k+1} − t_k)", "S-DSB:  b(x_{k+1}) ≈ x_k − x_{k+1},  f(x_k) ≈ x_{k+1} − x_k",
                    "TR:  x_{k+1} = x_k + Δ/(1−t_k) (x̂_N − x_k) + √(εΔ (1−t_{k+1})/(1−t_k)) z",
                    "DSBM:  f(x_t, t) ≈ x₁ − x₀ − σ√(t/(1−t)) z"),
            List.of(new Citation("V. De Bortoli, J. Thornton, J. Heng, A. Doucet", 2021,
                            "Diffusion Schrödinger bridge with applications to score-based generative modeling", "2106.01357").code("https://github.com/JTT94/diffusion_schrodinger_bridge"),
                    new Citation("Z. Tang, T. Hang, S. Gu, D. Chen, B. Guo", 2024, "Simplified diffusion Schrödinger bridge", "2403.14623").code("https://github.com/checkcrab/SDSB"),
                    new Citation("Y. Shi, V. De Bortoli, A. Campbell, A. Doucet", 2023, "Diffusion Schrödinger bridge matching", "2303.16852").code("https://github.com/yuyang-shi/dsbm-pytorch"),
                    new Citation("A. Tong et al.", 2024, "Simulation-free Schrödinger bridges via score and flow matching", "2307.03672").code("https://github.com/atong01/conditional-flow-matching")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return DiffusionBridgeParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("flow", "Flow", "particles from p₀ to p₁, by where they started", new Drawing("target-density", Style.CONTOURS),
                        new Drawing("particles", Style.POINTS)),
                Pane.plane("target", "Target", "ends of the particles on p₁", new Drawing("target-density", Style.FILL),
                        new Drawing("ends", Style.POINTS)),
                Pane.plane("source", "Source", "ends of the particles from p₁ on p₀", new Drawing("source-density", Style.FILL),
                        new Drawing("ends-back", Style.POINTS)),
                Pane.history("error", "Distance", "energy distance from p₁ and p₀ over its floor", "energy-ratio", "energy-ratio-back").onLogScale(),
                Pane.history("work", "Distance by work", "from p₁ against evaluations of a network for one point; a gradient counts as three",
                        "energy-ratio", "energy-ratio-back").against("evaluations").onLogScale(),
                Pane.history("time", "Distance by time", "from p₁ and p₀ against the CPU seconds of the training", "energy-ratio", "energy-ratio-back")
                        .against(Pane.CPU_SECONDS).onLogScale(),
                Pane.plane("ways", "Ways", "of a few particles", new Drawing("target-density", Style.FILL), new Drawing("ways", Style.LINES)),
                Pane.plot("halves", "Half-iterations", "energy distance over its floor after each", new Drawing("target-error", Style.CURVE),
                        new Drawing("source-error", Style.CURVE)).onLogScale(),
                Pane.history("cost", "Cost", "E ½|x₀−x₁|² against the entropic plan", "transport-cost", "plan-cost"),
                Pane.history("covariance", "Covariance", "Cov(x₀, x₁) of normal distributions", "covariance", "covariance-exact"),
                Pane.history("loss", "Loss", "average of fifty iterations", "loss").onLogScale());
    }

    @Override
    public List<Check> checks() {
        return DiffusionBridgeChecks.all();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return List.of(Benchmark.ofSteps("step", "one step as it opens: 25 iterations of a network, both chains drawn", 0.1, () -> create(defaults(), 1)));
    }

    @Override
    public Course course(ParameterSet p) {
        long all = (long) p.whole(DiffusionBridgeParameters.HALVES) * p.whole(DiffusionBridgeParameters.LENGTH);
        return new Course.Counted(Math.ceilDiv(all, p.whole(DiffusionBridgeParameters.ITERATIONS)));
    }

    @Override
    public List<String> tiny() {
        return List.of("method=dsb steps=4 batch=8 width=8 cache=16 refresh=1 particles=20 iterations=2 iterations-per-step=2",
                "method=sf2m coupling=minibatch-ot steps=4 batch=4 width=8 particles=20 iterations=4 iterations-per-step=2");
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new DiffusionBridgeSolver(parameters, seed);
    }
}
