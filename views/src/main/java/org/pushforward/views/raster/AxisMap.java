package org.pushforward.views.raster;

/**
 * The map between the values of one axis and pixels: {@code pixel = a·u + b} with u the value or, on a logarithmic axis, its decimal
 * logarithm. Immutable.
 *
 * @param from the value at the beginning of what fits into the pane, at zoom 1
 * @param to the value at its end
 */
public record AxisMap(double a, double b, boolean log, double from, double to) {

    /** Values from and to lie at pixels p and q, before the camera. */
    static AxisMap between(double from, double to, boolean log, double p, double q) {
        double u0 = log ? Math.log10(from) : from;
        double u1 = log ? Math.log10(to) : to;
        double a = (q - p) / (u1 - u0);
        return new AxisMap(a, p - a * u0, log, from, to);
    }

    /** Zoomed about the centre of the axis, then moved: offset 1 is the length of the axis at zoom 1. */
    AxisMap seenBy(double offset, double zoom) {
        double u0 = scaled(from);
        double u1 = scaled(to);
        double centre = 0.5 * (u0 + u1);
        double middle = a * centre + b;
        double lookedAt = centre + offset * (u1 - u0);
        return new AxisMap(a * zoom, middle - a * zoom * lookedAt, log, from, to);
    }

    /** The value, or its logarithm. */
    public double scaled(double value) {
        return log ? Math.log10(value) : value;
    }

    public double pixel(double value) {
        return a * scaled(value) + b;
    }

    public double value(double pixel) {
        double u = (pixel - b) / a;
        return log ? Math.pow(10, u) : u;
    }

    /** The length of the axis in the coordinate u. */
    double length() {
        return scaled(to) - scaled(from);
    }
}
