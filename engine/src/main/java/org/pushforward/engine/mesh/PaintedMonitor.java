package org.pushforward.engine.mesh;

import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.numerics.CubicSplineField;

/**
 * m·exp(p) with a painted field p: stays positive, and ∇log m and ∇p add up.
 *
 * @param base m
 * @param paint p
 */
record PaintedMonitor(MonitorFunction base, CubicSplineField paint) implements MonitorFunction {

    /** Points handled together, in arrays small enough for the stack of a thread. */
    private static final int BATCH = 256;

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        double[] p = new double[BATCH];
        double[] px = new double[BATCH];
        double[] py = new double[BATCH];
        for (int start = from; start < to; start += BATCH) {
            int count = Math.min(BATCH, to - start);
            System.arraycopy(x, start, px, 0, count);
            System.arraycopy(y, start, py, 0, count);
            paint.values(px, py, p, 0, count);
            base.density(x, y, m, start, start + count);
            for (int k = 0; k < count; k++) {
                m[start + k] *= Math.exp(p[k]);
            }
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        double[] p = new double[BATCH];
        double[] px = new double[BATCH];
        double[] py = new double[BATCH];
        for (int start = from; start < to; start += BATCH) {
            int count = Math.min(BATCH, to - start);
            System.arraycopy(x, start, px, 0, count);
            System.arraycopy(y, start, py, 0, count);
            paint.valuesAndGradients(px, py, p, px, py, 0, count);
            base.densityAndGradient(x, y, m, gx, gy, start, start + count);
            for (int k = 0; k < count; k++) {
                m[start + k] *= Math.exp(p[k]);
                gx[start + k] += px[k];
                gy[start + k] += py[k];
            }
        }
    }
}
