package org.pushforward.engine.mesh;

import java.util.Arrays;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.geometry.PlaneMesh;

/** The middle square of a picture, carried along by a map of the unit square that is linear on triangles. Stateless. */
final class WarpedPicture {

    private WarpedPicture() { }

    /**
     * 0xRRGGBB rows from the top down; where nothing comes, the ground.
     *
     * @param mesh triangles of the square
     * @param xy where its nodes go
     */
    static int[] of(Photograph picture, PlaneMesh mesh, double[] xy, int side, int ground) {
        int[] out = new int[side * side];
        Arrays.fill(out, ground);
        int[] t = mesh.triangles();
        double[] from = mesh.start();
        for (int k = 0; k < t.length; k += 3) {
            fill(picture, from, xy, 2 * t[k], 2 * t[k + 1], 2 * t[k + 2], side, out);
        }
        return out;
    }

    private static void fill(Photograph picture, double[] from, double[] xy, int a, int b, int c, int side, int[] out) {
        double ex = xy[b] - xy[a];
        double ey = xy[b + 1] - xy[a + 1];
        double fx = xy[c] - xy[a];
        double fy = xy[c + 1] - xy[a + 1];
        double twice = ex * fy - ey * fx;
        if (!(Math.abs(twice) > 0)) {
            return;
        }
        int left = pixel(Math.min(xy[a], Math.min(xy[b], xy[c])) * side - 0.5, side);
        int right = pixel(Math.max(xy[a], Math.max(xy[b], xy[c])) * side + 0.5, side);
        int low = pixel(Math.min(xy[a + 1], Math.min(xy[b + 1], xy[c + 1])) * side - 0.5, side);
        int high = pixel(Math.max(xy[a + 1], Math.max(xy[b + 1], xy[c + 1])) * side + 0.5, side);
        for (int i = left; i <= right; i++) {
            for (int j = low; j <= high; j++) {
                double dx = (i + 0.5) / side - xy[a];
                double dy = (j + 0.5) / side - xy[a + 1];
                double s = (dx * fy - dy * fx) / twice;
                double u = (ex * dy - ey * dx) / twice;
                if (s >= -1e-9 && u >= -1e-9 && s + u <= 1 + 1e-9) {
                    double x = from[a] + s * (from[b] - from[a]) + u * (from[c] - from[a]);
                    double y = from[a + 1] + s * (from[b + 1] - from[a + 1]) + u * (from[c + 1] - from[a + 1]);
                    out[(side - 1 - j) * side + i] = color(picture, x, y);
                }
            }
        }
    }

    private static int pixel(double v, int side) {
        return (int) Math.clamp(v, 0, side - 1.0);
    }

    /** At a point of the unit square, which is the middle square of the picture; y upwards. */
    private static int color(Photograph p, double x, double y) {
        int side = Math.min(p.width(), p.height());
        int i = (p.width() - side) / 2 + (int) Math.clamp(x * side, 0, side - 1.0);
        int j = (p.height() - side) / 2 + (int) Math.clamp((1 - y) * side, 0, side - 1.0);
        return p.rgb()[j * p.width() + i];
    }
}
