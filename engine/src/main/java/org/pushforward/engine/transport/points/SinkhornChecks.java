package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.numerics.Philox;

/** What must hold of Sinkhorn's iteration. */
public final class SinkhornChecks {

    private static final String CLOSED_FORM = "closed form";

    private SinkhornChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("marginals", "marginal error, L1 / tolerance", "marginal-error-ratio", Criterion.atMost(1), true,
                        "constraint of the problem"),
                new Check.Live("optimality", "marginals off their optimum, L1 / (mass × tolerance)", "optimality-error-ratio", Criterion.atMost(1),
                        true, "optimality: P1 = a exp(−f/ρ); or P1 ≤ a, with equality where f < 0"),
                new Check.Live("duality-gap", "duality gap / (tolerance × largest cost)", "duality-gap-ratio", Criterion.atMost(1), true,
                        "closed form: 0 at the optimum; no more than potentials times errors"),
                new Check.Live("mass", "|mass − 1| / tolerance", "mass-error-ratio", Criterion.atMost(1), true, "constraint of the problem"),
                new Check.Live("mass-identity", "unbalanced: mass off its closed form / (mass × tolerance)",
                        "mass-identity-ratio", Criterion.atMost(1), true, "closed form: ΣP = (ρ₁Σa + ρ₂Σb + εΣaΣb − optimum)/(ρ₁ + ρ₂ + ε), because scaling the best plan does not better it"),
                new Check.Live("moved-mass", "partial: |ΣP − m| / (m × tolerance)", "moved-mass-ratio", Criterion.atMost(1), true,
                        "constraint of the problem"),
                new Check.Live("row-sums", "row sums by exact differences and library exponential: error / tolerance", "row-sum-error-ratio",
                        Criterion.atMost(1), true, "the same sums by other means"),
                new Check.Reference("two-points", "two points each, ε = 1, ¼, 4: error of the plan", Criterion.atRounding(),
                        "closed form ½/(1 + exp(−1/ε))", SinkhornChecks::twoPoints),
                new Check.Reference("two-points-published", "the same, ε = 1: P₁₁", Criterion.within(0.36552929, 5e-9),
                        "read in the documentation of POT's sinkhorn, eight digits", context -> twoPointPlan(1, context)[0]),
                new Check.Reference("gaussians-cost", "N(0, 1) → N(2, ¼) on a grid, ε = 0.1, 1, 10: error of ⟨C, P⟩", Criterion.atMost(1e-7),
                        "closed form of bridge.gaussian", context -> gaussians(context)[0]),
                new Check.Reference("gaussians-value", "the same: error of ⟨C, P⟩ + ε KL", Criterion.atRounding(),
                        "closed form of bridge.gaussian", context -> gaussians(context)[1]),
                new Check.Reference("gaussians-divergence", "the same: error of the debiased divergence", Criterion.atMost(8e-11),
                        "closed form of bridge.gaussian, three times", context -> gaussians(context)[2]),
                new Check.Reference("dense-cost", "400 points, single precision first: error of ⟨C, P⟩", Criterion.atMost(4e-12),
                        "converged run of ours: dense matrix, double precision", context -> dense(context)[0]),
                new Check.Reference("dense-value", "the same: error of ⟨C, P⟩ + ε KL", Criterion.atRounding(),
                        "converged run of ours: dense matrix, double precision", context -> dense(context)[1]),
                new Check.Reference("nystroem-marginals", "3000 points, ε = 1, kernel of rank 300: marginal error of its plan with the exact kernel",
                        Criterion.atMost(3e-7), "constraint of the problem, added up with the exact kernel", context -> lowRank(context)[0]),
                new Check.Reference("nystroem-value", "the same, finished exactly: value − that of exact sweeps alone", Criterion.within(0, 1e-12),
                        "converged run of ours: exact kernel", context -> lowRank(context)[1]),
                new Check.Reference("separated", "4 × 5 points on which plain sweeps need over 20 000: marginal error, L1", Criterion.atRounding(),
                        "constraint of the problem, added up from the plan", SinkhornChecks::separated),
                new Check.Reference("assignment", "40 points on the line, ε = 1e-5: cost over that of the sorted matching − 1",
                        Criterion.within(0, 1e-6), CLOSED_FORM + ": the monotone map is optimal on the line", SinkhornChecks::assignment));
    }

    public static Solver converged(PointCloud source, PointCloud target, StepContext context, String... assignments) {
        Solver solver = new SinkhornSolver(source, target, SinkhornParameters.with(assignments));
        return solver.advance(10_000, context) instanceof Status.Converged ? solver : failed();
    }

    private static Solver failed() {
        throw new IllegalStateException("a check's run did not converge");
    }

    static double[] plan(Solver solver) {
        return ((Layer.Matrix) solver.frame(0).layer("plan").orElseThrow()).values();
    }

    private static double value(Solver solver, String id) {
        return solver.diagnostics().value(id).orElseThrow();
    }

    private static double[] twoPointPlan(double eps, StepContext context) {
        PointCloud pair = PointCloud.uniform(1, new double[] {0, 1});
        return plan(converged(pair, pair, context, "cost=squared", "eps=" + eps, "tolerance=1e-11"));
    }

    private static double twoPoints(StepContext context) {
        double worst = 0;
        for (double eps : new double[] {1, 0.25, 4}) {
            double stays = 0.5 / (1 + Math.exp(-1 / eps));
            double[] exact = {stays, 0.5 - stays, 0.5 - stays, stays};
            double[] plan = twoPointPlan(eps, context);
            for (int k = 0; k < exact.length; k++) {
                worst = Math.max(worst, Math.abs(plan[k] - exact[k]));
            }
        }
        return worst;
    }

    /** On a grid the trapezoidal rule of analytic, fast decaying integrands is exact to rounding. */
    static PointCloud gridded(double mean, double deviation) {
        int n = 401;
        double[] x = new double[n];
        double[] masses = new double[n];
        for (int i = 0; i < n; i++) {
            double z = 16.0 * i / (n - 1) - 8;
            x[i] = mean + deviation * z;
            masses[i] = Math.exp(-0.5 * z * z);
        }
        return PointCloud.of("grid", 1, x, masses);
    }

    /** Largest errors of cost, value and divergence. */
    private static double[] gaussians(StepContext context) {
        double[] worst = new double[3];
        for (double eps : new double[] {0.1, 1, 10}) {
            double[] exact = gaussianCostAndValue(2, 1, 0.25, eps);
            double self = 0.5 * (gaussianCostAndValue(0, 1, 1, eps)[1] + gaussianCostAndValue(0, 0.25, 0.25, eps)[1]);
            Solver solver = converged(gridded(0, 1), gridded(2, 0.5), context, "eps=" + eps, "debiased=true");
            worst[0] = Math.max(worst[0], Math.abs(value(solver, "transport-cost") - exact[0]));
            worst[1] = Math.max(worst[1], Math.abs(value(solver, "value") - exact[1]));
            worst[2] = Math.max(worst[2], Math.abs(value(solver, "sinkhorn-divergence") - (exact[1] - self)));
        }
        return worst;
    }

    /** Between normal distributions of variances a and b whose means are apart by {@code shift}, cost ½|x − y|². */
    private static double[] gaussianCostAndValue(double shift, double a, double b, double eps) {
        double c = 0.5 * (Math.sqrt(eps * eps + 4 * a * b) - eps);
        double cost = 0.5 * (shift * shift + a + b - 2 * c);
        return new double[] {cost, cost - 0.5 * eps * Math.log1p(-c * c / (a * b))};
    }

    private static PointCloud random(int n, int stream, double scale) {
        double[] x = new double[2 * n];
        double[] masses = new double[n];
        Philox random = new Philox(11).stream(stream);
        random.normals(0, n, 0, 2, x, 0);
        random.uniforms(0, n, 0, 1, masses, 0);
        return PointCloud.of("random", 2, Arrays.stream(x).map(v -> v * scale).toArray(), masses);
    }

    private static double[] dense(StepContext context) {
        PointCloud source = random(400, 1, 1);
        PointCloud target = random(400, 2, 1.5);
        double eps = 0.1;
        Solver solver = converged(source, target, context, "eps=" + eps);
        double[] reference = DenseSinkhorn.costAndValue(source, target, 0.5, eps, 1e-13);
        return new double[] {Math.abs(value(solver, "transport-cost") - reference[0]), Math.abs(value(solver, "value") - reference[1])};
    }

    private static double[] lowRank(StepContext context) {
        PointCloud source = random(3000, 3, 1);
        PointCloud target = random(3000, 4, 1.5);
        Solver fast = converged(source, target, context, "eps=1", "kernel=nystroem", "rank=300");
        return new double[] {value(fast, "low-rank-exact-error"), value(fast, "value") - value(converged(source, target, context, "eps=1"), "value")};
    }

    private static double separated(StepContext context) {
        double[] a = {0.1, 0.2, 0.3, 0.4};
        double[] b = {0.15, 0.25, 0.2, 0.3, 0.1};
        double[] x = new double[2 * a.length];
        double[] y = new double[2 * b.length];
        new Philox(131).normals(0, a.length, 0, 2, x, 0);
        new Philox(231).normals(0, b.length, 0, 2, y, 0);
        double[] p = plan(converged(PointCloud.of("a", 2, x, a), PointCloud.of("b", 2, y, b), context, "cost=squared", "eps=0.1",
                "tolerance=1e-12"));
        double error = 0;
        for (int i = 0; i < a.length; i++) {
            error += Math.abs(Arrays.stream(p, b.length * i, b.length * (i + 1)).sum() - a[i]);
        }
        for (int j = 0; j < b.length; j++) {
            double column = 0;
            for (int i = 0; i < a.length; i++) {
                column += p[i * b.length + j];
            }
            error += Math.abs(column - b[j]);
        }
        return error;
    }

    private static double assignment(StepContext context) {
        int n = 40;
        double[] x = new double[n];
        double[] y = new double[n];
        new Philox(5).normals(0, n, 0, 1, x, 0);
        new Philox(6).normals(0, n, 0, 1, y, 0);
        Solver solver = converged(PointCloud.uniform(1, x.clone()), PointCloud.uniform(1, y.clone()), context, "eps=1e-5");
        Arrays.sort(x);
        Arrays.sort(y);
        double cost = 0;
        for (int i = 0; i < n; i++) {
            cost += 0.5 * (x[i] - y[i]) * (x[i] - y[i]) / n;
        }
        return value(solver, "transport-cost") / cost - 1;
    }
}
