package org.pushforward.views.raster;

/**
 * For each pixel of a row or column, the cells of a uniform grid it takes its value from: two with a weight, or several to be averaged
 * when cells are smaller than pixels (weight −1).
 */
record Resampling(int begin, int end, int[] lows, int[] highs, float[] weights) {

    /** Pixels in [clip0, clip1) whose centres lie within n cells that tile [v0, v1]. */
    static Resampling of(AxisMap axis, int clip0, int clip1, double v0, double v1, int n, boolean smooth) {
        double p = axis.pixel(v0);
        double q = axis.pixel(v1);
        int begin = Math.clamp((long) Math.ceil(Math.min(p, q) - 0.5), clip0, clip1);
        int end = Math.clamp((long) Math.ceil(Math.max(p, q) - 0.5), begin, clip1);
        int[] low = new int[end - begin];
        int[] high = new int[end - begin];
        float[] weight = new float[end - begin];
        double cellsPerPixel = n / (q - p);
        for (int k = 0; k < low.length; k++) {
            double s = (begin + k + 0.5 - p) * cellsPerPixel;      // in cells from v0
            double half = 0.5 * Math.abs(cellsPerPixel);
            if (half > 0.75) {
                low[k] = Math.clamp((long) Math.rint(s - half), 0, n - 1);
                high[k] = Math.clamp((long) Math.rint(s + half) - 1, low[k], n - 1);
                weight[k] = -1;
            } else if (smooth) {
                double c = Math.clamp(s - 0.5, 0, n - 1);
                low[k] = Math.min((int) c, Math.max(0, n - 2));
                high[k] = Math.min(low[k] + 1, n - 1);
                weight[k] = (float) (c - low[k]);
            } else {
                low[k] = Math.clamp((long) Math.floor(s), 0, n - 1);
                high[k] = low[k];
            }
        }
        return new Resampling(begin, end, low, high, weight);
    }

    int low(int pixel) {
        return lows[pixel - begin];
    }

    int high(int pixel) {
        return highs[pixel - begin];
    }

    float weight(int pixel) {
        return weights[pixel - begin];
    }
}
