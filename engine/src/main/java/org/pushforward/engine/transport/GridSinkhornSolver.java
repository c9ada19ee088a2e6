package org.pushforward.engine.transport;

import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.DensitySources;

/**
 * Sinkhorn's iteration between two densities on a grid; one step is one sweep. A new ε starts from the potentials of the old one; a new
 * time only looks at the bridge elsewhere. Errors: {@link InputException} when a picture is empty or ε beyond double precision. Not
 * thread-safe.
 */
final class GridSinkhornSolver implements Solver {

    private final GridProblem problem;
    private final GridSinkhorn sinkhorn;
    private final double tolerance;
    private GridState state;

    GridSinkhornSolver(ParameterSet p) {
        this(p, DensitySources.on(p.whole(GridParameters.GRID), p.source(GridParameters.SOURCE)),
                DensitySources.on(p.whole(GridParameters.GRID), p.source(GridParameters.TARGET)));
    }

    /** Between given masses on the grid of the parameters. */
    GridSinkhornSolver(ParameterSet p, double[] a, double[] b) {
        tolerance = p.real(GridParameters.TOLERANCE);
        problem = GridProblem.of(p.whole(GridParameters.GRID), GridParameters.kappa(p), a, b);
        sinkhorn = new GridSinkhorn(problem, tolerance);
        double eps = p.real(GridParameters.EPS);
        GridProblem.requireResolvable(eps, problem.largestCost(), tolerance);
        state = sinkhorn.start(eps, p.real(GridParameters.TIME));
    }

    GridProblem problem() {
        return problem;
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            state = sinkhorn.next(state, context);
        }
        return state.status();
    }

    @Override
    public Frame frame(long step) {
        return frame(step, StepContext.serial());
    }

    @Override
    public Frame frame(long step, StepContext context) {
        SchroedingerMarginal marginal = SchroedingerMarginal.of(problem, state, context);
        Diagnostics inside = state.isSwept()
                ? Diagnostics.of(new Diagnostics.Entry("bridge-inside", "Share of the bridge inside the square", "", marginal.inside())) : Diagnostics.NONE;
        return new Frame(step, step, GridLayers.of(problem, state, marginal, context), diagnostics().and(inside));
    }

    @Override
    public Diagnostics diagnostics() {
        return GridDiagnostics.of(problem, state, tolerance);
    }

    @Override
    public void apply(Change change) {
        if (change instanceof Change.Set(String parameter, Object value)) {
            switch (parameter) {
                case GridParameters.TIME -> {
                    state = state.at((Double) value);
                    return;
                }
                case GridParameters.EPS -> {
                    double eps = (Double) value;
                    GridProblem.requireResolvable(eps, problem.largestCost(), tolerance);
                    state = sinkhorn.changed(state, eps);
                    return;
                }
                default -> { }
            }
        }
        throw new InputException("only " + GridParameters.EPS + " and " + GridParameters.TIME + " can be changed while it runs");
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (GridState) saved;
    }

    @Override
    public double progress() {
        double start = 2;
        double error = Math.max(state.error(), tolerance);
        return state.isFinal() ? Math.clamp(Math.log(error / start) / Math.log(tolerance / start), 0, 1) : Double.NaN;
    }
}
