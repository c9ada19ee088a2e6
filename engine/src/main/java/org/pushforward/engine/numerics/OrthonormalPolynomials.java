package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Polynomials P_0 … P_p that are orthonormal under a law, E P_j P_k = δ_jk, by the recursion b_{k+1} P_{k+1} = (x − a_k) P_k − b_k P_{k−1}. The law is that of samples, each
 * with the same weight (Stieltjes' procedure, O(np)), or known by its moments alone: the Cholesky factor R of the matrix of moments m_{i+j} = RᵀR gives a and b (Golub & Welsch
 * 1969, doi:10.1090/S0025-5718-69-99647-1), which loses digits fast as p grows. Immutable and thread-safe.
 *
 * @param a centres a_0 … a_{p−1}
 * @param b lengths b_1 … b_p, all above 0
 */
public record OrthonormalPolynomials(double[] a, double[] b) {

    /** Under the law of samples. Errors: {@link ArithmeticException} when they take fewer than p + 1 values. */
    public static OrthonormalPolynomials of(double[] samples, int degree) {
        int n = samples.length;
        double[] a = new double[degree];
        double[] b = new double[degree];
        double[] p = new double[n];
        double[] before = new double[n];
        Arrays.fill(p, 1);
        for (int k = 0; k < degree; k++) {
            for (int i = 0; i < n; i++) {
                a[k] += samples[i] * p[i] * p[i] / n;
            }
            double square = 0;
            for (int i = 0; i < n; i++) {
                double q = (samples[i] - a[k]) * p[i] - (k == 0 ? 0 : b[k - 1] * before[i]);
                before[i] = p[i];
                p[i] = q;
                square += q * q / n;
            }
            b[k] = length(square, k);
            for (int i = 0; i < n; i++) {
                p[i] /= b[k];
            }
        }
        return new OrthonormalPolynomials(a, b);
    }

    /**
     * Under a law with moments m_0 = 1, m_1, … m_{2p}. Errors: {@link ArithmeticException} when no law has them or one of p values or fewer.
     */
    public static OrthonormalPolynomials ofMoments(double... m) {
        int degree = (m.length - 1) / 2;
        double[][] r = new double[degree + 1][degree + 1];
        for (int i = 0; i <= degree; i++) {
            for (int j = i; j <= degree; j++) {
                double sum = m[i + j];
                for (int k = 0; k < i; k++) {
                    sum -= r[k][i] * r[k][j];
                }
                r[i][j] = j == i ? length(sum, i - 1) : sum / r[i][i];
            }
        }
        double[] a = new double[degree];
        double[] b = new double[degree];
        for (int k = 0; k < degree; k++) {
            a[k] = r[k][k + 1] / r[k][k] - (k == 0 ? 0 : r[k - 1][k] / r[k - 1][k - 1]);
            b[k] = r[k + 1][k + 1] / r[k][k];
        }
        return new OrthonormalPolynomials(a, b);
    }

    private static double length(double square, int k) {
        if (!(square > 0)) {
            throw new ArithmeticException("the law has no polynomial of degree " + (k + 1) + ": it takes too few values");
        }
        return Math.sqrt(square);
    }

    public int degree() {
        return a.length;
    }

    /** P_0 … P_p at a place. */
    public double[] at(double x) {
        double[] p = new double[a.length + 1];
        p[0] = 1;
        for (int k = 0; k < a.length; k++) {
            p[k + 1] = ((x - a[k]) * p[k] - (k == 0 ? 0 : b[k - 1] * p[k - 1])) / b[k];
        }
        return p;
    }
}
