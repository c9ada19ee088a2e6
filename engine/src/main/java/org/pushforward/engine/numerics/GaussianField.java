package org.pushforward.engine.numerics;

import java.util.function.DoubleUnaryOperator;
import org.jtransforms.fft.DoubleFFT_2D;

/**
 * Gaussian random fields of mean 0 on a torus of side 1, in one or two dimensions, made of the frequencies up to a highest: f = Σ_k √v_k (a_k cos 2πk·x +
 * b_k sin 2πk·x) over half of the wave vectors, a and b standard normal, Σ v_k = σ². Of one draw, every grid sees the same function. Immutable and
 * thread-safe.
 */
public final class GaussianField {

    private final int dimension;
    private final int modes;
    private final double[] deviations;
    private final int[] wave;

    /**
     * @param modes highest frequency along each axis
     * @param deviation σ
     * @param spectrum density at |κ|, κ = 2πk, up to a factor
     */
    public GaussianField(int dimension, int modes, double deviation, DoubleUnaryOperator spectrum) {
        if (dimension < 1 || dimension > 2) {
            throw new IllegalArgumentException("one or two dimensions, not " + dimension);
        }
        this.dimension = dimension;
        this.modes = modes;
        int count = dimension == 1 ? modes : 2 * modes * (modes + 1);
        wave = new int[2 * count];
        deviations = new double[count];
        int at = 0;
        for (int p = 0; p <= modes; p++) {
            for (int q = dimension == 1 ? 0 : -modes; q <= (dimension == 1 ? 0 : modes); q++) {
                if (p > 0 || q > 0) {
                    wave[2 * at] = p;
                    wave[2 * at + 1] = q;
                    deviations[at++] = spectrum.applyAsDouble(2 * Math.PI * Math.hypot(p, q));
                }
            }
        }
        double sum = 0;
        for (double v : deviations) {
            sum += v;
        }
        for (int k = 0; k < count; k++) {
            deviations[k] = deviation * Math.sqrt(deviations[k] / sum);
        }
    }

    /** Matérn: (1 + (ℓ|κ|)²)^(−s−d/2) with correlation length ℓ and smoothness s. */
    public static GaussianField matern(int dimension, int modes, double deviation, double length, double smoothness) {
        return new GaussianField(dimension, modes, deviation, k -> Math.pow(1 + length * length * k * k, -smoothness - 0.5 * dimension));
    }

    /** Covariance σ² e^(−r²/2ℓ²), wrapped and without its mean. */
    public static GaussianField squaredExponential(int dimension, int modes, double deviation, double length) {
        return new GaussianField(dimension, modes, deviation, k -> Math.exp(-0.5 * length * length * k * k));
    }

    /** Variance of one frequency p ≥ 1 of the line. */
    public double variance(int p) {
        return deviations[p - 1] * deviations[p - 1];
    }

    /**
     * The field of that number on n places a side, n &gt; 2 modes; in the plane with the first axis slow.
     */
    public double[] sample(Philox random, int number, int n) {
        if (n <= 2 * modes) {
            throw new IllegalArgumentException(n + " places do not hold " + modes + " frequencies");
        }
        double[] z = new double[2 * deviations.length];
        random.normals(number, 1, 0, z.length, z, 0);
        return dimension == 1 ? line(z, n) : plane(z, n);
    }

    /** The same field at any places of the plane, n × 2; O(n modes²). */
    public double[] at(Philox random, int number, double[] places) {
        double[] z = new double[2 * deviations.length];
        random.normals(number, 1, 0, z.length, z, 0);
        double[] f = new double[places.length / 2];
        for (int v = 0; v < f.length; v++) {
            for (int k = 0; k < deviations.length; k++) {
                double angle = 2 * Math.PI * (wave[2 * k] * places[2 * v] + wave[2 * k + 1] * places[2 * v + 1]);
                f[v] += deviations[k] * (z[2 * k] * Math.cos(angle) + z[2 * k + 1] * Math.sin(angle));
            }
        }
        return f;
    }

    private double[] line(double[] z, int n) {
        double[] c = new double[2 * (modes + 1)];
        for (int k = 0; k < modes; k++) {
            c[2 * k + 2] = 0.5 * deviations[k] * z[2 * k];
            c[2 * k + 3] = -0.5 * deviations[k] * z[2 * k + 1];
        }
        return FourierLine.values(c, n);
    }

    private double[] plane(double[] z, int n) {
        double[] c = new double[2 * n * n];
        for (int k = 0; k < deviations.length; k++) {
            double a = 0.5 * deviations[k] * z[2 * k];
            double b = -0.5 * deviations[k] * z[2 * k + 1];
            int at = wave[2 * k] * n + Math.floorMod(wave[2 * k + 1], n);
            int opposite = Math.floorMod(-wave[2 * k], n) * n + Math.floorMod(-wave[2 * k + 1], n);
            c[2 * at] += a;
            c[2 * at + 1] += b;
            c[2 * opposite] += a;
            c[2 * opposite + 1] -= b;
        }
        new DoubleFFT_2D(n, n).complexInverse(c, false);
        double[] f = new double[n * n];
        for (int j = 0; j < f.length; j++) {
            f[j] = c[2 * j];
        }
        return f;
    }
}
