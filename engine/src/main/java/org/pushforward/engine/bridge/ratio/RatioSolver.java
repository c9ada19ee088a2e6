package org.pushforward.engine.bridge.ratio;

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
import org.pushforward.engine.learn.DivergedException;
import org.pushforward.engine.numerics.Philox;

/**
 * Trains a time score and integrates it to a density ratio; one step is some iterations. When the noise or the learning rate changes,
 * the training goes on from the present weights. Not thread-safe.
 */
final class RatioSolver implements Solver {

    private static final int JUDGED = 128;

    private final ParameterSet parameters;
    private final Philox random;
    private final double[] judged;
    private RatioState state;

    RatioSolver(ParameterSet parameters, long seed) {
        this.parameters = parameters;
        random = new Philox(seed);
        RatioScene scene = RatioScene.of(parameters);
        judged = scene.judged(random.stream(20), JUDGED);
        double rate = parameters.real(RatioParameters.RATE);
        state = measured(scene, TimeScoreTraining.start(scene.dimension(), rate, random), parameters.real(RatioParameters.QUERY), rate,
                new CancelToken());
    }

    private RatioState measured(RatioScene scene, TimeScoreTraining training, double query, double rate, CancelToken cancel) {
        RatioState.Measures m = RatioState.Measures.of(scene, training, RatioState.point(scene.dimension(), query), judged, cancel);
        Status status = !Double.isFinite(m.divergence()) ? diverged(rate)
                : training.iteration() >= parameters.whole(RatioParameters.STEPS) ? Status.FINISHED : Status.RUNNING;
        return new RatioState(scene, training, query, rate, m, status);
    }

    private static Status diverged(double rate) {
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "loss", "",
                "The training diverged: the learned ratio is no number; a smaller learning rate may help",
                List.of(DivergedException.smaller(RatioParameters.RATE, rate))));
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            try {
                RatioState reached = trained(context.cancel());
                state = reached.status() instanceof Status.Failed ? state.with(reached.status()) : reached;
            } catch (DivergedException e) {
                state = state.with(e.failed(RatioParameters.RATE, state.rate()));
            }
        }
        return state.status();
    }

    private RatioState trained(CancelToken cancel) {
        int left = parameters.whole(RatioParameters.STEPS) - state.training().iteration();
        TimeScoreTraining next = state.training().advance(state.scene(), parameters.whole(RatioParameters.BATCH), state.rate(),
                Math.min(left, parameters.whole(RatioParameters.ITERATIONS)), random, cancel);
        return measured(state.scene(), next, state.query(), state.rate(), cancel);
    }

    @Override
    public Frame frame(long step) {
        return frame(step, StepContext.serial());
    }

    @Override
    public Frame frame(long step, StepContext context) {
        return new Frame(step, state.training().iteration(), RatioLayers.of(state, random, context.cancel()), state.diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        return state.diagnostics();
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set)) {
            throw new InputException("the ratio takes no brush strokes");
        }
        DiffusedInterpolant now = state.scene().interpolant();
        RatioScene scene = switch (set.parameter()) {
            case RatioParameters.GAMMA2 -> state.scene().with(new DiffusedInterpolant(now.path(), (Double) set.value(), now.e()));
            case RatioParameters.E -> state.scene().with(new DiffusedInterpolant(now.path(), now.gamma2(), (Double) set.value()));
            case RatioParameters.QUERY, RatioParameters.RATE -> state.scene();
            default -> throw new InputException("only " + RatioParameters.GAMMA2 + ", " + RatioParameters.E + ", " + RatioParameters.RATE
                    + " and " + RatioParameters.QUERY + " can be changed while the training runs");
        };
        state = measured(scene, state.training(), set.parameter().equals(RatioParameters.QUERY) ? (Double) set.value() : state.query(),
                set.parameter().equals(RatioParameters.RATE) ? (Double) set.value() : state.rate(), new CancelToken());
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (RatioState) saved;
    }

    @Override
    public double progress() {
        return Math.min(1, (double) state.training().iteration() / parameters.whole(RatioParameters.STEPS));
    }
}
