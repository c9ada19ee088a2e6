package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Sliced Wasserstein distance of two samples of equal size, √(mean over directions of W₂² of the projections) (Bonneel, Rabin, Peyré & Pfister
 * 2015): in the plane over the 64 angles πk/64, in space over 64 points of Fibonacci's sphere, on the line W₂ itself. O(n log n). Stateless.
 */
public final class SlicedWasserstein {

    private static final int DIRECTIONS = 64;
    private static final double GOLDEN = Math.PI * (3 - Math.sqrt(5));

    private SlicedWasserstein() { }

    /** @param x and {@code y} n × d, row-major, d at most 3 */
    public static double between(double[] x, double[] y, int d) {
        int directions = d == 1 ? 1 : DIRECTIONS;
        double sum = 0;
        for (int k = 0; k < directions; k++) {
            double[] u = direction(k, d);
            double[] a = projected(x, u);
            double[] b = projected(y, u);
            for (int i = 0; i < a.length; i++) {
                sum += (a[i] - b[i]) * (a[i] - b[i]) / a.length;
            }
        }
        return Math.sqrt(sum / directions);
    }

    private static double[] direction(int k, int d) {
        return switch (d) {
            case 1 -> new double[] {1};
            case 2 -> new double[] {Math.cos(Math.PI * k / DIRECTIONS), Math.sin(Math.PI * k / DIRECTIONS)};
            case 3 -> {
                double z = 1 - (2 * k + 1.0) / DIRECTIONS;
                double r = Math.sqrt(1 - z * z);
                yield new double[] {r * Math.cos(GOLDEN * k), r * Math.sin(GOLDEN * k), z};
            }
            default -> throw new IllegalArgumentException("at most three dimensions, not " + d);
        };
    }

    private static double[] projected(double[] x, double[] u) {
        double[] p = new double[x.length / u.length];
        for (int q = 0; q < p.length; q++) {
            for (int i = 0; i < u.length; i++) {
                p[q] += u[i] * x[q * u.length + i];
            }
        }
        Arrays.sort(p);
        return p;
    }
}
