package org.pushforward.engine.numerics.exact;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Lifts a bilinear scheme from the field of p elements to the rationals: digit by digit in base p, each from one linear system over the field (Hensel;
 * Kauers & Moosbauer 2022), then every number is read as a fraction of small terms (Wang 1981). Unknowns that the system leaves free stay
 * −1, 0 or 1. Whether it is right is decided by the equations over the rationals, in integers of any size. Not every scheme can be lifted.
 */
public final class HenselLift {

    private static final int DIGITS_OF_TWO = 30;
    private static final int DIGITS_OF_THREE = 19;

    private final int p;
    private final int[] sizes;
    private final int rank;
    private final int unknowns;
    private final int[] tensor;
    /** Rows of the derivative, reduced, with the multipliers where zeros would be. */
    private final byte[][] rows;
    private final int[] pivotOf;
    private int pivots;

    /**
     * @param numerators of factor f, term r, entry k, over {@code denominator}
     * @param denominator common to all
     */
    public record Fractions(long[][][] numerators, long denominator) { }

    private HenselLift(FlipScheme s, StructuredProduct of, int p) {
        this.p = p;
        rank = s.rank();
        sizes = new int[] {of.leftSize(), of.rightSize(), of.size()};
        unknowns = rank * (sizes[0] + sizes[1] + sizes[2]);
        tensor = of.tensor();
        rows = new byte[tensor.length][unknowns];
        pivotOf = new int[unknowns];
    }

    /**
     * @param p 2 or 3, the field of the scheme
     * @param ask called every few milliseconds
     */
    public static Optional<Fractions> of(FlipScheme s, StructuredProduct product, int p, Runnable ask) {
        HenselLift h = new HenselLift(s, product, p);
        long[][][] x = new long[3][s.rank()][];
        for (int f = 0; f < 3; f++) {
            for (int r = 0; r < s.rank(); r++) {
                int[] v = s.factor(f, r, h.sizes[f]);
                x[f][r] = new long[v.length];
                for (int k = 0; k < v.length; k++) {
                    x[f][r][k] = v[k];
                }
            }
        }
        return h.lifted(x, ask);
    }

    private Optional<Fractions> lifted(long[][][] x, Runnable ask) {
        derivative(x);
        int[] order = eliminate(ask);
        long modulus = p;
        int digits = p == 2 ? DIGITS_OF_TWO : DIGITS_OF_THREE;
        for (int k = 1; k < digits; k++) {
            ask.run();
            Optional<long[]> step = solve(order, residual(x, modulus * p), modulus);
            if (step.isEmpty()) {
                return Optional.empty();
            }
            add(x, step.get(), modulus);
            modulus *= p;
        }
        return fractions(x, modulus).filter(this::exact);
    }

    private void derivative(long[][][] x) {
        int at = 0;
        for (int i = 0; i < sizes[0]; i++) {
            for (int j = 0; j < sizes[1]; j++) {
                for (int k = 0; k < sizes[2]; k++, at++) {
                    for (int r = 0; r < rank; r++) {
                        int from = r * (sizes[0] + sizes[1] + sizes[2]);
                        rows[at][from + i] = digit(x[1][r][j] * x[2][r][k]);
                        rows[at][from + sizes[0] + j] = digit(x[0][r][i] * x[2][r][k]);
                        rows[at][from + sizes[0] + sizes[1] + k] = digit(x[0][r][i] * x[1][r][j]);
                    }
                }
            }
        }
    }

    private byte digit(long v) {
        return (byte) Math.floorMod(v, (long) p);
    }

    /** Gaussian elimination; returns the order of the rows. */
    private int[] eliminate(Runnable ask) {
        int[] order = new int[rows.length];
        java.util.Arrays.setAll(order, i -> i);
        for (int c = 0; c < unknowns && pivots < rows.length; c++) {
            ask.run();
            int found = pivots;
            while (found < rows.length && rows[order[found]][c] == 0) {
                found++;
            }
            if (found < rows.length) {
                int swap = order[found];
                order[found] = order[pivots];
                order[pivots] = swap;
                pivotOf[pivots] = c;
                byte[] from = rows[swap];
                for (int i = pivots + 1; i < rows.length; i++) {
                    subtract(rows[order[i]], from, c);
                }
                pivots++;
            }
        }
        return order;
    }

    /** The multiplier is left where the zero would be; an inverse modulo 2 or 3 is the number itself. */
    private void subtract(byte[] row, byte[] from, int c) {
        int m = row[c] * from[c] % p;
        if (m != 0) {
            for (int k = c + 1; k < unknowns; k++) {
                row[k] = (byte) ((row[k] + (p - m) * from[k]) % p);
            }
            row[c] = (byte) m;
        }
    }

    private Optional<long[]> solve(int[] order, long[] residual, long modulus) {
        int[] b = new int[residual.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = (int) (residual[order[i]] / modulus);
        }
        for (int q = 0; q < pivots; q++) {
            for (int i = q + 1; b[q] != 0 && i < b.length; i++) {
                b[i] = (b[i] + (p - rows[order[i]][pivotOf[q]]) * b[q]) % p;
            }
        }
        for (int i = pivots; i < b.length; i++) {
            if (b[i] != 0) {
                return Optional.empty();
            }
        }
        long[] delta = new long[unknowns];
        for (int q = pivots - 1; q >= 0; q--) {
            byte[] row = rows[order[q]];
            int sum = b[q];
            for (int l = q + 1; l < pivots; l++) {
                sum += (p - row[pivotOf[l]]) * (int) delta[pivotOf[l]];
            }
            delta[pivotOf[q]] = sum % p * row[pivotOf[q]] % p;
        }
        return Optional.of(delta);
    }

    /** T − Σ a⊗b⊗c modulo a power of p, from 0 on. */
    private long[] residual(long[][][] x, long modulus) {
        long[] e = new long[tensor.length];
        int at = 0;
        for (int i = 0; i < sizes[0]; i++) {
            for (int j = 0; j < sizes[1]; j++) {
                for (int k = 0; k < sizes[2]; k++, at++) {
                    long sum = tensor[at];
                    for (int r = 0; r < rank; r++) {
                        sum -= x[0][r][i] * x[1][r][j] % modulus * x[2][r][k] % modulus;
                    }
                    e[at] = Math.floorMod(sum, modulus);
                }
            }
        }
        return e;
    }

    private void add(long[][][] x, long[] delta, long modulus) {
        int at = 0;
        for (int r = 0; r < rank; r++) {
            for (int f = 0; f < 3; f++) {
                for (int k = 0; k < sizes[f]; k++) {
                    x[f][r][k] += modulus * delta[at++];
                }
            }
        }
    }

    private Optional<Fractions> fractions(long[][][] x, long modulus) {
        long bound = (long) Math.sqrt(modulus / 2.0);
        long common = 1;
        long[][][] top = new long[3][rank][];
        long[][][] bottom = new long[3][rank][];
        for (int f = 0; f < 3; f++) {
            for (int r = 0; r < rank; r++) {
                top[f][r] = new long[sizes[f]];
                bottom[f][r] = new long[sizes[f]];
                for (int k = 0; k < sizes[f]; k++) {
                    long[] q = fraction(Math.floorMod(x[f][r][k], modulus), modulus, bound);
                    top[f][r][k] = q[0];
                    bottom[f][r][k] = q[1];
                    common = common / gcd(common, q[1]) * q[1];
                    if (common > bound) {
                        return Optional.empty();
                    }
                }
            }
        }
        for (int f = 0; f < 3; f++) {
            for (int r = 0; r < rank; r++) {
                for (int k = 0; k < sizes[f]; k++) {
                    top[f][r][k] *= common / bottom[f][r][k];
                }
            }
        }
        return Optional.of(new Fractions(top, common));
    }

    /** Numerator and denominator below √(m/2) of v modulo m, by Euclid's algorithm stopped half-way. */
    private static long[] fraction(long v, long m, long bound) {
        long a = m;
        long b = v;
        long s = 0;
        long t = 1;
        while (b > bound) {
            long q = a / b;
            long c = a - q * b;
            a = b;
            b = c;
            long u = s - q * t;
            s = t;
            t = u;
        }
        return t < 0 ? new long[] {-b, -t} : new long[] {b, t};
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** All equations, over the rationals. */
    private boolean exact(Fractions q) {
        BigInteger cube = BigInteger.valueOf(q.denominator).pow(3);
        int at = 0;
        for (int i = 0; i < sizes[0]; i++) {
            for (int j = 0; j < sizes[1]; j++) {
                for (int k = 0; k < sizes[2]; k++, at++) {
                    BigInteger sum = cube.multiply(BigInteger.valueOf(-tensor[at]));
                    for (int r = 0; r < rank; r++) {
                        sum = sum.add(BigInteger.valueOf(q.numerators[0][r][i]).multiply(BigInteger.valueOf(q.numerators[1][r][j])).multiply(BigInteger.valueOf(q.numerators[2][r][k])));
                    }
                    if (sum.signum() != 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
