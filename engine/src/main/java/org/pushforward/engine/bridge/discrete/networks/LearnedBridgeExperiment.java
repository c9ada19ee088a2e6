package org.pushforward.engine.bridge.discrete.networks;

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
import org.pushforward.engine.bridge.discrete.networks.LearnedBridgeSolver.Manner;

/**
 * {@code bridge.csbm-network} and {@code bridge.alpha-csbm}: categorical Schrödinger bridge matching with networks, on points of the
 * plane in bins, on the benchmark or on handwritten digits. Stateless and thread-safe.
 *
 * @see LearnedBridgeSolver
 */
public final class LearnedBridgeExperiment implements Experiment {

    private static final Citation MATCHING =
            new Citation("G. Ksenofontov, A. Korotin", 2025, "Categorical Schrödinger Bridge Matching", "2502.01416").code("https://github.com/gregkseno/csbm");
    private static final String LOSS = "L = E Σ_d KL(P(· | x_n, x₁) ‖ Σ_s e_s P(· | x_n, s)),  e = softmax f(x_n, n)";

    private final Manner manner;
    private final Description description;

    private LearnedBridgeExperiment(Manner manner, Description description) {
        this.manner = manner;
        this.description = description;
    }

    /** CSBM with networks. */
    public static Experiment alternating() {
        return new LearnedBridgeExperiment(Manner.ALTERNATING, new Description("bridge.csbm-network",
                "Categorical bridge by networks",
                "Where a table of all categories is too large, the Markovian projection is learned: a network sees where the way is and guesses "
                        + "its end, coordinate by coordinate; the transition is the reference's bridge averaged over the guess. A forward and a "
                        + "backward network take turns, each learning from the pairs that the other draws. Two coordinates of fifty bins are "
                        + "few enough to carry the law of the learned chain through all states and see exactly where it ends; digits of "
                        + "sixty-four pixels and the benchmark in many dimensions are judged by draws, beside what true draws score. What the paper "
                        + "does beyond that is left out: images of faces (CelebA) in the codes of a vector quantiser (VQ), which need its weights and "
                        + "days of training.",
                List.of(LOSS), List.of(MATCHING)));
    }

    /** α-CSBM. */
    public static Experiment online() {
        return new LearnedBridgeExperiment(Manner.ONLINE, new Description("bridge.alpha-csbm", "Categorical bridge, online",
                "The two networks of categorical bridge matching learn at the same time rather than in turns: in every step each is given pairs "
                        + "that the moving average of the other has just drawn. There is no outer iteration to wait for, and no network is left "
                        + "behind. At first both learn from independent pairs.",
                List.of(LOSS, "L_α = ½ (L_forward + L_backward), pairs by the moving averages"),
                List.of(new Citation("X. Aramayo, G. Ksenofontov, A. Korotin", 2025, "Entering the Era of Discrete Diffusion Models: A Benchmark "
                        + "for Schrödinger Bridges and Entropic Optimal Transport", "").code("https://github.com/gregkseno/catsbench"), MATCHING)));
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return LearnedBridgeParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("model", "Forward", "from p₀ along the forward network", new Drawing("model", Style.CELLS),
                        new Drawing("ways", Style.LINES)).coloredAlike("model", "target"),
                Pane.plane("target", "Target", "p₁", new Drawing("target", Style.CELLS)).coloredAlike("model", "target"),
                Pane.plane("back", "Backward", "from p₁ along the backward network", new Drawing("start", Style.CELLS),
                        new Drawing("ways-back", Style.LINES)),
                Pane.history("errors", "Error of p₁", "total variation; of true draws beside it", "end-error", "marginal-error",
                        "marginal-error-truth", "marginal-error-real"),
                Pane.history("scores", "Scores", "1 is the true bridge; what draws of it score beside them", "shape", "shape-truth", "trend",
                        "trend-truth", "c2st", "c2st-truth", "c2st-perfect"),
                Pane.history("distances", "Distance of images", "from the target and from the nearest digit learned from", "energy-distance",
                        "energy-distance-real", "nearest", "nearest-real").onLogScale(),
                Pane.history("cost", "Cost of images", "what changes on the way; by independent pairs beside it", "changed",
                        "changed-independent", "moved", "moved-independent"),
                Pane.history("loss", "Loss", "mean of a step", "loss").onLogScale(),
                Pane.plane("gap", "Difference", "model − target", new Drawing("gap", Style.CELLS)));
    }

    @Override
    public List<Check> checks() {
        return LearnedBridgeChecks.all(manner);
    }

    @Override
    public List<Benchmark> benchmarks() {
        return List.of(Benchmark.ofSteps("step", "one step as it opens: 20 iterations of a network", 0.1, () -> create(defaults(), 1)));
    }

    @Override
    public Course course(ParameterSet parameters) {
        return new Course.Counted(LearnedBridgeParameters.total(parameters));
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 10;
    }

    @Override
    public List<String> tiny() {
        String small = "categories=8 alpha=0.3 width=8 batch=8 inner-steps=2 steps=2 first-steps=2 half-steps=2";
        return manner == Manner.ALTERNATING ? List.of(small + " coupling=optimal") : List.of(small + " problem=benchmark dimension=3");
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return LearnedBridgeSolver.late(parameters, manner, seed);
    }
}
