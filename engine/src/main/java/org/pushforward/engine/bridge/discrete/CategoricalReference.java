package org.pushforward.engine.bridge.discrete;

import java.util.ArrayList;
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
     * The walk to neighbouring cells in continuous time, reflected at the ends: √ε W on a row of S cells as S → ∞. Its step exp(½vL), L
     * the second difference, is formed by uniformisation (Jensen 1953) and squaring from positive terms only, so that the least
     * probability has as many right digits as the greatest.
     *
     * @param variance v, of the cells walked in one step far from the ends
     */
    public static CategoricalReference walk(int categories, double variance, int between) {
        int halvings = Math.max(0, (int) Math.ceil(Math.log(variance) / Math.log(2)));
        double v = Math.scalb(variance, -halvings);
        double[] neighbours = new double[categories * categories];
        for (int i = 0; i < categories; i++) {
            neighbours[i * categories + Math.max(0, i - 1)] += 0.5;
            neighbours[i * categories + Math.min(categories - 1, i + 1)] += 0.5;
        }
        // exp(½vL) = e^(−v) Σ vᵏ Pᵏ / k!, whose terms for v ≤ 1 are below 1e-300 after 170.
        Matrix p = Matrix.of(categories, categories, neighbours);
        Matrix term = Matrix.identity(categories).scaled(Math.exp(-v));
        Matrix q = term;
        for (int k = 1; k <= Math.min(170, 4 * categories); k++) {
            term = term.times(p).scaled(v / k);
            q = q.plus(term);
        }
        return new CategoricalReference(power(q, 1 << halvings), between);
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
