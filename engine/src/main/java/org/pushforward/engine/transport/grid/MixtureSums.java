package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Lanes;
import org.pushforward.engine.numerics.PowerOfTwo;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * The sums of {@link DistanceGridKernel} by an {@link ExponentialMixture}: Σₖ wₖ Gₖ P Gₖ with Gaussians Gₖ along each axis and P = 2^h, two matrix products a
 * term, O(K n³). Every number is positive, so sums are right relative to themselves, to 1e-11, however they differ from cell to cell. No sum is below
 * the largest power times the least entry of the kernel, 2^−bits; what is below 2^−75 of that is taken for 0, for it changes nothing. Not
 * thread-safe: owns scratch.
 */
final class MixtureSums {

    /** Largest exponent of the kernel: a hundred bits more is still a normal number. */
    static final double MOST_BITS = 850;
    private static final double SPARE_BITS = 75;
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LINES = 16;

    private final int n;
    private final int size;
    private final double least;
    private final ExponentialMixture mixture;
    /** exp(−d²/vₖ²) of term k at distance d. */
    private final double[] lines;
    private final double[] powers;
    private final double[] plain;
    private final double[] packed;
    private final double[] first;
    private final double[] packedFirst;
    private final double[] term;
    private final double[] sums;
    private final double[] costs;

    MixtureSums(int n, double q) {
        this.n = n;
        size = PanelProduct.size(n);
        double s = q * LogSumExp.LN2;
        double largest = Math.sqrt(2) * (n - 1);
        least = Math.exp(-(q * largest + SPARE_BITS) * LogSumExp.LN2);
        mixture = ExponentialMixture.of(s, Math.max(1, largest));
        lines = new double[mixture.terms() * n];
        for (int k = 0; k < lines.length; k++) {
            double x = k % n / mixture.widths()[k / n];
            lines[k] = normal(Math.exp(-x * x));
        }
        powers = new double[size * size];
        plain = new double[size * size];
        packed = new double[size * size];
        first = new double[size * size];
        packedFirst = new double[size * size];
        term = new double[size * size];
        sums = new double[size * size];
        costs = new double[size * size];
    }

    private double normal(double v) {
        return v < least ? 0 : v;
    }

    /** Makes L and D; D in bits. */
    void run(double[] h, double top, double[] lse, double[] cost, StepContext context) {
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < to; i++) {
                start(h, top, i);
            }
        });
        for (int k = 0; k < mixture.terms(); k++) {
            add(k, context);
        }
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < to; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = sums[i * size + j];
                    lse[i * n + j] = top + Math.log(sum) / LogSumExp.LN2;
                    if (cost.length > 0) {
                        cost[i * n + j] = Math.max(0, costs[i * size + j] / sum / LogSumExp.LN2);
                    }
                }
            }
        });
    }

    /** Powers of row i, and what they add at distance 0. */
    private void start(double[] h, double top, int i) {
        int row = i * size;
        for (int j = 0; j < n; j++) {
            powers[row + j] = h[i * n + j] - top;
        }
        for (int j = 0; j < size; j += S.length()) {
            Lanes.known(PowerOfTwo.of(DoubleVector.fromArray(S, powers, row + j).max(PowerOfTwo.LEAST))).intoArray(powers, row + j);
        }
        Arrays.fill(powers, row + n, row + size, 0);
        for (int j = 0; j < n; j++) {
            powers[row + j] = normal(powers[row + j]);
            sums[row + j] = mixture.atZero() * powers[row + j];
            costs[row + j] = mixture.costAtZero() * powers[row + j];
        }
    }

    private void add(int k, StepContext context) {
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < to; i++) {
                for (int j = 0; j < n; j++) {
                    double v = lines[k * n + Math.abs(i - j)];
                    plain[i * size + j] = v;
                    packed[PanelProduct.packed(size, i, j)] = v;
                }
            }
        });
        PanelProduct.multiply(size, n, powers, packed, first, false, context);
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < to; i++) {
                for (int j = 0; j < n; j++) {
                    packedFirst[PanelProduct.packed(size, i, j)] = normal(first[i * size + j]);
                }
            }
        });
        PanelProduct.multiply(size, n, plain, packedFirst, term, false, context);
        double weight = mixture.weights()[k];
        double costWeight = mixture.costWeights()[k];
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int at = from * size; at < to * size; at++) {
                sums[at] += weight * term[at];
                costs[at] += costWeight * term[at];
            }
        });
    }
}
