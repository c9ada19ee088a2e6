package org.pushforward.engine.numerics;

/**
 * e^A by scaling and squaring of a Taylor polynomial of degree 18 at norms of at most ½, where its remainder is below rounding (Moler & Van Loan 2003,
 * method 3); and what it makes of a linear system x' = Ax + Bu whose input is held or joined by lines between samples. O(n³ log‖A‖). Stateless.
 */
public final class MatrixExponential {

    private static final int DEGREE = 18;

    private MatrixExponential() { }

    /**
     * x(t + Δ) = Φ x(t) + γ₀ u(t) + γ₁ (u(t + Δ) − u(t)).
     *
     * @param state Φ, n × n
     * @param held γ₀, and {@code slope} γ₁, which is 0 when the input is held
     */
    public record Discrete(Matrix state, double[] held, double[] slope) {

        public double[] step(double[] x, double before, double after) {
            double[] y = state.times(x);
            for (int k = 0; k < y.length; k++) {
                y[k] += held[k] * before + slope[k] * (after - before);
            }
            return y;
        }
    }

    public static Matrix of(Matrix a) {
        double norm = a.frobenius();
        int halvings = norm > 0.5 ? Math.getExponent(norm) + 2 : 0;
        Matrix scaled = a.scaled(Math.scalb(1.0, -halvings));
        Matrix sum = Matrix.identity(a.rows());
        for (int k = DEGREE; k >= 1; k--) {
            sum = scaled.times(sum).scaled(1.0 / k).plusIdentity(1);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.times(sum);
        }
        return sum;
    }

    /** Exact for inputs that are constant between samples. */
    public static Discrete zeroOrderHold(Matrix a, double[] b, double dt) {
        return held(a, b, dt, false);
    }

    /** Exact for inputs that are linear between samples. */
    public static Discrete firstOrderHold(Matrix a, double[] b, double dt) {
        return held(a, b, dt, true);
    }

    /** From the exponential of [[A, B, 0], [0, 0, 1/Δ], [0, 0, 0]] Δ. */
    private static Discrete held(Matrix a, double[] b, double dt, boolean linear) {
        int n = b.length;
        int m = n + 2;
        double[] block = new double[m * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                block[i * m + j] = a.get(i, j) * dt;
            }
            block[i * m + n] = b[i] * dt;
        }
        block[n * m + n + 1] = 1;
        Matrix e = of(Matrix.of(m, m, block));
        double[] state = new double[n * n];
        double[] held = new double[n];
        double[] slope = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                state[i * n + j] = e.get(i, j);
            }
            held[i] = e.get(i, n);
            slope[i] = linear ? e.get(i, n + 1) : 0;
        }
        return new Discrete(Matrix.of(n, n, state), held, slope);
    }
}
