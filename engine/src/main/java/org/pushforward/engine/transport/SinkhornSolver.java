package org.pushforward.engine.transport;

import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Philox;

/**
 * Sinkhorn's iteration between two clouds; one step is one sweep, with a Newton step before it where that helps. A new ε starts from
 * the potentials of the old one. Errors: {@link InputException} when the clouds do not fit together or ε is beyond double precision.
 * Not thread-safe.
 */
final class SinkhornSolver implements Solver {

    private static final int SOURCE_STREAM = 1;
    private static final int TARGET_STREAM = 2;
    private static final double AVERAGING = 32;

    private final SinkhornProblem problem;
    private final LogSinkhorn sinkhorn;
    private final double tolerance;
    private final int rows;
    private final int columns;
    private final CloudView view;
    private SinkhornState state;

    SinkhornSolver(ParameterSet parameters, long seed) {
        this(cloud(parameters, SinkhornParameters.SOURCE, seed), cloud(parameters, SinkhornParameters.TARGET, seed), parameters);
    }

    SinkhornSolver(PointCloud source, PointCloud target, ParameterSet parameters) {
        rows = source.size();
        columns = target.size();
        tolerance = parameters.real(SinkhornParameters.TOLERANCE);
        boolean half = parameters.choice(SinkhornParameters.COST).equals(SinkhornParameters.HALF_SQUARED);
        problem = SinkhornProblem.of(source, target, half ? 0.5 : 1);
        sinkhorn = new LogSinkhorn(problem, tolerance, parameters.flag(SinkhornParameters.DEBIASED));
        view = CloudView.of(problem);
        double eps = parameters.real(SinkhornParameters.EPS);
        requireResolvable(eps);
        state = sinkhorn.start(eps, StepContext.serial());
    }

    private static PointCloud cloud(ParameterSet parameters, String id, long seed) {
        PointSources.Pair pair = PointSources.pair(parameters.source(SinkhornParameters.SOURCE), parameters.source(SinkhornParameters.TARGET));
        boolean isSource = id.equals(SinkhornParameters.SOURCE);
        Philox random = new Philox(seed).stream(isSource ? SOURCE_STREAM : TARGET_STREAM);
        return (isSource ? pair.source() : pair.target()).cloud(parameters.whole(SinkhornParameters.POINTS), random);
    }

    /**
     * Rounding of costs in units of ε is an error of the marginals; what remains of it after summation is measured as 1/10 to 1/50 of
     * an ulp of the largest.
     */
    private void requireResolvable(double eps) {
        double least = problem.costBound() * Math.ulp(1.0) / (AVERAGING * tolerance);
        if (!(eps > least) || !Double.isFinite(1 / eps)) {
            throw new InputException("eps: " + Parameter.Real.text(eps) + " is so small beside costs of up to "
                    + String.format("%.3g", problem.costBound()) + " that double precision cannot hold the marginals to "
                    + Parameter.Real.text(tolerance), String.format("give more than %.1e; %s is a good start", least,
                    Parameter.Real.text(problem.advisedEps())));
        }
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
        return new Frame(step, step, SinkhornLayers.of(problem, state, view, rows, columns),
                SinkhornDiagnostics.full(problem, state, tolerance));
    }

    @Override
    public Diagnostics diagnostics() {
        return SinkhornDiagnostics.of(problem, state, tolerance);
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set) || !set.parameter().equals(SinkhornParameters.EPS)) {
            throw new InputException("only " + SinkhornParameters.EPS + " can be changed while it runs");
        }
        double eps = (Double) set.value();
        requireResolvable(eps);
        state = LogSinkhorn.changed(state, eps);
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (SinkhornState) saved;
    }

    @Override
    public double progress() {
        double start = 2;
        double error = Math.max(state.error(), tolerance);
        return state.isFinal() ? Math.clamp(Math.log(error / start) / Math.log(tolerance / start), 0, 1) : Double.NaN;
    }
}
