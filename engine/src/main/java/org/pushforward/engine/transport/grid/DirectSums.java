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
 * The sums of {@link DistanceGridKernel} pair by pair in the log domain: O(n⁴) and exact for every ε. A first pass over the lines finds the
 * largest exponent of a cell, a second adds up the powers within {@value #REACH} bits of it; lines that cannot hold such a term are
 * passed over, so that little blur costs less. Immutable but for what a pass writes; one pass at a time.
 */
final class DirectSums {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final DoubleVector ONES = DoubleVector.broadcast(S, 1);
    /** Terms below 2^−75 of the largest do not change a sum of a million. */
    private static final double REACH = 75;

    private final int n;
    private final double q;
    private final int stride;
    private final int width;
    /** q √(i² + d²) for d = 1 − n … n − 1 from index i · width. */
    private final double[] bits;
    private final double[] lines;
    private final double[] tops;

    DirectSums(int n, double q) {
        this.n = n;
        this.q = q;
        stride = (n + LANES - 1) / LANES * LANES;
        width = n + stride;
        bits = new double[n * width + stride];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < width; k++) {
                bits[i * width + k] = q * Math.hypot(i, k - (n - 1));
            }
        }
        lines = new double[n * stride];
        Arrays.fill(lines, Double.NEGATIVE_INFINITY);
        tops = new double[n];
    }

    /** Makes L and D; D in bits. */
    void run(double[] h, double[] lse, double[] cost, StepContext context) {
        for (int i = 0; i < n; i++) {
            System.arraycopy(h, i * n, lines, i * stride, n);
            tops[i] = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                tops[i] = Math.max(tops[i], h[i * n + j]);
            }
        }
        context.workers().forEach(n, i -> {
            double[] lanes = new double[LANES];
            for (int j = 0; j < n; j++) {
                context.cancel().throwIfCancelled();
                cell(i, j, lse, cost, lanes);
            }
        });
    }

    private void cell(int i, int j, double[] lse, double[] cost, double[] lanes) {
        double top = top(i, j, lanes);
        DoubleVector level = DoubleVector.broadcast(S, top);
        DoubleVector sum = DoubleVector.zero(S);
        DoubleVector costs = DoubleVector.zero(S);
        for (int from = 0; from < n; from++) {
            int d = Math.abs(i - from);
            if (tops[from] - q * d <= top - REACH) {
                continue;
            }
            int shift = d * width + n - 1 - j;
            for (int y = 0; y < stride; y += LANES) {
                DoubleVector c = DoubleVector.fromArray(S, bits, shift + y);
                DoubleVector t = DoubleVector.fromArray(S, lines, from * stride + y).sub(c).sub(level);
                if (t.compare(VectorOperators.GT, -REACH).anyTrue()) {
                    DoubleVector e = PowerOfTwo.of(t.max(PowerOfTwo.LEAST));
                    sum = ONES.fma(e, sum);
                    costs = c.fma(e, costs);
                }
            }
        }
        double total = Lanes.sum(sum, lanes, 0);
        lse[i * n + j] = top + Math.log(total) / LogSumExp.LN2;
        if (cost.length > 0) {
            cost[i * n + j] = Lanes.sum(costs, lanes, 0) / total;
        }
    }

    /** The largest exponent of a cell, lines being looked at from the nearest on. */
    private double top(int i, int j, double[] lanes) {
        DoubleVector best = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
        double known = Double.NEGATIVE_INFINITY;
        for (int d = 0; d < n; d++) {
            int shift = d * width + n - 1 - j;
            for (int from = i - d; from <= i + d; from += Math.max(1, 2 * d)) {
                if (from < 0 || from >= n || tops[from] - q * d <= known) {
                    continue;
                }
                for (int y = 0; y < stride; y += LANES) {
                    best = DoubleVector.fromArray(S, lines, from * stride + y).sub(DoubleVector.fromArray(S, bits, shift + y)).max(best);
                }
                Lanes.known(best).intoArray(lanes, 0);
                for (double lane : lanes) {
                    known = Math.max(known, lane);
                }
            }
        }
        return known;
    }
}
