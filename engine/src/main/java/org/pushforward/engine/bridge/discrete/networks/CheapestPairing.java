package org.pushforward.engine.bridge.discrete.networks;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.numerics.Assignment;

/**
 * Pairs the draws of two batches by the assignment with the least cost −Σ_d log Q^{N+1}[x₀_d, x₁_d], that of the static bridge problem
 * (minibatch optimal transport; Tong et al. 2024, arXiv:2302.00482; an option of the authors' programs). O(n²D + n³). Immutable and
 * thread-safe.
 */
final class CheapestPairing {

    private final int categories;
    private final double[] cost;

    CheapestPairing(ReferenceBridge bridge) {
        categories = bridge.categories();
        double[] kernel = bridge.power(bridge.transitions());
        cost = new double[kernel.length];
        for (int k = 0; k < cost.length; k++) {
            cost[k] = -Math.log(kernel[k]);
        }
    }

    /** The rows of y, n × D, in the order of their partners in x. */
    int[] partners(int[] x, int[] y, int dimension, CancelToken cancel) {
        int n = x.length / dimension;
        double[] costs = new double[n * n];
        for (int p = 0; p < n; p++) {
            cancel.throwIfCancelled();
            for (int q = 0; q < n; q++) {
                for (int d = 0; d < dimension; d++) {
                    costs[p * n + q] += cost[x[p * dimension + d] * categories + y[q * dimension + d]];
                }
            }
        }
        int[] to = Assignment.cheapest(costs, n, cancel);
        int[] out = new int[y.length];
        for (int p = 0; p < n; p++) {
            System.arraycopy(y, to[p] * dimension, out, p * dimension, dimension);
        }
        return out;
    }
}
