package org.pushforward.engine.numerics;

/**
 * B-splines of degree p on uniform knots: G intervals on [−1, 1], p more on either side, so that G + p of them overlap [−1, 1]. Two ways to their values:
 * the recursion of de Boor and Cox, p steps that wait for each other, and one product [1, u, …, uᵖ] Ψ with a constant matrix (Qin 2000, "General matrix
 * representations for B-splines", theorem 1), u the place in the interval. Immutable.
 */
public final class BSplines {

    public static final int MOST_DEGREE = 20;

    private final int p;
    private final int intervals;
    private final double h;
    /** (p + 1) × (p + 1): row of a power of u, column of a spline. */
    private final double[] matrix;

    public BSplines(int degree, int intervals) {
        if (degree < 0 || degree > MOST_DEGREE || intervals < 1) {
            throw new IllegalArgumentException("degree " + degree + ", " + intervals + " intervals");
        }
        p = degree;
        this.intervals = intervals;
        h = 2.0 / intervals;
        matrix = matrix(degree);
    }

    /** Ψ_k = 1/k ([Ψ_{k−1}; 0] A + [0; Ψ_{k−1}] B), A with 1…k on and k − 1…0 right of its diagonal, B with −1 on and 1 right of it. */
    private static double[] matrix(int degree) {
        double[] psi = {1};
        for (int k = 1; k <= degree; k++) {
            double[] next = new double[(k + 1) * (k + 1)];
            for (int r = 0; r < k; r++) {
                for (int c = 0; c < k; c++) {
                    double v = psi[r * k + c] / k;
                    next[r * (k + 1) + c] += v * (c + 1);
                    next[r * (k + 1) + c + 1] += v * (k - 1 - c);
                    next[(r + 1) * (k + 1) + c] -= v;
                    next[(r + 1) * (k + 1) + c + 1] += v;
                }
            }
            psi = next;
        }
        return psi;
    }

    public int degree() {
        return p;
    }

    /** G + p. */
    public int count() {
        return intervals + p;
    }

    /** A copy of Ψ, (p + 1)² row-major. */
    public double[] matrix() {
        return matrix.clone();
    }

    /** The interval of a place in [−1, 1], the last one closed; the splines from that number on, p + 1 of them, are not zero there. */
    public int interval(double x) {
        return Math.clamp((int) Math.floor((x + 1) / h), 0, intervals - 1);
    }

    private double knot(int i) {
        return -1 + (i - p) * h;
    }

    /** All G + p values by the recursion B_{i,k} = (x − t_i)/(kh) B_{i,k−1} + (t_{i+k+1} − x)/(kh) B_{i+1,k−1}. */
    public double[] recursive(double x) {
        double[] b = new double[intervals + 2 * p];
        b[interval(x) + p] = 1;
        for (int k = 1; k <= p; k++) {
            for (int i = 0; i < intervals + 2 * p - k; i++) {
                b[i] = ((x - knot(i)) * b[i] + (knot(i + k + 1) - x) * b[i + 1]) / (k * h);
            }
        }
        double[] out = new double[count()];
        System.arraycopy(b, 0, out, 0, out.length);
        return out;
    }

    /** The same by the matrix. */
    public double[] byMatrix(double x) {
        double[] out = new double[count()];
        int at = interval(x);
        double u = (x + 1) / h - at;
        for (int c = 0; c <= p; c++) {
            double sum = 0;
            for (int r = p; r >= 0; r--) {
                sum = sum * u + matrix[r * (p + 1) + c];
            }
            out[at + c] = sum;
        }
        return out;
    }

    /** Derivatives of all, by the matrix. */
    public double[] derivatives(double x) {
        double[] out = new double[count()];
        int at = interval(x);
        double u = (x + 1) / h - at;
        for (int c = 0; c <= p; c++) {
            double sum = 0;
            for (int r = p; r >= 1; r--) {
                sum = sum * u + r * matrix[r * (p + 1) + c];
            }
            out[at + c] = sum / h;
        }
        return out;
    }

    /** Multiplications and divisions of {@link #recursive} as a layer does it, over all splines. */
    public long recursiveOperations() {
        long n = 0;
        for (int k = 1; k <= p; k++) {
            n += 3L * (intervals + 2 * p - k);
        }
        return n;
    }

    /** Multiplications of {@link #byMatrix}: powers and one product. */
    public long matrixOperations() {
        return p + (p + 1L) * (p + 1);
    }
}
