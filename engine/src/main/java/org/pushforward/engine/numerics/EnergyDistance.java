package org.pushforward.engine.numerics;

/**
 * Energy distance 2E|X − Y| − E|X − X'| − E|Y − Y'| of two samples, the V-statistic (Székely & Rizzo 2013, "Energy statistics"): zero
 * only for equal samples. Two samples of n and m draws from one law have the expectation (1/n + 1/m) E|X − X'|. O(nmd). Stateless.
 */
public final class EnergyDistance {

    private EnergyDistance() { }

    /** Mean distance of the pairs of two samples, row-major. */
    public static double meanDistance(double[] x, double[] y, int d) {
        double sum = 0;
        for (int p = 0; p < x.length; p += d) {
            double row = 0;
            for (int q = 0; q < y.length; q += d) {
                double square = 0;
                for (int i = 0; i < d; i++) {
                    double away = x[p + i] - y[q + i];
                    square += away * away;
                }
                row += Math.sqrt(square);
            }
            sum += row;
        }
        return sum / ((double) (x.length / d) * (y.length / d));
    }

    /** @param spread mean distance of the pairs of y, which need not be found anew for every x */
    public static double between(double[] x, double[] y, int d, double spread) {
        return 2 * meanDistance(x, y, d) - meanDistance(x, x, d) - spread;
    }
}
