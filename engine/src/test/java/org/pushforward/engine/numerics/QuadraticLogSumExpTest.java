package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vector kernel against plain loops with {@code Math.exp}. */
class QuadraticLogSumExpTest {

    private static final int POINTS = 9;

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,2,1", "50,2,1", "50,2,300", "17,5,10", "64,3,1e5"})
    void valuesGradientsAndMomentsAreThoseOfPlainLoops(int terms, int d, double size) {
        double[] c = new double[terms * (1 + 2 * d)];
        new Philox(2).normals(0, c.length, 0, 1, c, 0);
        QuadraticLogSumExp f = new QuadraticLogSumExp(terms, d);
        for (int k = 0; k < terms; k++) {
            f.constant(k, size * c[k]);
            for (int i = 0; i < d; i++) {
                f.quadratic(k, i, -size * Math.abs(c[terms * (1 + i) + k]), size * c[terms * (1 + d + i) + k]);
            }
        }
        double[] x = new double[POINTS * d];
        new Philox(3).normals(0, POINTS, 0, d, x, 0);
        double[] gradient = new double[x.length];
        f.gradient(x, 0, POINTS, 1, gradient, f.scratch());
        double[] moments = f.moments();
        double total = f.addMoments(x, 0, POINTS, moments, f.scratch());
        double[] expected = new double[moments.length];
        double sum = 0;
        for (int p = 0; p < POINTS; p++) {
            double[] t = new double[terms];
            double top = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < terms; k++) {
                t[k] = size * c[k];
                for (int i = 0; i < d; i++) {
                    double xi = x[p * d + i];
                    t[k] += size * (-Math.abs(c[terms * (1 + i) + k]) * xi * xi + c[terms * (1 + d + i) + k] * xi);
                }
                top = Math.max(top, t[k]);
            }
            double z = 0;
            for (double v : t) {
                z += Math.exp(v - top);
            }
            sum += top + Math.log(z);
            for (int i = 0; i < d; i++) {
                double slope = 0;
                for (int k = 0; k < terms; k++) {
                    double w = Math.exp(t[k] - top) / z;
                    slope += w * size * (-2 * Math.abs(c[terms * (1 + i) + k]) * x[p * d + i] + c[terms * (1 + d + i) + k]);
                    expected[f.moment(1 + i, k)] += w * x[p * d + i];
                    expected[f.moment(1 + d + i, k)] += w * x[p * d + i] * x[p * d + i];
                }
                // Exponents of this size are rounded to 1e-16 of it, and weights by as much.
                assertThat(gradient[p * d + i]).isCloseTo(slope, within(1e-13 * size * (1 + size)));
            }
        }
        assertThat(total).isCloseTo(sum, within(1e-13 * (1 + size)));
        for (int k = 0; k < terms; k++) {
            for (int m = 1; m <= 2 * d; m++) {
                assertThat(moments[f.moment(m, k)]).isCloseTo(expected[f.moment(m, k)], within(1e-12 * (1 + size)));
            }
        }
    }
}
