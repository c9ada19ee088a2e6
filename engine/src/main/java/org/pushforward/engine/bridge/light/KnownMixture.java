package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import org.pushforward.engine.bridge.Gaussian;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

/**
 * A light bridge from a p₀ for which every marginal is a mixture of Gaussians: p₀ ∝ c(x) exp(−|x|²/2). The joint density of the ends is
 * then Σ a_k exp(−|x|²/2 + x'y/ε) N(y | r_k, εS_k): normal for each k and coordinate, with precision [1, −1/ε; −1/ε, 1/εS] and mean
 * proportional to r. Needs S_k &lt; ε. Immutable and thread-safe.
 */
final class KnownMixture implements PointSource {

    private final LightBridge bridge;
    private final double[] cumulated;

    /** @throws IllegalArgumentException when p₀ has no finite mass */
    KnownMixture(LightBridge bridge) {
        this.bridge = bridge;
        double[] log = new double[bridge.components()];
        for (int k = 0; k < log.length; k++) {
            log[k] = bridge.logWeight(k);
            for (int i = 0; i < bridge.dimension(); i++) {
                double left = 1 - bridge.scale(k, i) / bridge.eps();
                if (!(left > 0)) {
                    throw new IllegalArgumentException("scales must be below eps");
                }
                // ∫ exp(−x²/2 + (Sx² + 2rx)/2ε) dx.
                double r = bridge.center(k, i) / bridge.eps();
                log[k] += -0.5 * Math.log(left) + 0.5 * r * r / left;
            }
        }
        double top = Arrays.stream(log).max().orElse(0);
        cumulated = new double[log.length];
        double sum = 0;
        for (int k = 0; k < log.length; k++) {
            sum += Math.exp(log[k] - top);
            cumulated[k] = sum;
        }
        for (int k = 0; k < log.length; k++) {
            cumulated[k] /= sum;
        }
    }

    private double share(int k) {
        return cumulated[k] - (k == 0 ? 0 : cumulated[k - 1]);
    }

    /** Variance of X₀ given component k. */
    private double startVariance(int k, int i) {
        return 1 / (1 - bridge.scale(k, i) / bridge.eps());
    }

    private double startMean(int k, int i) {
        return startVariance(k, i) * bridge.center(k, i) / bridge.eps();
    }

    /** The law of X_t by its first two moments: X_t = X₀ + t(r + (S − 1)X₀) + √(t²εS + εt(1 − t)) Z for each component. */
    Gaussian marginal(double t) {
        int d = dimension();
        double[] mean = new double[d];
        double[] second = new double[d * d];
        double[] m = new double[d];
        for (int k = 0; k < bridge.components(); k++) {
            for (int i = 0; i < d; i++) {
                double s = bridge.scale(k, i);
                double gain = 1 - t + t * s;
                m[i] = gain * startMean(k, i) + t * bridge.center(k, i);
                mean[i] += share(k) * m[i];
                second[i * d + i] += share(k) * (gain * gain * startVariance(k, i) + bridge.eps() * t * gain);
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    second[i * d + j] += share(k) * m[i] * m[j];
                }
            }
        }
        Matrix column = Matrix.of(d, 1, mean);
        return new Gaussian(mean, Matrix.of(d, d, second).minus(column.times(column.transposed())));
    }

    @Override
    public int dimension() {
        return bridge.dimension();
    }

    @Override
    public void draw(Philox random, int step, long first, int count, double[] out, int from) {
        int d = dimension();
        double[] u = new double[count];
        random.uniforms(first, count, step, 1, u, 0);
        random.normals(first, count, step, d, out, from);
        for (int p = 0; p < count; p++) {
            int k = 0;
            while (k + 1 < cumulated.length && u[p] > cumulated[k]) {
                k++;
            }
            for (int i = 0; i < d; i++) {
                int at = from + p * d + i;
                out[at] = startMean(k, i) + Math.sqrt(startVariance(k, i)) * out[at];
            }
        }
    }
}
