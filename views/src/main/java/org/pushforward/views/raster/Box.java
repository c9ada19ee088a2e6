package org.pushforward.views.raster;

/** A box of pixels, y down. May be empty; never negative. */
public record Box(double left, double top, double right, double bottom) {
    public Box {
        right = Math.max(left, right);
        bottom = Math.max(top, bottom);
    }

    public double width() {
        return right - left;
    }

    public double height() {
        return bottom - top;
    }

    public boolean isEmpty() {
        return !(width() > 0 && height() > 0);
    }

    public boolean contains(double x, double y) {
        return x >= left && x < right && y >= top && y < bottom;
    }

    public Box inset(double l, double t, double r, double b) {
        return new Box(left + l, top + t, right - r, bottom - b);
    }

    public Box intersection(Box o) {
        return new Box(Math.max(left, o.left), Math.max(top, o.top), Math.min(right, o.right), Math.min(bottom, o.bottom));
    }
}
