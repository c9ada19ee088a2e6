package org.pushforward.engine.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.pushforward.engine.numerics.Philox;

/**
 * Tries the operations of networks before they are trusted: matrix products, convolutions with both their gradients, and Fourier transforms
 * of random numbers against plain loops in 64 bits. oneDNN's convolutions give wrong gradients, or numbers nobody wrote, on virtual machines
 * that hide the sizes of their caches; there they are switched off and the slower way is tried in turn. Takes some ten milliseconds.
 */
final class KnownAnswers {

    /**
     * Allowed error of a sum of T products of normal numbers, over √T. Kernels in 32 bits reach 1e-5, transformed ones too; those of 10-bit
     * mantissas, 1e-3, are too coarse for these networks; what is wrong is off by 1.
     */
    private static final double TOLERANCE = 1e-4;

    private static final int[][] PRODUCTS = {{3, 5, 7}, {16, 64, 3}, {32, 2, 128}, {1, 32, 64}, {33, 17, 65}};

    /** The first two are of a kind known to fail; the others are those of the U-Net and what else a network may ask for. */
    private static final List<Kernels.Convolution> CONVOLUTIONS = List.of(
            new Kernels.Convolution(3, 8, 8, 16, 3, 1, 1), new Kernels.Convolution(2, 8, 8, 16, 5, 1, 2),
            new Kernels.Convolution(3, 8, 8, 10, 3, 1, 0), new Kernels.Convolution(2, 3, 16, 10, 3, 1, 0),
            new Kernels.Convolution(1, 16, 16, 6, 3, 1, 0), new Kernels.Convolution(1, 32, 64, 4, 1, 1, 0),
            new Kernels.Convolution(1, 64, 32, 4, 3, 2, 1), new Kernels.Convolution(2, 1, 32, 8, 3, 1, 1),
            new Kernels.Convolution(1, 2, 3, 9, 5, 2, 2), new Kernels.Convolution(2, 16, 1, 8, 3, 1, 1),
            new Kernels.Convolution(2, 8, 16, 8, 1, 2, 0), new Kernels.Convolution(2, 32, 16, 6, 3, 1, 0));

    private static final int[] TRANSFORMS = {16, 60, 64};

    private final Kernels kernels;
    private final Philox random = new Philox(1);
    private int drawn;

    private KnownAnswers(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * What came of it.
     *
     * @param oneDnn whether convolutions go through oneDNN
     * @param wrong the first wrong answer, of oneDNN if the slower way is right, of both if nothing is
     */
    record Verdict(boolean trusted, boolean oneDnn, String wrong) {

        /** One sentence for reports. */
        String words() {
            return oneDnn ? "libtorch with oneDNN, known answers met"
                    : trusted ? "libtorch without oneDNN, which is wrong on this machine (" + wrong + "); slower, known answers met"
                    : "refused: libtorch is wrong on this machine, with oneDNN and without (" + wrong + ")";
        }
    }

    /** Leaves the kernels set to the way that is trusted. */
    static Verdict judge(Kernels kernels) {
        kernels.useOneDnn(true);
        Optional<String> wrong = firstWrong(kernels);
        if (wrong.isEmpty()) {
            return new Verdict(true, true, "");
        }
        kernels.useOneDnn(false);
        Optional<String> still = firstWrong(kernels);
        return new Verdict(still.isEmpty(), false, still.or(() -> wrong).orElseThrow());
    }

    private static Optional<String> firstWrong(Kernels kernels) {
        KnownAnswers t = new KnownAnswers(kernels);
        return Stream.of(Stream.of(PRODUCTS).map(s -> t.product(s[0], s[1], s[2])), CONVOLUTIONS.stream().map(t::convolution),
                Arrays.stream(TRANSFORMS).mapToObj(t::transform)).flatMap(s -> s).flatMap(Optional::stream).findFirst();
    }

    private float[] normals(int n) {
        double[] x = new double[n];
        random.normals(0, n, drawn++, 1, x, 0);
        float[] f = new float[n];
        for (int i = 0; i < n; i++) {
            f[i] = (float) x[i];
        }
        return f;
    }

    private Optional<String> product(int m, int n, int k) {
        float[] a = normals(m * k);
        float[] b = normals(k * n);
        double[] c = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int l = 0; l < k; l++) {
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += (double) a[i * k + l] * b[l * n + j];
                }
            }
        }
        return error("matrix product of " + m + " × " + k + " and " + k + " × " + n, kernels.product(a, b, m, n, k), c, k);
    }

    private Optional<String> convolution(Kernels.Convolution s) {
        float[] x = normals(s.inputs());
        float[] w = normals(s.weights());
        float[] g = normals(s.outputs());
        PlainConvolution plain = PlainConvolution.of(s, x, w, g);
        Kernels.Convolved tried = kernels.convolve(s, x, w, g);
        int taps = s.kernel() * s.kernel();
        return error(s.toString(), tried.y(), plain.y(), s.in() * taps)
                .or(() -> error("input gradient of a " + s, tried.dx(), plain.dx(), s.out() * taps))
                .or(() -> error("weight gradient of a " + s, tried.dw(), plain.dw(), s.batch() * s.outputSide() * s.outputSide()));
    }

    private Optional<String> transform(int n) {
        float[] x = normals(n);
        double[] z = new double[2 * n];
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                double angle = -2 * Math.PI * (j * k % n) / n;
                z[2 * j] += x[k] * Math.cos(angle);
                z[2 * j + 1] += x[k] * Math.sin(angle);
            }
        }
        return error("Fourier transform of " + n + " numbers", kernels.transform(x), z, n);
    }

    /** Says so if an answer is not the known one; what is no number is not. */
    private static Optional<String> error(String what, float[] tried, double[] known, int terms) {
        double worst = tried.length == known.length ? 0 : Double.NaN;
        for (int i = 0; i < known.length && !Double.isNaN(worst); i++) {
            worst = Math.max(worst, Math.abs(tried[i] - known[i]));
        }
        return worst <= TOLERANCE * Math.sqrt(terms) ? Optional.empty()
                : Optional.of(Double.isNaN(worst) ? what + " is no number" : String.format(Locale.ROOT, "%s is off by %.2g", what, worst));
    }
}
