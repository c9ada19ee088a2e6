package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * The orthogonal polar factor UVᵀ of A = UΣVᵀ by odd polynomials of A alone: X ← X(c₀ + c₁XᵀX + c₂(XᵀX)² + …), which applies p(σ) = c₀σ + c₁σ³ + … to
 * every singular value. Newton–Schulz takes one p always; the best p for values known to lie in [a, b] is the one whose distance from 1 there is least,
 * which reaches its maximum m + 1 times with alternating signs (Chebyshev). Grishina, Smirnov, Rakhuba 2025. Stateless.
 */
public final class PolarFactor {

    /** Half-widths below which the best polynomial of degree five is taken to be its limit; what is lost is at most 5/2 h³. */
    private static final double NARROW = 2e-3;
    private static final int EXCHANGES = 50;
    private static final int GRID = 2000;

    private PolarFactor() { }

    /**
     * p(x) = c₀x + c₁x³ + …
     *
     * @param error largest distance from 1 on the interval that it was made for
     */
    public record OddPolynomial(double[] coefficients, double error) {

        public double at(double x) {
            double sum = 0;
            for (int k = coefficients.length - 1; k >= 0; k--) {
                sum = sum * x * x + coefficients[k];
            }
            return sum * x;
        }

        /** Products of matrices that one application takes. */
        public int products() {
            return coefficients.length;
        }

        /** X p(XᵀX) / X. */
        public Matrix apply(Matrix x) {
            Matrix gram = x.transposed().times(x);
            Matrix sum = gram.scaled(coefficients[coefficients.length - 1]).plusIdentity(coefficients[coefficients.length - 2]);
            for (int k = coefficients.length - 3; k >= 0; k--) {
                sum = gram.times(sum).plusIdentity(coefficients[k]);
            }
            return x.times(sum);
        }
    }

    /** Newton–Schulz of degree 3, ½(3x − x³), or 5, ⅛(15x − 10x³ + 3x⁵): flat at 1. */
    public static OddPolynomial newtonSchulz(int degree) {
        return new OddPolynomial(degree == 3 ? new double[] {1.5, -0.5} : new double[] {1.875, -1.25, 0.375}, Double.NaN);
    }

    /** The best polynomial of degree 3 or 5 on [a, b], 0 < a < b. */
    public static OddPolynomial best(int degree, double a, double b) {
        return degree == 3 ? cubic(a, b) : quintic(a, b);
    }

    /**
     * Of degree 3 in closed form, with e² = (a² + ab + b²)/3: p = (6e²x − 2x³)/(2e³ + a²b + ab²) and its error (2e³ − a²b − ab²)/(2e³ + a²b + ab²); written with
     * the middle and the half-width, so that nothing cancels.
     */
    public static OddPolynomial cubic(double a, double b) {
        double m = 0.5 * (a + b);
        double h = (b - a) / (b + a);
        double less = Math.expm1(1.5 * Math.log1p(h * h / 3));
        double d = less + 2 - h * h;
        return new OddPolynomial(new double[] {(3 + h * h) / (d * m), -1 / (d * m * m * m)}, (less + h * h) / d);
    }

    /** Of degree 5 by Remez's exchange: equal deviations at four points, which move to the extrema. */
    private static OddPolynomial quintic(double a, double b) {
        double m = 0.5 * (a + b);
        double h = (b - a) / (b + a);
        if (h < NARROW) {
            double[] c = newtonSchulz(5).coefficients;
            return new OddPolynomial(new double[] {c[0] / m, c[1] / (m * m * m), c[2] / Math.pow(m, 5)}, 2.5 * h * h * h);
        }
        double[] x = new double[4];
        Arrays.setAll(x, k -> m * (1 - h * Math.cos(Math.PI * k / 3)));
        OddPolynomial p = levelled(x);
        for (int round = 0; round < EXCHANGES; round++) {
            double[] at = extrema(p, a, b);
            boolean still = Math.abs(Math.abs(p.at(at[1]) - 1) - p.error) <= 1e-14 && Math.abs(Math.abs(p.at(at[2]) - 1) - p.error) <= 1e-14;
            p = levelled(at);
            if (still) {
                break;
            }
        }
        return p;
    }

    /** The polynomial with p(xₖ) = 1 − (−1)ᵏE. */
    private static OddPolynomial levelled(double[] x) {
        double[] rows = new double[16];
        double[] one = {1, 1, 1, 1};
        for (int k = 0; k < 4; k++) {
            rows[4 * k] = x[k];
            rows[4 * k + 1] = Math.pow(x[k], 3);
            rows[4 * k + 2] = Math.pow(x[k], 5);
            rows[4 * k + 3] = k % 2 == 0 ? 1 : -1;
        }
        double[] c = LeastSquares.solve(rows, 4, one);
        return new OddPolynomial(Arrays.copyOf(c, 3), Math.abs(c[3]));
    }

    /** The ends, and the two places between where the derivative c₀ + 3c₁x² + 5c₂x⁴ vanishes. */
    private static double[] extrema(OddPolynomial p, double a, double b) {
        double[] c = p.coefficients;
        double root = Math.sqrt(Math.max(0, 9 * c[1] * c[1] - 20 * c[0] * c[2]));
        double[] squares = {(-3 * c[1] - root) / (10 * c[2]), (-3 * c[1] + root) / (10 * c[2])};
        Arrays.sort(squares);
        double low = Math.clamp(Math.sqrt(Math.max(0, squares[0])), a, b);
        double high = Math.clamp(Math.sqrt(Math.max(0, squares[1])), a, b);
        return new double[] {a, low, high, b};
    }

    /** The largest distance of p from 1 on a fine grid over [a, b]; for checks. */
    public static double deviation(OddPolynomial p, double a, double b) {
        double worst = 0;
        for (int k = 0; k <= GRID; k++) {
            worst = Math.max(worst, Math.abs(p.at(a + (b - a) * k / GRID) - 1));
        }
        return worst;
    }
}
