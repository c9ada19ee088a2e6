package org.pushforward.engine.mesh;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.PlaneMesh;

/**
 * The inverse at the nodes of a grid of a map S of the unit square onto itself that is known at the nodes of another, and linear on triangles between
 * them. S keeps the sides, on which it is inverted by itself: next to a corner, where S hardly moves, its triangles may fold. Stateless.
 */
final class InverseMap {

    private static final double ROUND = 1e-9;

    private InverseMap() { }

    /**
     * S⁻¹ at (i/n, j/n).
     *
     * @param s S at (i/m, j/m): x, y of each, index i(m+1)+j
     * @return n + 1 squared nodes; one that no triangle covers stays where it is
     */
    static double[] nodes(double[] s, int m, int n) {
        double[] t = PlaneMesh.triangles(Rect.UNIT, n, n).start();
        PlaneMesh mesh = PlaneMesh.triangles(Rect.UNIT, m, m);
        double[] to = kept(s, m);
        int[] c = mesh.triangles();
        for (int k = 0; k < c.length; k += 3) {
            triangle(mesh.start(), to, 2 * c[k], 2 * c[k + 1], 2 * c[k + 2], n, t);
        }
        for (int side = 0; side < 4; side++) {
            side(to, m, n, side % 2, side / 2, t);
        }
        return t;
    }

    /** Nodes on the sides exactly on them. */
    private static double[] kept(double[] s, int m) {
        double[] to = s.clone();
        for (int i = 0; i <= m; i++) {
            to[2 * i] = 0;
            to[2 * (m * (m + 1) + i)] = 1;
            to[2 * i * (m + 1) + 1] = 0;
            to[2 * (i * (m + 1) + m) + 1] = 1;
        }
        return to;
    }

    private static void triangle(double[] from, double[] to, int a, int b, int c, int n, double[] t) {
        double ex = to[b] - to[a];
        double ey = to[b + 1] - to[a + 1];
        double fx = to[c] - to[a];
        double fy = to[c + 1] - to[a + 1];
        double twice = ex * fy - ey * fx;
        if (!(twice > 0)) {
            return;
        }
        int left = node(Math.ceil((to[a] + Math.min(0, Math.min(ex, fx))) * n - ROUND), n);
        int right = node(Math.floor((to[a] + Math.max(0, Math.max(ex, fx))) * n + ROUND), n);
        int low = node(Math.ceil((to[a + 1] + Math.min(0, Math.min(ey, fy))) * n - ROUND), n);
        int high = node(Math.floor((to[a + 1] + Math.max(0, Math.max(ey, fy))) * n + ROUND), n);
        for (int i = left; i <= right; i++) {
            for (int j = low; j <= high; j++) {
                double dx = (double) i / n - to[a];
                double dy = (double) j / n - to[a + 1];
                double p = (dx * fy - dy * fx) / twice;
                double q = (ex * dy - ey * dx) / twice;
                if (p >= -ROUND && q >= -ROUND && p + q <= 1 + ROUND) {
                    int at = 2 * (i * (n + 1) + j);
                    t[at] = from[a] + p * (from[b] - from[a]) + q * (from[c] - from[a]);
                    t[at + 1] = from[a + 1] + p * (from[b + 1] - from[a + 1]) + q * (from[c + 1] - from[a + 1]);
                }
            }
        }
    }

    private static int node(double v, int n) {
        return (int) Math.clamp(v, 0, n);
    }

    /** Along the axis on the near side (0) or the far one (1). */
    private static void side(double[] to, int m, int n, int axis, int far, double[] t) {
        double[] s = new double[m + 1];
        Arrays.setAll(s, k -> k == m ? 1 : Math.clamp(to[at(k, m, axis, far) + axis], 0, 1));
        s[0] = 0;
        int k = 0;
        for (int i = 0; i <= n; i++) {
            double x = (double) i / n;
            while (k < m - 1 && s[k + 1] < x) {
                k++;
            }
            double rise = s[k + 1] - s[k];
            int at = at(i, n, axis, far);
            t[at + axis] = i == 0 || i == n ? x : (k + (rise > 0 ? Math.clamp((x - s[k]) / rise, 0, 1) : 0)) / m;
            t[at + 1 - axis] = far;
        }
    }

    private static int at(int k, int m, int axis, int far) {
        return 2 * (axis == 0 ? k * (m + 1) + far * m : far * m * (m + 1) + k);
    }
}
