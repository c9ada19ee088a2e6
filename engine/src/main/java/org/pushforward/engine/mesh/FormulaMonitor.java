package org.pushforward.engine.mesh;

import java.util.List;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Jet;

/**
 * m given by a formula in x, y and r2, the squared distance from (½, ½), with the exact gradient. Outside the unit square the nearest point
 * of it stands; below {@value #LEAST} m is that.
 */
record FormulaMonitor(Formula formula) implements MonitorFunction {

    static final List<String> VARIABLES = List.of("x", "y", "r2");
    private static final double LEAST = 1e-9;
    private static final int SAMPLES = 64;

    /** Errors: {@code InputException} where the formula is not positive and finite on 65 × 65 points of the square. */
    static FormulaMonitor of(String name, String text) {
        Formula f = Formula.of(name, text, VARIABLES);
        for (int i = 0; i <= SAMPLES; i++) {
            for (int j = 0; j <= SAMPLES; j++) {
                double x = (double) i / SAMPLES;
                double y = (double) j / SAMPLES;
                double m = f.value(x, y, square(x, y));
                if (!(m > 0) || m > 1e12) {
                    throw f.wrongAt(name, m > 1e12 ? Double.POSITIVE_INFINITY : m, x, y);
                }
            }
        }
        return new FormulaMonitor(f);
    }

    private static double square(double x, double y) {
        return (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5);
    }

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        for (int k = from; k < to; k++) {
            double a = Math.clamp(x[k], 0, 1);
            double b = Math.clamp(y[k], 0, 1);
            m[k] = Math.max(LEAST, formula.value(a, b, square(a, b)));
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        for (int k = from; k < to; k++) {
            double a = Math.clamp(x[k], 0, 1);
            double b = Math.clamp(y[k], 0, 1);
            Jet v = formula.at(new Jet(a, new double[] {1, 0}, new double[3]), new Jet(b, new double[] {0, 1}, new double[3]),
                    new Jet(square(a, b), new double[] {2 * a - 1, 2 * b - 1}, new double[] {2, 0, 2}));
            m[k] = Math.max(LEAST, v.value());
            gx[k] = v.gradient()[0] / m[k];
            gy[k] = v.gradient()[1] / m[k];
        }
    }
}
