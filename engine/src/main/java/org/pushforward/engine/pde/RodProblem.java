package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.numerics.PeriodicBurgers;
import org.pushforward.engine.numerics.Philox;

/**
 * Courses of curves on a rod from 0 to π that are zero at both ends, at {@value #N} places and {@value #STEPS} equal steps, each exact: heat u_t = ν u_xx and
 * Laplace's equation on the half strip above the rod by their sines, Burgers' equation by Cole–Hopf on the circle that the odd extension closes. Curves are
 * Σ z_k sin kx / k with normal z. Immutable.
 *
 * @param sines of a curve
 */
record RodProblem(String equation, int sines) {

    static final int N = 64;
    static final int STEPS = 10;
    /** Curves are drawn so much taller than they are. */
    static final double TALL = 1.6;
    private static final double LARGEST = 3;

    boolean isBurgers() {
        return equation.equals("burgers");
    }

    static double place(int i) {
        return Math.PI * i / N;
    }

    /** What becomes of sin kx in a step of dt. */
    double factor(int k, double nu, double dt) {
        return Math.exp(equation.equals("heat") ? -nu * k * k * dt : -k * dt);
    }

    double[][] curves(Philox random, int count) {
        double[][] all = new double[count][];
        double[] z = new double[sines];
        for (int c = 0; c < count; c++) {
            random.normals(c, 1, 0, sines, z, 0);
            double[] u = new double[N];
            for (int i = 0; i < N; i++) {
                for (int k = 1; k <= sines; k++) {
                    u[i] += 0.7 * z[k - 1] / k * Math.sin(k * place(i));
                }
            }
            all[c] = u;
        }
        return all;
    }

    /** The odd extension on a circle of length 2π. */
    static double[] odd(double[] u) {
        double[] all = Arrays.copyOf(u, 2 * N);
        for (int i = 1; i < N; i++) {
            all[2 * N - i] = -u[i];
        }
        return all;
    }

    /** Curve by curve, snapshot after snapshot, the first one included. */
    double[][] courses(double[][] curves, double nu, double dt) {
        return Arrays.stream(curves).map(u -> course(u, nu, dt)).toArray(double[][]::new);
    }

    private double[] course(double[] u, double nu, double dt) {
        double[] all = Arrays.copyOf(u, (STEPS + 1) * N);
        double[] a = isBurgers() ? null : sines(u);
        for (int j = 1; j <= STEPS; j++) {
            if (isBurgers()) {
                System.arraycopy(PeriodicBurgers.at(odd(u), 2 * Math.PI, nu, j * dt), 0, all, j * N, N);
                all[j * N] = 0;
            } else {
                for (int i = 0; i < N; i++) {
                    for (int k = 1; k < N; k++) {
                        all[j * N + i] += a[k] * Math.pow(factor(k, nu, dt), j) * Math.sin(k * place(i));
                    }
                }
            }
        }
        return all;
    }

    /** Amplitudes of sin kx. */
    private static double[] sines(double[] u) {
        return IntStream.range(0, N).mapToDouble(k -> IntStream.range(0, N).mapToDouble(i -> 2.0 / N * u[i] * Math.sin(k * place(i))).sum()).toArray();
    }

    /** A curve drawn over: it goes through the strokes, smoothly, and ends at zero; an eraser brings back what was there. */
    static double[] drawn(double[] before, List<Stroke> strokes) {
        double[] u = before.clone();
        for (Stroke s : strokes) {
            for (int k = 0; k + 1 < s.xy().size(); k += 2) {
                int next = Math.min(k + 2, s.xy().size() - 2);
                double x0 = Math.min(s.xy().get(k), s.xy().get(next)) - s.radius();
                double x1 = Math.max(s.xy().get(k), s.xy().get(next)) + s.radius();
                for (int i = 1; i < N; i++) {
                    if (place(i) >= x0 && place(i) <= x1) {
                        double run = s.xy().get(next) - s.xy().get(k);
                        double share = run == 0 ? 0 : Math.clamp((place(i) - s.xy().get(k)) / run, 0, 1);
                        double height = s.xy().get(k + 1) + share * (s.xy().get(next + 1) - s.xy().get(k + 1));
                        u[i] = s.strength() < 0 ? before[i] : Math.clamp(height / TALL, -LARGEST, LARGEST);
                    }
                }
            }
        }
        return strokes.isEmpty() ? u : smoothed(u);
    }

    /** As far as eight sines or so can follow. */
    private static double[] smoothed(double[] u) {
        double[] a = sines(u);
        double[] v = new double[N];
        for (int i = 0; i < N; i++) {
            for (int k = 1; k < N; k++) {
                v[i] += a[k] * Math.exp(-Math.pow(k / 12.0, 2)) * Math.sin(k * place(i));
            }
        }
        return v;
    }
}
