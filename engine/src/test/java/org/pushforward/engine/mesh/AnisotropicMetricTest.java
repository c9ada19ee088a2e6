package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;

class AnisotropicMetricTest {

    /** By hand: [1 2; 2 1] has the eigenvalues 3 and −1, so its absolute value is [2 1; 1 2]. */
    @ParameterizedTest
    @CsvSource({"1, 2, 1, 2, 1, 2", "-3, 1, -2, 3, -1, 2", "4, 1, 2, 4, 1, 2", "3, 0, -5, 3, 0, 5", "0, 2, 0, 2, 0, 2", "0, 0, 0, 0, 0, 0", "4, 3, -4, 5, 0, 5"})
    void absoluteValuesOfKnownMatrices(double a, double b, double c, double x, double y, double z) {
        double[] h = {a, b, c};
        AnisotropicMetric.absolute(h);
        assertThat(h).containsExactly(new double[] {x, y, z}, within(1e-14));
    }

    /** det M = det(B)^q, and for q = ⅔ M = det(B)^(−1/6) B. */
    @Test
    void theDeterminantIsThatOfTheFormula() {
        double[][] h = {{8}, {2}, {3}};
        double alpha = 2;
        double det = (1 + 4) * (1 + 1.5) - 1;
        AnisotropicMetric.metric(h, 0, alpha, 2.0 / 3);
        assertThat(h[0][0]).isEqualTo(5 * Math.pow(det, -1.0 / 6), within(1e-14));
        assertThat(h[1][0]).isEqualTo(Math.pow(det, -1.0 / 6), within(1e-14));
        assertThat(h[0][0] * h[2][0] - h[1][0] * h[1][0]).isEqualTo(Math.pow(det, 2.0 / 3), within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-8, 1, 1e8})
    void bisectionFindsTheScale(double size) {
        double[][] h = {{size, 0, 3 * size}, {0, 0, size}, {2 * size, 0, size}};
        double alpha = AnisotropicMetric.alpha(h, 2, 2.0 / 3);
        double sum = 1 + Math.cbrt((1 + size / alpha) * (1 + 2 * size / alpha)) + Math.cbrt((1 + 3 * size / alpha) * (1 + size / alpha) - size / alpha * size / alpha);
        assertThat(sum / 3).isEqualTo(2, within(1e-12));
        assertThat(AnisotropicMetric.alpha(new double[3][4], 2, 2.0 / 3)).isEqualTo(1);
    }

    /** exp log M = M, of a matrix with the eigenvalues 1 and 4 along the diagonals. */
    @Test
    void theLogarithmIsThatOfTheMatrix() {
        double[][] h = {{2.5}, {1.5}, {2.5}};
        AnisotropicMetric.logarithm(h, 0);
        assertThat(h[0][0]).isEqualTo(Math.log(2), within(1e-14));
        assertThat(h[1][0]).isEqualTo(0, within(1e-14));
        assertThat(h[2][0]).isEqualTo(Math.log(2), within(1e-14));
    }

    /** Slopes and curvatures of S against differences of it; P and Q are made to depend on the corners. */
    @ParameterizedTest
    @CsvSource({"0.8, -0.5", "0.02, 0.03", "2, 1"})
    void derivativesOfTheStretchAreExact(double p0, double q0) {
        double[] g = {1, 0.3, 0.8};
        double[] xy = {0, 0, 1.2, 0.1, 0.3, 0.9};
        Stretch s = stretch(xy, g, p0, q0);
        double d = 1e-5;
        for (int i = 0; i < 6; i++) {
            double[] up = xy.clone();
            double[] down = xy.clone();
            up[i] += d;
            down[i] -= d;
            Stretch a = stretch(up, g, p0, q0);
            Stretch b = stretch(down, g, p0, q0);
            assertThat(s.slope()[i]).isEqualTo((a.value() - b.value()) / (2 * d), within(1e-6));
            for (int j = 0; j < 6; j++) {
                assertThat(s.curvature()[6 * i + j]).isEqualTo((a.slope()[j] - b.slope()[j]) / (2 * d), within(1e-6));
            }
        }
    }

    /** P = p₀ + x₀y₁, Q = q₀ + y₂²/2. */
    private static Stretch stretch(double[] xy, double[] g, double p0, double q0) {
        double[] p = new double[43];
        double[] q = new double[43];
        p[0] = p0 + xy[0] * xy[3];
        p[1] = xy[3];
        p[4] = xy[0];
        p[7 + 3] = 1;
        p[7 + 18] = 1;
        q[0] = q0 + 0.5 * xy[5] * xy[5];
        q[6] = xy[5];
        q[7 + 35] = 1;
        double[] e = {xy[2] - xy[0], xy[3] - xy[1], xy[4] - xy[0], xy[5] - xy[1]};
        Stretch s = Stretch.tiltedAt(e, g, 0, p, q);
        assertThat(s.value()).isEqualTo(Stretch.tilted(e, g, 0, p[0], q[0]), within(1e-13));
        return s;
    }

    @Test
    void theFunctionalInTheMetricRestsWhereItsSlopesAreNought() {
        AnisotropicMetric metric = AnisotropicMetric.of((x, y, h) -> {
            h[0] = Math.exp(-20 * (x - y) * (x - y));
            h[1] = -0.9 * h[0];
            h[2] = h[0];
        }, Rect.UNIT, 0.3, 2.0 / 3, 2);
        FunctionalMover f = new FunctionalMover(MetricChecks.task(metric), "mmpde");
        MeshMover.Place p = f.start();
        for (int k = 0; k < 80 && p.isRunning(); k++) {
            p = f.next(p, StepContext.serial());
        }
        assertThat(p.end()).isEqualTo(MeshMover.CONVERGED);
        assertThat(MeshMover.farthest(MetricChecks.task(metric).mesh(), f.start().xy(), p.xy())).isGreaterThan(0.1);
        double[] xy = p.xy().clone();
        int inner = 2 * (4 * 10 + 5);
        for (int c = inner; c < inner + 2; c++) {
            xy[c] += 1e-5;
            double up = f.functional(xy);
            xy[c] -= 2e-5;
            assertThat((up - f.functional(xy)) / 2e-5).isEqualTo(0, within(1e-7));
            xy[c] += 1e-5;
        }
    }

    /** Only Huang's functional with the monitor of second derivatives takes the metric. */
    @ParameterizedTest
    @CsvSource({"mover=springs monitor=hessian, false", "mover=mmpde monitor=bell, false", "mover=mmpde monitor=hessian, true"})
    void whoTakesTheMetric(String settings, boolean takes) {
        var s = new MeshMovers().opened((settings + " metric=anisotropic n=4").split(" "));
        assertThat(s.diagnostics().value("alignment").isPresent()).isEqualTo(takes);
    }
}
