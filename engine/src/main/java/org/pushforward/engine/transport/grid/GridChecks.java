package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.transport.points.DenseSinkhorn;
import org.pushforward.engine.transport.points.SinkhornChecks;

/** What must hold of Sinkhorn's iteration on a grid. */
final class GridChecks {

    private static final String CLOSED_FORM = "closed form of bridge.gaussian";

    private GridChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("marginals", "marginal error, L1 / tolerance", "marginal-error-ratio", Criterion.atMost(1), true,
                        "constraint of the problem"),
                new Check.Live("duality-gap", "duality gap / (tolerance × largest cost)", "duality-gap-ratio", Criterion.atMost(1), true,
                        "closed form: the gap is ⟨f, r − a⟩ + ⟨g, c − b⟩ at most"),
                new Check.Live("mass", "|mass − 1| / tolerance", "mass-error-ratio", Criterion.atMost(1), true, "constraint of the problem"),
                new Check.Reference("product", "product densities, 48²: value − sum of the two on the line", Criterion.within(0, 1.5e-12),
                        "closed form: the problem splits; the lines by ours on a dense matrix", GridChecks::product),
                new Check.Reference("gaussians-cost", "Gaussians on 128² cells: error of ⟨C, P⟩", Criterion.atRounding(), CLOSED_FORM,
                        context -> gaussians(context)[0]),
                new Check.Reference("gaussians-value", "the same: error of ⟨C, P⟩ + ε KL", Criterion.atRounding(), CLOSED_FORM,
                        context -> gaussians(context)[1]),
                new Check.Reference("gaussians-bridge", "the same: largest error of the bridge's density at t = 0.3, over its top",
                        Criterion.atMost(3e-11), CLOSED_FORM, context -> gaussians(context)[2]),
                new Check.Reference("cloud-value", "12² cells of random mass: value − that of ot.sinkhorn", Criterion.within(0, 1e-12),
                        "converged run of ours: the same problem as a cloud of points", context -> cloud(context)[0]),
                new Check.Reference("cloud-cost", "the same: ⟨C, P⟩ − that of ot.sinkhorn", Criterion.within(0, 1e-8),
                        "converged run of ours: the same problem as a cloud of points", context -> cloud(context)[1]),
                new Check.Reference("distance-pair", "|x − y|, two cells of mass ½ to the same, ε = 1, 0.1, 0.01, 0.001: error of ⟨C, P⟩",
                        Criterion.atRounding(), "closed form d / (1 + exp(d/ε))", GridChecks::distancePair),
                new Check.Reference("distance-dense", "|x − y|, 12² cells of random mass, ε = 0.3, 0.03: error of ⟨C, P⟩ and of ⟨C, P⟩ + ε KL",
                        Criterion.atMost(6e-11), "converged run of ours: dense matrix, plain sweeps in the log domain", GridChecks::distanceDense),
                new Check.Reference("monge", "|x − y|, a star moved by ¼, ε = 0.006: (⟨C, P⟩ − ¼) / (ε × entropy of the star)", Criterion.within(0.5, 0.5),
                        "closed form: W₁ is the shift, and the shift's KL is the entropy",
                        GridChecks::monge));
    }

    static Solver converged(int n, double[] a, double[] b, StepContext context, String... assignments) {
        Solver solver = new GridSinkhornSolver(GridParameters.with(assignments).with(GridParameters.GRID, n), a, b);
        if (!(solver.advance(10_000, context) instanceof Status.Converged)) {
            throw new IllegalStateException("a check's run did not converge");
        }
        return solver;
    }

    static double value(Solver solver, String id) {
        return solver.diagnostics().value(id).orElseThrow();
    }

    private static double[] line(int n, int stream) {
        double[] masses = new double[n];
        new Philox(17).stream(stream).uniforms(0, n, 0, 1, masses, 0);
        double sum = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(m -> m / sum).toArray();
    }

    /** Masses p(i) q(j). */
    static double[] product(double[] p, double[] q) {
        double[] masses = new double[p.length * q.length];
        Arrays.setAll(masses, k -> p[k / q.length] * q[k % q.length]);
        return masses;
    }

    private static PointCloud onLine(double[] masses) {
        double[] x = new double[masses.length];
        Arrays.setAll(x, i -> (i + 0.5) / x.length);
        return new PointCloud(1, x, masses);
    }

    private static double product(StepContext context) {
        int n = 48;
        double[][] p = {line(n, 1), line(n, 2), line(n, 3), line(n, 4)};
        double worst = 0;
        for (double eps : new double[] {0.05, 0.004}) {
            Solver solver = converged(n, product(p[0], p[1]), product(p[2], p[3]), context, "eps=" + eps);
            double sum = DenseSinkhorn.costAndValue(onLine(p[0]), onLine(p[2]), 1, eps, 1e-11)[1]
                    + DenseSinkhorn.costAndValue(onLine(p[1]), onLine(p[3]), 1, eps, 1e-11)[1];
            worst = Math.max(worst, Math.abs(value(solver, "value") - sum));
        }
        return worst;
    }

    /** On a grid the trapezoidal rule of analytic, fast decaying integrands is exact to rounding. */
    static double[] normal(int n, double mean, double deviation) {
        double[] masses = new double[n];
        Arrays.setAll(masses, i -> Math.exp(-0.5 * Math.pow(((i + 0.5) / n - mean) / deviation, 2)));
        double sum = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(m -> m / sum).toArray();
    }

    /** Errors of cost, value and of the bridge's density; tails are cut off at eight deviations. */
    private static double[] gaussians(StepContext context) {
        int n = 128;
        double eps = 0.004;
        double t = 0.3;
        double[] mean = {0.45, 0.5};
        double[] shift = {0.08, -0.03};
        double[] from = {0.05, 0.04};
        double[] to = {0.035, 0.055};
        Solver solver = converged(n, product(normal(n, mean[0], from[0]), normal(n, mean[1], from[1])),
                product(normal(n, mean[0] + shift[0], to[0]), normal(n, mean[1] + shift[1], to[1])), context, "eps=" + eps, "time=" + t,
                "cost=half-squared", "tolerance=1e-9");
        double cost = 0;
        double value = 0;
        double[][] densities = new double[2][];
        for (int k = 0; k < 2; k++) {
            double a = from[k] * from[k];
            double b = to[k] * to[k];
            double c = 0.5 * (Math.sqrt(eps * eps + 4 * a * b) - eps);
            double axis = 0.5 * (shift[k] * shift[k] + a + b - 2 * c);
            cost += axis;
            value += axis - 0.5 * eps * Math.log1p(-c * c / (a * b));
            double variance = (1 - t) * (1 - t) * a + t * t * b + 2 * t * (1 - t) * c + eps * t * (1 - t);
            densities[k] = normal(n, mean[k] + t * shift[k], Math.sqrt(variance));
        }
        double[] exact = product(densities[0], densities[1]);
        double[] moving = SchroedingerMarginal.of(((GridSinkhornSolver) solver).problem(), new GridCost.Squared(0.5), (GridState) solver.save(), context).masses();
        double worst = 0;
        double top = Arrays.stream(exact).max().orElseThrow();
        for (int k = 0; k < exact.length; k++) {
            worst = Math.max(worst, Math.abs(moving[k] - exact[k]) / top);
        }
        return new double[] {Math.abs(value(solver, "transport-cost") - cost), Math.abs(value(solver, "value") - value), worst};
    }

    /** Every way of {@link DistanceGridKernel} has its turn. */
    private static double distancePair(StepContext context) {
        int n = 20;
        double[] a = new double[n * n];
        a[4 * n + 6] = 0.5;
        a[7 * n + 10] = 0.5;
        double d = 5.0 / n;
        double worst = 0;
        for (double eps : new double[] {1, 0.1, 0.01, 0.001}) {
            Solver s = converged(n, a, a, context, "cost=distance", "eps=" + eps, "tolerance=1e-11");
            worst = Math.max(worst, Math.abs(value(s, "transport-cost") - d / (1 + Math.exp(d / eps))));
        }
        return worst;
    }

    private static double distanceDense(StepContext context) {
        int n = 12;
        double[] a = line(n * n, 7);
        double[] b = line(n * n, 8);
        double worst = 0;
        for (double eps : new double[] {0.3, 0.03}) {
            double[][] c = new double[n * n][n * n];
            for (int x = 0; x < n * n; x++) {
                for (int y = 0; y < n * n; y++) {
                    c[x][y] = Math.hypot((double) (x / n - y / n) / n, (double) (x % n - y % n) / n) / eps;
                }
            }
            double[] exact = DenseSinkhorn.costAndValue(a, b, c, eps, 1e-11);
            Solver s = converged(n, a, b, context, "cost=distance", "eps=" + eps, "tolerance=1e-8");
            worst = Math.max(worst, Math.max(Math.abs(value(s, "transport-cost") - exact[0]), Math.abs(value(s, "value") - exact[1])));
        }
        return worst;
    }

    /** W₁ ≤ ⟨C, P⟩ ≤ ⟨C, P⟩ + ε KL ≤ W₁ + ε H. */
    private static double monge(StepContext context) {
        int n = 40;
        double eps = 0.006;
        double[] star = DensitySources.on(n, SourceFile.builtIn("star"));
        double[] a = new double[n * n];
        double[] b = new double[n * n];
        double sum = 0;
        double entropy = 0;
        for (int k = 0; k < n * n; k++) {
            int i = k / n;
            // An eighth to the left and to the right, what goes beyond the edge being cut off.
            if (i >= 5 && i < n - 5 && star[k] > 0) {
                a[k - 5 * n] = star[k];
                b[k + 5 * n] = star[k];
                sum += star[k];
                entropy -= star[k] * Math.log(star[k]);
            }
        }
        double all = sum;
        double cost = value(converged(n, Arrays.stream(a).map(m -> m / all).toArray(), Arrays.stream(b).map(m -> m / all).toArray(), context,
                "cost=distance", "eps=" + eps), "transport-cost");
        return (cost - 0.25) / (eps * (entropy / all + Math.log(all)));
    }

    private static double[] cloud(StepContext context) {
        int n = 12;
        double[] a = line(n * n, 5);
        double[] b = line(n * n, 6);
        double[] xy = new double[2 * n * n];
        for (int k = 0; k < n * n; k++) {
            xy[2 * k] = (k / n + 0.5) / n;
            xy[2 * k + 1] = (k % n + 0.5) / n;
        }
        double[] worst = new double[2];
        for (double eps : new double[] {0.1, 0.01, 0.0008}) {
            Solver grid = converged(n, a, b, context, "eps=" + eps);
            Solver points = SinkhornChecks.converged(new PointCloud(2, xy, a), new PointCloud(2, xy, b), context, "eps=" + eps, "cost=squared");
            worst[0] = Math.max(worst[0], Math.abs(value(grid, "value") - value(points, "value")));
            worst[1] = Math.max(worst[1], Math.abs(value(grid, "transport-cost") - value(points, "transport-cost")));
        }
        return worst;
    }
}
