package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A k-d tree (Bentley 1975, doi:10.1145/361002.361007) that parts space into cells of equally many points: every node cuts its points in half at their median
 * along the axis in which they vary most. With 2^m cells a coarser tree of 2^(m−j) is a part of it, its cells being 2^j neighbors in the numbering. Built in
 * O(n log² n), asked in O(log cells). Immutable and thread-safe.
 */
public final class MedianTree {

    private final int depth;
    private final int[] axes;
    private final double[] cuts;

    private MedianTree(int depth, int[] axes, double[] cuts) {
        this.depth = depth;
        this.axes = axes;
        this.cuts = cuts;
    }

    /**
     * @param x n × d, at least one a cell
     * @param cells a power of two
     */
    public static MedianTree of(double[] x, int d, int cells) {
        if (Integer.bitCount(cells) != 1 || x.length / d < cells) {
            throw new IllegalArgumentException(cells + " cells of " + x.length / d + " points: a power of two and at most as many as points");
        }
        int depth = Integer.numberOfTrailingZeros(cells);
        int[] axes = new int[cells];
        double[] cuts = new double[cells];
        List<Integer[]> level = List.<Integer[]>of(IntStream.range(0, x.length / d).boxed().toArray(Integer[]::new));
        for (int l = 0; l < depth; l++) {
            List<Integer[]> below = new ArrayList<>();
            for (int i = 0; i < level.size(); i++) {
                Integer[] points = level.get(i);
                int axis = widest(x, d, points);
                Arrays.sort(points, Comparator.comparingDouble((Integer k) -> x[k * d + axis]).thenComparingInt(k -> k));
                int half = points.length / 2;
                int node = (1 << l) + i;
                axes[node] = axis;
                cuts[node] = 0.5 * (x[points[half - 1] * d + axis] + x[points[half] * d + axis]);
                below.add(Arrays.copyOfRange(points, 0, half));
                below.add(Arrays.copyOfRange(points, half, points.length));
            }
            level = below;
        }
        return new MedianTree(depth, axes, cuts);
    }

    private static int widest(double[] x, int d, Integer[] points) {
        int widest = 0;
        double most = -1;
        for (int a = 0; a < d; a++) {
            double sum = 0;
            double square = 0;
            for (int k : points) {
                sum += x[k * d + a];
                square += x[k * d + a] * x[k * d + a];
            }
            double variance = square - sum * sum / points.length;
            if (variance > most) {
                most = variance;
                widest = a;
            }
        }
        return widest;
    }

    public int cells() {
        return 1 << depth;
    }

    /** Which of d numbers inner node 1, 2, … cuts; the children of node i are 2i and 2i + 1. */
    public int axis(int node) {
        return axes[node];
    }

    /** Where it cuts; what is below goes to 2i. */
    public double cut(int node) {
        return cuts[node];
    }

    /** The cell of a point. */
    public int cell(double[] point) {
        int node = 1;
        for (int l = 0; l < depth; l++) {
            node = 2 * node + (point[axes[node]] < cuts[node] ? 0 : 1);
        }
        return node - cells();
    }
}
