package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * The star discrepancy of points in the unit square, sup over boxes [0, a) × [0, b) of |share of the points − ab|, exactly: the supremum lies at coordinates of
 * the points or at 1, with the edge counted in or out (Niederreiter 1992, thm 2.6 in one dimension; Bundschuh & Zhu 1993). O(n²). Stateless.
 */
public final class StarDiscrepancy {

    private StarDiscrepancy() { }

    /** @param xy n × 2, in [0, 1] */
    public static double of(double[] xy) {
        int n = xy.length / 2;
        Integer[] byX = new Integer[n];
        Arrays.setAll(byX, k -> k);
        Arrays.sort(byX, (a, b) -> Double.compare(xy[2 * a], xy[2 * b]));
        double worst = 0;
        // The heights of the points so far, sorted.
        double[] y = new double[n];
        int inside = 0;
        for (int k = 0; k <= n; k++) {
            double a = k < n ? xy[2 * byX[k]] : 1;
            // Open to the right: points with x < a.
            worst = Math.max(worst, open(y, inside, a, n));
            if (k < n) {
                double height = xy[2 * byX[k] + 1];
                int at = inside++;
                while (at > 0 && y[at - 1] > height) {
                    y[at] = y[at - 1];
                    at--;
                }
                y[at] = height;
                worst = Math.max(worst, closed(y, inside, a, n));
            }
        }
        return worst;
    }

    /** Too few: ab − points below b, b up to the next height. */
    private static double open(double[] y, int inside, double a, int n) {
        double worst = a - (double) inside / n;
        for (int j = 0; j < inside; j++) {
            worst = Math.max(worst, a * y[j] - (double) j / n);
        }
        return worst;
    }

    /** Too many: points up to b, less ab. */
    private static double closed(double[] y, int inside, double a, int n) {
        double worst = 0;
        for (int j = 0; j < inside; j++) {
            worst = Math.max(worst, (j + 1.0) / n - a * y[j]);
        }
        return worst;
    }
}
