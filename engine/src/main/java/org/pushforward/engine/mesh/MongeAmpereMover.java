package org.pushforward.engine.mesh;

import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/**
 * Moves a uniform mesh along the gradient of a convex potential so that every cell holds the same amount of m:
 * m(ξ+∇φ) det(I+D²φ) = θ, ∂φ/∂n = 0 (Budd & Williams 2009), solved by damped Newton-Krylov iterations in logarithms.
 *
 * <p>One step is one Newton iteration; with a moving monitor it is one time level, solved to the tolerance from the mesh of the level
 * before. Sharp monitors are reached through powers mᵖ with p rising to 1. A live change continues from the present mesh, and from the
 * uniform mesh if that does not converge. No published mesh has a folded cell. The state is one immutable record that a step replaces:
 * a cancelled step changes nothing. Not thread-safe.
 */
public final class MongeAmpereMover implements Solver {

    /** A stage of the continuation before the last one need not be solved better. */
    private static final double STAGE_TOLERANCE = 0.1;
    /** Stages tried in turn when {@code continuation} is auto. */
    private static final int SHARP_STAGES = 4;
    private static final int MOST_STAGES = 8;
    /** A run that gains less than that many times in a row has stalled. */
    private static final double SLOW = 0.98;
    private static final int MANY_SLOW = 12;
    private static final int MOST_ITERATIONS_PER_LEVEL = 200;

    private final MonitorModel model;
    private final MeshGrid grid;
    private final MoverFrames frames;
    private final NewtonKrylov newton;
    private final boolean automaticStages;
    private final int firstStages;
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
        automaticStages = continuation.equals(MongeAmpereParameters.AUTO);
        firstStages = automaticStages ? sharpness.isSharp() ? SHARP_STAGES : 1 : Integer.parseInt(continuation);
        state = start(parameters, monitor);
    }

    private MoverState start(ParameterSet parameters, MonitorFunction monitor) {
        StepContext context = StepContext.serial();
        double[] phi = new double[grid.solveCells()];
        MongeAmpereEquation.Evaluation whole = newton.evaluate(phi, monitor, 1, context);
        boolean converged = whole.residual() <= tolerance && !model.isMoving();
        int stages = converged ? 1 : firstStages;
        MongeAmpereEquation.Evaluation e = stages == 1 ? whole : newton.evaluate(phi, monitor, 1.0 / stages, context);
        return new MoverState(parameters, PaintedDensity.NONE, monitor, phi, e, 1, stages, false, 0, 0, 0, 0,
                converged ? Status.CONVERGED : Status.RUNNING);
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
        MoverState now = from;
        if (now.stage() < now.stages() && now.evaluation().residual() <= STAGE_TOLERANCE) {
            now = now.nextStage();
        }
        MongeAmpereEquation.Evaluation here = newton.evaluate(now.phi(), now.monitor(), now.power(), context);
        now = now.evaluated(here);
        if (isConverged(now)) {
            return now.with(Status.CONVERGED);
        }
        if (!Double.isFinite(here.merit())) {
            return from.with(MoverFailure.monitorNotFinite(from, grid));
        }
        return switch (newton.iterate(now.phi(), now.monitor(), now.power(), context)) {
            case NewtonKrylov.Advanced a -> {
                MoverState next = now.advanced(a, SLOW);
                yield next.slow() >= MANY_SLOW ? startAfresh(next, "the residual hardly falls any more", here.minCell(), context)
                        : isConverged(next) ? next.with(Status.CONVERGED) : next;
            }
            case NewtonKrylov.Stalled s -> startAfresh(now.worked(s.linearIterations()), s.reason(), s.cell(), context);
        };
    }

    /** From the uniform mesh, with more stages unless the stall was one of a warm start; a failure when nothing is left to try. */
    private MoverState startAfresh(MoverState stalled, String reason, int cell, StepContext context) {
        boolean canRise = automaticStages && stalled.stages() < MOST_STAGES;
        if (!stalled.warm() && !canRise) {
            return stalled.with(MoverFailure.stalled(stalled, grid, reason, cell));
        }
        int stages = stalled.warm() ? firstStages : stalled.stages() < SHARP_STAGES ? SHARP_STAGES : MOST_STAGES;
        return iterate(stalled.fresh(new double[grid.solveCells()], stages), context);
    }

    private boolean isConverged(MoverState s) {
        return s.stage() == s.stages() && s.evaluation().residual() <= tolerance;
    }

    /** Solves the next time level to the tolerance; the last one again after a late change. */
    private MoverState nextLevel(StepContext context) {
        long level = Math.min(state.level() + 1, MovingTime.levels(state.parameters()));
        MonitorFunction monitor = model.monitor(state.parameters(), state.paint(), MovingTime.at(state.parameters(), level));
        MoverState s = state.atLevel(level, monitor);
        for (int k = 0; k < MOST_ITERATIONS_PER_LEVEL && s.status() instanceof Status.Running; k++) {
            s = iterate(s, context);
        }
        return switch (s.status()) {
            case Status.Converged c -> s.with(level == MovingTime.levels(s.parameters()) ? Status.FINISHED : Status.RUNNING);
            case Status.Failed f -> state.with(f);
            default -> state.with(MoverFailure.stalled(s, grid, "the residual hardly falls any more", s.evaluation().minCell()));
        };
    }

    @Override
    public Frame frame(long step) {
        return frames.frame(step, state);
    }

    @Override
    public Diagnostics diagnostics() {
        return frames.cheap(state);
    }

    @Override
    public void apply(Change change) {
        ParameterSet parameters = state.parameters();
        PaintedDensity paint = state.paint();
        switch (change) {
            case Change.Set set -> {
                if (parameters.parameter(set.parameter()).info().effect() != Parameter.Effect.LIVE) {
                    throw new InputException(set.parameter() + " changes with a reset only");
                }
                parameters = parameters.with(set.parameter(), set.value());
            }
            case Change.Stroke stroke -> paint = paint.with(stroke);
            case Change.Unstroke unstroke -> paint = paint.without(unstroke.id());
        }
        double time = model.isMoving() ? MovingTime.at(parameters, state.level()) : 0;
        state = state.changed(parameters, paint, model.monitor(parameters, paint, time));
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
        return model.isMoving() ? (double) state.level() / MovingTime.levels(state.parameters()) : Double.NaN;
    }
}
