package org.pushforward.engine.numerics;

import java.util.function.DoubleFunction;

/**
 * Functions on [0, 1] that are orthonormal under the mean over their nodes, so that coefficients are means and Σ coefficients² is the mean square (Parseval):
 * 1, √2 cos 2πkx, √2 sin 2πkx at even places, or 1, √2 T_k(2t − 1) at the Chebyshev–Gauss nodes (Canuto, Hussaini, Quarteroni & Zang 2006, ch. 2). Products
 * of two are exact with twice as many nodes. Matrices are row-major, a function a column. Immutable and thread-safe.
 *
 * @param count of functions; odd for Fourier
 */
public record SpectralBasis(Kind kind, int count) {

    public enum Kind { FOURIER, CHEBYSHEV }

    public SpectralBasis {
        if (count < 1 || kind == Kind.FOURIER && count % 2 == 0) {
            throw new IllegalArgumentException(count + " functions: an odd number for Fourier, at least one");
        }
    }

    /** n of them. */
    public double[] nodes(int n) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = kind == Kind.FOURIER ? (double) i / n : 0.5 * (1 - Math.cos((i + 0.5) * Math.PI / n));
        }
        return x;
    }

    /** Of the functions at some places: places × count. */
    public double[] values(double[] x) {
        return rows(x, this::values);
    }

    /** Of their derivatives. */
    public double[] slopes(double[] x) {
        return rows(x, this::slopes);
    }

    private double[] rows(double[] x, DoubleFunction<double[]> of) {
        double[] a = new double[x.length * count];
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(of.apply(x[i]), 0, a, i * count, count);
        }
        return a;
    }

    private double[] values(double x) {
        double[] f = new double[count];
        f[0] = 1;
        double r = Math.sqrt(2);
        for (int k = 1; k < count; k++) {
            double a = 2 * Math.PI * ((k + 1) / 2) * x;
            f[k] = r * (kind == Kind.CHEBYSHEV ? Math.cos(k * angle(x)) : k % 2 == 1 ? Math.cos(a) : Math.sin(a));
        }
        return f;
    }

    private static double angle(double t) {
        return Math.acos(Math.clamp(2 * t - 1, -1, 1));
    }

    private double[] slopes(double x) {
        double[] f = new double[count];
        double r = Math.sqrt(2);
        double before = 0;
        double u = 1;
        double z = 2 * (2 * x - 1);
        for (int k = 1; k < count; k++) {
            double w = 2 * Math.PI * ((k + 1) / 2);
            // T_k′ = k U_{k−1}; the chain rule doubles it.
            f[k] = r * (kind == Kind.CHEBYSHEV ? 2 * k * u : k % 2 == 1 ? -w * Math.sin(w * x) : w * Math.cos(w * x));
            double next = z * u - before;
            before = u;
            u = next;
        }
        return f;
    }

    /** Coefficients of values at n ≥ count nodes: count × n. */
    public double[] analysis(int n) {
        if (n < count) {
            throw new IllegalArgumentException(n + " nodes do not tell " + count + " functions apart");
        }
        double[] v = values(nodes(n));
        double[] a = new double[count * n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < count; k++) {
                a[k * n + i] = v[i * count + k] / n;
            }
        }
        return a;
    }

    /** Coefficients of the derivative from coefficients: count × count. */
    public double[] derivative() {
        return Matrix.of(count, 2 * count, analysis(2 * count)).times(Matrix.of(2 * count, count, slopes(nodes(2 * count)))).toArray();
    }

    /** Coefficients of t f(t) from those of f, degrees beyond the last left out: count × count. */
    public double[] timesPlace() {
        double[] x = nodes(2 * count);
        double[] v = values(x);
        for (int k = 0; k < v.length; k++) {
            v[k] *= x[k / count];
        }
        return Matrix.of(count, 2 * count, analysis(2 * count)).times(Matrix.of(2 * count, count, v)).toArray();
    }

    /** The wave number 2πk of each function of the Fourier basis. */
    public double[] waves() {
        double[] w = new double[count];
        for (int k = 0; k < count; k++) {
            w[k] = 2 * Math.PI * ((k + 1) / 2);
        }
        return w;
    }
}
