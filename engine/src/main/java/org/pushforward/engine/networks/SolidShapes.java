package org.pushforward.engine.networks;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.Philox;

/**
 * Clouds of points on twelve families of surfaces and curves in space: stretched along the axes by 0.8 to 1.25, turned about z, centered, and of
 * radius 1. Uniform in the parameters of a surface, not in its area. Stateless.
 */
final class SolidShapes {

    static final List<String> FAMILIES = List.of("sphere", "torus", "cube", "cylinder", "cone", "knot", "helix", "chair", "table", "jack", "saddle", "dumbbell");

    private SolidShapes() { }

    /**
     * @param number of the cloud, which all its draws hang on
     * @param noise deviation of every coordinate
     * @param hole share of the points that is missing, those farthest in a random direction
     */
    static double[] cloud(int family, int number, int points, double noise, double hole, Philox random) {
        int drawn = (int) Math.ceil(points / (1 - hole));
        double[] u = new double[4 * drawn];
        random.stream(family).uniforms((long) number * 100_000, drawn, 1, 4, u, 0);
        double[] own = new double[6];
        random.stream(100 + family).uniforms(number, 1, 0, 6, own, 0);
        double[] z = new double[3 * drawn];
        random.stream(200 + family).normals((long) number * 100_000, drawn, 1, 3, z, 0);
        double[] xyz = new double[3 * drawn];
        double turn = 2 * Math.PI * own[0];
        for (int p = 0; p < drawn; p++) {
            double[] at = surface(family, u[4 * p], u[4 * p + 1], u[4 * p + 2], own[4]);
            for (int k = 0; k < 3; k++) {
                at[k] *= 0.8 + 0.45 * own[1 + k];
            }
            xyz[3 * p] = at[0] * Math.cos(turn) - at[1] * Math.sin(turn);
            xyz[3 * p + 1] = at[0] * Math.sin(turn) + at[1] * Math.cos(turn);
            xyz[3 * p + 2] = at[2];
        }
        double[] left = holed(xyz, points, own[5]);
        normalized(left);
        for (int k = 0; k < left.length; k++) {
            left[k] += noise * z[k];
        }
        return left;
    }

    /** Those {@code points} that are least far in a direction. */
    private static double[] holed(double[] xyz, int points, double u) {
        double a = 2 * Math.PI * u;
        double[] direction = {Math.cos(a), Math.sin(a), 2 * u - 1};
        Integer[] order = new Integer[xyz.length / 3];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (i, j) -> Double.compare(along(xyz, i, direction), along(xyz, j, direction)));
        double[] left = new double[3 * points];
        for (int k = 0; k < points; k++) {
            System.arraycopy(xyz, 3 * order[k], left, 3 * k, 3);
        }
        return left;
    }

    private static double along(double[] xyz, int p, double[] d) {
        return xyz[3 * p] * d[0] + xyz[3 * p + 1] * d[1] + xyz[3 * p + 2] * d[2];
    }

    private static void normalized(double[] xyz) {
        int n = xyz.length / 3;
        for (int k = 0; k < 3; k++) {
            double mean = 0;
            for (int p = 0; p < n; p++) {
                mean += xyz[3 * p + k] / n;
            }
            for (int p = 0; p < n; p++) {
                xyz[3 * p + k] -= mean;
            }
        }
        double radius = 0;
        for (int p = 0; p < n; p++) {
            radius = Math.max(radius, Math.sqrt(xyz[3 * p] * xyz[3 * p] + xyz[3 * p + 1] * xyz[3 * p + 1] + xyz[3 * p + 2] * xyz[3 * p + 2]));
        }
        for (int k = 0; k < xyz.length; k++) {
            xyz[k] /= radius;
        }
    }

    private static double[] surface(int family, double u, double v, double w, double own) {
        double a = 2 * Math.PI * u;
        double b = 2 * Math.PI * v;
        return switch (FAMILIES.get(family)) {
            case "sphere" -> ball(u, v, 0, 1);
            case "torus" -> {
                double r = 0.25 + 0.15 * own;
                yield new double[] {(1 + r * Math.cos(b)) * Math.cos(a), (1 + r * Math.cos(b)) * Math.sin(a), r * Math.sin(b)};
            }
            case "cube" -> box(u, v, w, 0, 0, 0, 1, 1, 1);
            case "cylinder" -> w < 0.2 ? new double[] {Math.sqrt(v) * Math.cos(a), Math.sqrt(v) * Math.sin(a), w < 0.1 ? -1.3 : 1.3} : new double[] {Math.cos(a), Math.sin(a), 2.6 * v - 1.3};
            case "cone" -> w < 0.25 ? new double[] {Math.sqrt(v) * Math.cos(a), Math.sqrt(v) * Math.sin(a), -1} : new double[] {Math.sqrt(v) * Math.cos(a), Math.sqrt(v) * Math.sin(a), 1 - 2 * Math.sqrt(v)};
            case "knot" -> {
                double r = 0.15;
                yield new double[] {Math.sin(a) + 2 * Math.sin(2 * a) + r * Math.cos(b), Math.cos(a) - 2 * Math.cos(2 * a) + r * Math.sin(b), -Math.sin(3 * a)};
            }
            case "helix" -> new double[] {Math.cos(3 * a) + 0.15 * Math.cos(b), Math.sin(3 * a) + 0.15 * Math.sin(b), 3 * u - 1.5};
            case "chair" -> w < 0.3 ? box(u, v, w / 0.3, 0, 0, 0, 1, 1, 0.12) : w < 0.6 ? box(u, v, (w - 0.3) / 0.3, -0.9, 0, 1, 0.1, 1, 1) : leg(u, v, (w - 0.6) / 0.4, 0.85, -0.65, 0.65);
            case "table" -> w < 0.6 ? box(u, v, w / 0.6, 0, 0, 0.7, 1.5, 1, 0.08) : leg(u, v, (w - 0.6) / 0.4, 1.3, -0.1, 0.8);
            case "jack" -> {
                int axis = (int) (3 * w) % 3;
                double[] d = {0.14 * Math.cos(a), 0.14 * Math.sin(a), 0.14 * Math.cos(b)};
                d[axis] = 2 * v - 1;
                yield d;
            }
            case "saddle" -> new double[] {2 * u - 1, 2 * v - 1, (2 * u - 1) * (2 * u - 1) - (2 * v - 1) * (2 * v - 1)};
            default -> w < 0.42 ? ball(u, v, -1, 0.5) : w < 0.84 ? ball(u, v, 1, 0.5) : new double[] {2 * v - 1, 0.12 * Math.cos(a), 0.12 * Math.sin(a)};
        };
    }

    private static double[] ball(double u, double v, double x, double r) {
        double z = 2 * v - 1;
        double s = Math.sqrt(1 - z * z);
        return new double[] {x + r * s * Math.cos(2 * Math.PI * u), r * s * Math.sin(2 * Math.PI * u), r * z};
    }

    /** On one of the six faces. */
    private static double[] box(double u, double v, double w, double x, double y, double z, double rx, double ry, double rz) {
        int face = Math.min(5, (int) (6 * w));
        double[] d = {2 * u - 1, 2 * v - 1, 2 * ((u * 7 + v * 11) % 1) - 1};
        d[face / 2] = face % 2 == 0 ? -1 : 1;
        return new double[] {x + rx * d[0], y + ry * d[1], z + rz * d[2]};
    }

    private static double[] leg(double u, double v, double w, double apart, double z, double rz) {
        int corner = Math.min(3, (int) (4 * w));
        return box(u, v, 4 * w - corner, corner % 2 == 0 ? -apart : apart, corner / 2 == 0 ? -0.85 : 0.85, z - 0.1, 0.1, 0.1, rz);
    }
}
