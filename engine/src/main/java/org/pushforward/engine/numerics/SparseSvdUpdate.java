package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * The truncated singular value decomposition A ≈ U Σ Vᵀ of a matrix that gains sparse rows E, by Rayleigh–Ritz projection onto V and the rows. With
 * B = EV and the orthonormal basis (Eᵀ − VBᵀ)R⁻¹ of what is new, RᵀR = EEᵀ − BBᵀ, the core [Σ 0; B Rᵀ] = F Θ Gᵀ gives U ← [U 0; 0 I]F and
 * V ← V G₁ + (Eᵀ − VBᵀ)R⁻¹G₂. Dense (Zha & Simon 1999) this touches all rows of U and V. Sparse (Deng et al. 2024): V = V̂ C with a small C, so that
 * V ← (V̂ + Eᵀ R⁻¹G₂ C′⁻¹) C′, C′ = C(G₁ − BᵀR⁻¹G₂), touches only rows of V̂ where E has entries; U likewise. Both are the same in exact arithmetic.
 * C is multiplied in from time to time ({@link #flushed}), as its condition grows. Immutable.
 *
 * @param u rows of Û, {@code rows} of them, k numbers each; and {@code v} of V̂
 * @param cu and {@code cv}: the small factors, row-major k × k
 * @param operations multiplications and additions so far
 */
public record SparseSvdUpdate(int k, double[] u, double[] cu, double[] sigma, double[] v, double[] cv, double operations) {

    /**
     * Rows with few entries.
     *
     * @param offsets where the entries of a row begin; one more than rows
     */
    public record Rows(int[] offsets, int[] columns, double[] values) {

        public int count() {
            return offsets.length - 1;
        }

        /** EEᵀ, row-major, by merging columns that rise. */
        double[] gram() {
            int s = count();
            double[] g = new double[s * s];
            for (int i = 0; i < s; i++) {
                for (int j = 0; j <= i; j++) {
                    int a = offsets[i];
                    int b = offsets[j];
                    double sum = 0;
                    while (a < offsets[i + 1] && b < offsets[j + 1]) {
                        int c = Integer.compare(columns[a], columns[b]);
                        sum += c == 0 ? values[a] * values[b] : 0;
                        a += c <= 0 ? 1 : 0;
                        b += c >= 0 ? 1 : 0;
                    }
                    g[i * s + j] = sum;
                    g[j * s + i] = sum;
                }
            }
            return g;
        }

        /** Eᵀ-weighted sums: E X for X of k columns. */
        double[] times(double[] x, int k) {
            double[] y = new double[count() * k];
            for (int i = 0; i < count(); i++) {
                for (int e = offsets[i]; e < offsets[i + 1]; e++) {
                    for (int j = 0; j < k; j++) {
                        y[i * k + j] += values[e] * x[columns[e] * k + j];
                    }
                }
            }
            return y;
        }
    }

    /** What is computed with the small matrices: F₁, F₂, the new Σ, M = G₁ − BᵀR⁻¹G₂ and N = R⁻¹G₂. */
    private record Core(DMatrixRMaj f1, DMatrixRMaj f2, double[] sigma, DMatrixRMaj m, DMatrixRMaj n, double operations) { }

    /** From an orthonormal basis of the row space, n × k, with A = U Σ Vᵀ given. */
    public static SparseSvdUpdate of(int k, double[] u, double[] sigma, double[] v) {
        return new SparseSvdUpdate(k, u, CommonOps_DDRM.identity(k).data, sigma, v, CommonOps_DDRM.identity(k).data, 0);
    }

    /** V, n × k. */
    public double[] right() {
        return product(v, cv);
    }

    /** U, m × k. */
    public double[] left() {
        return product(u, cu);
    }

    private double[] product(double[] tall, double[] small) {
        DMatrixRMaj p = new DMatrixRMaj(tall.length / k, k);
        CommonOps_DDRM.mult(DMatrixRMaj.wrap(tall.length / k, k, tall), DMatrixRMaj.wrap(k, k, small), p);
        return p.data;
    }

    /** With the small factors multiplied in. */
    public SparseSvdUpdate flushed() {
        double[] one = CommonOps_DDRM.identity(k).data;
        return new SparseSvdUpdate(k, left(), one, sigma, right(), one.clone(), operations + 2.0 * (u.length + v.length) * k);
    }

    /** Rows appended, touching only what they touch. */
    public SparseSvdUpdate sparse(Rows e) {
        double[] b = product(e.times(v, k), cv);
        Core c = core(e, b);
        DMatrixRMaj nextV = times(DMatrixRMaj.wrap(k, k, cv.clone()), c.m);
        DMatrixRMaj nextU = times(DMatrixRMaj.wrap(k, k, cu.clone()), c.f1);
        DMatrixRMaj add = times(c.n, inverse(nextV));
        double[] newV = v.clone();
        for (int i = 0; i < e.count(); i++) {
            for (int a = e.offsets[i]; a < e.offsets[i + 1]; a++) {
                for (int j = 0; j < k; j++) {
                    newV[e.columns[a] * k + j] += e.values[a] * add.data[i * k + j];
                }
            }
        }
        double[] newU = Arrays.copyOf(u, u.length + e.count() * k);
        System.arraycopy(times(c.f2, inverse(nextU)).data, 0, newU, u.length, e.count() * k);
        double entries = e.columns.length;
        double s = e.count();
        double ops = 4 * entries * k + 2 * s * k * k + c.operations + 4.0 * k * k * k + 2 * (2 * k * k * k / 3.0 + 2.0 * k * k * k) + 4 * s * k * k;
        return new SparseSvdUpdate(k, newU, nextU.data, c.sigma, newV, nextV.data, operations + ops);
    }

    /** Rows appended, with dense U and V (Zha & Simon 1999). */
    public SparseSvdUpdate dense(Rows e) {
        int n = v.length / k;
        int s = e.count();
        double[] b = e.times(v, k);
        DMatrixRMaj rest = new DMatrixRMaj(n, s);
        for (int i = 0; i < s; i++) {
            for (int a = e.offsets[i]; a < e.offsets[i + 1]; a++) {
                rest.data[e.columns[a] * s + i] = e.values[a];
            }
        }
        DMatrixRMaj basis = DMatrixRMaj.wrap(n, k, v.clone());
        CommonOps_DDRM.multAddTransB(-1, basis, DMatrixRMaj.wrap(s, k, b), rest);
        var qr = DecompositionFactory_DDRM.qr(n, s);
        qr.decompose(rest.copy());
        DMatrixRMaj q = qr.getQ(null, true);
        DMatrixRMaj r = qr.getR(null, true);
        Core c = core(b, r);
        // here n of the core is G₂ itself
        DMatrixRMaj g2 = times(r, c.n);
        DMatrixRMaj g1 = c.m.copy();
        CommonOps_DDRM.multAddTransA(DMatrixRMaj.wrap(s, k, b), c.n, g1);
        DMatrixRMaj newV = times(basis, g1);
        CommonOps_DDRM.multAdd(q, g2, newV);
        DMatrixRMaj newU = times(DMatrixRMaj.wrap(u.length / k, k, u.clone()), c.f1);
        double[] grown = Arrays.copyOf(newU.data, u.length + s * k);
        System.arraycopy(c.f2.data, 0, grown, u.length, s * k);
        double ops = 2.0 * e.columns.length * k + 2.0 * n * k * s + 4.0 * (n * (double) s * s - s * (double) s * s / 3) + c.operations + 2.0 * n * (k + s) * k + 2.0 * u.length * k;
        return new SparseSvdUpdate(k, grown, cu, c.sigma, newV.data, cv, operations + ops);
    }

    private Core core(Rows e, double[] b) {
        int s = e.count();
        DMatrixRMaj g = DMatrixRMaj.wrap(s, s, e.gram());
        DMatrixRMaj bb = DMatrixRMaj.wrap(s, k, b);
        CommonOps_DDRM.multAddTransB(-1, bb, bb, g);
        var cholesky = DecompositionFactory_DDRM.chol(s, false);
        if (!cholesky.decompose(g)) {
            throw new ArithmeticException("rows that depend on those before cannot be appended");
        }
        return core(b, cholesky.getT(null));
    }

    private Core core(double[] b, DMatrixRMaj r) {
        int s = r.numRows;
        int size = k + s;
        DMatrixRMaj m = new DMatrixRMaj(size, size);
        for (int i = 0; i < k; i++) {
            m.set(i, i, sigma[i]);
        }
        for (int i = 0; i < s; i++) {
            for (int j = 0; j < k; j++) {
                m.set(k + i, j, b[i * k + j]);
            }
            for (int j = 0; j < s; j++) {
                m.set(k + i, k + j, r.get(j, i));
            }
        }
        var svd = DecompositionFactory_DDRM.svd(size, size, true, true, false);
        svd.decompose(m);
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        double[] values = svd.getSingularValues();
        Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
        DMatrixRMaj f = svd.getU(null, false);
        DMatrixRMaj gt = svd.getV(null, true);
        DMatrixRMaj f1 = new DMatrixRMaj(k, k);
        DMatrixRMaj f2 = new DMatrixRMaj(s, k);
        DMatrixRMaj g1 = new DMatrixRMaj(k, k);
        DMatrixRMaj g2 = new DMatrixRMaj(s, k);
        double[] top = new double[k];
        for (int j = 0; j < k; j++) {
            top[j] = values[order[j]];
            for (int i = 0; i < size; i++) {
                (i < k ? f1 : f2).set(i < k ? i : i - k, j, f.get(i, order[j]));
                (i < k ? g1 : g2).set(i < k ? i : i - k, j, gt.get(order[j], i));
            }
        }
        DMatrixRMaj n = times(inverse(r), g2);
        CommonOps_DDRM.multAddTransA(-1, DMatrixRMaj.wrap(s, k, b), n, g1);
        double ops = 22.0 * size * size * size + 2.0 * s * s * k + s * (double) s * s / 3 + 2.0 * s * s * k + 2.0 * s * k * k;
        return new Core(f1, f2, top, g1, n, ops);
    }

    private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj c = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, c);
        return c;
    }

    private static DMatrixRMaj inverse(DMatrixRMaj a) {
        DMatrixRMaj inverse = new DMatrixRMaj(a.numRows, a.numCols);
        if (!CommonOps_DDRM.invert(a, inverse)) {
            throw new ArithmeticException("the small factor of an update has become singular");
        }
        return inverse;
    }
}
