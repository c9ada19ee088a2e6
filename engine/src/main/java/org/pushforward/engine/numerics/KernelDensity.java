package org.pushforward.engine.numerics;

/**
 * A density in the plane by round Gaussian kernels of deviation h about n samples, x and y in turn: p(x) = Σ exp(−|x − x_i|²/2h²)/(2πh²n). O(n) a place. Immutable and thread-safe.
 *
 * @param h above 0
 */
public record KernelDensity(double[] samples, double h) {

    /** By Silverman's rule (1986) for the plane: h = s n^(−1/6), s² the mean variance of a coordinate. */
    public static KernelDensity silverman(double[] samples) {
        int n = samples.length / 2;
        double[] mean = new double[2];
        for (int k = 0; k < samples.length; k++) {
            mean[k % 2] += samples[k] / n;
        }
        double variance = 0;
        for (int k = 0; k < samples.length; k++) {
            variance += (samples[k] - mean[k % 2]) * (samples[k] - mean[k % 2]) / (2.0 * (n - 1));
        }
        return new KernelDensity(samples, Math.sqrt(variance) * Math.pow(n, -1.0 / 6));
    }

    /** That bandwidth of some under which other samples are likeliest. */
    public static KernelDensity validated(double[] samples, double[] others, double[] bandwidths) {
        KernelDensity best = new KernelDensity(samples, bandwidths[0]);
        double most = Double.NEGATIVE_INFINITY;
        for (double h : bandwidths) {
            KernelDensity k = new KernelDensity(samples, h);
            double log = k.meanLog(others);
            if (log > most) {
                most = log;
                best = k;
            }
        }
        return best;
    }

    /** Mean logarithm of the density at places. */
    public double meanLog(double[] xy) {
        double sum = 0;
        for (int k = 0; k < xy.length; k += 2) {
            sum += Math.log(Math.max(Double.MIN_NORMAL, at(xy[k], xy[k + 1])));
        }
        return sum / (0.5 * xy.length);
    }

    public double at(double x, double y) {
        double sum = 0;
        double scale = -0.5 / (h * h);
        for (int k = 0; k < samples.length; k += 2) {
            double dx = x - samples[k];
            double dy = y - samples[k + 1];
            double e = scale * (dx * dx + dy * dy);
            // Below e⁻⁴⁰ nothing is added that would be seen.
            sum += e < -40 ? 0 : Math.exp(e);
        }
        return sum / (Math.PI * h * h * samples.length);
    }
}
