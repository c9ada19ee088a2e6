package org.pushforward.engine.api;

/** The rectangle [x0, x1] × [y0, y1] of a domain, y up. */
public record Rect(double x0, double y0, double x1, double y1) {

    public static final Rect UNIT = new Rect(0, 0, 1, 1);

    public Rect {
        if (!(x1 > x0) || !(y1 > y0)) {
            throw new IllegalArgumentException("an empty rectangle: [" + x0 + ", " + x1 + "] × [" + y0 + ", " + y1 + "]");
        }
    }

    public double width() {
        return x1 - x0;
    }

    public double height() {
        return y1 - y0;
    }

    public Rect union(Rect o) {
        return new Rect(Math.min(x0, o.x0), Math.min(y0, o.y0), Math.max(x1, o.x1), Math.max(y1, o.y1));
    }

    /** The bounding box of points, x and y in turn, with {@code margin} times its longer side around; a line still gets an area. */
    public static Rect around(double[] xy, double margin) {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int k = 0; k < xy.length; k++) {
            low[k % 2] = Math.min(low[k % 2], xy[k]);
            high[k % 2] = Math.max(high[k % 2], xy[k]);
        }
        double more = margin * Math.max(1e-3, Math.max(high[0] - low[0], high[1] - low[1]));
        return new Rect(low[0] - more, low[1] - more, high[0] + more, high[1] + more);
    }
}
