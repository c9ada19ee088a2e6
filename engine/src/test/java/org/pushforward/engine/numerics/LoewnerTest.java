package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LoewnerTest {

    @Test
    void polesOfASumOfTwoPairsAreFoundExactly() {
        double[][] poles = {{0.9, 0.3}, {0.9, -0.3}, {-0.4, 0.8}, {-0.4, -0.8}};
        double[][] modes = {{1, 2}, {1, 2}, {-1, 0.5}, {-1, 0.5}};
        int n = 24;
        double[] points = new double[2 * n];
        ComplexMatrix[] values = new ComplexMatrix[n];
        double[][] directions = new double[n][];
        for (int k = 0; k < n; k++) {
            double angle = 2 * Math.PI * (k + 0.3) / n;
            points[2 * k] = Math.cos(angle);
            points[2 * k + 1] = Math.sin(angle);
            ComplexMatrix h = ComplexMatrix.zeros(2, 1);
            for (int p = 0; p < 4; p++) {
                double dr = points[2 * k] - poles[p][0];
                double di = points[2 * k + 1] - poles[p][1];
                for (int o = 0; o < 2; o++) {
                    h.re()[o] += modes[p][o] * dr / (dr * dr + di * di);
                    h.im()[o] -= modes[p][o] * di / (dr * dr + di * di);
                }
            }
            values[k] = h;
            directions[k] = k % 2 == 0 ? new double[] {1} : new double[] {Math.cos(k), Math.sin(k)};
        }
        Loewner l = Loewner.of(points, values, directions);
        assertThat(l.singularValues()[3] / l.singularValues()[0]).isGreaterThan(1e-3);
        assertThat(l.singularValues()[4] / l.singularValues()[0]).isLessThan(1e-10);
        double[] found = l.poles(4);
        for (double[] p : poles) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < 4; k++) {
                nearest = Math.min(nearest, Math.hypot(found[2 * k] - p[0], found[2 * k + 1] - p[1]));
            }
            assertThat(nearest).isCloseTo(0, within(1e-9));
        }
    }
}
