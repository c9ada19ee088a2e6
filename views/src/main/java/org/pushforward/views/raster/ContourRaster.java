package org.pushforward.views.raster;

import java.util.List;
import org.pushforward.engine.api.Layer.ScalarField;
import org.pushforward.views.colormap.ColorRange;

/**
 * Contour lines by marching squares (W. E. Lorensen, H. E. Cline 1987, in two dimensions) between the centres of cells: the crossing on
 * an edge is interpolated linearly, a saddle is resolved by the mean of its corners. Squares with a corner that is not a number are
 * left out. O(levels × cells).
 */
final class ContourRaster {

    private final double[] crossing = new double[8];

    /** Levels at round numbers of the range. */
    static double[] levels(ColorRange range, int about) {
        List<Ticks.Tick> ticks = Ticks.between(range.min(), range.max(), range.log(), about);
        return ticks.stream().mapToDouble(Ticks.Tick::value).filter(v -> v > range.min() && v < range.max()).toArray();
    }

    void draw(Raster raster, PlaneTransform at, ScalarField field, double level, double width, int argb) {
        int ny = field.ny();
        double[] v = field.values();
        double dx = field.domain().width() / field.nx();
        double dy = field.domain().height() / ny;
        for (int i = 0; i + 1 < field.nx(); i++) {
            double x0 = field.domain().x0() + (i + 0.5) * dx;
            for (int j = 0; j + 1 < ny; j++) {
                double a = v[i * ny + j] - level;
                double b = v[(i + 1) * ny + j] - level;
                double c = v[(i + 1) * ny + j + 1] - level;
                double d = v[i * ny + j + 1] - level;
                if (a >= 0 == b >= 0 && b >= 0 == c >= 0 && c >= 0 == d >= 0 || !Double.isFinite(a + b + c + d)) {
                    continue;
                }
                double y0 = field.domain().y0() + (j + 0.5) * dy;
                int n = crossings(a, b, c, d, at, x0, y0, dx, dy);
                int first = n == 8 && a >= 0 != a + b + c + d >= 0 ? 2 : 0;
                for (int k = first; k + 3 < n + first; k += 4) {
                    raster.line(crossing[k % n], crossing[(k + 1) % n], crossing[(k + 2) % n], crossing[(k + 3) % n], width, argb);
                }
            }
        }
    }

    /** The crossings of the edges ab, bc, cd, da in pixels; returns how many numbers were set. */
    private int crossings(double a, double b, double c, double d, PlaneTransform at, double x, double y, double dx, double dy) {
        int n = 0;
        if (a >= 0 != b >= 0) {
            crossing[n++] = at.pixelX(x + dx * (a / (a - b)));
            crossing[n++] = at.pixelY(y);
        }
        if (b >= 0 != c >= 0) {
            crossing[n++] = at.pixelX(x + dx);
            crossing[n++] = at.pixelY(y + dy * (b / (b - c)));
        }
        if (c >= 0 != d >= 0) {
            crossing[n++] = at.pixelX(x + dx * (d / (d - c)));
            crossing[n++] = at.pixelY(y + dy);
        }
        if (d >= 0 != a >= 0) {
            crossing[n++] = at.pixelX(x);
            crossing[n++] = at.pixelY(y + dy * (a / (a - d)));
        }
        return n;
    }
}
