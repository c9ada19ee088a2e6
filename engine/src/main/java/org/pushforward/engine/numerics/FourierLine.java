package org.pushforward.engine.numerics;

import java.util.function.DoubleUnaryOperator;
import org.jtransforms.fft.DoubleFFT_1D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Real functions on a circle by their Fourier coefficients c_k = (1/n) Σⱼ f_j e^(−2πi jk/n), k = 0 … n/2, real and imaginary parts in turn, so that
 * f(x) = Re c₀ + 2 Re Σ_{k≥1} c_k e^(2πi kx/L). Of an even n the last coefficient, whose sine is not seen, is left out. O(n log n). Stateless.
 */
public final class FourierLine {

    static {
        // Threads are ours: the transform would start its own for long lines.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private FourierLine() { }

    /** c₀ … of values at n even places. */
    public static double[] coefficients(double[] values) {
        int n = values.length;
        double[] z = new double[2 * n];
        for (int j = 0; j < n; j++) {
            z[2 * j] = values[j];
        }
        new DoubleFFT_1D(n).complexForward(z);
        double[] c = new double[2 * ((n - 1) / 2 + 1)];
        for (int k = 0; k < c.length; k++) {
            c[k] = z[k] / n;
        }
        return c;
    }

    /** Values at n even places; frequencies that n places cannot hold are dropped. */
    public static double[] values(double[] c, int n) {
        double[] z = new double[2 * n];
        int modes = Math.min(c.length / 2, (n - 1) / 2 + 1);
        z[0] = c[0];
        for (int k = 1; k < modes; k++) {
            z[2 * k] = c[2 * k];
            z[2 * k + 1] = c[2 * k + 1];
            z[2 * (n - k)] = c[2 * k];
            z[2 * (n - k) + 1] = -c[2 * k + 1];
        }
        new DoubleFFT_1D(n).complexInverse(z, false);
        double[] f = new double[n];
        for (int j = 0; j < n; j++) {
            f[j] = z[2 * j];
        }
        return f;
    }

    /** The same trigonometric polynomial at other places. */
    public static double[] resampled(double[] values, int n) {
        return values.length == n ? values.clone() : values(coefficients(values), n);
    }

    /** Every coefficient times a real factor of its wave number k. */
    public static double[] scaled(double[] c, DoubleUnaryOperator factor) {
        double[] d = c.clone();
        for (int k = 0; k < c.length / 2; k++) {
            double a = factor.applyAsDouble(k);
            d[2 * k] *= a;
            d[2 * k + 1] *= a;
        }
        return d;
    }

    /** Of the derivative on a circle of that length. */
    public static double[] derivative(double[] c, double length) {
        double[] d = new double[c.length];
        for (int k = 0; k < c.length / 2; k++) {
            double a = 2 * Math.PI * k / length;
            d[2 * k] = -a * c[2 * k + 1];
            d[2 * k + 1] = a * c[2 * k];
        }
        return d;
    }

    /** Of an antiderivative of what has mean 0; itself of mean 0. */
    public static double[] integral(double[] c, double length) {
        double[] d = new double[c.length];
        for (int k = 1; k < c.length / 2; k++) {
            double a = length / (2 * Math.PI * k);
            d[2 * k] = a * c[2 * k + 1];
            d[2 * k + 1] = -a * c[2 * k];
        }
        return d;
    }

    /** Of f(x − by) on a circle of that length. */
    public static double[] shifted(double[] c, double by, double length) {
        double[] d = new double[c.length];
        for (int k = 0; k < c.length / 2; k++) {
            double a = -2 * Math.PI * k * by / length;
            d[2 * k] = Math.cos(a) * c[2 * k] - Math.sin(a) * c[2 * k + 1];
            d[2 * k + 1] = Math.sin(a) * c[2 * k] + Math.cos(a) * c[2 * k + 1];
        }
        return d;
    }
}
