package org.pushforward.engine.transport;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.pushforward.engine.api.StepContext;

/**
 * {@link GridKernel} line by line in the log domain, first along j, then along i: exact for every ε. A line's sum takes two looks, one
 * for the largest exponent and one for the powers within {@value #REACH} bits of it, so that little blur costs little.
 */
final class LogGridKernel extends GridKernel {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    /** Terms below 2^−64 of the largest do not change a sum of a thousand. */
    private static final double REACH = 64;
    private static final double LEAST = -1000;
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
            context.cancel().throwIfCancelled();
            double[] lanes = new double[LANES];
            for (int i = from; i < to; i++) {
                line(lines, lineCosts, i, along, alongCosts, i, stride, asked, lanes);
            }
        });
        double[] costs = asked ? cost : alongCosts;
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            double[] lanes = new double[LANES];
            for (int j = from; j < to; j++) {
                line(along, alongCosts, j, lse, costs, j, n, asked, lanes);
            }
        });
    }

    /** Sums of line {@code number}; the one at x goes to {@code start + x · step}. */
    private void line(double[] in, double[] inCosts, int number, double[] out, double[] outCosts, int start, int step, boolean asked,
            double[] lanes) {
        int from = number * stride;
        for (int x = 0; x < n; x++) {
            int shift = n - 1 - x;
            double top = largest(in, from, shift);
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
                    DoubleVector e = DoubleLogSumExp.exp2(t.max(LEAST));
                    sum = sum.add(e);
                    if (asked) {
                        costs = e.fma(c.add(DoubleVector.fromArray(S, inCosts, from + y)), costs);
                    }
                }
            }
            double total = total(sum, lanes);
            out[start + x * step] = top + Math.log(total) / LogSumExp.LN2;
            if (asked) {
                outCosts[start + x * step] = total(costs, lanes) / total;
            }
        }
    }

    private double largest(double[] in, int from, int shift) {
        DoubleVector top = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
        for (int y = 0; y < stride; y += LANES) {
            top = top.max(DoubleVector.fromArray(S, in, from + y).sub(DoubleVector.fromArray(S, bits, shift + y)));
        }
        return top.reduceLanes(VectorOperators.MAX);
    }

    /** The lanes in order. */
    private static double total(DoubleVector v, double[] lanes) {
        v.intoArray(lanes, 0);
        double sum = 0;
        for (double lane : lanes) {
            sum += lane;
        }
        return sum;
    }
}
