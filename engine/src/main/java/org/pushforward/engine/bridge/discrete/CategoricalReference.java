package org.pushforward.engine.bridge.discrete;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.Matrix;

/**
 * A Markov chain on S categories at the times n = 0, 1, …, N+1, the reference of a categorical Schrödinger bridge (Ksenofontov &
 * Korotin 2025, arXiv:2502.01416, §4). Its step is Q = q^skip with q symmetric and doubly stochastic:
 * <ul>
 *   <li>uniform: q_ij = α/(S−1) off the diagonal, 1 − α on it (Austin et al. 2021, arXiv:2107.03006);
 *   <li>gaussian: q_ij = exp(−4(i−j)²/(α(S−1))²)/Z off the diagonal with Z = Σ_{m=1−S}^{S} of the same (the constant of the authors'
 *       code), the rest of the row on it;
 *   <li>cyclic: the same with the distance around a circle of S categories.
 * </ul>
 * Shapes: S × S, row = from. O(N S³) to make. Immutable and thread-safe.
 */
public final class CategoricalReference {

    /** How a category is left. */
    public enum Kind { UNIFORM, GAUSSIAN, CYCLIC }

    /** Stands for what is too unlikely to be computed. */
    private static final double LEAST = 1e-18;

    private final Matrix step;
    private final List<Matrix> powers;

    /**
     * @param categories S ≥ 2
     * @param alpha strength of one unskipped step; in (0, 1] for uniform
     * @param between N, the number of times between first and last
     * @param skip unskipped steps in a step
     */
    public CategoricalReference(Kind kind, int categories, double alpha, int between, int skip) {
        this(power(once(kind, categories, alpha), skip), between);
    }

    private CategoricalReference(Matrix step, int between) {
        this.step = step;
        List<Matrix> all = new ArrayList<>(List.of(Matrix.identity(step.rows())));
        for (int n = 0; n <= between; n++) {
            all.add(all.getLast().times(step));
        }
        powers = List.copyOf(all);
    }

    /**
     * The walk to neighbouring cells in continuous time, reflected at the ends: √ε W on a row of S cells as S → ∞. Its step is
     * exp(½v L) with L the second difference, by the cosines that diagonalise it.
     *
     * @param variance v, of the cells walked in one step far from the ends
     */
    public static CategoricalReference walk(int categories, double variance, int between) {
        double[] q = new double[categories * categories];
        for (int k = 0; k < categories; k++) {
            double decay = Math.exp(-variance * (1 - Math.cos(Math.PI * k / categories))) * (k == 0 ? 1.0 : 2.0) / categories;
            for (int i = 0; i < categories; i++) {
                double left = decay * Math.cos(Math.PI * k * (i + 0.5) / categories);
                for (int j = 0; j < categories; j++) {
                    q[i * categories + j] += left * Math.cos(Math.PI * k * (j + 0.5) / categories);
                }
            }
        }
        // Far from the diagonal the cosines cancel to rounding errors of either sign; a probability is none of them.
        Arrays.setAll(q, k -> Math.max(q[k], LEAST));
        return new CategoricalReference(Matrix.of(categories, categories, q), between);
    }

    private static Matrix once(Kind kind, int s, double alpha) {
        if (kind == Kind.UNIFORM && alpha > 1) {
            throw new InputException("alpha: the uniform reference leaves a category with probability α, which cannot be " + alpha,
                    "give at most 1");
        }
        double[] q = new double[s * s];
        double z = 0;
        for (int m = 1 - s; m <= s; m++) {
            z += bell(m, s, alpha);
        }
        for (int i = 0; i < s; i++) {
            double rest = 1;
            for (int j = 0; j < s; j++) {
                if (j != i) {
                    int distance = Math.abs(i - j);
                    q[i * s + j] = switch (kind) {
                        case UNIFORM -> alpha / (s - 1);
                        case GAUSSIAN -> bell(distance, s, alpha) / z;
                        case CYCLIC -> bell(Math.min(distance, s - distance), s, alpha) / z;
                    };
                    rest -= q[i * s + j];
                }
            }
            q[i * s + i] = Math.max(0, rest);
        }
        return Matrix.of(s, s, q);
    }

    private static double bell(int m, int s, double alpha) {
        double r = m / (alpha * (s - 1));
        return Math.exp(-4 * r * r);
    }

    private static Matrix power(Matrix q, int n) {
        Matrix result = Matrix.identity(q.rows());
        Matrix square = q;
        for (int rest = n; rest > 0; rest >>= 1) {
            result = (rest & 1) == 1 ? result.times(square) : result;
            square = rest > 1 ? square.times(square) : square;
        }
        return result;
    }

    public int categories() {
        return step.rows();
    }

    /** N + 1. */
    public int transitions() {
        return powers.size() - 1;
    }

    /** Q, from one time to the next. */
    public Matrix step() {
        return step;
    }

    /** Qⁿ for n = 0 … N+1. */
    public Matrix power(int n) {
        return powers.get(n);
    }

    /** Q^(N+1), from the first time to the last: the kernel of the static problem. */
    public Matrix kernel() {
        return powers.getLast();
    }
}
