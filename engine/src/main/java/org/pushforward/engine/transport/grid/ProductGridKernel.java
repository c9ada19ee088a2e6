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
 * {@link GridKernel} as two matrix products, K · (2^h K), each row before the first and each column before the second divided by a power
 * of two near its largest entry. No scaling can make this inexact while the smallest entry of K is far above the smallest number: a sum
 * over a line is at least the largest term's weight times that entry, beside which whatever underflows is nothing. O(n³) multiply-adds.
 * A convolution by fast Fourier transforms of the zero-padded square (JTransforms, one thread) takes 2 to 4 times as long for every n from
 * 64 to 1024, whatever the blur, and is right only relative to the largest sum: it is for {@link DistanceGridKernel}, which is no product.
 */
final class ProductGridKernel extends GridKernel {

    /** Largest exponent of the kernel: 2^−850 times 2^−53 is still far above the smallest normal number. */
    static final double MOST_BITS = 850;
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    /** Scale of a line without mass. */
    private static final int NOTHING = -1_000_000_000;
    private static final int BIAS = 1023;
    private static final int MANTISSA = 52;
    private static final int LINES = 16;
    /** What is smaller than a product of the least entries by this many bits, beside at most 2^10 others, does not change a sum. */
    private static final double UNSEEN_BITS = 64;

    private final int size;
    private final double[] kernel;
    private final double[] costs;
    private final double[] packedKernel;
    private final double[] packedCosts;
    private final double[] powers;
    private final double[] first;
    private final double[] firstCosts;
    private final double[] packed;
    private final double[] packedFirstCosts;
    private final int[] rowScale;
    private final int[] columnScale;
    /** Numbers below 2^least beside the largest of their line are 0: products that are subnormal cost a hundred times what others do. */
    private final double least;

    ProductGridKernel(int n, double q) {
        super(n, q);
        size = PanelProduct.size(n);
        kernel = new double[size * size];
        costs = new double[size * size];
        packedKernel = new double[size * size];
        packedCosts = new double[size * size];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double bits = q * (i - j) * (i - j);
                kernel[i * size + j] = Math.exp(-bits * LogSumExp.LN2);
                costs[i * size + j] = bits * kernel[i * size + j];
                packedKernel[PanelProduct.packed(size, i, j)] = kernel[i * size + j];
                packedCosts[PanelProduct.packed(size, i, j)] = costs[i * size + j];
            }
        }
        powers = new double[size * size];
        first = new double[size * size];
        firstCosts = new double[size * size];
        packed = new double[size * size];
        packedFirstCosts = new double[size * size];
        rowScale = new int[size];
        columnScale = new int[size];
        least = -(q * (n - 1) * (n - 1) + UNSEEN_BITS);
    }

    @Override
    void run(double[] h, double[] lse, double[] cost, StepContext context) {
        boolean asked = cost.length > 0;
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < to; i++) {
                scaledPowers(h, i);
            }
        });
        PanelProduct.multiply(size, n, powers, packedKernel, first, false, context);
        if (asked) {
            PanelProduct.multiply(size, n, powers, packedCosts, firstCosts, false, context);
        }
        context.workers().forRanges(size, PanelProduct.WIDTH, (from, to) -> rescale(from, asked));
        // The powers are not needed any more: they make room for the second product.
        PanelProduct.multiply(size, n, kernel, packed, powers, false, context);
        if (asked) {
            PanelProduct.multiply(size, n, kernel, packedFirstCosts, first, false, context);
            PanelProduct.multiply(size, n, costs, packed, first, true, context);
        }
        context.workers().forRanges(n, LINES, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < to; i++) {
                logarithms(i, lse, cost);
            }
        });
    }

    /** 2^(h − scale) of row i. */
    private void scaledPowers(double[] h, int i) {
        double top = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            top = Math.max(top, h[i * n + j]);
        }
        int row = i * size;
        if (top == Double.NEGATIVE_INFINITY) {
            rowScale[i] = NOTHING;
            Arrays.fill(powers, row, row + size, 0);
            return;
        }
        rowScale[i] = (int) Math.ceil(top);
        for (int j = 0; j < n; j++) {
            powers[row + j] = h[i * n + j] - rowScale[i];
        }
        for (int j = 0; j < size; j += S.length()) {
            DoubleVector t = DoubleVector.fromArray(S, powers, row + j);
            Lanes.known(PowerOfTwo.of(t.max(PowerOfTwo.LEAST))).blend(0, t.compare(VectorOperators.LT, least)).intoArray(powers, row + j);
        }
    }

    /** Puts one panel of columns of the first product on a scale for each column. */
    private void rescale(int column, boolean asked) {
        int width = PanelProduct.WIDTH;
        int[] top = new int[width];
        Arrays.fill(top, NOTHING);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < width; j++) {
                double v = first[i * size + column + j];
                top[j] = v > 0 ? Math.max(top[j], rowScale[i] + Math.getExponent(v)) : top[j];
            }
        }
        System.arraycopy(top, 0, columnScale, column, width);
        int at = column * size;
        double unseen = Math.pow(2, least);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < width; j++) {
                double by = power(rowScale[i] - top[j]);
                double v = first[i * size + column + j] * by;
                packed[at + i * width + j] = v < unseen ? 0 : v;
                packedFirstCosts[at + i * width + j] = asked ? firstCosts[i * size + column + j] * by : 0;
            }
        }
    }

    /** 2^e, or 0 where that is no normal number. */
    private static double power(int e) {
        return e > -BIAS ? Double.longBitsToDouble((long) (Math.min(e, BIAS) + BIAS) << MANTISSA) : 0;
    }

    private void logarithms(int i, double[] lse, double[] cost) {
        for (int j = 0; j < n; j++) {
            double sum = powers[i * size + j];
            lse[i * n + j] = sum > 0 ? columnScale[j] + Math.log(sum) / LogSumExp.LN2 : Double.NEGATIVE_INFINITY;
            if (cost.length > 0) {
                cost[i * n + j] = sum > 0 ? first[i * size + j] / sum : 0;
            }
        }
    }
}
