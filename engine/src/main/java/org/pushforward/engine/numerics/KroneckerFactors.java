package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * The Kronecker product A ⊗ B nearest to a sum of products F = Σᵢ (aᵢaᵢᵀ) ⊗ (dᵢdᵢᵀ) in the Frobenius norm, by power iteration on the rearranged F (Van Loan
 * & Pitsianis 1993): A ← Σ (dᵢᵀ B dᵢ) aᵢaᵢᵀ, B ← Σ (aᵢᵀ A aᵢ) dᵢdᵢᵀ. F is never formed; O(N (p² + q²)) an iteration. Immutable and thread-safe.
 *
 * @param a rows aᵢ, N × p
 * @param d rows dᵢ, N × q
 * @param left B, q × q, of unit norm
 * @param right A, p × p, of unit norm
 * @param scale σ, so that F ≈ σ A ⊗ B
 */
public record KroneckerFactors(Matrix a, Matrix d, Matrix left, Matrix right, double scale) {

    private static final int ROWS = 128;

    /** To start from: B = I. */
    public static KroneckerFactors of(Matrix a, Matrix d) {
        return new KroneckerFactors(a, d, Matrix.identity(d.columns()).scaled(1 / Math.sqrt(d.columns())), Matrix.identity(a.columns()).scaled(1 / Math.sqrt(a.columns())), 0);
    }

    /** One iteration. */
    public KroneckerFactors iterated() {
        Matrix p = weighted(a, d, left);
        Matrix unit = p.scaled(1 / Math.max(1e-300, p.frobenius()));
        Matrix q = weighted(d, a, unit);
        double norm = q.frobenius();
        return new KroneckerFactors(a, d, q.scaled(1 / Math.max(1e-300, norm)), unit, norm);
    }

    /** Σ (otherᵢᵀ M otherᵢ) rowᵢ rowᵢᵀ. */
    private static Matrix weighted(Matrix rows, Matrix other, Matrix m) {
        double[] x = rows.toArray();
        double[] o = other.toArray();
        double[] om = other.times(m).toArray();
        int n = rows.rows();
        int p = rows.columns();
        int q = other.columns();
        double[] scaled = new double[x.length];
        for (int i = 0; i < n; i++) {
            double weight = 0;
            for (int k = i * q; k < (i + 1) * q; k++) {
                weight += o[k] * om[k];
            }
            for (int k = i * p; k < (i + 1) * p; k++) {
                scaled[k] = weight * x[k];
            }
        }
        return rows.transposed().times(Matrix.of(n, p, scaled)).symmetrised();
    }

    /** ‖F‖_F: √Σᵢⱼ (aᵢ·aⱼ)² (dᵢ·dⱼ)², some rows i at a time with all j from the first of them on; every pair counts twice. O(N² (p + q)). */
    public double norm() {
        double sum = 0;
        for (int from = 0; from < a.rows(); from += ROWS) {
            int to = Math.min(a.rows(), from + ROWS);
            double[] g = products(a, from, to);
            double[] h = products(d, from, to);
            int columns = a.rows() - from;
            for (int k = 0; k < g.length; k++) {
                int i = k / columns;
                int j = k % columns;
                double times = j < i ? 0 : j == i ? 1 : 2;
                sum += times * g[k] * g[k] * h[k] * h[k];
            }
        }
        return Math.sqrt(sum);
    }

    /** Of rows from … to with all rows from … on. */
    private static double[] products(Matrix m, int from, int to) {
        int n = m.columns();
        double[] x = m.toArray();
        Matrix some = Matrix.of(to - from, n, Arrays.copyOfRange(x, from * n, to * n));
        return some.times(Matrix.of(m.rows() - from, n, Arrays.copyOfRange(x, from * n, x.length)).transposed()).toArray();
    }
}
