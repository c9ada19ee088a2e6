package org.pushforward.engine.bridge.learned;

import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Trains a bridge and shows what it does with the same particles under the same noise; one step is some iterations. Not thread-safe.
 */
final class DiffusionBridgeSolver implements Solver {

    private static final double SMALLER = 0.1;
    /** Particles that are so many times further out than the points of both ends are lost. */
    private static final double FAR = 1000;

    private final ParameterSet parameters;
    private final Philox random;
    private final int iterations;
    private DiffusionState state;

    DiffusionBridgeSolver(ParameterSet parameters, long seed) {
        this.parameters = parameters;
        random = new Philox(seed);
        BridgeTraining training = BridgeTraining.of(parameters, scene(parameters.real(DiffusionBridgeParameters.EPS)), random.stream(2));
        iterations = Math.multiplyExact(parameters.whole(DiffusionBridgeParameters.HALVES), parameters.whole(DiffusionBridgeParameters.LENGTH));
        state = begun(training, training.start(), 0, parameters.real(DiffusionBridgeParameters.T), parameters.real(DiffusionBridgeParameters.RATE));
    }

    private DiffusionScene scene(double eps) {
        return DiffusionScene.of(parameters, eps, random.stream(1));
    }

    /** Before the first half-iteration, with networks that know nothing or something. */
    private static DiffusionState begun(BridgeTraining training, BridgeTraining.Point start, int steps, double time, double rate) {
        CancelToken never = new CancelToken();
        Chains forward = training.shown(start, Direction.FORWARD, never);
        Chains backward = training.shown(start, Direction.BACKWARD, never);
        DiffusionState.Measures measures = DiffusionState.Measures.of(training, forward, backward);
        return new DiffusionState(training, start, forward, backward, measures, DiffusionState.and(new double[0], measures), steps, time, rate,
                Status.RUNNING);
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            DiffusionState next = advanced(context.cancel());
            state = next.status() instanceof Status.Failed ? with(state.time(), state.rate(), next.status()) : next;
        }
        return state.status();
    }

    private DiffusionState advanced(CancelToken cancel) {
        BridgeTraining training = state.training();
        int count = Math.min(parameters.whole(DiffusionBridgeParameters.ITERATIONS), iterations - state.point().iteration());
        BridgeTraining.Point next = training.advance(state.point(), count, state.rate(), cancel);
        Chains forward = training.shown(next, Direction.FORWARD, cancel);
        Chains backward = training.shown(next, Direction.BACKWARD, cancel);
        DiffusionState.Measures measures = DiffusionState.Measures.of(training, forward, backward);
        boolean turned = next.iteration() / training.length() > state.point().iteration() / training.length();
        double reach = Math.max(forward.reach(), backward.reach());
        boolean escaped = !(reach <= FAR * training.scene().size()) || !Double.isFinite(next.loss());
        Status status = escaped ? diverged(state.rate())
                : next.iteration() >= iterations ? Status.FINISHED : Status.RUNNING;
        return new DiffusionState(training, next, forward, backward, measures, turned ? DiffusionState.and(state.ratios(), measures) : state.ratios(),
                state.steps() + 1, state.time(), state.rate(), status);
    }

    private static Status diverged(double rate) {
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "particles", "",
                "The training diverged and particles escape: the learning rate is too large", List.of(new Status.Remedy("a tenth of the learning rate",
                        DiffusionBridgeParameters.RATE, SMALLER * rate))));
    }

    private DiffusionState with(double time, double rate, Status status) {
        return new DiffusionState(state.training(), state.point(), state.forward(), state.backward(), state.measures(), state.ratios(),
                state.steps(), time, rate, status);
    }

    @Override
    public Frame frame(long step) {
        return new Frame(step, state.point().trained(), DiffusionLayers.of(state, parameters.choice(DiffusionBridgeParameters.MOTION)
                .equals(DiffusionBridgeParameters.HOLD)), state.diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        return state.diagnostics();
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set)) {
            throw new InputException("the bridge takes no brush strokes");
        }
        Status goesOn = state.status() instanceof Status.Failed ? Status.RUNNING : state.status();
        state = switch (set.parameter()) {
            case DiffusionBridgeParameters.RATE -> with(state.time(), (Double) set.value(), goesOn);
            case DiffusionBridgeParameters.T -> with((Double) set.value(), state.rate(), state.status());
            case DiffusionBridgeParameters.EPS -> begun(state.training().with(scene((Double) set.value())), state.point().again(), state.steps(),
                    state.time(), state.rate());
            default -> throw new InputException("only " + DiffusionBridgeParameters.EPS + ", " + DiffusionBridgeParameters.RATE + " and "
                    + DiffusionBridgeParameters.T + " can be changed while the training runs");
        };
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (DiffusionState) saved;
    }

    @Override
    public double progress() {
        return Math.min(1, (double) state.point().iteration() / iterations);
    }
}
