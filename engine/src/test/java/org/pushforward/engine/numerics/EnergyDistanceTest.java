package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnergyDistanceTest {

    @Test
    void handCountedPoints() {
        // |0−3| and |4−3| have the mean 2, the pairs of {0, 4} the mean 2, the single point 0: 2·2 − 2 − 0.
        assertThat(EnergyDistance.between(new double[] {0, 4}, new double[] {3}, 1, 0)).isEqualTo(2);
    }

    @Test
    void equalSamplesHaveNone() {
        double[] x = {1, 2, -3, 0.5, 4, 4};
        // Rounding of sums of order 10.
        assertThat(EnergyDistance.between(x, x, 2, EnergyDistance.meanDistance(x, x, 2))).isCloseTo(0, within(1e-14));
    }

    @Test
    void twoSamplesOfOneLawHaveTheExpectationOfTheStatistic() {
        int n = 100;
        int pairs = 200;
        double sum = 0;
        for (int k = 0; k < pairs; k++) {
            double[] x = new double[2 * n];
            double[] y = new double[2 * n];
            new Philox(k).normals(0, n, 0, 2, x, 0);
            new Philox(k).normals(0, n, 1, 2, y, 0);
            sum += EnergyDistance.between(x, y, 2, EnergyDistance.meanDistance(y, y, 2)) / pairs;
        }
        // E|X − X'| = √π for N(0, I) in the plane; the statistic's deviation is about half its mean, here over √200.
        assertThat(sum).isCloseTo(2.0 / n * Math.sqrt(Math.PI), within(0.15 * 2.0 / n * Math.sqrt(Math.PI)));
    }
}
