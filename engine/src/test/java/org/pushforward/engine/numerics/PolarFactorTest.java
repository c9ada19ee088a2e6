package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.numerics.PolarFactor.OddPolynomial;

class PolarFactorTest {

    @ParameterizedTest
    @CsvSource({"3, 0.01, 1", "3, 0.9, 1.1", "5, 0.01, 1", "5, 0.3, 1.7", "5, 0.98, 1.02", "5, 0.999, 1.001"})
    void theBestPolynomialDeviatesByWhatItSaysAndByLessThanItsNeighbors(int degree, double a, double b) {
        OddPolynomial p = PolarFactor.best(degree, a, b);
        assertThat(PolarFactor.deviation(p, a, b)).isCloseTo(p.error(), within(b - a < 0.01 ? p.error() : 1e-6 * p.error() + 1e-14));
        for (int k = 0; k < p.coefficients().length && b - a > 0.01; k++) {
            for (double by : new double[] {-1e-3, 1e-3}) {
                double[] c = p.coefficients().clone();
                c[k] *= 1 + by;
                assertThat(PolarFactor.deviation(new OddPolynomial(c, 0), a, b)).isGreaterThan(p.error());
            }
        }
    }

    /** The sequence of errors for condition number 100, Grishina, Smirnov, Rakhuba 2025 as recomputed. */
    @Test
    void errorsFallQuadratically() {
        double e = 0.99 / 1.01;
        double[] expected = {0.950, 0.876, 0.716, 0.444, 0.156, 0.0185, 2.55e-4, 4.9e-8};
        double a = 0.01;
        double b = 1;
        for (double want : expected) {
            e = PolarFactor.cubic(a, b).error();
            assertThat(e).isCloseTo(want, within(0.01 * want));
            a = 1 - e;
            b = 1 + e;
        }
        assertThat(PolarFactor.cubic(a, b).error() / (e * e)).isCloseTo(0.75, within(1e-6));
    }

    @Test
    void aMatrixBecomesItsPolarFactor() {
        Matrix x = Matrix.of(3, 2, 0.6, 0.1, -0.2, 0.4, 0.3, 0.2);
        for (int k = 0; k < 12; k++) {
            x = PolarFactor.newtonSchulz(5).apply(x);
        }
        assertThat(x.transposed().times(x).plusIdentity(-1).frobenius()).isLessThan(1e-13);
        assertThat(x.singularValues()).containsExactly(new double[] {1, 1}, within(1e-13));
    }
}
