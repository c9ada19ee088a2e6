package org.pushforward.engine.transport;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Optional;
import org.pushforward.engine.api.CancelToken;

/**
 * Newton's method on the semi-dual D(f) = ⟨a, f⟩ + ⟨b, T(f)⟩, for problems that sweeps are slow on. With Pᵀ1 = b its gradient is
 * a − P1 and its Hessian −(diag(P1) − P diag(1/b) Pᵀ): the Laplacian of a graph whose edges Wᵢₖ = Σⱼ PᵢⱼPₖⱼ/bⱼ are all positive, eliminated
 * by {@link GraphLaplacian}. Where regions hardly couple, the step would run away along the weakest edges, and halving it would hold up
 * all others: instead every node is tied to where it stands by μ times its mass (Levenberg 1944, Marquardt 1963), with μ the smallest of a
 * ladder under which D ascends by a tenth of what its slope promises. μ max(a, P1) bounds every component by 1/μ nats.
 *
 * <p>The side with fewer points carries f. O(n²m) work and O(n³) a value of μ tried, O(n m) memory; distances are formed from exact
 * differences. Stateless.
 */
final class SinkhornNewton {

    /** Work of a step that a viewer waits for, and memory. */
    private static final double MOST_WORK = 1e9;
    private static final double MOST_PAIRS = 4e6;
    /** Newton's own step gains half of what its slope promises. */
    private static final double ARMIJO = 0.1;
    /** The ladder of μ above 0. */
    private static final double LEAST_DAMPING = 1e-14;
    private static final double MOST_DAMPING = 100;
    private static final double DAMPING_FACTOR = 10;
    /** Rounding of D, in parts of its terms. */
    private static final double ROUNDING = 1e-14;

    private final SinkhornProblem problem;
    private final double eps;
    private final boolean swapped;
    private final int n;
    private final int m;
    private final double[] a;
    private final double[] b;
    private final CancelToken cancel;

    SinkhornNewton(SinkhornProblem problem, double eps, CancelToken cancel) {
        this.problem = problem;
        this.eps = eps;
        this.cancel = cancel;
        swapped = problem.target().size() < problem.source().size();
        a = swapped ? problem.b() : problem.a();
        b = swapped ? problem.a() : problem.b();
        n = a.length;
        m = b.length;
    }

    static boolean suits(SinkhornProblem problem) {
        double small = Math.min(problem.source().size(), problem.target().size());
        double pairs = (double) problem.source().size() * problem.target().size();
        return pairs <= MOST_PAIRS && small * pairs + small * small * small <= MOST_WORK;
    }

    /**
     * @param g potentials of the target, in bits
     * @param damping μ to begin the next step with
     */
    record Result(double[] g, double damping) { }

    /** A plan's potentials in nats and D. */
    private record Trial(double[] u, double[] dual, double value) { }

    /**
     * One step.
     *
     * @param f potentials of the source, in bits
     * @param g those of the target
     * @param damping μ to begin with
     */
    Result step(double[] f, double[] g, double damping) {
        Trial start = trial(nats(swapped ? g : f));
        double[] plan = plan(start.u, start.dual);
        double[] edges = new double[n * n];
        double[] rows = new double[n];
        couple(plan, edges, rows);
        double[] eliminated = new double[n * n];
        for (double mu = damping; mu <= MOST_DAMPING; mu = Math.max(LEAST_DAMPING, DAMPING_FACTOR * mu)) {
            double[] ground = new double[n];
            double[] direction = new double[n];
            for (int i = 0; i < n; i++) {
                ground[i] = mu * Math.max(a[i], rows[i]);
                direction[i] = a[i] - rows[i];
            }
            System.arraycopy(edges, 0, eliminated, 0, edges.length);
            new GraphLaplacian(eliminated, ground, cancel).solve(direction);
            Optional<Trial> end = ascended(start, rows, direction);
            if (end.isPresent()) {
                double less = mu / DAMPING_FACTOR;
                return new Result(bits(swapped ? end.get().u : end.get().dual), mu > damping ? mu : less < LEAST_DAMPING ? 0 : less);
            }
        }
        return new Result(g, 0);
    }

    private Optional<Trial> ascended(Trial start, double[] rows, double[] direction) {
        double slope = 0;
        for (int i = 0; i < n; i++) {
            slope += (a[i] - rows[i]) * direction[i];
        }
        DoubleSummaryStatistics range = Arrays.stream(direction).summaryStatistics();
        // Soft minima of costs differ by no more than the costs do.
        if (!(range.getMax() - range.getMin() <= 2 * problem.costBound() / eps)) {
            return Optional.empty();
        }
        double[] next = new double[n];
        Arrays.setAll(next, i -> start.u[i] + direction[i]);
        Trial end = trial(next);
        return end.value - start.value >= ARMIJO * slope - ROUNDING * (1 + Math.abs(start.value)) ? Optional.of(end) : Optional.empty();
    }

    private Trial trial(double[] u) {
        double[] dual = new double[m];
        return new Trial(u, dual, conjugate(u, dual));
    }

    private static double[] nats(double[] bits) {
        return Arrays.stream(bits).map(v -> v * LogSumExp.LN2).toArray();
    }

    private static double[] bits(double[] nats) {
        return Arrays.stream(nats).map(v -> v / LogSumExp.LN2).toArray();
    }

    private double exponent(int i, int j) {
        return -(swapped ? problem.cost(j, i) : problem.cost(i, j)) / eps;
    }

    /** T(f)ⱼ = −log Σᵢ aᵢ exp(fᵢ − Cᵢⱼ/ε) into {@code dual}; returns D. */
    private double conjugate(double[] u, double[] dual) {
        double value = 0;
        for (int i = 0; i < n; i++) {
            value += a[i] * u[i];
        }
        double[] column = new double[n];
        for (int j = 0; j < m; j++) {
            cancel.throwIfCancelled();
            double top = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                column[i] = u[i] + exponent(i, j);
                top = Math.max(top, column[i]);
            }
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[i] * Math.exp(column[i] - top);
            }
            dual[j] = -top - Math.log(sum);
            value += b[j] * dual[j];
        }
        return value;
    }

    /** Column by column: entry (i, j) at j n + i. */
    private double[] plan(double[] u, double[] dual) {
        double[] p = new double[n * m];
        for (int j = 0; j < m; j++) {
            cancel.throwIfCancelled();
            for (int i = 0; i < n; i++) {
                p[j * n + i] = a[i] * b[j] * Math.exp(u[i] + dual[j] + exponent(i, j));
            }
        }
        return p;
    }

    /** Adds the edges W and the row sums. */
    private void couple(double[] plan, double[] edges, double[] rows) {
        for (int j = 0; j < m; j++) {
            cancel.throwIfCancelled();
            int column = j * n;
            for (int i = 0; i < n; i++) {
                double p = plan[column + i];
                rows[i] += p;
                double scaled = p / b[j];
                if (scaled > 0) {
                    int row = i * n;
                    for (int k = 0; k < n; k++) {
                        edges[row + k] += scaled * plan[column + k];
                    }
                }
            }
        }
    }
}
