package org.pushforward.engine.bridge;

import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.SampleMoments;

/**
 * Particles on a Gaussian bridge after some steps. Immutable; the array is shared and never written.
 *
 * @param x positions, n × d row-major
 * @param moments of the positions
 */
record BridgeState(ParticleFlow flow, int step, double[] x, SampleMoments moments, Status status) implements Solver.State {

    private static final int OVERHEAD = 512;

    @Override
    public long bytes() {
        return (long) Double.BYTES * x.length + OVERHEAD;
    }

    GaussianSchroedingerBridge bridge() {
        return flow.bridge();
    }

    double time() {
        return flow.time(step);
    }

    int particles() {
        return x.length / bridge().dimension();
    }

    BridgeState next(StepContext context) {
        double[] moved = flow.advance(x, step, context);
        SampleMoments measured = SampleMoments.of(moved, bridge().dimension(), context.workers());
        return new BridgeState(flow, step + 1, moved, measured, step + 1 == flow.steps() ? Status.FINISHED : Status.RUNNING);
    }

    BridgeState finished() {
        return new BridgeState(flow, step, x, moments, Status.FINISHED);
    }
}
