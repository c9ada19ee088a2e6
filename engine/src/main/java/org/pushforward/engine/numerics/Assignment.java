package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;

/**
 * The assignment of n rows to n columns with the least total cost, by shortest augmenting paths with potentials (Jonker & Volgenant
 * 1987, "A shortest augmenting path algorithm for dense and sparse linear assignment problems"). Exact, O(n³) time, O(n) memory beside
 * the costs. Stateless.
 */
public final class Assignment {

    /** The matrix of costs takes half a gigabyte then, and an assignment minutes. */
    public static final int MOST = 8192;
    private static final int NONE = -1;

    private final double[] cost;
    private final int n;
    private final double[] rowPrice;
    private final double[] columnPrice;
    private final int[] rowOf;
    private final int[] before;
    private final double[] distance;
    private final boolean[] settled;

    private Assignment(double[] cost, int n) {
        this.cost = cost;
        this.n = n;
        rowPrice = new double[n];
        columnPrice = new double[n];
        rowOf = new int[n];
        before = new int[n];
        distance = new double[n];
        settled = new boolean[n];
        Arrays.fill(rowOf, NONE);
    }

    /** Throws where points can be matched, but nobody would wait for it. @param name of the parameter that is too large */
    public static void requireFeasible(String name, int n) {
        if (n > MOST) {
            throw new InputException(name + ": " + n + " points of either set are too many to be matched with each other; at most " + MOST,
                    "take fewer, or independent pairs");
        }
    }

    /** The row of y for every row of x that make Σ|x − y|² least; both are n × d row-major. O(n²d) beside the assignment. */
    public static int[] nearest(double[] x, double[] y, int d, CancelToken cancel) {
        int n = x.length / d;
        double[] cost = new double[n * n];
        for (int p = 0; p < n; p++) {
            cancel.throwIfCancelled();
            for (int q = 0; q < n; q++) {
                for (int i = 0; i < d; i++) {
                    double away = x[p * d + i] - y[q * d + i];
                    cost[p * n + q] += away * away;
                }
            }
        }
        return cheapest(cost, n, cancel);
    }

    /** @return the column of every row; {@code cost} is n × n row-major and finite */
    public static int[] cheapest(double[] cost, int n, CancelToken cancel) {
        Assignment a = new Assignment(cost, n);
        for (int row = 0; row < n; row++) {
            cancel.throwIfCancelled();
            a.augment(row);
        }
        int[] columnOf = new int[n];
        for (int j = 0; j < n; j++) {
            columnOf[a.rowOf[j]] = j;
        }
        return columnOf;
    }

    /** Dijkstra's search over reduced costs from a free row to the nearest free column; then the path is turned over. */
    private void augment(int start) {
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        Arrays.fill(settled, false);
        int row = start;
        int last = NONE;
        double done = 0;
        int column = NONE;
        do {
            column = nearest(row, last, done);
            done = distance[column];
            settled[column] = true;
            last = column;
            row = rowOf[column];
        } while (row != NONE);
        rowPrice[start] += done;
        for (int j = 0; j < n; j++) {
            if (settled[j] && j != column) {
                rowPrice[rowOf[j]] += done - distance[j];
                columnPrice[j] -= done - distance[j];
            }
        }
        for (int j = column; j != NONE; j = before[j]) {
            rowOf[j] = before[j] == NONE ? start : rowOf[before[j]];
        }
    }

    /** Relaxes the edges of a row, which was reached at {@code done} through column {@code from}; the nearest column not settled yet. */
    private int nearest(int row, int from, double done) {
        int best = NONE;
        for (int j = 0; j < n; j++) {
            if (!settled[j]) {
                double d = done + cost[row * n + j] - rowPrice[row] - columnPrice[j];
                if (d < distance[j]) {
                    distance[j] = d;
                    before[j] = from;
                }
                if (best == NONE || distance[j] < distance[best]) {
                    best = j;
                }
            }
        }
        return best;
    }
}
