package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComplexInterpolationTest {

    /** e^{ikr} at 40 places r. */
    private static ComplexMatrix wave(double k) {
        ComplexMatrix m = ComplexMatrix.zeros(40, 1);
        for (int i = 0; i < 40; i++) {
            m.re()[i] = Math.cos(k * i / 20);
            m.im()[i] = Math.sin(k * i / 20);
        }
        return m;
    }

    @Test
    void wavesBetweenTheTrainedOnesAreMetAndEveryTermHelps() {
        ComplexMatrix[] trained = new ComplexMatrix[31];
        for (int k = 0; k < trained.length; k++) {
            trained[k] = wave(1 + 0.3 * k);
        }
        ComplexInterpolation e = ComplexInterpolation.among(trained);
        for (int m = 0; m < 14; m++) {
            e = e.next();
        }
        assertThat(e.terms()).isEqualTo(14);
        ComplexMatrix c = e.coefficients(wave(5.17));
        ComplexMatrix sum = ComplexMatrix.zeros(40, 1);
        for (int m = 0; m < 14; m++) {
            sum = sum.plus(trained[e.vector(m)].scaled(c.re()[m], c.im()[m]));
        }
        assertThat(sum.minus(wave(5.17)).frobenius()).isLessThan(1e-7);
        assertThat(sum.re()[e.entry(3)]).isCloseTo(wave(5.17).re()[e.entry(3)], org.assertj.core.api.Assertions.within(1e-11));
    }

    @Test
    void aFamilyOfTwoTakesTwoTerms() {
        ComplexMatrix a = wave(1);
        ComplexMatrix b = wave(2);
        ComplexInterpolation e = ComplexInterpolation.among(a, b, a.plus(b.scaled(0, 2)), b.scaled(3, 1));
        for (int m = 0; m < 5; m++) {
            e = e.next();
        }
        assertThat(e.terms()).isEqualTo(2);
    }
}
