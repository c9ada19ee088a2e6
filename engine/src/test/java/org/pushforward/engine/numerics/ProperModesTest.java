package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProperModesTest {

    @ParameterizedTest
    @CsvSource({"30, 8", "8, 30", "12, 12"})
    void modesAreOrthonormalAndLeaveTheTailOfTheSingularValues(int n, int m) {
        double[] u = new double[n * m];
        new Philox(3).normals(0, n, 0, m, u, 0);
        ProperModes p = ProperModes.of(u, m, 5);
        assertThat(p.count()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                assertThat(p.coordinates(p.mode(i), 0, 5)[j]).isCloseTo(i == j ? 1 : 0, within(1e-13));
            }
        }
        double left = 0;
        for (int i = 0; i < n; i++) {
            double length = 0;
            for (int k = 0; k < m; k++) {
                length += u[i * m + k] * u[i * m + k];
            }
            left += Math.pow(p.relativeError(u, i * m, 4), 2) * length;
        }
        double tail = 0;
        for (int k = 4; k < Math.min(n, m); k++) {
            tail += p.singularValues()[k] * p.singularValues()[k];
        }
        assertThat(left).isCloseTo(tail, within(1e-11));
    }

    @Test
    void whatLiesInTheModesComesBack() {
        double[] u = {3, 0, 4, 0, 6, 0, 8, 0};
        ProperModes p = ProperModes.of(u, 4, 2);
        assertThat(p.singularValues()[0]).isCloseTo(Math.sqrt(125), within(1e-12));
        assertThat(p.relativeError(u, 4, 1)).isLessThan(1e-14);
        assertThat(p.relativeError(new double[4], 0, 1)).isZero();
    }
}
