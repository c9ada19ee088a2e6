package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.Paths;
import org.pushforward.views.colormap.ColorScale;

/** Draws polylines of the plane, fainter the more there are, in one color or in those of values at their points. O(points). */
final class PathRaster {

    private PathRaster() { }

    /**
     * @param arrows whether each ends in a head
     * @param values one a point, or none
     */
    static void draw(Pen pen, PlaneTransform at, Paths paths, boolean arrows, double[] values, ColorScale colors, int argb) {
        int d = paths.dimension();
        double[] c = paths.coordinates();
        int[] offsets = paths.offsets();
        double strength = strength(offsets.length - 1);
        int plain = Pen.faded(argb, strength);
        for (int p = 0; p + 1 < offsets.length; p++) {
            for (int k = offsets[p]; k + 1 < offsets[p + 1]; k++) {
                double x = at.pixelX(c[k * d]);
                double y = at.pixelY(c[k * d + 1]);
                double ex = at.pixelX(c[(k + 1) * d]);
                double ey = at.pixelY(c[(k + 1) * d + 1]);
                int color = values.length == 0 ? plain : Pen.faded(colors.argb(values[k]), strength);
                if (arrows && k + 2 == offsets[p + 1]) {
                    ArrowRaster.arrow(pen, x, y, ex - x, ey - y, pen.px(1.2), color);
                } else {
                    pen.raster().line(x, y, ex, ey, pen.px(1.1), color);
                }
            }
        }
    }

    /** 1 for a dozen paths, down to ¼ for thousands. */
    static double strength(int paths) {
        return Math.clamp(1.5 / Math.pow(Math.max(1, paths), 0.25), 0.25, 1);
    }
}
