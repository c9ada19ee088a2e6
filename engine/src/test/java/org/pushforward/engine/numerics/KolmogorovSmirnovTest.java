package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KolmogorovSmirnovTest {

    @Test
    void byHand() {
        assertThat(KolmogorovSmirnov.distance(new double[] {3, 1, 2}, new double[] {1, 2, 3})).isZero();
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 2}, new double[] {3, 4, 5})).isEqualTo(1);
        // F_a jumps to ½ at 1, F_b to ⅓ at 0 and to ⅔ at 1.
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 9}, new double[] {0, 1, 9})).isCloseTo(1.0 / 3, within(1e-15));
    }

    /** Two samples of one law leave the band about once in twenty. */
    @Test
    void theBandHoldsNineteenOfTwenty() {
        int out = 0;
        for (int k = 0; k < 2000; k++) {
            double[] u = new double[200];
            new Philox(1).uniforms(k, 1, 0, 200, u, 0);
            double[] a = Arrays.copyOf(u, 100);
            double[] b = Arrays.copyOfRange(u, 100, 200);
            out += KolmogorovSmirnov.distance(a, b) > KolmogorovSmirnov.band(100) ? 1 : 0;
        }
        // At n = 100 the law of the distance is in steps: 3.6 % are outside; deviation of the count √(2000 · .04) = 9.
        assertThat(out).isBetween(40, 120);
    }
}
