package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.geometry.Conduction;
import org.pushforward.engine.geometry.DiscMesh;

/**
 * The conductivity of a body from voltages by Gauss–Newton (Cheney, Isaacson & Newell 1999, doi:10.1137/S0036144598333613): log σ on the cells of a square grid,
 * ½ |V(σ) − V|² + ½ α |∇ log σ|² less and less, linearised {@value #ITERATIONS} times, on a mesh coarser than that of the data. Immutable and thread-safe.
 */
final class GaussNewtonBody {

    static final int ITERATIONS = 5;
    private static final int CELLS = 14;
    private static final double CLAMP = 2;

    private final Conduction conduction;
    private final double[] reference;
    /** The unknown of each triangle; numbers of cells that have triangles. */
    private final int[] unknown;
    private final int[] cell;
    private final int count;

    GaussNewtonBody(int experiments) {
        DiscMesh mesh = DiscMesh.of(12, 64);
        conduction = new Conduction(mesh, experiments);
        double[] one = new double[conduction.elements().count()];
        Arrays.fill(one, 1);
        reference = conduction.voltages(conduction.potentials(one));
        int[] of = new int[CELLS * CELLS];
        Arrays.fill(of, -1);
        unknown = new int[one.length];
        int n = 0;
        for (int t = 0; t < one.length; t++) {
            double x = 0;
            double y = 0;
            for (int k = 0; k < 3; k++) {
                x += mesh.xy()[2 * mesh.triangles()[3 * t + k]] / 3;
                y += mesh.xy()[2 * mesh.triangles()[3 * t + k] + 1] / 3;
            }
            int c = at(x) * CELLS + at(y);
            of[c] = of[c] < 0 ? n++ : of[c];
            unknown[t] = of[c];
        }
        cell = of;
        count = n;
    }

    private static int at(double x) {
        return Math.clamp((int) ((x + 1) / 2 * CELLS), 0, CELLS - 1);
    }

    /** Multiplications of a reconstruction. */
    double operations() {
        double n = conduction.patterns();
        double rows = n * n;
        return ITERATIONS * (conduction.operations() + 3 * conduction.elements().count() * rows + rows * count * count + Math.pow(count, 3) / 3);
    }

    /**
     * σ on the cells of {@link BodyScans}.
     *
     * @param measured as {@link BodyScans#measured} gives it
     * @param smoothness α
     */
    double[] reconstructed(double[] measured, double smoothness, CancelToken cancel) {
        double[] m = new double[count];
        for (int it = 0; it < ITERATIONS; it++) {
            cancel.throwIfCancelled();
            m = next(m, measured, smoothness);
        }
        double[] s = new double[BodyScans.GRID * BodyScans.GRID];
        double[] log = m;
        Arrays.setAll(s, k -> {
            int c = cell[at(BodyScans.place(k / BodyScans.GRID)) * CELLS + at(BodyScans.place(k % BodyScans.GRID))];
            return c < 0 ? 1 : Math.exp(log[c]);
        });
        return s;
    }

    private double[] next(double[] m, double[] measured, double smoothness) {
        int n = conduction.patterns();
        double[] sigma = Arrays.stream(unknown).mapToDouble(k -> Math.exp(m[k])).toArray();
        double[][] u = conduction.potentials(sigma);
        double[] v = conduction.voltages(u);
        double[][] g = conduction.gradients(u);
        DMatrixRMaj jacobian = new DMatrixRMaj(n * n, count);
        for (int t = 0; t < unknown.length; t++) {
            double[] s = conduction.sensitivity(g, t);
            for (int k = 0; k < s.length; k++) {
                jacobian.data[k * count + unknown[t]] += s[k] * sigma[t] * BodyScans.weight(k / n) * BodyScans.weight(k % n);
            }
        }
        DMatrixRMaj r = new DMatrixRMaj(n * n, 1);
        for (int k = 0; k < n * n; k++) {
            r.data[k] = measured[k] - (v[k] - reference[k]) * BodyScans.weight(k / n) * BodyScans.weight(k % n);
        }
        DMatrixRMaj normal = new DMatrixRMaj(count, count);
        DMatrixRMaj right = new DMatrixRMaj(count, 1);
        CommonOps_DDRM.multTransA(jacobian, jacobian, normal);
        CommonOps_DDRM.multTransA(jacobian, r, right);
        smooth(normal, right, m, smoothness);
        DMatrixRMaj step = new DMatrixRMaj(count, 1);
        CommonOps_DDRM.solve(normal, right, step);
        return IntStream.range(0, count).mapToDouble(k -> Math.clamp(m[k] + step.data[k], -CLAMP, CLAMP)).toArray();
    }

    /** α (differences of neighbors, and a little of each) to the equations. */
    private void smooth(DMatrixRMaj normal, DMatrixRMaj right, double[] m, double alpha) {
        for (int c = 0; c < cell.length; c++) {
            int a = cell[c];
            if (a < 0) {
                continue;
            }
            normal.add(a, a, 0.1 * alpha);
            right.data[a] -= 0.1 * alpha * m[a];
            for (int other : new int[] {c % CELLS + 1 < CELLS ? c + 1 : -1, c + CELLS < cell.length ? c + CELLS : -1}) {
                int b = other < 0 ? -1 : cell[other];
                if (b >= 0) {
                    normal.add(a, a, alpha);
                    normal.add(b, b, alpha);
                    normal.add(a, b, -alpha);
                    normal.add(b, a, -alpha);
                    right.data[a] -= alpha * (m[a] - m[b]);
                    right.data[b] -= alpha * (m[b] - m[a]);
                }
            }
        }
    }
}
