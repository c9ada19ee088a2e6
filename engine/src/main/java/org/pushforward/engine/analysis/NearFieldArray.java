package org.pushforward.engine.analysis;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;

/**
 * A radar with several transmitters and receivers before a small volume: y = Σ s(x) e^(−ik(|x−t| + |x−r|)) over voxels x, for every transmitter t, receiver r and wave number k, the amplitude of spherical waves left out. Complex numbers
 * in turn, real first. Lengths in centimeters.
 */
final class NearFieldArray {

    static final int SIDE = 16;
    static final int DEPTH = 8;
    static final int VOXELS = SIDE * SIDE * DEPTH;
    static final double SPACING = 1.5;
    static final double RANGE = 50;
    static final double APERTURE = 30;
    private static final double LOW = 8;
    private static final double HIGH = 16;

    private final int rows;
    private final float[] re;
    private final float[] im;
    private final double[][] places;

    NearFieldArray(int transmit, int receive, int frequencies) {
        places = new double[][] {antennas(transmit, 0), antennas(receive, 1)};
        rows = transmit * receive * frequencies;
        re = new float[rows * VOXELS];
        im = new float[rows * VOXELS];
        for (int row = 0; row < rows; row++) {
            CancelToken.askCurrent();
            int t = row / (receive * frequencies);
            int r = row / frequencies % receive;
            double k = wave(frequencies, row % frequencies);
            for (int v = 0; v < VOXELS; v++) {
                double[] x = place(v);
                double angle = -k * (far(x, places[0], t) + far(x, places[1], r));
                re[row * VOXELS + v] = (float) Math.cos(angle);
                im[row * VOXELS + v] = (float) Math.sin(angle);
            }
        }
    }

    /** Spread over the aperture by Halton's sequence, transmitters from its beginning, receivers from its twentieth place. */
    private static double[] antennas(int n, int which) {
        double[] xy = new double[2 * n];
        for (int k = 0; k < n; k++) {
            xy[2 * k] = APERTURE * (radical(k + 1 + 19 * which, 2) - 0.5);
            xy[2 * k + 1] = APERTURE * (radical(k + 1 + 19 * which, 3) - 0.5);
        }
        return xy;
    }

    private static double radical(int k, int base) {
        double sum = 0;
        double part = 1.0 / base;
        for (int left = k; left > 0; left /= base) {
            sum += part * (left % base);
            part /= base;
        }
        return sum;
    }

    double[] transmitters() {
        return places[0];
    }

    double[] receivers() {
        return places[1];
    }

    private static double wave(int frequencies, int k) {
        double ghz = frequencies == 1 ? (LOW + HIGH) / 2 : LOW + (HIGH - LOW) * k / (frequencies - 1);
        return 2 * Math.PI * ghz / 29.9792458;
    }

    /** Of the middle of the band. */
    static double wavelength() {
        return 2 * 29.9792458 / (LOW + HIGH);
    }

    static double[] place(int v) {
        return new double[] {SPACING * (v / (SIDE * DEPTH) - (SIDE - 1) / 2.0), SPACING * (v / DEPTH % SIDE - (SIDE - 1) / 2.0), RANGE + SPACING * (v % DEPTH - (DEPTH - 1) / 2.0)};
    }

    private static double far(double[] x, double[] xy, int k) {
        return Math.sqrt(Math.pow(x[0] - xy[2 * k], 2) + Math.pow(x[1] - xy[2 * k + 1], 2) + x[2] * x[2]);
    }

    int rows() {
        return rows;
    }

    /** A s. */
    double[] forward(double[] s) {
        double[] y = new double[2 * rows];
        int[] there = IntStream.range(0, VOXELS).filter(v -> s[2 * v] != 0 || s[2 * v + 1] != 0).toArray();
        for (int row = 0; row < rows; row++) {
            int at = row * VOXELS;
            double a = 0;
            double b = 0;
            for (int v : there) {
                a += re[at + v] * s[2 * v] - im[at + v] * s[2 * v + 1];
                b += re[at + v] * s[2 * v + 1] + im[at + v] * s[2 * v];
            }
            y[2 * row] = a;
            y[2 * row + 1] = b;
        }
        return y;
    }

    /** A* y: every voxel with the phases of its echoes undone. */
    double[] adjoint(double[] y) {
        double[] s = new double[2 * VOXELS];
        for (int row = 0; row < rows; row++) {
            int at = row * VOXELS;
            double a = y[2 * row];
            double b = y[2 * row + 1];
            for (int v = 0; v < VOXELS; v++) {
                s[2 * v] += re[at + v] * a + im[at + v] * b;
                s[2 * v + 1] += re[at + v] * b - im[at + v] * a;
            }
        }
        return s;
    }

    /** Least squares by conjugate gradients on A*A + λ. */
    double[] leastSquares(double[] y, int iterations, double lambda) {
        double[] x = new double[2 * VOXELS];
        double[] r = adjoint(y);
        double[] p = r.clone();
        double rr = Arrays.stream(r).map(v -> v * v).sum();
        double rest = 1e-22 * rr;
        for (int k = 0; k < iterations && rr > rest; k++) {
            CancelToken.askCurrent();
            double[] q = adjoint(forward(p));
            double pq = 0;
            for (int i = 0; i < q.length; i++) {
                q[i] += lambda * p[i];
                pq += p[i] * q[i];
            }
            double next = 0;
            for (int i = 0; i < q.length; i++) {
                x[i] += rr / pq * p[i];
                r[i] -= rr / pq * q[i];
                next += r[i] * r[i];
            }
            for (int i = 0; i < q.length; i++) {
                p[i] = r[i] + next / rr * p[i];
            }
            rr = next;
        }
        return x;
    }

    /** Of a point in the middle of a voxel: −3 dB width of its back-projection across, over λz/(2D). */
    double width(int voxel, int frequencies) {
        double[] x = place(voxel);
        double peak = response(x, x, frequencies);
        double right = x[0];
        double left = x[0];
        double[] at = x.clone();
        while (right < x[0] + 10 && response(x, moved(at, right), frequencies) > peak / Math.sqrt(2)) {
            right += 0.01;
        }
        while (left > x[0] - 10 && response(x, moved(at, left), frequencies) > peak / Math.sqrt(2)) {
            left -= 0.01;
        }
        return (right - left) / (wavelength() * x[2] / (2 * APERTURE));
    }

    private static double[] moved(double[] at, double x) {
        return new double[] {x, at[1], at[2]};
    }

    private double response(double[] source, double[] seen, int frequencies) {
        double a = 0;
        double b = 0;
        int receive = places[1].length / 2;
        for (int row = 0; row < rows; row++) {
            int t = row / (receive * frequencies);
            int r = row / frequencies % receive;
            double angle = wave(frequencies, row % frequencies) * (far(seen, places[0], t) + far(seen, places[1], r) - far(source, places[0], t) - far(source, places[1], r));
            a += Math.cos(angle);
            b += Math.sin(angle);
        }
        return Math.hypot(a, b);
    }
}
