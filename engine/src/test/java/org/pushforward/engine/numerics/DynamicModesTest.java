package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DynamicModesTest {

    /** A turn that fades and a number that grows, seen through a fixed mixture. */
    private static double[][] seen(int count, double growth) {
        double[][] x = new double[count][7];
        for (int t = 0; t < count; t++) {
            double a = Math.pow(0.95, t) * Math.cos(0.4 * t);
            double b = Math.pow(0.95, t) * Math.sin(0.4 * t);
            double c = Math.pow(growth, t);
            for (int i = 0; i < 7; i++) {
                x[t][i] = a * Math.cos(i) + b * Math.sin(2.0 * i) + 0.3 * c * (i - 2);
            }
        }
        return x;
    }

    @Test
    void eigenvaluesAndCourseOfALinearMapAreExact() {
        double[][] x = seen(20, 1.02);
        DynamicModes m = DynamicModes.of(x, 7, 2);
        assertThat(m.rank()).isEqualTo(3);
        double[] e = m.eigenvalues();
        double[] growing = new double[2];
        for (int k = 0; k < 3; k++) {
            if (Math.abs(e[2 * k + 1]) > 1e-6) {
                assertThat(e[2 * k]).isCloseTo(0.95 * Math.cos(0.4), within(1e-11));
                assertThat(Math.abs(e[2 * k + 1])).isCloseTo(0.95 * Math.sin(0.4), within(1e-11));
            } else {
                growing[0] = e[2 * k];
            }
        }
        assertThat(growing[0]).isCloseTo(1.02, within(1e-11));
        double[][] course = m.course(20);
        for (int t = 0; t < 20; t++) {
            assertThat(course[t]).containsExactly(x[t], within(1e-10));
        }
    }

    @Test
    void whatGrowsTooFastIsHeldAndTheRestStays() {
        DynamicModes m = DynamicModes.of(seen(20, 1.5), 3, 1.1);
        double largest = 0;
        int turning = 0;
        for (int k = 0; k < 3; k++) {
            double size = Math.hypot(m.eigenvalues()[2 * k], m.eigenvalues()[2 * k + 1]);
            largest = Math.max(largest, size);
            turning += Math.abs(size - 0.95) < 1e-9 ? 1 : 0;
        }
        assertThat(largest).isCloseTo(1.1, within(1e-12));
        assertThat(turning).isEqualTo(2);
        double[][] course = m.course(3);
        // 0.3 (i − 2) times 1.1 a step is left of what grows, at i = 6 beside what turns.
        assertThat(course[1][6]).isCloseTo(0.95 * (Math.cos(0.4) * Math.cos(6) + Math.sin(0.4) * Math.sin(12)) + 0.3 * 1.1 * 4, within(1e-9));
    }

    @Test
    void snapshotsThatAreAllZeroHaveNoModes() {
        DynamicModes m = DynamicModes.of(new double[4][5], 3, 1);
        assertThat(m.course(4)[3]).hasSizeLessThanOrEqualTo(5);
    }
}
