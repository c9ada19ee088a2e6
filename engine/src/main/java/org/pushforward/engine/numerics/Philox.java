package org.pushforward.engine.numerics;

/**
 * Philox 4×32 with ten rounds: a counter-based random generator (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as
 * 1, 2, 3", doi:10.1145/2063384.2063405). A number is a function of key and counter, so any part of a stream can be drawn again, by
 * any thread, in any order, with the same bits.
 *
 * <p>The counter is (pair, step, particle): a stream of normals for every step of every particle. Immutable and thread-safe.
 */
public final class Philox {

    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int WEYL0 = 0x9E3779B9;
    private static final int WEYL1 = 0xBB67AE85;
    private static final int ROUNDS = 10;
    private static final long LOW = 0xffffffffL;
    /** Tells the counters of uniform numbers from those of normal ones. */
    private static final int UNIFORMS = 1 << 31;

    private final long key;

    public Philox(long key) {
        this.key = key;
    }

    /** A generator for another purpose, whose numbers have nothing to do with those of this one. */
    public Philox stream(int purpose) {
        int[] c = {purpose, 0x53545245, 0x414d0000, 0};
        scramble(c, key);
        return new Philox((long) c[0] << 32 | c[1] & LOW);
    }

    /** Independent numbers uniform in (0, 1], laid out as those of {@link #normals} and independent of them. */
    public void uniforms(long first, int count, int step, int d, double[] out, int from) {
        int[] c = new int[4];
        for (int p = 0; p < count; p++) {
            for (int k = 0; k < d; k += 2) {
                random(c, UNIFORMS | k / 2, step, first + p);
                int at = from + p * d + k;
                out[at] = unit(c[0], c[1]);
                if (k + 1 < d) {
                    out[at + 1] = unit(c[2], c[3]);
                }
            }
        }
    }

    /**
     * Independent N(0, 1) numbers (Box & Muller 1958): d for each of the particles {@code first} to {@code first + count − 1}, at
     * {@code out[from]} and on.
     */
    public void normals(long first, int count, int step, int d, double[] out, int from) {
        int[] c = new int[4];
        for (int p = 0; p < count; p++) {
            for (int k = 0; k < d; k += 2) {
                random(c, k / 2, step, first + p);
                double radius = Math.sqrt(-2 * Math.log(unit(c[0], c[1])));
                double angle = 2 * Math.PI * unit(c[2], c[3]);
                int at = from + p * d + k;
                out[at] = radius * Math.cos(angle);
                if (k + 1 < d) {
                    out[at + 1] = radius * Math.sin(angle);
                }
            }
        }
    }

    private void random(int[] c, int pair, int step, long particle) {
        c[0] = pair;
        c[1] = step;
        c[2] = (int) particle;
        c[3] = (int) (particle >>> 32);
        scramble(c, key);
    }

    /** Replaces a counter of four words by four random words. */
    static void scramble(int[] counter, long key) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = M0 * (counter[0] & LOW);
            long p1 = M1 * (counter[2] & LOW);
            counter[0] = (int) (p1 >>> 32) ^ counter[1] ^ k0;
            counter[1] = (int) p1;
            counter[2] = (int) (p0 >>> 32) ^ counter[3] ^ k1;
            counter[3] = (int) p0;
            k0 += WEYL0;
            k1 += WEYL1;
        }
    }

    /** A number in (0, 1] from 53 of 64 random bits. */
    private static double unit(int high, int low) {
        return (((long) high << 32 | low & LOW) >>> 11) * 0x1p-53 + 0x1p-53;
    }
}
