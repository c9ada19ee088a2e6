package org.pushforward.engine.numerics.exact;

import java.util.SplittableRandom;

/**
 * A bilinear scheme over F₂ or F₃, Σ_r ± a_r ⊗ b_r ⊗ c_r, that walks at random among schemes of the same tensor (Kauers & Moosbauer 2022, "Flip graphs for
 * matrix multiplication", arXiv:2212.01175). Two terms with a common factor can be flipped:
 * a⊗b⊗c + a⊗b′⊗c′ = a⊗(b + s b′)⊗c + a⊗b′⊗(c′ − s c). A term that becomes zero, or shares two factors with another, is one product less. A walk that finds
 * none for long takes a detour over one product more (Arai, Ichikawa & Hukushima 2024, arXiv:2312.16960):
 * abc + a′b′c′ = a(b + b′)c + a′b′(c′ − c) + (a′ − a)b′c.
 *
 * <p>Vectors of up to 32 entries are packed: bits of the entries 1 below, of the entries −1 above; the first entry that is not zero is 1, and signs are
 * kept apart. Not thread-safe; {@link #copy} before walking on.
 */
public final class FlipScheme {

    private static final int TRIES = 4000;

    private final boolean ternary;
    private final long[][] factors;
    private final int[] signs;
    private int rank;
    private long flips;
    private long sinceReduction;
    private int best;
    private int plusses;
    private int first = -1;
    private int second = -1;

    private FlipScheme(boolean ternary, int capacity) {
        this.ternary = ternary;
        factors = new long[3][capacity];
        signs = new int[capacity];
    }

    /** The schoolbook scheme of a product over the field of p elements, 2 or 3. */
    public static FlipScheme schoolbook(StructuredProduct of, int p) {
        var terms = of.terms();
        FlipScheme s = new FlipScheme(p == 3, terms.size() + 4);
        for (var t : terms) {
            s.factors[0][s.rank] = 1L << t.a();
            s.factors[1][s.rank] = 1L << t.b();
            s.factors[2][s.rank] = 1L << t.c();
            s.signs[s.rank++] = p == 3 ? t.sign() : 1;
        }
        s.best = s.rank;
        return s;
    }

    public FlipScheme copy() {
        FlipScheme s = new FlipScheme(ternary, signs.length);
        for (int f = 0; f < 3; f++) {
            System.arraycopy(factors[f], 0, s.factors[f], 0, signs.length);
        }
        System.arraycopy(signs, 0, s.signs, 0, signs.length);
        s.rank = rank;
        s.flips = flips;
        s.sinceReduction = sinceReduction;
        s.best = best;
        s.plusses = plusses;
        s.first = first;
        s.second = second;
        return s;
    }

    public int rank() {
        return rank;
    }

    /** The lowest rank of the walk. */
    public int best() {
        return best;
    }

    public long flips() {
        return flips;
    }

    /** Detours over one product more. */
    public int plusses() {
        return plusses;
    }

    /** The two terms that were flipped last, where they are still there. */
    public int[] flipped() {
        return new int[] {first < rank ? first : -1, second < rank ? second : -1};
    }

    /** The entries of factor 0 to 2 of a term; the sign is in the last. */
    public int[] factor(int f, int term, int size) {
        int[] v = new int[size];
        for (int k = 0; k < size; k++) {
            int entry = (int) (factors[f][term] >>> k & 1) - (int) (factors[f][term] >>> 32 + k & 1);
            v[k] = f == 2 ? signs[term] * entry : entry;
        }
        return v;
    }

    /** Entries of the tensor that differ, over the field. */
    public int defect(StructuredProduct of) {
        int p = ternary ? 3 : 2;
        int[] sum = of.tensor();
        for (int r = 0; r < rank; r++) {
            int[] a = factor(0, r, of.leftSize());
            int[] b = factor(1, r, of.rightSize());
            int[] c = factor(2, r, of.size());
            int at = 0;
            for (int x : a) {
                for (int y : b) {
                    for (int z : c) {
                        sum[at++] -= x * y * z;
                    }
                }
            }
        }
        int wrong = 0;
        for (int d : sum) {
            wrong += Math.floorMod(d, p) == 0 ? 0 : 1;
        }
        return wrong;
    }

    // ---- the walk

    /**
     * Some flips, or fewer when a rank is reached.
     *
     * @param plusAfter flips without a reduction after which a detour begins
     * @param goal rank at which to stop
     */
    public void walk(SplittableRandom random, int count, long plusAfter, int goal) {
        for (int k = 0; k < count && rank > goal; k++) {
            boolean done = rank > 1 && flip(random);
            flips++;
            sinceReduction++;
            if (rank < best) {
                best = rank;
            }
            if ((!done || sinceReduction > plusAfter) && rank > 1) {
                sinceReduction = 0;
                if (rank <= best + 1) {
                    plus(random);
                }
            }
        }
    }

    private boolean flip(SplittableRandom random) {
        for (int k = 0; k < TRIES; k++) {
            long lot = random.nextLong();
            int i = (int) ((lot & 0xffff) * rank >>> 16);
            int j = (int) ((lot >>> 16 & 0xffff) * rank >>> 16);
            int f = (int) ((lot >>> 32 & 0xffff) * 3 >>> 16);
            if (i != j && factors[f][i] == factors[f][j]) {
                int g = (f + 1 + (int) (lot >>> 48 & 1)) % 3;
                flipped(i, j, g, 3 - f - g, ternary && (lot >>> 49 & 1) == 1 ? -1 : 1);
                return true;
            }
        }
        return false;
    }

    private void flipped(int i, int j, int g, int h, int s) {
        first = i;
        second = j;
        int before = rank;
        long sum = plus(factors[g][i], signed(factors[g][j], s));
        long rest = plus(signed(factors[h][j], signs[j]), signed(factors[h][i], -s * signs[i]));
        signs[j] = 1;
        put(g, i, sum);
        put(h, j, rest);
        boolean zero = sum == 0 || rest == 0;
        if (sum == 0) {
            remove(i);
        }
        if (rest == 0) {
            remove(sum == 0 && j == rank ? i : j);
        }
        if (!zero) {
            merge(i);
            if (rank == before) {
                merge(j);
            }
        }
        if (rank < before) {
            sinceReduction = 0;
        }
    }

    /** Two terms that share two factors are one. */
    private void merge(int i) {
        for (int j = 0; j < rank; j++) {
            boolean a = factors[0][i] == factors[0][j];
            boolean b = factors[1][i] == factors[1][j];
            boolean c = factors[2][i] == factors[2][j];
            if (j != i && (a ? b || c : b && c)) {
                int h = a && b ? 2 : a ? 1 : 0;
                long sum = plus(signed(factors[h][i], signs[i]), signed(factors[h][j], signs[j]));
                signs[i] = 1;
                put(h, i, sum);
                // the later one goes first, so that the number of the other one stands
                if (sum == 0) {
                    remove(Math.max(i, j));
                    remove(Math.min(i, j));
                } else {
                    remove(j);
                }
                return;
            }
        }
    }

    private void plus(SplittableRandom random) {
        int i = random.nextInt(rank);
        int j = random.nextInt(rank - 1);
        j += j >= i ? 1 : 0;
        if (rank == signs.length || factors[0][i] == factors[0][j] || factors[1][i] == factors[1][j] || factors[2][i] == factors[2][j]) {
            return;
        }
        long a = factors[0][i];
        long c = signed(factors[2][i], signs[i]);
        signs[rank] = 1;
        put(0, rank, plus(factors[0][j], signed(a, -1)));
        put(1, rank, factors[1][j]);
        put(2, rank, c);
        put(1, i, plus(factors[1][i], factors[1][j]));
        long rest = plus(signed(factors[2][j], signs[j]), signed(c, -1));
        signs[j] = 1;
        put(2, j, rest);
        rank++;
        plusses++;
    }

    private void remove(int i) {
        rank--;
        for (int f = 0; f < 3; f++) {
            factors[f][i] = factors[f][rank];
        }
        signs[i] = signs[rank];
    }

    /** Stores a vector with its first entry made 1; the sign goes to the term. */
    private void put(int f, int i, long v) {
        long low = Long.lowestOneBit(v | v >>> 32);
        boolean turned = (v & low) == 0 && v != 0;
        factors[f][i] = turned ? signed(v, -1) : v;
        signs[i] *= turned ? -1 : 1;
    }

    private long signed(long v, int sign) {
        return sign < 0 && ternary ? v << 32 | v >>> 32 : v;
    }

    private long plus(long a, long b) {
        if (!ternary) {
            return a ^ b;
        }
        long na = a << 32 | a >>> 32;
        long nb = b << 32 | b >>> 32;
        return a & ~(b | nb) | b & ~(a | na) | na & nb;
    }
}
