package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Philox;

class WeightedSimplicesTest {

    private static double[] at(WeightedSimplices s, double... k) {
        double[] f = new double[2];
        s.transform(k, f, 0);
        return f;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x) / x;
    }

    /** A rectangle of 0.6 × 0.4 about (0.5, 0.4); wave vectors along its edges, nearly so, and its diagonal, where phases of corners meet. */
    @ParameterizedTest
    @CsvSource({"0, 0", "7, 0", "0, 31.4", "3, 5", "1e-7, 1e-9", "2, -3", "2, 3", "2.0000001, -3", "200, 317", "0.9, 0.7", "1e-3, 40"})
    void aRectangleIsAProductOfSincs(double kx, double ky) {
        WeightedSimplices r = WeightedSimplices.polygon(new double[] {0.2, 0.2, 0.8, 0.2, 0.8, 0.6, 0.2, 0.6}, 1);
        double size = 0.24 * sinc(0.3 * kx) * sinc(0.2 * ky);
        double phase = 0.5 * kx + 0.4 * ky;
        double[] f = at(r, kx, ky);
        assertThat(f[0]).isCloseTo(size * Math.cos(phase), within(1e-15));
        assertThat(f[1]).isCloseTo(-size * Math.sin(phase), within(1e-15));
    }

    @Test
    void theSeriesAndTheDifferencesAgreeWhereTheyMeet() {
        double[] z = new double[300];
        new Philox(1).normals(0, 100, 0, 3, z, 0);
        GaussLegendre rule = new GaussLegendre(24);
        for (int k = 0; k < 100; k++) {
            double[] mean = new double[2];
            SimplexTransform.triangle(z[3 * k], z[3 * k + 1], z[3 * k + 2], 1, mean, 0);
            // Of the unit triangle u, v ≥ 0, u + v ≤ 1: Duffy's map from the square.
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < 24; i++) {
                for (int j = 0; j < 24; j++) {
                    double u = rule.node(i);
                    double v = (1 - u) * rule.node(j);
                    double w = 2 * rule.weight(i) * rule.weight(j) * (1 - u);
                    double s = z[3 * k] * (1 - u - v) + z[3 * k + 1] * u + z[3 * k + 2] * v;
                    real += w * Math.cos(s);
                    imaginary -= w * Math.sin(s);
                }
            }
            assertThat(mean[0]).isCloseTo(real, within(2e-14));
            assertThat(mean[1]).isCloseTo(imaginary, within(2e-14));
        }
    }

    @Test
    void aHollowPolygonHasItsAreaEitherWayRound() {
        double[] dart = {0, 0, 1, 0.4, 0, 0.8, 0.3, 0.4};
        double[] back = {0.3, 0.4, 0, 0.8, 1, 0.4, 0, 0};
        assertThat(WeightedSimplices.polygon(dart, 2).content()).isCloseTo(2 * 0.28, within(1e-15));
        assertThat(WeightedSimplices.polygon(back, 2).content()).isCloseTo(2 * 0.28, within(1e-15));
        assertThat(at(WeightedSimplices.polygon(dart, 1), 3, 4)[0]).isCloseTo(at(WeightedSimplices.polygon(back, 1), 3, 4)[0], within(1e-15));
    }

    @Test
    void anEdgeThatIsCutChangesNothingAndAShiftIsAPhase() {
        WeightedSimplices whole = new WeightedSimplices(3, 2, new double[] {0, 0, 0, 1, 2, 2}, new int[] {0, 1}, new double[] {3});
        WeightedSimplices cut = new WeightedSimplices(3, 2, new double[] {0, 0, 0, 1, 2, 2, 0.3, 0.6, 0.6}, new int[] {0, 2, 2, 1}, new double[] {3, 3});
        double[] a = at(whole, 5, -4, 1);
        double[] b = at(cut, 5, -4, 1);
        assertThat(a[0]).isCloseTo(b[0], within(1e-14));
        assertThat(a[1]).isCloseTo(b[1], within(1e-14));
        assertThat(whole.content()).isEqualTo(9);
        WeightedSimplices points = new WeightedSimplices(2, 1, new double[] {0.1, 0.2, 0.7, 0.4}, new int[] {0, 1}, new double[] {1, -2});
        WeightedSimplices shifted = new WeightedSimplices(2, 1, new double[] {0.4, 0.1, 1.0, 0.3}, new int[] {0, 1}, new double[] {1, -2});
        double[] f = at(points, 6, 7);
        double[] g = at(shifted, 6, 7);
        double turn = 6 * 0.3 - 7 * 0.1;
        assertThat(g[0]).isCloseTo(f[0] * Math.cos(turn) + f[1] * Math.sin(turn), within(1e-14));
        assertThat(g[1]).isCloseTo(f[1] * Math.cos(turn) - f[0] * Math.sin(turn), within(1e-14));
    }
}
