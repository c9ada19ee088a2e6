package org.pushforward.engine.numerics;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Dynamic mode decomposition of pairs (Tu, Rowley, Luchtenburg, Brunton & Kutz 2014, arXiv:1312.0041, algorithm 2): of the linear map of rank r that leads best
 * from x_i to y_i, Ã = Uᵀ Y V Σ⁻¹ for X = U Σ Vᵀ, the eigenvalues λ and the exact modes Φ = Y V Σ⁻¹ W, so that what starts as Φ b is Re Φ Λ^j b after
 * j steps. Unlike {@link DynamicModes} it takes many trajectories. O(q² m) for m pairs of q numbers, m ≥ q. Immutable and thread-safe.
 */
public final class ExactModes {

    private static final double NOISE = 1e-12;

    private final double[] eigenvalues;
    private final ComplexMatrix modes;

    private ExactModes(double[] eigenvalues, ComplexMatrix modes) {
        this.eigenvalues = eigenvalues;
        this.modes = modes;
    }

    /**
     * @param x numbers × pairs
     * @param y the same, one step later
     * @param rank r; directions that are noise are left out
     */
    public static ExactModes of(Matrix x, Matrix y, int rank) {
        int q = x.rows();
        int m = x.columns();
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(q, m, true, true, true);
        if (!svd.decompose(DMatrixRMaj.wrap(q, m, x.toArray()))) {
            throw new ArithmeticException("the singular values of " + m + " pairs were not found");
        }
        double[] sigma = svd.getSingularValues();
        int[] order = IntStream.range(0, Math.min(q, m)).boxed().sorted((a, b) -> Double.compare(sigma[b], sigma[a])).mapToInt(k -> k).toArray();
        int r = 0;
        while (r < Math.min(rank, order.length) && sigma[order[r]] > NOISE * sigma[order[0]]) {
            r++;
        }
        if (r == 0) {
            throw new ArithmeticException("all of the " + m + " pairs begin at zero");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        DMatrixRMaj left = new DMatrixRMaj(r, q);
        DMatrixRMaj right = new DMatrixRMaj(m, r);
        for (int k = 0; k < r; k++) {
            for (int i = 0; i < q; i++) {
                left.set(k, i, u.get(i, order[k]));
            }
            for (int i = 0; i < m; i++) {
                right.set(i, k, v.get(i, order[k]) / sigma[order[k]]);
            }
        }
        DMatrixRMaj yv = new DMatrixRMaj(q, r);
        CommonOps_DDRM.mult(DMatrixRMaj.wrap(q, m, y.toArray()), right, yv);
        DMatrixRMaj small = new DMatrixRMaj(r, r);
        CommonOps_DDRM.mult(left, yv, small);
        ComplexMatrix map = ComplexMatrix.real(Matrix.of(r, r, small.data));
        double[] values = sorted(map.eigenvalues());
        ComplexMatrix modes = ComplexMatrix.real(Matrix.of(q, r, yv.data)).times(map.eigenvectors(values));
        return new ExactModes(values, modes);
    }

    /** By falling modulus, then by the angle. */
    private static double[] sorted(double[] values) {
        Integer[] order = IntStream.range(0, values.length / 2).boxed().sorted((a, b) -> {
            int byModulus = Double.compare(Math.hypot(values[2 * b], values[2 * b + 1]), Math.hypot(values[2 * a], values[2 * a + 1]));
            return byModulus != 0 ? byModulus : Double.compare(values[2 * b + 1], values[2 * a + 1]);
        }).toArray(Integer[]::new);
        double[] s = new double[values.length];
        for (int k = 0; k < order.length; k++) {
            s[2 * k] = values[2 * order[k]];
            s[2 * k + 1] = values[2 * order[k] + 1];
        }
        return s;
    }

    public int rank() {
        return eigenvalues.length / 2;
    }

    /** Real and imaginary parts in turn, the largest first. */
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    /** Mode k, real and imaginary parts in turn. */
    public double[] mode(int k) {
        double[] f = new double[2 * modes.rows()];
        for (int i = 0; i < modes.rows(); i++) {
            f[2 * i] = modes.re()[i * modes.columns() + k];
            f[2 * i + 1] = modes.im()[i * modes.columns() + k];
        }
        return f;
    }

    /**
     * What makes states out of amplitudes: 2r × (steps + 1)·q, rows Re φ_k λ_k^j and −Im φ_k λ_k^j, every mode scaled to root mean square 1; the state after
     * j steps is (Re b, −Im b in turn) times the columns of j.
     */
    public double[] synthesis(int steps) {
        int q = modes.rows();
        int wide = (steps + 1) * q;
        double[] s = new double[2 * rank() * wide];
        for (int k = 0; k < rank(); k++) {
            double[] f = mode(k);
            double scale = Math.sqrt(q) / Math.max(Vectors.norm(f), Double.MIN_NORMAL);
            double re = scale;
            double im = 0;
            for (int j = 0; j <= steps; j++) {
                for (int i = 0; i < q; i++) {
                    s[2 * k * wide + j * q + i] = re * f[2 * i] - im * f[2 * i + 1];
                    s[(2 * k + 1) * wide + j * q + i] = -(re * f[2 * i + 1] + im * f[2 * i]);
                }
                double next = re * eigenvalues[2 * k] - im * eigenvalues[2 * k + 1];
                im = re * eigenvalues[2 * k + 1] + im * eigenvalues[2 * k];
                re = next;
            }
        }
        return s;
    }
}
