package org.pushforward.engine.bridge.discrete;

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
 * {@code bridge.csbm}: categorical Schrödinger bridge matching on a table, that is discrete iterative Markovian fitting with exact
 * projections. One step is one projection. Stateless and thread-safe.
 *
 * @see MarkovianProjection
 */
public final class CategoricalBridgeExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("bridge.csbm", "Categorical Schrödinger bridge",
            "A token jumps between S categories in N + 1 steps. The bridge is the chain nearest to a reference of jumps that begins as one "
                    + "distribution and ends as another. Iterative Markovian fitting starts from the independent coupling: mix the "
                    + "reference's bridges over it, take the Markov chain with the same one-step laws, forward and backward in turn. Every "
                    + "iterate keeps both marginals; only the coupling moves, to the one that Sinkhorn finds. With S categories all of it "
                    + "is a table, so nothing is learned and nothing is sampled: the divergence is exact. A reference that jumps to near "
                    + "categories is fitted faster with more times between; one that jumps anywhere hardly cares.",
            List.of("M_n = ((Qⁿ⁻¹)ᵀ (q/K) (Qᴺ⁺¹⁻ⁿ)ᵀ) ∘ Q,  T_n = M_n / row sums", "q′ = diag(p₀) T₁ T₂ ⋯ T_{N+1},  K = Qᴺ⁺¹"),
            List.of(new Citation("G. Ksenofontov, A. Korotin", 2025, "Categorical Schrödinger Bridge Matching", "2502.01416").code("https://github.com/gregkseno/csbm"),
                    new Citation("Y. Shi, V. De Bortoli, A. Campbell, A. Doucet", 2023, "Diffusion Schrödinger Bridge Matching", "2303.16852").code("https://github.com/yuyang-shi/dsbm-pytorch")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return CategoricalBridgeParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("plan", "Coupling", "q(i, j), source down, target across", new Drawing("plan", Style.CELLS)).colouredAlike("plan", "truth"),
                Pane.plane("truth", "Truth", "q*(i, j) by Sinkhorn", new Drawing("truth", Style.CELLS)).colouredAlike("plan", "truth"),
                Pane.plot("ways", "Chain", "draws of the chain, category against time", new Drawing("ways", Style.LINES),
                        new Drawing("mean", Style.CURVE)),
                Pane.history("kl", "Divergence from the bridge", "KL(q ‖ q*) by half iteration", "kl").onLogScale(),
                Pane.plane("gap", "Difference", "q − q*", new Drawing("gap", Style.CELLS)),
                Pane.plot("ends", "Marginals", "and where the reference leads from the middle", new Drawing("source", Style.CURVE),
                        new Drawing("target", Style.CURVE), new Drawing("jump", Style.CURVE)));
    }

    @Override
    public List<Check> checks() {
        return CategoricalBridgeChecks.all();
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 2;
    }

    @Override
    public List<String> tiny() {
        return List.of("categories=8 steps=3");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new CategoricalBridgeSolver(parameters, seed);
    }
}
