package org.pushforward.engine.bridge.discrete;

import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.numerics.Philox;

/** A distribution on D coordinates with S categories each that can be drawn from. Immutable and thread-safe. */
public interface CategorySource {

    int dimension();

    int categories();

    /** The draws {@code first} to {@code first + count − 1} of the stream {@code (random, step)}, row-major at {@code out[from]} and on. */
    void draw(Philox random, int step, long first, int count, int[] out, int from);

    /** The first n draws of a step. */
    default int[] draws(Philox random, int step, int n) {
        int[] x = new int[n * dimension()];
        draw(random, step, 0, n, x, 0);
        return x;
    }

    /** Points on [−span, span]ᵈ in S bins a side; what lies outside falls into the last ones. */
    static CategorySource quantised(PointSource source, int categories, double span) {
        return new CategorySource() {
            @Override
            public int dimension() {
                return source.dimension();
            }

            @Override
            public int categories() {
                return categories;
            }

            @Override
            public void draw(Philox random, int step, long first, int count, int[] out, int from) {
                double[] x = new double[count * source.dimension()];
                source.draw(random, step, first, count, x, 0);
                for (int k = 0; k < x.length; k++) {
                    out[from + k] = bin(x[k], categories, span);
                }
            }
        };
    }

    static int bin(double x, int categories, double span) {
        return Math.clamp((int) Math.floor((x + span) / (2 * span) * categories), 0, categories - 1);
    }

    /** The index at which the sums of probabilities reach {@code u} in (0, 1] times their total; never one of probability 0. */
    static int pick(double[] p, int from, int n, double u) {
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += p[from + i];
        }
        double sum = 0;
        int last = 0;
        for (int i = 0; i < n; i++) {
            if (p[from + i] > 0) {
                sum += p[from + i];
                last = i;
                if (u * total <= sum) {
                    return i;
                }
            }
        }
        return last;
    }
}
