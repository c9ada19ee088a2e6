package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GammaLawTest {

    @Test
    void oneIsExponentialAndTwoHasTwoTerms() {
        assertThat(new GammaLaw(1).survival(0.7)).isCloseTo(Math.exp(-0.7), within(1e-15));
        assertThat(new GammaLaw(2).survival(0.5)).isCloseTo(2 * Math.exp(-1), within(1e-15));
        assertThat(new GammaLaw(5).survival(0)).isEqualTo(1);
    }

    @Test
    void theDensityIsTheSlopeAndManyAreNearlyNormal() {
        GammaLaw law = new GammaLaw(130);
        double h = 1e-5;
        assertThat((law.survival(1.05 - h) - law.survival(1.05 + h)) / (2 * h)).isCloseTo(law.density(1.05), within(1e-6));
        // Wilson and Hilferty: the cube root is normal up to some 1e-4.
        double z = (Math.cbrt(1.1) - 1 + 1 / (9.0 * 130)) * 3 * Math.sqrt(130);
        assertThat(law.survival(1.1)).isCloseTo(1 - NormalDistribution.cumulative(z), within(1e-3));
    }

    @Test
    void whatIsExceededIsTheInverse() {
        for (int m : new int[] {1, 130, 960}) {
            for (double p : new double[] {0.01, 0.5, 0.95}) {
                assertThat(new GammaLaw(m).survival(new GammaLaw(m).exceeded(p))).isCloseTo(p, within(1e-12));
            }
        }
    }
}
