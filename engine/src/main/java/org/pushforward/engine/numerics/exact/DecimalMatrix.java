package org.pushforward.engine.numerics.exact;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Optional;

/**
 * A symmetric matrix in sixty decimal digits, for questions of positivity that double precision cannot answer. LDLᵀ, O(n³). Immutable.
 */
public record DecimalMatrix(BigDecimal[][] rows) {

    public static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);
    private static final int ITERATIONS = 40;

    /** Toeplitz, c_{|i − j|}, n rows. */
    public static DecimalMatrix toeplitz(BigDecimal[] c, int n) {
        BigDecimal[][] t = new BigDecimal[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                t[i][j] = c[Math.abs(i - j)];
            }
        }
        return new DecimalMatrix(t);
    }

    /** Hankel, m_{i + j}, n rows. */
    public static DecimalMatrix hankel(BigDecimal[] m, int n) {
        BigDecimal[][] h = new BigDecimal[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                h[i][j] = m[i + j];
            }
        }
        return new DecimalMatrix(h);
    }

    /** L below the diagonal and D on it; empty unless the matrix is positive definite. */
    private Optional<BigDecimal[][]> factors() {
        int n = rows.length;
        BigDecimal[][] l = new BigDecimal[n][n];
        for (int j = 0; j < n; j++) {
            BigDecimal d = rows[j][j];
            BigDecimal[] scaled = new BigDecimal[j];
            for (int k = 0; k < j; k++) {
                scaled[k] = l[j][k].multiply(l[k][k], DIGITS);
                d = d.subtract(l[j][k].multiply(scaled[k], DIGITS), DIGITS);
            }
            if (d.signum() <= 0) {
                return Optional.empty();
            }
            l[j][j] = d;
            for (int i = j + 1; i < n; i++) {
                BigDecimal v = rows[i][j];
                for (int k = 0; k < j; k++) {
                    v = v.subtract(l[i][k].multiply(scaled[k], DIGITS), DIGITS);
                }
                l[i][j] = v.divide(d, DIGITS);
            }
        }
        return Optional.of(l);
    }

    public boolean isPositive() {
        return factors().isPresent();
    }

    /** Of a positive definite matrix; zero for any other. */
    public BigDecimal determinant() {
        return factors().map(l -> {
            BigDecimal product = BigDecimal.ONE;
            for (int k = 0; k < l.length; k++) {
                product = product.multiply(l[k][k], DIGITS);
            }
            return product;
        }).orElse(BigDecimal.ZERO);
    }

    /** The smallest eigenvalue of a positive definite matrix by inverse iteration, to some digits; NaN when it is not positive definite. */
    public double smallestEigenvalue() {
        Optional<BigDecimal[][]> factors = factors();
        if (factors.isEmpty()) {
            return Double.NaN;
        }
        int n = rows.length;
        BigDecimal[] x = new BigDecimal[n];
        // a start that is not orthogonal to vectors with either symmetry
        Arrays.setAll(x, k -> BigDecimal.valueOf(1.0 / (k + 1) * (k % 2 == 0 ? 1 : -1)));
        double value = Double.NaN;
        for (int k = 0; k < ITERATIONS; k++) {
            BigDecimal[] y = solved(factors.get(), x);
            BigDecimal norm = BigDecimal.ZERO;
            BigDecimal product = BigDecimal.ZERO;
            for (int i = 0; i < n; i++) {
                norm = norm.add(y[i].multiply(y[i], DIGITS), DIGITS);
                product = product.add(x[i].multiply(y[i], DIGITS), DIGITS);
            }
            value = product.divide(norm, DIGITS).doubleValue();
            BigDecimal length = norm.sqrt(DIGITS);
            Arrays.setAll(x, i -> y[i].divide(length, DIGITS));
        }
        return value;
    }

    private static BigDecimal[] solved(BigDecimal[][] l, BigDecimal[] b) {
        int n = b.length;
        BigDecimal[] x = b.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] = x[i].subtract(l[i][k].multiply(x[k], DIGITS), DIGITS);
            }
        }
        for (int i = 0; i < n; i++) {
            x[i] = x[i].divide(l[i][i], DIGITS);
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] = x[i].subtract(l[k][i].multiply(x[k], DIGITS), DIGITS);
            }
        }
        return x;
    }

    /** e^{−t} for t ≥ 0. */
    public static BigDecimal expOfMinus(BigDecimal t) {
        int halvings = Math.max(0, Math.getExponent(t.doubleValue()) + 6);
        BigDecimal u = t.divide(BigDecimal.TWO.pow(halvings), DIGITS).negate();
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; k < 60; k++) {
            term = term.multiply(u, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** The modified Bessel function I_n(x) = Σ (x/2)^{2m+n}/(m! (m + n)!), for |x| up to some tens. */
    public static BigDecimal besselI(int n, BigDecimal x) {
        BigDecimal half = x.divide(BigDecimal.TWO, DIGITS);
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; k <= n; k++) {
            term = term.multiply(half, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
        }
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal square = half.multiply(half, DIGITS);
        for (int m = 1; m < 200; m++) {
            sum = sum.add(term, DIGITS);
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf((long) m * (m + n)), DIGITS);
        }
        return sum;
    }
}
