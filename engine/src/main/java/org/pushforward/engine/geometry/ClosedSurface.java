package org.pushforward.engine.geometry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.pushforward.engine.api.InputException;

/**
 * The surface of a solid, of triangles. What it winds around is inside: w = Σ Ω/4π, with the solid angle Ω of each triangle by A. Van Oosterom, J. Strackee
 * 1983, "The Solid Angle of a Plane Triangle", eq. 8; after A. Jacobson, L. Kavan, O. Sorkine-Hornung 2013, "Robust Inside-Outside Segmentation using
 * Generalized Winding Numbers". So orientations need not be outward, and parts may overlap. O(triangles) a place. Immutable.
 */
public final class ClosedSurface {

    /** Triangles that are taken: every place asks each of them. */
    public static final int MOST = 20_000;

    private final double[] xyz;
    private final int[] triangles;
    private final double[] low = new double[3];
    private final double[] high = new double[3];

    private ClosedSurface(double[] xyz, int[] triangles) {
        this.xyz = xyz;
        this.triangles = triangles;
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (int k : triangles) {
            for (int a = 0; a < 3; a++) {
                low[a] = Math.min(low[a], xyz[3 * k + a]);
                high[a] = Math.max(high[a], xyz[3 * k + a]);
            }
        }
    }

    /**
     * @param xyz nodes
     * @param triangles three node numbers each; neighbors run along their common edge in opposite directions
     * @throws InputException when an edge is not one of two triangles so, or the solid has no volume
     */
    public static ClosedSurface of(double[] xyz, int[] triangles) {
        Map<Long, Integer> open = new HashMap<>();
        for (int t = 0; t < triangles.length; t += 3) {
            for (int k = 0; k < 3; k++) {
                int a = triangles[t + k];
                int b = triangles[t + (k + 1) % 3];
                if (a != b && open.merge(((long) Math.min(a, b) << 32) + Math.max(a, b), a < b ? 1 : -1, Integer::sum) == 0) {
                    open.remove(((long) Math.min(a, b) << 32) + Math.max(a, b));
                }
            }
        }
        if (!open.isEmpty()) {
            // The least, whatever the order of the map.
            long edge = open.keySet().stream().mapToLong(e -> e).min().orElseThrow();
            throw new InputException(open.size() + " edges are not those of two triangles that run along them in opposite directions, as those of a closed surface are; one is from " + at(xyz, (int) (edge >> 32))
                    + " to " + at(xyz, (int) edge));
        }
        ClosedSurface s = new ClosedSurface(xyz, triangles);
        if (!(s.extent(0) > 0 && s.extent(1) > 0 && s.extent(2) > 0)) {
            throw new InputException("the surface is flat and holds nothing");
        }
        return s;
    }

    private static String at(double[] xyz, int k) {
        return "(" + (float) xyz[3 * k] + ", " + (float) xyz[3 * k + 1] + ", " + (float) xyz[3 * k + 2] + ")";
    }

    /** "288 nodes, 576 triangles". */
    public String understood() {
        return xyz.length / 3 + " nodes, " + triangles.length / 3 + " triangles";
    }

    /** Its length along an axis. */
    public double extent(int axis) {
        return high[axis] - low[axis];
    }

    /** Half way along an axis. */
    public double middle(int axis) {
        return 0.5 * (low[axis] + high[axis]);
    }

    /** Whether a place is inside. */
    public boolean contains(double x, double y, double z) {
        double[] p = {x, y, z};
        for (int a = 0; a < 3; a++) {
            if (!(p[a] >= low[a] && p[a] <= high[a])) {
                return false;
            }
        }
        double sum = 0;
        for (int t = 0; t < triangles.length; t += 3) {
            sum += angle(t, p);
        }
        return Math.abs(sum) > 2 * Math.PI;
    }

    /** tan ½Ω = a·(b × c) / (abc + (a·b)c + (b·c)a + (c·a)b) of the corners seen from p. */
    private double angle(int t, double[] p) {
        double[] a = from(p, triangles[t]);
        double[] b = from(p, triangles[t + 1]);
        double[] c = from(p, triangles[t + 2]);
        double la = Math.sqrt(dot(a, a));
        double lb = Math.sqrt(dot(b, b));
        double lc = Math.sqrt(dot(c, c));
        double volume = a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
        return 2 * Math.atan2(volume, la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb);
    }

    /** Distance of a place from the surface, at most {@code far}. */
    public double distance(double x, double y, double z, double far) {
        double[] p = {x, y, z};
        for (int a = 0; a < 3; a++) {
            if (p[a] < low[a] - far || p[a] > high[a] + far) {
                return far;
            }
        }
        double least = far * far;
        for (int t = 0; t < triangles.length; t += 3) {
            least = Math.min(least, square(t, p));
        }
        return Math.sqrt(least);
    }

    /** Of the distance of p from a triangle: within it, or the least from an edge. */
    private double square(int t, double[] p) {
        double[][] corners = {from(p, triangles[t]), from(p, triangles[t + 1]), from(p, triangles[t + 2])};
        double[] u = less(corners[1], corners[0]);
        double[] v = less(corners[2], corners[0]);
        double[] n = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
        double least = Double.POSITIVE_INFINITY;
        boolean above = dot(n, n) > 0;
        for (int k = 0; k < 3; k++) {
            double[] a = corners[k];
            double[] e = less(corners[(k + 1) % 3], a);
            double s = dot(e, e) > 0 ? Math.clamp(-dot(a, e) / dot(e, e), 0, 1) : 0;
            double[] near = {a[0] + s * e[0], a[1] + s * e[1], a[2] + s * e[2]};
            least = Math.min(least, dot(near, near));
            // On the inner side of the edge: (n × e)·(p − a) ≥ 0.
            above &= -(n[1] * e[2] - n[2] * e[1]) * a[0] - (n[2] * e[0] - n[0] * e[2]) * a[1] - (n[0] * e[1] - n[1] * e[0]) * a[2] >= 0;
        }
        double height = dot(corners[0], n);
        return above ? Math.min(least, height * height / dot(n, n)) : least;
    }

    private double[] from(double[] p, int k) {
        return new double[] {xyz[3 * k] - p[0], xyz[3 * k + 1] - p[1], xyz[3 * k + 2] - p[2]};
    }

    private static double[] less(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
