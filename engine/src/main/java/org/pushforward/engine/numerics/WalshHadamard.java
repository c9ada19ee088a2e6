package org.pushforward.engine.numerics;

/** The Walsh–Hadamard transform in natural order, y_k = Σ_j (−1)^{|k ∧ j|} x_j, which is its own inverse times n; n log₂ n additions. Stateless. */
public final class WalshHadamard {

    private WalshHadamard() { }

    /** In place; the length is a power of two. */
    public static void transform(double[] x) {
        for (int half = 1; half < x.length; half *= 2) {
            for (int block = 0; block < x.length; block += 2 * half) {
                for (int k = block; k < block + half; k++) {
                    double a = x[k];
                    double b = x[k + half];
                    x[k] = a + b;
                    x[k + half] = a - b;
                }
            }
        }
    }
}
