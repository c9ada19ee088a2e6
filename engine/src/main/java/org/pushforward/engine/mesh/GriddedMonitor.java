package org.pushforward.engine.mesh;

import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.numerics.CubicSplineField;
import org.pushforward.engine.numerics.GaussianBlur;

/**
 * m = 1 + α e(x) with a gridded feature e in [0, 1], twice continuously differentiable.
 *
 * @param alpha α ≥ 0
 * @param feature e
 */
record GriddedMonitor(double alpha, CubicSplineField feature) implements MonitorFunction {

    /** Pixels in which smoothing is measured, along the shorter side. */
    static final int PIXELS = 256;
    /** Below this blur, in pixels, cells of half a pixel are needed. */
    private static final double FINE = 2;

    /** Another monitor, blurred by a Gaussian of {@code sigma} pixels of 1/256 of the shorter side. */
    static MonitorFunction smoothed(MonitorFunction monitor, Rect domain, double sigma) {
        double shorter = Math.min(domain.width(), domain.height());
        int cellsPerPixel = sigma < FINE ? 2 : 1;
        int nx = (int) Math.round(cellsPerPixel * PIXELS * domain.width() / shorter);
        int ny = (int) Math.round(cellsPerPixel * PIXELS * domain.height() / shorter);
        double[] m = sample(monitor, domain, nx, ny);
        double[] blurred = GaussianBlur.blur(m, nx, ny, sigma * cellsPerPixel);
        double lowest = Double.POSITIVE_INFINITY;
        for (double v : blurred) {
            lowest = Math.min(lowest, v);
        }
        for (int k = 0; k < blurred.length; k++) {
            blurred[k] = blurred[k] / lowest - 1;
        }
        return new GriddedMonitor(1, new CubicSplineField(domain, nx, ny, blurred));
    }

    /** m at the centres of nx × ny cells. */
    static double[] sample(MonitorFunction monitor, Rect domain, int nx, int ny) {
        double[] m = new double[nx * ny];
        double[] x = new double[ny];
        double[] y = new double[ny];
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                x[j] = domain.x0() + (i + 0.5) * domain.width() / nx;
                y[j] = domain.y0() + (j + 0.5) * domain.height() / ny;
            }
            monitor.density(x, y, x, 0, ny);
            System.arraycopy(x, 0, m, i * ny, ny);
        }
        return m;
    }

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        feature.values(x, y, m, from, to);
        for (int k = from; k < to; k++) {
            m[k] = 1 + alpha * m[k];
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        feature.valuesAndGradients(x, y, m, gx, gy, from, to);
        for (int k = from; k < to; k++) {
            m[k] = 1 + alpha * m[k];
            gx[k] *= alpha / m[k];
            gy[k] *= alpha / m[k];
        }
    }
}
