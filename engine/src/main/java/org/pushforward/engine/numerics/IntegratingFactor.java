package org.pushforward.engine.numerics;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * u_t = −d(k) u + N(u) on a circle by Runge–Kutta 4 on v = e^{d t} û (Canuto, Hussaini, Quarteroni & Zang 2006, §D.3): what is linear is exact in every
 * Fourier mode, and products are freed of aliases by the ⅔ rule. Fourth order in time, spectral in space. O(n log n) a step. Immutable.
 */
public final class IntegratingFactor {

    private final int n;
    private final double length;
    private final DoubleUnaryOperator decay;
    private final UnaryOperator<double[]> source;
    private final UnaryOperator<double[]> flux;

    private IntegratingFactor(int n, double length, DoubleUnaryOperator decay, UnaryOperator<double[]> source, UnaryOperator<double[]> flux) {
        this.n = n;
        this.length = length;
        this.decay = decay;
        this.source = source;
        this.flux = flux;
    }

    /**
     * With N(u) = g(u) at every place.
     *
     * @param n places
     * @param decay d of the wave number κ = 2πk/length
     * @param g values to values
     */
    public static IntegratingFactor source(int n, double length, DoubleUnaryOperator decay, UnaryOperator<double[]> g) {
        return new IntegratingFactor(n, length, decay, g, null);
    }

    /** With N(u) = −∂ₓ f(u). */
    public static IntegratingFactor flux(int n, double length, DoubleUnaryOperator decay, UnaryOperator<double[]> f) {
        return new IntegratingFactor(n, length, decay, null, f);
    }

    /** Burgers' equation u_t + u u_x = ν u_xx. */
    public static IntegratingFactor burgers(int n, double length, double nu) {
        return flux(n, length, k -> nu * k * k, u -> {
            double[] f = new double[u.length];
            for (int j = 0; j < f.length; j++) {
                f[j] = 0.5 * u[j] * u[j];
            }
            return f;
        });
    }

    /** Values after a time in so many steps. */
    public double[] advanced(double[] u, double time, int steps) {
        double dt = time / steps;
        double[] c = FourierLine.coefficients(u);
        double[] half = factors(c.length / 2, dt / 2);
        for (int s = 0; s < steps; s++) {
            double[] k1 = slope(c);
            double[] mid = times(half, c);
            double[] k2 = slope(sum(mid, 0.5 * dt, times(half, k1)));
            double[] k3 = slope(sum(mid, 0.5 * dt, k2));
            double[] k4 = slope(times(half, sum(mid, dt, k3)));
            double[] inner = sum(sum(sum(mid, dt / 6, times(half, k1)), dt / 3, k2), dt / 3, k3);
            c = sum(times(half, inner), dt / 6, k4);
        }
        return FourierLine.values(c, n);
    }

    private double[] factors(int modes, double t) {
        double[] f = new double[modes];
        for (int k = 0; k < modes; k++) {
            f[k] = Math.exp(-t * decay.applyAsDouble(2 * Math.PI * k / length));
        }
        return f;
    }

    private static double[] times(double[] f, double[] c) {
        return FourierLine.scaled(c, k -> f[(int) k]);
    }

    private static double[] sum(double[] a, double t, double[] b) {
        double[] c = a.clone();
        for (int k = 0; k < c.length; k++) {
            c[k] += t * b[k];
        }
        return c;
    }

    private double[] slope(double[] c) {
        double[] u = FourierLine.values(c, n);
        double[] g = FourierLine.scaled(FourierLine.coefficients(source == null ? flux.apply(u) : source.apply(u)), k -> 3 * k < n ? 1 : 0);
        return source == null ? FourierLine.scaled(FourierLine.derivative(g, length), _ -> -1) : g;
    }
}
