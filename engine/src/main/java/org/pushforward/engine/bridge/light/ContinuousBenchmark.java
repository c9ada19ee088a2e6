package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;

/**
 * A pair of distributions whose Schrödinger bridge is known (Gushchin et al. 2023, "Building the bridge of Schrödinger"):
 * p₀ = N(0, I), and the Gibbs kernel is multiplied by φ(y) = Σ N(y | μ_k, I)/K* with K* = 5 centres on the sphere of radius 5; p₁ is
 * what becomes of p₀.
 *
 * <p>The plan given x has components N(P(x/ε + μ_k), P) with P = εI/(1 + ε), weighted by N(x | μ_k, (1 + ε)I): the
 * {@link LightBridge} with S = 1/(1 + ε), r_k = εμ_k/(1 + ε) and log a_k = −|μ_k|²/2(1 + ε). Our pairs follow that construction with
 * centres of our own; they are not the files that the authors published.
 */
final class ContinuousBenchmark {

    static final int COMPONENTS = 5;
    static final double RADIUS = 5;

    private ContinuousBenchmark() { }

    /** The exact bridge; centres are drawn uniformly on the sphere. */
    static LightBridge exact(int dimension, double eps, Philox random) {
        double[] directions = new double[COMPONENTS * dimension];
        random.normals(0, COMPONENTS, 0, dimension, directions, 0);
        double[] centers = new double[directions.length];
        double[] scales = new double[directions.length];
        double[] logWeights = new double[COMPONENTS];
        Arrays.fill(scales, 1 / (1 + eps));
        Arrays.fill(logWeights, -RADIUS * RADIUS / (2 * (1 + eps)));
        for (int k = 0; k < COMPONENTS; k++) {
            double length = 0;
            for (int i = 0; i < dimension; i++) {
                length += directions[k * dimension + i] * directions[k * dimension + i];
            }
            for (int i = 0; i < dimension; i++) {
                double mu = RADIUS * directions[k * dimension + i] / Math.sqrt(length);
                centers[i * COMPONENTS + k] = eps / (1 + eps) * mu;
            }
        }
        return new LightBridge(eps, logWeights, centers, scales);
    }
}
