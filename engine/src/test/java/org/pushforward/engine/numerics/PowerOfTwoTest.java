package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class PowerOfTwoTest {

    private static final int SAMPLES = 20_000;

    @Test
    void doublesAreRightToRoundingAndTheTwinHasTheSameBits() {
        Random random = new Random(1);
        double[] t = new double[DoubleVector.SPECIES_PREFERRED.length()];
        double[] power = new double[t.length];
        for (int k = 0; k < SAMPLES; k++) {
            for (int l = 0; l < t.length; l++) {
                t[l] = random.nextDouble(PowerOfTwo.LEAST, -PowerOfTwo.LEAST);
            }
            PowerOfTwo.of(DoubleVector.fromArray(DoubleVector.SPECIES_PREFERRED, t, 0)).intoArray(power, 0);
            for (int l = 0; l < t.length; l++) {
                assertThat(power[l]).isEqualTo(PowerOfTwo.of(t[l]));
                double exact = StrictMath.pow(2, t[l]);
                assertThat(power[l]).isCloseTo(exact, within(6.7e-16 * exact));
            }
        }
    }

    @Test
    void floatsAreRightToRoundingAndTheTwinHasTheSameBits() {
        Random random = new Random(2);
        float[] t = new float[FloatVector.SPECIES_PREFERRED.length()];
        float[] power = new float[t.length];
        for (int k = 0; k < SAMPLES; k++) {
            for (int l = 0; l < t.length; l++) {
                t[l] = random.nextFloat(PowerOfTwo.LEAST_SINGLE, -PowerOfTwo.LEAST_SINGLE);
            }
            PowerOfTwo.of(FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, t, 0)).intoArray(power, 0);
            for (int l = 0; l < t.length; l++) {
                assertThat(power[l]).isEqualTo(PowerOfTwo.of(t[l]));
                double exact = StrictMath.pow(2, t[l]);
                assertThat((double) power[l]).isCloseTo(exact, within(2.2e-7 * exact));
            }
        }
    }

    @Test
    void wholeExponentsAreRightToAnUlp() {
        for (int e = (int) PowerOfTwo.LEAST; e <= -PowerOfTwo.LEAST; e++) {
            assertThat(PowerOfTwo.of((double) e)).isEqualTo(Math.scalb(1.0, e), within(Math.ulp(Math.scalb(1.0, e))));
        }
    }
}
