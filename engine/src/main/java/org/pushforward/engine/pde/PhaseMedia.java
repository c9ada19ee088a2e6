package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.SparseSystem;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.Philox;

/**
 * Media of two phases on n × n cells of the unit square, 1 and a contrast by where a smooth random field is above a quantile, and −∇·(a ∇u) = {@value #SOURCE} in
 * them with u = 0 on the edge: by linear elements on cells halved along a diagonal, (n + 1)² nodes, index i (n + 1) + j with x along i. Of right triangles no entry
 * goes along the diagonal, so it is the scheme of five points with the mean of the cells beside an edge. Immutable.
 *
 * @param n cells a side
 */
record PhaseMedia(int n) {

    static final double SOURCE = 10;
    private static final int MODES = 3;
    private static final GaussianField FIELD = GaussianField.squaredExponential(2, MODES, 1, 0.25);
    /** Pieces of a triangle's side in quadratures. */
    private static final int PIECES = 8;

    /** 0 and 1 in the cells: phases of the medium of that number, of which this share is 1. */
    double[] phases(Philox random, int number, double share) {
        double[] f = FIELD.sample(random, number, n);
        double[] order = f.clone();
        Arrays.sort(order);
        double cut = order[Math.clamp((int) Math.round((1 - share) * f.length), 0, f.length - 1)];
        return Arrays.stream(f).map(v -> v >= cut ? 1 : 0).toArray();
    }

    /** Conductivities of phases. */
    static double[] conductivity(double[] phases, double contrast) {
        return Arrays.stream(phases).map(v -> 1 + (contrast - 1) * v).toArray();
    }

    int nodes() {
        return (n + 1) * (n + 1);
    }

    private double edge(double[] a, int i, int j, boolean isAlongX) {
        int k = i * n + j;
        return 0.5 * (a[k] + (isAlongX ? a[k - 1] : a[k - n]));
    }

    /** u at the nodes. */
    double[] solve(double[] a) {
        int m = n - 1;
        SparseSystem.Symmetric matrix = SparseSystem.ofGrid(m, 1).symmetric();
        for (int i = 1; i < n; i++) {
            for (int j = 1; j < n; j++) {
                int k = (i - 1) * m + j - 1;
                double east = edge(a, i, j, true);
                double north = edge(a, i, j, false);
                matrix.add(k, k, edge(a, i - 1, j, true) + east + edge(a, i, j - 1, false) + north);
                if (i + 1 < n) {
                    matrix.add(k, k + m, -east);
                }
                if (j + 1 < n) {
                    matrix.add(k, k + 1, -north);
                }
            }
        }
        double[] f = new double[m * m];
        Arrays.fill(f, SOURCE / n / n);
        double[] inner = matrix.factored().solve(f);
        double[] u = new double[nodes()];
        for (int k = 0; k < m * m; k++) {
            u[(k / m + 1) * (n + 1) + k % m + 1] = inner[k];
        }
        return u;
    }

    /**
     * K(a) u − F at the inner nodes, batch × (n − 1)².
     *
     * @param a batch × n × n
     * @param u batch × (n + 1) × (n + 1), 0 on the edge
     */
    Value residual(Value a, Value u) {
        Value alongX = a.slice(2, 0, n - 1).plus(a.slice(2, 1, n)).times(0.5).times(u.slice(1, 1, n + 1).minus(u.slice(1, 0, n)).slice(2, 1, n));
        Value alongY = a.slice(1, 0, n - 1).plus(a.slice(1, 1, n)).times(0.5).times(u.slice(2, 1, n + 1).minus(u.slice(2, 0, n)).slice(1, 1, n));
        Value out = alongX.slice(1, 0, n - 1).minus(alongX.slice(1, 1, n)).plus(alongY.slice(2, 0, n - 1)).minus(alongY.slice(2, 1, n));
        return out.minus(SOURCE / n / n).reshape(a.size(0), (n - 1) * (n - 1));
    }

    /** Wendland's function (1 − r)⁴(1 + 4r) of the distance over a radius (Wendland 1995, doi:10.1007/BF02123482). */
    static double wendland(double distance, double radius) {
        double r = distance / radius;
        return r < 1 ? Math.pow(1 - r, 4) * (1 + 4 * r) : 0;
    }

    /** Test functions at the inner nodes, one a row: Wendland's about places, x, y and radius each. */
    double[] tests(double[] places) {
        int m = n - 1;
        double[] w = new double[places.length / 3 * m * m];
        for (int t = 0; t < places.length / 3; t++) {
            for (int k = 0; k < m * m; k++) {
                w[t * m * m + k] = wendland(Math.hypot((k / m + 1.0) / n - places[3 * t], (k % m + 1.0) / n - places[3 * t + 1]), places[3 * t + 2]);
            }
        }
        return w;
    }

    /**
     * ∫ a ∇u·∇w − f w of nodal values u on the triangles, with a and w themselves, by the middles of small triangles.
     *
     * @param a of x and y
     */
    double weak(DoubleBinaryOperator a, double[] u, double x0, double y0, double radius) {
        double sum = 0;
        double h = 1.0 / n;
        for (int c = 0; c < n * n; c++) {
            int k = c / n * (n + 1) + c % n;
            for (int q = 0; q < PIECES * PIECES; q++) {
                double s = (q / PIECES + 0.5) / PIECES;
                double t = (q % PIECES + 0.5) / PIECES;
                double x = (c / n + s) * h;
                double y = (c % n + t) * h;
                double r = Math.hypot(x - x0, y - y0) / radius;
                if (r >= 1) {
                    continue;
                }
                // Below the diagonal from (0, 0) to (1, 1) of a cell: corners (0, 0), (1, 0), (1, 1); on it both halves.
                double below = s > t ? 1 : s == t ? 0.5 : 0;
                double ux = (below * (u[k + n + 1] - u[k]) + (1 - below) * (u[k + n + 2] - u[k + 1])) / h;
                double uy = (below * (u[k + n + 2] - u[k + n + 1]) + (1 - below) * (u[k + 1] - u[k])) / h;
                double slope = -20 * Math.pow(1 - r, 3) / (radius * radius);
                double flux = a.applyAsDouble(x, y) * slope * (ux * (x - x0) + uy * (y - y0));
                sum += (flux - SOURCE * wendland(r, 1)) * h * h / PIECES / PIECES;
            }
        }
        return sum;
    }

    /** The order in which weak residuals of solutions fall with the width of cells, in a smooth medium, from 16 to 32 cells. */
    static double weakOrder() {
        DoubleBinaryOperator a = (x, y) -> 2 + Math.sin(2 * Math.PI * x) * Math.cos(Math.PI * y);
        double[] rms = new double[2];
        for (int k = 0; k < 2; k++) {
            PhaseMedia m = new PhaseMedia(16 << k);
            double[] cells = IntStream.range(0, m.n * m.n).mapToDouble(c -> a.applyAsDouble((c / m.n + 0.5) / m.n, (c % m.n + 0.5) / m.n)).toArray();
            double[] u = m.solve(cells);
            for (double x0 : new double[] {0.41, 0.5, 0.63}) {
                for (double y0 : new double[] {0.37, 0.52, 0.6}) {
                    rms[k] += Math.pow(m.weak(a, u, x0, y0, 0.35), 2);
                }
            }
        }
        return 0.5 * Math.log(rms[0] / rms[1]) / Math.log(2);
    }
}
