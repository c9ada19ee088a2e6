package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import java.util.Optional;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.PaddedConvolution;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * {@link GridKernel} for the distance itself, c = q |x − y|: its kernel is no product of one along each axis, but a function of the difference.
 * Three ways, the first that is right to {@code accuracy} relative to every sum:
 * <ul>
 * <li>{@link PaddedConvolution}, O(n² log n). Its error is one for all cells, so it is certified cell by cell from the sums it gives: where
 *     they differ by less than some five digits, because there is much blur or the densities are much the same;</li>
 * <li>{@link MixtureSums}, O(K n³) with some sixty Gaussians, while the kernel's exponents are below {@value MixtureSums#MOST_BITS} bits, which is
 *     ε ≥ 0.0024 of the square's side;</li>
 * <li>{@link DirectSums}, O(n⁴), for every ε.</li>
 * </ul>
 * A pass for L and D on 160² and 256² cells takes some 3 and 5 ms, 60 and 100 ms, 200 and 1400 ms (two threads of a busy machine). Which way is
 * taken depends on nothing but the arguments.
 */
final class DistanceGridKernel extends GridKernel {

    private final double accuracy;
    private final double[] powers;
    private final double[] sums;
    private final double[] costSums;
    private Optional<Fourier> fourier = Optional.empty();
    private Optional<MixtureSums> mixture = Optional.empty();
    private Optional<DirectSums> direct = Optional.empty();

    /** @param accuracy largest error of a sum, relative to it */
    DistanceGridKernel(int n, double q, double accuracy) {
        super(n, q);
        this.accuracy = accuracy;
        powers = new double[n * n];
        sums = new double[n * n];
        costSums = new double[n * n];
    }

    /** Transforms of the kernel and of kernel times cost, and the sums of both. */
    private record Fourier(PaddedConvolution convolution, double[] kernel, double sum, double[] costs, double costSum) {

        static Fourier of(int n, double q, StepContext context) {
            PaddedConvolution convolution = new PaddedConvolution(n);
            double[] k = new double[n * n];
            double[] c = new double[n * n];
            double sum = 0;
            double costSum = 0;
            for (int i = 0; i < n; i++) {
                context.cancel().throwIfCancelled();
                for (int j = 0; j < n; j++) {
                    double bits = q * Math.sqrt((double) i * i + (double) j * j);
                    double copies = (i > 0 ? 2 : 1) * (j > 0 ? 2 : 1);
                    k[i * n + j] = Math.exp(-bits * LogSumExp.LN2);
                    c[i * n + j] = bits * k[i * n + j];
                    sum += copies * k[i * n + j];
                    costSum += copies * c[i * n + j];
                }
            }
            return new Fourier(convolution, convolution.kernel(k, context), sum, convolution.kernel(c, context), costSum);
        }
    }

    @Override
    void run(double[] h, double[] lse, double[] cost, StepContext context) {
        double top = Arrays.stream(h).max().orElseThrow();
        if (top == Double.NEGATIVE_INFINITY) {
            Arrays.fill(lse, top);
            Arrays.fill(cost, 0);
        } else if (!transformed(h, top, lse, cost, context)) {
            summed(h, top, lse, cost, context);
        }
    }

    /** By transforms; false when that is not accurate enough somewhere. */
    boolean transformed(double[] h, double top, double[] lse, double[] cost, StepContext context) {
        Fourier f = fourier.orElseGet(() -> Fourier.of(n, q, context));
        fourier = Optional.of(f);
        double norm = Math.sqrt(context.workers().sum(h.length, (from, to) -> {
            context.cancel().throwIfCancelled();
            double sum = 0;
            for (int k = from; k < to; k++) {
                powers[k] = Math.exp((h[k] - top) * LogSumExp.LN2);
                sum += powers[k] * powers[k];
            }
            return sum;
        }));
        f.convolution.prepare(powers, context);
        f.convolution.convolve(f.kernel, sums, context);
        double error = f.convolution.error(norm, Math.max(f.sum, f.costSum), Arrays.stream(sums).max().orElseThrow());
        for (double sum : sums) {
            if (!(error <= accuracy * sum)) {
                return false;
            }
        }
        boolean asked = cost.length > 0;
        if (asked) {
            f.convolution.convolve(f.costs, costSums, context);
        }
        context.workers().forRanges(h.length, Workers.SUM_BLOCK, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int k = from; k < to; k++) {
                lse[k] = top + Math.log(sums[k]) / LogSumExp.LN2;
                if (asked) {
                    cost[k] = costSums[k] / sums[k];
                }
            }
        });
        return true;
    }

    /** By one of the ways that are accurate for whatever sums. */
    void summed(double[] h, double top, double[] lse, double[] cost, StepContext context) {
        if (q * Math.sqrt(2) * (n - 1) <= MixtureSums.MOST_BITS) {
            MixtureSums m = mixture.orElseGet(() -> new MixtureSums(n, q));
            mixture = Optional.of(m);
            m.run(h, top, lse, cost, context);
        } else {
            DirectSums d = direct.orElseGet(() -> new DirectSums(n, q));
            direct = Optional.of(d);
            d.run(h, lse, cost, context);
        }
    }
}
