package org.pushforward.engine.bridge.discrete;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.TransitionMatrix;

/**
 * A Markov chain on S categories at the times n = 0, 1, …, N+1, the reference of a categorical Schrödinger bridge (Ksenofontov &
 * Korotin 2025, arXiv:2502.01416, §4). Its step is Q = q^skip with q symmetric and doubly stochastic:
 * <ul>
 *   <li>uniform: q_ij = α/(S−1) off the diagonal, 1 − α on it (Austin et al. 2021, arXiv:2107.03006);
 *   <li>gaussian: q_ij = exp(−4(i−j)²/(α(S−1))²)/Z off the diagonal with Z = Σ_{m=1−S}^{S} of the same (the constant of the authors'
 *       code), the rest of the row on it;
 *   <li>cyclic: the same with the distance around a circle of S categories.
 * </ul>
 * Shapes: S × S, row = from. O(N S³) to make. Thread-safe; what it gives never changes.
 */
public final class CategoricalReference {

    /** How a category is left. */
    public enum Kind { UNIFORM, GAUSSIAN, CYCLIC }

    private final Matrix step;
    private final int between;
    /** Worked out when somebody asks: with many categories that takes a third of a second. */
    private List<Matrix> powers;

    /**
     * @param categories S ≥ 2
     * @param alpha strength of one unskipped step; in (0, 1] for uniform
     * @param between N, the number of times between first and last
     * @param skip unskipped steps in a step
     */
    public CategoricalReference(Kind kind, int categories, double alpha, int between, int skip) {
        this(TransitionMatrix.power(once(kind, categories, alpha), skip), between);
    }

    private CategoricalReference(Matrix step, int between) {
        this.step = step;
        this.between = between;
    }

    private synchronized List<Matrix> powers() {
        if (powers == null) {
            List<Matrix> all = new ArrayList<>(List.of(Matrix.identity(step.rows())));
            for (int n = 0; n <= between; n++) {
                all.add(all.getLast().times(step));
            }
            powers = List.copyOf(all);
        }
        return powers;
    }

    /**
     * The walk to neighboring cells in continuous time, √ε W on a row of S cells as S → ∞, see {@link TransitionMatrix#walk}.
     *
     * @param variance v, of the cells walked in one step far from the ends
     */
    public static CategoricalReference walk(int categories, double variance, int between) {
        return new CategoricalReference(TransitionMatrix.walk(categories, variance), between);
    }

    private static Matrix once(Kind kind, int s, double alpha) {
        if (kind == Kind.UNIFORM && alpha > 1) {
            throw new InputException("alpha: the uniform reference leaves a category with probability α, which cannot be " + alpha,
                    "give at most 1");
        }
        double width = alpha * (s - 1);
        return switch (kind) {
            case UNIFORM -> TransitionMatrix.uniform(s, alpha);
            case GAUSSIAN -> TransitionMatrix.gaussian(s, width, (i, j) -> Math.abs(i - j), s);
            case CYCLIC -> TransitionMatrix.gaussian(s, width, (i, j) -> Math.min(Math.abs(i - j), s - Math.abs(i - j)), s);
        };
    }

    public int categories() {
        return step.rows();
    }

    /** N + 1. */
    public int transitions() {
        return between + 1;
    }

    /** Q, from one time to the next. */
    public Matrix step() {
        return step;
    }

    /** Qⁿ for n = 0 … N+1. */
    public Matrix power(int n) {
        return powers().get(n);
    }

    /** Q^(N+1), from the first time to the last: the kernel of the static problem. */
    public Matrix kernel() {
        return powers().getLast();
    }

    /** The least probability of a way from the first category to any in all transitions, O(N S²): with every kind of step the ways from an end are the longest. */
    public double leastLikely() {
        int s = categories();
        double[] row = new double[s];
        row[0] = 1;
        for (int n = 0; n <= between; n++) {
            double[] next = new double[s];
            for (int i = 0; i < s; i++) {
                for (int j = 0; j < s; j++) {
                    next[j] += row[i] * step.get(i, j);
                }
            }
            row = next;
        }
        return Arrays.stream(row).min().orElseThrow();
    }
}
