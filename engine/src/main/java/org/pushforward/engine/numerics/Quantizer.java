package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Numbers kept in a few bits: every block of consecutive ones is divided by its largest absolute value, and each quotient becomes the nearest number of
 * a codebook on [−1, 1] (Dettmers et al. 2022, arXiv:2110.02861). An entry takes bits/8 + 4/block bytes, the largest value being kept in 32 bits.
 * Immutable and thread-safe.
 *
 * @param code codebook, rising
 * @param block numbers that share a scale
 */
public record Quantizer(double[] code, int bits, int block) {

    /** The signs alone. */
    public static Quantizer sign(int block) {
        return new Quantizer(new double[] {-1, 1}, 1, block);
    }

    /** 2ᵇ equal steps from −1 to 1. */
    public static Quantizer uniform(int bits, int block) {
        int n = 1 << bits;
        double[] code = new double[n];
        Arrays.setAll(code, k -> -1 + 2.0 * k / (n - 1));
        return new Quantizer(code, bits, block);
    }

    /** Linear square (Wang et al. 2024, arXiv:2405.18144): x|x| of equal steps x, the one next below the middle set to 0. */
    public static Quantizer linearSquare(int bits, int block) {
        double[] code = uniform(bits, block).code;
        code[code.length / 2 - 1] = 0;
        for (int k = 0; k < code.length; k++) {
            code[k] *= Math.abs(code[k]);
        }
        return new Quantizer(code, bits, block);
    }

    /**
     * Dynamic tree (Dettmers et al. 2022): 0, 1 and, for every i below bits − 1, ±10^(i − bits + 2) times the middles of 2ⁱ equal parts of [.1, 1].
     */
    public static Quantizer dynamicTree(int bits, int block) {
        double[] code = new double[1 << bits];
        int at = 0;
        for (int i = 0; i < bits - 1; i++) {
            int parts = 1 << i;
            for (int k = 0; k < parts; k++) {
                double middle = 0.1 + 0.9 * (k + 0.5) / parts;
                code[at++] = Math.pow(10, i - bits + 2) * middle;
                code[at++] = -Math.pow(10, i - bits + 2) * middle;
            }
        }
        code[at++] = 0;
        code[at] = 1;
        Arrays.sort(code);
        return new Quantizer(code, bits, block);
    }

    /** What comes back of x. */
    public double[] rounded(double[] x) {
        double[] y = new double[x.length];
        for (int from = 0; from < x.length; from += block) {
            int to = Math.min(x.length, from + block);
            double scale = Arrays.stream(x, from, to).map(Math::abs).max().orElseThrow();
            for (int k = from; k < to; k++) {
                y[k] = scale == 0 ? 0 : scale * code[nearest(x[k] / scale)];
            }
        }
        return y;
    }

    /** The number of the nearest word; of two equally near the lower. */
    public int nearest(double v) {
        int k = Arrays.binarySearch(code, v);
        if (k >= 0) {
            return k;
        }
        int above = -k - 1;
        if (above == 0) {
            return 0;
        }
        return above == code.length || v - code[above - 1] <= code[above] - v ? above - 1 : above;
    }

    /** Bytes of an entry. */
    public double bytes() {
        return bits / 8.0 + 4.0 / block;
    }
}
