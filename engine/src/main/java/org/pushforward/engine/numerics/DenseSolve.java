package org.pushforward.engine.numerics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;

/** Small dense systems, by EJML's LU factors with partial pivoting; O(n³). Stateless. */
public final class DenseSolve {

    private DenseSolve() { }

    /**
     * x of A x = b.
     *
     * @param a rows; not written
     * @throws ArithmeticException when A is singular
     */
    public static double[] solved(double[][] a, double[] b) {
        DMatrixRMaj x = new DMatrixRMaj(b.length, 1);
        if (b.length > 0 && (!CommonOps_DDRM.solve(new DMatrixRMaj(a), new DMatrixRMaj(b), x) || MatrixFeatures_DDRM.hasUncountable(x))) {
            throw new ArithmeticException("the matrix of a system of " + b.length + " is singular");
        }
        return x.data;
    }
}
