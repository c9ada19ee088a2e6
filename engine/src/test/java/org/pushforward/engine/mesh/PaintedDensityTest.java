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

    private static final double RADIUS = 0.03;
    private static final int PIXELS = GriddedMonitor.PIXELS;

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

    /** A path that leaves the square and comes back: piece by piece where each can reach gives what all pieces give everywhere. */
    @Test
    void paintIsABellOfTheDistanceToThePath() {
        double[] xy = walk(60);
        double[] everywhere = new double[PIXELS * PIXELS];
        Arrays.setAll(everywhere, k -> {
            double d = distance((k / PIXELS + 0.5) / PIXELS, (k % PIXELS + 0.5) / PIXELS, xy);
            return 1.5 * Math.exp(-d * d / (2 * RADIUS * RADIUS));
        });
        double[] x = new double[1000];
        double[] y = new double[1000];
        new Philox(9).uniforms(0, 1000, 0, 1, x, 0);
        new Philox(9).uniforms(1, 1000, 0, 1, y, 0);
        double[] expected = new double[1000];
        new CubicSplineField(Rect.UNIT, PIXELS, PIXELS, everywhere).values(x, y, expected, 0, 1000);
        double[] painted = new double[1000];
        new PaintedDensity(List.of(stroke(xy))).field(Rect.UNIT).orElseThrow().values(x, y, painted, 0, 1000);
        // Beyond eight radii, exp(−32) is left out.
        assertThat(painted).containsExactly(expected, within(1e-12));
    }

    private static double distance(double x, double y, double[] xy) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int k = 2; k < xy.length; k += 2) {
            double dx = xy[k] - xy[k - 2];
            double dy = xy[k + 1] - xy[k - 1];
            double t = Math.clamp(((x - xy[k - 2]) * dx + (y - xy[k - 1]) * dy) / (dx * dx + dy * dy), 0, 1);
            nearest = Math.min(nearest, Math.hypot(x - xy[k - 2] - t * dx, y - xy[k - 1] - t * dy));
        }
        return nearest;
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

    /** Questions to the token are pieces of strokes that are painted. */
    private static final class Pieces extends CancelToken {
        private int asked;

        @Override
        public boolean isCancelled() {
            asked++;
            return false;
        }
    }

    /** Parts of a stroke over many steps were painted from the beginning again and again. */
    @Test
    void everyPieceIsPaintedOnceWhateverComesBeforeIt() {
        Canvas canvas = new Canvas(Rect.UNIT);
        Pieces pieces = new Pieces();
        PaintedDensity all = PaintedDensity.NONE;
        double[] xy = walk(60);
        for (int part = 0; part < 20; part++) {
            // A fourth of them begin a stroke of their own.
            Change.Stroke s = new Change.Stroke(part / 4, DoubleStream.of(Arrays.copyOfRange(xy, 6 * part, 6 * part + 6)).boxed().toList(), RADIUS, 1.5);
            PaintedDensity more = all.with(s);
            assertThat(values(pieces.during(() -> canvas.painted(more)).orElseThrow())).isEqualTo(values(more.field(Rect.UNIT).orElseThrow()));
            all = more;
        }
        assertThat(all.strokes()).hasSizeBetween(5, 20);
        assertThat(pieces.asked).isLessThanOrEqualTo(2 * 60);
        PaintedDensity fewer = all.without(3);
        assertThat(values(canvas.painted(fewer).orElseThrow())).as("taken back").isEqualTo(values(fewer.field(Rect.UNIT).orElseThrow()));
        assertThat(values(canvas.painted(fewer).orElseThrow())).as("the same again").isEqualTo(values(fewer.field(Rect.UNIT).orElseThrow()));
    }

    private static double[] values(CubicSplineField field) {
        double[] x = new double[300];
        double[] y = new double[300];
        new Philox(9).uniforms(0, 300, 0, 1, x, 0);
        new Philox(9).uniforms(1, 300, 0, 1, y, 0);
        double[] v = new double[300];
        field.values(x, y, v, 0, 300);
        return v;
    }
}
