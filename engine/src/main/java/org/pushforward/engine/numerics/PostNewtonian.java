package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Two bodies on a circular orbit that shrinks by gravitational waves: the post-Newtonian series TaylorT4 in v = (Mω)^(1/3), dv/dt = (32/5) η v⁹ Σ aₖ vᵏ (Buonanno, Iyer, Ochsner, Pan & Sathyaprakash 2009, eq. 3.6), for spins along
 * the orbit's axis with their spin–orbit terms (Marsat, Bohé, Blanchet & Buonanno 2014, eq. 4.10a) and, in a₄, those of spin and spin (Racine, Buonanno & Kidder 2009). Times in units of the total mass. Runge–Kutta 4 backwards
 * from where v has a given value. Immutable and thread-safe.
 */
public final class PostNewtonian {

    /** Of the highest term. */
    public static final int HIGHEST = 7;
    private static final double GAMMA = 0.57721566490153286;
    private static final int PARTS = 3;

    private final double eta;
    private final double[] a = new double[HIGHEST + 1];
    private final double log;

    /**
     * @param q mass ratio, 1 or more; the first body is the heavier one
     * @param chi1 and {@code chi2}: spins along the axis, −1 to 1
     * @param order power of v of the last term, twice the post-Newtonian order
     */
    public PostNewtonian(double q, double chi1, double chi2, int order) {
        double m1 = q / (1 + q);
        double m2 = 1 / (1 + q);
        eta = m1 * m2;
        double pi = Math.PI;
        double[] m = {m1, m2};
        double[] s = {m1 * m1 * chi1, m2 * m2 * chi2};
        a[0] = 1;
        a[2] = -(743 + 924 * eta) / 336;
        a[3] = 4 * pi;
        a[4] = (34103 + 122949 * eta + 59472 * eta * eta) / 18144 + 79.0 / 8 * s[0] * s[1] / eta;
        a[5] = -pi * (4159 + 15876 * eta) / 672;
        a[6] = 16447322263.0 / 139708800 - 1712.0 / 105 * GAMMA - 856.0 / 105 * Math.log(16) + pi * pi * (16.0 / 3 + 451.0 / 48 * eta) - 56198689.0 / 217728 * eta + 541.0 / 896 * eta * eta - 5605.0 / 2592 * eta * eta * eta;
        a[7] = pi / 12096 * (-13245 + 717350 * eta + 731960 * eta * eta);
        for (int i = 0; i < 2; i++) {
            double x = m[i];
            a[3] -= (19.0 / 6 + 25 / (4 * x)) * s[i];
            a[4] += 81.0 / 16 * s[i] * s[i] / (x * x);
            a[5] += (-809 / (84 * x) + 13795.0 / 1008 - 527 * x / 24 - 79 * x * x / 6) * s[i];
            a[6] -= pi * (37.0 / 3 + 151 / (6 * x)) * s[i];
            a[7] += (-1195759 / (18144 * x) + 2694373.0 / 18144 - 4322.0 / 21 * x + 14257.0 / 864 * x * x - 35105.0 / 864 * x * x * x - 10819.0 / 432 * x * x * x * x) * s[i];
        }
        log = order >= 6 ? -1712.0 / 105 : 0;
        Arrays.fill(a, Math.min(order, HIGHEST) + 1, HIGHEST + 1, 0);
    }

    /** dv/dt; where the series would turn back, a twentieth of its first term. */
    public double rate(double v) {
        double sum = 0;
        for (int k = HIGHEST; k >= 0; k--) {
            sum = sum * v + a[k];
        }
        sum += log == 0 ? 0 : log * Math.log(v) * v * v * v * v * v * v;
        return 32.0 / 5 * eta * Math.pow(v, 9) * Math.max(0.05, sum);
    }

    /** v and orbital phase at even times up to the end, where v is given and the phase is 0; v first, then phases. */
    public double[][] orbit(double end, double dt, int n) {
        double[] v = new double[n];
        double[] phase = new double[n];
        v[n - 1] = end;
        double h = -dt / PARTS;
        for (int k = n - 1; k > 0; k--) {
            double x = v[k];
            double p = phase[k];
            for (int j = 0; j < PARTS; j++) {
                double k1 = rate(x);
                double x2 = x + h / 2 * k1;
                double k2 = rate(x2);
                double x3 = x + h / 2 * k2;
                double k3 = rate(x3);
                double x4 = x + h * k3;
                p += h / 6 * (x * x * x + 2 * x2 * x2 * x2 + 2 * x3 * x3 * x3 + x4 * x4 * x4);
                x += h / 6 * (k1 + 2 * k2 + 2 * k3 + rate(x4));
            }
            v[k - 1] = x;
            phase[k - 1] = p;
        }
        return new double[][] {v, phase};
    }

    /** The phase between two v: ∫ v³ / (dv/dt) dv by Gauss–Legendre on pieces. */
    public double phase(double from, double to) {
        double[] x = {-0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831, 0.9061798459386640};
        double[] w = {0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
        int pieces = 60;
        double sum = 0;
        for (int k = 0; k < pieces; k++) {
            double middle = from + (to - from) * (k + 0.5) / pieces;
            for (int j = 0; j < 5; j++) {
                double v = middle + (to - from) / (2 * pieces) * x[j];
                sum += w[j] * (to - from) / (2 * pieces) * v * v * v / rate(v);
            }
        }
        return sum;
    }

    /** 1 − the largest |⟨a, b⟩|/(‖a‖‖b‖) over shifts in time and phase, of complex signals in white noise; real and imaginary parts in turn, at n even times each. */
    public static double mismatch(double[] one, double[] other) {
        int n = Integer.highestOneBit(one.length) * 2;
        int fine = 4;
        double[] a = Arrays.copyOf(one, 2 * n);
        double[] b = Arrays.copyOf(other, 2 * n);
        new DoubleFFT_1D(n).complexForward(a);
        new DoubleFFT_1D(n).complexForward(b);
        double[] c = new double[2 * n * fine];
        for (int k = 0; k < n; k++) {
            int to = k < n / 2 ? k : k + n * (fine - 1);
            c[2 * to] = a[2 * k] * b[2 * k] + a[2 * k + 1] * b[2 * k + 1];
            c[2 * to + 1] = a[2 * k] * b[2 * k + 1] - a[2 * k + 1] * b[2 * k];
        }
        new DoubleFFT_1D(n * fine).complexInverse(c, false);
        int at = 0;
        for (int k = 1; k < n * fine; k++) {
            at = size(c, k) > size(c, at) ? k : at;
        }
        // the top of the parabola through the largest and its neighbors
        double left = size(c, Math.floorMod(at - 1, n * fine));
        double right = size(c, (at + 1) % (n * fine));
        double bend = left - 2 * size(c, at) + right;
        double top = bend < 0 ? size(c, at) - (left - right) * (left - right) / (8 * bend) : size(c, at);
        return Math.max(0, 1 - top / n / Math.max(1e-300, Vectors.norm(one) * Vectors.norm(other)));
    }

    private static double size(double[] c, int k) {
        return Math.hypot(c[2 * k], c[2 * k + 1]);
    }
}
