package org.pushforward.engine.bridge.fitting;

import java.util.List;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

/** Where iterative proportional fitting (IPF) and iterative Markovian fitting (IMF) of the same bridge stand. Immutable. */
sealed interface Fitting extends Solver.State permits GaussianFitting, GridFitting {

    /** Half an iteration of both. */
    Fitting next(StepContext context);

    /**
     * The same ends under another ε. The iterates of IPF hold the old kernel, so IPF starts again from the new reference; IMF goes on
     * from its coupling.
     */
    Fitting with(double eps);

    Errors ipf();

    Errors imf();

    double eps();

    /** Couplings, marginals and what else there is to see. */
    List<Layer> layers();

    /**
     * How far a coupling is from the bridge.
     *
     * @param divergence KL(q ‖ q*)
     * @param source L1 distance of its first marginal from the wanted one
     * @param target L1 distance of its second
     * @param cost E ½|X₀ − X₁|²
     */
    record Errors(double divergence, double source, double target, double cost) { }

    default Diagnostics diagnostics() {
        return Diagnostics.of(new Entry("kl-ipf", "KL to the bridge, IPF", "nat", ipf().divergence()),
                new Entry("kl-imf", "KL to the bridge, IMF", "nat", imf().divergence()),
                new Entry("source-error-ipf", "error of p₀, IPF", "", ipf().source()),
                new Entry("target-error-ipf", "error of p₁, IPF", "", ipf().target()),
                new Entry("cost-ipf", "E ½|x−y|², IPF", "", ipf().cost()), new Entry("cost-imf", "E ½|x−y|², IMF", "", imf().cost()),
                new Entry("eps", "ε", "", eps()), new Entry("sigma", "σ = √ε", "", Math.sqrt(eps())),
                new Entry("reg", "reg = 2ε for |x−y|²", "", 2 * eps()));
    }
}
