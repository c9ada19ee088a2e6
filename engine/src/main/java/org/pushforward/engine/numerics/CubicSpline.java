package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The cubic spline through n ≥ 2 points with the not-a-knot condition: twice continuously differentiable, and the third derivative does not
 * jump at the second and the last but one knot (de Boor 1978, "A Practical Guide to Splines", ch. IV). Of two points the line, of three the
 * parabola, of four the cubic. Error of order 4 in the spacing. The system is solved densely: for tens of knots.
 */
public final class CubicSpline {

    private final double[] x;
    private final double[] y;
    /** Slopes at the knots. */
    private final double[] s;

    /** @param x strictly increasing */
    public CubicSpline(double[] x, double[] y) {
        int n = x.length;
        if (n < 2 || y.length != n) {
            throw new IllegalArgumentException("a spline needs two points or more, got " + n + " places and " + y.length + " values");
        }
        this.x = x.clone();
        this.y = y.clone();
        double[] h = new double[n - 1];
        double[] d = new double[n - 1];
        for (int k = 0; k < n - 1; k++) {
            h[k] = x[k + 1] - x[k];
            d[k] = (y[k + 1] - y[k]) / h[k];
        }
        s = n == 2 ? new double[] {d[0], d[0]} : n == 3 ? parabola(h, d) : slopes(h, d);
    }

    private static double[] parabola(double[] h, double[] d) {
        double c = (d[1] - d[0]) / (h[0] + h[1]);
        return new double[] {d[0] - c * h[0], d[0] + c * h[0], d[1] + c * h[1]};
    }

    private static double[] slopes(double[] h, double[] d) {
        int n = h.length + 1;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        DMatrixRMaj b = new DMatrixRMaj(n, 1);
        end(a, b, 0, h[0], h[1], d[0], d[1]);
        end(a, b, n - 1, h[n - 2], h[n - 3], d[n - 2], d[n - 3]);
        for (int k = 1; k < n - 1; k++) {
            a.set(k, k - 1, h[k]);
            a.set(k, k, 2 * (h[k - 1] + h[k]));
            a.set(k, k + 1, h[k - 1]);
            b.set(k, 0, 3 * (h[k] * d[k - 1] + h[k - 1] * d[k]));
        }
        DMatrixRMaj slopes = new DMatrixRMaj(n, 1);
        CommonOps_DDRM.solve(a, b, slopes);
        return slopes.data;
    }

    /** Not a knot: h₁ s₀ + (h₀ + h₁) s₁ = ((h₀ + 2 (h₀ + h₁)) h₁ d₀ + h₀² d₁) / (h₀ + h₁), and its mirror image. */
    private static void end(DMatrixRMaj a, DMatrixRMaj b, int row, double h0, double h1, double d0, double d1) {
        a.set(row, row, h1);
        a.set(row, row == 0 ? 1 : row - 1, h0 + h1);
        b.set(row, 0, ((h0 + 2 * (h0 + h1)) * h1 * d0 + h0 * h0 * d1) / (h0 + h1));
    }

    /** The value at t; outside the knots the nearest piece goes on. */
    public double at(double t) {
        int found = Arrays.binarySearch(x, t);
        int k = Math.clamp(found < 0 ? -found - 2 : found, 0, x.length - 2);
        double h = x[k + 1] - x[k];
        double u = (t - x[k]) / h;
        double v = 1 - u;
        return v * v * (1 + 2 * u) * y[k] + u * u * (1 + 2 * v) * y[k + 1] + h * u * v * (v * s[k] - u * s[k + 1]);
    }
}
