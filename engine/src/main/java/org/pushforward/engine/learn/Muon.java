package org.pushforward.engine.learn;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Optimizer.Memory;
import org.pushforward.engine.numerics.NormBall;

/**
 * Steps to the boundary of a ball. Momentum before: M ← βM + (1 − β)G, step D(M) (Muon, Jordan et al. 2024); after: M ← βM + (1 − β)D(G), step M
 * (Orthogonal-SGDM, Tuddenham et al. 2022, arXiv:2202.07052). D is the farthest point of the ball along its argument, see {@link NormBall}; that of the
 * spectral norm is approximated by five steps of Newton–Schulz.
 *
 * @param before whether the momentum comes before the step to the boundary
 */
public record Muon(NormBall ball, boolean before, double momentum) implements MatrixRule {

    /** Coefficients by Jordan et al.: singular values from .01 to 1 end between .68 and 1.14. */
    private static final double[] QUINTIC = {3.4445, -4.7750, 2.0315};
    public static final int STEPS = 5;

    /** A running mean, as large as the matrix. */
    public record Mean(double[] m) implements Memory {
        @Override
        public long bytes() {
            return (long) Double.BYTES * m.length;
        }
    }

    @Override
    public Memory start(int rows, int columns) {
        return new Mean(new double[rows * columns]);
    }

    @Override
    public Step step(double[] g, int columns, Memory memory, CancelToken cancel) {
        double[] m = mean(((Mean) memory).m, before ? g : farthest(g, columns, cancel), momentum);
        double operations = 3.0 * g.length + (ball == NormBall.SPECTRAL ? operations(g.length / columns, columns, STEPS) : 2 * g.length);
        return new Step(before ? farthest(m, columns, cancel) : m, new Mean(m), operations);
    }

    private double[] farthest(double[] g, int columns, CancelToken cancel) {
        return ball == NormBall.SPECTRAL ? orthogonalized(g, columns, STEPS, cancel) : ball.farthest(g, columns);
    }

    /** β m + (1 − β) g. */
    public static double[] mean(double[] m, double[] g, double momentum) {
        double[] next = new double[m.length];
        for (int k = 0; k < m.length; k++) {
            next[k] = momentum * m[k] + (1 - momentum) * g[k];
        }
        return next;
    }

    /** Nearly UVᵀ, by X ← X(a + bXᵀX + c(XᵀX)²) from G/‖G‖_F, in 32 bits. */
    public static double[] orthogonalized(double[] g, int columns, int steps, CancelToken cancel) {
        double norm = NormBall.FROBENIUS.norm(g, columns);
        if (norm == 0) {
            return g.clone();
        }
        int rows = g.length / columns;
        double[] unit = new double[g.length];
        for (int k = 0; k < unit.length; k++) {
            unit[k] = g[k] / norm;
        }
        try (Tape tape = Tape.open(cancel)) {
            Value x = tape.of(unit, rows, columns);
            boolean wide = columns > rows;
            for (int s = 0; s < steps; s++) {
                Value gram = wide ? x.matmul(x.transposed()) : x.transposed().matmul(x);
                Value p = gram.times(QUINTIC[1]).plus(gram.matmul(gram).times(QUINTIC[2]));
                x = x.times(QUINTIC[0]).plus(wide ? p.matmul(x) : x.matmul(p));
            }
            return x.array();
        }
    }

    /** Operations of the above. */
    public static double operations(int rows, int columns, int steps) {
        double small = Math.min(rows, columns);
        return steps * (4.0 * small * rows * columns + 2 * small * small * small);
    }
}
