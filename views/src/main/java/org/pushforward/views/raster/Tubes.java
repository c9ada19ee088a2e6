package org.pushforward.views.raster;

import java.util.Arrays;

/**
 * A tube about each of some polylines: rings of vertices that are carried along without twisting (parallel transport). Points that are
 * not numbers end a tube. Coordinates and radius have one unit in all directions.
 */
final class Tubes {

    private static final int SIDES = 8;

    private Tubes() { }

    static Facets about(double[] points, int[] offsets, double radius) {
        int rings = points.length / 3;
        double[] xyz = new double[3 * SIDES * rings];
        int[] t = new int[6 * SIDES * rings];
        int k = 0;
        for (int p = 0; p + 1 < offsets.length; p++) {
            double[] normal = {0, 0, 0};
            for (int q = offsets[p]; q < offsets[p + 1]; q++) {
                double[] along = direction(points, Math.max(offsets[p], q - 1), Math.min(offsets[p + 1] - 1, q + 1));
                normal = carried(normal, along);
                ring(points, q, normal, along, radius, xyz);
                if (q > offsets[p]) {
                    k = band(SIDES * (q - 1), SIDES * q, t, k);
                }
            }
        }
        return new Facets(xyz, Arrays.copyOf(t, k));
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
