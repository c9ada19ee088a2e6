package org.pushforward.engine.geometry;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Workers;

/**
 * For every point those within a distance, itself left out: numbers in the sorted order of a {@link CellGrid}, ascending but for periods. The
 * same list whatever the number of threads. O(points · neighbors); blocks of points are listed apart, so that nothing is counted first.
 * Immutable and thread-safe.
 */
public final class NeighborList {

    /** Points of a block. */
    public static final int BLOCK = 256;

    private final int[][] blocks;
    private final int[] from;
    private final int[] to;

    private NeighborList(int n) {
        blocks = new int[(n + BLOCK - 1) / BLOCK][];
        from = new int[n];
        to = new int[n];
    }

    /** @param radius at most the width the cells were asked for; points at exactly this distance are left out */
    public static NeighborList of(CellGrid grid, double radius, Workers workers, CancelToken cancel) {
        NeighborList list = new NeighborList(grid.size());
        workers.forEach(list.blocks.length, b -> {
            cancel.throwIfCancelled();
            list.fill(grid, b, radius * radius);
        });
        return list;
    }

    private void fill(CellGrid grid, int block, double radius2) {
        int first = block * BLOCK;
        int last = Math.min(first + BLOCK, from.length);
        int[] found = new int[BLOCK * 24];
        int[] rows = new int[36];
        int d = grid.dimension();
        double[] x = grid.x(0);
        double[] y = grid.x(d > 1 ? 1 : 0);
        double[] z = grid.x(d > 2 ? 2 : 0);
        int n = 0;
        for (int i = first; i < last; i++) {
            from[i] = n;
            int ranges = grid.rows(grid.cell(0, x[i]), d > 1 ? grid.cell(1, y[i]) : 0, d > 2 ? grid.cell(2, z[i]) : 0, rows);
            for (int r = 0; r < ranges; r += 2) {
                int end = rows[r + 1];
                if (n + end - rows[r] > found.length) {
                    found = Arrays.copyOf(found, Math.max(2 * found.length, n + end - rows[r]));
                }
                for (int j = rows[r]; j < end; j++) {
                    double dx = grid.wrapped(0, x[i] - x[j]);
                    double dy = d > 1 ? grid.wrapped(1, y[i] - y[j]) : 0;
                    double dz = d > 2 ? grid.wrapped(2, z[i] - z[j]) : 0;
                    found[n] = j;
                    n += dx * dx + dy * dy + dz * dz < radius2 && j != i ? 1 : 0;
                }
            }
            to[i] = n;
        }
        blocks[block] = found;
    }

    /** Points. */
    public int size() {
        return from.length;
    }

    /** The array in which the neighbors of point i stand, from {@link #from} to {@link #to}; all of a block of {@value #BLOCK} share it. */
    public int[] of(int i) {
        return blocks[i / BLOCK];
    }

    public int from(int i) {
        return from[i];
    }

    public int to(int i) {
        return to[i];
    }

    /** Neighbors of point i. */
    public int count(int i) {
        return to[i] - from[i];
    }
}
