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
}
