package org.pushforward.engine.pde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.geometry.Conduction;
import org.pushforward.engine.geometry.DiscMesh;
import org.pushforward.engine.numerics.Philox;

/**
 * Bodies and what currents say about them: discs of conductivity {@value #INSIDE} in a round body of conductivity 1, patterns of currents on the rim, and the
 * voltages there less those of a body without discs, by finite elements on {@value #RINGS} rings of {@value #AROUND} nodes. Immutable.
 */
final class BodyScans {

    static final double INSIDE = 3;
    /** Cells a side of the square about the body, on which conductivities are reconstructed. */
    static final int GRID = 24;
    private static final int RINGS = 20;
    private static final int AROUND = 96;
    private static final double ROOM = 0.9;

    private final Conduction conduction;
    private final double[] reference;

    /** @param experiments patterns of currents */
    BodyScans(int experiments) {
        conduction = new Conduction(DiscMesh.of(RINGS, AROUND), experiments);
        double[] one = new double[conduction.elements().count()];
        Arrays.fill(one, 1);
        reference = conduction.voltages(conduction.potentials(one));
    }

    Conduction conduction() {
        return conduction;
    }

    int experiments() {
        return conduction.patterns();
    }

    /**
     * A body.
     *
     * @param discs x, y and radius of each
     */
    record Body(List<double[]> discs) {

        static Body of(Philox random, int number, int most) {
            double[] u = new double[1 + 3 * most];
            random.uniforms(number, 1, 0, u.length, u, 0);
            int n = Math.min(most, 1 + (int) (u[0] * most));
            return new Body(IntStream.range(0, n).mapToObj(k -> {
                double r = 0.15 + 0.17 * u[3 * k + 1];
                double far = (ROOM - r) * Math.sqrt(u[3 * k + 2]);
                return new double[] {far * Math.cos(2 * Math.PI * u[3 * k + 3]), far * Math.sin(2 * Math.PI * u[3 * k + 3]), r};
            }).toList());
        }

        double at(double x, double y) {
            return discs.stream().anyMatch(d -> Math.hypot(x - d[0], y - d[1]) < d[2]) ? INSIDE : 1;
        }

        /** On the cells of the square, means of 4 × 4 places each. */
        double[] onGrid() {
            double[] s = new double[GRID * GRID];
            for (int k = 0; k < s.length; k++) {
                for (int q = 0; q < 16; q++) {
                    s[k] += at(place(k / GRID + (q / 4 - 1.5) / 4), place(k % GRID + (q % 4 - 1.5) / 4)) / 16;
                }
            }
            return s;
        }

        /** The disc nearest to the start of each stroke goes to its end, as far as there is room. */
        Body dragged(List<Stroke> strokes) {
            List<double[]> moved = new ArrayList<>(discs.stream().map(double[]::clone).toList());
            for (Stroke s : strokes) {
                double x = s.xy().getFirst();
                double y = s.xy().get(1);
                double[] d = moved.stream().min((a, b) -> Double.compare(Math.hypot(a[0] - x, a[1] - y), Math.hypot(b[0] - x, b[1] - y))).orElseThrow();
                double toX = s.xy().get(s.xy().size() - 2);
                double toY = s.xy().getLast();
                double shrink = Math.min(1, (ROOM - d[2]) / Math.max(1e-9, Math.hypot(toX, toY)));
                d[0] = toX * shrink;
                d[1] = toY * shrink;
            }
            return new Body(List.copyOf(moved));
        }
    }

    /** The middle of a cell, or a place by a number of cells. */
    static double place(double cell) {
        return -1 + 2 * (cell + 0.5) / GRID;
    }

    /** Cells whose middle is in the body. */
    static boolean isInside(int cell) {
        return Math.hypot(place(cell / GRID), place(cell % GRID)) < 1;
    }

    /** σ on triangles of a mesh of a disc, by their middles. */
    static double[] onTriangles(DiscMesh mesh, Body body) {
        double[] s = new double[mesh.triangles().length / 3];
        for (int t = 0; t < s.length; t++) {
            double x = 0;
            double y = 0;
            for (int k = 0; k < 3; k++) {
                x += mesh.xy()[2 * mesh.triangles()[3 * t + k]] / 3;
                y += mesh.xy()[2 * mesh.triangles()[3 * t + k] + 1] / 3;
            }
            s[t] = body.at(x, y);
        }
        return s;
    }

    double[][] potentials(Body body) {
        return conduction.potentials(onTriangles(conduction.mesh(), body));
    }

    /**
     * What is measured, experiments × experiments row-major: row i are the waves of the voltage of pattern i less those of a body without discs, each multiplied by
     * the frequencies of both, so that all are of about one size.
     *
     * @param noise deviation over the root mean square of the numbers
     */
    double[] measured(Body body, double noise, Philox random, int number) {
        double[] v = conduction.voltages(potentials(body));
        int n = experiments();
        double[] z = new double[n * n];
        random.normals(number, 1, 0, z.length, z, 0);
        double[] d = new double[n * n];
        double square = 0;
        for (int k = 0; k < d.length; k++) {
            d[k] = (v[k] - reference[k]) * weight(k / n) * weight(k % n);
            square += d[k] * d[k] / d.length;
        }
        double size = noise * Math.sqrt(square);
        Arrays.setAll(d, k -> d[k] + size * z[k]);
        return d;
    }

    /** The frequency of a pattern. */
    static int weight(int pattern) {
        return pattern / 2 + 1;
    }
}
