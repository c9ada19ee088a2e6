package org.pushforward.views.space;

import java.util.Optional;
import java.util.stream.IntStream;
import javafx.scene.shape.CullFace;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.raster.BallPicture;
import org.pushforward.views.raster.Light;
import org.pushforward.views.raster.SpaceModel;

/**
 * Balls as squares that face the viewer, each with the picture of a lit ball of its color: 16 × 16 of them in one picture, which is what turning the scene
 * does not change. From back to front, so that rims blend with what is behind them. O(n log n).
 */
final class BallMesh extends ColoredMesh {

    /** Pictures of balls along a side of the sheet, and pixels along a side of one. */
    private static final int SIDE = 17;
    private static final int PIXELS = 32;
    private static final int PLAIN = Colormap.SIZE;
    private static final int UNDEFINED = Colormap.SIZE + 1;
    private static final int[][] CORNERS = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};

    /** What the sheet was made of. */
    private record Colors(Colormap map, int undefined, int plain, Light light) { }

    private Optional<Colors> painted = Optional.empty();

    BallMesh() {
        super(CullFace.NONE);
    }

    void show(SpaceModel.Balls balls, SpaceModel.Seen seen, double pixels) {
        double[] at = seen.project(balls.uvw());
        int[] order = IntStream.range(0, at.length / 3).filter(k -> Double.isFinite(at[3 * k] + at[3 * k + 1] + at[3 * k + 2])).boxed()
                .sorted((a, b) -> Double.compare(at[3 * b + 2], at[3 * a + 2])).mapToInt(Integer::intValue).toArray();
        float[] points = new float[12 * order.length];
        float[] colors = new float[8 * order.length];
        int[] faces = new int[18 * order.length];
        for (int k = 0; k < order.length; k++) {
            int ball = order[k];
            int tile = tile(balls, ball);
            for (int c = 0; c < 4; c++) {
                double radius = balls.radii()[ball] * seen.scale();
                points[12 * k + 3 * c] = (float) ((at[3 * ball] + CORNERS[c][0] * radius) / pixels);
                points[12 * k + 3 * c + 1] = (float) ((at[3 * ball + 1] + CORNERS[c][1] * radius) / pixels);
                points[12 * k + 3 * c + 2] = (float) ((at[3 * ball + 2] - 0.5 * radius) / pixels);
                colors[8 * k + 2 * c] = (tile % SIDE + 0.5f * (1 + CORNERS[c][0])) / SIDE;
                colors[8 * k + 2 * c + 1] = (tile / SIDE + 0.5f * (1 + CORNERS[c][1])) / SIDE;
            }
            int to = 18 * k;
            for (int corner : new int[] {0, 1, 2, 0, 2, 3}) {
                faces[to] = 4 * k + corner;
                faces[to + 2] = 4 * k + corner;
                to += 3;
            }
        }
        set(points, new float[] {0, 0, -1}, colors, faces);
        Colors now = new Colors(balls.colors().map(), balls.colors().undefined(), balls.plain(), seen.light());
        if (!painted.equals(Optional.of(now))) {
            painted = Optional.of(now);
            paint(sheet(balls, seen.light()), SIDE * PIXELS);
        }
    }

    private static int tile(SpaceModel.Balls balls, int ball) {
        if (balls.values().length == 0) {
            return PLAIN;
        }
        float index = balls.colors().index(balls.values()[ball]);
        return Float.isNaN(index) ? UNDEFINED : (int) (index + 0.5f);
    }

    /** The pictures of balls of all colors. */
    private static int[] sheet(SpaceModel.Balls balls, Light light) {
        int[] sheet = new int[SIDE * PIXELS * SIDE * PIXELS];
        for (int tile = 0; tile <= UNDEFINED; tile++) {
            int argb = tile < PLAIN ? balls.colors().map().table()[tile] : tile == PLAIN ? balls.plain() : balls.colors().undefined();
            BallPicture.draw(sheet, SIDE * PIXELS, tile % SIDE * PIXELS, tile / SIDE * PIXELS, PIXELS, argb, light);
        }
        return sheet;
    }
}
