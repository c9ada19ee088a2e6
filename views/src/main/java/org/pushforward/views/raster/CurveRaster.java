package org.pushforward.views.raster;

/**
 * Draws a curve of a plot. Points that have no place (NaN, or not positive on a logarithmic axis) leave a gap. Where several points
 * share a column of pixels, the column is drawn from their least to their greatest value, so long histories cost their pixels and keep
 * their spikes. O(points).
 */
final class CurveRaster {

    private static final double WIDTH = 1.8;
    private static final double THIN = 0.9;
    /** Dots on the points of a curve when they are at least this far apart. */
    private static final double DOTS_APART = 14;

    private CurveRaster() { }

    static void draw(Pen pen, PlaneTransform at, Curve curve) {
        int n = curve.x().length;
        double apart = n > 1 ? Math.abs(at.pixelX(curve.x()[n - 1]) - at.pixelX(curve.x()[0])) / (n - 1) : Double.POSITIVE_INFINITY;
        if (!curve.joined()) {
            double radius = PointRaster.radius(pen, at.view().width() * at.view().height(), n);
            if (curve.known()) {
                circles(pen, at, curve, Math.max(radius, pen.px(2.5)));
            } else {
                dots(pen, at, curve, radius);
            }
        } else if (apart < 0.5) {
            columns(pen, at, curve);
        } else {
            lines(pen, at, curve);
            if (apart >= pen.px(DOTS_APART) && !curve.known()) {
                dots(pen, at, curve, pen.px(2.6));
            }
        }
    }

    private static void dots(Pen pen, PlaneTransform at, Curve c, double radius) {
        for (int k = 0; k < c.x().length; k++) {
            PointRaster.dot(pen.raster(), at.pixelX(c.x()[k]), at.pixelY(c.y()[k]), radius, c.argb());
        }
    }

    private static void circles(Pen pen, PlaneTransform at, Curve c, double radius) {
        for (int k = 0; k < c.x().length; k++) {
            pen.raster().circle(at.pixelX(c.x()[k]), at.pixelY(c.y()[k]), radius, pen.px(1.3), c.argb());
        }
    }

    /** Of a line. */
    static double width(Pen pen, Curve c) {
        return pen.px(c.known() ? THIN : WIDTH);
    }

    private static void lines(Pen pen, PlaneTransform at, Curve c) {
        double width = width(pen, c);
        for (int k = 0; k + 1 < c.x().length; k++) {
            double x1 = at.pixelX(c.x()[k + 1]);
            double y1 = at.pixelY(c.y()[k + 1]);
            pen.raster().line(at.pixelX(c.x()[k]), at.pixelY(c.y()[k]), x1, y1, width, c.argb());
        }
    }

    private static void columns(Pen pen, PlaneTransform at, Curve c) {
        double width = width(pen, c);
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        for (int k = 0; k < c.x().length; ) {
            double x = Math.floor(at.pixelX(c.x()[k]));
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            double first = Double.NaN;
            double last = Double.NaN;
            do {
                double y = at.pixelY(c.y()[k]);
                if (Double.isFinite(y)) {
                    least = Math.min(least, y);
                    most = Math.max(most, y);
                    first = Double.isNaN(first) ? y : first;
                    last = y;
                }
                k++;
            } while (k < c.x().length && Math.floor(at.pixelX(c.x()[k])) == x);
            pen.raster().line(lastX + 0.5, lastY, x + 0.5, first, width, c.argb());
            if (most - least > width) {
                pen.raster().line(x + 0.5, least, x + 0.5, most, width, c.argb());
            }
            lastX = x;
            lastY = last;
        }
    }
}
