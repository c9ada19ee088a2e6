package org.pushforward.engine.geometry;

import org.pushforward.engine.numerics.CubicSplineField;

/** exp of a cubic spline: a density that stays positive, with the exact gradient of its logarithm. */
public record LogSplineDensity(CubicSplineField log) implements MonitorFunction {

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        log.values(x, y, m, from, to);
        for (int k = from; k < to; k++) {
            m[k] = Math.exp(m[k]);
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        log.valuesAndGradients(x, y, m, gx, gy, from, to);
        for (int k = from; k < to; k++) {
            m[k] = Math.exp(m[k]);
        }
    }
}
