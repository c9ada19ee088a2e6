package org.pushforward.engine.mesh;

import org.pushforward.engine.geometry.MonitorFunction;

/** m = √(1 + |∇f|²): the area of the graph of f. */
record ArcLengthMonitor(SampleFunction function) implements MonitorFunction {

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        double[] j = new double[SampleFunction.JET];
        for (int k = from; k < to; k++) {
            function.jet(Math.clamp(x[k], 0, 1), Math.clamp(y[k], 0, 1), j);
            m[k] = Math.sqrt(square(j));
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        double[] j = new double[SampleFunction.JET];
        for (int k = from; k < to; k++) {
            function.jet(Math.clamp(x[k], 0, 1), Math.clamp(y[k], 0, 1), j);
            double s = square(j);
            m[k] = Math.sqrt(s);
            gx[k] = (j[SampleFunction.FX] * j[SampleFunction.FXX] + j[SampleFunction.FY] * j[SampleFunction.FXY]) / s;
            gy[k] = (j[SampleFunction.FX] * j[SampleFunction.FXY] + j[SampleFunction.FY] * j[SampleFunction.FYY]) / s;
        }
    }

    private static double square(double[] j) {
        return 1 + j[SampleFunction.FX] * j[SampleFunction.FX] + j[SampleFunction.FY] * j[SampleFunction.FY];
    }
}
