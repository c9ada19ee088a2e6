package org.pushforward.engine.transport;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;

/**
 * Newton's method on the semi-dual D(f) = ⟨a, f⟩ + ⟨b, T(f)⟩, for problems that sweeps are slow on. With Pᵀ1 = b its gradient is
 * a − P1 and its Hessian −(diag(P1) − P diag(1/b) Pᵀ): the Laplacian of a graph whose edges Wᵢₖ = Σⱼ PᵢⱼPₖⱼ/bⱼ are all positive, eliminated
 * by {@link GraphLaplacian}. Steps are halved until D ascends by Armijo's rule.
 *
 * <p>The side with fewer points carries f. O(n²m + n³) work, O(n m) memory; distances are formed from exact differences. Stateless.
 */
final class SinkhornNewton {

    /** Work of a step that a viewer waits for, and memory. */
    private static final double MOST_WORK = 1e9;
    private static final double MOST_PAIRS = 4e6;
    private static final double ARMIJO = 1e-4;
    private static final int HALVINGS = 60;
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
     * One step.
     *
     * @param f potentials of the source, in bits
     * @param g those of the target
     * @return new potentials of the target
     */
    double[] step(double[] f, double[] g) {
        double[] u = nats(swapped ? g : f);
        double[] dual = new double[m];
        double value = conjugate(u, dual);
        double[] plan = plan(u, dual);
        double[] edges = new double[n * n];
        double[] gradient = a.clone();
        couple(plan, edges, gradient);
        double[] direction = gradient.clone();
        new GraphLaplacian(edges, new double[n], cancel).solve(direction);
        double slope = 0;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            slope += gradient[i] * direction[i];
            largest = Math.max(largest, Math.abs(direction[i]));
        }
        double[] tried = u;
        double[] conjugate = dual;
        // Where clusters hardly couple, Newton's step is far beyond all differences of potentials; its direction is still right.
        double t = largest > 0 ? Math.min(1, problem.costBound() / eps / largest) : 1;
        for (int k = 0; k < HALVINGS; k++, t *= 0.5) {
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                next[i] = u[i] + t * direction[i];
            }
            double[] nextDual = new double[m];
            double v = conjugate(next, nextDual);
            if (v - value >= ARMIJO * t * slope - ROUNDING * (1 + Math.abs(value))) {
                tried = next;
                conjugate = nextDual;
                break;
            }
        }
        return bits(swapped ? tried : conjugate);
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

    /** Adds the edges W and takes the row sums off the gradient. */
    private void couple(double[] plan, double[] edges, double[] gradient) {
        for (int j = 0; j < m; j++) {
            cancel.throwIfCancelled();
            int column = j * n;
            for (int i = 0; i < n; i++) {
                double p = plan[column + i];
                gradient[i] -= p;
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
