package org.pushforward.engine.transport.points;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;

/**
 * The streaming kernel of Sinkhorn's iteration: for every row i
 * <pre>  Lᵢ = log₂ Σⱼ 2^(hⱼ + 2 Xᵢ·Yⱼ),   Eᵢ = Σⱼ pᵢⱼ log₂ pᵢⱼ,   pᵢⱼ = 2^(hⱼ + 2 Xᵢ·Yⱼ − Lᵢ),</pre>
 * pairs being formed on the fly: O(n m d) work, O(n + m) memory. An upper bound of Lᵢ, known from the pass before, takes the place of
 * the row's maximum, so that one pass is enough; a row whose sum comes out below {@link #LOOSE} is done again with its maximum. Every
 * row is summed lane by lane in a fixed order, so the bits do not depend on the number of threads.
 *
 * <p>Not thread-safe: an object owns the scratch of one solver.
 *
 * @see org.pushforward.engine.numerics.PowerOfTwo
 * @see org.pushforward.engine.numerics.Lanes
 */
public abstract sealed class LogSumExp implements SoftSums permits SingleLogSumExp, DoubleLogSumExp {

    public static final double LN2 = 0.6931471805599453;
    /** Sums below have lost terms to the smallest exponent; it is far enough from that of single precision. */
    private static final double LOOSE = 0x1p-50;
    /** Pairs of a block: a fraction of a millisecond. */
    private static final int GRAIN = 1 << 18;
    /** Pairs from which it is worth waiting for compiled kernels. */
    private static final long MANY = 1 << 17;
    /** Columns between two questions within a row: before the loops of a process are compiled, they take some milliseconds. */
    private static final int COLUMNS = 1 << 12;

    private CancelToken cancel = new CancelToken();

    /** The token of passes that are not made by {@link #run}. */
    final void asks(CancelToken token) {
        cancel = token;
    }

    /** Asks the token of the pass; where to ask next. */
    final int asked(int column, int stride) {
        cancel.throwIfCancelled();
        return Math.min(stride, column + COLUMNS);
    }

    @Override
    public final boolean run(ScaledCloud rows, ScaledCloud columns, double[] h, double[] bound, double[] lse, double[] negentropy,
            StepContext context) {
        if ((long) rows.size * columns.size >= MANY) {
            KernelWarmUp.of(rows.dimension).await(this, context.cancel());
        }
        prepare(columns, h);
        asks(context.cancel());
        context.workers().forRanges(rows.size, Math.max(1, GRAIN / columns.stride), (from, to) -> {
            double[] sums = new double[2];
            for (int i = from; i < to; i++) {
                double m = bound[i];
                sums[0] = 0;
                if (m < Double.POSITIVE_INFINITY) {
                    sums(rows, i, columns, m, sums);
                }
                if (!(sums[0] > LOOSE)) {
                    m = maximum(rows, i, columns);
                    sums(rows, i, columns, m, sums);
                }
                double log = Math.log(sums[0]) / LN2;
                lse[i] = m + log;
                if (negentropy.length > 0) {
                    negentropy[i] = sums[1] / sums[0] - log;
                }
            }
        });
        return true;
    }

    /** Takes over h. */
    abstract void prepare(ScaledCloud columns, double[] h);

    /** The largest exponent of row i; rarely asked for, so without vectors, whose compilation takes longer than it saves. */
    abstract double maximum(ScaledCloud rows, int i, ScaledCloud columns);

    /** Σ 2^t and Σ t 2^t over row i with t = h + 2 X·Y − m, into {@code sums[0]} and the next. */
    abstract void sums(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums);

    /** The same one pair at a time, with the same bits: the scalar twin. */
    abstract void twin(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums);
}
