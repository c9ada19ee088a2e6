package org.pushforward.engine.mesh;

import java.util.Optional;
import java.util.OptionalInt;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MongeAmpereEquation;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.NewtonKrylov;

/**
 * Moves a uniform mesh along the gradient of a convex potential so that every cell holds the same amount of m:
 * m(ξ+∇φ) det(I+D²φ) = θ, ∂φ/∂n = 0 (Budd & Williams 2009), solved by damped Newton-Krylov iterations in logarithms.
 *
 * <p>One step is one Newton iteration; with a moving monitor it is one time level, solved to the tolerance from the mesh of the level
 * before. Sharp monitors are reached through powers mᵖ with p rising to 1, in shorter stages where Newton's method stalls. A live change
 * continues from the present mesh; if that does not converge from the last mesh that solved something, then from the uniform one. A run
 * that fails tries out what would help, so its first remedy is known to lead on. No published mesh has a folded cell. The state is one immutable record that a step replaces:
 * a cancelled step changes nothing. Not thread-safe.
 */
public final class MongeAmpereMover implements Solver {

    private static final int MOST_ITERATIONS_PER_LEVEL = 200;
    private static final int MOST_ITERATIONS_OF_A_TRIAL = 60;
    private static final String HARDLY_FALLS = "the residual hardly falls any more";

    private final MonitorModel model;
    private final MeshGrid grid;
    private final MoverFrames frames;
    private final NewtonKrylov newton;
    private final OptionalInt stages;
    private final double tolerance;
    private MoverState state;

    /** @throws InputException when a picture cannot be read or the solve grid would be too large */
    public MongeAmpereMover(ParameterSet parameters) {
        model = new MonitorModel(parameters);
        MonitorFunction monitor = model.monitor(parameters, PaintedDensity.NONE, 0);
        Sharpness sharpness = Sharpness.of(monitor, model.domain());
        grid = sharpness.grid(model.domain(), parameters.whole("n"), parameters.choice("refine"));
        newton = new NewtonKrylov(grid);
        tolerance = parameters.real("tolerance");
        frames = new MoverFrames(model, grid, newton, tolerance);
        String continuation = parameters.choice("continuation");
        stages = continuation.equals(MongeAmpereParameters.AUTO) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(continuation));
        state = start(new MoverState.Target(parameters, PaintedDensity.NONE, 0, monitor), sharpness);
    }

    private MoverState start(MoverState.Target target, Sharpness sharpness) {
        StepContext context = StepContext.creating();
        double[] phi = new double[grid.solveCells()];
        MongeAmpereEquation.Evaluation whole = newton.evaluate(phi, target.monitor(), 1, context);
        if (whole.residual() <= tolerance && !model.isMoving()) {
            return new MoverState(target, phi, whole, Continuation.warm(phi), 0, 0, Status.CONVERGED);
        }
        Continuation continuation = fresh(sharpness);
        MongeAmpereEquation.Evaluation first = continuation.power() == 1 ? whole : newton.evaluate(phi, target.monitor(), continuation.power(), context);
        return new MoverState(target, phi, first, continuation, 0, 0, Status.RUNNING);
    }

    /** From the uniform mesh. */
    private Continuation fresh(Sharpness sharpness) {
        double[] zero = new double[grid.solveCells()];
        return stages.isPresent() ? Continuation.fixed(stages.getAsInt(), zero) : Continuation.adaptive(sharpness, zero);
    }

    MeshGrid grid() {
        return grid;
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            state = model.isMoving() ? nextLevel(context) : iterate(state, context);
        }
        return state.status();
    }

    /** One Newton iteration; on a stall also the first one of a fresh start. */
    private MoverState iterate(MoverState from, StepContext context) {
        boolean goesOn = !from.continuation().isLast() && from.isStageDone();
        Continuation continuation = goesOn ? from.continuation().next(from.phi()) : from.continuation();
        MongeAmpereEquation.Evaluation here = newton.evaluate(from.phi(), from.monitor(), continuation.power(), context);
        MoverState now = from.with(continuation).with(here);
        if (isConverged(now)) {
            return now.with(Status.CONVERGED);
        }
        if (!Double.isFinite(here.merit())) {
            return from.with(MoverFailure.monitorNotFinite(from, grid));
        }
        return switch (newton.iterate(now.phi(), now.monitor(), continuation.power(), context)) {
            case NewtonKrylov.Advanced a -> {
                MoverState next = now.advanced(a);
                yield next.continuation().hasStalled() ? tryOtherwise(next, HARDLY_FALLS, a.evaluation().minCell(), context)
                        : isConverged(next) ? next.with(Status.CONVERGED) : next;
            }
            case NewtonKrylov.Stalled s -> tryOtherwise(now.stalled(s), s.reason(), s.cell(), context);
        };
    }

    /** A shorter stage; after a warm start first the fallback, then a fresh start. A failure when nothing is left to try. */
    private MoverState tryOtherwise(MoverState stalled, String reason, int cell, StepContext context) {
        Continuation tried = stalled.continuation();
        return switch (tried.kind()) {
            case WARM -> iterate(stalled.backTo(tried.fallback()), context);
            case FALLBACK -> iterate(stalled.backTo(fresh(Sharpness.of(stalled.monitor(), model.domain()))), context);
            case ADAPTIVE, FIXED -> tried.canBeShorter() ? iterate(stalled.backTo(tried.shorter()), context)
                    : stalled.with(MoverFailure.stalled(stalled, grid, reason, cell, wayOut(stalled, context)));
        };
    }

    /** A remedy that was tried: the run converges from the last mesh that solved something. Empty when none was found. */
    private Optional<Status.Remedy> wayOut(MoverState stalled, StepContext context) {
        for (Status.Remedy remedy : MoverFailure.candidates(stalled)) {
            MoverState.Target now = stalled.target();
            MoverState trial = stalled.towards(target(now.parameters().with(remedy.parameter(), remedy.value()), now.paint(), now.level()));
            trial = trial.backTo(trial.continuation().fallback());
            if (converges(trial, context)) {
                return Optional.of(remedy);
            }
        }
        return Optional.empty();
    }

    /** Whether Newton's method alone converges, in a number of iterations that is worth the wait. */
    private boolean converges(MoverState start, StepContext context) {
        MoverState s = start;
        for (int k = 0; k < MOST_ITERATIONS_OF_A_TRIAL; k++) {
            MongeAmpereEquation.Evaluation here = newton.evaluate(s.phi(), s.monitor(), 1, context);
            s = s.with(here);
            if (here.residual() <= tolerance) {
                return true;
            }
            if (!Double.isFinite(here.merit())
                    || !(newton.iterate(s.phi(), s.monitor(), 1, context) instanceof NewtonKrylov.Advanced a)) {
                return false;
            }
            s = s.advanced(a);
            if (s.continuation().hasStalled()) {
                return false;
            }
        }
        return false;
    }

    private boolean isConverged(MoverState s) {
        return s.continuation().isLast() && s.evaluation().residual() <= tolerance;
    }

    /** Solves the next time level to the tolerance; the last one again after a late change. */
    private MoverState nextLevel(StepContext context) {
        MoverState.Target now = state.target();
        long level = Math.min(now.level() + 1, MovingTime.levels(now.parameters()));
        MoverState s = state.towards(target(now.parameters(), now.paint(), level));
        for (int k = 0; k < MOST_ITERATIONS_PER_LEVEL && s.status() instanceof Status.Running; k++) {
            s = iterate(s, context);
        }
        return switch (s.status()) {
            case Status.Converged c -> s.with(level == MovingTime.levels(s.parameters()) ? Status.FINISHED : Status.RUNNING);
            case Status.Failed f -> state.with(f);
            default -> state.with(MoverFailure.stalled(s, grid, HARDLY_FALLS, s.evaluation().minCell(), Optional.empty()));
        };
    }

    @Override
    public Frame frame(long step) {
        return frame(step, StepContext.serial());
    }

    @Override
    public Frame frame(long step, StepContext context) {
        return frames.frame(step, state, context);
    }

    @Override
    public Diagnostics diagnostics() {
        return frames.cheap(state);
    }

    @Override
    public void apply(Change change) {
        MoverState.Target now = state.target();
        state = state.towards(switch (change) {
            case Change.Set set -> {
                if (now.parameters().parameter(set.parameter()).info().effect() != Parameter.Effect.LIVE) {
                    throw new InputException(set.parameter() + " changes with a reset only");
                }
                yield target(now.parameters().with(set.parameter(), set.value()), now.paint(), now.level());
            }
            case Change.Stroke stroke -> target(now.parameters(), now.paint().with(stroke), now.level());
            case Change.Unstroke unstroke -> target(now.parameters(), now.paint().without(unstroke.id()), now.level());
        });
    }

    private MoverState.Target target(ParameterSet parameters, PaintedDensity paint, long level) {
        double time = MovingTime.at(parameters, level);
        return new MoverState.Target(parameters, paint, level, model.monitor(parameters, paint, time));
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (MoverState) saved;
    }

    @Override
    public double progress() {
        return model.isMoving() ? (double) state.target().level() / MovingTime.levels(state.parameters()) : Double.NaN;
    }
}
