package org.pushforward.engine.numerics;

import org.jtransforms.fft.DoubleFFT_1D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Cosine transforms of real lines, two at a time through one complex FFT of the same length (Makhoul 1980,
 * doi:10.1109/TASSP.1980.1163351).
 *
 * <p>Forward (DCT-II): X[k] = Σⱼ x[j] cos(πk(j+½)/n). Inverse: the exact inverse times n, so that a caller can fold 1/n into its own
 * scaling. O(n log n) for lengths of small prime factors. Holds workspace: one object per thread.
 */
public final class CosineTransform {

    static {
        // Threads are ours: the transform would start its own for lines beyond 8192.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private final int n;
    private final DoubleFFT_1D fft;
    private final double[] cos;
    private final double[] sin;
    private final double[] z;

    public CosineTransform(int n) {
        this.n = n;
        fft = new DoubleFFT_1D(n);
        cos = new double[n];
        sin = new double[n];
        for (int k = 0; k < n; k++) {
            cos[k] = Math.cos(Math.PI * k / (2.0 * n));
            sin[k] = Math.sin(Math.PI * k / (2.0 * n));
        }
        z = new double[2 * n];
    }

    /** Transforms the lines that start at {@code a} and {@code b} in place. The two may be the same line. */
    public void forward(double[] lines, int a, int b) {
        int half = (n + 1) / 2;
        for (int j = 0; j < half; j++) {
            z[2 * j] = lines[a + 2 * j];
            z[2 * j + 1] = lines[b + 2 * j];
        }
        for (int j = 0; j < n - half; j++) {
            z[2 * (n - 1 - j)] = lines[a + 2 * j + 1];
            z[2 * (n - 1 - j) + 1] = lines[b + 2 * j + 1];
        }
        fft.complexForward(z);
        lines[a] = z[0];
        lines[b] = z[1];
        for (int k = 1; k <= n - k; k++) {
            double p = z[2 * k];
            double q = z[2 * k + 1];
            double r = z[2 * (n - k)];
            double s = z[2 * (n - k) + 1];
            double c = 0.5 * cos[k];
            double d = 0.5 * sin[k];
            lines[a + k] = c * (p + r) + d * (q - s);
            lines[a + n - k] = d * (p + r) - c * (q - s);
            lines[b + k] = c * (q + s) + d * (r - p);
            lines[b + n - k] = d * (q + s) - c * (r - p);
        }
    }

    /** Transforms the lines that start at {@code a} and {@code b} back in place, times n. */
    void inverse(double[] lines, int a, int b) {
        z[0] = lines[a];
        z[1] = lines[b];
        for (int k = 1; k <= n - k; k++) {
            double c = cos[k];
            double d = sin[k];
            double reA = c * lines[a + k] + d * lines[a + n - k];
            double imA = d * lines[a + k] - c * lines[a + n - k];
            double reB = c * lines[b + k] + d * lines[b + n - k];
            double imB = d * lines[b + k] - c * lines[b + n - k];
            z[2 * k] = reA - imB;
            z[2 * k + 1] = imA + reB;
            z[2 * (n - k)] = reA + imB;
            z[2 * (n - k) + 1] = reB - imA;
        }
        fft.complexInverse(z, false);
        int half = (n + 1) / 2;
        for (int j = 0; j < half; j++) {
            lines[a + 2 * j] = z[2 * j];
            lines[b + 2 * j] = z[2 * j + 1];
        }
        for (int j = 0; j < n - half; j++) {
            lines[a + 2 * j + 1] = z[2 * (n - 1 - j)];
            lines[b + 2 * j + 1] = z[2 * (n - 1 - j) + 1];
        }
    }
}
