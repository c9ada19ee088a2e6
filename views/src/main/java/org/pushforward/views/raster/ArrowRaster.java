package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.VectorField;

/** Draws a vector field as arrows on a subset of its cells; the longest arrow is as long as the arrows are apart. O(arrows). */
final class ArrowRaster {

    private static final double APART = 22;

    private ArrowRaster() { }

    static void draw(Pen pen, PlaneTransform at, VectorField field, boolean onColors) {
        double dx = field.domain().width() / field.nx();
        double dy = field.domain().height() / field.ny();
        int everyX = every(pen, dx * at.x().a());
        int everyY = every(pen, dy * at.y().a());
        double longest = 0;
        for (int k = 0; k < field.u().length; k++) {
            double m = Math.hypot(field.u()[k], field.v()[k]);
            longest = m > longest && m < Double.POSITIVE_INFINITY ? m : longest;
        }
        if (longest == 0) {
            return;
        }
        double length = 0.95 * Math.min(Math.abs(everyX * dx * at.x().a()), Math.abs(everyY * dy * at.y().a())) / longest;
        for (int i = everyX / 2; i < field.nx(); i += everyX) {
            for (int j = everyY / 2; j < field.ny(); j += everyY) {
                double x = at.pixelX(field.domain().x0() + (i + 0.5) * dx);
                double y = at.pixelY(field.domain().y0() + (j + 0.5) * dy);
                double u = field.u()[i * field.ny() + j] * length;
                double v = -field.v()[i * field.ny() + j] * length;
                if (onColors) {
                    // A dark rim, so that light arrows show on light colors too.
                    arrow(pen, x - 0.5 * u, y - 0.5 * v, u, v, pen.px(2.8), 0x66000000);
                }
                arrow(pen, x - 0.5 * u, y - 0.5 * v, u, v, pen.px(1.2), onColors ? 0xf0ffffff : pen.theme().text());
            }
        }
    }

    private static int every(Pen pen, double cell) {
        return Math.max(1, (int) Math.rint(pen.px(APART) / Math.abs(cell)));
    }

    static void arrow(Pen pen, double x, double y, double u, double v, double width, int argb) {
        double length = Math.hypot(u, v);
        // Longer than wide, or there is nothing to see.
        if (!(length > pen.px(1))) {
            return;
        }
        double head = Math.min(0.4 * length, pen.px(5)) / length;
        double ex = x + u;
        double ey = y + v;
        double bx = ex - head * u;
        double by = ey - head * v;
        double half = 0.55 * head;
        pen.raster().line(x, y, bx, by, width, argb);
        pen.raster().line(ex, ey, bx - half * v, by + half * u, width, argb);
        pen.raster().line(ex, ey, bx + half * v, by - half * u, width, argb);
        pen.raster().line(bx, by, ex, ey, width, argb);
    }
}
