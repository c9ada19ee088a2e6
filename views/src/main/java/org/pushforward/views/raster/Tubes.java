package org.pushforward.views.raster;

import java.util.Arrays;

/**
 * A tube about each of some polylines: rings of vertices that are carried along without twisting (parallel transport). Points that are
 * not numbers end a tube. Coordinates and radius have one unit in all directions. An arrow is a tube that ends in a cone.
 */
final class Tubes {

    private static final int SIDES = 8;
    /** Of an arrow, in radii of its shaft, and as the greatest share of its last piece; two rings more than a tube has. */
    private static final double HEAD_LENGTH = 7;
    private static final double HEAD_RADIUS = 2.6;
    private static final double HEAD_SHARE = 0.5;
    private static final double TIP = 1e-3;
    private static final int HEAD = 2;

    private Tubes() { }

    /** @param values to be colored by, one a point, or none */
    static Facets about(double[] points, int[] offsets, double radius, double[] values) {
        double[] radii = new double[points.length / 3];
        Arrays.fill(radii, radius);
        return about(points, offsets, radii, values);
    }

    private static Facets about(double[] points, int[] offsets, double[] radii, double[] values) {
        int rings = points.length / 3;
        double[] xyz = new double[3 * SIDES * rings];
        double[] valued = new double[values.length * SIDES];
        Arrays.setAll(valued, v -> values[v / SIDES]);
        int[] t = new int[6 * SIDES * rings];
        int k = 0;
        for (int p = 0; p + 1 < offsets.length; p++) {
            double[] normal = {0, 0, 0};
            for (int q = offsets[p]; q < offsets[p + 1]; q++) {
                double[] along = direction(points, Math.max(offsets[p], q - 1), Math.min(offsets[p + 1] - 1, q + 1));
                normal = carried(normal, along);
                ring(points, q, normal, along, radii[q], xyz);
                if (q > offsets[p]) {
                    k = band(SIDES * (q - 1), SIDES * q, t, k);
                }
            }
        }
        return new Facets(xyz, Arrays.copyOf(t, k), valued, false);
    }

    /** The same with a cone at the end of each, at most {@value #HEAD_SHARE} of its last piece long. */
    static Facets arrows(double[] points, int[] offsets, double radius, double[] values) {
        int paths = offsets.length - 1;
        int n = points.length / 3 + HEAD * paths;
        double[] places = new double[3 * n];
        double[] radii = new double[n];
        double[] valued = new double[values.length > 0 ? n : 0];
        int[] ends = new int[paths + 1];
        int k = 0;
        for (int p = 0; p < paths; p++) {
            int last = offsets[p + 1] - 1;
            for (int q = offsets[p]; q <= last + HEAD && last > offsets[p]; q++, k++) {
                int point = Math.min(q, last);
                double back = q < last || q == last + HEAD ? 0 : 1;
                neck(points, last, back * HEAD_LENGTH * radius, point, places, k);
                radii[k] = q <= last ? radius : q == last + HEAD ? TIP * radius : HEAD_RADIUS * radius;
                if (valued.length > 0) {
                    valued[k] = values[point];
                }
            }
            ends[p + 1] = k;
        }
        return about(Arrays.copyOf(places, 3 * k), ends, Arrays.copyOf(radii, k), Arrays.copyOf(valued, Math.min(k, valued.length)));
    }

    /** A point of a path, the last one this far behind its place. */
    private static void neck(double[] points, int last, double back, int point, double[] places, int at) {
        double length = 0;
        for (int d = 0; d < 3; d++) {
            double step = points[3 * last + d] - points[3 * last - 3 + d];
            length += step * step;
        }
        double share = length > 0 ? Math.min(HEAD_SHARE, back / Math.sqrt(length)) : 0;
        for (int d = 0; d < 3; d++) {
            places[3 * at + d] = points[3 * point + d] - share * (points[3 * last + d] - points[3 * last - 3 + d]);
        }
    }

    private static double[] direction(double[] c, int from, int to) {
        return unit(c[3 * to] - c[3 * from], c[3 * to + 1] - c[3 * from + 1], c[3 * to + 2] - c[3 * from + 2]);
    }

    private static double[] unit(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return length > 0 ? new double[] {x / length, y / length, z / length} : new double[] {0, 0, 1};
    }

    /** The normal made perpendicular to the new direction; any one at the beginning. */
    private static double[] carried(double[] n, double[] a) {
        double dot = n[0] * a[0] + n[1] * a[1] + n[2] * a[2];
        double x = n[0] - dot * a[0];
        double y = n[1] - dot * a[1];
        double z = n[2] - dot * a[2];
        if (x * x + y * y + z * z > 1e-6) {
            return unit(x, y, z);
        }
        return Math.abs(a[0]) < 0.7 ? unit(0, a[2], -a[1]) : unit(-a[2], 0, a[0]);
    }

    private static void ring(double[] points, int q, double[] n, double[] a, double radius, double[] xyz) {
        double[] b = {a[1] * n[2] - a[2] * n[1], a[2] * n[0] - a[0] * n[2], a[0] * n[1] - a[1] * n[0]};
        for (int s = 0; s < SIDES; s++) {
            double cos = radius * Math.cos(2 * Math.PI * s / SIDES);
            double sin = radius * Math.sin(2 * Math.PI * s / SIDES);
            for (int d = 0; d < 3; d++) {
                xyz[3 * (SIDES * q + s) + d] = points[3 * q + d] + cos * n[d] + sin * b[d];
            }
        }
    }

    private static int band(int before, int after, int[] t, int k) {
        for (int s = 0; s < SIDES; s++) {
            int next = (s + 1) % SIDES;
            for (int corner : new int[] {before + s, after + s, after + next, before + s, after + next, before + next}) {
                t[k++] = corner;
            }
        }
        return k;
    }
}
