package org.pushforward.engine.mesh;

import java.util.List;
import java.util.TreeMap;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * The monotone scheme of Froese & Oberman (2011, doi:10.1137/100803092): det D²u is the least, over pairs of orthogonal directions of the
 * grid, of D_νν⁺ D_ν⊥ν⊥⁺ + D_νν⁻ + D_ν⊥ν⊥⁻. It converges to the viscosity solution, singular or not; its error has a part, from the angles
 * between the directions, that does not fall with h. Near the edge only the pairs that fit are asked. Newton's method on the pair that is
 * least. Immutable.
 */
final class WideStencil {

    /** Of 9, 17 and 33 points; the second of each pair is the first turned by a right angle. */
    private static final int[][] DIRECTIONS = {{1, 0}, {1, 1}, {2, 1}, {1, 2}, {3, 1}, {1, 3}, {3, 2}, {2, 3}};
    /** Below this a second derivative counts as this in the Newton matrix, which must not lose its diagonal. */
    private static final double LEAST_SLOPE = 1e-6;

    private final DirichletProblem problem;
    private final int pairs;
    private final int[] nodes;
    private final SparseSystem system;

    WideStencil(DirichletProblem problem, int points) {
        this.problem = problem;
        pairs = (points - 1) / 4;
        nodes = problem.inner();
        system = SparseSystem.ofGrid(problem.n() - 2, points == 9 ? 1 : points == 17 ? 2 : 3);
    }

    /** The longest |ν|² of the stencil: an apex holds mass 4 / (q h²). */
    static int longest(int points) {
        return points == 9 ? 2 : points == 17 ? 5 : 13;
    }

    static List<String> points() {
        return List.of("17", "9", "33");
    }

    /** What the scheme makes of a node: the value, the pair, and its derivatives by the two second differences. */
    private record Least(double value, int pair, double byFirst, double bySecond) { }

    private Least least(double[] u, int k) {
        int n = problem.n();
        int i = k / n;
        int j = k % n;
        int room = Math.min(Math.min(i, n - 1 - i), Math.min(j, n - 1 - j));
        Least best = new Least(Double.POSITIVE_INFINITY, 0, 0, 0);
        for (int p = 0; p < pairs; p++) {
            int a = DIRECTIONS[p][0];
            int b = DIRECTIONS[p][1];
            if (Math.max(a, b) <= room) {
                double length = (a * a + b * b) * problem.h() * problem.h();
                double first = (u[k + a * n + b] - 2 * u[k] + u[k - a * n - b]) / length;
                double second = (u[k - b * n + a] - 2 * u[k] + u[k + b * n - a]) / length;
                double value = Math.max(first, 0) * Math.max(second, 0) + Math.min(first, 0) + Math.min(second, 0);
                if (value < best.value) {
                    best = new Least(value, p, first > 0 ? Math.max(second, LEAST_SLOPE) : 1, second > 0 ? Math.max(first, LEAST_SLOPE) : 1);
                }
            }
        }
        return best;
    }

    /** ‖MA[u] − f‖ / ‖f‖ over the inner nodes. */
    double residual(double[] u) {
        double sum = 0;
        double scale = 0;
        for (int k : nodes) {
            sum += Math.pow(least(u, k).value - problem.f()[k], 2);
            scale += problem.f()[k] * problem.f()[k];
        }
        return Math.sqrt(sum / Math.max(scale, Double.MIN_NORMAL));
    }

    /** What Newton's method adds at the inner nodes. */
    double[] step(double[] u, CancelToken cancel) {
        int n = problem.n();
        int m = n - 2;
        SparseSystem.Matrix matrix = system.matrix();
        double[] right = new double[nodes.length];
        for (int a = 0; a < nodes.length; a++) {
            int k = nodes[a];
            Least l = least(u, k);
            right[a] = problem.f()[k] - l.value;
            int di = DIRECTIONS[l.pair][0];
            int dj = DIRECTIONS[l.pair][1];
            double length = (di * di + dj * dj) * problem.h() * problem.h();
            TreeMap<Integer, Double> row = new TreeMap<>();
            row.put(a, -2 * (l.byFirst + l.bySecond) / length);
            for (int sign = -1; sign <= 1; sign += 2) {
                put(row, a, m, sign * di, sign * dj, l.byFirst / length);
                put(row, a, m, -sign * dj, sign * di, l.bySecond / length);
            }
            int number = a;
            row.forEach((column, value) -> matrix.set(number, column, value));
        }
        return matrix.solve(right, cancel);
    }

    private static void put(TreeMap<Integer, Double> row, int a, int m, int di, int dj, double value) {
        int i = a / m + di;
        int j = a % m + dj;
        if (i >= 0 && i < m && j >= 0 && j < m) {
            row.put(i * m + j, value);
        }
    }
}
