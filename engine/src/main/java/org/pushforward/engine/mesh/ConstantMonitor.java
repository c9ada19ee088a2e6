package org.pushforward.engine.mesh;

import java.util.Arrays;
import org.pushforward.engine.geometry.MonitorFunction;

/** m = 1: the mesh stays uniform. */
record ConstantMonitor() implements MonitorFunction {

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        Arrays.fill(m, from, to, 1);
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        Arrays.fill(m, from, to, 1);
        Arrays.fill(gx, from, to, 0);
        Arrays.fill(gy, from, to, 0);
    }
}
