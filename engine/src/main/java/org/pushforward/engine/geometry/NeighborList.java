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
                n = d == 3 ? near(grid, i, rows[r], end, radius2, found, n) : nearInPlane(grid, d, i, rows[r], end, radius2, found, n);
            }
            to[i] = n;
        }
        blocks[block] = found;
    }

    private static int nearInPlane(CellGrid grid, int d, int i, int from, int to, double radius2, int[] found, int n) {
        double[] x = grid.x(0);
        double[] y = grid.x(d > 1 ? 1 : 0);
        double x0 = x[i];
        double y0 = y[i];
        double px = grid.period(0);
        double py = d > 1 ? grid.period(1) : 0;
        double hx = grid.half(0);
        double hy = d > 1 ? grid.half(1) : hx;
        int at = n;
        for (int j = from; j < to; j++) {
            double dx = x0 - x[j];
            dx = dx > hx ? dx - px : dx < -hx ? dx + px : dx;
            double dy = d > 1 ? y0 - y[j] : 0;
            dy = dy > hy ? dy - py : dy < -hy ? dy + py : dy;
            found[at] = j;
            at += dx * dx + dy * dy < radius2 && j != i ? 1 : 0;
        }
        return at;
    }

    private static int near(CellGrid grid, int i, int from, int to, double radius2, int[] found, int n) {
        double[] x = grid.x(0);
        double[] y = grid.x(1);
        double[] z = grid.x(2);
        int at = n;
        for (int j = from; j < to; j++) {
            double dx = grid.wrapped(0, x[i] - x[j]);
            double dy = grid.wrapped(1, y[i] - y[j]);
            double dz = grid.wrapped(2, z[i] - z[j]);
            found[at] = j;
            at += dx * dx + dy * dy + dz * dz < radius2 && j != i ? 1 : 0;
        }
        return at;
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
