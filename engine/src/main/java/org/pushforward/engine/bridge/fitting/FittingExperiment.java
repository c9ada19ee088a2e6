package org.pushforward.engine.bridge.fitting;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;

/**
 * {@code bridge.ipf-imf}: two ways to the same Schrödinger bridge on the line, one of which breaks a marginal at every half step. One
 * step is half an iteration of both. Stateless and thread-safe.
 *
 * @see LineCoupling
 * @see GridFitting
 */
public final class FittingExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("bridge.ipf-imf", "Bridges", "IPF against IMF",
            "Both fittings end at the bridge, and from different sides. Proportional fitting (Sinkhorn's iteration, and what diffusion "
                    + "Schrödinger bridges learn) keeps the kernel of the reference: every iterate is a bridge, between wrong ends. It mends "
                    + "one marginal and breaks the other. Markovian fitting keeps the ends: it mixes the reference's bridges over a coupling "
                    + "and takes the Markov process with the same marginals, so p₀ and p₁ are right from the start and only the coupling "
                    + "moves. Watch the marginals. Then change ε: proportional fitting starts again, Markovian fitting goes on.",
            List.of("IPF: q(x, y) ← q(x, y) p₁(y) / q₁(y),  then p₀(x) / q₀(x)", "IMF: q ← law of (X₀, X₁) of the Markovian projection of ∫ W^{x,y} dq",
                    "on the line: c ← ½g exp(−(ε/g) arccos(r)/√(1−r²)),  g = 2√(ab),  r = (2c+ε)/g"),
            List.of(new Citation("R. Sinkhorn", 1964, "A relationship between arbitrary positive matrices and doubly stochastic matrices",
                            "10.1214/aoms/1177703591"),
                    new Citation("Y. Shi, V. De Bortoli, A. Campbell, A. Doucet", 2023, "Diffusion Schrödinger Bridge Matching", "2303.16852"),
                    new Citation("S. Peluchetti", 2023, "Diffusion Bridge Mixture Transports, Schrödinger Bridge Problems and Generative Modeling",
                            "2304.00917")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return FittingParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("ipf", "IPF", "coupling, X₁ over X₀", new Drawing("ipf-plan", Style.FILL), new Drawing("truth-ellipse", Style.LINES),
                        new Drawing("ipf-ellipse", Style.LINES)).colouredAlike("ipf-plan", "imf-plan"),
                Pane.plane("imf", "IMF", "coupling, X₁ over X₀", new Drawing("imf-plan", Style.FILL), new Drawing("truth-ellipse", Style.LINES),
                        new Drawing("imf-ellipse", Style.LINES)).colouredAlike("ipf-plan", "imf-plan"),
                Pane.plot("target", "Marginal at t = 1", "wanted and what both have", new Drawing("target", Style.CURVE),
                        new Drawing("target-ipf", Style.CURVE), new Drawing("target-imf", Style.CURVE)),
                Pane.plot("source", "Marginal at t = 0", "wanted and what both have", new Drawing("source", Style.CURVE),
                        new Drawing("source-ipf", Style.CURVE), new Drawing("source-imf", Style.CURVE)),
                Pane.history("kl", "Divergence from the bridge", "KL(q ‖ q*) by half iteration", "kl-ipf", "kl-imf").onLogScale(),
                Pane.history("marginals", "Broken marginals", "L1 errors of IPF; IMF has none", "source-error-ipf", "target-error-ipf")
                        .onLogScale());
    }

    @Override
    public List<Check> checks() {
        return FittingChecks.all();
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 2;
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new FittingSolver(parameters);
    }
}
