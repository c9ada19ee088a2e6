package org.pushforward.engine.rom;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;

/**
 * Snapshots of a family of fields that move and swell: of place s, uniform, and amplitude a, 1 to 100 with a uniform logarithm.
 *
 * @param u n × m, row-major
 * @param place s of each, in [0, 1]
 * @param amplitude of each
 * @param side cells along an edge, 0 for fields on the line
 */
record Snapshots(double[] u, int m, double[] place, double[] amplitude, int side) {

    private static final double WIDTH = 0.045;
    private static final int LINE = 200;
    private static final int SIDE = 20;
    private static final int MOMENTS = 24;
    private static final double SPREAD = 0.0012;
    private static final double[] WIND = {0.28, 0.1};

    int n() {
        return place.length;
    }

    /** With each multiplied by a factor of its own. */
    Snapshots scaled(double[] by) {
        double[] v = u.clone();
        double[] a = amplitude.clone();
        for (int i = 0; i < n(); i++) {
            a[i] *= by[i];
            for (int k = 0; k < m; k++) {
                v[i * m + k] *= by[i];
            }
        }
        return new Snapshots(v, m, place, a, side);
    }

    /** a exp(−(x − s)²/2w²) on [0, 1], w = {@value #WIDTH}. */
    static Snapshots bumps(int n, Philox random) {
        return drawn(n, LINE, 0, random, (s, k) -> {
            double e = ((k + 0.5) / LINE - s) / WIDTH;
            return Math.exp(-0.5 * e * e);
        });
    }

    /** Heat that a source gave off for a unit of time and that wind carried along and spread, in the unit square; s goes once about the middle. */
    static Snapshots heat(int n, Philox random) {
        return drawn(n, SIDE * SIDE, SIDE, random, (s, k) -> {
            double x = (k / SIDE + 0.5) / SIDE - 0.4 - 0.25 * Math.cos(2 * Math.PI * s);
            double y = (k % SIDE + 0.5) / SIDE - 0.45 - 0.25 * Math.sin(2 * Math.PI * s);
            double sum = 0;
            for (int t = 0; t < MOMENTS; t++) {
                double tau = (t + 0.5) / MOMENTS;
                double variance = SPREAD * (1 + 4 * tau);
                double ex = x - WIND[0] * tau;
                double ey = y - WIND[1] * tau;
                sum += Math.exp(-0.5 * (ex * ex + ey * ey) / variance) / variance;
            }
            return SPREAD * sum / MOMENTS;
        });
    }

    private interface Shape {
        double at(double s, int k);
    }

    private static Snapshots drawn(int n, int m, int side, Philox random, Shape shape) {
        double[] draws = new double[2 * n];
        random.uniforms(0, n, 0, 2, draws, 0);
        double[] place = new double[n];
        double[] amplitude = new double[n];
        double[] u = new double[n * m];
        Arrays.setAll(place, i -> draws[2 * i]);
        Arrays.setAll(amplitude, i -> Math.pow(100, draws[2 * i + 1]));
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < m; k++) {
                u[i * m + k] = amplitude[i] * shape.at(place[i], k);
            }
        }
        return new Snapshots(u, m, place, amplitude, side);
    }
}
