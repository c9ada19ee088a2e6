package org.pushforward.engine.analysis;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ZakharovShabat;

/**
 * Pulses that are random mixes of eight 16-QAM symbols, each on a Gaussian in time, and their nonlinear spectra b: rows of {@value #N} real, then as many imaginary parts.
 */
record QamMixes(double[] q, double[] b) {

    static final int N = 64;
    private static final double WINDOW = 8;
    private static final double REACH = 6;
    private static final int SYMBOLS = 8;

    /** 16-QAM: real and imaginary parts in turn, ±1 and ±3 over √10. */
    static double[] symbols(Philox random, long number) {
        double[] u = new double[2 * SYMBOLS];
        random.uniforms(number, 1, 0, u.length, u, 0);
        return Arrays.stream(u).map(v -> (2 * Math.min(3, Math.floor(4 * v)) - 3) / Math.sqrt(10)).toArray();
    }

    static double[] mix(double[] symbols, double power, double t) {
        double[] v = new double[2];
        for (int k = 0; k < SYMBOLS; k++) {
            double x = (t - 0.75 * (k - (SYMBOLS - 1) / 2.0)) / 0.4;
            double g = power * Math.exp(-x * x / 2);
            v[0] += g * symbols[2 * k];
            v[1] += g * symbols[2 * k + 1];
        }
        return v;
    }

    static double time(int k) {
        return -WINDOW / 2 + (k + 0.5) * WINDOW / N;
    }

    static double lambda(int k) {
        return -REACH + (k + 0.5) * 2 * REACH / N;
    }

    static QamMixes drawn(Philox random, long first, int count, double low, double high) {
        double[] q = new double[count * 2 * N];
        double[] b = new double[count * 2 * N];
        double[] u = new double[count];
        random.stream(1).uniforms(first, count, 0, 1, u, 0);
        for (int i = 0; i < count; i++) {
            CancelToken.askCurrent();
            double[] symbols = symbols(random.stream(2), first + i);
            double[] re = new double[N];
            double[] im = new double[N];
            for (int k = 0; k < N; k++) {
                double[] v = mix(symbols, low + (high - low) * u[i], time(k));
                re[k] = v[0];
                im[k] = v[1];
            }
            ZakharovShabat z = new ZakharovShabat(re, im, WINDOW / N, -WINDOW / 2);
            System.arraycopy(re, 0, q, i * 2 * N, N);
            System.arraycopy(im, 0, q, i * 2 * N + N, N);
            for (int k = 0; k < N; k++) {
                double[] ab = z.at(lambda(k), 0);
                b[i * 2 * N + k] = ab[2];
                b[i * 2 * N + N + k] = ab[3];
            }
        }
        return new QamMixes(q, b);
    }

    /** The limit of weak pulses: b = −∫ q* e^(−2iλt) dt, q* = −(1/π) ∫ b e^(2iλt) dλ. */
    static double[] linear(String way, double[] rows) {
        boolean isForward = way.equals("forward");
        double[] out = new double[rows.length];
        double scale = isForward ? WINDOW / N : 2 * REACH / N / Math.PI;
        for (int i = 0; i < rows.length; i += 2 * N) {
            for (int k = 0; k < N; k++) {
                for (int j = 0; j < N; j++) {
                    double angle = isForward ? -2 * lambda(k) * time(j) : 2 * lambda(j) * time(k);
                    double y = isForward ? -rows[i + N + j] : rows[i + N + j];
                    out[i + k] -= scale * (rows[i + j] * Math.cos(angle) - y * Math.sin(angle));
                    out[i + N + k] -= (isForward ? 1 : -1) * scale * (rows[i + j] * Math.sin(angle) + y * Math.cos(angle));
                }
            }
        }
        return out;
    }
}
