package org.pushforward.engine.bridge.resolution;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;

/**
 * {@code bridge.super-resolution}: an ensemble of fine fields from a coarse one, by bridges that start at it and by diffusions that start
 * at noise, where the posterior is known. One step is one evaluation for every member. Stateless and thread-safe.
 *
 * @see GaussianFields
 * @see Sampler
 */
public final class SuperResolutionExperiment implements Experiment {

    /** What is compared by eye. */
    private static final String[] FIELDS = {"truth", "coarse", "member", "mean", "wiener"};
    private static final Description DESCRIPTION = new Description("bridge.super-resolution", "Super-resolution by a bridge",
            "A coarse field leaves many fine fields possible. A conditional diffusion draws them out of noise; a bridge starts at the coarse "
                    + "field, which is nearly right already, and needs fewer evaluations. Here the fields are Gaussian with a known spectrum: "
                    + "the posterior is the Wiener filter's, the drift and the denoiser are closed forms, nothing is learned, and the error "
                    + "of every sampler is exact for any number of evaluations. How much noise the bridge carries decides who wins: with a "
                    + "small ε the diffusion does.",
            List.of("X_t = (1−t) y + t² x₁ + ε(1−t) √t z,  dX = b dt + ε(1−t) dW,  b = E[Ẋ-terms | X_t, y]",
                    "x₁ | y ~ N(Wy, V),  W = GS/(G²S + τ²),  V = Sτ²/(G²S + τ²)"),
            List.of(new Citation("Y. Chen, M. Goldstein, M. Hua, M. S. Albergo, N. M. Boffi, E. Vanden-Eijnden", 2024,
                            "Probabilistic Forecasting with Stochastic Interpolants and Föllmer Processes", "2403.13724"),
                    new Citation("Y. Yasuda, R. Onishi", 2025,
                            "Probabilistic Super-Resolution for Urban Micrometeorology via a Schrödinger Bridge", "2510.12148"),
                    new Citation("J. Ho, A. Jain, P. Abbeel", 2020, "Denoising Diffusion Probabilistic Models", "2006.11239")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return ResolutionParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                field("member", "Member", "one of the ensemble, now", "member"),
                field("coarse", "Coarse", "what is given", "coarse"),
                field("truth", "Truth", "the field that was blurred", "truth"),
                Pane.plot("evaluations", "Error by evaluations", "distance of the law from the posterior, in its spread",
                        new Drawing("error-bridge", Style.CURVE), new Drawing("error-foellmer", Style.CURVE),
                        new Drawing("error-ddpm", Style.CURVE), new Drawing("error-ddim", Style.CURVE)).onLogScale(),
                Pane.plane("spread", "Spread", "deviation of the members", new Drawing("spread", Style.FILL)),
                field("mean", "Mean", "of the ensemble", "mean"),
                field("wiener", "Posterior mean", "Wiener filter", "wiener"),
                Pane.history("spreads", "Spread", "of the members and of the posterior", "spread", "spread-exact"));
    }

    private static Pane field(String id, String title, String subtitle, String layer) {
        return Pane.plane(id, title, subtitle, new Drawing(layer, Style.FILL)).colouredAlike(FIELDS);
    }

    @Override
    public List<Check> checks() {
        return ResolutionChecks.all();
    }

    @Override
    public Course course(ParameterSet parameters) {
        return new Course.Counted(parameters.whole(ResolutionParameters.EVALUATIONS));
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 4;
    }

    @Override
    public List<String> tiny() {
        return List.of("cells=16");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new SuperResolutionSolver(parameters, seed);
    }
}
