package org.pushforward.engine.numerics;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The best approximation of rank r in a weighted norm: of all W_r of that rank, ‖A^½ (W − W_r) B^½‖_F is least for the truncated singular value
 * decomposition of A^½ W B^½ carried back, and is the root of its tail √Σ_{i&gt;r} σᵢ² (Eckart & Young 1936). A is m × m, B n × n, both symmetric and
 * positive definite; W is m × n. O((m + n)³). Immutable and thread-safe.
 */
public final class WeightedSvd {

    private final Matrix w;
    private final Matrix left;
    private final Matrix right;
    private final Matrix rightInverse;
    private final ProperModes modes;

    public WeightedSvd(Matrix w, Matrix a, Matrix b) {
        this.w = w;
        left = by(a, v -> Math.sqrt(Math.max(0, v)));
        right = by(b, v -> Math.sqrt(Math.max(0, v)));
        rightInverse = by(b, v -> v > 0 ? 1 / Math.sqrt(v) : 0);
        modes = ProperModes.of(left.times(w).times(right).toArray(), w.columns(), Math.min(w.rows(), w.columns()));
    }

    /** f of a symmetric matrix; one that is diagonal, as the identity is, needs no eigenvectors. */
    private static Matrix by(Matrix m, DoubleUnaryOperator f) {
        int n = m.rows();
        double[] x = m.toArray();
        if (IntStream.range(0, x.length).anyMatch(k -> x[k] != 0 && k % (n + 1) != 0)) {
            return m.withEigenvalues(f);
        }
        for (int k = 0; k < n; k++) {
            x[k * (n + 1)] = f.applyAsDouble(x[k * (n + 1)]);
        }
        return Matrix.of(n, n, x);
    }

    /** W_r = W B^½ V_r V_rᵀ B^−½, V_r the first right singular vectors of A^½ W B^½. */
    public Matrix truncated(int r) {
        int n = w.columns();
        double[] v = new double[n * r];
        for (int k = 0; k < r; k++) {
            double[] mode = modes.mode(k);
            for (int i = 0; i < n; i++) {
                v[i * r + k] = mode[i];
            }
        }
        if (r == 0) {
            return w.scaled(0);
        }
        Matrix kept = Matrix.of(n, r, v);
        return w.times(right).times(kept).times(kept.transposed().times(rightInverse));
    }

    /** ‖A^½ (W − other) B^½‖_F. */
    public double error(Matrix other) {
        return left.times(w.minus(other)).times(right).frobenius();
    }

    /** √Σ_{i&gt;r} σᵢ² of A^½ W B^½. */
    public double tail(int r) {
        double[] s = modes.singularValues();
        double sum = 0;
        for (int k = s.length - 1; k >= r; k--) {
            sum += s[k] * s[k];
        }
        return Math.sqrt(sum);
    }

    /** Of A^½ W B^½, falling. */
    public double[] singularValues() {
        return modes.singularValues();
    }
}
