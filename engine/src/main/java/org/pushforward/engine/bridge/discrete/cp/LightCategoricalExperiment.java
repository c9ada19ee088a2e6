package org.pushforward.engine.bridge.discrete.cp;

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
import org.pushforward.engine.bridge.discrete.cp.LightCategoricalSolver.Objective;

/**
 * {@code bridge.dlight} and {@code bridge.dlight-m}: light Schrödinger bridges between distributions on categories, with a potential in
 * CP form, on a benchmark whose bridge is known. Stateless and thread-safe.
 *
 * @see CpMatching
 */
public final class LightCategoricalExperiment implements Experiment {

    private static final List<Citation> CITATIONS = List.of(
            new Citation("X. Aramayo, G. Ksenofontov, A. Korotin", 2025, "Entering the Era of Discrete Diffusion Models: A Benchmark for Schrödinger "
                    + "Bridges and Entropic Optimal Transport", "").code("https://github.com/gregkseno/catsbench"),
            new Citation("A. Korotin, N. Gushchin, E. Burnaev", 2024, "Light Schrödinger Bridge", "2310.01174").code("https://github.com/ngushchin/LightSB"));
    private static final List<String> MODEL = List.of("v(x₁) = Σ_k b_k Π_d R_d[x₁_d, k],  u_d(x, k) = Σ_s Qᴺ⁺¹[x, s] R_d[s, k]",
            "q(x₁ | x₀) = Π_d Qᴺ⁺¹[x₀_d, x₁_d] v(x₁) / c(x₀),  c(x₀) = Σ_k b_k Π_d u_d(x₀_d, k)");

    private final Objective objective;
    private final Description description;

    private LightCategoricalExperiment(Objective objective, Description description) {
        this.objective = objective;
        this.description = description;
    }

    /** DLightSB. */
    public static Experiment ofPlans() {
        return new LightCategoricalExperiment(Objective.PLAN, new Description("bridge.dlight", "Light categorical bridge",
                "The bridge between distributions on categories is known up to one function of its end, the potential. Written as a sum of "
                        + "products, one factor a coordinate, the potential can be carried back by the reference in closed form, in any "
                        + "dimension: no network, no simulation, and both the plan and every transition can be summed and drawn exactly. It is "
                        + "fitted to unpaired draws of the two ends by the likelihood of the plan. The problem has a known answer, so the "
                        + "scores are exact: 1 is the true plan.",
                with("L = E log c(x₀) − E log v(x₁)"), CITATIONS));
    }

    /** DLightSB-M. */
    public static Experiment ofTransitions() {
        return new LightCategoricalExperiment(Objective.TRANSITION, new Description("bridge.dlight-m",
                "Light categorical bridge, matched",
                "The same potential as in the light categorical bridge, fitted to transitions instead of the plan: draw any pair of ends, the "
                        + "reference's bridge between them, a time on it, and the transition from there; make it likely under the model. "
                        + "Whatever the pairs, the best potential is that of the Schrödinger bridge. Added over all times the loss is that of "
                        + "the plan, so this one is the noisier way to the same place; the race between the two shows by how much.",
                with("L = E log (Qᴺ⁺¹⁻ⁿ v)(x_n) − E log (Qᴺ⁻ⁿ v)(x_{n+1}),  n uniform in 0 … N"), CITATIONS));
    }

    private static List<String> with(String loss) {
        return List.of(MODEL.get(0), MODEL.get(1), loss);
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return LightCategoricalParameters.all(objective);
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("model", "Model", "p₁ of the model in the first two coordinates, with ways", new Drawing("model", Style.CELLS),
                        new Drawing("ways", Style.LINES)).coloredAlike("model", "target"),
                Pane.plane("target", "Truth", "p₁ in the first two coordinates", new Drawing("target", Style.CELLS)).coloredAlike("model", "target"),
                Pane.history("scores", "Scores", "exact given the start, and C2ST by draws; 1 is the true plan", "shape", "trend", "c2st", "c2st-truth"),
                Pane.history("kl", "Divergence", "KL(T* ‖ T) of ways", "kl").onLogScale(),
                Pane.plane("gap", "Difference", "model − truth", new Drawing("gap", Style.CELLS)),
                Pane.history("loss", "Loss", "mean of a step", "loss"),
                Pane.plane("start", "Start", "p₀ in the first two coordinates", new Drawing("start", Style.CELLS)));
    }

    @Override
    public List<Check> checks() {
        return LightCategoricalChecks.all(objective);
    }

    @Override
    public List<Benchmark> benchmarks() {
        return List.of(new Benchmark("training", "one training step, D = 16, K = 50, S = 50, batch 128", 5e-3, context -> {
            Solver solver = create(LightCategoricalParameters.with(objective, "dimension=16", "inner-steps=100"), 1);
            return new Benchmark.Timed(100, () -> Benchmark.advance(solver, 1, context));
        }));
    }

    @Override
    public Course course(ParameterSet parameters) {
        int inner = parameters.whole(LightCategoricalParameters.INNER);
        return new Course.Counted((parameters.whole(LightCategoricalParameters.TRAINING) + inner - 1) / inner);
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 20;
    }

    @Override
    public List<String> tiny() {
        String small = "dimension=3 categories=8 alpha=0.3 components=4 batch=8 inner-steps=2 steps=2";
        return objective == Objective.TRANSITION ? List.of(small + " loss=coordinatewise") : List.of(small);
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return LightCategoricalSolver.late(parameters, objective == Objective.PLAN ? objective : LightCategoricalParameters.matched(parameters), seed);
    }
}
