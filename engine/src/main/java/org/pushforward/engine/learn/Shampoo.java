package org.pushforward.engine.learn;

import java.util.Optional;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Optimizer.Memory;
import org.pushforward.engine.numerics.EigenFactors;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Quantizer;

/**
 * Shampoo (Gupta, Koren, Singer 2018, arXiv:1802.09568) in few bits (Wang et al. 2024, arXiv:2405.18144): L ← βL + (1 − β)GGᵀ, R ← βR + (1 − β)GᵀG,
 * step L^−¼ G R^−¼ shortened to the norm of G, with momentum. Kept are L and R, or their eigenvectors, and the roots, through a quantizer; the diagonal of
 * the roots stays as it is.
 *
 * @param storage what is kept of L and R
 * @param every steps from one update of L and its root to the next; R has its turn in between
 * @param rectify steps of Björck after eigenvectors are read
 */
public record Shampoo(Storage storage, Quantizer quantizer, int every, int rectify) implements MatrixRule {

    public enum Storage { FULL, EIGENVECTORS, PRECONDITIONER }

    private static final double DECAY = 0.95;
    private static final double MOMENTUM = 0.9;
    public static final double EPSILON = 1e-6;

    /**
     * L or R as it comes back from where it is kept.
     *
     * @param factors eigenvectors and eigenvalues of it
     */
    public record Side(Matrix statistic, Matrix root, EigenFactors factors) { }

    /**
     * What is remembered; held in 64 bits here, whatever it would take.
     *
     * @param left L, and {@code right} R; empty before the first step
     */
    public record Kept(Optional<Side> left, Optional<Side> right, double[] m, int steps) implements Memory {
        @Override
        public long bytes() {
            return 8L * m.length + left.map(Kept::bytes).orElse(0L) + right.map(Kept::bytes).orElse(0L);
        }

        private static long bytes(Side s) {
            return 24L * s.root.rows() * s.root.rows();
        }
    }

    /** Bytes it takes packed, momentum in 32 bits included: an entry of L, R and the roots as the quantizer says, 32 bits for eigenvalues and diagonals. */
    public double packed(int rows, int columns) {
        double entries = (double) rows * rows + (double) columns * columns;
        double sides = storage == Storage.FULL ? 8 * entries : 2 * entries * quantizer.bytes() + 4.0 * (rows + columns) * (storage == Storage.EIGENVECTORS ? 2 : 1);
        return sides + 4.0 * rows * columns;
    }

    @Override
    public Memory start(int rows, int columns) {
        return new Kept(Optional.empty(), Optional.empty(), new double[rows * columns], 0);
    }

    @Override
    public Step step(double[] g, int columns, Memory memory, CancelToken cancel) {
        Kept k = (Kept) memory;
        int rows = g.length / columns;
        Matrix gradient = Matrix.of(rows, columns, g);
        boolean atLeft = k.steps % every == 0;
        boolean atRight = k.steps == 0 || k.steps % every == every / 2;
        Side left = atLeft ? updated(k.left, gradient.times(gradient.transposed()), cancel) : k.left.orElseThrow();
        Side right = atRight ? updated(k.right, gradient.transposed().times(gradient), cancel) : k.right.orElseThrow();
        Matrix step = left.root.times(gradient).times(right.root);
        double norm = step.frobenius();
        double[] m = Muon.mean(k.m, step.scaled(norm == 0 ? 0 : gradient.frobenius() / norm).toArray(), MOMENTUM);
        double operations = 2.0 * g.length * (rows + columns) + (atLeft ? operations(rows, columns) : 0) + (atRight ? operations(columns, rows) : 0);
        return new Step(m, new Kept(Optional.of(left), Optional.of(right), m, k.steps + 1), operations);
    }

    /** Of one update: the product, 9n³ for the decomposition (Golub & Van Loan), 2n³ for the root, and 8n³ for a rectification. */
    private double operations(int n, int other) {
        return 2.0 * n * n * other + Math.pow(n, 3) * (storage == Storage.EIGENVECTORS ? 11 + 8 * rectify : 11);
    }

    private Side updated(Optional<Side> before, Matrix square, CancelToken cancel) {
        cancel.throwIfCancelled();
        Matrix a = before.map(b -> b.statistic.scaled(DECAY).plus(square.scaled(1 - DECAY))).orElse(square).symmetrised();
        EigenFactors factors = switch (storage) {
            case FULL -> EigenFactors.of(a);
            case EIGENVECTORS -> EigenFactors.of(a).rounded(quantizer).rectified(rectify);
            case PRECONDITIONER -> EigenFactors.of(rounded(a, false).symmetrised());
        };
        Matrix root = factors.inverseFourthRoot(EPSILON);
        return new Side(storage == Storage.FULL ? a : factors.product(), storage == Storage.FULL ? root : rounded(root, true), factors);
    }

    /** All entries through the quantizer, or all but the diagonal. */
    private Matrix rounded(Matrix a, boolean keepsDiagonal) {
        return rounded(a, quantizer, keepsDiagonal);
    }

    /** The same by any quantizer. */
    public static Matrix rounded(Matrix a, Quantizer quantizer, boolean keepsDiagonal) {
        int n = a.rows();
        double[] x = a.toArray();
        for (int k = 0; keepsDiagonal && k < n; k++) {
            x[k * n + k] = 0;
        }
        double[] y = quantizer.rounded(x);
        for (int k = 0; keepsDiagonal && k < n; k++) {
            y[k * n + k] = a.get(k, k);
        }
        return Matrix.of(n, n, y);
    }
}
