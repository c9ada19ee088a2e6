package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jtransforms.fft.DoubleFFT_1D;
import org.pushforward.engine.api.StepContext;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Convolution on an n × n grid, S(x) = Σ_y P(y) K(x − y), with a kernel that is even along each axis, by fast Fourier transforms of real lines of
 * length N ≥ 2n − 1, the square being padded with zeros so that nothing comes round. O(n² log n). Arrays have the index i·n + j.
 *
 * <p>Transforms are backward stable in the 2-norm: with u = 2⁻⁵³, ‖error‖₂ ≤ c u log₂(N²) ‖P‖₂ Σ|K| for a small c (Higham 2002, "Accuracy and
 * stability of numerical algorithms", theorem 24.2). Roundings being independent of each other (Higham & Mary 2019, 10.1137/18M1226312), the error of
 * every sum is about the N-th part of that, but for those of the last additions, which are parts of the largest sums: {@link #error} adds both up
 * with c = {@value #STABILITY}. So small sums beside large ones are not right. The same bits for any number of threads. Holds workspace: not
 * thread-safe.
 */
public final class PaddedConvolution {

    static {
        // Threads are ours.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private static final double UNIT = 0.5 * Math.ulp(1.0);
    private static final double STABILITY = 4;
    /** Parts of a loop over lines; each has a transform of its own. */
    private static final int PARTS = 16;

    private final int n;
    private final int length;
    /** Half the length, and the middle. */
    private final int half;
    private final DoubleFFT_1D[] transforms;
    /** Column k of the spectrum: N complex numbers from 2 N k. */
    private final double[] spectrum;
    private final double[] product;

    public PaddedConvolution(int n) {
        this.n = n;
        length = smooth(2 * n - 1);
        half = length / 2 + 1;
        transforms = IntStream.range(0, PARTS).mapToObj(_ -> new DoubleFFT_1D(length)).toArray(DoubleFFT_1D[]::new);
        spectrum = new double[2 * length * half];
        product = new double[2 * length * half];
    }

    /** The least even number from n on that has no prime factors beyond 5. */
    private static int smooth(int n) {
        int even = n + n % 2;
        int rest = even;
        for (int p : new int[] {2, 3, 5}) {
            while (rest % p == 0) {
                rest /= p;
            }
        }
        return rest == 1 ? even : smooth(even + 2);
    }

    /** Error that no sum of a convolution has, given the largest of them. */
    public double error(double normOfP, double sumOfKernel, double largest) {
        return STABILITY * UNIT * 2 * Math.log(length) / Math.log(2) * (normOfP * sumOfKernel / length + largest);
    }

    private interface LineTask {
        void run(int line, DoubleFFT_1D transform);
    }

    private void forLines(int lines, StepContext context, LineTask task) {
        context.workers().forEach(PARTS, part -> {
            int to = (int) ((long) lines * (part + 1) / PARTS);
            for (int line = (int) ((long) lines * part / PARTS); line < to; line++) {
                context.cancel().throwIfCancelled();
                task.run(line, transforms[part]);
            }
        });
    }

    /** Transforms lines of real numbers into their places in the columns; a mirrored one stands at its place and at minus that. */
    private void rows(double[] in, boolean mirrored, StepContext context) {
        forLines(n, context, (i, transform) -> {
            double[] line = new double[length];
            System.arraycopy(in, i * n, line, 0, n);
            for (int j = 1; mirrored && j < n; j++) {
                line[length - j] = line[j];
            }
            transform.realForward(line);
            scatter(line, i);
            if (mirrored && i > 0) {
                scatter(line, length - i);
            }
        });
    }

    /** From JTransforms' packing: real parts at even places, but that of the middle one at place 1. */
    private void scatter(double[] line, int i) {
        for (int k = 0; k < half; k++) {
            int at = 2 * (length * k + i);
            boolean real = k == 0 || k == half - 1;
            spectrum[at] = k == half - 1 ? line[1] : line[2 * k];
            spectrum[at + 1] = real ? 0 : line[2 * k + 1];
        }
    }

    /**
     * The transform of a kernel, which is real and even: half × half numbers.
     *
     * @param quadrant K(i, j) for i, j ≥ 0, n × n
     */
    public double[] kernel(double[] quadrant, StepContext context) {
        Arrays.fill(spectrum, 0);
        rows(quadrant, true, context);
        double[] real = new double[half * half];
        forLines(half, context, (k, transform) -> {
            transform.complexForward(spectrum, 2 * length * k);
            for (int i = 0; i < half; i++) {
                real[k * half + i] = spectrum[2 * (length * k + i)];
            }
        });
        return real;
    }

    /** Takes over P, for which convolutions are asked then. */
    public void prepare(double[] p, StepContext context) {
        rows(p, false, context);
        forLines(half, context, (k, transform) -> {
            int column = 2 * length * k;
            Arrays.fill(spectrum, column + 2 * n, column + 2 * length, 0);
            transform.complexForward(spectrum, column);
        });
    }

    /**
     * The convolution of what was prepared.
     *
     * @param kernel made by {@link #kernel}
     * @param out overwritten
     */
    public void convolve(double[] kernel, double[] out, StepContext context) {
        forLines(half, context, (k, transform) -> {
            int column = 2 * length * k;
            for (int i = 0; i < length; i++) {
                double by = kernel[k * half + (i < half ? i : length - i)];
                product[column + 2 * i] = by * spectrum[column + 2 * i];
                product[column + 2 * i + 1] = by * spectrum[column + 2 * i + 1];
            }
            transform.complexInverse(product, column, true);
        });
        forLines(n, context, (i, transform) -> {
            double[] line = new double[length];
            for (int k = 0; k < half; k++) {
                int at = 2 * (length * k + i);
                line[k == half - 1 ? 1 : 2 * k] = product[at];
                if (k > 0 && k < half - 1) {
                    line[2 * k + 1] = product[at + 1];
                }
            }
            transform.realInverse(line, true);
            System.arraycopy(line, 0, out, i * n, n);
        });
    }
}
