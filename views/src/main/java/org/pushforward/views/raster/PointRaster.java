package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.Points;
import org.pushforward.views.colormap.ColorScale;

/** Draws points of the plane as discs that shrink as they crowd, down to single pixels. O(points). */
final class PointRaster {

    private PointRaster() { }

    /** @param values one a point, or none; then {@code colors} is not used */
    static void draw(Pen pen, PlaneTransform at, Points points, double[] values, ColorScale colors, int argb) {
        int d = points.dimension();
        int n = points.coordinates().length / d;
        double[] c = points.coordinates();
        Box seen = at.domain();
        double chosen = radius(pen, seen.width() * seen.height(), n);
        double[] radii = points.radii();
        boolean valued = values.length == n;
        for (int k = 0; k < n; k++) {
            int color = valued ? colors.argb(values[k]) : argb;
            double radius = radii.length == n ? radii[k] * at.x().a() : radii.length == 1 ? radii[0] * at.x().a() : chosen;
            dot(pen.raster(), at.pixelX(c[k * d]), at.pixelY(c[k * d + 1]), Math.max(0.5, radius), color);
        }
    }

    /** Half of what would let n discs cover a third of the area, between a pixel and a comfortable dot. */
    static double radius(Pen pen, double area, int n) {
        return Math.clamp(0.33 * Math.sqrt(area / Math.max(1, n)), 0.5, pen.px(3.5));
    }

    /** A disc, or a square of the same area where the difference cannot be seen. */
    static void dot(Raster raster, double x, double y, double radius, int argb) {
        if (radius > 1.5) {
            raster.disc(x, y, radius, argb);
        } else {
            double half = 0.886 * radius;
            raster.fillRect(x - half, y - half, x + half, y + half, argb);
        }
    }
}
