package org.pushforward.engine.numerics;

import org.pushforward.engine.api.Rect;

/**
 * A twice continuously differentiable field on a rectangle: the tensor-product cubic B-spline whose coefficients are cell values
 * (de Boor 1978, chapter IX).
 *
 * <p>With coefficients taken as they are the spline stays within the range of the values (a positive field stays positive, no
 * overshoot at edges), reproduces linear functions, and is second-order accurate: it equals the field blurred by 1/√3 cell. Cells
 * nx × ny, index i·ny + j, mirrored at the sides, so the normal derivative vanishes there; points outside the rectangle are taken to
 * the nearest side. O(16) per point. The array is not copied and must not be written. Immutable and thread-safe.
 */
public final class CubicSplineField {

    private static final int PAD = 4;

    private final Rect domain;
    private final int nx;
    private final int ny;
    private final double[] padded;

    public CubicSplineField(Rect domain, int nx, int ny, double[] values) {
        this.domain = domain;
        this.nx = nx;
        this.ny = ny;
        padded = new double[(nx + PAD) * (ny + PAD)];
        for (int i = 0; i < nx + PAD; i++) {
            for (int j = 0; j < ny + PAD; j++) {
                padded[i * (ny + PAD) + j] = values[GaussianBlur.mirror(i - 2, nx) * ny + GaussianBlur.mirror(j - 2, ny)];
            }
        }
    }

    /** v[k] = value at (x[k], y[k]) for k from {@code from} to {@code to} − 1; {@code v} may be {@code x} or {@code y}. */
    public void values(double[] x, double[] y, double[] v, int from, int to) {
        double sx = nx / domain.width();
        double sy = ny / domain.height();
        int row = ny + PAD;
        for (int k = from; k < to; k++) {
            double px = cell(x[k] - domain.x0(), sx, nx);
            double py = cell(y[k] - domain.y0(), sy, ny);
            int i = (int) px;
            int j = (int) py;
            double t = px - i;
            double s = py - j;
            int at = i * row + j;
            v[k] = spline(t, along(padded, at, s), along(padded, at + row, s), along(padded, at + 2 * row, s),
                    along(padded, at + 3 * row, s));
        }
    }

    /** Value and gradient at (x[k], y[k]); {@code gx} may be {@code x} and {@code gy} may be {@code y}. */
    public void valuesAndGradients(double[] x, double[] y, double[] v, double[] gx, double[] gy, int from, int to) {
        double sx = nx / domain.width();
        double sy = ny / domain.height();
        int row = ny + PAD;
        for (int k = from; k < to; k++) {
            double px = cell(x[k] - domain.x0(), sx, nx);
            double py = cell(y[k] - domain.y0(), sy, ny);
            int i = (int) px;
            int j = (int) py;
            double t = px - i;
            double s = py - j;
            int at = i * row + j;
            double a = along(padded, at, s);
            double b = along(padded, at + row, s);
            double c = along(padded, at + 2 * row, s);
            double d = along(padded, at + 3 * row, s);
            v[k] = spline(t, a, b, c, d);
            gx[k] = sx * slope(t, a, b, c, d);
            gy[k] = sy * spline(t, slopeAlong(at, s), slopeAlong(at + row, s), slopeAlong(at + 2 * row, s), slopeAlong(at + 3 * row, s));
        }
    }

    /** Position in padded cells: the spline at p uses the four coefficients from (int) p on. */
    private static double cell(double distance, double perCell, int n) {
        return Math.clamp(distance * perCell, 0, n) + 0.5;
    }

    private double slopeAlong(int at, double s) {
        return slope(s, padded[at], padded[at + 1], padded[at + 2], padded[at + 3]);
    }

    private static double along(double[] c, int at, double s) {
        return spline(s, c[at], c[at + 1], c[at + 2], c[at + 3]);
    }

    private static double spline(double t, double a, double b, double c, double d) {
        double u = 1 - t;
        return (u * u * u * a + (4 - 3 * t * t * (2 - t)) * b + (4 - 3 * u * u * (2 - u)) * c + t * t * t * d) / 6;
    }

    private static double slope(double t, double a, double b, double c, double d) {
        double u = 1 - t;
        return 0.5 * (-u * u * a + t * (3 * t - 4) * b - u * (3 * u - 4) * c + t * t * d);
    }
}
