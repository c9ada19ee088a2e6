package org.pushforward.engine.numerics;

/**
 * Quaternions a + bi + cj + dk as four numbers in this order, with Hamilton's product (1843): i² = j² = k² = ijk = −1. Stateless.
 */
public final class Quaternions {

    /** Component of the product of two units, and its sign. */
    private static final int[][] UNIT = {{0, 1, 2, 3}, {1, 0, 3, 2}, {2, 3, 0, 1}, {3, 2, 1, 0}};
    private static final int[][] SIGN = {{1, 1, 1, 1}, {1, -1, 1, -1}, {1, -1, -1, 1}, {1, 1, -1, -1}};

    private Quaternions() { }

    /** p ⊗ q, which is not q ⊗ p. */
    public static double[] product(double[] p, double[] q) {
        double[] r = new double[4];
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                r[UNIT[a][b]] += SIGN[a][b] * p[a] * q[b];
            }
        }
        return r;
    }

    public static double[] conjugate(double[] q) {
        return new double[] {q[0], -q[1], -q[2], -q[3]};
    }

    /** H of (p ⊗ q)_c = Σ H_cab p_a q_b, 4 × 4 × 4 row-major. */
    public static double[] table() {
        double[] h = new double[64];
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                h[UNIT[a][b] * 16 + a * 4 + b] = SIGN[a][b];
            }
        }
        return h;
    }
}
