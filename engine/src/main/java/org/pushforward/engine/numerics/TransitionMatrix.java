package org.pushforward.engine.numerics;

import java.util.function.IntBinaryOperator;

/**
 * Steps of Markov chains on S categories: S × S, row = from, rows sum to 1, entries are probabilities (Austin et al. 2021,
 * arXiv:2107.03006, appendix A.2). Stateless.
 */
public final class TransitionMatrix {

    /** Terms of the series of {@link #walk}; for an exponent up to 1 the next is below 1e-300. */
    private static final int TERMS = 170;

    private TransitionMatrix() { }

    /** A category is left with probability {@code leaving}, for each of the others alike. */
    public static Matrix uniform(int s, double leaving) {
        return completed(s, (_, _) -> leaving / (s - 1));
    }

    /** A category goes to the last one, the mask, with probability β, and stays there. */
    public static Matrix absorbing(int s, double beta) {
        return completed(s, (i, j) -> i != s - 1 && j == s - 1 ? beta : 0);
    }

    /**
     * A discretised Gaussian: q_ij = exp(−4(d/width)²)/Z off the diagonal, Z the sum of the same over d = 1 − S … last, the rest of the row on
     * the diagonal.
     *
     * @param distance d of two categories, at most S − 1
     * @param last the greatest d in Z: S − 1 in the paper, S in the programs of categorical bridges
     */
    public static Matrix gaussian(int s, double width, IntBinaryOperator distance, int last) {
        double z = 0;
        for (int m = 1 - s; m <= last; m++) {
            z += bell(m, width);
        }
        double all = z;
        return completed(s, (i, j) -> bell(distance.applyAsInt(i, j), width) / all);
    }

    private static double bell(int d, double width) {
        double r = d / width;
        return Math.exp(-4 * r * r);
    }

    /**
     * exp(½vL) with L the second difference on a row of S cells, reflected at its ends: the walk to neighbors in continuous time, of
     * variance v far from the ends. Formed by uniformization (Jensen 1953) and squaring from positive terms only, so that the least
     * probability has as many right digits as the greatest.
     */
    public static Matrix walk(int s, double variance) {
        int halvings = Math.max(0, (int) Math.ceil(Math.log(variance) / Math.log(2)));
        double v = Math.scalb(variance, -halvings);
        double[] neighbors = new double[s * s];
        for (int i = 0; i < s; i++) {
            neighbors[i * s + Math.max(0, i - 1)] += 0.5;
            neighbors[i * s + Math.min(s - 1, i + 1)] += 0.5;
        }
        // exp(½vL) = e^(−v) Σ vᵏ Pᵏ / k!
        Matrix p = Matrix.of(s, s, neighbors);
        Matrix term = Matrix.identity(s).scaled(Math.exp(-v));
        Matrix q = term;
        for (int k = 1; k <= Math.min(TERMS, 4 * s); k++) {
            term = term.times(p).scaled(v / k);
            q = q.plus(term);
        }
        return power(q, 1 << halvings);
    }

    /** qⁿ by squaring. */
    public static Matrix power(Matrix q, int n) {
        Matrix result = Matrix.identity(q.rows());
        Matrix square = q;
        for (int rest = n; rest > 0; rest >>= 1) {
            result = (rest & 1) == 1 ? result.times(square) : result;
            square = rest > 1 ? square.times(square) : square;
        }
        return result;
    }

    private interface Entry {
        double at(int i, int j);
    }

    /** What is off the diagonal, and on it what is left of 1. */
    private static Matrix completed(int s, Entry off) {
        double[] q = new double[s * s];
        for (int i = 0; i < s; i++) {
            double rest = 1;
            for (int j = 0; j < s; j++) {
                if (j != i) {
                    q[i * s + j] = off.at(i, j);
                    rest -= q[i * s + j];
                }
            }
            q[i * s + i] = Math.max(0, rest);
        }
        return Matrix.of(s, s, q);
    }
}
