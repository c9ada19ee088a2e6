package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.Paths;

/** Draws polylines of the plane, fainter the more there are. O(points). */
final class PathRaster {

    private PathRaster() { }

    static void draw(Pen pen, PlaneTransform at, Paths paths, int argb) {
        int d = paths.dimension();
        double[] c = paths.coordinates();
        int[] offsets = paths.offsets();
        int colour = Pen.faded(argb, strength(offsets.length - 1));
        for (int p = 0; p + 1 < offsets.length; p++) {
            for (int k = offsets[p]; k + 1 < offsets[p + 1]; k++) {
                pen.raster().line(at.pixelX(c[k * d]), at.pixelY(c[k * d + 1]), at.pixelX(c[(k + 1) * d]), at.pixelY(c[(k + 1) * d + 1]),
                        pen.px(1.1), colour);
            }
        }
    }

    /** 1 for a dozen paths, down to ¼ for thousands. */
    static double strength(int paths) {
        return Math.clamp(1.5 / Math.pow(Math.max(1, paths), 0.25), 0.25, 1);
    }
}
