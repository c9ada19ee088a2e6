package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.geometry.NestedMesh;
import org.pushforward.engine.geometry.P1Elements;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.LeastSquares;

/**
 * The simplest network between spaces of finite elements, for −Δu = f: encoded by Pᵀ F in the elements of one level, processed by one matrix, decoded as u = ĝ + P A Pᵀ F. That
 * of all matrices which lessens Σ ‖∇(u − u*)‖² over pairs that span the level is the inverse of its stiffness, so what is learned is Galerkin's projection (Céa 1964). Found in
 * closed form: ‖∇(P A r − u*)‖ is least where A r comes closest to c, the coefficients next to u*, in any norm. Immutable.
 *
 * @param level of the mesh, 0 for the coarsest
 * @param free its nodes where u is not given
 * @param matrix A, a row for each of them
 */
record LinearLevel(MeshPairs pairs, int level, int[] free, double[][] matrix) {

    /**
     * Learned from pairs, at least as many as there are free nodes.
     *
     * @param inputs f at the nodes of the finest level
     */
    static LinearLevel learned(MeshPairs pairs, int level, List<double[]> inputs, List<double[]> solutions) {
        int[] free = IntStream.range(0, pairs.mesh().level(level).nodes()).filter(v -> !pairs.isHeld()[v]).toArray();
        int m = free.length;
        LinearLevel open = new LinearLevel(pairs, level, free, new double[0][]);
        double[][] slopes = IntStream.range(0, m).mapToObj(i -> open.weighted(open.risen(unit(m, i)))).toArray(double[][]::new);
        int rows = slopes[0].length;
        double[] design = new double[rows * m];
        Arrays.setAll(design, k -> slopes[k % m][k / m]);
        double[] lift = pairs.lift();
        double[][] codes = inputs.stream().map(open::encoded).toArray(double[][]::new);
        double[][] nearest = solutions.stream().map(u -> LeastSquares.solve(design, m, open.weighted(IntStream.range(0, u.length).mapToDouble(v -> u[v] - lift[v]).toArray()))).toArray(double[][]::new);
        double[] all = Arrays.stream(codes).flatMapToDouble(Arrays::stream).toArray();
        double[][] matrix = IntStream.range(0, m).mapToObj(i -> LeastSquares.solve(all, m, Arrays.stream(nearest).mapToDouble(c -> c[i]).toArray())).toArray(double[][]::new);
        return new LinearLevel(pairs, level, free, matrix);
    }

    private static double[] unit(int m, int i) {
        double[] e = new double[m];
        e[i] = 1;
        return e;
    }

    /** Pᵀ F at the free nodes. */
    double[] encoded(double[] input) {
        double[] f = pairs.load(input);
        for (int k = pairs.mesh().levels().size() - 1; k > level; k--) {
            f = pairs.mesh().restricted(k, f);
        }
        double[] load = f;
        return Arrays.stream(free).mapToDouble(v -> load[v]).toArray();
    }

    /** P c at the nodes of the finest level. */
    private double[] risen(double[] c) {
        double[] u = new double[pairs.mesh().level(level).nodes()];
        IntStream.range(0, free.length).forEach(i -> u[free[i]] = c[i]);
        double[] fine = u;
        for (int k = level + 1; k < pairs.mesh().levels().size(); k++) {
            fine = pairs.mesh().prolonged(k, fine);
        }
        return fine;
    }

    /** √area ∇u of all triangles, whose squares add up to ∫ |∇u|². */
    private double[] weighted(double[] u) {
        P1Elements e = pairs.elements();
        double[] g = new double[2 * e.count()];
        e.gradient(u, g);
        Arrays.setAll(g, k -> Math.sqrt(e.area(k / 2)) * g[k]);
        return g;
    }

    private double[] decoded(double[] c) {
        double[] lift = pairs.lift();
        double[] u = risen(c);
        Arrays.setAll(u, v -> lift[v] + u[v]);
        return u;
    }

    /** u of f as learned. */
    double[] apply(double[] input) {
        double[] r = encoded(input);
        return decoded(Arrays.stream(matrix).mapToDouble(row -> IntStream.range(0, r.length).mapToDouble(j -> row[j] * r[j]).sum()).toArray());
    }

    /** The Galerkin projection of the level, by its own stiffness. */
    double[] galerkin(double[] input) {
        NestedMesh.Level coarse = pairs.mesh().level(level);
        int[] place = new int[coarse.nodes()];
        Arrays.fill(place, -1);
        IntStream.range(0, free.length).forEach(i -> place[free[i]] = i);
        P1Elements e = coarse.elements();
        double[][] k = new double[free.length][free.length];
        int[] t = coarse.triangles();
        for (int q = 0; q < 9 * e.count(); q++) {
            int row = place[t[q / 9 * 3 + q % 9 / 3]];
            int column = place[t[q / 9 * 3 + q % 3]];
            if (row >= 0 && column >= 0) {
                k[row][column] += e.stiffness(q / 9, q % 9 / 3, q % 3);
            }
        }
        return decoded(DenseSolve.solved(k, encoded(input)));
    }
}
