package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_2D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Flow of an incompressible fluid on the torus of side 1 by its vorticity, ω_t + u·∇ω = νΔω − μω + f, u = (∂_y ψ, −∂_x ψ), −Δψ = ω, by the pseudo-spectral
 * method: derivatives in Fourier space, the product u ω in space, freed of aliases by the ⅔ rule (Canuto, Hussaini, Quarteroni & Zang 2007, §3.3). Spectral
 * in space. Fields are n × n, index i·n + j, x along the first axis. Three transforms of n² numbers a stage. Immutable and thread-safe.
 */
public final class VorticityFlow {

    static {
        // Threads are ours: the transform would start its own for large fields.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    /** How time goes on. */
    public enum Scheme {
        /** Viscosity and drag by Crank & Nicolson, the rest by Heun: second order, two stages. */
        HEUN,
        /** Viscosity and drag exactly, the rest by Runge–Kutta 4: fourth order, four stages. */
        RK4
    }

    private final int n;
    private final double viscosity;
    private final double drag;
    private final double[] force;

    /**
     * @param n places a side, even
     * @param viscosity ν
     * @param drag μ
     * @param force f on the places, whose mean is taken off
     */
    public VorticityFlow(int n, double viscosity, double drag, double[] force) {
        this.n = n;
        this.viscosity = viscosity;
        this.drag = drag;
        this.force = transformed(force, n);
        keep(this.force);
    }

    /** f = a (sin 2π(x+y) + cos 2π(x+y)), the forcing of Li et al. (2021, arXiv:2010.08895, §A.3.3). */
    public static double[] diagonalForce(int n, double a) {
        double[] f = new double[n * n];
        Arrays.setAll(f, k -> {
            double phase = 2 * Math.PI * (k / n + k % n) / n;
            return a * (Math.sin(phase) + Math.cos(phase));
        });
        return f;
    }

    /** Vorticity after a time in so many steps; its mean is taken off, as are waves beyond n/3. */
    public double[] advanced(double[] omega, double time, int steps, Scheme scheme) {
        double[] c = transformed(omega, n);
        keep(c);
        double dt = time / steps;
        double[] plain = linear(dt, scheme);
        double[] half = linear(dt / 2, Scheme.RK4);
        Work work = new Work(n);
        for (int s = 0; s < steps; s++) {
            c = scheme == Scheme.HEUN ? heun(c, dt, plain, work) : rungeKutta(c, dt, half, work);
        }
        return values(c, n);
    }

    /** What is linear: exp(−t(ν|κ|² + μ)), or for Crank and Nicolson its two factors 1 ∓ half of that in turn, for every wave. */
    private double[] linear(double t, Scheme scheme) {
        double[] d = new double[scheme == Scheme.RK4 ? n * n : 2 * n * n];
        for (int k = 0; k < n * n; k++) {
            double rate = t * (viscosity * square(k) + drag);
            if (scheme == Scheme.RK4) {
                d[k] = Math.exp(-rate);
            } else {
                d[2 * k] = 1 - 0.5 * rate;
                d[2 * k + 1] = 1 / (1 + 0.5 * rate);
            }
        }
        return d;
    }

    private double[] heun(double[] c, double dt, double[] d, Work work) {
        double[] first = slope(c, work);
        double[] guess = new double[c.length];
        for (int k = 0; k < c.length; k++) {
            guess[k] = (d[k & ~1] * c[k] + dt * first[k]) * d[k | 1];
        }
        double[] second = slope(guess, work);
        for (int k = 0; k < c.length; k++) {
            guess[k] = (d[k & ~1] * c[k] + 0.5 * dt * (first[k] + second[k])) * d[k | 1];
        }
        return guess;
    }

    private double[] rungeKutta(double[] c, double dt, double[] half, Work work) {
        double[] mid = new double[c.length];
        double[] sum = new double[c.length];
        double[] at = new double[c.length];
        double[] k1 = slope(c, work);
        for (int k = 0; k < c.length; k++) {
            mid[k] = half[k / 2] * c[k];
            sum[k] = mid[k] + dt / 6 * half[k / 2] * k1[k];
            at[k] = mid[k] + 0.5 * dt * half[k / 2] * k1[k];
        }
        double[] k2 = slope(at, work);
        for (int k = 0; k < c.length; k++) {
            sum[k] += dt / 3 * k2[k];
            at[k] = mid[k] + 0.5 * dt * k2[k];
        }
        double[] k3 = slope(at, work);
        for (int k = 0; k < c.length; k++) {
            sum[k] = half[k / 2] * (sum[k] + dt / 3 * k3[k]);
            at[k] = half[k / 2] * (mid[k] + dt * k3[k]);
        }
        double[] k4 = slope(at, work);
        for (int k = 0; k < c.length; k++) {
            sum[k] += dt / 6 * k4[k];
        }
        return sum;
    }

    /** Two complex fields to transform in. */
    private static final class Work {
        private final DoubleFFT_2D fft;
        private final double[] velocity;
        private final double[] omega;

        Work(int n) {
            fft = new DoubleFFT_2D(n, n);
            velocity = new double[2 * n * n];
            omega = new double[2 * n * n];
        }
    }

    /** Coefficients of −∇·(u ω) + f. */
    private double[] slope(double[] c, Work work) {
        double[] z = velocity(c, work.velocity);
        System.arraycopy(c, 0, work.omega, 0, c.length);
        work.fft.complexInverse(z, true);
        work.fft.complexInverse(work.omega, true);
        for (int k = 0; k < n * n; k++) {
            z[2 * k] *= work.omega[2 * k];
            z[2 * k + 1] *= work.omega[2 * k];
        }
        work.fft.complexForward(z);
        double[] out = force.clone();
        for (int k = 0; k < n * n; k++) {
            if (isKept(k)) {
                flux(z, k, out);
            }
        }
        return out;
    }

    /** Coefficients of u + i v, one complex field: û = i κ_y ω̂/|κ|², v̂ = −i κ_x ω̂/|κ|². */
    private double[] velocity(double[] c, double[] z) {
        for (int k = 0; k < n * n; k++) {
            double q = square(k);
            double a = q == 0 ? 0 : kappa(k / n) / q;
            double b = q == 0 ? 0 : kappa(k % n) / q;
            z[2 * k] = a * c[2 * k] - b * c[2 * k + 1];
            z[2 * k + 1] = b * c[2 * k] + a * c[2 * k + 1];
        }
        return z;
    }

    /** −i(κ_x p + κ_y q), where p and q, transforms of real fields, are the even and the odd part of z. */
    private void flux(double[] z, int k, double[] out) {
        int m = Math.floorMod(-(k / n), n) * n + Math.floorMod(-(k % n), n);
        double pr = 0.5 * (z[2 * k] + z[2 * m]);
        double pi = 0.5 * (z[2 * k + 1] - z[2 * m + 1]);
        double qr = 0.5 * (z[2 * k + 1] + z[2 * m + 1]);
        double qi = -0.5 * (z[2 * k] - z[2 * m]);
        double x = kappa(k / n);
        double y = kappa(k % n);
        out[2 * k] += x * pi + y * qi;
        out[2 * k + 1] -= x * pr + y * qr;
    }

    private int wave(int i) {
        return 2 * i < n ? i : i - n;
    }

    private double kappa(int i) {
        return 2 * Math.PI * wave(i);
    }

    private double square(int k) {
        return kappa(k / n) * kappa(k / n) + kappa(k % n) * kappa(k % n);
    }

    private boolean isKept(int k) {
        return k > 0 && 3 * Math.abs(wave(k / n)) < n && 3 * Math.abs(wave(k % n)) < n;
    }

    private void keep(double[] c) {
        for (int k = 0; k < n * n; k++) {
            if (!isKept(k)) {
                c[2 * k] = 0;
                c[2 * k + 1] = 0;
            }
        }
    }

    /**
     * Radians by which the flow carries the shortest wave that is kept in a unit of time, (|u| + |v|) κ at the place where that is most. Runge–Kutta 4 is stable
     * for steps of less than 2.83 radians, Heun's method without viscosity for none.
     */
    public double fastest(double[] omega) {
        double[] c = transformed(omega, n);
        keep(c);
        double[] z = velocity(c, new double[c.length]);
        new DoubleFFT_2D(n, n).complexInverse(z, true);
        double most = 0;
        for (int k = 0; k < n * n; k++) {
            most = Math.max(most, Math.abs(z[2 * k]) + Math.abs(z[2 * k + 1]));
        }
        return most * 2 * Math.PI * ((n - 1) / 3);
    }

    // ---- fields on the torus

    private static double[] transformed(double[] f, int n) {
        double[] c = new double[2 * n * n];
        for (int k = 0; k < n * n; k++) {
            c[2 * k] = f[k];
        }
        new DoubleFFT_2D(n, n).complexForward(c);
        return c;
    }

    private static double[] values(double[] c, int n) {
        double[] z = c.clone();
        new DoubleFFT_2D(n, n).complexInverse(z, true);
        double[] f = new double[n * n];
        Arrays.setAll(f, k -> z[2 * k]);
        return f;
    }

    /** The trigonometric polynomial through n × n values on m × m places; waves that either grid cannot hold are dropped. */
    public static double[] resampled(double[] f, int n, int m) {
        double[] c = transformed(f, n);
        double[] out = new double[2 * m * m];
        int most = (Math.min(n, m) - 1) / 2;
        double scale = (double) m * m / ((double) n * n);
        for (int p = -most; p <= most; p++) {
            for (int q = -most; q <= most; q++) {
                int from = Math.floorMod(p, n) * n + Math.floorMod(q, n);
                int to = Math.floorMod(p, m) * m + Math.floorMod(q, m);
                out[2 * to] = scale * c[2 * from];
                out[2 * to + 1] = scale * c[2 * from + 1];
            }
        }
        return values(out, m);
    }

    /** Mean of ½|u|² of a vorticity, whose mean does not count. */
    public static double energy(double[] omega, int n) {
        double[] c = transformed(omega, n);
        double e = 0;
        for (int k = 1; k < n * n; k++) {
            int p = 2 * (k / n) < n ? k / n : k / n - n;
            int q = 2 * (k % n) < n ? k % n : k % n - n;
            e += (c[2 * k] * c[2 * k] + c[2 * k + 1] * c[2 * k + 1]) / (p * p + q * q);
        }
        return e / (8 * Math.PI * Math.PI * n * n * n * n);
    }

    /** Mean of f² by wave number: entry k has the waves with |k| rounded to k, up to n/2; what lies beyond is left out. */
    public static double[] spectrum(double[] f, int n) {
        double[] c = transformed(f, n);
        double[] s = new double[n / 2 + 1];
        double scale = 1.0 / ((double) n * n * n * n);
        for (int k = 0; k < n * n; k++) {
            int p = 2 * (k / n) < n ? k / n : k / n - n;
            int q = 2 * (k % n) < n ? k % n : k % n - n;
            int r = (int) Math.round(Math.hypot(p, q));
            if (r < s.length) {
                s[r] += scale * (c[2 * k] * c[2 * k] + c[2 * k + 1] * c[2 * k + 1]);
            }
        }
        return s;
    }
}
