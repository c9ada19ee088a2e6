package org.pushforward.engine.numerics;

import java.util.function.UnaryOperator;

/**
 * Functions on [a, b] that vanish at both ends, by their coefficients in √(2/L) sin(kπ(x − a)/L), k = 1 … M, and the course of û_tt = −ω² û + N(û), state (û, û_t),
 * or û_t = −ν ω² û + N(û), ω_k = kπ/L, by Runge–Kutta 4 on what the linear part leaves (Lawson 1967): without N every mode is exact, with it fourth order.
 * O(M) a step beside N. Immutable.
 */
public final class SineGalerkin {

    private final double from;
    private final double length;
    private final int modes;
    private final boolean isWave;
    private final double nu;

    private SineGalerkin(double from, double to, int modes, boolean isWave, double nu) {
        this.from = from;
        this.length = to - from;
        this.modes = modes;
        this.isWave = isWave;
        this.nu = nu;
    }

    /** Waves of speed 1. */
    public static SineGalerkin wave(double from, double to, int modes) {
        return new SineGalerkin(from, to, modes, true, 0);
    }

    public static SineGalerkin diffusion(double from, double to, int modes, double nu) {
        return new SineGalerkin(from, to, modes, false, nu);
    }

    public boolean isWave() {
        return isWave;
    }

    public int modes() {
        return modes;
    }

    public double omega(int k) {
        return (k + 1) * Math.PI / length;
    }

    /** n inner places at even distances. */
    public double[] places(int n) {
        double[] x = new double[n];
        for (int j = 0; j < n; j++) {
            x[j] = from + length * (j + 1) / (n + 1);
        }
        return x;
    }

    /** The functions at some places: places × modes. */
    public double[] values(double[] x) {
        return functions(x, 0);
    }

    /** Their first or second derivatives. */
    public double[] derivatives(double[] x, int order) {
        return functions(x, order);
    }

    private double[] functions(double[] x, int order) {
        double[] s = new double[x.length * modes];
        double scale = Math.sqrt(2 / length);
        for (int j = 0; j < x.length; j++) {
            for (int k = 0; k < modes; k++) {
                double a = omega(k) * (x[j] - from);
                double w = omega(k);
                s[j * modes + k] = scale * (order == 0 ? Math.sin(a) : order == 1 ? w * Math.cos(a) : -w * w * Math.sin(a));
            }
        }
        return s;
    }

    /** Coefficients of values at {@link #places}: modes × n; exact for up to n sines. */
    public double[] analysis(int n) {
        double[] s = values(places(n));
        double[] a = new double[modes * n];
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < modes; k++) {
                a[k * n + j] = s[j * modes + k] * length / (n + 1);
            }
        }
        return a;
    }

    /** Numbers in a state. */
    public int size() {
        return isWave ? 2 * modes : modes;
    }

    /** What the linear part makes of a state in a time: size × size, to be multiplied from the left. */
    public double[] propagator(double t) {
        int m = size();
        double[] e = new double[m * m];
        for (int k = 0; k < modes; k++) {
            double w = omega(k);
            if (isWave) {
                e[k * m + k] = Math.cos(w * t);
                e[k * m + modes + k] = Math.sin(w * t) / w;
                e[(modes + k) * m + k] = -w * Math.sin(w * t);
                e[(modes + k) * m + modes + k] = Math.cos(w * t);
            } else {
                e[k * m + k] = Math.exp(-nu * w * w * t);
            }
        }
        return e;
    }

    /**
     * The states at the start and after each of so many steps.
     *
     * @param source N, from û to modes numbers
     */
    public double[][] course(double[] start, UnaryOperator<double[]> source, double time, int steps) {
        double h = time / steps;
        double[][] all = new double[steps + 1][];
        all[0] = start.clone();
        for (int s = 0; s < steps; s++) {
            double[] y = all[s];
            double[] k1 = force(source, y);
            double[] mid = moved(y, h / 2);
            double[] k2 = force(source, sum(mid, h / 2, moved(k1, h / 2)));
            double[] k3 = force(source, sum(mid, h / 2, k2));
            double[] k4 = force(source, moved(sum(mid, h, k3), h / 2));
            double[] inner = sum(sum(sum(mid, h / 6, moved(k1, h / 2)), h / 3, k2), h / 3, k3);
            all[s + 1] = sum(moved(inner, h / 2), h / 6, k4);
        }
        return all;
    }

    private double[] force(UnaryOperator<double[]> source, double[] y) {
        double[] u = new double[modes];
        System.arraycopy(y, 0, u, 0, modes);
        double[] f = new double[size()];
        System.arraycopy(source.apply(u), 0, f, size() - modes, modes);
        return f;
    }

    private double[] moved(double[] y, double t) {
        double[] z = new double[y.length];
        for (int k = 0; k < modes; k++) {
            double w = omega(k);
            if (isWave) {
                double c = Math.cos(w * t);
                double s = Math.sin(w * t);
                z[k] = c * y[k] + s / w * y[modes + k];
                z[modes + k] = -w * s * y[k] + c * y[modes + k];
            } else {
                z[k] = Math.exp(-nu * w * w * t) * y[k];
            }
        }
        return z;
    }

    private static double[] sum(double[] a, double t, double[] b) {
        double[] c = a.clone();
        for (int k = 0; k < c.length; k++) {
            c[k] += t * b[k];
        }
        return c;
    }
}
