package org.pushforward.engine.io;

/**
 * The integer transform of H.264 for 4 × 4 differences, its quantisation with step 2^(qp/6) and the way back (ITU-T H.264, 8.5). Arrays
 * hold a block row by row.
 */
final class MacroblockTransform {

    static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

    private static final int[][] FORWARD = {{13107, 5243, 8066}, {11916, 4660, 7490}, {10082, 4194, 6554}, {9362, 3647, 5825}, {8192, 3355, 5243},
            {7282, 2893, 4559}};
    private static final int[][] BACK = {{10, 16, 13}, {11, 18, 14}, {13, 20, 16}, {14, 23, 18}, {16, 25, 20}, {18, 29, 23}};
    private static final int[] CHROMA = {29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39};

    private MacroblockTransform() { }

    static int chromaQp(int qp) {
        return qp < 30 ? qp : CHROMA[qp - 30];
    }

    static void forward(int[] b) {
        for (int k = 0; k < 16; k += 4) {
            butterfly(b, k, 1);
        }
        for (int k = 0; k < 4; k++) {
            butterfly(b, k, 4);
        }
    }

    private static void butterfly(int[] b, int at, int step) {
        int s = b[at] + b[at + 3 * step];
        int t = b[at + step] + b[at + 2 * step];
        int u = b[at + step] - b[at + 2 * step];
        int v = b[at] - b[at + 3 * step];
        b[at] = s + t;
        b[at + step] = 2 * v + u;
        b[at + 2 * step] = s - t;
        b[at + 3 * step] = v - 2 * u;
    }

    /** Sums and differences of the means of sixteen blocks, or of four. */
    static void hadamard(int[] b) {
        if (b.length == 4) {
            int[] c = b.clone();
            b[0] = c[0] + c[1] + c[2] + c[3];
            b[1] = c[0] - c[1] + c[2] - c[3];
            b[2] = c[0] + c[1] - c[2] - c[3];
            b[3] = c[0] - c[1] - c[2] + c[3];
            return;
        }
        for (int k = 0; k < 16; k += 4) {
            flutter(b, k, 1);
        }
        for (int k = 0; k < 4; k++) {
            flutter(b, k, 4);
        }
    }

    private static void flutter(int[] b, int at, int step) {
        int s = b[at] + b[at + 3 * step];
        int t = b[at + step] + b[at + 2 * step];
        int u = b[at + step] - b[at + 2 * step];
        int v = b[at] - b[at + 3 * step];
        b[at] = s + t;
        b[at + step] = v + u;
        b[at + 2 * step] = s - t;
        b[at + 3 * step] = v - u;
    }

    /** Quantises from coefficient {@code first} on; what rounds up is what exceeds 1 − 1/{@code dead}. Returns whether anything is left. */
    static boolean quantise(int[] b, int first, int qp, int dead) {
        int shift = 15 + qp / 6;
        int round = (1 << shift) / dead;
        boolean any = false;
        for (int k = first; k < 16; k++) {
            b[k] = level(b[k], FORWARD[qp % 6][kind(k)], round, shift);
            any |= b[k] != 0;
        }
        return any;
    }

    static boolean quantiseMeans(int[] b, int qp, int dead) {
        int shift = 16 + qp / 6;
        int round = (1 << shift) / dead;
        boolean any = false;
        for (int k = 0; k < b.length; k++) {
            b[k] = level(b[k], FORWARD[qp % 6][0], round, shift);
            any |= b[k] != 0;
        }
        return any;
    }

    private static int level(int v, int factor, int round, int shift) {
        int size = (int) ((long) Math.abs(v) * factor + round >> shift);
        return v < 0 ? -size : size;
    }

    private static int kind(int k) {
        boolean x = (k & 1) == 1;
        boolean y = (k >> 2 & 1) == 1;
        return x && y ? 1 : x || y ? 2 : 0;
    }

    static void back(int[] b, int first, int qp) {
        for (int k = first; k < 16; k++) {
            b[k] = b[k] * BACK[qp % 6][kind(k)] << qp / 6;
        }
    }

    static void backMeans(int[] b, int qp) {
        hadamard(b);
        int v = BACK[qp % 6][0];
        for (int k = 0; k < b.length; k++) {
            b[k] = b.length == 4 ? b[k] * v << qp / 6 >> 1
                    : qp >= 12 ? b[k] * v << qp / 6 - 2 : b[k] * v + (1 << 1 - qp / 6) >> 2 - qp / 6;
        }
    }

    /** From coefficients to differences. */
    static void inverse(int[] b) {
        for (int k = 0; k < 16; k += 4) {
            flap(b, k, 1);
        }
        for (int k = 0; k < 4; k++) {
            flap(b, k, 4);
        }
        for (int k = 0; k < 16; k++) {
            b[k] = b[k] + 32 >> 6;
        }
    }

    private static void flap(int[] b, int at, int step) {
        int s = b[at] + b[at + 2 * step];
        int t = b[at] - b[at + 2 * step];
        int u = (b[at + step] >> 1) - b[at + 3 * step];
        int v = b[at + step] + (b[at + 3 * step] >> 1);
        b[at] = s + v;
        b[at + step] = t + u;
        b[at + 2 * step] = t - u;
        b[at + 3 * step] = s - v;
    }
}
