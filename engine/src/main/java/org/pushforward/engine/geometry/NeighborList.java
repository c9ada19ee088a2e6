package org.pushforward.engine.geometry;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
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

    private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;

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
        double[] z = d > 2 ? grid.x(2) : new double[x.length];
        y = d > 1 ? y : z;
        boolean flat = !grid.repeats();
        int n = 0;
        for (int i = first; i < last; i++) {
            from[i] = n;
            int ranges = grid.rows(grid.cell(0, x[i]), d > 1 ? grid.cell(1, y[i]) : 0, d > 2 ? grid.cell(2, z[i]) : 0, rows);
            for (int r = 0; r < ranges; r += 2) {
                int end = rows[r + 1];
                if (n + end - rows[r] > found.length) {
                    found = Arrays.copyOf(found, Math.max(2 * found.length, n + end - rows[r]));
                }
                n = flat ? near(x, y, z, i, rows[r], end, radius2, found, n) : nearInBox(grid, i, rows[r], end, radius2, found, n);
            }
            to[i] = n;
        }
        blocks[block] = found;
    }

    /** Of a row of candidates those within the distance, with vectors; the same as {@link #nearInBox} where nothing repeats. */
    private static int near(double[] x, double[] y, double[] z, int i, int from, int to, double radius2, int[] found, int n) {
        double x0 = x[i];
        double y0 = y[i];
        double z0 = z[i];
        int at = n;
        int j = from;
        for (; j <= to - LANES.length(); j += LANES.length()) {
            DoubleVector dx = DoubleVector.fromArray(LANES, x, j).sub(x0);
            DoubleVector dy = DoubleVector.fromArray(LANES, y, j).sub(y0);
            DoubleVector dz = DoubleVector.fromArray(LANES, z, j).sub(z0);
            long within = dx.mul(dx).add(dy.mul(dy)).add(dz.mul(dz)).compare(VectorOperators.LT, radius2).toLong();
            for (; within != 0; within &= within - 1) {
                int k = j + Long.numberOfTrailingZeros(within);
                found[at] = k;
                at += k != i ? 1 : 0;
            }
        }
        for (; j < to; j++) {
            double dx = x[j] - x0;
            double dy = y[j] - y0;
            double dz = z[j] - z0;
            found[at] = j;
            at += dx * dx + dy * dy + dz * dz < radius2 && j != i ? 1 : 0;
        }
        return at;
    }

    private static int nearInBox(CellGrid grid, int i, int from, int to, double radius2, int[] found, int n) {
        int at = n;
        for (int j = from; j < to; j++) {
            double sum = 0;
            for (int a = 0; a < grid.dimension(); a++) {
                double dx = grid.wrapped(a, grid.x(a)[j] - grid.x(a)[i]);
                sum += dx * dx;
            }
            found[at] = j;
            at += sum < radius2 && j != i ? 1 : 0;
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
