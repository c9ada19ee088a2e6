package org.pushforward.engine.networks;

import java.util.Arrays;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

/**
 * Kernels of {@value #SIDE} × {@value #SIDE} to start a convolution from, all scaled to the variance 2/(9 · inputs) of He et al. (2015, arXiv:1502.01852):
 * normal numbers ({@code he}); orthogonal rows of the flattened matrix ({@code orthogonal}, Saxe et al. 2014, arXiv:1312.6120); or, for every output, spectra
 * that are orthonormal in blocks, transformed back, plus noise (Aghajanyan 2017, arXiv:1702.06295). {@code real}: the six coefficients of the real transform
 * taken as real numbers, as in the code of keras-contrib, which makes even filters; {@code complex}: all nine real numbers of a spectrum, under which the
 * filters are orthonormal too (Parseval).
 *
 * @param w outputs × inputs × 3 × 3
 * @param spectra of those from Fourier space before the transform, outputs × inputs × block; else none
 */
record ConvolutionStart(int inputs, int outputs, double[] w, double[] spectra) {

    static final int SIDE = 3;
    static final int TAPS = SIDE * SIDE;
    /** Coefficients of the real transform: 3 × 2. */
    private static final int BINS = SIDE * (SIDE / 2 + 1);
    /** Functions of the complete real Fourier basis of 3 × 3, a row each. */
    private static final double[][] WAVES = waves();

    /** @param noise standard deviation that is added to the conv-aware ones */
    static ConvolutionStart of(String kind, int inputs, int outputs, double noise, Philox random) {
        int n = inputs * outputs * TAPS;
        double[] w = new double[n];
        double[] spectra = new double[0];
        switch (kind) {
            case "he" -> random.normals(0, 1, 0, n, w, 0);
            case "orthogonal" -> {
                random.normals(0, 1, 0, n, w, 0);
                Matrix rows = Matrix.of(outputs, inputs * TAPS, w);
                boolean isTall = outputs > inputs * TAPS;
                w = isTall ? rows.orthonormalised().toArray() : rows.transposed().orthonormalised().transposed().toArray();
            }
            default -> {
                int block = kind.equals("real") ? BINS : TAPS;
                spectra = spectra(inputs, outputs, block, random);
                random.normals(0, 1, 0, n, w, 0);
                for (int k = 0; k < n; k++) {
                    w[k] = noise * w[k] + inverse(spectra, k / TAPS * block, block, k % TAPS);
                }
            }
        }
        return new ConvolutionStart(inputs, outputs, scaled(w, 2.0 / (TAPS * inputs)), spectra);
    }

    private static double[] spectra(int inputs, int outputs, int block, Philox random) {
        double[] all = new double[outputs * inputs * block];
        int blocks = (inputs + block - 1) / block;
        double[] z = new double[block * block];
        for (int b = 0; b < outputs * blocks; b++) {
            random.normals(b, 1, 1, z.length, z, 0);
            double[] q = Matrix.of(block, block, z).orthonormalised().toArray();
            int from = b / blocks * inputs + b % blocks * block;
            System.arraycopy(q, 0, all, from * block, Math.min(block, inputs - b % blocks * block) * block);
        }
        return all;
    }

    /** A tap of the inverse transform. Of a real half spectrum the second column stands for the third as well. */
    private static double inverse(double[] spectra, int from, int block, int tap) {
        double sum = 0;
        for (int k = 0; k < block; k++) {
            int phase = k / 2 * (tap / SIDE) + k % 2 * (tap % SIDE);
            sum += spectra[from + k] * (block == TAPS ? WAVES[k][tap] : (k % 2 == 0 ? 1 : 2) * Math.cos(2 * Math.PI * phase / SIDE) / TAPS);
        }
        return sum;
    }

    /** One constant, and a cosine and a sine for each pair of opposite frequencies; orthonormal. */
    private static double[][] waves() {
        int[][] frequencies = {{0, 1}, {1, 0}, {1, 1}, {1, 2}};
        double[][] waves = new double[TAPS][TAPS];
        for (int t = 0; t < TAPS; t++) {
            waves[0][t] = 1.0 / SIDE;
            for (int f = 0; f < frequencies.length; f++) {
                double angle = 2 * Math.PI * (frequencies[f][0] * (t / SIDE) + frequencies[f][1] * (t % SIDE)) / SIDE;
                waves[1 + 2 * f][t] = Math.sqrt(2) / SIDE * Math.cos(angle);
                waves[2 + 2 * f][t] = Math.sqrt(2) / SIDE * Math.sin(angle);
            }
        }
        return waves;
    }

    private static double[] scaled(double[] w, double target) {
        double factor = Math.sqrt(target / variance(w));
        return Arrays.stream(w).map(v -> factor * v).toArray();
    }

    private static double variance(double[] w) {
        double mean = Arrays.stream(w).average().orElseThrow();
        return Arrays.stream(w).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    /** Variance of the weights over that of He. */
    double varianceRatio() {
        return variance(w) * TAPS * inputs / 2;
    }

    /** Spectra that are orthonormal together. */
    private int block() {
        return spectra.length == 0 ? TAPS : spectra.length / (inputs * outputs);
    }

    /** Largest entry of SSᵀ − I of the spectra S of a block, over all blocks and outputs. */
    double gramError() {
        double worst = 0;
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                for (int j = i / block() * block(); j < Math.min(inputs, i / block() * block() + block()); j++) {
                    worst = Math.max(worst, Math.abs(spectralCosine(o, i, j) - (i == j ? 1 : 0)));
                }
            }
        }
        return worst;
    }

    /** Root mean square of the cosines of the angles between different filters of a block, as they stand in w. */
    double filterCosine() {
        double sum = 0;
        int pairs = 0;
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                for (int j = i / block() * block(); j < i; j++) {
                    double c = cosine(o, i, j);
                    sum += c * c;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0 : Math.sqrt(sum / pairs);
    }

    /** Largest |w(y, x) − w(−y, −x)|, indices modulo 3, over the largest |w|. */
    double oddness() {
        double odd = 0;
        for (int k = 0; k < w.length; k++) {
            int t = k % TAPS;
            int mirrored = (SIDE - t / SIDE) % SIDE * SIDE + (SIDE - t % SIDE) % SIDE;
            odd = Math.max(odd, Math.abs(w[k] - w[k - t + mirrored]));
        }
        return odd / Arrays.stream(w).map(Math::abs).max().orElseThrow();
    }

    /** Of the filters from two inputs to an output; the same in space and over all frequencies. */
    double cosine(int output, int i, int j) {
        int a = (output * inputs + i) * TAPS;
        int b = (output * inputs + j) * TAPS;
        return dot(w, a, b, TAPS) / Math.sqrt(dot(w, a, a, TAPS) * dot(w, b, b, TAPS));
    }

    /** Of two spectra to an output, as drawn. */
    double spectralCosine(int output, int i, int j) {
        return dot(spectra, (output * inputs + i) * block(), (output * inputs + j) * block(), block());
    }

    private static double dot(double[] x, int a, int b, int n) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += x[a + k] * x[b + k];
        }
        return sum;
    }

    /** |Σ w exp(−2πi(ky y + kx x)/3)| of a filter, all nine. */
    static double[] magnitudes(double[] w, int from) {
        double[] m = new double[TAPS];
        for (int k = 0; k < TAPS; k++) {
            double re = 0;
            double im = 0;
            for (int t = 0; t < TAPS; t++) {
                double angle = 2 * Math.PI * (k / SIDE * (t / SIDE) + k % SIDE * (t % SIDE)) / SIDE;
                re += w[from + t] * Math.cos(angle);
                im -= w[from + t] * Math.sin(angle);
            }
            m[k] = Math.hypot(re, im);
        }
        return m;
    }
}
