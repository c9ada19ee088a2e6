package org.pushforward.engine.bridge;

import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.SampleMoments;

/**
 * Particles that flow along a Gaussian Schrödinger bridge; one step is one time step of length 1/N.
 *
 * <p>When ε changes, the particles are followed again from t = 0 under the new bridge and the same noise, so that the picture is that
 * of a run which had this ε from the start: O(n k d²) at step k. Errors: {@link InputException} when means and covariances do not fit
 * together. Not thread-safe.
 */
final class GaussianBridgeSolver implements Solver {

    private final ParameterSet parameters;
    private final long seed;
    private final Gaussian source;
    private final Gaussian target;
    private BridgeState state;

    GaussianBridgeSolver(ParameterSet parameters, long seed) {
        this.parameters = parameters;
        this.seed = seed;
        source = Gaussian.of(parameters, GaussianBridgeParameters.SOURCE_MEAN, GaussianBridgeParameters.SOURCE_COV);
        target = Gaussian.of(parameters, GaussianBridgeParameters.TARGET_MEAN, GaussianBridgeParameters.TARGET_COV);
        if (source.dimension() != target.dimension()) {
            throw new InputException("target-mean: it has " + target.dimension() + " numbers and source-mean has " + source.dimension()
                    + "; give both distributions the same dimension");
        }
        state = at(0, parameters.real(GaussianBridgeParameters.EPS));
    }

    private BridgeState at(int step, double eps) {
        ParticleFlow.Integrator integrator = switch (parameters.choice(GaussianBridgeParameters.INTEGRATOR)) {
            case GaussianBridgeParameters.EXACT -> ParticleFlow.Integrator.EXACT;
            default -> ParticleFlow.Integrator.EULER_MARUYAMA;
        };
        ParticleFlow flow = new ParticleFlow(new GaussianSchroedingerBridge(source, target, eps), integrator,
                parameters.whole(GaussianBridgeParameters.STEPS), seed);
        StepContext serial = StepContext.serial();
        double[] x = flow.at(step, parameters.whole(GaussianBridgeParameters.PARTICLES), serial);
        return new BridgeState(flow, step, x, SampleMoments.of(x, source.dimension(), serial.workers()), Status.RUNNING);
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            state = state.step() == state.flow().steps() ? state.finished() : state.next(context);
        }
        return state.status();
    }

    @Override
    public Frame frame(long step) {
        return new Frame(step, state.time(), BridgeLayers.of(state), BridgeDiagnostics.of(state));
    }

    @Override
    public Diagnostics diagnostics() {
        return BridgeDiagnostics.of(state);
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set) || !set.parameter().equals(GaussianBridgeParameters.EPS)) {
            throw new InputException("only " + GaussianBridgeParameters.EPS + " can be changed while the bridge runs");
        }
        state = at(state.step(), (Double) set.value());
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (BridgeState) saved;
    }

    @Override
    public double progress() {
        return state.time();
    }
}
