package org.pushforward.engine.numerics;

/**
 * Gaussian process regression by inducing variables z with zero mean: y = f + noise of variance s², q(f) = ∫ p(f | z) q(z) dz. With L Lᵀ = K_zz, A = L⁻¹ K_zf / s and
 * B = I + A Aᵀ the best q(z) has the bound (Titsias 2009)
 * <pre>
 *   log N(y; 0, s²(I + AᵀA)) − (tr K − s² tr AᵀA)/(2 s²) ≤ log N(y; 0, K + s² I)
 * </pre>
 * Decoupled (Shi, Titsias & Mnih 2020, arXiv:1910.10596) the first {@code block} variables and what is left of the others given them are independent under q: the
 * mean is the same, blocks of B beside the diagonal are dropped from the covariance, and the bound is ½ (log |B₁₁| + log |B₂₂| − log |B|) lower. O(m² n + m³).
 * A jitter of 1e-10 of the largest variance makes z noisy, which leaves every bound a bound. Immutable.
 */
public final class InducingVariables {

    private final int m;
    private final int block;
    private final double[][] l;
    private final double[][] b;
    private final double[][] split;
    private final double[] c;
    private final double bound;

    /**
     * @param kzz m × m, the covariance of the inducing variables
     * @param kzf m × n, with the function at the data
     * @param kff variances of the function at the data
     * @param noise variance s²
     * @param block m for the best q
     */
    public InducingVariables(double[][] kzz, double[][] kzf, double[] kff, double[] y, double noise, int block) {
        m = kzz.length;
        this.block = block;
        int n = y.length;
        double largest = 0;
        for (int i = 0; i < m; i++) {
            largest = Math.max(largest, kzz[i][i]);
        }
        l = factor(kzz, 1e-10 * largest);
        double[][] a = new double[n][];
        double trace = 0;
        double yy = 0;
        for (int j = 0; j < n; j++) {
            a[j] = new double[m];
            for (int i = 0; i < m; i++) {
                a[j][i] = kzf[i][j] / Math.sqrt(noise);
            }
            forward(l, a[j]);
            trace += kff[j] / noise - Vectors.dot(a[j], a[j]);
            yy += y[j] * y[j];
        }
        double[][] inner = new double[m][m];
        double[] ay = new double[m];
        for (int j = 0; j < n; j++) {
            for (int p = 0; p < m; p++) {
                ay[p] += a[j][p] * y[j] / Math.sqrt(noise);
                for (int q = 0; q <= p; q++) {
                    inner[p][q] += a[j][p] * a[j][q];
                }
            }
        }
        for (int p = 0; p < m; p++) {
            inner[p][p] += 1;
        }
        b = factor(inner, 0);
        for (int p = block; p < m; p++) {
            for (int q = 0; q < block; q++) {
                inner[p][q] = 0;
            }
        }
        split = block < m ? factor(inner, 0) : b;
        forward(b, ay);
        c = ay;
        double best = -0.5 * (n * Math.log(2 * Math.PI * noise) + logDeterminant(b) + yy / noise - Vectors.dot(c, c) + trace);
        bound = best - 0.5 * (logDeterminant(split) - logDeterminant(b));
    }

    /** The lower bound of the log evidence. */
    public double bound() {
        return bound;
    }

    public int block() {
        return block;
    }

    /**
     * Mean and variance of the function at a place.
     *
     * @param kz covariances of the inducing variables with the function there
     * @param k its variance
     */
    public double[] predicted(double[] kz, double k) {
        double[] w = kz.clone();
        forward(l, w);
        double[] v = w.clone();
        forward(b, v);
        double mean = Vectors.dot(v, c);
        double[] u = w.clone();
        forward(split, u);
        return new double[] {mean, Math.max(0, k - Vectors.dot(w, w) + Vectors.dot(u, u))};
    }

    /** The variance of the function at a place when the inducing variables are known, arguments as in {@link #predicted}. */
    public double conditional(double[] kz, double k) {
        double[] w = kz.clone();
        forward(l, w);
        return Math.max(0, k - Vectors.dot(w, w));
    }

    /** log N(y; 0, K + s² I). */
    public static double evidence(double[][] k, double[] y, double noise) {
        double[][] l = factor(k, noise);
        double[] v = y.clone();
        forward(l, v);
        return -0.5 * (y.length * Math.log(2 * Math.PI) + logDeterminant(l) + Vectors.dot(v, v));
    }

    /** Cholesky's lower factor of the lower triangle with a number added to the diagonal; a pivot lost to rounding is that number. */
    private static double[][] factor(double[][] k, double added) {
        int n = k.length;
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = k[i][j] + (i == j ? added : 0);
                for (int p = 0; p < j; p++) {
                    sum -= l[i][p] * l[j][p];
                }
                l[i][j] = i == j ? Math.sqrt(Math.max(sum, Math.max(added, 1e-300))) : sum / l[j][j];
            }
        }
        return l;
    }

    /** L⁻¹ x in place. */
    private static void forward(double[][] l, double[] x) {
        for (int i = 0; i < x.length; i++) {
            double sum = x[i];
            for (int p = 0; p < i; p++) {
                sum -= l[i][p] * x[p];
            }
            x[i] = sum / l[i][i];
        }
    }

    private static double logDeterminant(double[][] l) {
        double sum = 0;
        for (int i = 0; i < l.length; i++) {
            sum += 2 * Math.log(l[i][i]);
        }
        return sum;
    }
}
