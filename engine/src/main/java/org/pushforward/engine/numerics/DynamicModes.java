package org.pushforward.engine.numerics;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Dynamic mode decomposition (Tu, Rowley, Luchtenburg, Brunton & Kutz 2014, arXiv:1312.0041, algorithm 2): the linear map of rank r that
 * leads best from each snapshot to the next, Ã = Uᵀ Y V Σ⁻¹ for X = U Σ Vᵀ, its eigenvalues, and what it makes of the first snapshot. What
 * grows faster than {@code most} a step is held to it, so that no rank explodes. O(q w²) for w snapshots of q numbers. Immutable and
 * thread-safe.
 */
public final class DynamicModes {

    private static final double NOISE = 1e-13;

    private final double[] basis;
    private final Matrix map;
    private final double[] start;
    private final double[] eigenvalues;

    private DynamicModes(double[] basis, Matrix map, double[] start, double[] eigenvalues) {
        this.basis = basis;
        this.map = map;
        this.start = start;
        this.eigenvalues = eigenvalues;
    }

    /**
     * @param snapshots at least two, in the order of time
     * @param rank r; directions that are noise are left out
     * @param most largest |λ|
     */
    public static DynamicModes of(double[][] snapshots, int rank, double most) {
        int w = snapshots.length - 1;
        int q = snapshots[0].length;
        DMatrixRMaj x = new DMatrixRMaj(q, w);
        DMatrixRMaj y = new DMatrixRMaj(q, w);
        for (int k = 0; k < w; k++) {
            for (int i = 0; i < q; i++) {
                x.set(i, k, snapshots[k][i]);
                y.set(i, k, snapshots[k + 1][i]);
            }
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(q, w, true, true, true);
        if (!svd.decompose(x)) {
            throw new ArithmeticException("the singular values of " + w + " snapshots were not found");
        }
        double[] sigma = svd.getSingularValues();
        int[] order = IntStream.range(0, Math.min(q, w)).boxed().sorted((a, b) -> Double.compare(sigma[b], sigma[a])).mapToInt(k -> k).toArray();
        int r = 0;
        while (r < Math.min(rank, order.length) && sigma[order[r]] > NOISE * sigma[order[0]]) {
            r++;
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        double[] basis = new double[r * q];
        DMatrixRMaj right = new DMatrixRMaj(w, r);
        for (int k = 0; k < r; k++) {
            for (int i = 0; i < q; i++) {
                basis[k * q + i] = u.get(i, order[k]);
            }
            for (int i = 0; i < w; i++) {
                right.set(i, k, v.get(i, order[k]) / sigma[order[k]]);
            }
        }
        DMatrixRMaj yv = new DMatrixRMaj(q, r);
        CommonOps_DDRM.mult(y, right, yv);
        DMatrixRMaj small = new DMatrixRMaj(r, r);
        CommonOps_DDRM.mult(new DMatrixRMaj(r, q, true, basis), yv, small);
        Matrix map = Matrix.of(r, r, small.data);
        double[] values = r == 0 ? new double[0] : ComplexMatrix.real(map).eigenvalues();
        double[] start = new double[r];
        for (int k = 0; k < r; k++) {
            for (int i = 0; i < q; i++) {
                start[k] += basis[k * q + i] * snapshots[0][i];
            }
        }
        return new DynamicModes(basis, held(map, values, most), start, values);
    }

    /** The map with eigenvalues that are too large drawn in, W Λ W⁻¹; {@code values} are drawn in, too. */
    private static Matrix held(Matrix map, double[] values, double most) {
        int r = map.rows();
        double largest = 0;
        for (int k = 0; k < r; k++) {
            largest = Math.max(largest, Math.hypot(values[2 * k], values[2 * k + 1]));
        }
        if (largest <= most) {
            return map;
        }
        double[] found = values.clone();
        double[] re = new double[r];
        double[] im = new double[r];
        for (int k = 0; k < r; k++) {
            double size = Math.hypot(values[2 * k], values[2 * k + 1]);
            double by = size > most ? most / size : 1;
            re[k] = by * values[2 * k];
            im[k] = by * values[2 * k + 1];
            values[2 * k] = re[k];
            values[2 * k + 1] = im[k];
        }
        ComplexMatrix w = ComplexMatrix.real(map).eigenvectors(found);
        // (W Λ) W⁻¹ = ((W⁻¹)ᴴ (W Λ)ᴴ)ᴴ
        ComplexMatrix product = w.adjoint().solve(w.times(ComplexMatrix.diagonal(re, im)).adjoint()).adjoint();
        return Matrix.of(r, r, product.re());
    }

    /** How many modes there are. */
    public int rank() {
        return start.length;
    }

    /** Real and imaginary parts in turn, after they were held. */
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    /** The first snapshot and what becomes of it in the steps after: {@code count} of them. */
    public double[][] course(int count) {
        double[][] course = new double[count][];
        double[] a = start;
        int q = start.length == 0 ? 0 : basis.length / start.length;
        for (int t = 0; t < count; t++) {
            course[t] = new double[q];
            for (int k = 0; k < a.length; k++) {
                for (int i = 0; i < q; i++) {
                    course[t][i] += a[k] * basis[k * q + i];
                }
            }
            a = a.length == 0 ? a : map.times(a);
        }
        return course;
    }
}
