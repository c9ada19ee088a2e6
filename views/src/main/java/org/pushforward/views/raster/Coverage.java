package org.pushforward.views.raster;

import java.util.Arrays;

/**
 * Exact area coverage of closed polygons on a small grid of pixels by accumulated signed areas: each edge adds, row by row, the area
 * to its right; a running sum over a row gives the winding number weighted by area, its magnitude clamped to 1 the coverage. O(pixels +
 * edge length). The buffer is reused; not thread-safe.
 */
final class Coverage {

    private int width;
    private int height;
    private double[] area = new double[0];

    /** Starts a grid of w × h pixels. */
    void begin(int w, int h) {
        width = w;
        height = h;
        int n = (w + 2) * h;
        if (area.length < n) {
            area = new double[n];
        }
        Arrays.fill(area, 0, n, 0);
    }

    /** An edge; x must lie in [0, width] and y in [0, height]. */
    void edge(double x0, double y0, double x1, double y1) {
        if (y0 == y1) {
            return;
        }
        double direction = y0 < y1 ? 1 : -1;
        double xTop = y0 < y1 ? x0 : x1;
        double yTop = Math.min(y0, y1);
        double yEnd = Math.max(y0, y1);
        double slope = (x1 - x0) / (y1 - y0);
        for (int y = (int) yTop; y < height && y < yEnd; y++) {
            double from = Math.max(yTop, y);
            double to = Math.min(yEnd, y + 1);
            double xa = xTop + (from - yTop) * slope;
            double xb = xTop + (to - yTop) * slope;
            row(y * (width + 2), Math.min(xa, xb), Math.max(xa, xb), direction * (to - from));
        }
    }

    /** Spreads the height d of an edge piece from xa to xb over the columns it crosses. */
    private void row(int at, double xa, double xb, double d) {
        int first = (int) xa;
        int last = (int) xb;
        if (first == last) {
            double mean = 0.5 * (xa + xb) - first;
            area[at + first] += d * (1 - mean);
            area[at + first + 1] += d * mean;
            return;
        }
        double perX = d / (xb - xa);
        for (int x = first; x <= last; x++) {
            double a = Math.max(xa, x);
            double b = Math.min(xb, x + 1);
            double piece = perX * (b - a);
            double mean = 0.5 * (a + b) - x;
            area[at + x] += piece * (1 - mean);
            area[at + x + 1] += piece * mean;
        }
    }

    /** Coverage 0..255 of every pixel, rows from the top down. */
    byte[] end() {
        byte[] out = new byte[width * height];
        for (int y = 0; y < height; y++) {
            double sum = 0;
            for (int x = 0; x < width; x++) {
                sum += area[y * (width + 2) + x];
                out[y * width + x] = (byte) (255 * Math.min(1, Math.abs(sum)) + 0.5);
            }
        }
        return out;
    }
}
