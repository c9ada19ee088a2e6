package org.pushforward.engine.numerics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.qr.QRColPivDecompositionHouseholderColumn_DDRM;
import org.ejml.dense.row.linsol.qr.LinearSolverQrpHouseCol_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * min |Aw − b|² by a QR factorisation with pivots, which leaves out columns that depend on others; so w is a solution also where there are many.
 * O(m n²). Stateless.
 */
public final class LeastSquares {

    /** A column with less than this share of the longest one's length left is taken to depend on those before; the library's own, 2⁻⁵², is rounding itself. */
    private static final double DEPENDENT = 1e-14;

    private LeastSquares() { }

    /**
     * @param a rows × columns, row-major; kept
     * @param b one a row; kept
     */
    public static double[] solve(double[] a, int columns, double[] b) {
        return solve(a, columns, new double[][] {b})[0];
    }

    /** The same for several right sides, factored once. */
    public static double[][] solve(double[] a, int columns, double[][] b) {
        DMatrixRMaj design = DMatrixRMaj.wrap(b[0].length, columns, a.clone());
        QRColPivDecompositionHouseholderColumn_DDRM factors = new QRColPivDecompositionHouseholderColumn_DDRM();
        factors.setSingularThreshold(DEPENDENT);
        LinearSolverDense<DMatrixRMaj> solver = new LinearSolverQrpHouseCol_DDRM(factors, true);
        double[][] w = new double[b.length][columns];
        if (solver.setA(design)) {
            for (int k = 0; k < b.length; k++) {
                solver.solve(DMatrixRMaj.wrap(b[k].length, 1, b[k].clone()), DMatrixRMaj.wrap(columns, 1, w[k]));
            }
        }
        return w;
    }
}
