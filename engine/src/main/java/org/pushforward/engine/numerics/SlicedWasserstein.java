package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.pushforward.engine.api.Workers;

/**
 * Sliced Wasserstein distance of two samples of equal size, √(mean over directions of W₂² of the projections) (Bonneel, Rabin, Peyré & Pfister
 * 2015): in the plane over the 64 angles πk/64, in space over 64 points of Fibonacci's sphere, on the line W₂ itself. O(n log n). Stateless.
 */
public final class SlicedWasserstein {

    private static final int DIRECTIONS = 64;
    private static final double GOLDEN = Math.PI * (3 - Math.sqrt(5));

    private SlicedWasserstein() { }

    /** A sample that many others are held against, of any sizes; its projections are sorted once. Immutable. */
    public static final class Target {
        private final int d;
        private final double[][] sorted;

        /** @param y m × d, row-major, d at most 3 */
        public Target(double[] y, int d, Workers workers) {
            this.d = d;
            sorted = new double[d == 1 ? 1 : DIRECTIONS][];
            workers.forEach(sorted.length, k -> sorted[k] = projected(y, direction(k, d)));
        }

        /** The distance of a sample, n × d. O(n log n + m). */
        public double distance(double[] x, Workers workers) {
            double[] each = new double[sorted.length];
            workers.forEach(sorted.length, k -> each[k] = squared(projected(x, direction(k, d)), sorted[k]));
            return Math.sqrt(Arrays.stream(each).sum() / each.length);
        }
    }

    /** W₂² of two sorted samples on the line: ∫₀¹ (F⁻¹ − G⁻¹)² over the pieces where both quantiles are constant. */
    static double squared(double[] a, double[] b) {
        long n = a.length;
        long m = b.length;
        double sum = 0;
        long at = 0;
        for (int i = 0, j = 0; i < n && j < m;) {
            long end = Math.min((i + 1) * m, (j + 1) * n);
            sum += (end - at) * (a[i] - b[j]) * (a[i] - b[j]);
            at = end;
            i += end == (i + 1) * m ? 1 : 0;
            j += at == (j + 1) * n ? 1 : 0;
        }
        return sum / (n * m);
    }

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
