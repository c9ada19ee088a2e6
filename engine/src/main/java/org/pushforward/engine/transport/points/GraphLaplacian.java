package org.pushforward.engine.transport.points;

import org.pushforward.engine.api.CancelToken;

/**
 * Solves (L + diag(e)) x = r, where L is the Laplacian of a graph with edges wₖₗ = wₗₖ ≥ 0 and e ≥ 0 ties every node to ground. It is
 * eliminated from the edges alone, without a subtraction (Grassmann, Taksar & Heyman 1985), so that edges of 1e-100 between clusters of
 * nodes do no harm. With e = 0 the last node is put to ground, and so is a node that nothing ties. O(n³) once, O(n²) a right-hand side.
 * Owned by one thread.
 */
final class GraphLaplacian {

    private final int n;
    /** Above the diagonal the edges when their row is eliminated, below it the shares. */
    private final double[] w;
    private final double[] pivots;

    /**
     * @param edges n × n, overwritten; what is on the diagonal does not matter
     * @param ground e, overwritten
     */
    GraphLaplacian(double[] edges, double[] ground, CancelToken cancel) {
        n = ground.length;
        w = edges;
        pivots = new double[n];
        for (int p = 0; p < n; p++) {
            cancel.throwIfCancelled();
            double pivot = ground[p];
            for (int k = p + 1; k < n; k++) {
                pivot += w[p * n + k];
            }
            pivots[p] = pivot;
            for (int k = p + 1; k < n; k++) {
                double share = pivot > 0 ? w[k * n + p] / pivot : 0;
                w[k * n + p] = share;
                ground[k] += share * ground[p];
                if (share > 0) {
                    for (int l = p + 1; l < n; l++) {
                        w[k * n + l] += share * w[p * n + l];
                    }
                }
            }
        }
    }

    /** Overwrites r with x. */
    void solve(double[] r) {
        for (int p = 0; p < n - 1; p++) {
            for (int k = p + 1; k < n; k++) {
                r[k] += w[k * n + p] * r[p];
            }
        }
        for (int p = n - 1; p >= 0; p--) {
            double sum = r[p];
            for (int k = p + 1; k < n; k++) {
                sum += w[p * n + k] * r[k];
            }
            double x = pivots[p] > 0 ? sum / pivots[p] : 0;
            r[p] = Double.isFinite(x) ? x : 0;
        }
    }
}
