package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.numerics.Philox;

class DelaunayTest {

    private static double[] random(int n) {
        double[] xy = new double[2 * n];
        new Philox(3).uniforms(0, 1, 0, xy.length, xy, 0);
        return xy;
    }

    @Test
    void circlesAreEmptyAndTrianglesFillTheHull() {
        double[] xy = random(120);
        // The corners of the square make the hull known.
        System.arraycopy(new double[] {0, 0, 1, 0, 1, 1, 0, 1}, 0, xy, 0, 8);
        int[] t = Delaunay.of(xy).triangles();
        // Euler: 2n − 2 − h.
        assertThat(t).hasSize(3 * (2 * 120 - 2 - 4));
        double area = 0;
        for (int k = 0; k < t.length; k += 3) {
            double ax = xy[2 * t[k]];
            double ay = xy[2 * t[k] + 1];
            double bx = xy[2 * t[k + 1]] - ax;
            double by = xy[2 * t[k + 1] + 1] - ay;
            double cx = xy[2 * t[k + 2]] - ax;
            double cy = xy[2 * t[k + 2] + 1] - ay;
            double twice = bx * cy - by * cx;
            assertThat(twice).isPositive();
            area += 0.5 * twice;
            double ux = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / (2 * twice);
            double uy = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / (2 * twice);
            double r = Math.hypot(ux, uy);
            for (int v = 0; v < 120; v++) {
                assertThat(Math.hypot(xy[2 * v] - ax - ux, xy[2 * v + 1] - ay - uy)).isGreaterThan(r * (1 - 1e-9));
            }
        }
        assertThat(area).isCloseTo(1, within(1e-12));
    }

    @Test
    void linearFunctionsAreInterpolatedExactlyAndBeyondTheHullAPointIsTaken() {
        double[] xy = random(200);
        double[] f = new double[200];
        Arrays.setAll(f, k -> 2 * xy[2 * k] - 3 * xy[2 * k + 1]);
        Delaunay d = Delaunay.of(xy);
        double[] at = {0.3, 0.6, 0.5, 0.5, 0.71, 0.22};
        assertThat(d.at(f, at)).containsExactly(new double[] {0.6 - 1.8, 1 - 1.5, 1.42 - 0.66}, within(1e-12));
        Delaunay.Place far = d.locate(3, 3, 0);
        assertThat(far.isInside()).isFalse();
        assertThat(xy[2 * far.points()[0]] + xy[2 * far.points()[0] + 1]).isGreaterThan(1.5);
    }

    @Test
    void gridsAndDoubledPointsAreTriangulatedAndALineIsRefused() {
        double[] xy = P1Elements.squareNodes(6);
        double[] twice = Arrays.copyOf(xy, 2 * xy.length);
        System.arraycopy(xy, 0, twice, xy.length, xy.length);
        int[] t = Delaunay.of(twice).triangles();
        assertThat(t).hasSize(3 * 72);
        assertThatThrownBy(() -> Delaunay.of(new double[] {0, 0, 1, 1, 2, 2, 3, 3})).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("line");
    }
}
