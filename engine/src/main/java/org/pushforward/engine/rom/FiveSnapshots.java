package org.pushforward.engine.rom;

import java.util.List;
import org.pushforward.engine.numerics.Philox;

/**
 * Simulations of five physics on a line, each with a place s, uniform, and an amplitude of uniform logarithm.
 *
 * @param u n × m, row-major
 */
record FiveSnapshots(double[] u, int m, double[] place, double[] amplitude) {

    private static final int CELLS = 160;

    static List<String> names() {
        return List.of("front", "heat", "packet", "bar", "obstacle");
    }

    static FiveSnapshots drawn(String physics, int n, double spread, Philox random) {
        double[] draws = new double[3 * n];
        random.uniforms(0, n, 0, 3, draws, 0);
        double[] place = new double[n];
        double[] amplitude = new double[n];
        double[] u = new double[n * CELLS];
        for (int i = 0; i < n; i++) {
            place[i] = draws[3 * i];
            amplitude[i] = Math.pow(spread, draws[3 * i + 1]);
            double s = 0.15 + 0.7 * place[i];
            double strained = 0;
            for (int k = 0; k < CELLS; k++) {
                double x = (k + 0.5) / CELLS;
                // The bar is pulled at its end: a soft piece stretches eight times as much.
                strained += (Math.abs(x - s) < 0.05 ? 8 : 1) / (double) CELLS;
                u[i * CELLS + k] = amplitude[i] * switch (physics) {
                    case "front" -> 0.5 * (1 - Math.tanh((x - s) / 0.03));
                    case "heat" -> Math.exp(-0.5 * Math.pow((x - s) / 0.04, 2));
                    case "packet" -> Math.exp(-0.5 * Math.pow((x - s) / 0.07, 2)) * Math.cos(60 * (x - s));
                    case "bar" -> strained;
                    default -> string(x, s, 0.005 + 0.025 * draws[3 * i + 2]);
                };
            }
        }
        return new FiveSnapshots(u, CELLS, place, amplitude);
    }

    /** A string under its own weight, −½x(1 − x) where it is free, held up at s so that it hangs there by {@code depth}, if it touches at all. */
    private static double string(double x, double s, double depth) {
        double lift = Math.max(0, 0.5 * s * (1 - s) - depth);
        return -0.5 * x * (1 - x) + lift * (x < s ? x / s : (1 - x) / (1 - s));
    }

    /** Some of them, one behind the other. */
    double[] of(int[] members) {
        double[] some = new double[members.length * m];
        for (int k = 0; k < members.length; k++) {
            System.arraycopy(u, members[k] * m, some, k * m, m);
        }
        return some;
    }
}
