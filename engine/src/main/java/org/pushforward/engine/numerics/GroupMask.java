package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Masks of a matrix, row-major, that keep its largest entries by magnitude and are 1 there and 0 elsewhere: N of every M along rows or along columns, or
 * a number of all. Of equals the first is kept. O(N) comparisons an entry; groups at the end that are not full keep N, or all they have.
 */
public final class GroupMask {

    private GroupMask() { }

    /** N of every M consecutive entries of a row. */
    public static double[] alongRows(double[] w, int columns, int keep, int group) {
        double[] mask = new double[w.length];
        for (int row = 0; row < w.length; row += columns) {
            for (int from = 0; from < columns; from += group) {
                keep(w, mask, row + from, 1, Math.min(group, columns - from), keep);
            }
        }
        return mask;
    }

    /** N of every M consecutive entries of a column. */
    public static double[] alongColumns(double[] w, int columns, int keep, int group) {
        double[] mask = new double[w.length];
        int rows = w.length / columns;
        for (int from = 0; from < rows; from += group) {
            for (int j = 0; j < columns; j++) {
                keep(w, mask, from * columns + j, columns, Math.min(group, rows - from), keep);
            }
        }
        return mask;
    }

    /** The largest of all. */
    public static double[] largest(double[] w, int count) {
        double[] size = Arrays.stream(w).map(Math::abs).sorted().toArray();
        double threshold = count == 0 ? Double.POSITIVE_INFINITY : size[size.length - count];
        double[] mask = new double[w.length];
        int left = count - (int) Arrays.stream(w).filter(v -> Math.abs(v) > threshold).count();
        for (int k = 0; k < w.length; k++) {
            double v = Math.abs(w[k]);
            mask[k] = v > threshold || v == threshold && left-- > 0 ? 1 : 0;
        }
        return mask;
    }

    private static void keep(double[] w, double[] mask, int from, int stride, int length, int keep) {
        for (int n = 0; n < Math.min(keep, length); n++) {
            int best = -1;
            for (int k = 0; k < length; k++) {
                int at = from + k * stride;
                if (mask[at] == 0 && (best < 0 || Math.abs(w[at]) > Math.abs(w[best]))) {
                    best = at;
                }
            }
            mask[best] = 1;
        }
    }
}
