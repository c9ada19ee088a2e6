package org.pushforward.engine.bridge.resolution;

import org.jtransforms.fft.DoubleFFT_2D;
import org.pushforward.engine.numerics.Philox;

/**
 * A pair of random fields on an n × n torus of which everything is known. The fine field x has the Matérn spectrum
 * S(k) ∝ (1 + (ℓ|k|)²)^(−ν−1) and variance one; the coarse field is y = G x + τ z with the Gaussian blur G(k) = exp(−½(r|k|)²) and white noise
 * z, so x given y is normal, mode by mode, with (Wiener 1949)
 * <pre>
 *   mean W y,  W = G S/(G²S + τ²),    variance V = S τ²/(G²S + τ²)
 * </pre>
 * Frequencies are in radians per unit length of a torus of length 1; spectra are variances of the coefficients of the unitary
 * transform, whose sum over modes is n² times the variance of a pixel. Immutable; one transform object for each thread.
 */
final class GaussianFields {

    private final int n;
    private final double[] spectrum;
    private final double[] blur;
    private final double noise;

    /**
     * @param n cells a side
     * @param length ℓ, correlation length as a part of the side
     * @param smoothness ν
     * @param radius r, of the blur
     * @param noise τ &gt; 0, deviation of the noise of a pixel
     */
    GaussianFields(int n, double length, double smoothness, double radius, double noise) {
        this.n = n;
        this.noise = noise;
        spectrum = new double[n * n];
        blur = new double[n * n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double kx = 2 * Math.PI * Math.min(i, n - i);
                double ky = 2 * Math.PI * Math.min(j, n - j);
                double k2 = kx * kx + ky * ky;
                spectrum[i * n + j] = Math.pow(1 + length * length * k2, -smoothness - 1);
                blur[i * n + j] = Math.exp(-0.5 * radius * radius * k2);
                sum += spectrum[i * n + j];
            }
        }
        for (int k = 0; k < spectrum.length; k++) {
            spectrum[k] *= (double) n * n / sum;
        }
    }

    int size() {
        return n;
    }

    int modes() {
        return n * n;
    }

    /** S. */
    double variance(int mode) {
        return spectrum[mode];
    }

    /** Variance of a coefficient of the coarse field, G²S + τ². */
    double coarseVariance(int mode) {
        return blur[mode] * blur[mode] * spectrum[mode] + noise * noise;
    }

    /** W. */
    double wiener(int mode) {
        return blur[mode] * spectrum[mode] / coarseVariance(mode);
    }

    /** V. */
    double posteriorVariance(int mode) {
        return spectrum[mode] * noise * noise / coarseVariance(mode);
    }

    /** A fine field. */
    double[] fine(Philox random, int number) {
        double[] x = white(random.stream(1), number);
        filter(x, mode -> Math.sqrt(spectrum[mode]));
        return x;
    }

    /** What is seen of a fine field. */
    double[] coarse(double[] fine, Philox random, int number) {
        double[] y = fine.clone();
        filter(y, mode -> blur[mode]);
        double[] z = white(random.stream(2), number);
        for (int k = 0; k < y.length; k++) {
            y[k] += noise * z[k];
        }
        return y;
    }

    /** Independent N(0, 1) numbers a pixel. */
    double[] white(Philox random, int number) {
        double[] z = new double[n * n];
        random.normals(0, z.length, number, 1, z, 0);
        return z;
    }

    /** Multiplies the modes of a real field, in place. */
    void filter(double[] field, Multiplier m) {
        double[] f = transform(field);
        for (int k = 0; k < n * n; k++) {
            double c = m.of(k);
            f[2 * k] *= c;
            f[2 * k + 1] *= c;
        }
        inverse(f, field);
    }

    /** A real even multiplier of the modes. */
    @FunctionalInterface
    interface Multiplier {
        double of(int mode);
    }

    private double[] transform(double[] field) {
        double[] f = new double[2 * n * n];
        for (int k = 0; k < n * n; k++) {
            f[2 * k] = field[k];
        }
        new DoubleFFT_2D(n, n).complexForward(f);
        return f;
    }

    private void inverse(double[] f, double[] into) {
        new DoubleFFT_2D(n, n).complexInverse(f, true);
        for (int k = 0; k < n * n; k++) {
            into[k] = f[2 * k];
        }
    }

    /** Root of the mean over pixels of the posterior variance: the spread of a perfect ensemble, the same in every pixel. */
    double posteriorDeviation() {
        double sum = 0;
        for (int k = 0; k < n * n; k++) {
            sum += posteriorVariance(k);
        }
        return Math.sqrt(sum / (n * n));
    }
}
