package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.LowDiscrepancy;
import org.pushforward.engine.numerics.LowDiscrepancy.Kind;
import org.pushforward.engine.numerics.LowDiscrepancy.Randomisation;
import org.pushforward.engine.numerics.Philox;

/**
 * Shapes of six classes on the unit square, turned, moved and scaled at random, as fields: 1 well inside, 0 well outside, linear in the level between, so that
 * they can be asked at any place. And ways to sample a field. Stateless.
 */
final class ShapeFields {

    static final List<String> CLASSES = List.of("disc", "square", "triangle", "ring", "cross", "star");
    static final List<String> SAMPLINGS = List.of("grid", "sobol", "random", "shrunk");
    /** Of the zone between inside and outside. */
    private static final double HALF_WIDTH = 0.08;

    private ShapeFields() { }

    /** A shape: its class, center, radius and angle. */
    record Shape(int kind, double x, double y, double radius, double angle) {

        static Shape of(Philox random, int number) {
            double[] u = new double[4];
            random.uniforms(number, 1, 0, 4, u, 0);
            return new Shape(Math.floorMod(number, CLASSES.size()), 0.4 + 0.2 * u[0], 0.4 + 0.2 * u[1], 0.2 + 0.12 * u[2], 2 * Math.PI * u[3]);
        }

        double at(double px, double py) {
            double dx = px - x;
            double dy = py - y;
            double a = (Math.cos(angle) * dx + Math.sin(angle) * dy) / radius;
            double b = (Math.cos(angle) * dy - Math.sin(angle) * dx) / radius;
            return Math.clamp(0.5 - 0.5 * level(a, b) * radius / HALF_WIDTH, 0, 1);
        }

        /** Negative inside a shape of size 1. */
        private double level(double a, double b) {
            double r = Math.hypot(a, b);
            return switch (kind) {
                case 0 -> r - 0.85;
                case 1 -> Math.max(Math.abs(a), Math.abs(b)) - 0.72;
                case 2 -> Math.max(Math.max(0.866 * a - 0.5 * b, -0.866 * a - 0.5 * b), b) - 0.5;
                case 3 -> Math.abs(r - 0.75) - 0.25;
                case 4 -> Math.min(Math.max(Math.abs(a), 3.2 * Math.abs(b)), Math.max(Math.abs(b), 3.2 * Math.abs(a))) - 1;
                default -> r - 0.62 - 0.34 * Math.cos(5 * Math.atan2(b, a));
            };
        }

        double[] at(double[] points) {
            double[] f = new double[points.length / 2];
            Arrays.setAll(f, i -> at(points[2 * i], points[2 * i + 1]));
            return f;
        }
    }

    /**
     * Points of a kind.
     *
     * @param n a power of four
     */
    static double[] points(String sampling, int n, Philox random) {
        int side = (int) Math.round(Math.sqrt(n));
        return switch (sampling) {
            case "grid" -> {
                double[] xy = new double[2 * n];
                Arrays.setAll(xy, k -> ((k % 2 == 0 ? k / 2 / side : k / 2 % side) + 0.5) / side);
                yield xy;
            }
            case "random" -> new LowDiscrepancy(Kind.IID, Randomisation.NONE, 2).points(n, random);
            case "sobol" -> new LowDiscrepancy(Kind.SOBOL, Randomisation.OWEN, 2).points(n, random);
            default -> {
                double[] xy = new LowDiscrepancy(Kind.SOBOL, Randomisation.OWEN, 2).points(n, random);
                Arrays.setAll(xy, k -> 0.5 + 0.75 * (xy[k] - 0.5));
                yield xy;
            }
        };
    }
}
