package org.pushforward.views.raster;

import java.util.Arrays;

/**
 * A raster whose shapes are handed on as shapes: lines, boxes, discs, triangles and letters. What is drawn pixel by pixel (fields,
 * pictures, scenes with depth) is handed on as pictures where something was drawn, in the same order. Beyond {@value #MOST} shapes the
 * rest is drawn as pixels too: nothing shows them faster, or prints them better, as shapes.
 */
final class VectorRaster extends Raster {

    static final int MOST = 200_000;

    private enum Kind { NONE, LINES, TILES, LETTERS }

    private final VectorSink sink;
    private final int left;
    private final int top;
    private Box clip;
    private boolean drawn;
    private int shapes;
    private Kind kind = Kind.NONE;
    private double style;
    private int color;
    private double[] points = new double[1024];
    private int[] ends = new int[256];
    private int n;
    private int parts;

    /** @param left where its left upper corner lies on the sheet */
    VectorRaster(VectorSink sink, int left, int top, int width, int height) {
        super(width, height);
        this.sink = sink;
        this.left = left;
        this.top = top;
        clip = new Box(left, top, left + width, top + height);
        sink.clip(clip);
    }

    /** Hands on what waits. */
    void finish() {
        flush();
        handPixelsOn();
    }

    // ---- in groups of one style

    private void begin(Kind newKind, double newStyle, int argb) {
        handPixelsOn();
        if (kind != newKind || style != newStyle || color != argb) {
            flush();
            kind = newKind;
            style = newStyle;
            color = argb;
        }
    }

    private void point(double x, double y) {
        if (2 * n + 2 > points.length) {
            points = Arrays.copyOf(points, 2 * points.length);
        }
        points[2 * n] = left + x;
        points[2 * n + 1] = top + y;
        n++;
    }

    private void end() {
        if (parts == ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ends[parts++] = n;
        shapes++;
    }

    private void flush() {
        if (parts > 0) {
            double[] xy = Arrays.copyOf(points, 2 * n);
            int[] e = Arrays.copyOf(ends, parts);
            switch (kind) {
                case LINES -> sink.stroke(xy, e, style, color);
                case TILES -> sink.tiles(xy, e, color);
                case LETTERS -> sink.fill(xy, e, color);
                case NONE -> { }
            }
        }
        kind = Kind.NONE;
        n = 0;
        parts = 0;
    }

    /** A shape on its own. */
    private void alone() {
        handPixelsOn();
        flush();
        shapes++;
    }

    private boolean full() {
        return shapes >= MOST;
    }

    private static boolean isSeen(int argb) {
        return argb >>> 24 != 0;
    }

    // ---- pixels

    @Override
    public int[] pixels() {
        flush();
        drawn = true;
        return super.pixels();
    }

    @Override
    void blend(int p, int argb, int coverage) {
        flush();
        drawn = true;
        super.blend(p, argb, coverage);
    }

    private void handPixelsOn() {
        if (!drawn) {
            return;
        }
        drawn = false;
        int[] all = super.pixels();
        int w = width();
        int x0 = w;
        int x1 = 0;
        int y0 = height();
        int y1 = 0;
        for (int p = 0; p < all.length; p++) {
            if (all[p] != 0) {
                x0 = Math.min(x0, p % w);
                x1 = Math.max(x1, p % w + 1);
                y0 = Math.min(y0, p / w);
                y1 = Math.max(y1, p / w + 1);
            }
        }
        if (x1 <= x0) {
            return;
        }
        int[] part = new int[(x1 - x0) * (y1 - y0)];
        for (int y = y0; y < y1; y++) {
            System.arraycopy(all, y * w + x0, part, (y - y0) * (x1 - x0), x1 - x0);
        }
        Arrays.fill(all, 0);
        sink.image(left + x0, top + y0, x1 - x0, y1 - y0, part);
    }

    // ---- shapes

    @Override
    public void clip(Box box) {
        super.clip(box);
        reclip();
    }

    @Override
    public void unclip() {
        super.unclip();
        reclip();
    }

    private void reclip() {
        Box now = new Box(left + clipLeft(), top + clipTop(), left + clipRight(), top + clipBottom());
        if (!now.equals(clip)) {
            finish();
            clip = now;
            sink.clip(clip);
        }
    }

    @Override
    public void clear(int argb) {
        fillRect(clipLeft(), clipTop(), clipRight(), clipBottom(), argb);
    }

    @Override
    public void veil(int argb) {
        fillRect(clipLeft(), clipTop(), clipRight(), clipBottom(), argb);
    }

    @Override
    public void fillRect(double x0, double y0, double x1, double y1, int argb) {
        if (!(x1 > x0) || !(y1 > y0) || !isSeen(argb)) {
            return;
        }
        if (full()) {
            super.fillRect(x0, y0, x1, y1, argb);
            return;
        }
        alone();
        sink.fill(new double[] {left + x0, top + y0, left + x1, top + y0, left + x1, top + y1, left + x0, top + y1}, new int[] {4}, argb);
    }

    @Override
    public void line(double x0, double y0, double x1, double y1, double w, int argb) {
        if (!Double.isFinite(x0 + y0 + x1 + y1) || x0 == x1 && y0 == y1 || !isSeen(argb)) {
            return;
        }
        if (full()) {
            flush();
            drawn = true;
            super.line(x0, y0, x1, y1, w, argb);
            return;
        }
        begin(Kind.LINES, w, argb);
        boolean goesOn = n > 0 && points[2 * n - 2] == left + x0 && points[2 * n - 1] == top + y0;
        if (!goesOn) {
            point(x0, y0);
        }
        point(x1, y1);
        if (goesOn) {
            ends[parts - 1] = n;
        } else {
            end();
        }
    }

    @Override
    public void disc(double cx, double cy, double radius, int argb) {
        if (!Double.isFinite(cx + cy + radius) || !isSeen(argb)) {
            return;
        }
        if (full()) {
            super.disc(cx, cy, radius, argb);
            return;
        }
        alone();
        sink.disc(left + cx, top + cy, radius, argb);
    }

    @Override
    public void circle(double cx, double cy, double radius, double w, int argb) {
        if (!Double.isFinite(cx + cy + radius) || !isSeen(argb)) {
            return;
        }
        alone();
        sink.circle(left + cx, top + cy, radius, w, argb);
    }

    @Override
    public void triangle(double x0, double y0, double x1, double y1, double x2, double y2, int argb) {
        tile(argb, x0, y0, x1, y1, x2, y2);
    }

    /** A folded one is drawn folded. */
    @Override
    public void quad(double x0, double y0, double x1, double y1, double x2, double y2, double x3, double y3, int argb) {
        tile(argb, x0, y0, x1, y1, x2, y2);
        tile(argb, x0, y0, x2, y2, x3, y3);
    }

    private void tile(int argb, double... xy) {
        if (!Double.isFinite(Arrays.stream(xy).sum())) {
            return;
        }
        if (full()) {
            flush();
            drawn = true;
            super.triangle(xy[0], xy[1], xy[2], xy[3], xy[4], xy[5], argb);
            return;
        }
        begin(Kind.TILES, 0, argb | 0xff000000);
        for (int k = 0; k < xy.length; k += 2) {
            point(xy[k], xy[k + 1]);
        }
        end();
    }

    @Override
    boolean takesOutlines() {
        return true;
    }

    @Override
    void outline(double[] x, double[] y, int[] contours, int argb) {
        if (!isSeen(argb)) {
            return;
        }
        begin(Kind.LETTERS, 0, argb);
        for (int c = 0, k = 0; c < contours.length; c++) {
            for (; k < contours[c]; k++) {
                point(x[k], y[k]);
            }
            end();
        }
    }
}
