package org.pushforward.engine.transport;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.DensitySources;

/** What must hold of barycentres. */
final class BarycenterChecks {

    private static final int N = 96;
    /** Variance of the kernel, ε/2 for cost |x − y|², is 0.03². */
    private static final double EPS = 0.0018;
    private static final double DEVIATION = 0.045;

    private BarycenterChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("marginals", "plans' marginals off / tolerance", "marginal-error-ratio", Criterion.atMost(1), true,
                        "constraint of the problem"),
                new Check.Live("mass", "|mass − 1| / tolerance", "mass-error-ratio", Criterion.atMost(1), true,
                        "closed form: every plan has the mass 1, and the geometric mean of their marginals is as near"),
                new Check.Reference("gaussians", "three Gaussians apart, weights ½, 0.3, 0.2: largest error over the top", Criterion.atRounding(),
                        "closed form: the Gaussian at the weighted mean, variance that of the Gaussians and ε/2", context -> gaussians(false, context)),
                new Check.Reference("gaussians-debiased", "the same, debiased", Criterion.atMost(1.5e-9),
                        "closed form: the Gaussian at the weighted mean, with the variance of the Gaussians", context -> gaussians(true, context)),
                new Check.Reference("one-blurred", "all weight on a disc: L1 distance from the disc under the kernel", Criterion.atRounding(),
                        "closed form K(b / K1)", context -> one(false, context)),
                new Check.Reference("one-debiased", "debiased barycentre of three equal Gaussians: L1 distance from them", Criterion.atMost(1e-9),
                        "closed form: the barycentre of equal measures is the measure", context -> one(true, context)),
                new Check.Reference("pair", "a disc and two discs, weights ½: L1 distance from the mirror image", Criterion.atRounding(),
                        "symmetry of the pictures", BarycenterChecks::mirrored));
    }

    static Solver converged(double[][] measures, int n, StepContext context, String... assignments) {
        Solver solver = new BarycenterSolver(BarycenterParameters.with(assignments).with(BarycenterParameters.GRID, n), measures);
        if (!(solver.advance(20_000, context) instanceof Status.Converged)) {
            throw new IllegalStateException("a check's run did not converge");
        }
        return solver;
    }

    static double[] masses(Solver solver) {
        return ((BarycenterState) solver.save()).masses();
    }

    private static double[] gaussian(double x, double y, double deviation) {
        return GridChecks.product(GridChecks.normal(N, x, deviation), GridChecks.normal(N, y, deviation));
    }

    private static double gaussians(boolean debiased, StepContext context) {
        double[][] means = {{0.45, 0.5}, {0.58, 0.47}, {0.5, 0.58}};
        double[] weights = {0.5, 0.3, 0.2};
        double[][] measures = Arrays.stream(means).map(m -> gaussian(m[0], m[1], DEVIATION)).toArray(double[][]::new);
        double[] mean = new double[2];
        for (int k = 0; k < means.length; k++) {
            mean[0] += weights[k] * means[k][0];
            mean[1] += weights[k] * means[k][1];
        }
        Solver solver = converged(measures, N, context, "eps=" + EPS, "weight-1=0.5", "weight-2=0.3", "weight-3=0.2", "debiased=" + debiased,
                "tolerance=1e-9");
        double[] exact = gaussian(mean[0], mean[1], Math.sqrt(DEVIATION * DEVIATION + (debiased ? 0 : 0.5 * EPS)));
        double[] found = masses(solver);
        double top = Arrays.stream(exact).max().orElseThrow();
        double worst = 0;
        for (int k = 0; k < exact.length; k++) {
            worst = Math.max(worst, Math.abs(found[k] - exact[k]) / top);
        }
        return worst;
    }

    static double distance(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += Math.abs(p[k] - q[k]);
        }
        return sum;
    }

    private static double one(boolean debiased, StepContext context) {
        if (debiased) {
            double[] b = gaussian(0.45, 0.52, DEVIATION);
            return distance(masses(converged(new double[][] {b, b, b}, N, context, "eps=" + EPS, "debiased=true", "tolerance=1e-9")), b);
        }
        double[] b = DensitySources.on(N, SourceFile.builtIn("disc"));
        double[] other = DensitySources.on(N, SourceFile.builtIn("ring"));
        double[] found = masses(converged(new double[][] {b, other}, N, context, "eps=" + EPS, "weight-2=0", "debiased=false", "tolerance=1e-10"));
        return distance(found, blurred(b));
    }

    /** K(b / K1) by sums in the order of the definition, one axis after the other. */
    private static double[] blurred(double[] b) {
        double[][] kernel = new double[N][N];
        double[] sums = new double[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                kernel[i][j] = Math.exp(-Math.pow((double) (i - j) / N, 2) / EPS);
                sums[i] += kernel[i][j];
            }
        }
        double[] along = new double[N * N];
        double[] out = new double[N * N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                for (int k = 0; k < N; k++) {
                    along[i * N + j] += kernel[j][k] * b[i * N + k] / (sums[i] * sums[k]);
                }
            }
        }
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                for (int k = 0; k < N; k++) {
                    out[i * N + j] += kernel[i][k] * along[k * N + j];
                }
            }
        }
        return out;
    }

    private static double mirrored(StepContext context) {
        double[][] measures = {DensitySources.on(N, SourceFile.builtIn("disc")), DensitySources.on(N, SourceFile.builtIn("two-discs"))};
        double[] p = masses(converged(measures, N, context, "eps=" + EPS));
        double[] mirror = new double[p.length];
        Arrays.setAll(mirror, k -> p[(N - 1 - k / N) * N + k % N]);
        return distance(p, mirror);
    }
}
