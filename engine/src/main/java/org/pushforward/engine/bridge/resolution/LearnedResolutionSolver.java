package org.pushforward.engine.bridge.resolution;

import java.util.List;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Trains a bridge and a diffusion and draws ensembles of fine fields with both; one step is some iterations. When the training is over, the
 * curves are completed, and a change of the sampling only draws anew. Not thread-safe.
 */
final class LearnedResolutionSolver implements Solver {

    private static final double SMALLER = 0.1;

    private LearnedResolutionState state;

    LearnedResolutionSolver(ParameterSet parameters, long seed) {
        state = LearnedResolutionState.start(Contest.of(parameters, new Philox(seed)), parameters);
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            LearnedResolutionState next = state.next(context);
            state = next.networks().bridge().isSound() && next.networks().diffusion().isSound() ? next : state.with(diverged());
        }
        return state.status();
    }

    private Status diverged() {
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "loss-bridge", "",
                "The training diverged: the learning rate is too large", List.of(new Status.Remedy("a tenth of the learning rate",
                        LearnedResolutionParameters.RATE, SMALLER * state.settings().rate()))));
    }

    @Override
    public Frame frame(long step) {
        return new Frame(step, state.iteration(), LearnedResolutionLayers.of(state), diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        return LearnedResolutionLayers.diagnostics(state);
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set)) {
            throw new InputException("the fields take no brush strokes");
        }
        if (state.live().parameter(set.parameter()).info().effect() != Parameter.Effect.LIVE) {
            throw new InputException(set.parameter() + " cannot be changed while the training runs");
        }
        state = state.with(set.parameter(), set.value());
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (LearnedResolutionState) saved;
    }

    @Override
    public double progress() {
        double all = state.settings().iterations();
        return Math.min(1, state.iteration() / all);
    }
}
