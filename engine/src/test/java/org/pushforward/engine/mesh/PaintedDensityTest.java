package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.CubicSplineField;
import org.pushforward.engine.numerics.Philox;

class PaintedDensityTest {

    private static final double RADIUS = 0.1;

    private static double[] walk(int points) {
        double[] xy = new double[2 * points];
        new Philox(4).normals(0, points, 0, 2, xy, 0);
        for (int k = 0; k < xy.length; k++) {
            xy[k] = 0.05 * xy[k] + (k < 2 ? 0.5 : xy[k - 2]);
        }
        return xy;
    }

    private static Change.Stroke stroke(double[] xy) {
        return new Change.Stroke(1, DoubleStream.of(xy).boxed().toList(), RADIUS, 1.5);
    }

    /** A path that leaves the square and comes back; at the middles of cells the field is nearly what was painted. */
    @Test
    void paintIsABellOfTheDistanceToThePath() {
        double[] xy = walk(60);
        CubicSplineField p = new PaintedDensity(List.of(stroke(xy))).field(Rect.UNIT).orElseThrow();
        for (int i = 3; i < 256; i += 11) {
            for (int j = 1; j < 256; j += 13) {
                double x = (i + 0.5) / 256;
                double y = (j + 0.5) / 256;
                double nearest = Double.POSITIVE_INFINITY;
                for (int k = 2; k < xy.length; k += 2) {
                    for (double t = 0; t <= 1; t += 1.0 / 1024) {
                        nearest = Math.min(nearest, Math.hypot(x - xy[k - 2] - t * (xy[k] - xy[k - 2]), y - xy[k - 1] - t * (xy[k + 1] - xy[k - 1])));
                    }
                }
                // The spline blurs by 1/√3 cell: 1.5 (h/r)²/3 = 8e-4, and 2e-3 where the nearest piece changes and with it the slope.
                double[] value = new double[1];
                p.values(new double[] {x}, new double[] {y}, value, 0, 1);
                assertThat(value[0]).isCloseTo(1.5 * Math.exp(-nearest * nearest / (2 * RADIUS * RADIUS)), within(5e-3));
            }
        }
    }

    @Test
    void partsOfAStrokeAreTheWhole() {
        double[] xy = walk(40);
        PaintedDensity parts = PaintedDensity.NONE;
        for (int k = 0; k < xy.length; k += 8) {
            parts = parts.with(stroke(Arrays.copyOfRange(xy, k, k + 8)));
        }
        assertThat(parts).isEqualTo(new PaintedDensity(List.of(stroke(xy))));
    }

    /** Whoever opens a file with a long one can stop after any part of it. */
    @Test
    void everyPieceOfAPathAsksWhetherAnybodyWaits() {
        assertThat(questions(200)).isEqualTo(200);
        assertThat(questions(400)).isEqualTo(400);
    }

    private static int questions(int points) {
        int[] asked = {0};
        CancelToken counting = new CancelToken() {
            @Override
            public boolean isCancelled() {
                asked[0]++;
                return false;
            }
        };
        counting.during(() -> new PaintedDensity(List.of(stroke(walk(points)))).field(Rect.UNIT));
        return asked[0];
    }
}
