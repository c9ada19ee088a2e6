package org.pushforward.engine.mesh;

import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MonitorFunction;

/**
 * m = 1 + w (|D|/c)^q where |D| is the Frobenius norm of the Hessian of a function, or the length of its gradient.
 *
 * <p>With the Hessian and q = ⅔ this is the optimal density for the L2 error of linear interpolation in the plane (Huang & Russell
 * 2011, Adaptive Moving Mesh Methods).
 *
 * @param weight w ≥ 0
 * @param reference c &gt; 0
 * @param exponent q &gt; 0
 */
record DerivativeMonitor(SampleFunction function, Norm norm, double weight, double reference, double exponent)
        implements MonitorFunction {

    /** Where |D|² underflows m is 1 and its gradient 0. */
    private static final double TINY = 1e-280;
    private static final int SAMPLES = 512;

    enum Norm { HESSIAN, GRADIENT }

    /** Mean and maximum of |D| over the unit square. */
    record Statistics(double mean, double max) { }

    /** Over the midpoints of 512 × 512 cells. */
    static Statistics statistics(SampleFunction function, Norm norm) {
        double[] jet = new double[SampleFunction.JET];
        double sum = 0;
        double max = 0;
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                function.jet((i + 0.5) / SAMPLES, (j + 0.5) / SAMPLES, jet);
                double d = Math.sqrt(squared(norm, jet));
                sum += d;
                max = Math.max(max, d);
            }
        }
        return new Statistics(sum / (SAMPLES * SAMPLES), max);
    }

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        double[] jet = new double[SampleFunction.JET];
        for (int k = from; k < to; k++) {
            function.jet(inUnit(x[k]), inUnit(y[k]), jet);
            m[k] = 1 + bump(squared(norm, jet));
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        double[] jet = new double[SampleFunction.JET];
        for (int k = from; k < to; k++) {
            function.jet(inUnit(x[k]), inUnit(y[k]), jet);
            double s = squared(norm, jet);
            double bump = bump(s);
            double factor = s < TINY ? 0 : exponent * bump / ((1 + bump) * s);
            m[k] = 1 + bump;
            gx[k] = factor * halfSlopeX(jet);
            gy[k] = factor * halfSlopeY(jet);
        }
    }

    private double bump(double squared) {
        if (squared < TINY) {
            return 0;
        }
        double ratio = Math.sqrt(squared) / reference;
        return weight * (exponent == 1 ? ratio : Math.pow(ratio, exponent));
    }

    private static double squared(Norm norm, double[] j) {
        double a = norm == Norm.HESSIAN ? j[SampleFunction.FXX] : j[SampleFunction.FX];
        double b = norm == Norm.HESSIAN ? j[SampleFunction.FXY] : 0;
        double c = norm == Norm.HESSIAN ? j[SampleFunction.FYY] : j[SampleFunction.FY];
        return a * a + 2 * b * b + c * c;
    }

    /** ½ ∂|D|²/∂x. */
    private double halfSlopeX(double[] j) {
        return norm == Norm.HESSIAN
                ? j[SampleFunction.FXX] * j[SampleFunction.FXXX] + 2 * j[SampleFunction.FXY] * j[SampleFunction.FXXY]
                        + j[SampleFunction.FYY] * j[SampleFunction.FXYY]
                : j[SampleFunction.FX] * j[SampleFunction.FXX] + j[SampleFunction.FY] * j[SampleFunction.FXY];
    }

    /** ½ ∂|D|²/∂y. */
    private double halfSlopeY(double[] j) {
        return norm == Norm.HESSIAN
                ? j[SampleFunction.FXX] * j[SampleFunction.FXXY] + 2 * j[SampleFunction.FXY] * j[SampleFunction.FXYY]
                        + j[SampleFunction.FYY] * j[SampleFunction.FYYY]
                : j[SampleFunction.FX] * j[SampleFunction.FXY] + j[SampleFunction.FY] * j[SampleFunction.FYY];
    }

    /** Far outside, products of derivatives could overflow; the nearest side stands for such a point. */
    private static double inUnit(double s) {
        return Math.clamp(s, Rect.UNIT.x0(), Rect.UNIT.x1());
    }
}
