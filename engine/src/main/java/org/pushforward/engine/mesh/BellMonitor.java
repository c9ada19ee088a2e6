package org.pushforward.engine.mesh;

import org.pushforward.engine.geometry.MonitorFunction;

/**
 * m = 1 + α exp(−|x − c|²/0.02): a bell about (cx, cy).
 *
 * @param alpha height α ≥ 0
 */
record BellMonitor(double alpha, double cx, double cy) implements MonitorFunction {

    private static final double WIDTH2 = 0.02;

    /** The bell at time t of its way round: c = (½, ½) + ¼(cos 2πt, sin 2πt). */
    static BellMonitor moving(double alpha, double t) {
        return new BellMonitor(alpha, 0.5 + 0.25 * Math.cos(2 * Math.PI * t), 0.5 + 0.25 * Math.sin(2 * Math.PI * t));
    }

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        for (int k = from; k < to; k++) {
            double dx = x[k] - cx;
            double dy = y[k] - cy;
            m[k] = 1 + alpha * Math.exp(-(dx * dx + dy * dy) / WIDTH2);
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        for (int k = from; k < to; k++) {
            double dx = x[k] - cx;
            double dy = y[k] - cy;
            double bell = alpha * Math.exp(-(dx * dx + dy * dy) / WIDTH2);
            double slope = -2 / WIDTH2 * bell / (1 + bell);
            m[k] = 1 + bell;
            gx[k] = slope * dx;
            gy[k] = slope * dy;
        }
    }
}
