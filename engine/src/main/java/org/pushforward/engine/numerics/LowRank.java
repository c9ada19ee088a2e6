package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.pushforward.engine.api.CancelToken;

/**
 * A matrix of rank r as W = U S Vᵀ: U m × r, S r × r, V n × r. Two ways to descend without leaving that form: the basis update and Galerkin integrator
 * on orthonormal U, V, which is indifferent to small singular values (Ceruti, Kusch & Lubich 2022, doi:10.1007/s10543-021-00907-7), and plain descent
 * on the two factors of A Bᵀ. A step is O((m + n)r² + r³) beside products with the gradient. Immutable and thread-safe.
 */
public record LowRank(Matrix u, Matrix s, Matrix v) {

    /**
     * A step of the integrator.
     *
     * @param tail of the singular values cut off, over ‖S‖
     */
    public record Step(LowRank w, double tail) { }

    /** With given singular values and random orthonormal factors. */
    public static LowRank random(int rows, int columns, double[] sigma, Philox random) {
        int r = sigma.length;
        double[] left = new double[rows * r];
        double[] right = new double[columns * r];
        random.normals(0, 1, 0, left.length, left, 0);
        random.normals(0, 1, 1, right.length, right, 0);
        return new LowRank(Matrix.of(rows, r, left).orthonormalised(), diagonal(sigma), Matrix.of(columns, r, right).orthonormalised());
    }

    public int rank() {
        return s.rows();
    }

    /** W. */
    public Matrix product() {
        return u.times(s).times(v.transposed());
    }

    /** The same W as A Bᵀ, half of every singular value in each; S must be diagonal. */
    public LowRank halved() {
        double[] root = IntStream.range(0, rank()).mapToDouble(k -> Math.sqrt(s.get(k, k))).toArray();
        return new LowRank(u.times(diagonal(root)), Matrix.identity(rank()), v.times(diagonal(root)));
    }

    /** A ← A − η G B and B ← B − η Gᵀ A at once, for S = I. */
    public LowRank descended(Matrix gradient, double rate) {
        return new LowRank(u.minus(gradient.times(v).scaled(rate)), s, v.minus(gradient.transposed().times(u).scaled(rate)));
    }

    /** U′ and V′, which span the old columns and those of US − ηGV and VSᵀ − ηGᵀU; W stays as it is. */
    public LowRank augmented(Matrix gradient, double rate) {
        Matrix left = joined(u, u.times(s).minus(gradient.times(v).scaled(rate)));
        Matrix right = joined(v, v.times(s.transposed()).minus(gradient.transposed().times(u).scaled(rate)));
        return new LowRank(left, left.transposed().times(u).times(s).times(v.transposed().times(right)), right);
    }

    /**
     * One step: bases widened, S′ ← S′ − ηU′ᵀGV′, small singular values cut off.
     *
     * @param tolerance θ: as many singular values go as have √Σσ² ≤ θ‖S′‖; 0 keeps the rank
     */
    public Step integrated(Matrix gradient, double rate, double tolerance) {
        LowRank wide = augmented(gradient, rate);
        Matrix core = wide.s.minus(wide.u.transposed().times(gradient).times(wide.v).scaled(rate));
        return new LowRank(wide.u, core, wide.v).truncated(tolerance > 0 ? 0 : rank(), tolerance);
    }

    /** Largest entry of UᵀU − I and VᵀV − I. */
    public double orthogonalityError() {
        double worst = 0;
        for (Matrix q : new Matrix[] {u, v}) {
            worst = Math.max(worst, Arrays.stream(q.transposed().times(q).plusIdentity(-1).toArray()).map(Math::abs).max().orElse(0));
        }
        return worst;
    }

    /** To a rank given, or when that is 0 to the least whose tail is at most θ‖S‖, and at least 1. */
    private Step truncated(int rank, double tolerance) {
        CancelToken.askCurrent();
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(s.rows(), s.columns(), true, true, true);
        if (!svd.decompose(new DMatrixRMaj(s.rows(), s.columns(), true, s.toArray()))) {
            throw new ArithmeticException("the singular values of a step were not found");
        }
        double[] sigma = Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
        int[] falling = IntStream.range(0, sigma.length).boxed().sorted(Comparator.comparingDouble(k -> -sigma[k])).mapToInt(Integer::intValue).toArray();
        double all = Arrays.stream(sigma).map(x -> x * x).sum();
        double tail = 0;
        int r = sigma.length;
        while (r > Math.max(1, rank)) {
            double more = tail + sigma[falling[r - 1]] * sigma[falling[r - 1]];
            if (rank == 0 && more > tolerance * tolerance * all) {
                break;
            }
            tail = more;
            r--;
        }
        Matrix left = picked(svd.getU(null, false), falling, r);
        Matrix right = picked(svd.getV(null, false), falling, r);
        double[] kept = Arrays.stream(falling, 0, r).mapToDouble(k -> sigma[k]).toArray();
        return new Step(new LowRank(u.times(left), diagonal(kept), v.times(right)), all > 0 ? Math.sqrt(tail / all) : 0);
    }

    private static Matrix picked(DMatrixRMaj from, int[] which, int r) {
        double[] q = new double[from.numRows * r];
        Arrays.setAll(q, k -> from.get(k / r, which[k % r]));
        return Matrix.of(from.numRows, r, q);
    }

    /** Orthonormal columns that span those of both; all of space when there are enough. */
    private static Matrix joined(Matrix a, Matrix b) {
        int r = a.columns();
        if (2 * r >= a.rows()) {
            return Matrix.identity(a.rows());
        }
        double[] q = new double[a.rows() * 2 * r];
        Arrays.setAll(q, k -> k % (2 * r) < r ? a.get(k / (2 * r), k % (2 * r)) : b.get(k / (2 * r), k % (2 * r) - r));
        return Matrix.of(a.rows(), 2 * r, q).orthonormalised();
    }

    private static Matrix diagonal(double[] d) {
        double[] m = new double[d.length * d.length];
        for (int k = 0; k < d.length; k++) {
            m[k * d.length + k] = d[k];
        }
        return Matrix.of(d.length, d.length, m);
    }
}
