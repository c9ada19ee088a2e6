package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.bridge.Gaussian;
import org.pushforward.engine.numerics.Matrix;

/**
 * How far the plan of a bridge is from the exact one: cBW₂²-UVP in per cent, the Bures-Wasserstein distance of the laws of X₁ given x,
 * averaged over x and divided by half the variance of p₁ (Gushchin et al. 2023),
 * <pre>
 *   BW₂² = ½|m − m*|² + ½ tr C + ½ tr C* − tr (C^½ C* C^½)^½
 * </pre>
 * The moments are closed forms, so that nothing is sampled but x. O(Kd² + d³) a point.
 */
final class PlanError {

    private static final double PER_CENT = 100;

    private PlanError() { }

    /**
     * @param n the number of points of x that are used
     * @param variance tr Cov of p₁
     */
    static double unexplained(LightBridge bridge, LightBridge exact, double[] x, int n, double variance, CancelToken cancel) {
        int d = exact.dimension();
        double sum = 0;
        for (int p = 0; p < n; p++) {
            cancel.throwIfCancelled();
            sum += distance(bridge.conditional(x, p * d), exact.conditional(x, p * d));
        }
        return PER_CENT * sum / n / (0.5 * variance);
    }

    /** BW₂² of two distributions by their moments; with C = LL', the eigenvalues of C^½ C* C^½ are those of L'C*L. */
    static double distance(Gaussian a, Gaussian b) {
        double shift = 0;
        for (int i = 0; i < a.dimension(); i++) {
            shift += (a.mean()[i] - b.mean()[i]) * (a.mean()[i] - b.mean()[i]);
        }
        Matrix root = a.covariance().cholesky().orElseGet(() -> a.covariance().squareRoot());
        double common = Arrays.stream(root.transposed().times(b.covariance()).times(root).symmetrised().eigenvalues())
                .map(v -> Math.sqrt(Math.max(0, v))).sum();
        return 0.5 * (shift + a.covariance().trace() + b.covariance().trace()) - common;
    }
}
