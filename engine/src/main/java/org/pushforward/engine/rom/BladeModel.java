package org.pushforward.engine.rom;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.NonnegativeLeastSquares;
import org.pushforward.engine.numerics.ProperModes;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.rom.BladeSection.Snapshot;

/**
 * A reduced model of a {@link BladeSection} made of some snapshots: displacements are their mean and n modes φ of them, orthonormal in energy; of the triangles only
 * those with a weight w &gt; 0 are visited, w ≥ 0 chosen such that Σ w (forces) is that of all triangles for all snapshots up to a tolerance (Farhat et al. 2014,
 * doi:10.1002/nme.4668); stresses there are fitted by n modes of stress, least squares with these weights, which then say it everywhere (Everson & Sirovich 1995,
 * doi:10.1364/JOSAA.12.001657). Σ_t wEφ_a·φ_b q_b = Σ_t wEφ_a·(ε − mean). Immutable and thread-safe.
 */
final class BladeModel {

    /** Modes whose singular value is a smaller share of the first are rounding. */
    private static final double ROUNDING = 1e-11;

    private final BladeSection section;
    private final double[] mean;
    private final double[][] modes;
    /** φ_a · φ_b, φ_a · mean and the part of φ_a that swells, of every visited triangle and for b ≤ a. */
    private final double[][] products;
    private final double[] weights;
    private final int[] visited;
    private final double quadratureError;
    private final double[] stressMean;
    /** From stresses at the visited triangles to coefficients, and from those to the nodes. */
    private final double[][] fit;
    private final double[][] nodal;
    private final double[] nodalMean;

    /**
     * @param mean of all displacements, also those of other models
     * @param stressMean likewise
     * @param tolerance of the quadrature; 0: all triangles
     */
    BladeModel(BladeSection section, List<Snapshot> members, double[] mean, double[] stressMean, int n, double tolerance) {
        this.section = section;
        this.mean = mean;
        this.stressMean = stressMean;
        modes = modes(members.stream().map(s -> minus(s.shape(), mean)).toList(), n);
        int count = section.elements().count();
        double[] rows = forces(members);
        double[] sums = sums(rows, count);
        weights = tolerance == 0 ? IntStream.range(0, count).mapToDouble(_ -> 1).toArray() : NonnegativeLeastSquares.solve(rows, count, sums, tolerance);
        quadratureError = error(rows, sums);
        visited = IntStream.range(0, count).filter(t -> weights[t] > 0).toArray();
        products = Arrays.stream(visited).mapToObj(this::products).toArray(double[][]::new);
        double[][] stress = modes(members.stream().map(s -> minus(s.stress(), stressMean)).toList(), Math.min(n, 3 * visited.length));
        fit = inverse(stress);
        nodal = Arrays.stream(stress).map(section::nodal).toArray(double[][]::new);
        nodalMean = section.nodal(stressMean);
    }

    private double[] products(int t) {
        int n = modes.length;
        double[] p = new double[n * (n + 5) / 2];
        int at = 0;
        for (int a = 0; a < n; a++) {
            for (int b = 0; b <= a; b++) {
                p[at++] = dot(modes[a], modes[b], t);
            }
            p[at++] = dot(modes[a], mean, t);
            p[at++] = modes[a][3 * t] * section.freely(t);
        }
        return p;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] d = new double[a.length];
        Arrays.setAll(d, k -> a[k] - b[k]);
        return d;
    }

    private static double[][] modes(List<double[]> fields, int n) {
        int m = fields.getFirst().length;
        double[] all = new double[fields.size() * m];
        for (int j = 0; j < fields.size(); j++) {
            System.arraycopy(fields.get(j), 0, all, j * m, m);
        }
        ProperModes proper = ProperModes.of(all, m, n);
        double[] values = proper.singularValues();
        return IntStream.range(0, proper.count()).filter(k -> values[k] > ROUNDING * values[0]).mapToObj(proper::mode).toArray(double[][]::new);
    }

    /** Work of every triangle on every mode by two forces of every snapshot, a row each: those of its deviation and those that are not balanced at the mean; last, the area. */
    private double[] forces(List<Snapshot> members) {
        int count = section.elements().count();
        int n = modes.length;
        double[] rows = new double[(2 * n * members.size() + 1) * count];
        int at = 0;
        for (Snapshot s : members) {
            double[] deviation = new double[3 * count];
            double[] d = minus(s.shape(), mean);
            for (double[] mode : modes) {
                double q = Vectors.dot(mode, d);
                for (int k = 0; k < d.length; k++) {
                    deviation[k] += q * mode[k];
                }
            }
            for (double[] mode : modes) {
                for (int t = 0; t < count; t++) {
                    double free = s.strain()[t] * section.freely(t);
                    rows[at + t] = s.modulus()[t] * dot(mode, deviation, t);
                    rows[at + count + t] = s.modulus()[t] * (mode[3 * t] * free - dot(mode, mean, t));
                }
                at += 2 * count;
            }
        }
        areas(rows, at);
        return rows;
    }

    /** The last row, as heavy as the others are in the mean of squares. */
    private void areas(double[] rows, int at) {
        int count = section.elements().count();
        double size = Arrays.stream(sums(Arrays.copyOf(rows, at), count)).map(v -> v * v).average().orElseThrow();
        double area = IntStream.range(0, count).mapToDouble(section.elements()::area).sum();
        for (int t = 0; t < count; t++) {
            rows[at + t] = section.elements().area(t) / area * Math.sqrt(size);
        }
    }

    private static double[] sums(double[] rows, int count) {
        double[] sums = new double[rows.length / count];
        for (int k = 0; k < rows.length; k++) {
            sums[k / count] += rows[k];
        }
        return sums;
    }

    private static double dot(double[] a, double[] b, int t) {
        return a[3 * t] * b[3 * t] + a[3 * t + 1] * b[3 * t + 1] + a[3 * t + 2] * b[3 * t + 2];
    }

    private double error(double[] rows, double[] sums) {
        double[] found = new double[sums.length];
        for (int k = 0; k < rows.length; k++) {
            found[k / weights.length] += rows[k] * weights[k % weights.length];
        }
        return Vectors.relativeError(found, sums);
    }

    /** Of the modes seen at the visited triangles only, in the energy that the quadrature tells. */
    private double[][] inverse(double[][] stress) {
        int rows = 3 * visited.length;
        double[] seen = new double[rows * stress.length];
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < stress.length; k++) {
                seen[r * stress.length + k] = Math.sqrt(weights[visited[r / 3]]) * stress[k][3 * visited[r / 3] + r % 3];
            }
        }
        double[][] inverse = new double[stress.length][rows];
        for (int r = 0; r < rows; r++) {
            double[] one = new double[rows];
            one[r] = Math.sqrt(weights[visited[r / 3]]);
            double[] c = LeastSquares.solve(seen, stress.length, one);
            for (int k = 0; k < c.length; k++) {
                inverse[k][r] = c[k];
            }
        }
        return inverse;
    }

    double[] weights() {
        return weights;
    }

    int[] visited() {
        return visited;
    }

    int modes() {
        return modes.length;
    }

    double quadratureError() {
        return quadratureError;
    }

    /** Coordinates q of a temperature at the nodes. */
    double[] solve(double[] temperature, double beta) {
        int n = modes.length;
        double[][] a = new double[n][n];
        double[] b = new double[n];
        for (int r = 0; r < visited.length; r++) {
            double here = section.mean(temperature, visited[r]);
            double e = weights[visited[r]] * BladeSection.modulus(here, beta);
            double free = BladeSection.strain(here, beta);
            int at = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    a[i][j] += e * products[r][at++];
                }
                b[i] -= e * products[r][at++];
                b[i] += e * free * products[r][at++];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                a[i][j] = a[j][i];
            }
        }
        return DenseSolve.solved(a, b);
    }

    /** The displacements that q stands for, in coordinates. */
    double[] shape(double[] q) {
        double[] shape = mean.clone();
        for (int k = 0; k < q.length; k++) {
            for (int i = 0; i < shape.length; i++) {
                shape[i] += q[k] * modes[k][i];
            }
        }
        return shape;
    }

    /** Stresses at the nodes, 3 each, from those at the visited triangles. */
    double[] stress(double[] temperature, double beta, double[] q) {
        double[] seen = new double[3 * visited.length];
        for (int r = 0; r < seen.length; r++) {
            int t = visited[r / 3];
            double e = BladeSection.modulus(section.mean(temperature, t), beta);
            double sum = mean[3 * t + r % 3] - (r % 3 == 0 ? BladeSection.strain(section.mean(temperature, t), beta) * section.freely(t) : 0);
            for (int k = 0; k < q.length; k++) {
                sum += q[k] * modes[k][3 * t + r % 3];
            }
            seen[r] = e * sum - stressMean[3 * t + r % 3];
        }
        double[] s = nodalMean.clone();
        for (int k = 0; k < nodal.length; k++) {
            double c = Vectors.dot(fit[k], seen);
            for (int i = 0; i < s.length; i++) {
                s[i] += c * nodal[k][i];
            }
        }
        return s;
    }

    /**
     * Multiplications of a temperature: E and α of the visited triangles, the system of n unknowns and its solution, stresses at the visited triangles, their fit, all nodes,
     * von Mises.
     */
    double operations() {
        double n = modes.length;
        double points = visited.length;
        double nodes = section.mesh().nodes();
        return points * (14 + 0.5 * n * (n + 7)) + n * n * n / 3 + n * n + 3 * points * (n + 1) + (3 * points + 3 * nodes) * fit.length + 5 * nodes;
    }
}
