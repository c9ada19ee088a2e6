package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.numerics.Philox;

/** What must hold of unbalanced and partial transport. */
final class RelaxedChecks {

    private static final String CLOSED_FORM = "closed form: the problem in one unknown";

    private RelaxedChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Reference("unbalanced-pair", "unbalanced, one point each of mass 0.3 and 2: error of mass and optimum", Criterion.atRounding(),
                        CLOSED_FORM, RelaxedChecks::pair),
                new Check.Reference("unbalanced-two-points", "unbalanced, two points each: error of the plan", Criterion.atRounding(), CLOSED_FORM,
                        RelaxedChecks::twoPoints),
                new Check.Reference("unbalanced-gaussians", "unbalanced, N(0, 1) of mass 1.5 and N(2, ¼) of mass 0.8: error of mass and optimum",
                        Criterion.atMost(7e-11), "closed form: Janati, Muzellec, Peyré & Cuturi 2020, read in the authors' program",
                        RelaxedChecks::gaussians),
                new Check.Reference("unbalanced-dense", "unbalanced and semi-relaxed, 60 × 80 points: largest error of the plan, over its largest entry",
                        Criterion.atMost(4e-10), "converged run of ours: scaling of a dense matrix", RelaxedChecks::unbalancedDense),
                new Check.Reference("unbalanced-limit", "unbalanced with ρ = 1e9: value − balanced value", Criterion.within(0, 2e-8),
                        "converged run of ours: balanced", context -> limit(context, "marginals=unbalanced", "rho=1e9")),
                new Check.Reference("partial-capped", "partial, two points to one, m = 0.7 of ½ + ½: error of the plan", Criterion.atRounding(),
                        "closed form: the nearer point gives all it has", RelaxedChecks::capped),
                new Check.Reference("partial-dense", "partial, 60 × 80 points, m = 0.6: largest error of the plan, over its largest entry",
                        Criterion.atMost(8e-11), "converged run of ours: Dykstra's projections of a dense matrix", RelaxedChecks::partialDense),
                new Check.Reference("partial-limit", "partial with m = all: value − balanced value", Criterion.within(0, 1e-12),
                        "converged run of ours: balanced", context -> limit(context, "marginals=partial", "mass=1")));
    }

    private static Solver converged(PointCloud source, PointCloud target, double a, double b, StepContext context, String... assignments) {
        Solver solver = new SinkhornSolver(source, target, a, b, SinkhornParameters.with(assignments));
        if (!(solver.advance(10_000, context) instanceof Status.Converged)) {
            throw new IllegalStateException("a check's run did not converge");
        }
        return solver;
    }

    private static double value(Solver solver, String id) {
        return solver.diagnostics().value(id).orElseThrow();
    }

    private static PointCloud points(double... x) {
        return PointCloud.uniform(1, x);
    }

    /** p = (a^ρ b^ρ (ab)^ε e^(−c))^(1/(2ρ + ε)). */
    private static double pair(StepContext context) {
        double worst = 0;
        double a = 0.3;
        double b = 2;
        double c = 0.5 * 1.5 * 1.5;
        for (double rho : new double[] {0.2, 3}) {
            for (double eps : new double[] {0.01, 1}) {
                double p = Math.exp(((rho + eps) * Math.log(a * b) - c) / (2 * rho + eps));
                double optimum = rho * (a + b) + eps * a * b - (2 * rho + eps) * p;
                Solver s = converged(points(0), points(1.5), a, b, context, "marginals=unbalanced", "rho=" + rho, "eps=" + eps, "tolerance=1e-12");
                worst = Math.max(worst, Math.max(Math.abs(value(s, "mass") - p), Math.abs(value(s, "objective") - optimum)));
            }
        }
        return worst;
    }

    /** By symmetry f = g is one number: ¼ e^(2f/ε) (1 + e^(−1/ε)) = ½ e^(−f/ρ). */
    private static double twoPoints(StepContext context) {
        double worst = 0;
        for (double eps : new double[] {0.25, 1}) {
            double rho = 0.7;
            double f = Math.log(2 / (1 + Math.exp(-1 / eps))) / (2 / eps + 1 / rho);
            double stays = 0.25 * Math.exp(2 * f / eps);
            double goes = stays * Math.exp(-1 / eps);
            double[] plan = SinkhornChecks.plan(converged(points(0, 1), points(0, 1), 1, 1, context, "marginals=unbalanced", "rho=" + rho,
                    "cost=squared", "eps=" + eps, "tolerance=1e-11"));
            worst = Math.max(worst, largest(plan, new double[] {stays, goes, goes, stays}));
        }
        return worst;
    }

    private static double largest(double[] u, double[] v) {
        double worst = 0;
        for (int k = 0; k < u.length; k++) {
            worst = Math.max(worst, Math.abs(u[k] - v[k]));
        }
        return worst;
    }

    private static double gaussians(StepContext context) {
        double worst = 0;
        for (double eps : new double[] {0.1, 1}) {
            double rho = 2;
            double mass = UnbalancedGaussians.mass(0, 1, 1.5, 2, 0.25, 0.8, eps, rho);
            double optimum = rho * (1.5 + 0.8) + eps * 1.5 * 0.8 - (2 * rho + eps) * mass;
            Solver s = converged(SinkhornChecks.gridded(0, 1), SinkhornChecks.gridded(2, 0.5), 1.5, 0.8, context, "marginals=unbalanced",
                    "rho=" + rho, "eps=" + eps, "tolerance=1e-9");
            worst = Math.max(worst, Math.max(Math.abs(value(s, "mass") - mass), Math.abs(value(s, "objective") - optimum)));
        }
        return worst;
    }

    private static PointCloud random(int n, int stream, double shift) {
        double[] x = new double[2 * n];
        double[] masses = new double[n];
        Philox random = new Philox(23).stream(stream);
        random.normals(0, n, 0, 2, x, 0);
        random.uniforms(0, n, 0, 1, masses, 0);
        return PointCloud.of("random", 2, Arrays.stream(x).map(v -> v + shift).toArray(), masses);
    }

    private static double unbalancedDense(StepContext context) {
        PointCloud source = random(60, 1, 0);
        PointCloud target = random(80, 2, 1);
        SinkhornProblem problem = SinkhornProblem.of(source, target, 1.3, 0.6, 0.5);
        double worst = 0;
        for (String relaxed : new String[] {"both", "source", "target"}) {
            double[][] reference = DenseRelaxed.unbalanced(problem, 0.2, relaxed.equals("target") ? 1e300 : 0.8, relaxed.equals("source") ? 1e300 : 0.8,
                    1e-13);
            Solver s = converged(source, target, 1.3, 0.6, context, "marginals=unbalanced", "rho=0.8", "relaxed=" + relaxed, "eps=0.2",
                    "tolerance=1e-10");
            worst = Math.max(worst, relative(SinkhornChecks.plan(s), reference));
        }
        return worst;
    }

    private static double relative(double[] plan, double[][] reference) {
        double[] flat = Arrays.stream(reference).flatMapToDouble(Arrays::stream).toArray();
        return largest(plan, flat) / Arrays.stream(flat).max().orElseThrow();
    }

    private static double partialDense(StepContext context) {
        PointCloud source = random(60, 3, 0);
        PointCloud target = random(80, 4, 1);
        double[][] reference = DenseRelaxed.partial(SinkhornProblem.of(source, target, 1.2, 0.9, 0.5), 0.2, 0.6, 1e-11);
        Solver s = converged(source, target, 1.2, 0.9, context, "marginals=partial", "mass=0.6", "eps=0.2", "tolerance=1e-10");
        return relative(SinkhornChecks.plan(s), reference);
    }

    /** The point at 0 is full, the other gives the rest. */
    private static double capped(StepContext context) {
        double[] plan = SinkhornChecks.plan(converged(points(0, 3), points(0), 1, 1, context, "marginals=partial", "mass=0.7", "eps=0.1",
                "tolerance=1e-11"));
        return largest(plan, new double[] {0.5, 0.2});
    }

    private static double limit(StepContext context, String... assignments) {
        PointCloud source = random(300, 5, 0);
        PointCloud target = random(300, 6, 1);
        String[] all = Arrays.copyOf(assignments, assignments.length + 2);
        all[assignments.length] = "eps=0.1";
        all[assignments.length + 1] = "tolerance=1e-8";
        return value(converged(source, target, 1, 1, context, all), "objective")
                - value(converged(source, target, 1, 1, context, "eps=0.1", "tolerance=1e-8"), "value");
    }
}
