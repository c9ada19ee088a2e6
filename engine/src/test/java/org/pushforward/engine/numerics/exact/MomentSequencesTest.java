package org.pushforward.engine.numerics.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MomentSequencesTest {

    @Test
    void exactMomentsSatisfyTheirRecurrences() {
        BigDecimal[] bessel = MomentSequences.circleExact(BigDecimal.TWO, 12);
        BigDecimal[] again = MomentSequences.circle(BigDecimal.TWO, bessel[1], 12);
        BigDecimal[] quartic = MomentSequences.quarticExact(BigDecimal.ONE, 12);
        BigDecimal[] once = MomentSequences.quartic(BigDecimal.ONE, quartic[1], 12);
        for (int n = 0; n <= 12; n++) {
            assertThat(again[n].subtract(bessel[n]).abs().doubleValue()).isLessThan(1e-45);
            assertThat(once[n].subtract(quartic[n]).abs().doubleValue()).isLessThan(1e-40);
        }
        assertThat(quartic[1].doubleValue()).isCloseTo(0.467919916973665188, within(1e-16));
    }

    /** With y next to nothing the second coupling is not there. */
    @Test
    void twoCouplingsGoOverIntoOne() {
        BigDecimal[] c = MomentSequences.circleExact(BigDecimal.ONE, 5);
        BigDecimal[] two = MomentSequences.circle(BigDecimal.ONE, new BigDecimal("1e-20"), c[1], c[2], 3);
        // c₃ = c₁ + (½x(1 − c₂) − c₁)/y, whose bracket vanishes
        assertThat(two[3].subtract(c[1]).abs().doubleValue()).isLessThan(1e-15);
    }

    /** Szegő: the product of the norms is the Toeplitz determinant. */
    @Test
    void normsMultiplyToTheDeterminant() {
        BigDecimal[] c = MomentSequences.circleExact(new BigDecimal("1.5"), 6);
        double product = Arrays.stream(MomentSequences.norms(Arrays.stream(c).mapToDouble(BigDecimal::doubleValue).toArray(), 5)).reduce(1, (a, b) -> a * b);
        assertThat(product).isCloseTo(DecimalMatrix.toeplitz(c, 5).determinant().doubleValue(), within(1e-14));
        assertThat(MomentSequences.norms(new double[] {1, 1, 0}, 3)).containsExactly(1, 0, 0);
    }
}
