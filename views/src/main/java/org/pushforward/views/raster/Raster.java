package org.pushforward.views.raster;

import java.util.Arrays;

/**
 * A picture in memory with the primitives of drawing: pixels are premultiplied {@code 0xAARRGGBB}, rows from the top down; lengths are
 * in pixels, pixel (0, 0) covers the square [0, 1]².
 *
 * <p>Colors passed in are <em>not</em> premultiplied. Lines are anti-aliased by coverage (columns or rows along the steeper axis, as in
 * X. Wu 1991, for any width). Areas are filled where they hold a pixel's centre, so cells that share an edge neither overlap nor leave
 * a gap. Everything is clipped to {@link #clip}; numbers that are not finite draw nothing. A {@link VectorRaster} keeps the shapes instead.
 * Not thread-safe.
 */
public class Raster {

    private int width;
    private int height;
    private int[] pixels;
    private int left;
    private int top;
    private int right;
    private int bottom;

    public Raster(int width, int height) {
        this.width = Math.max(0, width);
        this.height = Math.max(0, height);
        pixels = new int[this.width * this.height];
        right = this.width;
        bottom = this.height;
    }

    /** Changes the size; the contents are undefined afterwards. The array is kept if it is of the right length. */
    public void resize(int newWidth, int newHeight) {
        width = Math.max(0, newWidth);
        height = Math.max(0, newHeight);
        if (pixels.length != width * height) {
            pixels = new int[width * height];
        }
        unclip();
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixels themselves, not a copy. */
    public int[] pixels() {
        return pixels;
    }

    public int pixel(int x, int y) {
        return pixels[y * width + x];
    }

    /** Restricts drawing to a box. */
    public void clip(Box box) {
        left = Math.clamp((long) Math.floor(box.left()), 0, width);
        top = Math.clamp((long) Math.floor(box.top()), 0, height);
        right = Math.clamp((long) Math.ceil(box.right()), left, width);
        bottom = Math.clamp((long) Math.ceil(box.bottom()), top, height);
    }

    public void unclip() {
        left = 0;
        top = 0;
        right = width;
        bottom = height;
    }

    int clipLeft() {
        return left;
    }

    int clipTop() {
        return top;
    }

    int clipRight() {
        return right;
    }

    int clipBottom() {
        return bottom;
    }

    /** Sets every pixel within the clip. */
    public void clear(int argb) {
        int p = premultiplied(argb);
        for (int y = top; y < bottom; y++) {
            Arrays.fill(pixels, y * width + left, y * width + right, p);
        }
    }

    /** A box; its edges are anti-aliased. */
    public void fillRect(double x0, double y0, double x1, double y1, int argb) {
        if (!(x1 > x0) || !(y1 > y0)) {
            return;
        }
        int yEnd = (int) Math.min(bottom, Math.ceil(y1));
        int xEnd = (int) Math.min(right, Math.ceil(x1));
        int xBegin = (int) Math.max(left, Math.floor(x0));
        for (int y = (int) Math.max(top, Math.floor(y0)); y < yEnd; y++) {
            double dy = Math.min(y1, y + 1) - Math.max(y0, y);
            for (int x = xBegin; x < xEnd; x++) {
                double dx = Math.min(x1, x + 1) - Math.max(x0, x);
                blend(y * width + x, argb, (int) (256 * dx * dy + 0.5));
            }
        }
    }

    /** Whether letters are wanted as outlines, in pixels: {@link #outline}. */
    boolean takesOutlines() {
        return false;
    }

    /** Closed polygons, filled where they wind about a point; {@code ends} are the numbers of the first points beyond each. */
    void outline(double[] x, double[] y, int[] ends, int argb) {
        throw new UnsupportedOperationException();
    }

    /** The outline of a box, drawn inside of it. */
    public void strokeRect(Box b, double w, int argb) {
        fillRect(b.left(), b.top(), b.right(), b.top() + w, argb);
        fillRect(b.left(), b.bottom() - w, b.right(), b.bottom(), argb);
        fillRect(b.left(), b.top() + w, b.left() + w, b.bottom() - w, argb);
        fillRect(b.right() - w, b.top() + w, b.right(), b.bottom() - w, argb);
    }

    /** A line of the given width with flat ends; successive lines of a polyline join without a darker dot. */
    public void line(double x0, double y0, double x1, double y1, double w, int argb) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        if (!(dx * dx + dy * dy > 0) || Double.isInfinite(dx * dx + dy * dy)) {
            return;
        }
        if (Math.abs(dx) >= Math.abs(dy)) {
            boolean forward = dx > 0;
            stripe(forward ? x0 : x1, forward ? y0 : y1, forward ? x1 : x0, forward ? y1 : y0, w, argb, left, right, top, bottom, 1, width);
        } else {
            boolean forward = dy > 0;
            stripe(forward ? y0 : y1, forward ? x0 : x1, forward ? y1 : y0, forward ? x1 : x0, w, argb, top, bottom, left, right, width, 1);
        }
    }

    /** A line along u from u0 < u1 with |slope| ≤ 1 across v; a step in u or v is du or dv places in the array. */
    private void stripe(double u0, double v0, double u1, double v1, double w, int argb, int uMin, int uMax, int vMin, int vMax,
            int du, int dv) {
        double slope = (v1 - v0) / (u1 - u0);
        // A hair line narrower than a pixel is a fainter line one pixel wide.
        double strength = 256.0 / 255 * (argb >>> 24) * Math.min(1, w);
        double half = 0.5 * Math.max(1, w) * Math.sqrt(1 + slope * slope);
        int begin = (int) Math.max(uMin, Math.floor(u0));
        int end = (int) Math.min(uMax, Math.ceil(u1));
        for (int u = begin; u < end; u++) {
            double from = u0 > u ? u0 : u;
            double to = u1 < u + 1 ? u1 : u + 1;
            double mid = v0 + slope * (0.5 * (from + to) - u0);
            double a = mid - half;
            double b = mid + half;
            if (!(b > vMin && a < vMax)) {
                continue;
            }
            double column = strength * (to - from);
            int first = (int) Math.floor(a);
            int last = (int) Math.floor(b);
            int at = u * du + first * dv;
            if (first >= vMin) {
                mix(at, argb, (int) (column * ((last > first ? first + 1 : b) - a) + 0.5));
            }
            for (int v = first + 1; v < last; v++) {
                at += dv;
                if (v >= vMin && v < vMax) {
                    mix(at, argb, (int) (column + 0.5));
                }
            }
            if (last > first && last >= vMin && last < vMax) {
                mix(u * du + last * dv, argb, (int) (column * (b - last) + 0.5));
            }
        }
    }

    /** A filled disc. */
    public void disc(double cx, double cy, double radius, int argb) {
        ring(cx, cy, radius + 0.5, Double.NEGATIVE_INFINITY, argb);
    }

    /** A circle of line width w. */
    public void circle(double cx, double cy, double radius, double w, int argb) {
        ring(cx, cy, radius + 0.5 * (w + 1), radius - 0.5 * (w + 1), argb);
    }

    /** Coverage falls from 1 to 0 within the last pixel before {@code outer}, and likewise inside. */
    void ring(double cx, double cy, double outer, double inner, int argb) {
        if (!(Math.abs(cx) + Math.abs(cy) + outer < 1e7) || outer <= 0) {
            return;
        }
        int yEnd = Math.min(bottom, (int) Math.ceil(cy + outer));
        int xEnd = Math.min(right, (int) Math.ceil(cx + outer));
        int xBegin = Math.max(left, (int) Math.floor(cx - outer));
        for (int y = Math.max(top, (int) Math.floor(cy - outer)); y < yEnd; y++) {
            double dy = y + 0.5 - cy;
            for (int x = xBegin; x < xEnd; x++) {
                double dx = x + 0.5 - cx;
                double r = Math.sqrt(dx * dx + dy * dy);
                double covered = Math.min(1, outer - r) - Math.max(0, Math.min(1, inner + 1 - r));
                if (covered > 0) {
                    blend(y * width + x, argb, (int) (256 * covered + 0.5));
                }
            }
        }
    }

    /** A triangle in one opaque color, of either orientation. */
    public void triangle(double x0, double y0, double x1, double y1, double x2, double y2, int argb) {
        if (y0 > y1) {
            triangle(x1, y1, x0, y0, x2, y2, argb);
        } else if (y1 > y2) {
            triangle(x0, y0, x2, y2, x1, y1, argb);
        } else if (x0 + y0 + x1 + y1 + x2 + y2 - (x0 + y0 + x1 + y1 + x2 + y2) == 0) {       // all finite
            // Every edge runs downwards, so both of its triangles compute the same bits for where it crosses a row.
            double across = (x2 - x0) / (y2 - y0);
            rows(x0, y0, y1, (x1 - x0) / (y1 - y0), x0, y0, across, argb | 0xff000000);
            rows(x1, y1, y2, (x2 - x1) / (y2 - y1), x0, y0, across, argb | 0xff000000);
        }
    }

    /** The rows with centres in [yFrom, yTo) between the edge that starts at (x, yFrom) and the edge that starts at (ex, ey). */
    private void rows(double x, double yFrom, double yTo, double slope, double ex, double ey, double edgeSlope, int color) {
        int end = (int) Math.min(bottom, Math.ceil(yTo - 0.5));
        for (int y = (int) Math.max(top, Math.ceil(yFrom - 0.5)); y < end; y++) {
            double p = x + slope * (y + 0.5 - yFrom);
            double q = ex + edgeSlope * (y + 0.5 - ey);
            int xEnd = (int) Math.min(right, Math.ceil((p < q ? q : p) - 0.5));
            int row = y * width;
            for (int k = (int) Math.max(left, Math.ceil((p < q ? p : q) - 0.5)); k < xEnd; k++) {
                pixels[row + k] = color;
            }
        }
    }

    /** A quadrilateral with the corners in order, as two triangles: folded ones are drawn folded. */
    public void quad(double x0, double y0, double x1, double y1, double x2, double y2, double x3, double y3, int argb) {
        triangle(x0, y0, x1, y1, x2, y2, argb);
        triangle(x0, y0, x2, y2, x3, y3, argb);
    }

    /** Source over destination at place p; coverage is out of 256. */
    void blend(int p, int argb, int coverage) {
        mix(p, argb, Math.min(coverage, 256) * (argb >>> 24) / 255);
    }

    /** The opaque part of a color over the destination at place p, with weight k out of 256. */
    private void mix(int p, int rgb, int k) {
        if (k <= 0) {
            return;
        }
        int d = pixels[p];
        int n = 256 - k;
        // Two channels at a time; the alpha of the source is 255, weighted by k.
        int rb = ((rgb & 0xff00ff) * k + (d & 0xff00ff) * n + 0x800080 >>> 8) & 0xff00ff;
        int ag = ((rgb >>> 8 & 0xff | 0xff0000) * k + (d >>> 8 & 0xff00ff) * n + 0x800080) & 0xff00ff00;
        pixels[p] = ag | rb;
    }

    /** Blends color towards everything within the clip: a veil that keeps what lies on it legible. */
    public void veil(int argb) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                blend(y * width + x, argb, 256);
            }
        }
    }

    private static int premultiplied(int argb) {
        int a = argb >>> 24;
        int rb = (argb & 0xff00ff) * a + 0x800080;
        int g = (argb & 0xff00) * a + 0x8000;
        rb = (rb + (rb >>> 8 & 0xff00ff) >>> 8) & 0xff00ff;
        g = g + (g >>> 8 & 0xff00) >>> 8 & 0xff00;
        return a << 24 | rb | g;
    }
}
