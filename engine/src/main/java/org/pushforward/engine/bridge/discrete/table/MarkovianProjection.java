package org.pushforward.engine.bridge.discrete.table;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.numerics.Matrix;

/**
 * Half an iteration of discrete iterative Markovian fitting (D-IMF; Ksenofontov & Korotin 2025, arXiv:2502.01416, algorithm 1), exactly:
 * the mixture of reference bridges over a coupling q is replaced by the Markov chain with the same one-step laws,
 * <pre>
 *   M_n = ((Q^{n−1})ᵀ (q/K) (Q^{N+1−n})ᵀ) ∘ Q,   T_n = M_n / rows,   q′ = diag(p₀) T₁ T₂ ⋯ T_{N+1},   K = Q^{N+1}
 * </pre>
 * Both marginals are kept. Q is symmetric, so the backward half is the forward one of qᵀ. Shapes: S × S. O(N S³), the transitions shared
 * among the team.
 *
 * @param coupling q′
 * @param transitions T₁ … T_{N+1}, in the direction of the projection
 */
public record MarkovianProjection(Matrix coupling, List<Matrix> transitions) {

    public static MarkovianProjection forward(Matrix q, CategoricalReference reference, StepContext context) {
        int steps = reference.transitions();
        Matrix ratio = ratio(q, reference.kernel());
        Matrix[] t = new Matrix[steps];
        context.workers().forEach(steps, k -> {
            context.cancel().throwIfCancelled();
            t[k] = rowsNormalised(reference.power(k).times(ratio).times(reference.power(steps - 1 - k)), reference.step());
        });
        Matrix product = scaledRows(t[0], rowSums(q));
        for (int k = 1; k < steps; k++) {
            context.cancel().throwIfCancelled();
            product = product.times(t[k]);
        }
        return new MarkovianProjection(product, List.of(t));
    }

    /** Of the reversed chain: T_n leads from time N+2−n to N+1−n. */
    public static MarkovianProjection backward(Matrix q, CategoricalReference reference, StepContext context) {
        MarkovianProjection p = forward(q.transposed(), reference, context);
        return new MarkovianProjection(p.coupling().transposed(), p.transitions());
    }

    private static Matrix ratio(Matrix q, Matrix k) {
        double[] r = q.toArray();
        double[] kernel = k.toArray();
        Arrays.setAll(r, i -> r[i] == 0 ? 0 : r[i] / kernel[i]);
        return Matrix.of(q.rows(), q.columns(), r);
    }

    /** Rows of m ∘ Q that sum to one; the category stays what it is where no mass comes by. */
    private static Matrix rowsNormalised(Matrix m, Matrix step) {
        int s = m.rows();
        double[] a = m.toArray();
        double[] q = step.toArray();
        for (int i = 0; i < s; i++) {
            double sum = 0;
            for (int j = i * s; j < (i + 1) * s; j++) {
                a[j] *= q[j];
                sum += a[j];
            }
            for (int j = 0; j < s; j++) {
                a[i * s + j] = sum > 0 ? a[i * s + j] / sum : i == j ? 1 : 0;
            }
        }
        return Matrix.of(s, s, a);
    }

    private static Matrix scaledRows(Matrix m, double[] factors) {
        double[] a = m.toArray();
        Arrays.setAll(a, k -> a[k] * factors[k / m.columns()]);
        return Matrix.of(m.rows(), m.columns(), a);
    }

    /** What a measure on pairs gives to its first coordinate. */
    public static double[] rowSums(Matrix m) {
        double[] sums = new double[m.rows()];
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < m.columns(); j++) {
                sums[i] += m.get(i, j);
            }
        }
        return sums;
    }
}
