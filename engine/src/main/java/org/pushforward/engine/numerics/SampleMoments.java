package org.pushforward.engine.numerics;

import org.pushforward.engine.api.Workers;

/**
 * Mean and covariance Σ(x − x̄)(x − x̄)ᵀ/(n − 1) of n points in d dimensions. Two passes, O(nd²); sums are formed in fixed blocks and
 * added in index order, so the bits do not depend on the number of threads.
 *
 * @param mean d numbers, never written
 */
public record SampleMoments(double[] mean, Matrix covariance) {

    /** @param x n × d, row-major; n ≥ 2 */
    public static SampleMoments of(double[] x, int d, Workers workers) {
        int n = x.length / d;
        double[] mean = sums(n, d, workers, (p, into, at) -> {
            for (int i = 0; i < d; i++) {
                into[at + i] += x[p * d + i];
            }
        });
        for (int i = 0; i < d; i++) {
            mean[i] /= n;
        }
        double[] products = sums(n, d * d, workers, (p, into, at) -> {
            for (int i = 0; i < d; i++) {
                double a = x[p * d + i] - mean[i];
                for (int j = 0; j < d; j++) {
                    into[at + i * d + j] += a * (x[p * d + j] - mean[j]);
                }
            }
        });
        return new SampleMoments(mean, Matrix.of(d, d, products).scaled(1.0 / (n - 1)));
    }

    /** Adds what point p contributes to the sums that start at {@code into[at]}. */
    @FunctionalInterface
    private interface Contribution {
        void add(int p, double[] into, int at);
    }

    private static double[] sums(int n, int width, Workers workers, Contribution c) {
        int blocks = (n + Workers.SUM_BLOCK - 1) / Workers.SUM_BLOCK;
        double[] partial = new double[blocks * width];
        workers.forEach(blocks, b -> {
            for (int p = b * Workers.SUM_BLOCK; p < Math.min(n, (b + 1) * Workers.SUM_BLOCK); p++) {
                c.add(p, partial, b * width);
            }
        });
        double[] total = new double[width];
        for (int k = 0; k < partial.length; k++) {
            total[k % width] += partial[k];
        }
        return total;
    }
}
