package org.pushforward.engine.transport.points;

import org.pushforward.engine.api.CancelToken;

/**
 * The plan of a state, row by row, for whoever looks at it: Pᵢⱼ = aᵢ bⱼ 2^(fᵢ + gⱼ − |Xᵢ − Yⱼ|²). O(m d) a row; every row asks the cancel
 * token. Not thread-safe.
 */
final class SinkhornPlan {

    private final SinkhornProblem problem;
    private final SinkhornState state;
    private final ScaledCloud x;
    private final ScaledCloud y;
    private final DoubleLogSumExp kernel = new DoubleLogSumExp();
    private final double[] row;
    private final CancelToken cancel;

    SinkhornPlan(SinkhornProblem problem, SinkhornState state, CancelToken cancel) {
        this.cancel = cancel;
        this.problem = problem;
        this.state = state;
        x = problem.scaledSource(state.level());
        y = problem.scaledTarget(state.level());
        row = new double[y.stride];
        kernel.asks(cancel);
        kernel.prepare(y, LogSinkhorn.exponents(state.sweep().g(), y));
    }

    /** Row i; overwritten by the next call, entries from m on are of no account. */
    double[] row(int i) {
        kernel.terms(x, i, y, x.squared[i] - state.sweep().f()[i] - x.logWeight[i], row);
        return row;
    }

    /** The whole matrix in the order of the points given, rows and columns of points without weight being 0. */
    double[] matrix(int rows, int columns) {
        double[] p = new double[rows * columns];
        for (int i = 0; i < x.size; i++) {
            double[] values = row(i);
            int at = problem.sourceRows()[i] * columns;
            for (int j = 0; j < y.size; j++) {
                p[at + problem.targetRows()[j]] = values[j];
            }
        }
        return p;
    }

    /**
     * Largest difference, over some rows, of the row sums over aᵢ as known to the state and as added up from exact differences by the
     * library's exponential: a look at the kernel by other means.
     */
    double rowSumError(int samples) {
        double worst = 0;
        double scale = 1 / state.level();
        int n = Math.min(samples, x.size);
        for (int k = 0; k < n; k++) {
            cancel.throwIfCancelled();
            int i = (int) ((long) k * x.size / n);
            double sum = 0;
            for (int j = 0; j < y.size; j++) {
                sum += problem.b()[j]
                        * Math.exp((state.sweep().f()[i] + state.sweep().g()[j]) * LogSumExp.LN2 - problem.cost(i, j) * scale);
            }
            worst = Math.max(worst, Math.abs(sum - state.sweep().rows()[i]));
        }
        return worst;
    }
}
