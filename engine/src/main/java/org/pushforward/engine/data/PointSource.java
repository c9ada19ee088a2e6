package org.pushforward.engine.data;

import org.pushforward.engine.numerics.Philox;

/** A distribution on ℝᵈ that points can be drawn from. Immutable and thread-safe. */
public interface PointSource {

    int dimension();

    /**
     * Independent points, row-major at {@code out[from]} and on: those with the numbers {@code first} to {@code first + count − 1} of the
     * stream {@code (random, step)}, so the same bits however the work is split.
     */
    void draw(Philox random, int step, long first, int count, double[] out, int from);

    /** The mass of the whole: the sum of the weights of a file that names them, else 1. */
    default double mass() {
        return 1;
    }

    /** What was understood of the file it was read from, in one line: "12 points in 2 dimensions, weights from column 3, header skipped". */
    default String understood() {
        return "";
    }

    /** The points to work on: all those of a file with their weights, else n draws of weight 1/n. */
    default PointCloud cloud(int n, Philox random) {
        return PointCloud.uniform(dimension(), points(n, random));
    }

    /** The first n draws, row-major. */
    default double[] points(int n, Philox random) {
        double[] x = new double[n * dimension()];
        draw(random, 0, 0, n, x, 0);
        return x;
    }
}
