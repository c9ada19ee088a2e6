package org.pushforward.engine.numerics.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DecimalMatrixTest {

    /** 2 − 2 cos(π/(n + 1)) of the second difference. */
    @Test
    void theSmallestEigenvalueOfTheSecondDifference() {
        BigDecimal[] c = {BigDecimal.TWO, BigDecimal.ONE.negate(), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO};
        assertThat(DecimalMatrix.toeplitz(c, 6).smallestEigenvalue()).isCloseTo(2 - 2 * Math.cos(Math.PI / 7), within(1e-14));
        c[0] = new BigDecimal("1.8");
        assertThat(DecimalMatrix.toeplitz(c, 6).isPositive()).isFalse();
    }

    /** Hankel matrix of 1/(i + j + 1), Hilbert's: smallest eigenvalue for n = 10 is 1.09e-13. */
    @Test
    void hilbertsMatrixIsPositive() {
        BigDecimal[] m = new BigDecimal[19];
        Arrays.setAll(m, k -> BigDecimal.ONE.divide(BigDecimal.valueOf(k + 1), DecimalMatrix.DIGITS));
        DecimalMatrix h = DecimalMatrix.hankel(m, 10);
        assertThat(h.isPositive()).isTrue();
        assertThat(h.smallestEigenvalue()).isCloseTo(1.0931538193796e-13, within(1e-25));
    }

    @Test
    void specialFunctions() {
        assertThat(DecimalMatrix.expOfMinus(new BigDecimal("12.5")).doubleValue()).isCloseTo(Math.exp(-12.5), within(1e-20));
        assertThat(DecimalMatrix.expOfMinus(BigDecimal.ZERO)).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(DecimalMatrix.besselI(0, BigDecimal.TWO).doubleValue()).isCloseTo(2.2795853023360673, within(1e-15));
        assertThat(DecimalMatrix.besselI(1, BigDecimal.TWO).doubleValue()).isCloseTo(1.5906368546373291, within(1e-15));
    }
}
