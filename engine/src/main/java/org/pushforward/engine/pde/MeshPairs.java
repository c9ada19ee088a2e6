package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.pushforward.engine.geometry.NestedMesh;
import org.pushforward.engine.geometry.NestedMesh.Level;
import org.pushforward.engine.geometry.P1Elements;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.geometry.RingMesh;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * Pairs of functions on a mesh and solutions by linear elements on its finest level. Darcy: log a ↦ u, −∇·(a ∇u) = f. Poisson: f ↦ u, −Δu = f. On an L with u = 0 on its boundary (f = 1 for Darcy);
 * between two circles, as polygons, u = 1 on the inner one and 0 on the outer; on a square with a hole, u = 0 at its left side and 1 at its right one, and no flow
 * across the others (f = 0 for Darcy). a is constant on triangles, e to the mean of its corners. Functions are Gaussian fields. Immutable and thread-safe; the arrays are not to be written.
 *
 * @param isHeld nodes of the finest level where u is given, and {@code given} what it is there
 */
record MeshPairs(NestedMesh mesh, P1Elements elements, boolean isDarcy, boolean isL, boolean[] isHeld, double[] given, SparseSystem order) {

    static final String L = "l-shape";
    static final String ANNULUS = "annulus";
    static final String PLATE = "plate";
    private static final double HOLE = 0.35;
    private static final double NEAR = 1e-9;
    /** The square [−1, 1]² is that share of the period of the fields. */
    private static final double PERIOD = 2.5;
    private static final GaussianField FIELD = GaussianField.squaredExponential(2, 4, 1, 0.12);

    /** @param refinements of a mesh of some twenty nodes */
    static MeshPairs of(String geometry, boolean isDarcy, int refinements) {
        NestedMesh mesh = switch (geometry) {
            case L -> nested(GalerkinProblem.poisson(2, 0).mesh(), refinements);
            case ANNULUS -> nested(RingMesh.of(_ -> HOLE, _ -> 1, 1, 16, 1), refinements);
            default -> nested(RingMesh.of(_ -> HOLE, RingMesh.square(1), 1, 16, 1), refinements);
        };
        Level fine = mesh.finest();
        boolean[] held = fine.isOuter().clone();
        double[] given = new double[held.length];
        for (int v = 0; v < held.length; v++) {
            double x = fine.xy()[2 * v];
            double y = fine.xy()[2 * v + 1];
            boolean isOne = geometry.equals(ANNULUS) ? Math.hypot(x, y) < 0.5 * (1 + HOLE) : geometry.equals(PLATE) && x > 1 - NEAR;
            held[v] &= !geometry.equals(PLATE) || Math.abs(x) > 1 - NEAR;
            given[v] = held[v] && isOne ? 1 : 0;
        }
        return new MeshPairs(mesh, fine.elements(), isDarcy, geometry.equals(L), held, given, SparseSystem.ofMesh(fine.xy(), fine.triangles(), 3, 1));
    }

    /** What is given, lifted into the domain: the solution of −Δu = 0. */
    double[] lift() {
        return isL ? given : solution(new double[size()]);
    }

    private static NestedMesh nested(PlaneMesh m, int refinements) {
        return NestedMesh.of(m.start(), m.cells(), refinements);
    }

    private static NestedMesh nested(RingMesh m, int refinements) {
        return NestedMesh.of(m.xy(), m.triangles(), refinements);
    }

    int size() {
        return given.length;
    }

    double[] xy() {
        return mesh.finest().xy();
    }

    int[] triangles() {
        return mesh.finest().triangles();
    }

    /** log a or f at the nodes. */
    double[] input(Philox random, int number, double deviation) {
        double[] places = Arrays.stream(xy()).map(x -> x / 2 / PERIOD).toArray();
        return Arrays.stream(FIELD.at(random, number, places)).map(v -> deviation * v).toArray();
    }

    /** What solves the equations of the nodes that are not held: K u = F there, u = g at the others. */
    double[] solution(double[] input) {
        SparseSystem.Symmetric m = order.symmetric();
        double[] r = load(input);
        int[] t = triangles();
        for (int c = 0; c < elements.count(); c++) {
            double a = conductivity(input, c);
            for (int i = 0; i < 3; i++) {
                int row = t[3 * c + i];
                for (int j = 0; j < 3 && !isHeld[row]; j++) {
                    int column = t[3 * c + j];
                    double k = a * elements.stiffness(c, i, j);
                    if (isHeld[column]) {
                        r[row] -= k * given[column];
                    } else if (column <= row) {
                        m.add(row, column, k);
                    }
                }
            }
        }
        for (int v = 0; v < r.length; v++) {
            if (isHeld[v]) {
                m.add(v, v, 1);
                r[v] = given[v];
            }
        }
        return m.factored().solve(r);
    }

    private double conductivity(double[] input, int cell) {
        int[] t = triangles();
        return isDarcy ? Math.exp((input[t[3 * cell]] + input[t[3 * cell + 1]] + input[t[3 * cell + 2]]) / 3) : 1;
    }

    /** F = m f with the lumped mass m. */
    double[] load(double[] input) {
        double[] f = new double[size()];
        double one = isL ? 1 : 0;
        Arrays.setAll(f, v -> elements.mass(v) * (isDarcy ? one : input[v]));
        return f;
    }

    /** ‖u‖² in H¹: ∫ |∇u|² + u². */
    double squaredNorm(double[] u) {
        double[] g = new double[2 * elements.count()];
        elements.gradient(u, g);
        double sum = elements.product(u, u);
        for (int c = 0; c < elements.count(); c++) {
            sum += elements.area(c) * (g[2 * c] * g[2 * c] + g[2 * c + 1] * g[2 * c + 1]);
        }
        return sum;
    }

    /** ‖u − v‖/‖v‖ in H¹. */
    double error(double[] u, double[] v) {
        double[] off = new double[u.length];
        Arrays.setAll(off, k -> u[k] - v[k]);
        return Math.sqrt(squaredNorm(off) / squaredNorm(v));
    }

    /** Nodes that are held, in order along each side that has one value. */
    int[] along() {
        double middle = isL ? 0.3 : 0;
        return IntStream.range(0, size()).filter(v -> isHeld[v]).boxed().sorted(Comparator.<Integer>comparingDouble(v -> given[v]).thenComparingDouble(v -> {
            double angle = Math.atan2(xy()[2 * v + 1] - middle, xy()[2 * v] + middle);
            return given[v] == 0 && angle < 0 ? angle + 2 * Math.PI : angle;
        })).mapToInt(v -> v).toArray();
    }

    /** Largest |u − g| at nodes that are held. */
    double violation(double[] u) {
        double most = 0;
        for (int v = 0; v < u.length; v++) {
            most = isHeld[v] ? Math.max(most, Math.abs(u[v] - given[v])) : most;
        }
        return most;
    }
}
