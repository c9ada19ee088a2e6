package org.pushforward.engine.bridge.learned;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.DivergedException;
import org.pushforward.engine.numerics.Philox;

/**
 * Trains a bridge and shows what it does with the same particles under the same noise; one step is some iterations. Another ε takes effect
 * with the next step or picture, since it can take seconds to see what the networks make of it. Not thread-safe.
 */
final class DiffusionBridgeSolver implements Solver {

    /** Particles that are so many times further out than the points of both ends are lost. */
    private static final double FAR = 1000;

    private final ParameterSet parameters;
    private final Philox random;
    private final int iterations;
    private DiffusionState state;

    DiffusionBridgeSolver(ParameterSet parameters, long seed) {
        this.parameters = parameters;
        random = new Philox(seed);
        BridgeTraining training = BridgeTraining.of(parameters, scene(parameters.real(DiffusionBridgeParameters.EPS), CancelToken.current()),
                random.stream(2));
        iterations = Math.multiplyExact(parameters.whole(DiffusionBridgeParameters.HALVES), parameters.whole(DiffusionBridgeParameters.LENGTH));
        state = begun(training, training.start(), 0, parameters.real(DiffusionBridgeParameters.T), parameters.real(DiffusionBridgeParameters.RATE),
                CancelToken.current());
    }

    private DiffusionScene scene(double eps, CancelToken cancel) {
        return DiffusionScene.of(parameters, eps, random.stream(1), cancel);
    }

    /** Before the first half-iteration, with networks that know nothing or something. */
    private static DiffusionState begun(BridgeTraining training, BridgeTraining.Point start, int steps, double time, double rate,
            CancelToken cancel) {
        Chains forward = training.shown(start, Direction.FORWARD, cancel);
        Chains backward = training.shown(start, Direction.BACKWARD, cancel);
        DiffusionState.Measures measures = DiffusionState.Measures.of(training, forward, backward);
        return new DiffusionState(training, start, forward, backward, measures, DiffusionState.and(new double[0], measures), steps, time, rate,
                Status.RUNNING, OptionalDouble.empty());
    }

    /** With the ε that is pending. */
    private DiffusionState upToDate(CancelToken cancel) {
        return state.pending().isEmpty() ? state : begun(state.training().with(scene(state.pending().getAsDouble(), cancel)), state.point(),
                state.steps(), state.time(), state.rate(), cancel);
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            DiffusionState from = upToDate(context.cancel());
            try {
                DiffusionState next = advanced(from, context.cancel());
                state = next.status() instanceof Status.Failed ? from.with(from.time(), from.rate(), next.status()) : next;
            } catch (DivergedException e) {
                state = from.with(from.time(), from.rate(), e.failed(DiffusionBridgeParameters.RATE, from.rate()));
            }
        }
        return state.status();
    }

    private DiffusionState advanced(DiffusionState from, CancelToken cancel) {
        BridgeTraining training = from.training();
        int count = Math.min(parameters.whole(DiffusionBridgeParameters.ITERATIONS), iterations - from.point().iteration());
        BridgeTraining.Point next = training.advance(from.point(), count, from.rate(), cancel);
        Chains forward = training.shown(next, Direction.FORWARD, cancel);
        Chains backward = training.shown(next, Direction.BACKWARD, cancel);
        DiffusionState.Measures measures = DiffusionState.Measures.of(training, forward, backward);
        boolean turned = next.iteration() / training.length() > from.point().iteration() / training.length();
        double reach = Math.max(forward.reach(), backward.reach());
        Status status = !(reach <= FAR * training.scene().size()) ? escaped(from.rate())
                : next.iteration() >= iterations ? Status.FINISHED : Status.RUNNING;
        return new DiffusionState(training, next, forward, backward, measures, turned ? DiffusionState.and(from.ratios(), measures) : from.ratios(),
                from.steps() + 1, from.time(), from.rate(), status, OptionalDouble.empty());
    }

    private static Status escaped(double rate) {
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "particles", "", String.format(Locale.ROOT,
                "The training diverged: particles escape to %.0f times the size of both ends; a smaller learning rate may help", FAR),
                List.of(DivergedException.smaller(DiffusionBridgeParameters.RATE, rate))));
    }

    @Override
    public Frame frame(long step) {
        return frame(step, StepContext.serial());
    }

    @Override
    public Frame frame(long step, StepContext context) {
        state = upToDate(context.cancel());
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
            case DiffusionBridgeParameters.RATE -> state.with(state.time(), (Double) set.value(), goesOn);
            case DiffusionBridgeParameters.T -> state.with((Double) set.value(), state.rate(), state.status());
            case DiffusionBridgeParameters.EPS -> state.awaiting((Double) set.value());
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
