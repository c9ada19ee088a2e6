package org.pushforward.engine.bridge.fitting;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussLegendre;

/** What must hold of iterative proportional and iterative Markovian fitting. */
final class FittingChecks {

    private static final String NUMPY = "independent run in NumPy, N(0, 1) → N(0, 1), ε = 1";

    private FittingChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("imf-source", "grid: error of p₀ under IMF, L1", "source-error-imf", Criterion.atMost(1e-12), false,
                        "a projection keeps both marginals"),
                new Check.Live("imf-target", "grid: error of p₁ under IMF, L1", "target-error-imf", Criterion.atMost(1e-12), false,
                        "a projection keeps both marginals"),
                new Check.Live("ipf", "KL to the bridge, IPF", "kl-ipf", Criterion.atMost(1e-4), true, "closed form, or Sinkhorn on the grid"),
                new Check.Live("imf", "KL to the bridge, IMF", "kl-imf", Criterion.atMost(1e-4), true, "closed form, or Sinkhorn on the grid"),
                new Check.Reference("imf-sequence", "covariances 0, .546…, .611…, .617… of IMF: worst error", Criterion.atMost(2e-10), NUMPY,
                        c -> sequence(c, "covariance-imf", 0, 0.5462930159, 0.6111428259, 0.6173850824)),
                new Check.Reference("ipf-sequence", "covariances ½, ⅔, ⅗, ⅝, … of IPF: worst error", Criterion.atRounding(),
                        "ratios of Fibonacci numbers", c -> sequence(c, "covariance-ipf", 1, 1.0 / 2, 2.0 / 3, 3.0 / 5, 5.0 / 8, 8.0 / 13,
                                13.0 / 21)),
                new Check.Reference("imf-projection", "line, ε = 0.1, 1, 10: covariance and variance at the end of a Markovian projection off its formula",
                        Criterion.atRounding(), "the projection's linear diffusion, its moments by quadrature over time", _ -> projectionError()),
                new Check.Reference("limit", "both from N(0, 1) to N(2, ¼), ε = 0.1: error of the covariance", Criterion.atRounding(),
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

    /**
     * dX = K X dt + √ε dW with the slope K = (v̇ − ε)/2v that keeps the variances v(t) of the bridges' mixture: Cov(X₀, X₁) = a e^∫K, and
     * Var X₁ = e^2∫K (a + ε ∫ e^(−2∫₀ᵗK) dt), which is to be b.
     */
    private static double projectionError() {
        GaussLegendre rule = new GaussLegendre(24);
        double worst = 0;
        for (double eps : new double[] {0.1, 1, 10}) {
            LineCoupling q = new LineCoupling(0, 0, 1, 0.2, 0.25);
            int parts = 200;
            double exponent = 0;
            double noise = 0;
            for (int p = 0; p < parts; p++) {
                double begin = (double) p / parts;
                for (int k = 0; k < rule.size(); k++) {
                    double t = begin + rule.node(k) / parts;
                    noise += rule.weight(k) / parts * eps * Math.exp(-2 * (exponent + integral(q, eps, begin, t, rule)));
                }
                exponent += integral(q, eps, begin, begin + 1.0 / parts, rule);
            }
            worst = Math.max(worst, Math.abs(q.markovian(eps).c() - q.a() * Math.exp(exponent)));
            worst = Math.max(worst, Math.abs(q.markovian(eps).b() - Math.exp(2 * exponent) * (q.a() + noise)));
        }
        return worst;
    }

    /** ∫K dt; v is quadratic in t, so a central difference is its slope. */
    private static double integral(LineCoupling q, double eps, double from, double to, GaussLegendre rule) {
        double sum = 0;
        for (int k = 0; k < rule.size(); k++) {
            double t = from + (to - from) * rule.node(k);
            double slope = 0.5 * (q.variance(t + 1, eps) - q.variance(t - 1, eps));
            sum += (to - from) * rule.weight(k) * 0.5 * (slope - eps) / q.variance(t, eps);
        }
        return sum;
    }

    /** At a divergence of 1e-14 means agree to its root; covariances converge twice as fast, to rounding. */
    private static double limit(StepContext context) {
        Solver solver = solver("target-mean=2", "target-variance=0.25", "eps=0.1", "tolerance=1e-14");
        solver.advance(10_000, context);
        double c = 0.5 * (Math.sqrt(0.01 + 1) - 0.1);
        return Math.max(Math.abs(solver.diagnostics().value("covariance-ipf").orElseThrow() - c),
                Math.abs(solver.diagnostics().value("covariance-imf").orElseThrow() - c));
    }
}
