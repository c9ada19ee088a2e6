package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.Paths;
import org.pushforward.views.colormap.ColorScale;

/** Draws polylines of the plane, fainter the more there are, in one colour or in those of values at their points. O(points). */
final class PathRaster {

    private PathRaster() { }

    /** @param values one a point, or none */
    static void draw(Pen pen, PlaneTransform at, Paths paths, double[] values, ColorScale colours, int argb) {
        int d = paths.dimension();
        double[] c = paths.coordinates();
        int[] offsets = paths.offsets();
        double strength = strength(offsets.length - 1);
        int plain = Pen.faded(argb, strength);
        for (int p = 0; p + 1 < offsets.length; p++) {
            for (int k = offsets[p]; k + 1 < offsets[p + 1]; k++) {
                pen.raster().line(at.pixelX(c[k * d]), at.pixelY(c[k * d + 1]), at.pixelX(c[(k + 1) * d]), at.pixelY(c[(k + 1) * d + 1]),
                        pen.px(1.1), values.length == 0 ? plain : Pen.faded(colours.argb(values[k]), strength));
            }
        }
    }

    /** 1 for a dozen paths, down to ¼ for thousands. */
    static double strength(int paths) {
        return Math.clamp(1.5 / Math.pow(Math.max(1, paths), 0.25), 0.25, 1);
    }
}
