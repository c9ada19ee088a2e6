package org.pushforward.engine.transport;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;

/**
 * The map T(x) = x − ∇ψ(x) of a potential on the centers of n × n cells of the unit square, and what it makes of a density. Displacements stand
 * at the corners of the cells, between four centers (second order), beyond the outer centers as at the nearest corner inside. Immutable.
 *
 * @param x and {@code y}: displacements at the (n+1)² corners, index i(n+1) + j
 */
record GridMap(int n, double[] x, double[] y) {

    /** A cell that is torn apart, by more than so many cells and this part of the square, does not fill the gap. */
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
        return new GridMap(n, x, y);
    }

    /** Displacement at the middle of cell i·n + j. */
    double middle(double[] corners, int cell) {
        int a = cell / n * (n + 1) + cell % n;
        return 0.25 * (corners[a] + corners[a + 1] + corners[a + n + 1] + corners[a + n + 2]);
    }

    /** Σ ½|T(x) − x|² μ(x). */
    double cost(double[] masses) {
        double sum = 0;
        for (int k = 0; k < n * n; k++) {
            if (masses[k] > 0) {
                double dx = middle(x, k);
                double dy = middle(y, k);
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
        double[] out = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            if (k % 4096 == 0) {
                context.cancel().throwIfCancelled();
            }
            if (masses[k] > 0) {
                push(k, masses[k], part, out);
            }
        }
        return out;
    }

    private void push(int k, double mass, double part, double[] out) {
        int i = k / n;
        int j = k % n;
        int a = i * (n + 1) + j;
        int[] c = {a, a + n + 1, a + 1, a + n + 2};
        double wide = span(x, c) * n;
        double high = span(y, c) * n;
        double most = Math.max(wide, high);
        boolean torn = most * part > TORN_CELLS && most > TORN * n;
        int pieces = Math.clamp((int) Math.ceil(part * most + 0.5), 1, FINEST);
        double share = mass / ((double) pieces * pieces);
        for (int p = 0; p < pieces; p++) {
            double s = (p + 0.5) / pieces;
            for (int q = 0; q < pieces; q++) {
                double t = (q + 0.5) / pieces;
                double u = torn ? s < 0.5 ? 0 : 1 : s;
                double v = torn ? t < 0.5 ? 0 : 1 : t;
                drop((i + s) - 0.5 + part * n * at(x, c, u, v), (j + t) - 0.5 + part * n * at(y, c, u, v), share, out);
            }
        }
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

    /** As a field of vectors at the middles. */
    double[] middles(double[] corners) {
        double[] m = new double[n * n];
        Arrays.setAll(m, k -> middle(corners, k));
        return m;
    }
}
