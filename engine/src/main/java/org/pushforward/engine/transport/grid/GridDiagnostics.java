package org.pushforward.engine.transport.grid;

import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.transport.points.PlanValues;

/** What is measured of a plan between densities on a grid. {@code sigma} and {@code reg} say what the same plan is called elsewhere. */
final class GridDiagnostics {

    private GridDiagnostics() { }

    /** Before the first sweep only what the problem tells. */
    static Diagnostics of(GridProblem problem, GridState s, double tolerance) {
        PlanValues v = s.values();
        double gap = Math.abs(v.primal() - v.dual());
        Diagnostics all = Diagnostics.of(new Entry("transport-cost", "⟨C, P⟩", "", v.transportCost()),
                new Entry("value", "⟨C, P⟩ + ε KL", "", v.dual()),
                new Entry("marginal-error-l1", "Marginal error, L1", "", v.error()),
                new Entry("row-error", "Source marginal off", "", v.rowError()),
                new Entry("column-error", "Target marginal off", "", v.columnError()),
                new Entry("iterations", "Sweeps", "", s.progress().sweeps()),
                new Entry("relaxation-weight", "Over-relaxation w", "", s.relaxation().weight()),
                new Entry("eps", "ε", "", s.eps()),
                new Entry("eps-level", "ε now, annealed", "", s.level()),
                new Entry("effective-targets", "exp H(target | source)", "", Math.exp(v.conditionalEntropy())),
                new Entry("plan-entropy", "Entropy of the plan", "nat", v.entropy()),
                new Entry("mutual-information", "KL(P ‖ a⊗b)", "nat", v.divergence()),
                new Entry("duality-gap", "Duality gap", "", gap),
                new Entry("marginal-error-ratio", "Marginal error / tolerance", "", v.error() / tolerance),
                new Entry("duality-gap-ratio", "Duality gap / allowed", "", gap / (tolerance * (problem.largestCost() + s.eps()))),
                new Entry("mass-error-ratio", "|mass − 1| / tolerance", "", Math.abs(v.mass() - 1) / tolerance));
        Diagnostics whole = problem.cost() instanceof GridCost.Squared squared ? all.and(bridge(problem, squared, s)) : all;
        return s.isSwept() ? whole : whole.measured();
    }

    /** What only squared costs mean: the plan mixes Brownian bridges. */
    private static Entry[] bridge(GridProblem problem, GridCost.Squared cost, GridState s) {
        double variance = cost.diffusion(s.eps());
        return new Entry[] {new Entry("sigma", "σ of the bridge σW", "", Math.sqrt(variance)),
            new Entry("sigma-cells", "σ of the bridge in cells", "", Math.sqrt(variance) * problem.n()),
            new Entry("reg", "reg = 2σ² for |x−y|²", "", 2 * variance),
            new Entry("time", "Time of the bridge", "", s.time())};
    }

    static Entry of(SchroedingerMarginal marginal) {
        return new Entry("bridge-inside", "Share of the bridge inside the square", "", marginal.inside());
    }
}
