package org.pushforward.engine.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Optimizer.Memory;
import org.pushforward.engine.numerics.Matrix;

/**
 * Adam in a subspace (Zhao et al. 2024, arXiv:2403.03507): A = G + E is projected on r orthonormal columns P of a projector, Adam or Muon turns A P into
 * U, and the step is U Pᵀ. What the projection leaves out, E ← A − A P Pᵀ, is added to the next gradient where error feedback is asked for. The subspace
 * is chosen anew every few steps; what is remembered of the old one is turned into the new by P_oldᵀ P_new. A wide matrix is treated as its transpose.
 *
 * @param projector chooses the columns
 * @param refresh steps between two choices
 * @param feedback whether what is left out comes back
 */
public record LowRankAdam(Projector projector, int rank, int refresh, boolean orthogonalizes, boolean feedback) implements MatrixRule {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    /** Operations of Adam for an entry. */
    private static final int ADAM = 12;

    /** Chooses a subspace. */
    public interface Projector {

        /**
         * @param g m × n with m ≥ n
         * @param key of this matrix and step, where something is drawn
         */
        Choice choose(Matrix g, int rank, long key);
    }

    /**
     * A subspace of ℝⁿ.
     *
     * @param columns P, n × r, orthonormal
     * @param stored numbers that keep it: r for named columns of a fixed basis, n r for others
     * @param which numbers of the columns in a fixed basis; empty otherwise
     * @param operations it took
     */
    public record Choice(Matrix columns, long stored, List<Integer> which, double operations) { }

    /**
     * What is remembered, in the subspace.
     *
     * @param choice empty before the first step
     * @param latest G of the latest step, to be looked at: m × n, no part of what is remembered; empty before
     */
    public record Kept(int number, Optional<Choice> choice, double[] m, double[] v, double[] error, int steps, Optional<Matrix> latest) implements Memory {
        @Override
        public long bytes() {
            return Double.BYTES * (choice.map(Choice::stored).orElse(0L) + m.length + v.length + error.length);
        }
    }

    @Override
    public Memory start(int rows, int columns) {
        int large = Math.max(rows, columns);
        int r = Math.min(rank, Math.min(rows, columns));
        return new Kept(rows * 1009 + columns, Optional.empty(), new double[large * r], new double[orthogonalizes ? 0 : large * r], new double[feedback ? rows * columns : 0], 0, Optional.empty());
    }

    @Override
    public Step step(double[] g, int columns, Memory memory, CancelToken cancel) {
        Kept k = (Kept) memory;
        int rows = g.length / columns;
        boolean wide = columns > rows;
        Matrix latest = wide ? Matrix.of(rows, columns, g).transposed() : Matrix.of(rows, columns, g);
        Matrix a = feedback ? latest.plus(Matrix.of(latest.rows(), latest.columns(), k.error)) : latest;
        boolean chooses = k.steps % refresh == 0;
        Choice choice = chooses ? projector.choose(a, Math.min(rank, a.columns()), (long) k.number << 32 | k.steps) : k.choice.orElseThrow();
        Matrix p = choice.columns;
        Matrix low = a.times(p);
        Optional<Matrix> turn = chooses ? k.choice.map(before -> before.columns.transposed().times(p)) : Optional.empty();
        double[] m = turned(k.m, turn);
        double[] v = Arrays.stream(turned(k.v, turn)).map(Math::abs).toArray();
        double[] u = moved(low.toArray(), m, v, k.steps + 1, p.columns(), cancel);
        Matrix step = Matrix.of(a.rows(), p.columns(), u).times(p.transposed());
        double[] error = feedback ? a.minus(low.times(p.transposed())).toArray() : k.error;
        double operations = (chooses ? choice.operations : 0) + 4.0 * a.rows() * a.columns() * p.columns() + (double) ADAM * u.length
                + (orthogonalizes ? Muon.operations(a.rows(), p.columns(), Muon.STEPS) : 0);
        return new Step((wide ? step.transposed() : step).toArray(), new Kept(k.number, Optional.of(choice), m, v, error, k.steps + 1, Optional.of(latest)), operations);
    }

    /** The moments, which are changed in place, and the step. */
    private double[] moved(double[] low, double[] m, double[] v, int steps, int r, CancelToken cancel) {
        double first = 1 - Math.pow(BETA1, steps);
        double second = 1 - Math.pow(BETA2, steps);
        double[] u = new double[low.length];
        for (int i = 0; i < u.length; i++) {
            m[i] = BETA1 * m[i] + (1 - BETA1) * low[i];
            if (!orthogonalizes) {
                v[i] = BETA2 * v[i] + (1 - BETA2) * low[i] * low[i];
                u[i] = m[i] / first / (Math.sqrt(v[i] / second) + EPSILON);
            }
        }
        return orthogonalizes ? Muon.orthogonalized(m, r, Muon.STEPS, cancel) : u;
    }

    /** A copy in the coordinates of the new subspace. */
    private static double[] turned(double[] m, Optional<Matrix> turn) {
        return m.length == 0 ? m : turn.map(t -> Matrix.of(m.length / t.rows(), t.rows(), m).times(t).toArray()).orElseGet(m::clone);
    }
}
