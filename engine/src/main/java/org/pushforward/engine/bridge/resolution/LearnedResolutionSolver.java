package org.pushforward.engine.bridge.resolution;

import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.DivergedException;
import org.pushforward.engine.numerics.Philox;

/**
 * Trains a bridge and a diffusion and draws ensembles of fine fields with both; one step is some iterations. When the training is over, the
 * curves are completed, and a change of the sampling only draws anew. Not thread-safe.
 */
final class LearnedResolutionSolver implements Solver {

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
            try {
                LearnedResolutionState next = state.next(context);
                state = next.networks().bridge().isSound() && next.networks().diffusion().isSound() ? next
                        : state.with(diverged(next.networks()));
            } catch (DivergedException e) {
                state = state.with(e.failed(LearnedResolutionParameters.RATE, state.settings().rate()));
            }
        }
        return state.status();
    }

    private Status diverged(Contest.Both<Denoiser> networks) {
        boolean isBridge = !networks.bridge().isSound();
        Denoiser lost = networks.of(isBridge);
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, isBridge ? "loss-bridge" : "loss-diffusion", "", String.format(Locale.ROOT,
                "The training diverged: the loss of the %s is %.2g, that of no training %.2g; a smaller learning rate may help",
                isBridge ? "bridge" : "diffusion", lost.loss(), lost.first()),
                List.of(DivergedException.smaller(LearnedResolutionParameters.RATE, state.settings().rate()))));
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
