package org.pushforward.engine.mesh;

import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MonitorFunction;

/**
 * How sharp a monitor is: the largest |∇log m| over the centres of 512 cells along the shorter side, times the length of that side.
 *
 * @param steepest a number; 0 for a constant monitor
 */
record Sharpness(double steepest) {

    private static final int SAMPLES = 512;
    /** From there on Newton's method wants a continuation in the power of m (bells have 20, thin rings 150 to 300). */
    private static final double SHARP = 50;
    /** The steepest change of log m over a cell of the solve grid that still gives equal masses within about 10 %. */
    private static final double RESOLVED = 2.8;
    private static final int FINEST = 8;
    /** The solve grid is not refined automatically beyond that many cells along the shorter side. */
    private static final int ENOUGH_CELLS = 512;

    static Sharpness of(MonitorFunction monitor, Rect domain) {
        double shorter = Math.min(domain.width(), domain.height());
        int nx = (int) Math.round(SAMPLES * domain.width() / shorter);
        int ny = (int) Math.round(SAMPLES * domain.height() / shorter);
        double[] x = new double[ny];
        double[] y = new double[ny];
        double[] m = new double[ny];
        double steepest2 = 0;
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                x[j] = domain.x0() + (i + 0.5) * domain.width() / nx;
                y[j] = domain.y0() + (j + 0.5) * domain.height() / ny;
            }
            monitor.densityAndGradient(x, y, m, x, y, 0, ny);
            for (int j = 0; j < ny; j++) {
                steepest2 = Math.max(steepest2, x[j] * x[j] + y[j] * y[j]);
            }
        }
        return new Sharpness(Math.sqrt(steepest2) * shorter);
    }

    boolean isSharp() {
        return steepest > SHARP;
    }

    /** The grid for n cells along the shorter side; {@code refine} is a number, or auto for the smallest that resolves the monitor. */
    MeshGrid grid(Rect domain, int n, String refine) {
        if (!refine.equals(MongeAmpereParameters.AUTO)) {
            return MeshGrid.of(domain, n, Integer.parseInt(refine));
        }
        int k = 1;
        while (k < FINEST && steepest > RESOLVED * n * k && 2 * n * k <= ENOUGH_CELLS) {
            k *= 2;
        }
        return MeshGrid.of(domain, n, k);
    }
}
