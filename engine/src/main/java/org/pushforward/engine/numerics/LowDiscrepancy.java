package org.pushforward.engine.numerics;

/**
 * Points that fill the unit cube evenly, 2^m at a time, in up to {@value #MOST_DIMENSIONS} dimensions:
 * <ul>
 *   <li>{@link Kind#SOBOL}: the digital net of Sobol' (1967) in base 2 with direction numbers of Joe & Kuo (2008), in natural order, so that
 *       points i and j differ digit by digit by point i ⊕ j;
 *   <li>{@link Kind#LATTICE}: the rank-1 lattice {i z/n} with the generating vector of Cools, Kuo & Nuyens (2006), good for every n = 2^m up
 *       to 2^20;
 *   <li>{@link Kind#HALTON}: radical inverses of i in the first primes (Halton 1960);
 *   <li>{@link Kind#IID}: independent uniform numbers, for comparison.
 * </ul>
 * Randomised, each point is uniform in the cube and means are unbiased. Immutable and thread-safe.
 */
public final class LowDiscrepancy {

    public static final int MOST_DIMENSIONS = 16;

    public enum Kind { SOBOL, LATTICE, HALTON, IID }

    /**
     * What is done to points so that they are random and as even as before: nothing; a common shift, digit by digit for nets and modulo one
     * otherwise; a random lower-triangular matrix over the digits and a shift (Matoušek 1998), for Halton points a permutation of each digit;
     * or nested permutations of every digit that depend on all digits before it (Owen 1995), of nets only.
     */
    public enum Randomisation { NONE, SHIFT, LINEAR, OWEN }

    private static final int BITS = 32;
    private static final double UNIT = 0x1p-32;
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};
    /** Cools, Kuo & Nuyens 2006, table for n = 2^10 … 2^20. */
    private static final int[] LATTICE = {1, 182667, 469891, 498753, 110745, 446247, 250185, 118627, 245333, 283199, 408519, 391023, 246327, 126539, 399185, 461527};
    /** Joe & Kuo 2008, new-joe-kuo-6.21201: degree, coefficients and first direction numbers of dimensions 2 to 16. */
    private static final int[][] SOBOL = {{1, 0, 1}, {2, 1, 1, 3}, {3, 1, 1, 3, 1}, {3, 2, 1, 1, 1}, {4, 1, 1, 1, 3, 3}, {4, 4, 1, 3, 5, 13}, {5, 2, 1, 1, 5, 5, 17},
        {5, 4, 1, 1, 5, 5, 5}, {5, 7, 1, 1, 7, 11, 19}, {5, 11, 1, 1, 5, 1, 1}, {5, 13, 1, 1, 1, 3, 11}, {5, 14, 1, 3, 5, 5, 31}, {6, 1, 1, 3, 3, 9, 7, 49},
        {6, 13, 1, 1, 1, 15, 21, 21}, {6, 16, 1, 3, 1, 13, 27, 49}};
    /** Digits of a Halton point in base 2; fewer in larger bases, to the same accuracy. */
    private static final double SMALLEST = 0x1p-40;

    private final Kind kind;
    private final Randomisation how;
    private final int dimension;

    public LowDiscrepancy(Kind kind, Randomisation how, int dimension) {
        if (dimension < 1 || dimension > MOST_DIMENSIONS || !allows(kind, how)) {
            throw new IllegalArgumentException(kind + " with " + how + " in " + dimension + " dimensions");
        }
        this.kind = kind;
        this.how = how;
        this.dimension = dimension;
    }

    /** Whether points of a kind can be randomised so. */
    public static boolean allows(Kind kind, Randomisation how) {
        return switch (kind) {
            case SOBOL -> true;
            case LATTICE -> how == Randomisation.NONE || how == Randomisation.SHIFT;
            case HALTON -> how != Randomisation.OWEN;
            case IID -> true;
        };
    }

    /**
     * The first n points, n × d.
     *
     * @param n a power of two
     * @param random of this randomisation
     */
    public double[] points(int n, Philox random) {
        double[] x = new double[n * dimension];
        double[] shift = new double[dimension];
        random.stream(1).uniforms(0, 1, 0, dimension, shift, 0);
        switch (kind) {
            case IID -> random.stream(2).uniforms(0, n, 0, dimension, x, 0);
            case LATTICE -> lattice(n, x, shift);
            case HALTON -> halton(n, x, shift, random.stream(3));
            case SOBOL -> sobol(n, x, shift, random.stream(4));
        }
        return x;
    }

    private void lattice(int n, double[] x, double[] shift) {
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < dimension; k++) {
                double v = (double) ((long) i * LATTICE[k] % n) / n + (how == Randomisation.SHIFT ? shift[k] : 0);
                x[i * dimension + k] = v >= 1 ? v - 1 : v;
            }
        }
    }

    private void halton(int n, double[] x, double[] shift, Philox random) {
        for (int k = 0; k < dimension; k++) {
            int base = PRIMES[k];
            int digits = (int) Math.ceil(Math.log(SMALLEST) / -Math.log(base));
            int[][] permutations = permutations(base, digits, random.stream(k));
            for (int i = 0; i < n; i++) {
                double v = 0;
                double unit = 1;
                int rest = i;
                for (int r = 0; r < digits; r++) {
                    unit /= base;
                    v += unit * permutations[r][rest % base];
                    rest /= base;
                }
                v += how == Randomisation.SHIFT ? shift[k] : 0;
                x[i * dimension + k] = v >= 1 ? v - 1 : v;
            }
        }
    }

    private int[][] permutations(int base, int digits, Philox random) {
        double[] u = new double[base];
        int[][] all = new int[digits][base];
        for (int r = 0; r < digits; r++) {
            for (int d = 0; d < base; d++) {
                all[r][d] = d;
            }
            if (how == Randomisation.LINEAR) {
                random.uniforms(r, 1, 0, base, u, 0);
                for (int d = base - 1; d > 0; d--) {
                    int with = Math.min(d, (int) (u[d] * (d + 1)));
                    int kept = all[r][d];
                    all[r][d] = all[r][with];
                    all[r][with] = kept;
                }
            }
        }
        return all;
    }

    private void sobol(int n, double[] x, double[] shift, Philox random) {
        int m = Integer.numberOfTrailingZeros(Integer.highestOneBit(n));
        for (int k = 0; k < dimension; k++) {
            long[] v = directions(k);
            if (how == Randomisation.LINEAR) {
                scrambled(v, random.stream(k));
            }
            long digital = how == Randomisation.SHIFT || how == Randomisation.LINEAR ? Math.min((1L << BITS) - 1, (long) (shift[k] / UNIT)) : 0;
            double[] key = new double[1];
            random.stream(100 + k).uniforms(0, 1, 0, 1, key, 0);
            long seed = Double.doubleToRawLongBits(key[0]);
            for (int i = 0; i < n; i++) {
                long bits = digital;
                for (int r = 0; r < m; r++) {
                    bits ^= (i >> r & 1) == 1 ? v[r] : 0;
                }
                bits = how == Randomisation.OWEN ? nested(bits, seed) : bits;
                x[i * dimension + k] = bits * UNIT;
            }
        }
    }

    /** Direction numbers of a dimension, most significant digit first. */
    private static long[] directions(int k) {
        long[] v = new long[BITS];
        if (k == 0) {
            for (int r = 0; r < BITS; r++) {
                v[r] = 1L << BITS - 1 - r;
            }
            return v;
        }
        int s = SOBOL[k - 1][0];
        int a = SOBOL[k - 1][1];
        for (int r = 0; r < BITS; r++) {
            if (r < s) {
                v[r] = (long) SOBOL[k - 1][r + 2] << BITS - 1 - r;
            } else {
                v[r] = v[r - s] ^ v[r - s] >> s;
                for (int q = 1; q < s; q++) {
                    v[r] ^= (a >> s - 1 - q & 1) == 1 ? v[r - q] : 0;
                }
            }
        }
        return v;
    }

    /** L v for a random lower-triangular L with ones on its diagonal: digit r takes any of the digits before it along. */
    private static void scrambled(long[] v, Philox random) {
        double[] u = new double[BITS];
        random.uniforms(0, 1, 0, BITS, u, 0);
        long[] rows = new long[BITS];
        for (int r = 0; r < BITS; r++) {
            long before = r == 0 ? 0 : (1L << r) - 1 << BITS - r;
            rows[r] = Math.min((1L << BITS) - 1, (long) (u[r] / UNIT)) & before | 1L << BITS - 1 - r;
        }
        for (int c = 0; c < BITS; c++) {
            long w = 0;
            for (int r = 0; r < BITS; r++) {
                w |= (long) (Long.bitCount(rows[r] & v[c]) & 1) << BITS - 1 - r;
            }
            v[c] = w;
        }
    }

    /** Every digit is turned or not by a bit that hangs on all digits before it. */
    private static long nested(long bits, long seed) {
        long out = 0;
        for (int r = 0; r < BITS; r++) {
            long before = r == 0 ? 0 : bits >>> BITS - r;
            out |= ((bits >>> BITS - 1 - r ^ mixed(seed ^ mixed(before | (long) (r + 1) << 40))) & 1) << BITS - 1 - r;
        }
        return out;
    }

    /** The finisher of SplitMix64 (Steele, Lea & Flood 2014). */
    private static long mixed(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
