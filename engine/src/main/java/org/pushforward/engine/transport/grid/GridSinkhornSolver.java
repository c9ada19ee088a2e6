package org.pushforward.engine.transport.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
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
        this(p, DensitySources.later(p.whole(GridParameters.GRID), p.source(GridParameters.SOURCE)),
                DensitySources.later(p.whole(GridParameters.GRID), p.source(GridParameters.TARGET)));
    }

    /** Between given masses on the grid of the parameters. */
    GridSinkhornSolver(ParameterSet p, double[] a, double[] b) {
        this(p, () -> a, () -> b);
    }

    private GridSinkhornSolver(ParameterSet p, Supplier<double[]> a, Supplier<double[]> b) {
        tolerance = p.real(GridParameters.TOLERANCE);
        problem = new GridProblem(p.whole(GridParameters.GRID), GridParameters.cost(p), a, b);
        sinkhorn = new GridSinkhorn(problem, tolerance);
        double eps = p.real(GridParameters.EPS);
        GridProblem.requireResolvable(eps, problem.cost(), tolerance);
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
            problem.prepare(context.cancel());
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
        problem.prepare(context.cancel());
        List<Layer> layers = new ArrayList<>();
        Diagnostics diagnostics = diagnostics();
        if (problem.cost() instanceof GridCost.Squared squared) {
            SchroedingerMarginal marginal = SchroedingerMarginal.of(problem, squared, state, context);
            layers.add(GridLayers.moving(problem, marginal));
            diagnostics = state.isSwept() ? diagnostics.and(GridDiagnostics.of(marginal)) : diagnostics;
        }
        layers.addAll(new GridLayers(problem, state, sinkhorn.kernel(state), context).all());
        return new Frame(step, step, layers, diagnostics);
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
                    GridProblem.requireResolvable(eps, problem.cost(), tolerance);
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
