package org.pushforward.engine.data;

import org.pushforward.engine.api.Rect;

/**
 * A decoded picture.
 *
 * <p>{@code rgb} is the picture itself, 0xRRGGBB in rows from the top down. {@code luminance} is Y' = 0.299 R + 0.587 G + 0.114 B in
 * [0, 1] (ITU-R BT.601) on nx × ny cells, index i·ny + j with j upwards, scaled by area averages so that the shorter side has
 * {@value #SHORT_SIDE} cells. The picture covers [0, width/height] × [0, 1]. The arrays are shared and must not be written.
 */
public record Photograph(int width, int height, int[] rgb, int nx, int ny, double[] luminance) {

    /** Cells along the shorter side of the luminance. */
    public static final int SHORT_SIDE = 256;

    static Photograph of(int width, int height, int[] rgb) {
        int shorter = Math.min(width, height);
        int nx = Math.max(1, (int) Math.round((double) SHORT_SIDE * width / shorter));
        int ny = Math.max(1, (int) Math.round((double) SHORT_SIDE * height / shorter));
        return new Photograph(width, height, rgb, nx, ny, luminance(width, height, rgb, nx, ny));
    }

    public Rect domain() {
        return new Rect(0, 0, (double) width / height, 1);
    }

    /** Red, green and blue in [0, 1] of w × h pixels, rows from the top down, each the mean of what it covers. */
    public double[] colors(int w, int h) {
        double[] narrow = new double[3 * w * height];
        double[] line = new double[3 * width];
        double[] scaled = new double[3 * w];
        for (int row = 0; row < height; row++) {
            for (int c = 0; c < width; c++) {
                int pixel = rgb[row * width + c];
                line[3 * c] = (pixel >> 16 & 0xff) / 255.0;
                line[3 * c + 1] = (pixel >> 8 & 0xff) / 255.0;
                line[3 * c + 2] = (pixel & 0xff) / 255.0;
            }
            AreaAverage.of(line, width, scaled, w, 3);
            System.arraycopy(scaled, 0, narrow, row * scaled.length, scaled.length);
        }
        double[] colors = new double[3 * w * h];
        AreaAverage.of(narrow, height, colors, h, 3 * w);
        return colors;
    }

    /** What was understood of the file, in one line. */
    public String understood() {
        return "a picture, read as " + width + " × " + height + " pixels";
    }

    private static double[] luminance(int width, int height, int[] rgb, int nx, int ny) {
        double[] columns = new double[nx * height];
        double[] line = new double[Math.max(width, height)];
        double[] scaled = new double[Math.max(nx, ny)];
        for (int row = 0; row < height; row++) {
            for (int c = 0; c < width; c++) {
                line[c] = luma(rgb[row * width + c]);
            }
            AreaAverage.of(line, width, scaled, nx, 1);
            for (int i = 0; i < nx; i++) {
                columns[i * height + height - 1 - row] = scaled[i];
            }
        }
        double[] result = new double[nx * ny];
        for (int i = 0; i < nx; i++) {
            System.arraycopy(columns, i * height, line, 0, height);
            AreaAverage.of(line, height, scaled, ny, 1);
            System.arraycopy(scaled, 0, result, i * ny, ny);
        }
        return result;
    }

    private static double luma(int rgb) {
        return (0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff)) / 255;
    }
}
