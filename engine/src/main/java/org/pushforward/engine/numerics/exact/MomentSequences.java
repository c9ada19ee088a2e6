package org.pushforward.engine.numerics.exact;

import static org.pushforward.engine.numerics.exact.DecimalMatrix.DIGITS;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Moments of e^{−S} in sixty digits: by the recurrences that integration by parts gives, from the first one or two; and exact ones, by series and
 * quadrature (Berenstein & Rodriguez 2025). Normalized to mass one. Stateless.
 */
public final class MomentSequences {

    private static final BigDecimal MESH = new BigDecimal("0.04");
    private static final double FAR = 260;

    private MomentSequences() { }

    /** cₙ = ⟨cos nθ⟩, n = 0 to k, of e^{x cos θ} with c₁ = u: cₙ₋₁ − cₙ₊₁ = (2n/x) cₙ. */
    public static BigDecimal[] circle(BigDecimal x, BigDecimal u, int k) {
        BigDecimal[] c = new BigDecimal[k + 1];
        c[0] = BigDecimal.ONE;
        c[1] = u;
        for (int n = 1; n < k; n++) {
            c[n + 1] = c[n - 1].subtract(c[n].multiply(BigDecimal.valueOf(2L * n), DIGITS).divide(x, DIGITS), DIGITS);
        }
        return c;
    }

    /** Of e^{x cos θ + y cos 2θ} with c₁ and c₂ given: n cₙ = ½x(cₙ₋₁ − cₙ₊₁) + y(cₙ₋₂ − cₙ₊₂). */
    public static BigDecimal[] circle(BigDecimal x, BigDecimal y, BigDecimal c1, BigDecimal c2, int k) {
        BigDecimal half = x.divide(BigDecimal.TWO, DIGITS);
        BigDecimal[] c = new BigDecimal[Math.max(3, k + 1)];
        c[0] = BigDecimal.ONE;
        c[1] = c1;
        c[2] = c2;
        for (int n = 1; n + 2 <= k; n++) {
            BigDecimal before = n == 1 ? c1 : c[n - 2];
            BigDecimal slope = half.multiply(c[n - 1].subtract(c[n + 1], DIGITS), DIGITS).subtract(c[n].multiply(BigDecimal.valueOf(n)), DIGITS);
            c[n + 2] = before.add(slope.divide(y, DIGITS), DIGITS);
        }
        return c;
    }

    /** ⟨y^{2n}⟩, n = 0 to k, of e^{−y²/2 − g y⁴/4} with ⟨y²⟩ = u: g m_{k+4} = (k + 1) m_k − m_{k+2}. */
    public static BigDecimal[] quartic(BigDecimal g, BigDecimal u, int k) {
        BigDecimal[] m = new BigDecimal[k + 1];
        m[0] = BigDecimal.ONE;
        m[1] = u;
        for (int n = 0; n + 2 <= k; n++) {
            m[n + 2] = m[n].multiply(BigDecimal.valueOf(2L * n + 1), DIGITS).subtract(m[n + 1], DIGITS).divide(g, DIGITS);
        }
        return m;
    }

    /** I_n(x)/I₀(x). */
    public static BigDecimal[] circleExact(BigDecimal x, int k) {
        BigDecimal first = DecimalMatrix.besselI(0, x);
        return IntStream.rangeClosed(0, k).mapToObj(n -> DecimalMatrix.besselI(n, x).divide(first, DIGITS)).toArray(BigDecimal[]::new);
    }

    /** By the trapezoidal rule, whose error is e^{−2πd/h} times what the weight reaches at distance d from the axis: below 60 digits. */
    public static BigDecimal[] quarticExact(BigDecimal g, int k) {
        BigDecimal[] m = new BigDecimal[k + 1];
        Arrays.fill(m, BigDecimal.ZERO);
        for (int i = 0; ; i++) {
            BigDecimal y = MESH.multiply(BigDecimal.valueOf(i));
            BigDecimal square = y.multiply(y, DIGITS);
            BigDecimal t = square.divide(BigDecimal.TWO, DIGITS).add(g.multiply(square, DIGITS).multiply(square, DIGITS).divide(BigDecimal.valueOf(4), DIGITS), DIGITS);
            if (t.doubleValue() > FAR) {
                break;
            }
            BigDecimal term = DecimalMatrix.expOfMinus(t).multiply(i == 0 ? BigDecimal.ONE : BigDecimal.TWO, DIGITS);
            for (int n = 0; n <= k; n++) {
                m[n] = m[n].add(term, DIGITS);
                term = term.multiply(square, DIGITS);
            }
        }
        BigDecimal mass = m[0];
        return Arrays.stream(m).map(v -> v.divide(mass, DIGITS)).toArray(BigDecimal[]::new);
    }

    /**
     * The squared norms of the first n monic polynomials that are orthogonal on the circle for a weight with these modes, by Durbin's recursion. From where the
     * modes are those of no weight they are 0.
     */
    public static double[] norms(double[] c, int n) {
        double[] a = new double[n + 1];
        double[] norms = new double[n];
        double norm = c[0];
        for (int m = 0; m < n && norm > 0; m++) {
            norms[m] = norm;
            if (m + 1 == n) {
                break;
            }
            double sum = c[m + 1];
            for (int j = 1; j <= m; j++) {
                sum += a[j] * c[m + 1 - j];
            }
            double reflection = -sum / norm;
            double[] b = a.clone();
            for (int j = 1; j <= m; j++) {
                a[j] = b[j] + reflection * b[m + 1 - j];
            }
            a[m + 1] = reflection;
            norm *= 1 - reflection * reflection;
        }
        return norms;
    }
}
