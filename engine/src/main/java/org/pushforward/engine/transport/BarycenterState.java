package org.pushforward.engine.transport;

import java.util.Arrays;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;

/**
 * Where the iteration for a barycentre stands. Immutable; the arrays are never written.
 *
 * @param weights of the measures; λ are their shares
 * @param u log₂ uₖ, one array a measure
 * @param debiasing log₂ d; 0 when nothing is debiased
 * @param log log₂ of the barycentre's masses
 * @param error Σ λₖ ‖uₖ K vₖ − p‖₁ with p of this sweep
 * @param best least error since the last change, and the sweep it was reached at
 */
record BarycenterState(double eps, double[] weights, double[][] u, double[] debiasing, double[] log, double error, int sweeps, double best,
        int bestSweep, Status status) implements Solver.State {

    private static final int OVERHEAD = 512;

    @Override
    public long bytes() {
        return 8L * log.length * (u.length + 2) + OVERHEAD;
    }

    /** λ. */
    double[] shares() {
        return BarycenterParameters.shares(weights);
    }

    /** Masses of the cells. */
    double[] masses() {
        return Arrays.stream(log).map(Barycenter::power).toArray();
    }

    BarycenterState with(Status newStatus) {
        return new BarycenterState(eps, weights, u, debiasing, log, error, sweeps, best, bestSweep, newStatus);
    }

    BarycenterState withBest() {
        return new BarycenterState(eps, weights, u, debiasing, log, error, sweeps, error, sweeps, status);
    }
}
