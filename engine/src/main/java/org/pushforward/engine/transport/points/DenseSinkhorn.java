package org.pushforward.engine.transport.points;

import org.pushforward.engine.data.PointCloud;

/**
 * Sinkhorn's iteration as the textbook has it: plain sweeps in double precision on a stored cost matrix with the library's exponential.
 * The reference that the streaming kernel is held against; O(n m) memory and some fifty times slower. Stateless.
 */
public final class DenseSinkhorn {

    private static final int MOST_SWEEPS = 100_000;

    private DenseSinkhorn() { }

    /** ⟨C, P⟩ and ⟨C, P⟩ + ε KL(P ‖ a⊗b) once the column error is below a tolerance; cost κ|x − y|². */
    public static double[] costAndValue(PointCloud source, PointCloud target, double kappa, double eps, double tolerance) {
        SinkhornProblem problem = SinkhornProblem.of(source, target, kappa);
        double[][] c = new double[source.size()][target.size()];
        for (int i = 0; i < source.size(); i++) {
            for (int j = 0; j < target.size(); j++) {
                c[i][j] = problem.cost(i, j) / eps;
            }
        }
        return costAndValue(source.weights(), target.weights(), c, eps, tolerance);
    }

    /** @param c costs over ε */
    public static double[] costAndValue(double[] a, double[] b, double[][] c, double eps, double tolerance) {
        int n = a.length;
        int m = b.length;
        double[] f = new double[n];
        double[] g = new double[m];
        sweep(a, b, c, f, g, tolerance);
        double cost = 0;
        double divergence = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double log = f[i] + g[j] - c[i][j];
                double p = a[i] * b[j] * Math.exp(log);
                cost += p * c[i][j] * eps;
                divergence += p * log;
            }
        }
        return new double[] {cost, cost + eps * divergence};
    }

    /** Plain sweeps until the columns fit while the rows do; returns how many. */
    static int sweep(double[] a, double[] b, double[][] c, double[] f, double[] g, double tolerance) {
        for (int k = 1; k < MOST_SWEEPS; k++) {
            for (int i = 0; i < a.length; i++) {
                double[] row = c[i];
                f[i] = softMinimum(b, g, j -> row[j]);
            }
            double error = 0;
            double[] next = new double[b.length];
            for (int j = 0; j < b.length; j++) {
                int column = j;
                next[j] = softMinimum(a, f, i -> c[i][column]);
                error += b[j] * Math.abs(Math.expm1(g[j] - next[j]));
            }
            if (error <= tolerance) {
                return k;
            }
            System.arraycopy(next, 0, g, 0, g.length);
        }
        return MOST_SWEEPS;
    }

    private interface Costs {
        double at(int k);
    }

    /** −log Σ wₖ exp(pₖ − cₖ). */
    private static double softMinimum(double[] w, double[] p, Costs c) {
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < w.length; k++) {
            top = Math.max(top, p[k] - c.at(k));
        }
        double sum = 0;
        for (int k = 0; k < w.length; k++) {
            sum += w[k] * Math.exp(p[k] - c.at(k) - top);
        }
        return -top - Math.log(sum);
    }
}
