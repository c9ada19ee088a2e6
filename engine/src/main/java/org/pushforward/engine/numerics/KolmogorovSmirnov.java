package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * The largest distance of two empirical distribution functions, sup |F_a − F_b|, and how far two samples of one continuous law come apart in one of twenty cases at
 * most, 1.358 √((n + m)/(nm)) for large n and m (Smirnov 1948, doi:10.1214/aoms/1177730256). O(n log n). Stateless.
 */
public final class KolmogorovSmirnov {

    private static final double TWENTIETH = 1.358;

    private KolmogorovSmirnov() { }

    /** Of samples in any order; kept. */
    public static double distance(double[] a, double[] b) {
        double[] x = a.clone();
        double[] y = b.clone();
        Arrays.sort(x);
        Arrays.sort(y);
        double worst = 0;
        int i = 0;
        int j = 0;
        while (i < x.length && j < y.length) {
            double at = Math.min(x[i], y[j]);
            while (i < x.length && x[i] == at) {
                i++;
            }
            while (j < y.length && y[j] == at) {
                j++;
            }
            worst = Math.max(worst, Math.abs((double) i / x.length - (double) j / y.length));
        }
        return worst;
    }

    /** Of two samples of n. */
    public static double band(int n) {
        return TWENTIETH * Math.sqrt(2.0 / n);
    }
}
