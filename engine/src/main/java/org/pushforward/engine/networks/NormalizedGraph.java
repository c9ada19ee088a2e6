package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

/**
 * A graph in the plane by its symmetric normalized adjacency D^{−½} A D^{−½}.
 *
 * @param xy where its nodes lie
 * @param edges pairs, each once
 * @param weights of the edges
 */
record NormalizedGraph(double[] xy, int[] edges, double[] weights) {

    int n() {
        return xy.length / 2;
    }

    double[] times(double[] x) {
        double[] y = new double[x.length];
        for (int e = 0; e < weights.length; e++) {
            y[edges[2 * e]] += weights[e] * x[edges[2 * e + 1]];
            y[edges[2 * e + 1]] += weights[e] * x[edges[2 * e]];
        }
        return y;
    }

    /** Eigenvalues of the matrix. */
    double[] spectrum() {
        int n = n();
        double[] a = new double[n * n];
        for (int e = 0; e < weights.length; e++) {
            a[edges[2 * e] * n + edges[2 * e + 1]] = weights[e];
            a[edges[2 * e + 1] * n + edges[2 * e]] = weights[e];
        }
        return Matrix.of(n, n, a).eigenvalues();
    }

    static NormalizedGraph grid(int side) {
        List<int[]> edges = new ArrayList<>();
        double[] xy = new double[2 * side * side];
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                int v = i * side + j;
                xy[2 * v] = i;
                xy[2 * v + 1] = j;
                if (i > 0) {
                    edges.add(new int[] {v - side, v});
                }
                if (j > 0) {
                    edges.add(new int[] {v - 1, v});
                }
            }
        }
        return normalized(xy, edges);
    }

    static NormalizedGraph communities(Philox random) {
        int each = 30;
        int n = 6 * each;
        double[] u = new double[2 * n + n * n];
        random.uniforms(0, 1, 0, u.length, u, 0);
        double[] xy = new double[2 * n];
        List<int[]> edges = new ArrayList<>();
        for (int v = 0; v < n; v++) {
            double a = 2 * Math.PI * u[2 * v];
            double r = 2.2 * Math.sqrt(u[2 * v + 1]);
            xy[2 * v] = 7 * Math.cos(Math.PI / 3 * (v / each)) + r * Math.cos(a);
            xy[2 * v + 1] = 7 * Math.sin(Math.PI / 3 * (v / each)) + r * Math.sin(a);
            for (int w = 0; w < v; w++) {
                if (u[2 * n + v * n + w] < (v / each == w / each ? 0.25 : 0.004) || w == v - 1) {
                    edges.add(new int[] {w, v});
                }
            }
        }
        return normalized(xy, edges);
    }

    static NormalizedGraph sensors(Philox random) {
        int n = 250;
        double[] u = new double[2 * n];
        random.uniforms(0, n, 0, 2, u, 0);
        List<int[]> edges = new ArrayList<>();
        for (int v = 0; v < n; v++) {
            int near = -1;
            for (int w = 0; w < v; w++) {
                double d = Math.hypot(u[2 * v] - u[2 * w], u[2 * v + 1] - u[2 * w + 1]);
                near = near < 0 || d < Math.hypot(u[2 * v] - u[2 * near], u[2 * v + 1] - u[2 * near + 1]) ? w : near;
                if (d < 0.1) {
                    edges.add(new int[] {w, v});
                }
            }
            // Nobody is alone.
            if (v > 0) {
                edges.add(new int[] {near, v});
            }
        }
        return normalized(u, edges);
    }

    private static NormalizedGraph normalized(double[] xy, List<int[]> edges) {
        double[] degree = new double[xy.length / 2];
        List<int[]> once = edges.stream().map(e -> List.of(e[0], e[1])).distinct().map(e -> new int[] {e.get(0), e.get(1)}).toList();
        once.forEach(e -> {
            degree[e[0]]++;
            degree[e[1]]++;
        });
        return new NormalizedGraph(xy, once.stream().flatMapToInt(Arrays::stream).toArray(), once.stream().mapToDouble(e -> 1 / Math.sqrt(degree[e[0]] * degree[e[1]])).toArray());
    }
}
