package org.pushforward.engine.sph;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;

/**
 * A random velocity without divergence in the unit square that repeats, u = ∂ψ/∂y, v = −∂ψ/∂x with ψ = Σₖ (aₖ cos 2πk·x + bₖ sin 2πk·x)/|k|² over |kx|, |ky| ≤ {@value #WAVES},
 * of root mean square speed 1, and the pressure of an incompressible fluid that moves so, Δp = −(u_x² + 2 u_y v_x + v_y²), whose waves are found by sums over an even
 * grid that are exact. O(waves) a place. Immutable.
 *
 * @param a coefficients of ψ, kx by ky, times what makes the speed 1
 * @param p cosines and sines of the pressure, kx by ky
 */
record PlaneWaveField(double[] a, double[] b, double[] p, double[] q) {

    static final int WAVES = 2;
    private static final int ACROSS = 2 * WAVES + 1;
    /** Products of two waves have twice as many. */
    private static final int PRODUCTS = 4 * WAVES + 1;
    private static final int GRID = 16;

    static PlaneWaveField random(Philox random) {
        double[] z = new double[2 * ACROSS * ACROSS];
        random.normals(0, ACROSS * ACROSS, 0, 2, z, 0);
        double[] a = new double[ACROSS * ACROSS];
        double[] b = new double[ACROSS * ACROSS];
        for (int k = 0; k < a.length; k++) {
            double k2 = square(k / ACROSS - WAVES) + square(k % ACROSS - WAVES);
            a[k] = k2 > 0 ? z[2 * k] / k2 : 0;
            b[k] = k2 > 0 ? z[2 * k + 1] / k2 : 0;
        }
        PlaneWaveField raw = new PlaneWaveField(a, b, new double[0], new double[0]);
        double sum = 0;
        for (int g = 0; g < GRID * GRID; g++) {
            double[] s = raw.slopes(at(g / GRID), at(g % GRID));
            sum += square(s[0]) + square(s[1]);
        }
        double scale = GRID / Math.sqrt(sum);
        Arrays.setAll(a, k -> scale * a[k]);
        Arrays.setAll(b, k -> scale * b[k]);
        return raw.withPressure();
    }

    private static double at(int k) {
        return (k + 0.5) / GRID;
    }

    private PlaneWaveField withPressure() {
        double[] cosines = new double[PRODUCTS * PRODUCTS];
        double[] sines = new double[PRODUCTS * PRODUCTS];
        for (int g = 0; g < GRID * GRID; g++) {
            double[] s = slopes(at(g / GRID), at(g % GRID));
            double source = -(square(s[2]) + 2 * s[3] * s[4] + square(s[5]));
            for (int k = 0; k < cosines.length; k++) {
                int kx = k / PRODUCTS - 2 * WAVES;
                int ky = k % PRODUCTS - 2 * WAVES;
                if (kx != 0 || ky != 0) {
                    double phase = 2 * Math.PI * (kx * at(g / GRID) + ky * at(g % GRID));
                    double share = -source / (GRID * GRID) / (4 * Math.PI * Math.PI * (kx * kx + ky * ky));
                    cosines[k] += share * Math.cos(phase);
                    sines[k] += share * Math.sin(phase);
                }
            }
        }
        return new PlaneWaveField(a, b, cosines, sines);
    }

    /** u, v, ∂u/∂x, ∂u/∂y, ∂v/∂x, ∂v/∂y. */
    double[] slopes(double x, double y) {
        double[] s = new double[6];
        for (int k = 0; k < a.length; k++) {
            double kx = 2 * Math.PI * (k / ACROSS - WAVES);
            double ky = 2 * Math.PI * (k % ACROSS - WAVES);
            double c = Math.cos(kx * x + ky * y);
            double d = Math.sin(kx * x + ky * y);
            double first = (b[k] * c - a[k] * d) / (2 * Math.PI);
            double second = -(a[k] * c + b[k] * d) / (2 * Math.PI);
            s[0] += ky * first;
            s[1] -= kx * first;
            s[2] += kx * ky * second;
            s[3] += ky * ky * second;
            s[4] -= kx * kx * second;
            s[5] -= kx * ky * second;
        }
        return s;
    }

    /** Pressure over density, zero on the mean. */
    double pressure(double x, double y) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            double phase = 2 * Math.PI * ((k / PRODUCTS - 2 * WAVES) * x + (k % PRODUCTS - 2 * WAVES) * y);
            sum += p[k] * Math.cos(phase) + q[k] * Math.sin(phase);
        }
        return sum;
    }

    private static double square(double v) {
        return v * v;
    }
}
