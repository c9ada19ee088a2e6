package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Rect;

/** Splines, blurs and quadrature. */
class FieldsTest {

    private static final Rect DOMAIN = new Rect(-1, 0, 2, 1);

    private static double valueAt(CubicSplineField f, double x, double y) {
        double[] v = {x};
        f.values(v, new double[] {y}, v, 0, 1);
        return v[0];
    }

    @Test
    void aSplineReproducesLinearFunctionsAwayFromTheSides() {
        int nx = 30;
        int ny = 10;
        double[] values = new double[nx * ny];
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                values[i * ny + j] = 2 * (-1 + 0.1 * (i + 0.5)) - 3 * (0.1 * (j + 0.5)) + 4;
            }
        }
        CubicSplineField f = new CubicSplineField(DOMAIN, nx, ny, values);
        for (double x = -0.8; x < 1.8; x += 0.0371) {
            assertThat(valueAt(f, x, 0.47)).isCloseTo(2 * x - 3 * 0.47 + 4, within(1e-13));
        }
    }

    @Test
    void aSplineStaysWithinTheRangeOfItsValuesEvenOutside() {
        double[] values = new SplittableRandom(1).doubles(12 * 7, 0.25, 3).toArray();
        CubicSplineField f = new CubicSplineField(DOMAIN, 12, 7, values);
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        SplittableRandom random = new SplittableRandom(2);
        for (int k = 0; k < 5000; k++) {
            // A convex combination may miss the range by rounding.
            assertThat(valueAt(f, random.nextDouble(-3, 4), random.nextDouble(-2, 3))).isBetween(min - 1e-15, max + 1e-15);
        }
    }

    @Test
    void theGradientOfASplineIsItsDerivative() {
        CubicSplineField f = new CubicSplineField(DOMAIN, 12, 7, new SplittableRandom(3).doubles(12 * 7, -1, 1).toArray());
        SplittableRandom random = new SplittableRandom(4);
        double h = 1e-5;
        for (int k = 0; k < 2000; k++) {
            double[] x = {random.nextDouble(-1 + h, 2 - h)};
            double[] y = {random.nextDouble(h, 1 - h)};
            double[] v = new double[1];
            double px = x[0];
            double py = y[0];
            f.valuesAndGradients(x, y, v, x, y, 0, 1);
            assertThat(v[0]).isEqualTo(valueAt(f, px, py));
            // Truncation: third derivatives are of the order of 7³, times h²; rounding: 1e-16/h.
            assertThat(x[0]).isCloseTo((valueAt(f, px + h, py) - valueAt(f, px - h, py)) / (2 * h), within(1e-6));
            assertThat(y[0]).isCloseTo((valueAt(f, px, py + h) - valueAt(f, px, py - h)) / (2 * h), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 2, 9, 1e6, 1e300})
    void aBlurKeepsTheMeanAndNeverWidensTheRange(double sigma) {
        double[] field = new SplittableRandom(5).doubles(20 * 13, -2, 5).toArray();
        double[] blurred = GaussianBlur.blur(field, 20, 13, sigma);
        assertThat(Arrays.stream(blurred).average().orElseThrow())
                .isCloseTo(Arrays.stream(field).average().orElseThrow(), within(1e-12));
        assertThat(Arrays.stream(blurred)).allMatch(v -> v >= -2 && v <= 5);
        assertThat(spread(blurred)).isLessThan(spread(field));
    }

    @Test
    void aBlurDampsACosineLikeTheHeatEquation() {
        int n = 64;
        double sigma = 3;
        double[] wave = new double[n * 2];
        double k = Math.PI * 4 / n;
        for (int i = 0; i < n; i++) {
            wave[2 * i] = Math.cos(k * (i + 0.5));
            wave[2 * i + 1] = wave[2 * i];
        }
        double[] blurred = GaussianBlur.blur(wave, n, 2, sigma);
        for (int i = 0; i < n; i++) {
            // The cut-off at 4σ leaves out 6e-5 of the mass.
            assertThat(blurred[2 * i]).isCloseTo(Math.exp(-0.5 * sigma * sigma * k * k) * wave[2 * i], within(2e-4));
        }
    }

    @Test
    void noBlurCopies() {
        double[] field = {1, 2, 3, 4};
        assertThat(GaussianBlur.blur(field, 2, 2, 0)).containsExactly(field).isNotSameAs(field);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8, 20})
    void gaussLegendreIsExactToDegreeTwoNMinusOne(int n) {
        GaussLegendre g = new GaussLegendre(n);
        for (int degree = 0; degree < 2 * n; degree++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += g.weight(i) * Math.pow(g.node(i), degree);
            }
            assertThat(sum).as("degree %d", degree).isCloseTo(1.0 / (degree + 1), within(1e-14));
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += g.weight(i) * Math.pow(g.node(i), 2 * n);
        }
        if (n <= 8) {
            // Beyond, the error of degree 2n drowns in rounding.
            assertThat(Math.abs(sum - 1.0 / (2 * n + 1))).isGreaterThan(1e-11);
        }
    }

    private static double spread(double[] v) {
        return Arrays.stream(v).max().orElseThrow() - Arrays.stream(v).min().orElseThrow();
    }
}
