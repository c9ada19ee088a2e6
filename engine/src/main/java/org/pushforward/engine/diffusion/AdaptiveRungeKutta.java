package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

/**
 * The pair 5(4) of Dormand & Prince 1980 across an interval of σ̂, all particles with one step: accepted when the root mean square of the
 * error over tolerance·(1 + |x|) is at most 1; the next step is 0.9·error^(−1/5) times as long, between a fifth and ten times. Stateless.
 */
final class AdaptiveRungeKutta {

    private static final double[][] A = {{}, {1.0 / 5}, {3.0 / 40, 9.0 / 40}, {44.0 / 45, -56.0 / 15, 32.0 / 9},
        {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729}, {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
        {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}};
    private static final double[] C = {0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
    private static final double[] ERROR = {71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

    private AdaptiveRungeKutta() { }

    static double[] across(Interval s) {
        double[] x = s.x;
        double at = s.sigma;
        double h = s.next - s.sigma;
        double[] slope = s.eps();
        // The score is without bound at 0, so the last hundredth is one step of Euler.
        double end = s.next == 0 ? 0.01 * s.sigma : s.next;
        while (at > end) {
            double step = Math.max(h, end - at);
            double[][] k = new double[7][];
            k[0] = slope;
            double[] y = x;
            for (int j = 1; j < 7; j++) {
                y = x;
                for (int l = 0; l < j; l++) {
                    y = A[j][l] == 0 ? y : sum(1, y, step * A[j][l], k[l]);
                }
                k[j] = s.eps(y, Math.max(end, at + C[j] * step));
            }
            double error = error(x, y, k, step, s.tuning.tolerance());
            double factor = Math.clamp(0.9 * Math.pow(Math.max(error, 1e-12), -0.2), 0.2, 10);
            if (error <= 1) {
                at = step == end - at ? end : at + step;
                x = y;
                slope = k[6];
            } else {
                factor = Math.min(1, factor);
            }
            h = step * factor;
        }
        return s.next == 0 ? sum(1, x, -at, slope) : x;
    }

    private static double error(double[] x, double[] y, double[][] k, double step, double tolerance) {
        double sum = 0;
        for (int q = 0; q < x.length; q++) {
            double e = 0;
            for (int j = 0; j < 7; j++) {
                e += step * ERROR[j] * k[j][q];
            }
            double scale = tolerance * (1 + Math.max(Math.abs(x[q]), Math.abs(y[q])));
            sum += e * e / (scale * scale);
        }
        return Math.sqrt(sum / x.length);
    }
}
