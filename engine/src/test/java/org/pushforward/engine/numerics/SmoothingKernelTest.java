package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.numerics.SmoothingKernel.Shape;

class SmoothingKernelTest {

    /** Central differences with step 1e-5 are off by some 1e-9 of values that are up to 100. */
    @ParameterizedTest
    @EnumSource
    void slopeAndCurvatureAreDerivatives(Shape shape) {
        for (int d = 1; d <= 3; d++) {
            SmoothingKernel k = SmoothingKernel.withSupport(shape, d, 0.8);
            double e = 1e-5;
            for (double r = 0.013; r < 0.8; r += 0.0371) {
                assertThat(k.slope(r)).isCloseTo((k.at(r + e) - k.at(r - e)) / (2 * e), within(1e-7 * k.scale()));
                assertThat(k.curvature(r)).isCloseTo((k.slope(r + e) - k.slope(r - e)) / (2 * e), within(1e-6 * k.scale()));
            }
            assertThat(k.at(0.8)).isZero();
            assertThat(k.slopeOverDistance(0.9)).isZero();
        }
    }

    /** The sum over a fine lattice is the integral but for what the kernel's smoothness leaves. */
    @ParameterizedTest
    @EnumSource
    void theMassIsOne(Shape shape) {
        for (int d = 1; d <= 3; d++) {
            SmoothingKernel k = SmoothingKernel.withSupport(shape, d, 1);
            int n = d == 3 ? 16 : 64;
            double sum = 0;
            for (int i = -n; i <= n; i++) {
                for (int j = d > 1 ? -n : 0; j <= (d > 1 ? n : 0); j++) {
                    for (int m = d > 2 ? -n : 0; m <= (d > 2 ? n : 0); m++) {
                        sum += k.at(Math.sqrt((double) i * i + j * j + m * m) / n) / Math.pow(n, d);
                    }
                }
            }
            // Spiky has a cusp, which a lattice of 16 a support sees.
            assertThat(sum).isCloseTo(1, within(shape == Shape.SPIKY ? 2e-2 : 1e-3));
        }
    }

    /** Monaghan 2005; Dehnen and Aly 2012, table 1; Adami, Hu and Adams 2013 for the quintic spline in the plane. */
    @Test
    void publishedConstants() {
        double h = 0.3;
        assertThat(SmoothingKernel.of(Shape.CUBIC_SPLINE, 3, h).at(0)).isCloseTo(1 / (Math.PI * h * h * h), within(1e-11));
        assertThat(SmoothingKernel.of(Shape.QUINTIC_SPLINE, 2, h).at(0)).isCloseTo(7 * 66 / (478 * Math.PI * h * h), within(1e-11));
        assertThat(SmoothingKernel.of(Shape.WENDLAND_C2, 2, h).at(0)).isCloseTo(7 / (4 * Math.PI * h * h), within(1e-11));
        assertThat(SmoothingKernel.of(Shape.WENDLAND_C2, 3, h).at(0)).isCloseTo(21 / (16 * Math.PI * h * h * h), within(1e-11));
        assertThat(SmoothingKernel.withSupport(Shape.WENDLAND_C2, 1, 1).scale()).isCloseTo(1.25, within(1e-13));
        assertThat(SmoothingKernel.withSupport(Shape.WENDLAND_C4, 1, 1).scale()).isCloseTo(1.5, within(1e-13));
        assertThat(SmoothingKernel.withSupport(Shape.WENDLAND_C6, 3, 1).scale()).isCloseTo(1365 / (64 * Math.PI), within(1e-11));
        assertThat(SmoothingKernel.withSupport(Shape.MUELLER, 3, 1).scale()).isCloseTo(315 / (64 * Math.PI), within(1e-11));
        assertThat(SmoothingKernel.withSupport(Shape.SPIKY, 3, 1).scale()).isCloseTo(15 / Math.PI, within(1e-11));
    }
}
