package org.pushforward.engine.bridge.resolution;

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
 * {@code bridge.super-resolution-urban}: fine temperature fields over a town from a coarse one, by a learned bridge and by a learned
 * conditional diffusion. One step is some iterations of training. Stateless and thread-safe.
 *
 * @see UrbanHeat
 * @see Objective
 * @see Sampler
 */
public final class LearnedResolutionExperiment implements Experiment {

    /** What is compared by eye. */
    private static final String[] FIELDS = {"truth", "coarse", "member-bridge", "other-bridge", "mean-bridge", "member-diffusion"};
    private static final String[] SPREADS = {"spread-bridge", "spread-diffusion"};
    private static final Description DESCRIPTION = new Description("bridge.super-resolution-urban", "Super-resolution over a town",
            "Air temperature on a grid of 20 m is given, with the heights of the buildings; an ensemble of fields on 5 m is wanted. Two networks of "
                    + "one make learn from the same towns, in the same order and for as long: one drives a bridge that starts at the coarse field, "
                    + "the other a conditional diffusion that starts at noise. Both are judged on towns they have not seen. Given the coarse field "
                    + "both estimate the same expectation; they differ in the ratios of noise to signal that they are trained for and in their way "
                    + "to the end. The towns are made up: blocks and streets drawn at random, sun, shade and wind, and a heat balance that is solved. "
                    + "They stand in for the building-resolving simulations of the paper. The coarse field is made of block means of the fine one, which "
                    + "makes the task easier than the paper's, where fine and coarse fields are simulated apart; a coarse field that is solved for by "
                    + "itself is the harder choice. With the defaults and seed 1, over twelve held-out towns, "
                    + "the bridge in 10 evaluations has a CRPS 4 % below that of the diffusion in 50, and a spread nearer to its error; in 5 it "
                    + "loses. The lead comes from what its network is trained for more than from its way: with the networks swapped the "
                    + "diffusion is ahead.",
            List.of("X_t = (1−t) y + t² x₁ + ε(1−t) √t z,  b = (t(2−t) E[x₁ | X_t, y] − X_t)/(1−t)", "dX = b_F dt + ε√((3−t)(1−t)) dW",
                    "E[x₁ | X, y] = y + σ_d (cos φ w + sin φ F_θ(w, y, h, φ)),  tan φ = noise / (signal σ_d)",
                    "CRPS = E|X − x₁| − ½ E|X − X′|"),
            List.of(new Citation("Y. Yasuda, R. Onishi", 2025,
                            "Probabilistic Super-Resolution for Urban Micrometeorology via a Schrödinger Bridge", "2510.12148"),
                    new Citation("Y. Chen, M. Goldstein, M. Hua, M. S. Albergo, N. M. Boffi, E. Vanden-Eijnden", 2024,
                            "Probabilistic Forecasting with Stochastic Interpolants and Föllmer Processes", "2403.13724"),
                    new Citation("J. Ho, A. Jain, P. Abbeel", 2020, "Denoising Diffusion Probabilistic Models", "2006.11239"),
                    new Citation("T. Karras, M. Aittala, T. Aila, S. Laine", 2022,
                            "Elucidating the Design Space of Diffusion-Based Generative Models", "2206.00364")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return LearnedResolutionParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                field("member", "Member", "one of the bridge's ensemble", "member-bridge"),
                field("truth", "Truth", "the held-out fine field", "truth"),
                field("coarse", "Coarse", "what is given", "coarse"),
                Pane.plot("evaluations", "CRPS by evaluations", "over held-out fields", new Drawing("crps-bridge", Style.CURVE),
                        new Drawing("crps-diffusion", Style.CURVE)),
                spread("spread", "Spread", "deviation of the bridge's members", "spread-bridge"),
                field("mean", "Mean", "of the bridge's ensemble", "mean-bridge"),
                Pane.plane("height", "Heights", "of the buildings, known to the networks", new Drawing("height", Style.CELLS)),
                field("member-diffusion", "Member, diffusion", "one of its ensemble", "member-diffusion"),
                spread("spread-diffusion", "Spread, diffusion", "deviation of its members", "spread-diffusion"),
                field("other", "Another member", "of the bridge's ensemble", "other-bridge"),
                Pane.plane("error", "Error", "the bridge's mean − truth", new Drawing("error-bridge", Style.CELLS)),
                Pane.plot("spectra", "Spectra", "variance by wave number", new Drawing("spectrum-truth", Style.CURVE),
                        new Drawing("spectrum-bridge", Style.CURVE), new Drawing("spectrum-diffusion", Style.CURVE),
                        new Drawing("spectrum-mean", Style.CURVE), new Drawing("spectrum-coarse", Style.CURVE)).onLogScale(),
                Pane.plot("ranks", "Ranks", "of the truth among the members; one is perfect", new Drawing("ranks-bridge", Style.CURVE),
                        new Drawing("ranks-diffusion", Style.CURVE)),
                Pane.plot("rmse", "Error by evaluations", "RMS of mean − truth over held-out fields", new Drawing("rmse-bridge", Style.CURVE),
                        new Drawing("rmse-diffusion", Style.CURVE)),
                Pane.plot("spread-skill", "Spread / error by evaluations", "over held-out fields; one when they agree",
                        new Drawing("spread-skill-bridge", Style.CURVE), new Drawing("spread-skill-diffusion", Style.CURVE)),
                Pane.history("crps", "CRPS", "of the field shown", "crps-bridge", "crps-diffusion"),
                Pane.history("skill", "Spread / error", "one when they agree", "spread-skill-bridge", "spread-skill-diffusion"),
                Pane.history("spreads", "Spread", "of the members, and of the posterior where it is known", "spread-bridge", "spread-diffusion",
                        "spread-exact"),
                Pane.history("known", "Off the closed form", "E[x₁ | X_t, y] of Gaussian fields, relative", "expectation-error").onLogScale(),
                Pane.history("loss", "Loss", "each of its own kind", "loss-bridge", "loss-diffusion").onLogScale());
    }

    private static Pane field(String id, String title, String subtitle, String layer) {
        return Pane.plane(id, title, subtitle, new Drawing(layer, Style.CELLS)).colouredAlike(FIELDS);
    }

    private static Pane spread(String id, String title, String subtitle, String layer) {
        return Pane.plane(id, title, subtitle, new Drawing(layer, Style.CELLS)).colouredAlike(SPREADS);
    }

    @Override
    public List<Check> checks() {
        return LearnedResolutionChecks.all();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return List.of(Benchmark.ofSteps("step", "one step as it opens: 25 iterations of two U-Nets, 16 fields of each", 2, () -> create(defaults(), 1)));
    }

    @Override
    public Course course(ParameterSet p) {
        int training = Math.ceilDiv(p.whole(LearnedResolutionParameters.ITERATIONS), p.whole(LearnedResolutionParameters.PER_STEP));
        return new Course.Counted((long) training + LearnedResolutionState.EVALUATIONS.size() - 1);
    }

    @Override
    public List<String> tiny() {
        return List.of("fields=gaussian cells=16 width=8 batch=2 iterations=2 iterations-per-step=1 members=2 evaluations=2 diffusion-evaluations=2 judged=1");
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new LearnedResolutionSolver(parameters, seed);
    }
}
