package org.pushforward.engine.transport.points;

import java.util.Arrays;

/**
 * Unbalanced and partial transport as the papers have them, on a stored matrix with the library's exponential: the references that
 * {@link LogSinkhorn} is held against. Plain iterations, O(n m) memory, for moderate ε. Stateless.
 */
final class DenseRelaxed {

    private static final int MOST_SWEEPS = 100_000;

    private DenseRelaxed() { }

    private static double[][] kernel(SinkhornProblem p, double eps) {
        double[][] k = new double[p.a().length][p.b().length];
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < k[i].length; j++) {
                k[i][j] = p.a()[i] * p.b()[j] * Math.exp(-p.cost(i, j) / eps);
            }
        }
        return k;
    }

    /** The plan diag(u) K diag(v), u = (a/Kv)^(ρ₁/(ρ₁ + ε)), v alike (Chizat et al. 2018, table 1 and algorithm 1). */
    static double[][] unbalanced(SinkhornProblem p, double eps, double rho1, double rho2, double tolerance) {
        double[][] k = kernel(p, eps);
        double[] u = new double[p.a().length];
        double[] v = new double[p.b().length];
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
        double moved = 1;
        for (int s = 0; s < MOST_SWEEPS && moved > tolerance; s++) {
            moved = 0;
            for (int i = 0; i < u.length; i++) {
                double sum = 0;
                for (int j = 0; j < v.length; j++) {
                    sum += k[i][j] * v[j];
                }
                double next = Math.pow(p.a()[i] / sum, rho1 / (rho1 + eps));
                moved = Math.max(moved, Math.abs(Math.log(next / u[i])));
                u[i] = next;
            }
            for (int j = 0; j < v.length; j++) {
                double sum = 0;
                for (int i = 0; i < u.length; i++) {
                    sum += k[i][j] * u[i];
                }
                v[j] = Math.pow(p.b()[j] / sum, rho2 / (rho2 + eps));
            }
        }
        for (int i = 0; i < u.length; i++) {
            for (int j = 0; j < v.length; j++) {
                k[i][j] *= u[i] * v[j];
            }
        }
        return k;
    }

    /**
     * Dykstra's projections in the KL divergence on {P1 ≤ a}, {Pᵀ1 ≤ b} and {ΣP = m} in turn (Benamou et al. 2015, §5.1): every
     * projection first takes back what it did the time before.
     */
    static double[][] partial(SinkhornProblem p, double eps, double mass, double tolerance) {
        double[][] k = kernel(p, eps);
        double[] row = new double[p.a().length];
        double[] column = new double[p.b().length];
        Arrays.fill(row, 1);
        Arrays.fill(column, 1);
        double moved = 1;
        for (int s = 0; s < MOST_SWEEPS && moved > tolerance; s++) {
            moved = 0;
            for (int i = 0; i < row.length; i++) {
                double factor = Math.min(1 / row[i], p.a()[i] / Arrays.stream(k[i]).sum());
                for (int j = 0; j < column.length; j++) {
                    k[i][j] *= factor;
                }
                row[i] *= factor;
                moved = Math.max(moved, Math.abs(Math.log(factor)));
            }
            for (int j = 0; j < column.length; j++) {
                double sum = 0;
                for (double[] r : k) {
                    sum += r[j];
                }
                double factor = Math.min(1 / column[j], p.b()[j] / sum);
                for (double[] r : k) {
                    r[j] *= factor;
                }
                column[j] *= factor;
                moved = Math.max(moved, Math.abs(Math.log(factor)));
            }
            double total = Arrays.stream(k).mapToDouble(r -> Arrays.stream(r).sum()).sum();
            moved = Math.max(moved, Math.abs(Math.log(mass / total)));
            for (double[] r : k) {
                Arrays.setAll(r, j -> r[j] * mass / total);
            }
        }
        return k;
    }
}
