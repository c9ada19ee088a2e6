package org.pushforward.engine.geometry;

import java.util.Arrays;

/**
 * Points of 1, 2 or 3 dimensions sorted into the cells of a box, by counting; points of a cell keep their order. What is near a point lies
 * in the cells about its own, which in the sorted order are a few contiguous rows. O(points + cells). Immutable and thread-safe.
 *
 * <p>A box with a period p along an axis is [0, p) there, and the distance along it is that to the nearest image; otherwise it is as large as
 * the points need. Cells are at least as wide as asked, and wider where the points are so few that most cells would be empty.
 */
public final class CellGrid {

    private static final int CELLS_PER_POINT = 8;

    private final double[][] sorted;
    private final int[] order;
    private final int[] starts;
    private final int[] cells;
    private final double[] lower;
    private final double[] width;
    private final double[] period;
    /** Half of the periods; infinite where there is none, so that nothing is wrapped. */
    private final double[] half;

    private CellGrid(double[][] x, int n, double[] period, double least) {
        int d = x.length;
        this.period = period;
        half = Arrays.stream(period).map(p -> p > 0 ? p / 2 : Double.POSITIVE_INFINITY).toArray();
        lower = new double[d];
        width = new double[d];
        cells = new int[d];
        size(x, n, least);
        int[] cellOf = new int[n];
        starts = new int[Math.toIntExact(Arrays.stream(cells).asLongStream().reduce(1, (a, b) -> a * b)) + 1];
        for (int i = 0; i < n; i++) {
            int cell = 0;
            for (int a = d - 1; a >= 0; a--) {
                cell = cell * cells[a] + cell(a, x[a][i]);
            }
            cellOf[i] = cell;
            starts[cell + 1]++;
        }
        for (int c = 1; c < starts.length; c++) {
            starts[c] += starts[c - 1];
        }
        order = new int[n];
        int[] next = starts.clone();
        for (int i = 0; i < n; i++) {
            order[next[cellOf[i]]++] = i;
        }
        sorted = new double[d][];
        for (int a = 0; a < d; a++) {
            sorted[a] = gather(x[a]);
            for (int k = 0; period[a] > 0 && k < n; k++) {
                sorted[a][k] -= period[a] * Math.floor(sorted[a][k] / period[a]);
            }
        }
    }

    /**
     * @param x coordinates, an array an axis; all finite
     * @param n points
     * @param period lengths of the box, 0 along an axis where it does not repeat
     * @param width of a cell &gt; 0: the distance within which neighbors are looked for; at most half of a period
     */
    public static CellGrid of(double[][] x, int n, double[] period, double width) {
        for (double p : period) {
            if (p > 0 && width > p / 2) {
                throw new IllegalArgumentException("neighbors within " + width + " in a box that repeats after " + p);
            }
        }
        return new CellGrid(x, n, period, width);
    }

    private void size(double[][] x, int n, double least) {
        double most = Math.max(64, (double) CELLS_PER_POINT * n);
        double[] extent = new double[x.length];
        for (int a = 0; a < x.length; a++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                low = Math.min(low, x[a][i]);
                high = Math.max(high, x[a][i]);
            }
            lower[a] = period[a] > 0 || n == 0 ? 0 : low;
            extent[a] = period[a] > 0 ? period[a] : n == 0 ? 0 : high - low;
        }
        double side = least;
        while (total(extent, side) > most) {
            side *= 1.5;
        }
        for (int a = 0; a < x.length; a++) {
            cells[a] = (int) Math.max(1, Math.floor(extent[a] / side));
            width[a] = Math.max(extent[a] / cells[a], Double.MIN_NORMAL);
        }
    }

    private static double total(double[] extent, double side) {
        return Arrays.stream(extent).map(e -> Math.max(1, Math.floor(e / side))).reduce(1, (a, b) -> a * b);
    }

    /** The cell along an axis; a coordinate outside a box that repeats is that of its image. */
    int cell(int axis, double x) {
        double t = (x - lower[axis]) / width[axis];
        int c = (int) Math.floor(t);
        return period[axis] > 0 ? Math.floorMod(c, cells[axis]) : Math.clamp(c, 0, cells[axis] - 1);
    }

    /** Points. */
    public int size() {
        return order.length;
    }

    public int dimension() {
        return cells.length;
    }

    /** The number of the point that is k-th in the sorted order. */
    public int[] order() {
        return order;
    }

    /** Coordinates along an axis in the sorted order; within the box where it repeats. */
    public double[] x(int axis) {
        return sorted[axis];
    }

    public double period(int axis) {
        return period[axis];
    }

    /** Whether the box repeats along any axis. */
    boolean repeats() {
        return Arrays.stream(period).anyMatch(p -> p > 0);
    }

    /** Values of the points in the sorted order. */
    public double[] gather(double[] values) {
        double[] to = new double[order.length];
        for (int k = 0; k < to.length; k++) {
            to[k] = values[order[k]];
        }
        return to;
    }

    /** Values in the sorted order, back in that of the points. */
    public void scatter(double[] values, double[] to) {
        for (int k = 0; k < order.length; k++) {
            to[order[k]] = values[k];
        }
    }

    /** The displacement between two of {@link #x} along an axis, or that of the nearest image. */
    public double wrapped(int axis, double displacement) {
        double h = half[axis];
        return displacement > h ? displacement - period[axis] : displacement < -h ? displacement + period[axis] : displacement;
    }

    /**
     * The rows about a place: ranges [from, to) of the sorted order, written to {@code rows} as pairs. Every cell within one cell of that of
     * the place is in exactly one of them.
     *
     * @param rows room for 4·3^(d−1) numbers
     * @return how many numbers were written
     */
    int rows(int cx, int cy, int cz, int[] rows) {
        int d = cells.length;
        int ny = d > 1 ? cells[1] : 1;
        int n = 0;
        for (int z = d > 2 ? first(2, cz) : 0, lastZ = d > 2 ? last(2, cz) : 0; z <= lastZ; z++) {
            int wz = d > 2 ? Math.floorMod(z, cells[2]) : 0;
            for (int y = d > 1 ? first(1, cy) : 0, lastY = d > 1 ? last(1, cy) : 0; y <= lastY; y++) {
                int wy = d > 1 ? Math.floorMod(y, cells[1]) : 0;
                int row = (wz * ny + wy) * cells[0];
                int x0 = first(0, cx);
                int x1 = last(0, cx);
                if (x0 < 0) {
                    n = range(row + x0 + cells[0], row + cells[0], n, rows);
                }
                n = range(row + Math.max(x0, 0), row + Math.min(x1 + 1, cells[0]), n, rows);
                if (x1 >= cells[0]) {
                    n = range(row, row + x1 + 1 - cells[0], n, rows);
                }
            }
        }
        return n;
    }

    private int range(int from, int to, int n, int[] rows) {
        rows[n] = starts[from];
        rows[n + 1] = starts[to];
        return n + 2;
    }

    /** With fewer than three cells along a period each is met once. */
    private int first(int axis, int c) {
        return period[axis] > 0 ? cells[axis] < 3 ? 0 : c - 1 : Math.max(0, c - 1);
    }

    private int last(int axis, int c) {
        return period[axis] > 0 ? cells[axis] < 3 ? cells[axis] - 1 : c + 1 : Math.min(cells[axis] - 1, c + 1);
    }
}
