package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * −∇·(a ∇u) = f on the unit square with u = 0 on its edge, by finite volumes on n × n cells: five points, harmonic means on the faces, half a cell to the
 * edge. Second order where a is smooth, first order at corners of jumps. Conjugate gradients with the diagonal as preconditioner, O(n) iterations of O(n²).
 * Index i·n + j, x along the first axis. Stateless.
 */
public final class DarcyFlow {

    private static final double TOLERANCE = 1e-11;

    private DarcyFlow() { }

    /** The pressure u in the cells. */
    public static double[] solve(int n, double[] a, double[] f) {
        double[] diagonal = diagonal(n, a);
        double[] u = new double[n * n];
        double[] r = Arrays.stream(f).map(v -> v / ((double) n * n)).toArray();
        double[] z = new double[n * n];
        Arrays.setAll(z, k -> r[k] / diagonal[k]);
        double[] d = z.clone();
        double[] q = new double[n * n];
        double rz = Vectors.dot(r, z);
        double first = rz;
        for (int it = 0; it < 10 * n * n && rz > TOLERANCE * TOLERANCE * first; it++) {
            apply(n, a, diagonal, d, q);
            double alpha = rz / Vectors.dot(d, q);
            for (int k = 0; k < n * n; k++) {
                u[k] += alpha * d[k];
                r[k] -= alpha * q[k];
                z[k] = r[k] / diagonal[k];
            }
            double next = Vectors.dot(r, z);
            for (int k = 0; k < n * n; k++) {
                d[k] = z[k] + next / rz * d[k];
            }
            rz = next;
        }
        return u;
    }

    /** What flows out through the edge, which is ∫ f. */
    public static double outflow(int n, double[] a, double[] u) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += 2 * (a[k] * u[k] + a[(n - 1) * n + k] * u[(n - 1) * n + k] + a[k * n] * u[k * n] + a[k * n + n - 1] * u[k * n + n - 1]);
        }
        return sum;
    }

    private static double face(double[] a, int k, int l) {
        return 2 * a[k] * a[l] / (a[k] + a[l]);
    }

    private static double[] diagonal(int n, double[] a) {
        double[] d = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int k = i * n + j;
                d[k] = (i > 0 ? face(a, k, k - n) : 2 * a[k]) + (i + 1 < n ? face(a, k, k + n) : 2 * a[k]) + (j > 0 ? face(a, k, k - 1) : 2 * a[k]) + (j + 1 < n ? face(a, k, k + 1) : 2 * a[k]);
            }
        }
        return d;
    }

    private static void apply(int n, double[] a, double[] diagonal, double[] u, double[] out) {
        for (int k = 0; k < n * n; k++) {
            out[k] = diagonal[k] * u[k];
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int k = i * n + j;
                if (i + 1 < n) {
                    double t = face(a, k, k + n);
                    out[k] -= t * u[k + n];
                    out[k + n] -= t * u[k];
                }
                if (j + 1 < n) {
                    double t = face(a, k, k + 1);
                    out[k] -= t * u[k + 1];
                    out[k + 1] -= t * u[k];
                }
            }
        }
    }
}
