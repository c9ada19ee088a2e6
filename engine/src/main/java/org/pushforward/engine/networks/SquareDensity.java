package org.pushforward.engine.networks;

import java.util.List;
import org.pushforward.engine.numerics.Philox;

/** Known densities on the unit square; the constant is from a grid fine enough for ten digits. Immutable. */
final class SquareDensity {

    static final List<String> NAMES = List.of("modes", "ring", "edges");
    private static final int FINE = 400;
    private static final double[][] MODES = {{0.25, 0.25, 0.09, 0.3}, {0.72, 0.2, 0.07, 0.2}, {0.3, 0.78, 0.1, 0.25}, {0.8, 0.75, 0.08, 0.25}};

    private final String name;
    private final double scale;
    private final double largest;

    SquareDensity(String name) {
        this.name = name;
        double sum = 0;
        double most = 0;
        for (int k = 0; k < FINE * FINE; k++) {
            double v = shape((k / FINE + 0.5) / FINE, (k % FINE + 0.5) / FINE);
            sum += v / FINE / FINE;
            most = Math.max(most, v);
        }
        scale = 1 / sum;
        // Between the midpoints it may be a little larger.
        largest = 1.05 * most * scale;
    }

    private double shape(double x, double y) {
        return switch (name) {
            case "ring" -> {
                double r = (Math.hypot(x - 0.5, y - 0.5) - 0.3) / 0.06;
                yield Math.exp(-0.5 * r * r);
            }
            // Products of beta densities pile up on two opposite sides and in a corner.
            case "edges" -> 0.4 * 4 * cubed(1 - x) + 0.4 * 4 * cubed(x) * 6 * y * (1 - y) + 0.2 * 16 * cubed(x) * cubed(y);
            default -> {
                double sum = 0;
                for (double[] m : MODES) {
                    double dx = (x - m[0]) / m[2];
                    double dy = (y - m[1]) / m[2];
                    sum += m[3] / (m[2] * m[2]) * Math.exp(-0.5 * (dx * dx + dy * dy));
                }
                yield sum;
            }
        };
    }

    private static double cubed(double v) {
        return v * v * v;
    }

    double at(double x, double y) {
        return scale * shape(x, y);
    }

    /** Samples by rejection, x and y in turn. */
    double[] draws(int n, Philox random) {
        double[] out = new double[2 * n];
        double[] u = new double[3];
        int found = 0;
        for (long tried = 0; found < n; tried++) {
            random.uniforms(tried, 1, 0, 3, u, 0);
            if (u[2] * largest <= at(u[0], u[1])) {
                out[2 * found] = u[0];
                out[2 * found + 1] = u[1];
                found++;
            }
        }
        return out;
    }
}
