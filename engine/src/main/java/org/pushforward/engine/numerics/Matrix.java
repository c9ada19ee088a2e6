package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.pushforward.engine.api.CancelToken;

/**
 * A dense real matrix as a value, so that a formula reads like the paper's. EJML does the work, on one thread; every operation makes a
 * new matrix, O(n³) for products, decompositions and solves: meant for covariances, not for inner loops. Immutable and thread-safe.
 *
 * <p>Shapes that do not fit throw EJML's {@code MatrixDimensionException}.
 */
public final class Matrix {

    private final DMatrixRMaj m;

    private Matrix(DMatrixRMaj m) {
        this.m = m;
    }

    /** From rows × columns values, row by row; they are copied. */
    public static Matrix of(int rows, int columns, double... rowMajor) {
        return new Matrix(new DMatrixRMaj(rows, columns, true, rowMajor.clone()));
    }

    public static Matrix identity(int n) {
        return new Matrix(CommonOps_DDRM.identity(n));
    }

    public int rows() {
        return m.numRows;
    }

    public int columns() {
        return m.numCols;
    }

    public double get(int i, int j) {
        return m.get(i, j);
    }

    /** The values row by row, a copy. */
    public double[] toArray() {
        return Arrays.copyOf(m.data, m.getNumElements());
    }

    public Matrix plus(Matrix b) {
        DMatrixRMaj c = new DMatrixRMaj(rows(), columns());
        CommonOps_DDRM.add(m, b.m, c);
        return new Matrix(c);
    }

    public Matrix minus(Matrix b) {
        return plus(b.scaled(-1));
    }

    /** This plus a·I. */
    public Matrix plusIdentity(double a) {
        return plus(identity(rows()).scaled(a));
    }

    public Matrix scaled(double a) {
        DMatrixRMaj c = new DMatrixRMaj(rows(), columns());
        CommonOps_DDRM.scale(a, m, c);
        return new Matrix(c);
    }

    public Matrix times(Matrix b) {
        CancelToken.askCurrent();
        DMatrixRMaj c = new DMatrixRMaj(rows(), b.columns());
        CommonOps_DDRM.mult(m, b.m, c);
        return new Matrix(c);
    }

    /** The product with a column. */
    public double[] times(double[] x) {
        return times(of(x.length, 1, x)).m.data;
    }

    public Matrix transposed() {
        return new Matrix(CommonOps_DDRM.transpose(m, new DMatrixRMaj(columns(), rows())));
    }

    /** ½(A + Aᵀ). */
    public Matrix symmetrised() {
        return plus(transposed()).scaled(0.5);
    }

    public double trace() {
        return CommonOps_DDRM.trace(m);
    }

    public double determinant() {
        return CommonOps_DDRM.det(m);
    }

    /** √Σ aᵢⱼ². */
    public double frobenius() {
        return NormOps_DDRM.normF(m);
    }

    /** The lower factor L of LLᵀ; empty unless this symmetric matrix is positive definite. */
    public Optional<Matrix> cholesky() {
        CholeskyDecomposition_F64<DMatrixRMaj> factors = DecompositionFactory_DDRM.chol(rows(), true);
        return factors.decompose(m.copy()) ? Optional.of(new Matrix(factors.getT(new DMatrixRMaj(rows(), rows())))) : Optional.empty();
    }

    /** A·B⁻¹ for a symmetric positive definite B. */
    public Matrix over(Matrix b) {
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(b.rows());
        if (!solver.setA(b.m.copy())) {
            throw new ArithmeticException("the divisor is not positive definite");
        }
        DMatrixRMaj x = new DMatrixRMaj(b.rows(), rows());
        solver.solve(transposed().m, x);
        return new Matrix(x).transposed();
    }

    /** The eigenvalues of this symmetric matrix, in no order. */
    public double[] eigenvalues() {
        EigenDecomposition_F64<DMatrixRMaj> e = symmetricEigen(false);
        double[] values = new double[rows()];
        for (int k = 0; k < values.length; k++) {
            values[k] = e.getEigenvalue(k).getReal();
        }
        return values;
    }

    /** U f(Λ) Uᵀ for this symmetric matrix U Λ Uᵀ. */
    public Matrix withEigenvalues(DoubleUnaryOperator f) {
        EigenDecomposition_F64<DMatrixRMaj> e = symmetricEigen(true);
        DMatrixRMaj sum = new DMatrixRMaj(rows(), rows());
        for (int k = 0; k < rows(); k++) {
            CommonOps_DDRM.multAddTransB(f.applyAsDouble(e.getEigenvalue(k).getReal()), e.getEigenVector(k), e.getEigenVector(k), sum);
        }
        return new Matrix(sum);
    }

    /** The first {@code count} unit eigenvectors of this symmetric matrix by falling eigenvalue; each one's largest entry is positive. */
    public List<double[]> principalAxes(int count) {
        EigenDecomposition_F64<DMatrixRMaj> e = symmetricEigen(true);
        return IntStream.range(0, rows()).boxed()
                .sorted(Comparator.comparingDouble(k -> -e.getEigenvalue(k).getReal())).limit(count)
                .map(k -> e.getEigenVector(k).data.clone()).map(Matrix::turned).toList();
    }

    private static double[] turned(double[] v) {
        double largest = Arrays.stream(v).reduce(0, (a, b) -> Math.abs(b) > Math.abs(a) ? b : a);
        return largest < 0 ? Arrays.stream(v).map(a -> -a).toArray() : v;
    }

    private EigenDecomposition_F64<DMatrixRMaj> symmetricEigen(boolean vectors) {
        EigenDecomposition_F64<DMatrixRMaj> e = DecompositionFactory_DDRM.eig(rows(), vectors, true);
        if (!e.decompose(m.copy())) {
            throw new ArithmeticException("the eigenvalues of a " + rows() + " × " + rows() + " matrix were not found");
        }
        return e;
    }

    /** The singular values, falling. */
    public double[] singularValues() {
        CancelToken.askCurrent();
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(rows(), columns(), false, false, true);
        if (!svd.decompose(m.copy())) {
            throw new ArithmeticException("the singular values of a " + rows() + " × " + columns() + " matrix were not found");
        }
        double[] values = Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
        Arrays.sort(values);
        return IntStream.range(0, values.length).mapToDouble(k -> values[values.length - 1 - k]).toArray();
    }

    /** Q of the thin factorisation QR by Householder reflections, whose R has no negative number on its diagonal. */
    public Matrix orthonormalised() {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(rows(), columns());
        qr.decompose(m.copy());
        DMatrixRMaj q = qr.getQ(null, true);
        DMatrixRMaj r = qr.getR(null, true);
        for (int j = 0; j < columns(); j++) {
            if (r.get(j, j) < 0) {
                CommonOps_DDRM.scaleCol(-1, q, j);
            }
        }
        return new Matrix(q);
    }

    /** The symmetric root of this symmetric matrix; eigenvalues below zero are round-off and count as zero. */
    public Matrix squareRoot() {
        return withEigenvalues(v -> Math.sqrt(Math.max(0, v)));
    }

    @Override
    public String toString() {
        return m.toString();
    }
}
