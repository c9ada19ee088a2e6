package org.pushforward.engine.numerics;

/**
 * Interpolation of cell values by cubic convolution with a = −½ (Keys 1981, doi:10.1109/TASSP.1981.1163711), the usual bicubic zoom: third order where the
 * function is smooth. Beyond the edge its cells are repeated. Index i·n + j. Stateless.
 */
public final class CubicConvolution {

    private CubicConvolution() { }

    /** n × n values at the centers of m × m cells of the same square. */
    public static double[] zoomed(double[] f, int n, int m) {
        double[] half = new double[m * n];
        double[] out = new double[m * m];
        for (int k = 0; k < m; k++) {
            double x = (k + 0.5) * n / m - 0.5;
            int i = (int) Math.floor(x);
            for (int p = i - 1; p <= i + 2; p++) {
                double weight = kernel(x - p);
                for (int j = 0; j < n; j++) {
                    half[k * n + j] += weight * f[Math.clamp(p, 0, n - 1) * n + j];
                }
            }
        }
        for (int k = 0; k < m * m; k++) {
            double y = (k % m + 0.5) * n / m - 0.5;
            int j = (int) Math.floor(y);
            for (int q = j - 1; q <= j + 2; q++) {
                out[k] += kernel(y - q) * half[k / m * n + Math.clamp(q, 0, n - 1)];
            }
        }
        return out;
    }

    private static double kernel(double t) {
        double s = Math.abs(t);
        return s < 1 ? (1.5 * s - 2.5) * s * s + 1 : s < 2 ? ((-0.5 * s + 2.5) * s - 4) * s + 2 : 0;
    }
}
