package org.pushforward.engine.bridge.fitting;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

/** What must hold of iterative proportional and iterative Markovian fitting. */
final class FittingChecks {

    private static final double EXACT = 1e-9;
    private static final String NUMPY = "independent run in NumPy, N(0, 1) → N(0, 1), ε = 1";

    private FittingChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("imf-source", "error of p₀ under IMF, L1", "source-error-imf", Criterion.atMost(1e-12), false,
                        "a projection keeps both marginals"),
                new Check.Live("imf-target", "error of p₁ under IMF, L1", "target-error-imf", Criterion.atMost(1e-12), false,
                        "a projection keeps both marginals"),
                new Check.Live("ipf", "KL to the bridge, IPF", "kl-ipf", Criterion.atMost(1e-4), true, "closed form, or Sinkhorn on the grid"),
                new Check.Live("imf", "KL to the bridge, IMF", "kl-imf", Criterion.atMost(1e-4), true, "closed form, or Sinkhorn on the grid"),
                new Check.Reference("imf-sequence", "covariances 0, .546…, .611…, .617… of IMF: worst error", Criterion.atMost(EXACT), NUMPY,
                        c -> sequence(c, "covariance-imf", 0, 0.5462930159, 0.6111428259, 0.6173850824)),
                new Check.Reference("ipf-sequence", "covariances ½, ⅔, ⅗, ⅝, … of IPF: worst error", Criterion.atMost(EXACT),
                        "ratios of Fibonacci numbers", c -> sequence(c, "covariance-ipf", 1, 1.0 / 2, 2.0 / 3, 3.0 / 5, 5.0 / 8, 8.0 / 13,
                                13.0 / 21)),
                new Check.Reference("limit", "both from N(0, 1) to N(2, ¼), ε = 0.1: error of the covariance", Criterion.atMost(1e-7),
                        "closed form c = ½(√(ε² + 4ab) − ε)", FittingChecks::limit));
    }

    private static Solver solver(String... assignments) {
        return new FittingSolver(FittingParameters.with(assignments));
    }

    private static double sequence(StepContext context, String diagnostic, double... expected) {
        Solver solver = solver("target-mean=0", "target-variance=1", "eps=1", "tolerance=1e-14");
        double worst = 0;
        for (double e : expected) {
            worst = Math.max(worst, Math.abs(solver.diagnostics().value(diagnostic).orElseThrow() - e));
            solver.step(context);
        }
        return worst;
    }

    /** At a divergence of 1e-14 covariances agree to its root. */
    private static double limit(StepContext context) {
        Solver solver = solver("target-mean=2", "target-variance=0.25", "eps=0.1", "tolerance=1e-14");
        solver.advance(10_000, context);
        double c = 0.5 * (Math.sqrt(0.01 + 1) - 0.1);
        return Math.max(Math.abs(solver.diagnostics().value("covariance-ipf").orElseThrow() - c),
                Math.abs(solver.diagnostics().value("covariance-imf").orElseThrow() - c));
    }
}
