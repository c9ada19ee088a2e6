package org.pushforward.engine.sph;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Workers;

/**
 * Particles of the unit square that repeats, each with a reach of its own: whom it reaches, and by whom alone it is reached. The cells are as wide as
 * particles are apart in the mean and a wide reach looks through more of them, since a blast leaves a few particles in the middle that reach ten times
 * as far as the others. The same lists, in the same order, whatever the number of threads. O(particles · neighbors). Used by one thread at a time.
 */
final class PlaneGasNeighbors {

    /** Particles of a block, which share a list. */
    static final int BLOCK = 128;
    /** No particle may see another and its image. */
    static final double FARTHEST = 0.5;
    private static final double PARTICLES_PER_CELL = 3;

    private final double[] x;
    private final double[] y;
    private final int side;
    private final int[] starts;
    private final int[] sorted;
    private final int[][] reached;
    private final int[] from;
    private final int[] to;
    private int[] others = {};
    private int[] othersFrom = {0};

    /** Of one thread: the particles about one, and how far they are. */
    static final class Around {
        private int[] who = new int[128];
        private double[] r = new double[128];
        private int n;
        private int[] list = new int[BLOCK * 24];
        private int listed;

        int size() {
            return n;
        }

        int who(int k) {
            return who[k];
        }

        double distance(int k) {
            return r[k];
        }
    }

    /** @param x places in [0, 1) */
    PlaneGasNeighbors(double[] x, double[] y) {
        this.x = x;
        this.y = y;
        int n = x.length;
        side = Math.max(1, (int) Math.sqrt(n / PARTICLES_PER_CELL));
        starts = new int[side * side + 1];
        sorted = new int[n];
        int[] cellOf = new int[n];
        for (int i = 0; i < n; i++) {
            cellOf[i] = cell(x[i]) * side + cell(y[i]);
            starts[cellOf[i] + 1]++;
        }
        for (int c = 1; c < starts.length; c++) {
            starts[c] += starts[c - 1];
        }
        int[] next = starts.clone();
        for (int i = 0; i < n; i++) {
            sorted[next[cellOf[i]]++] = i;
        }
        reached = new int[(n + BLOCK - 1) / BLOCK][];
        from = new int[n];
        to = new int[n];
    }

    private int cell(double at) {
        return Math.min(side - 1, (int) (at * side));
    }

    /** To the nearest image. */
    static double wrapped(double d) {
        return d > 0.5 ? d - 1 : d < -0.5 ? d + 1 : d;
    }

    /** All within a distance of at most {@value #FARTHEST}, particle i among them. */
    void collect(int i, double reach, Around a) {
        a.n = 0;
        int x0 = (int) Math.floor((x[i] - reach) * side);
        int y0 = (int) Math.floor((y[i] - reach) * side);
        int x1 = Math.min((int) Math.floor((x[i] + reach) * side), x0 + side - 1);
        int y1 = Math.min((int) Math.floor((y[i] + reach) * side), y0 + side - 1);
        for (int cx = x0; cx <= x1; cx++) {
            int column = Math.floorMod(cx, side) * side;
            for (int cy = y0; cy <= y1; cy++) {
                int c = column + Math.floorMod(cy, side);
                for (int k = starts[c]; k < starts[c + 1]; k++) {
                    int j = sorted[k];
                    double dx = wrapped(x[j] - x[i]);
                    double dy = wrapped(y[j] - y[i]);
                    double r2 = dx * dx + dy * dy;
                    if (r2 < reach * reach) {
                        if (a.n == a.who.length) {
                            a.who = Arrays.copyOf(a.who, 2 * a.n);
                            a.r = Arrays.copyOf(a.r, 2 * a.n);
                        }
                        a.who[a.n] = j;
                        a.r[a.n++] = Math.sqrt(r2);
                    }
                }
            }
        }
    }

    /** Of those collected, the others within a reach become the list of particle i; particles of a block come in order. */
    private void list(int i, double reach, Around a) {
        if (a.listed + a.n > a.list.length) {
            a.list = Arrays.copyOf(a.list, Math.max(2 * a.list.length, a.listed + a.n));
        }
        from[i] = a.listed;
        for (int k = 0; k < a.n; k++) {
            if (a.r[k] < reach && a.who[k] != i) {
                a.list[a.listed++] = a.who[k];
            }
        }
        to[i] = a.listed;
    }

    /** Settles on the reach of a particle, with what was collected about it; all within this reach are in {@code around} when it returns. */
    interface Settle {
        double reach(int i, Around around);
    }

    /** Lists whom every particle reaches. */
    void fill(Settle settle, Workers workers, CancelToken cancel) {
        workers.forEach(reached.length, b -> {
            cancel.throwIfCancelled();
            Around a = new Around();
            for (int i = b * BLOCK; i < Math.min(x.length, (b + 1) * BLOCK); i++) {
                list(i, settle.reach(i, a), a);
            }
            reached[b] = a.list;
        });
    }

    /** Lists by whom alone every particle is reached. */
    void turn(double[] reach) {
        int n = x.length;
        int[] count = new int[n + 1];
        int[] pairs = new int[256];
        int found = 0;
        for (int i = 0; i < n; i++) {
            for (int k = from[i]; k < to[i]; k++) {
                int j = reached[i / BLOCK][k];
                if (reach[j] < reach[i] && distance(i, j) >= reach[j]) {
                    if (found + 2 > pairs.length) {
                        pairs = Arrays.copyOf(pairs, 2 * pairs.length);
                    }
                    pairs[found++] = i;
                    pairs[found++] = j;
                    count[j + 1]++;
                }
            }
        }
        for (int j = 0; j < n; j++) {
            count[j + 1] += count[j];
        }
        othersFrom = count.clone();
        others = new int[found / 2];
        for (int k = 0; k < found; k += 2) {
            others[count[pairs[k + 1]]++] = pairs[k];
        }
    }

    private double distance(int i, int j) {
        double dx = wrapped(x[j] - x[i]);
        double dy = wrapped(y[j] - y[i]);
        return Math.sqrt(dx * dx + dy * dy);
    }

    /** What is done with a neighbor, seen from a particle. */
    interface Met {
        void at(int j, double dx, double dy, double r);
    }

    /** Whom a particle reaches, then by whom alone it is reached. */
    void meet(int i, Met met) {
        int[] list = reached[i / BLOCK];
        for (int k = from[i]; k < to[i]; k++) {
            meet(i, list[k], met);
        }
        for (int k = othersFrom[i]; k < othersFrom[i + 1]; k++) {
            meet(i, others[k], met);
        }
    }

    private void meet(int i, int j, Met met) {
        double dx = wrapped(x[j] - x[i]);
        double dy = wrapped(y[j] - y[i]);
        met.at(j, dx, dy, Math.sqrt(dx * dx + dy * dy));
    }
}
