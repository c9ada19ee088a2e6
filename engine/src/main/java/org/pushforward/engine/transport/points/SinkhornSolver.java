package org.pushforward.engine.transport.points;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
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
 * the potentials of the old one, and so do other marginals. Errors: {@link InputException} when the clouds do not fit together, when there
 * is less mass than is to be moved, or when ε is beyond double precision. Not thread-safe.
 */
final class SinkhornSolver implements Solver {

    private static final int SOURCE_STREAM = 1;
    private static final int TARGET_STREAM = 2;
    private static final double AVERAGING = 32;

    private final SinkhornProblem problem;
    private final LogSinkhorn sinkhorn;
    private final double tolerance;
    private final PointCloud source;
    private final PointCloud target;
    private final int rank;
    /** Made for the first frame: sorting many points takes longer than anybody waits for a run to open. */
    private Optional<CloudView> view = Optional.empty();
    private SinkhornState state;

    SinkhornSolver(ParameterSet parameters, long seed) {
        this(PointSources.pair(parameters.source(SinkhornParameters.SOURCE), parameters.source(SinkhornParameters.TARGET)), parameters, seed);
    }

    private SinkhornSolver(PointSources.Pair pair, ParameterSet parameters, long seed) {
        KernelWarmUp.of(pair.source().dimension()).start();
        this(pair.source().cloud(parameters.whole(SinkhornParameters.POINTS), new Philox(seed).stream(SOURCE_STREAM)),
                pair.target().cloud(parameters.whole(SinkhornParameters.POINTS), new Philox(seed).stream(TARGET_STREAM)),
                pair.source().mass(), pair.target().mass(), parameters);
    }

    SinkhornSolver(PointCloud source, PointCloud target, ParameterSet parameters) {
        this(source, target, 1, 1, parameters);
    }

    /** The masses count only where marginals need not be exact. */
    SinkhornSolver(PointCloud source, PointCloud target, double sourceMass, double targetMass, ParameterSet parameters) {
        this.source = source;
        this.target = target;
        tolerance = parameters.real(SinkhornParameters.TOLERANCE);
        boolean half = parameters.choice(SinkhornParameters.COST).equals(SinkhornParameters.HALF_SQUARED);
        boolean exact = parameters.choice(SinkhornParameters.MARGINALS).equals(SinkhornParameters.EXACT);
        problem = SinkhornProblem.of(source, target, exact ? 1 : sourceMass, exact ? 1 : targetMass, half ? 0.5 : 1);
        if (!exact) {
            requireMasses(SinkhornParameters.SOURCE, source);
            requireMasses(SinkhornParameters.TARGET, target);
        }
        Marginals marginals = SinkhornParameters.marginals(parameters);
        requireEnough(marginals);
        rank = parameters.choice(SinkhornParameters.KERNEL).equals(SinkhornParameters.NYSTROEM) ? parameters.whole(SinkhornParameters.RANK) : 0;
        sinkhorn = new LogSinkhorn(problem, tolerance, exact && parameters.flag(SinkhornParameters.DEBIASED), rank);
        double eps = parameters.real(SinkhornParameters.EPS);
        requireResolvable(eps);
        state = sinkhorn.start(eps, marginals);
    }

    /** A point without mass can neither give nor take, whatever the price. */
    private static void requireMasses(String id, PointCloud cloud) {
        for (int i = 0; i < cloud.size(); i++) {
            if (!(cloud.weights()[i] > 0)) {
                throw new InputException(id + ": point " + (i + 1) + " has the weight 0", "remove it, or give it a weight above 0");
            }
        }
    }

    private void requireEnough(Marginals marginals) {
        double most = Math.min(problem.sourceMass(), problem.targetMass());
        // The sum of the weights is off by rounding.
        if (marginals instanceof PartialMarginals(double mass) && mass > most * (1 + 1e-12)) {
            throw new InputException("mass: " + Parameter.Real.text(mass) + " is more than there is to move", "the source has "
                    + rounded(problem.sourceMass()) + " and the target " + rounded(problem.targetMass()) + ": give at most " + rounded(most));
        }
    }

    private static String rounded(double mass) {
        return Parameter.Real.text(Double.parseDouble(String.format(Locale.ROOT, "%.6g", mass)));
    }

    /**
     * Rounding of costs in units of ε is an error of the marginals; what remains of it after summation is measured as 1/10 to 1/50 of
     * an ulp of the largest.
     */
    private void requireResolvable(double eps) {
        double least = problem.costBound() * Math.ulp(1.0) / (AVERAGING * tolerance);
        if (!(eps > least) || !Double.isFinite(1 / eps)) {
            throw new InputException("eps: " + Parameter.Real.text(eps) + " is so small beside costs of up to "
                    + String.format(Locale.ROOT, "%.3g", problem.costBound()) + " that double precision cannot hold the marginals to "
                    + Parameter.Real.text(tolerance), String.format(Locale.ROOT, "give more than %.1e; %s is a good start", least,
                    Parameter.Real.text(problem.advisedEps())));
        }
    }

    SinkhornProblem problem() {
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
        CloudView places = view.orElseGet(() -> CloudView.of(problem, context.cancel()));
        view = Optional.of(places);
        SinkhornArrays arrays = new SinkhornArrays(problem, state, source, target);
        List<Layer> layers = new ArrayList<>(SinkhornLayers.of(problem, state, places, context.cancel()));
        layers.addAll(arrays.layers(context.cancel()));
        return new Frame(step, step, layers, SinkhornDiagnostics.full(problem, state, tolerance, rank, context.cancel()), arrays.notes());
    }

    @Override
    public Diagnostics diagnostics() {
        return SinkhornDiagnostics.of(problem, state, tolerance, rank);
    }

    @Override
    public void apply(Change change) {
        if (change instanceof Change.Set(String parameter, Object value)) {
            switch (parameter) {
                case SinkhornParameters.EPS -> {
                    double eps = (Double) value;
                    requireResolvable(eps);
                    state = sinkhorn.changed(state, eps);
                    return;
                }
                case SinkhornParameters.RHO, SinkhornParameters.RELAXED, SinkhornParameters.MASS -> {
                    Marginals changed = SinkhornParameters.changed(state.marginals(), parameter, value);
                    requireEnough(changed);
                    state = changed.equals(state.marginals()) ? state : LogSinkhorn.changed(state, changed);
                    return;
                }
                default -> { }
            }
        }
        throw new InputException("only eps, rho, relaxed and mass can be changed while it runs");
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
