package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.LogSplineDensity;
import org.pushforward.engine.geometry.PlaneMesh;

class DensityPairTest {

    private static final int N = 32;
    private static final int FINE = 100_000;
    private static final LogSplineDensity UNIFORM = density("uniform");
    private static final LogSplineDensity GAUSSIAN = density("gaussian");

    private static LogSplineDensity density(String name) {
        return DensityPair.density("target", SourceFile.builtIn(name), "target-formula", "1", 0);
    }

    /** Mass below, at i / FINE, of the Gaussian on a line. */
    private static double[] masses() {
        double[] x = new double[FINE];
        double[] y = new double[FINE];
        Arrays.setAll(x, i -> (i + 0.5) / FINE);
        Arrays.fill(y, 0.5);
        GAUSSIAN.density(x, y, x, 0, FINE);
        double[] sum = new double[FINE + 1];
        for (int i = 0; i < FINE; i++) {
            sum[i + 1] = sum[i] + x[i];
        }
        return Arrays.stream(sum).map(v -> v / sum[FINE]).toArray();
    }

    private static double quantile(double[] masses, double q) {
        int at = Arrays.binarySearch(masses, q);
        int below = at >= 0 ? at : Math.max(0, -at - 2);
        return below == FINE ? 1 : (below + (q - masses[below]) / (masses[below + 1] - masses[below])) / FINE;
    }

    /** Of a product the map is that of the quantiles on each axis; next to the sides of the square it moves by a third of it within a cell. */
    @Test
    void theMapToNearlyEmptyCornersIsThatOfTheQuantiles() {
        double[] masses = masses();
        assertThat(quantile(masses, 1.0 / N)).isGreaterThan(0.25);
        assertOff(new DensityPair(UNIFORM, GAUSSIAN).nodes(N, StepContext.serial()), x -> quantile(masses, x), 3e-4);
        assertOff(new DensityPair(GAUSSIAN, UNIFORM).nodes(N, StepContext.serial()), x -> masses[(int) Math.round(x * FINE)], 3e-4);
    }

    private static void assertOff(double[] nodes, DoubleUnaryOperator exact, double most) {
        double[] start = PlaneMesh.triangles(Rect.UNIT, N, N).start();
        for (int k = 0; k < nodes.length; k++) {
            assertThat(Math.abs(nodes[k] - exact.applyAsDouble(start[k]))).as("component %d", k).isLessThan(most);
        }
    }

    @Test
    void aStretchIsInvertedAndTheSidesStay() {
        int m = 40;
        double[] s = PlaneMesh.triangles(Rect.UNIT, m, m).start();
        for (int k = 0; k < s.length; k += 2) {
            s[k] = s[k] * s[k];
            s[k + 1] = 0.5 * s[k + 1] * (1 + s[k + 1]);
        }
        double[] t = InverseMap.nodes(s, m, 10);
        double[] start = PlaneMesh.triangles(Rect.UNIT, 10, 10).start();
        for (int k = 0; k < t.length; k += 2) {
            assertThat(t[k]).isBetween(0.0, 1.0).isCloseTo(Math.sqrt(start[k]), within(2e-3));
            assertThat(t[k + 1] * (1 + t[k + 1])).isCloseTo(2 * start[k + 1], within(2e-3));
            assertThat(t[k] == 0).isEqualTo(start[k] == 0);
        }
    }

    /** A map that folds in a corner is still inverted to something on the square, and the corners stay. */
    @Test
    void foldsInACornerDoNoHarm() {
        int m = 20;
        double[] s = PlaneMesh.triangles(Rect.UNIT, m, m).start();
        s[2 * (m + 2)] = -0.01;
        s[2 * (m + 2) + 1] = 0.001;
        double[] t = InverseMap.nodes(s, m, 10);
        assertThat(Arrays.stream(t)).allMatch(v -> v >= 0 && v <= 1);
        assertThat(t[0]).isZero();
        assertThat(t[1]).isZero();
        assertThat(t[t.length - 1]).isEqualTo(1);
    }
}
