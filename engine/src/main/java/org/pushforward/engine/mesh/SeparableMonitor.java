package org.pushforward.engine.mesh;

import org.pushforward.engine.geometry.MonitorFunction;

/**
 * m = f(x) f(y) with f(s) = 1 + α sech²(β(s − ½)): the exact mesh is known.
 *
 * <p>Equidistribution separates: with C(s) = ∫₀ˢ f = s + (α/β)(tanh β(s−½) + tanh β/2) the map is x = C⁻¹(ξ C(1)), and so in y.
 *
 * @param alpha height α ≥ 0
 * @param beta steepness β &gt; 0
 */
record SeparableMonitor(double alpha, double beta) implements MonitorFunction {

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        for (int k = from; k < to; k++) {
            m[k] = (1 + bump(x[k])) * (1 + bump(y[k]));
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        for (int k = from; k < to; k++) {
            double bx = bump(x[k]);
            double by = bump(y[k]);
            m[k] = (1 + bx) * (1 + by);
            gx[k] = -2 * beta * bx * Math.tanh(beta * (x[k] - 0.5)) / (1 + bx);
            gy[k] = -2 * beta * by * Math.tanh(beta * (y[k] - 0.5)) / (1 + by);
        }
    }

    /** The exact map C⁻¹(ξ C(1)) for ξ in [0, 1], by bisection to rounding. */
    double exactMap(double xi) {
        double target = xi * mass(1);
        double low = 0;
        double high = 1;
        while (true) {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high) {
                return middle;
            }
            if (mass(middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    private double mass(double s) {
        return s + alpha / beta * (Math.tanh(beta * (s - 0.5)) + Math.tanh(beta / 2));
    }

    private double bump(double s) {
        double e = Math.exp(-2 * beta * Math.abs(s - 0.5));
        return alpha * 4 * e / ((1 + e) * (1 + e));
    }
}
