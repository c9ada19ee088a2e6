package org.pushforward.engine.transport.points;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;

/** What is measured of a plan. {@code sigma} and {@code reg} say what the same plan is called elsewhere. */
final class SinkhornDiagnostics {

    /** Rows that are added up by other means. */
    private static final int SAMPLED_ROWS = 8;

    private SinkhornDiagnostics() { }

    /**
     * Before the first sweep only what the problem tells.
     *
     * @param rank of the kernel while it is approximate
     */
    static Diagnostics of(SinkhornProblem problem, SinkhornState s, double tolerance, int rank) {
        PlanValues v = s.sweep().values();
        Marginals.Optimality o = s.sweep().optimality();
        double gap = v.primal() + o.penalty() - o.dual();
        double bridgeEps = 0.5 * s.eps() / problem.kappa();
        Diagnostics all = Diagnostics.of(new Entry("transport-cost", "⟨C, P⟩", "", v.transportCost()),
                new Entry("value", "⟨C, P⟩ + ε KL", "", s.marginals().isExact() ? o.dual() : v.primal()),
                new Entry("marginal-error-l1", "Marginal error, L1", "", v.error()),
                new Entry("iterations", "Sweeps", "", s.progress().sweeps()),
                new Entry("newton-steps", "Newton steps", "", s.progress().newtonSteps()),
                new Entry("conjugate-gradients", "Iterations of conjugate gradients", "", s.progress().conjugateGradients()),
                new Entry("relaxation-weight", "Over-relaxation w", "", s.relaxation().weight()),
                new Entry("precision-bits", "Mantissa", "bit", s.single() ? 24 : 53),
                new Entry("kernel-rank", "Rank of the kernel, 0 exact", "", s.kernel() == SinkhornState.Kernel.LOW_RANK ? rank : 0),
                new Entry("eps", "ε", "", s.eps()),
                new Entry("eps-level", "ε now, annealed", "", s.level()),
                new Entry("sigma", "σ of the bridge σW", "", Math.sqrt(bridgeEps)),
                new Entry("reg", "reg = 2σ² for |x−y|²", "", 2 * bridgeEps),
                new Entry("eps-advised", "ε advised", "", problem.advisedEps()),
                new Entry("effective-targets", "exp H(target | source)", "", Math.exp(v.conditionalEntropy())),
                new Entry("plan-entropy", "Entropy of the plan", "nat", v.entropy()),
                new Entry("mutual-information", "KL(P ‖ a⊗b)", "nat", v.divergence()),
                new Entry("mean-cost", "⟨C, a⊗b⟩", "", problem.meanCost()),
                new Entry("duality-gap", "Duality gap", "", Math.abs(gap)),
                new Entry("duality-gap-ratio", "Duality gap / allowed", "", Math.abs(gap) / (tolerance * s.marginals().unit(problem)
                        * (problem.costBound() + s.eps())))).and(marginals(problem, s, tolerance));
        if (s.lowRank().isPresent()) {
            all = all.and(lowRank(s.lowRank().get()));
        }
        if (!s.isSwept()) {
            return all.measured();
        }
        Diagnostics whole = all;
        return s.selfValues().map(self -> whole.and(
                new Entry("sinkhorn-divergence", "S = OT − ½ OT(a, a) − ½ OT(b, b)", "", v.dual() - 0.5 * (self.source() + self.target())),
                new Entry("source-self-value", "OT(a, a)", "", self.source()),
                new Entry("target-self-value", "OT(b, b)", "", self.target()))).orElse(whole);
    }

    private static Entry[] lowRank(SinkhornState.LowRank l) {
        Entry failed = new Entry("low-rank-failed", "Rank too small for this ε: the exact kernel took over", "", l.failed() ? 1 : 0);
        return l.failed() || l.measured() < 0 ? new Entry[] {failed} : new Entry[] {failed,
            new Entry("low-rank-error", "Marginal error that the low rank believed in", "", l.believed()),
            new Entry("low-rank-exact-error", "The same plan's with the exact kernel", "", l.measured())};
    }

    /** What only some marginals have. */
    private static Entry[] marginals(SinkhornProblem problem, SinkhornState s, double tolerance) {
        PlanValues v = s.sweep().values();
        Marginals.Optimality o = s.sweep().optimality();
        if (s.marginals().isExact()) {
            return new Entry[] {new Entry("row-error", "Rows before their half-step", "", v.rowErrorBefore()),
                new Entry("column-error", "Columns before theirs", "", v.columnError()),
                new Entry("marginal-error-ratio", "Marginal error / tolerance", "", v.error() / tolerance),
                new Entry("mass-error-ratio", "|mass − 1| / tolerance", "", o.massError() / tolerance)};
        }
        boolean penalised = s.marginals() instanceof PenalisedMarginals;
        return new Entry[] {new Entry("objective", penalised ? "⟨C, P⟩ + ε KL + price of the marginals" : "Optimum: ⟨C, P⟩ + ε KL", "", o.dual()),
            new Entry("penalty", "Price of the marginals", "", o.penalty()),
            new Entry("mass", "Mass moved", "", v.mass()),
            new Entry("source-mass", "Mass of the source", "", problem.sourceMass()),
            new Entry("target-mass", "Mass of the target", "", problem.targetMass()),
            new Entry("optimality-error-l1", "Marginals off their optimum, L1 / mass", "", o.error()),
            new Entry("optimality-error-ratio", "The same / tolerance", "", o.error() / tolerance),
            new Entry(penalised ? "mass-identity-ratio" : "moved-mass-ratio", "Mass off its closed form / tolerance", "",
                    o.massError() / tolerance)};
    }

    /** With what is only worth its cost when somebody looks. */
    static Diagnostics full(SinkhornProblem problem, SinkhornState s, double tolerance, int rank, CancelToken cancel) {
        if (!s.isSwept()) {
            return of(problem, s, tolerance, rank);
        }
        double error = new SinkhornPlan(problem, s, cancel).rowSumError(SAMPLED_ROWS);
        return of(problem, s, tolerance, rank).and(new Entry("row-sum-error-ratio", "Row sums by other means / tolerance", "", error / tolerance));
    }
}
