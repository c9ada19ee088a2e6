package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Proper orthogonal decomposition (Sirovich 1987): the r orthonormal modes that carry most of some snapshots, the first right singular
 * vectors of the matrix that has a snapshot a row. Of all subspaces of dimension r theirs leaves the least squared error, Σ_{i&gt;r} σᵢ²
 * (Eckart & Young 1936). EJML's SVD, O(n m min(n, m)). Immutable and thread-safe.
 */
public final class ProperModes {

    private final double[][] modes;
    private final double[] singular;

    private ProperModes(double[][] modes, double[] singular) {
        this.modes = modes;
        this.singular = singular;
    }

    /**
     * @param snapshots n × m, row-major
     * @param m numbers of a snapshot
     * @param most modes that are kept; there are never more than min(n, m)
     */
    public static ProperModes of(double[] snapshots, int m, int most) {
        int n = snapshots.length / m;
        // The transpose of what is wide: EJML is at its best on tall matrices.
        boolean wide = m > n;
        DMatrixRMaj a = new DMatrixRMaj(n, m, true, snapshots.clone());
        DMatrixRMaj tall = wide ? CommonOps_DDRM.transpose(a, null) : a;
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(tall.numRows, tall.numCols, wide, !wide, true);
        if (!svd.decompose(tall)) {
            throw new ArithmeticException("the singular values of " + n + " snapshots were not found");
        }
        DMatrixRMaj vectors = wide ? svd.getU(null, true) : svd.getV(null, true);
        double[] values = svd.getSingularValues();
        Integer[] order = new Integer[Math.min(n, m)];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
        double[][] modes = new double[Math.min(most, order.length)][];
        for (int k = 0; k < modes.length; k++) {
            modes[k] = Arrays.copyOfRange(vectors.data, order[k] * m, (order[k] + 1) * m);
        }
        double[] sorted = new double[order.length];
        Arrays.setAll(sorted, k -> values[order[k]]);
        return new ProperModes(modes, sorted);
    }

    /** How many there are. */
    public int count() {
        return modes.length;
    }

    /** Mode k, of unit length. */
    public double[] mode(int k) {
        return modes[k].clone();
    }

    /** All min(n, m) of them, falling. */
    public double[] singularValues() {
        return singular.clone();
    }

    /** Coordinates along the first r modes of numbers that begin at an offset. */
    public double[] coordinates(double[] u, int from, int r) {
        double[] c = new double[Math.min(r, modes.length)];
        for (int k = 0; k < c.length; k++) {
            for (int i = 0; i < modes[k].length; i++) {
                c[k] += modes[k][i] * u[from + i];
            }
        }
        return c;
    }

    /** What has these coordinates. */
    public double[] combined(double[] coordinates) {
        double[] u = new double[modes.length == 0 ? 0 : modes[0].length];
        for (int k = 0; k < coordinates.length; k++) {
            for (int i = 0; i < u.length; i++) {
                u[i] += coordinates[k] * modes[k][i];
            }
        }
        return u;
    }

    /** ‖u − Πu‖ / ‖u‖ for the projection on the first r modes; 0 for u = 0. */
    public double relativeError(double[] u, int from, int r) {
        double[] back = combined(coordinates(u, from, r));
        double left = 0;
        double all = 0;
        for (int i = 0; i < back.length; i++) {
            left += (u[from + i] - back[i]) * (u[from + i] - back[i]);
            all += u[from + i] * u[from + i];
        }
        return all == 0 ? 0 : Math.sqrt(left / all);
    }
}
