package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.VectorField;

/**
 * Draws streamlines of a vector field, evenly apart: B. Jobard and W. Lefer, "Creating evenly-spaced streamlines of arbitrary density",
 * 1997, with cells of one distance instead of exact distances and seeds in a fixed order. Followed by the midpoint rule, steps of two
 * units, forwards and backwards until they close or meet another line, leave the
 * domain or stand still. Arrow heads show the way. O(pixels / distance).
 */
final class StreamlineRaster {

    private static final double APART = 18;
    private static final double STEP = 2;
    private static final double HEAD = 4.5;
    private static final int MOST_STEPS = 4000;
    /** Lines shorter than this many distances are left out. */
    private static final double SHORTEST = 1.5;

    private final Pen pen;
    private final PlaneTransform at;
    private final VectorField field;
    private final Box seen;
    private final double apart;
    private final int columns;
    private final int rows;
    private final int[] taken;
    /** A direction, or the place where it led. */
    private final double[] velocity = new double[2];
    private final double[] line = new double[4 * MOST_STEPS + 2];

    private StreamlineRaster(Pen pen, PlaneTransform at, VectorField field) {
        this.pen = pen;
        this.at = at;
        this.field = field;
        seen = at.domain().intersection(new Box(pen.raster().clipLeft(), pen.raster().clipTop(), pen.raster().clipRight(), pen.raster().clipBottom()));
        apart = pen.px(APART);
        columns = (int) Math.ceil(seen.width() / apart);
        rows = (int) Math.ceil(seen.height() / apart);
        taken = new int[Math.max(0, columns * rows)];
    }

    static void draw(Pen pen, PlaneTransform at, VectorField field, boolean onColors) {
        new StreamlineRaster(pen, at, field).draw(onColors);
    }

    private void draw(boolean onColors) {
        int number = 0;
        for (int k = 0; k < taken.length; k++) {
            // A stride that is prime to most sizes: lines begin all over the picture, not in one corner.
            int cell = (int) (k * 7919L % taken.length);
            if (taken[cell] == 0) {
                number++;
                trace(seen.left() + (cell % columns + 0.5) * apart, seen.top() + (cell / columns + 0.5) * apart, number, onColors);
            }
        }
    }

    private void trace(double x, double y, int number, boolean onColors) {
        int from = MOST_STEPS;
        int to = MOST_STEPS;
        line[2 * from] = x;
        line[2 * from + 1] = y;
        boolean closed = false;
        for (int sign = -1; sign <= 1 && !closed; sign += 2) {
            double px = x;
            double py = y;
            for (int n = 1; n < MOST_STEPS && !closed && advance(px, py, sign, number); n++) {
                closed = n > 4 && Math.hypot(velocity[0] - x, velocity[1] - y) < step();
                px = velocity[0];
                py = velocity[1];
                int p = MOST_STEPS + sign * n;
                line[2 * p] = px;
                line[2 * p + 1] = py;
                from = Math.min(from, p);
                to = Math.max(to, p);
            }
        }
        if ((to - from) * step() < SHORTEST * apart) {
            return;
        }
        int color = onColors ? 0xe0ffffff : pen.theme().text();
        for (int p = from; p < to; p++) {
            segment(p, p + 1, onColors, color);
        }
        head((from + to) / 2, onColors ? 0xf0ffffff : pen.theme().text());
    }

    private double step() {
        return pen.px(STEP);
    }

    /** Half a step to find the direction, a whole one from there; the new place in {@code velocity}, or false where the line ends. */
    private boolean advance(double x, double y, int sign, int number) {
        if (!direction(x, y)) {
            return false;
        }
        double half = 0.5 * sign * step();
        if (!direction(x + half * velocity[0], y + half * velocity[1])) {
            return false;
        }
        velocity[0] = x + 2 * half * velocity[0];
        velocity[1] = y + 2 * half * velocity[1];
        int cell = cell(velocity[0], velocity[1]);
        if (cell < 0 || taken[cell] != 0 && taken[cell] != number) {
            return false;
        }
        taken[cell] = number;
        return true;
    }

    private int cell(double x, double y) {
        return seen.contains(x, y) ? Math.min(rows - 1, (int) ((y - seen.top()) / apart)) * columns + Math.min(columns - 1, (int) ((x - seen.left()) / apart)) : -1;
    }

    /** The unit vector of the field in pixels, interpolated between the centres of cells; false where there is none. */
    private boolean direction(double x, double y) {
        double s = Math.clamp((at.valueX(x) - field.domain().x0()) / field.domain().width() * field.nx() - 0.5, 0, field.nx() - 1);
        double t = Math.clamp((at.valueY(y) - field.domain().y0()) / field.domain().height() * field.ny() - 0.5, 0, field.ny() - 1);
        double u = interpolated(field.u(), s, t) * at.x().a();
        double v = interpolated(field.v(), s, t) * at.y().a();
        double length = Math.hypot(u, v);
        velocity[0] = u / length;
        velocity[1] = v / length;
        return length > 0 && length < Double.POSITIVE_INFINITY;
    }

    private double interpolated(double[] f, double s, double t) {
        int ny = field.ny();
        int i = (int) s;
        int j = (int) t;
        int i1 = Math.min(i + 1, field.nx() - 1);
        int j1 = Math.min(j + 1, ny - 1);
        double low = f[i * ny + j] * (1 - s + i) + f[i1 * ny + j] * (s - i);
        double high = f[i * ny + j1] * (1 - s + i) + f[i1 * ny + j1] * (s - i);
        return low * (1 - t + j) + high * (t - j);
    }

    private void segment(int p, int q, boolean onColors, int color) {
        if (onColors) {
            pen.raster().line(line[2 * p], line[2 * p + 1], line[2 * q], line[2 * q + 1], pen.px(2.4), 0x50000000);
        }
        pen.raster().line(line[2 * p], line[2 * p + 1], line[2 * q], line[2 * q + 1], pen.px(1.1), color);
    }

    private void head(int p, int argb) {
        if (direction(line[2 * p], line[2 * p + 1])) {
            double a = pen.px(HEAD) * velocity[0];
            double b = pen.px(HEAD) * velocity[1];
            double x = line[2 * p];
            double y = line[2 * p + 1];
            pen.raster().triangle(x + a, y + b, x - 0.6 * a - 0.6 * b, y - 0.6 * b + 0.6 * a, x - 0.6 * a + 0.6 * b, y - 0.6 * b - 0.6 * a, argb);
        }
    }
}
