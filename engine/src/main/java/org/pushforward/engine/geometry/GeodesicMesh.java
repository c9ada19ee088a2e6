package org.pushforward.engine.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The unit sphere in 10n² + 2 cells, twelve pentagons and else hexagons: the Voronoi cells of the icosahedron's faces cut into n² triangles each
 * and pushed out to the sphere (Baumgardner & Frederickson 1985, doi:10.1137/0722066). Nodes of the cells are the circumcenters of the triangles. Immutable.
 */
public final class GeodesicMesh {

    private final double[] centers;
    private final int[] triangles;
    private final double[] nodes;
    private final int[][] corners;

    public GeodesicMesh(int n) {
        double[][] v = icosahedron();
        List<double[]> points = new ArrayList<>();
        List<int[]> faces = new ArrayList<>();
        Map<List<Long>, Integer> known = new HashMap<>();
        for (int a = 0; a < 12; a++) {
            for (int b = a + 1; b < 12; b++) {
                for (int c = b + 1; c < 12; c++) {
                    if (isEdge(v[a], v[b]) && isEdge(v[b], v[c]) && isEdge(v[a], v[c])) {
                        boolean outward = dot(cross(minus(v[b], v[a]), minus(v[c], v[a])), v[a]) > 0;
                        cut(v[a], outward ? v[b] : v[c], outward ? v[c] : v[b], n, points, faces, known);
                    }
                }
            }
        }
        centers = points.stream().flatMapToDouble(Arrays::stream).toArray();
        triangles = faces.stream().flatMapToInt(Arrays::stream).toArray();
        nodes = new double[triangles.length];
        for (int t = 0; t < triangles.length; t += 3) {
            System.arraycopy(unit(cross(minus(center(triangles[t + 1]), center(triangles[t])), minus(center(triangles[t + 2]), center(triangles[t])))), 0, nodes, t, 3);
        }
        corners = corners();
    }

    private static double[][] icosahedron() {
        double g = 0.5 * (1 + Math.sqrt(5));
        double[][] v = new double[12][];
        for (int k = 0; k < 4; k++) {
            double a = k % 2 == 0 ? 1 : -1;
            double b = k < 2 ? g : -g;
            v[3 * k] = unit(new double[] {0, a, b});
            v[3 * k + 1] = unit(new double[] {a, b, 0});
            v[3 * k + 2] = unit(new double[] {b, 0, a});
        }
        return v;
    }

    private static boolean isEdge(double[] a, double[] b) {
        return dot(a, b) > 0.4;
    }

    private static void cut(double[] a, double[] b, double[] c, int n, List<double[]> points, List<int[]> faces, Map<List<Long>, Integer> known) {
        int[][] at = new int[n + 1][n + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; i + j <= n; j++) {
                double[] p = new double[3];
                for (int k = 0; k < 3; k++) {
                    p[k] = ((n - i - j) * a[k] + i * b[k] + j * c[k]) / n;
                }
                double[] q = unit(p);
                // The same point of two faces differs in its last bits only.
                List<Long> key = List.of(Math.round(q[0] * 1e9), Math.round(q[1] * 1e9), Math.round(q[2] * 1e9));
                at[i][j] = known.computeIfAbsent(key, _ -> {
                    points.add(q);
                    return points.size() - 1;
                });
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; i + j < n; j++) {
                faces.add(new int[] {at[i][j], at[i + 1][j], at[i][j + 1]});
                if (i + j + 2 <= n) {
                    faces.add(new int[] {at[i + 1][j], at[i + 1][j + 1], at[i][j + 1]});
                }
            }
        }
    }

    /** The nodes of each cell, counterclockwise from outside. */
    private int[][] corners() {
        int n = size();
        List<Map<Integer, int[]>> after = new ArrayList<>();
        for (int c = 0; c < n; c++) {
            after.add(new HashMap<>());
        }
        for (int t = 0; t < triangles.length; t++) {
            int first = t / 3 * 3;
            after.get(triangles[t]).put(triangles[first + (t + 1) % 3], new int[] {t / 3, triangles[first + (t + 2) % 3]});
        }
        int[][] all = new int[n][];
        for (int c = 0; c < n; c++) {
            Map<Integer, int[]> turn = after.get(c);
            all[c] = new int[turn.size()];
            int at = turn.keySet().stream().min(Integer::compare).orElseThrow();
            for (int k = 0; k < all[c].length; k++) {
                int[] next = turn.get(at);
                all[c][k] = next[0];
                at = next[1];
            }
        }
        return all;
    }

    /** Cells. */
    public int size() {
        return centers.length / 3;
    }

    /** x, y, z of the cells' centers. */
    public double[] centers() {
        return centers;
    }

    public double[] center(int cell) {
        return Arrays.copyOfRange(centers, 3 * cell, 3 * cell + 3);
    }

    /** Three cells each, around a node; counterclockwise from outside. */
    public int[] triangles() {
        return triangles;
    }

    /** x, y, z of the nodes, one a triangle. */
    public double[] nodes() {
        return nodes;
    }

    public int[] corners(int cell) {
        return corners[cell];
    }

    public static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    public static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    public static double[] minus(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    public static double[] unit(double[] a) {
        double r = Math.sqrt(dot(a, a));
        return new double[] {a[0] / r, a[1] / r, a[2] / r};
    }

    /** The signed area of a spherical triangle, positive counterclockwise from outside (Van Oosterom & Strackee 1983). */
    public static double area(double[] a, double[] b, double[] c) {
        return 2 * Math.atan2(dot(a, cross(b, c)), 1 + dot(a, b) + dot(b, c) + dot(c, a));
    }
}
