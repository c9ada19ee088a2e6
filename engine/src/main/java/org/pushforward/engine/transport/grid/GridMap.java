package org.pushforward.engine.transport.grid;

import org.pushforward.engine.api.StepContext;

/**
 * The map T(x) = x − ∇ψ(x) of a potential on the centers of n × n cells of the unit square, and what it makes of a density. Displacements stand
 * at the corners of the cells, between four centers (second order), beyond the outer centers as at the nearest corner inside. Immutable.
 *
 * @param x and {@code y}: displacements at the (n+1)² corners, index i(n+1) + j
 */
record GridMap(int n, double[] psi, double[] x, double[] y) {

    /** A cell that is torn apart, by more than so many cells and this part of the square, goes to its own side as a whole. */
    private static final double TORN_CELLS = 4;
    private static final double TORN = 0.08;
    private static final int FINEST = 64;

    static GridMap of(double[] psi, int n) {
        int m = n + 1;
        double[] x = new double[m * m];
        double[] y = new double[m * m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                int a = Math.clamp(i, 1, n - 1);
                int b = Math.clamp(j, 1, n - 1);
                double sw = psi[(a - 1) * n + b - 1];
                double nw = psi[(a - 1) * n + b];
                double se = psi[a * n + b - 1];
                double ne = psi[a * n + b];
                x[i * m + j] = Math.clamp(-0.5 * n * (ne - nw + se - sw), -(double) i / n, 1 - (double) i / n);
                y[i * m + j] = Math.clamp(-0.5 * n * (ne - se + nw - sw), -(double) j / n, 1 - (double) j / n);
            }
        }
        return new GridMap(n, psi, x, y);
    }

    /** Corners of cell k: south-west, south-east, north-west, north-east. */
    private int[] corners(int k) {
        int a = k / n * (n + 1) + k % n;
        return new int[] {a, a + n + 1, a + 1, a + n + 2};
    }

    private boolean isTorn(int[] c) {
        double most = Math.max(span(x, c), span(y, c));
        return most > TORN_CELLS / n && most > TORN;
    }

    /** Displacement of the middle of cell k along x. */
    double middleX(int k) {
        int[] c = corners(k);
        return isTorn(c) ? own(k, k / n, n) : at(x, c, 0.5, 0.5);
    }

    double middleY(int k) {
        int[] c = corners(k);
        return isTorn(c) ? own(k, k % n, 1) : at(y, c, 0.5, 0.5);
    }

    /** Σ ½|T(x) − x|² μ(x). */
    double cost(double[] masses) {
        double sum = 0;
        for (int k = 0; k < n * n; k++) {
            if (masses[k] > 0) {
                double dx = middleX(k);
                double dy = middleY(k);
                sum += 0.5 * masses[k] * (dx * dx + dy * dy);
            }
        }
        return sum;
    }

    /**
     * Masses moved by a part of the way. Each cell is cut into as many pieces as it is stretched, and each piece shared among the four nearest
     * centers.
     */
    double[] push(double[] masses, double part, StepContext context) {
        return push(masses, part, 1, context);
    }

    /** @param least pieces of a cell along each axis; more are smoother to look at, and blur what does not move */
    double[] push(double[] masses, double part, int least, StepContext context) {
        double[] out = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            if (k % 4096 == 0) {
                context.cancel().throwIfCancelled();
            }
            if (masses[k] > 0) {
                push(k, masses[k], part, least, out);
            }
        }
        return out;
    }

    private void push(int k, double mass, double part, int least, double[] out) {
        int i = k / n;
        int j = k % n;
        int[] c = corners(k);
        if (isTorn(c)) {
            drop(i + part * n * middleX(k), j + part * n * middleY(k), mass, out);
            return;
        }
        double most = Math.max(span(x, c), span(y, c)) * n;
        int pieces = Math.clamp((int) Math.ceil(part * most + 0.5), least, FINEST);
        double share = mass / ((double) pieces * pieces);
        for (int p = 0; p < pieces; p++) {
            double s = (p + 0.5) / pieces;
            for (int q = 0; q < pieces; q++) {
                double t = (q + 0.5) / pieces;
                drop((i + s) - 0.5 + part * n * at(x, c, s, t), (j + t) - 0.5 + part * n * at(y, c, s, t), share, out);
            }
        }
    }

    /** Displacement by the one-sided difference on the smoother side, at place i of an axis. */
    private double own(int k, int i, int stride) {
        double before = i > 0 ? psi[k] - psi[k - stride] : psi[k + stride] - psi[k];
        double after = i + 1 < n ? psi[k + stride] - psi[k] : before;
        double bendBefore = i > 1 ? Math.abs(before - (psi[k - stride] - psi[k - 2 * stride])) : Double.POSITIVE_INFINITY;
        double bendAfter = i + 2 < n ? Math.abs(psi[k + 2 * stride] - psi[k + stride] - after) : Double.POSITIVE_INFINITY;
        return -n * (bendBefore <= bendAfter ? before : after);
    }

    private static double at(double[] d, int[] c, double s, double t) {
        return (1 - s) * ((1 - t) * d[c[0]] + t * d[c[2]]) + s * ((1 - t) * d[c[1]] + t * d[c[3]]);
    }

    private static double span(double[] d, int[] c) {
        double low = Math.min(Math.min(d[c[0]], d[c[1]]), Math.min(d[c[2]], d[c[3]]));
        double high = Math.max(Math.max(d[c[0]], d[c[1]]), Math.max(d[c[2]], d[c[3]]));
        return high - low;
    }

    private void drop(double gx, double gy, double mass, double[] out) {
        double px = Math.clamp(gx, 0, n - 1.0);
        double py = Math.clamp(gy, 0, n - 1.0);
        int i = Math.min(n - 2, (int) px);
        int j = Math.min(n - 2, (int) py);
        double s = px - i;
        double t = py - j;
        int at = i * n + j;
        out[at] += (1 - s) * (1 - t) * mass;
        out[at + 1] += (1 - s) * t * mass;
        out[at + n] += s * (1 - t) * mass;
        out[at + n + 1] += s * t * mass;
    }
}
