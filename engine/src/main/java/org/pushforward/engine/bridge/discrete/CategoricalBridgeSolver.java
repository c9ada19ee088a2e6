package org.pushforward.engine.bridge.discrete;

import java.util.Collections;
import java.util.List;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalBridgeState.CategoricalProblem;
import org.pushforward.engine.numerics.Matrix;

/**
 * Exact discrete iterative Markovian fitting from the independent coupling; one step is one projection, forward and backward in turn.
 * O(N S³) a step. When α changes, the fitting goes on from the present coupling, whose marginals stay right. Not thread-safe.
 *
 * @see MarkovianProjection
 */
final class CategoricalBridgeSolver implements Solver {

    /** Projections without a smaller divergence after which it is at its rounding error. */
    private static final int PATIENCE = 6;

    private final ParameterSet parameters;
    private final long seed;
    private CategoricalBridgeState state;
    private double least = Double.POSITIVE_INFINITY;
    private int idle;

    CategoricalBridgeSolver(ParameterSet parameters, long seed) {
        this.parameters = parameters;
        this.seed = seed;
        int s = parameters.whole(CategoricalBridgeParameters.CATEGORIES);
        CategoricalProblem problem = CategoricalProblem.of(
                CategoricalBridgeParameters.reference(parameters, parameters.real(CategoricalBridgeParameters.ALPHA)),
                CategoricalShape.named(parameters.choice(CategoricalBridgeParameters.SOURCE)).probabilities(s),
                CategoricalShape.named(parameters.choice(CategoricalBridgeParameters.TARGET)).probabilities(s));
        state = judged(problem, 0, new MarkovianProjection(problem.independent(),
                Collections.nCopies(problem.reference().transitions(), problem.reference().step())));
    }

    private CategoricalBridgeState judged(CategoricalProblem problem, int half, MarkovianProjection projection) {
        double kl = Divergence.kl(projection.coupling().toArray(), problem.truth().toArray());
        idle = kl < least ? 0 : idle + 1;
        least = Math.min(least, kl);
        double tolerance = parameters.real(CategoricalBridgeParameters.TOLERANCE);
        Status status = kl <= tolerance ? Status.CONVERGED : idle < PATIENCE ? Status.RUNNING : stalled(kl);
        return new CategoricalBridgeState(problem, half, projection, kl, status);
    }

    private static Status stalled(double kl) {
        double reached = Math.min(1, Math.pow(10, Math.ceil(Math.log10(kl)) + 1));
        return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "kl", "", String.format(
                "The divergence from the bridge stays at its rounding error of %.0e", kl),
                List.of(new Status.Remedy("Accept " + reached, CategoricalBridgeParameters.TOLERANCE, reached))));
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            Matrix q = state.coupling();
            CategoricalReference r = state.problem().reference();
            MarkovianProjection next = state.half() % 2 == 0 ? MarkovianProjection.forward(q, r, context)
                    : MarkovianProjection.backward(q, r, context);
            state = judged(state.problem(), state.half() + 1, next);
        }
        return state.status();
    }

    @Override
    public Frame frame(long step) {
        return new Frame(step, state.half(), CategoricalBridgeLayers.of(state, seed), state.diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        return state.diagnostics();
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set) || !set.parameter().equals(CategoricalBridgeParameters.ALPHA)) {
            throw new InputException("only " + CategoricalBridgeParameters.ALPHA + " can be changed while the bridge is fitted");
        }
        CategoricalProblem p = state.problem();
        CategoricalReference reference = CategoricalBridgeParameters.reference(parameters, (Double) set.value());
        least = Double.POSITIVE_INFINITY;
        state = judged(CategoricalProblem.of(reference, p.p0(), p.p1()), state.half(), state.projection());
    }

    private record Saved(CategoricalBridgeState state, double least, int idle) implements State {
        @Override
        public long bytes() {
            return state.bytes();
        }
    }

    @Override
    public State save() {
        return new Saved(state, least, idle);
    }

    @Override
    public void restore(State saved) {
        Saved s = (Saved) saved;
        state = s.state();
        least = s.least();
        idle = s.idle();
    }
}
