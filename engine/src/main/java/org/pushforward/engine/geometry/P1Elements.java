package org.pushforward.engine.geometry;

import java.util.Arrays;

/**
 * Linear finite elements on triangles: constant gradients, areas, and the lumped mass matrix, which gives each node a third of its triangles
 * (Ciarlet 1978, section 4.1). Immutable and thread-safe.
 */
public final class P1Elements {

    private final int nodes;
    private final int[] triangles;
    private final double[] areas;
    private final double[] slopes;
    private final double[] mass;

    /**
     * @param xy nodes, n × 2
     * @param triangles three node numbers each, of either orientation
     * @throws IllegalArgumentException when a triangle has no area
     */
    public P1Elements(double[] xy, int[] triangles) {
        nodes = xy.length / 2;
        this.triangles = triangles;
        areas = new double[triangles.length / 3];
        slopes = new double[6 * areas.length];
        mass = new double[nodes];
        for (int t = 0; t < areas.length; t++) {
            int a = triangles[3 * t];
            int b = triangles[3 * t + 1];
            int c = triangles[3 * t + 2];
            double twice = (xy[2 * b] - xy[2 * a]) * (xy[2 * c + 1] - xy[2 * a + 1]) - (xy[2 * c] - xy[2 * a]) * (xy[2 * b + 1] - xy[2 * a + 1]);
            if (twice == 0) {
                throw new IllegalArgumentException("triangle " + t + " has no area");
            }
            areas[t] = 0.5 * Math.abs(twice);
            int[] v = {a, b, c};
            for (int k = 0; k < 3; k++) {
                int next = v[(k + 1) % 3];
                int last = v[(k + 2) % 3];
                slopes[6 * t + 2 * k] = (xy[2 * next + 1] - xy[2 * last + 1]) / twice;
                slopes[6 * t + 2 * k + 1] = (xy[2 * last] - xy[2 * next]) / twice;
                mass[v[k]] += areas[t] / 3;
            }
        }
    }

    /** The square [−1, 1]² in 2 n² triangles, all halved alike, or with diagonals that cross when {@code crossed}. */
    public static int[] square(int n, boolean crossed) {
        int[] t = new int[6 * n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int a = i * (n + 1) + j;
                int b = a + n + 1;
                boolean turned = crossed && (i + j) % 2 == 1;
                int[] both = turned ? new int[] {a, b, a + 1, b, b + 1, a + 1} : new int[] {a, b, b + 1, a, b + 1, a + 1};
                System.arraycopy(both, 0, t, 6 * (i * n + j), 6);
            }
        }
        return t;
    }

    /** The nodes of {@link #square}: (n+1)² × 2, i along x. */
    public static double[] squareNodes(int n) {
        double[] xy = new double[2 * (n + 1) * (n + 1)];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                xy[2 * (i * (n + 1) + j)] = -1 + 2.0 * i / n;
                xy[2 * (i * (n + 1) + j) + 1] = -1 + 2.0 * j / n;
            }
        }
        return xy;
    }

    public int nodes() {
        return nodes;
    }

    public int count() {
        return areas.length;
    }

    public int[] triangles() {
        return triangles.clone();
    }

    public double area(int t) {
        return areas[t];
    }

    /** Of a node: a third of the areas about it. */
    public double mass(int node) {
        return mass[node];
    }

    /** ∂φ/∂x or ∂φ/∂y, by the axis 0 or 1, of the function of a corner of a triangle. */
    public double slope(int t, int corner, int axis) {
        return slopes[6 * t + 2 * corner + axis];
    }

    /** ∫ ∇φ_a · ∇φ_b over a triangle, of its corners a and b. */
    public double stiffness(int t, int a, int b) {
        return areas[t] * (slope(t, a, 0) * slope(t, b, 0) + slope(t, a, 1) * slope(t, b, 1));
    }

    /** ∇u on every triangle, count × 2. */
    public void gradient(double[] u, double[] out) {
        for (int t = 0; t < areas.length; t++) {
            double x = 0;
            double y = 0;
            for (int k = 0; k < 3; k++) {
                double v = u[triangles[3 * t + k]];
                x += v * slopes[6 * t + 2 * k];
                y += v * slopes[6 * t + 2 * k + 1];
            }
            out[2 * t] = x;
            out[2 * t + 1] = y;
        }
    }

    /** The adjoint of {@link #gradient} in the inner products of areas and lumped mass: Σ |T| p_T · ∇φ_v / m_v. */
    public void adjoint(double[] p, double[] out) {
        Arrays.fill(out, 0);
        for (int t = 0; t < areas.length; t++) {
            for (int k = 0; k < 3; k++) {
                out[triangles[3 * t + k]] += areas[t] * (p[2 * t] * slopes[6 * t + 2 * k] + p[2 * t + 1] * slopes[6 * t + 2 * k + 1]);
            }
        }
        for (int v = 0; v < nodes; v++) {
            out[v] /= mass[v];
        }
    }

    /** ∫ u v with lumped mass. */
    public double product(double[] u, double[] v) {
        double sum = 0;
        for (int k = 0; k < nodes; k++) {
            sum += mass[k] * u[k] * v[k];
        }
        return sum;
    }
}
