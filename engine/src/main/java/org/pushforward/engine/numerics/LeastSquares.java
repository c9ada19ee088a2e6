package org.pushforward.engine.numerics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * min |Aw − b|² by a QR factorisation with pivots, which leaves out columns that depend on others; so w is a solution also where there are many.
 * O(m n²). Stateless.
 */
public final class LeastSquares {

    private LeastSquares() { }

    /**
     * @param a rows × columns, row-major; kept
     * @param b one a row; kept
     */
    public static double[] solve(double[] a, int columns, double[] b) {
        DMatrixRMaj design = DMatrixRMaj.wrap(b.length, columns, a.clone());
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.leastSquaresQrPivot(true, false);
        DMatrixRMaj w = new DMatrixRMaj(columns, 1);
        if (!solver.setA(design)) {
            return new double[columns];
        }
        solver.solve(DMatrixRMaj.wrap(b.length, 1, b.clone()), w);
        return w.data.clone();
    }
}
