package org.pushforward.engine.bridge.discrete;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

/** What must hold of exact D-IMF. */
final class CategoricalBridgeChecks {

    private static final String NUMPY = "independent run of the same iteration in NumPy, p₀ uniform, p₁(i) ∝ i + 1, S = 50";
    /** Divergences below that are near their rounding error. */
    private static final double JUDGED = 1e-10;

    private CategoricalBridgeChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("converged", "KL(q ‖ q*)", "kl", Criterion.atMost(1e-6), true, "Sinkhorn on the kernel Q^(N+1), to 1e-14 in L1"),
                new Check.Live("source", "error of p₀, L1", "source-error-l1", Criterion.atMost(1e-12), false, "a projection keeps both marginals"),
                new Check.Live("target", "error of p₁, L1", "target-error-l1", Criterion.atMost(1e-12), false, "a projection keeps both marginals"),
                sequence("gaussian-05", "gaussian, α = 0.05, N = 10", "gaussian", "alpha=0.05", 10, 1.209, 3.255e-3, 3.93e-6, 1.00e-8),
                sequence("gaussian-1", "gaussian, α = 0.1, N = 10", "gaussian", "alpha=0.1", 10, 1.366e-1, 1.602e-4, 1.62e-7, 1.64e-10),
                sequence("uniform-01", "uniform, α = 0.01, N = 10", "uniform", "alpha=0.01", 10, 3.082e-1, 9.404e-3, 6.361e-4, 4.845e-5,
                        3.80e-6, 3.01e-7, 2.39e-8),
                sequence("uniform-03", "uniform, α = 0.03, N = 10", "uniform", "alpha=0.03", 10, 1.329e-2, 8.66e-7),
                sequence("one-time", "gaussian, α = 0.05, one time between, first iteration", "gaussian", "alpha=0.05", 1, Double.NaN, 5.07e-2),
                sequence("fifty-times", "gaussian, α = 0.05, 50 times between, first iteration", "gaussian", "alpha=0.05", 50, Double.NaN,
                        6.5e-4));
    }

    /** Expected numbers have two to four digits. The noise of 100 unskipped steps is spread over the times between. */
    private static Check sequence(String id, String name, String reference, String alpha, int between, double... expected) {
        return new Check.Reference(id, "KL(q ‖ q*) by iteration, " + name + ": worst relative difference", Criterion.atMost(0.01), NUMPY,
                context -> worst(context, expected, "reference=" + reference, alpha, "steps=" + between, "skip=" + 100 / between,
                        "tolerance=1e-14"));
    }

    private static double worst(StepContext context, double[] expected, String... assignments) {
        Solver solver = new CategoricalBridgeSolver(CategoricalBridgeParameters.with(assignments), 1);
        double worst = 0;
        for (double e : expected) {
            if (e > JUDGED) {
                worst = Math.max(worst, Math.abs(solver.diagnostics().value("kl").orElseThrow() / e - 1));
            }
            solver.advance(2, context);
        }
        return worst;
    }
}
