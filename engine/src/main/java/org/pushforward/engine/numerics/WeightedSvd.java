package org.pushforward.engine.numerics;

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
        left = a.squareRoot();
        right = b.squareRoot();
        rightInverse = b.withEigenvalues(v -> v > 0 ? 1 / Math.sqrt(v) : 0);
        modes = ProperModes.of(left.times(w).times(right).toArray(), w.columns(), Math.min(w.rows(), w.columns()));
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
