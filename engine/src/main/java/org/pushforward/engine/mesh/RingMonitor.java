package org.pushforward.engine.mesh;

import org.pushforward.engine.geometry.MonitorFunction;

/**
 * m = 1 + α sech²(β(|x − (½,½)|² − r²)): a ring of radius r.
 *
 * @param alpha height α ≥ 0
 * @param beta steepness β &gt; 0
 * @param radius2 r²
 */
record RingMonitor(double alpha, double beta, double radius2) implements MonitorFunction {

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        for (int k = from; k < to; k++) {
            double dx = x[k] - 0.5;
            double dy = y[k] - 0.5;
            double e = Math.exp(-2 * beta * Math.abs(dx * dx + dy * dy - radius2));
            m[k] = 1 + alpha * 4 * e / ((1 + e) * (1 + e));
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        for (int k = from; k < to; k++) {
            double dx = x[k] - 0.5;
            double dy = y[k] - 0.5;
            double u = dx * dx + dy * dy - radius2;
            double e = Math.exp(-2 * beta * Math.abs(u));
            double bump = alpha * 4 * e / ((1 + e) * (1 + e));
            double tanh = Math.copySign((1 - e) / (1 + e), u);
            double slope = -4 * beta * bump * tanh / (1 + bump);
            m[k] = 1 + bump;
            gx[k] = slope * dx;
            gy[k] = slope * dy;
        }
    }
}
