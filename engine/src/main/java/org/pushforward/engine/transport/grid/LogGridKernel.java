package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Lanes;
import org.pushforward.engine.numerics.PowerOfTwo;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * {@link GridKernel} line by line in the log domain, first along j, then along i: exact for every ε. The largest exponents
 * of a line are the upper envelope of parabolas, found in O(n) (Felzenszwalb & Huttenlocher 2012, "Distance transforms of sampled
 * functions"); of the powers only those within {@value #REACH} bits of them are formed, so that little blur costs little.
 */
final class LogGridKernel extends GridKernel {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final DoubleVector ONES = DoubleVector.broadcast(S, 1);
    /** Terms below 2^−64 of the largest do not change a sum of a thousand. */
    private static final double REACH = 64;
    private static final int LINES = 4;

    private final int stride;
    /** q d² for d = 1 − n … n − 1, from index 0. */
    private final double[] bits;
    private final double[] lines;
    private final double[] lineCosts;
    private final double[] along;
    private final double[] alongCosts;

    LogGridKernel(int n, double q) {
        super(n, q);
        stride = (n + LANES - 1) / LANES * LANES;
        bits = new double[2 * stride + n];
        for (int k = 0; k < bits.length; k++) {
            double d = k - (n - 1);
            bits[k] = q * d * d;
        }
        lines = padded();
        lineCosts = new double[n * stride];
        along = padded();
        alongCosts = new double[n * stride];
    }

    private double[] padded() {
        double[] all = new double[n * stride];
        Arrays.fill(all, Double.NEGATIVE_INFINITY);
        return all;
    }

    @Override
    void run(double[] h, double[] lse, double[] cost, StepContext context) {
        boolean asked = cost.length > 0;
        for (int i = 0; i < n; i++) {
            System.arraycopy(h, i * n, lines, i * stride, n);
        }
        if (asked) {
            Arrays.fill(lineCosts, 0);
        }
        // What line i gives at j is the input of line j at i.
        context.workers().forRanges(n, LINES, (from, to) -> {
            Scratch scratch = new Scratch(n);
            for (int i = from; i < to; i++) {
                context.cancel().throwIfCancelled();
                line(lines, lineCosts, i, along, alongCosts, i, stride, asked, scratch);
            }
        });
        double[] costs = asked ? cost : alongCosts;
        context.workers().forRanges(n, LINES, (from, to) -> {
            Scratch scratch = new Scratch(n);
            for (int j = from; j < to; j++) {
                context.cancel().throwIfCancelled();
                line(along, alongCosts, j, lse, costs, j, n, asked, scratch);
            }
        });
    }

    /** Sums of line {@code number}; the one at x goes to {@code start + x · step}. */
    private void line(double[] in, double[] inCosts, int number, double[] out, double[] outCosts, int start, int step, boolean asked,
            Scratch scratch) {
        int from = number * stride;
        scratch.envelope(in, from, q);
        for (int x = 0; x < n; x++) {
            int shift = n - 1 - x;
            double top = scratch.top[x];
            if (top == Double.NEGATIVE_INFINITY) {
                out[start + x * step] = top;
                if (asked) {
                    outCosts[start + x * step] = 0;
                }
                continue;
            }
            DoubleVector level = DoubleVector.broadcast(S, top);
            DoubleVector sum = DoubleVector.zero(S);
            DoubleVector costs = DoubleVector.zero(S);
            for (int y = 0; y < stride; y += LANES) {
                DoubleVector c = DoubleVector.fromArray(S, bits, shift + y);
                DoubleVector t = DoubleVector.fromArray(S, in, from + y).sub(c).sub(level);
                if (t.compare(VectorOperators.GT, -REACH).anyTrue()) {
                    DoubleVector e = PowerOfTwo.of(t.blend(PowerOfTwo.LEAST, t.compare(VectorOperators.LT, PowerOfTwo.LEAST)));
                    sum = ONES.fma(e, sum);
                    if (asked) {
                        costs = c.add(DoubleVector.fromArray(S, inCosts, from + y)).fma(e, costs);
                    }
                }
            }
            double total = Lanes.sum(sum, scratch.lanes, 0);
            out[start + x * step] = top + Math.log(total) / LogSumExp.LN2;
            if (asked) {
                outCosts[start + x * step] = Lanes.sum(costs, scratch.lanes, 0) / total;
            }
        }
    }

    /** What a thread needs for a line. */
    private static final class Scratch {

        final double[] lanes = new double[LANES];
        final double[] top;
        private final int[] vertex;
        private final double[] start;

        Scratch(int n) {
            top = new double[n];
            vertex = new int[n];
            start = new double[n];
        }

        /** max over y of h(y) − q (x − y)² for every x. */
        void envelope(double[] h, int from, double q) {
            int parabolas = 0;
            for (int y = 0; y < top.length; y++) {
                if (h[from + y] == Double.NEGATIVE_INFINITY) {
                    continue;
                }
                double begins = Double.NEGATIVE_INFINITY;
                while (parabolas > 0) {
                    int last = vertex[parabolas - 1];
                    begins = 0.5 * (y + last) + (h[from + last] - h[from + y]) / (2 * q * (y - last));
                    if (begins > start[parabolas - 1]) {
                        break;
                    }
                    parabolas--;
                    begins = Double.NEGATIVE_INFINITY;
                }
                vertex[parabolas] = y;
                start[parabolas++] = begins;
            }
            int p = 0;
            for (int x = 0; x < top.length; x++) {
                while (p + 1 < parabolas && start[p + 1] <= x) {
                    p++;
                }
                double d = parabolas > 0 ? x - vertex[p] : 0;
                top[x] = parabolas > 0 ? h[from + vertex[p]] - q * d * d : Double.NEGATIVE_INFINITY;
            }
        }
    }
}
