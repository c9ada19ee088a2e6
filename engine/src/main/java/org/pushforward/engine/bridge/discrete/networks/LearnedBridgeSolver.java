package org.pushforward.engine.bridge.discrete.networks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.LateSolver;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.learn.DivergedException;
import org.pushforward.engine.numerics.Philox;

/**
 * Discrete iterative Markovian fitting with networks for the projections: a network that goes forward and one that goes backward, each
 * trained on bridges between pairs that the other draws, at first on pairs of independent draws. {@link Manner#ALTERNATING} is CSBM
 * (Ksenofontov & Korotin 2025, algorithm 1), {@link Manner#ONLINE} α-CSBM (Aramayo, Ksenofontov & Korotin 2025), which trains both all
 * the time on pairs of the moving averages. One step is some steps of the optimizer on a pool of fresh pairs; every
 * {@value #JUDGED_EVERY}th is followed by a judgement. All numbers are drawn by the number of the step, so a
 * restored run goes on with the same bits. Not thread-safe.
 */
final class LearnedBridgeSolver implements Solver {

    private static final int JUDGED_EVERY = 10;
    /** Batches of pairs drawn for a step; each is used some times with other times and bridges. */
    private static final int POOL = 4;

    /** When which network learns. */
    enum Manner { ALTERNATING, ONLINE }

    private final ParameterSet parameters;
    private final Manner manner;
    private final LearnedProblem problem;
    private final int dimension;
    private final Philox random;
    private final Optional<CheapestPairing> coupling;
    private LearnedBridgeState state;

    LearnedBridgeSolver(ParameterSet parameters, Manner manner, long seed) {
        this(parameters, manner, seed, LearnedBridgeParameters.problem(parameters, new Philox(seed).stream(1)));
    }

    private LearnedBridgeSolver(ParameterSet parameters, Manner manner, long seed, Supplier<LearnedProblem> posed) {
        this.parameters = parameters;
        this.manner = manner;
        random = new Philox(seed);
        problem = posed.get();
        dimension = problem.source().dimension();
        int width = parameters.whole(LearnedBridgeParameters.WIDTH);
        EndpointPosterior.Logits kind = EndpointPosterior.Logits.valueOf(parameters.choice(LearnedBridgeParameters.LOGITS).toUpperCase(Locale.ROOT));
        ReferenceBridge bridge = new ReferenceBridge(problem.reference());
        coupling = parameters.choice(LearnedBridgeParameters.COUPLING).equals(LearnedBridgeParameters.OPTIMAL)
                ? Optional.of(new CheapestPairing(bridge)) : Optional.empty();
        EndpointNetwork forward = EndpointNetwork.create(bridge, kind, dimension, width, random.stream(3));
        EndpointNetwork backward = EndpointNetwork.create(bridge, kind, dimension, width, random.stream(4));
        state = new LearnedBridgeState(forward, backward, 0, manner == Manner.ONLINE ? -1 : 0, 0, parameters.real(LearnedBridgeParameters.RATE), 0,
                problem.judge(forward, StepContext.creating()), Status.RUNNING);
    }

    /** The same, made when it is needed: what is known about a benchmark takes a second to work out. */
    static LateSolver late(ParameterSet parameters, Manner manner, long seed) {
        Supplier<LearnedProblem> posed = LearnedBridgeParameters.problem(parameters, new Philox(seed).stream(1));
        return new LateSolver(() -> new LearnedBridgeSolver(parameters, manner, seed, posed));
    }

    LearnedProblem problem() {
        return problem;
    }

    @Override
    public Status status() {
        return state.status();
    }

    /** The number of the half that a step belongs to: the first two are longer. */
    private int half(int step) {
        int first = parameters.whole(LearnedBridgeParameters.FIRST);
        return step < 2 * first ? step / first : 2 + (step - 2 * first) / parameters.whole(LearnedBridgeParameters.HALF);
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            try {
                state = next(context);
            } catch (DivergedException e) {
                state = state.with(e.failed(LearnedBridgeParameters.RATE, state.rate()));
            }
        }
        return state.status();
    }

    private LearnedBridgeState next(StepContext context) {
        EndpointNetwork forward = state.forward();
        EndpointNetwork backward = state.backward();
        int half = half(state.done());
        boolean online = manner == Manner.ONLINE;
        int inner = parameters.whole(LearnedBridgeParameters.INNER);
        int batch = parameters.whole(LearnedBridgeParameters.BATCH) / (online ? 2 : 1);
        if (online || half % 2 == 0) {
            forward = train(forward, half == 0 ? Optional.empty() : Optional.of(state.backward()), true, batch, inner, context);
        }
        if (online || half % 2 == 1) {
            // In turns the backward network begins with pairs of the forward one; online both begin with independent pairs.
            backward = train(backward, half == 0 ? Optional.empty() : Optional.of(state.forward()), false, batch, inner, context);
        }
        double loss = online ? 0.5 * (forward.fit().loss() + backward.fit().loss()) : (half % 2 == 0 ? forward : backward).fit().loss();
        int done = state.done() + 1;
        boolean ends = done >= LearnedBridgeParameters.total(parameters);
        return new LearnedBridgeState(forward, backward, done, online ? -1 : half(done), state.trained() + inner, state.rate(),
                loss, done % JUDGED_EVERY == 0 || ends ? problem.judge(forward, context) : state.judgement(),
                ends ? Status.FINISHED : Status.RUNNING);
    }

    /** Steps of the optimizer for a network that goes forward or not, on pairs that another draws. */
    private EndpointNetwork train(EndpointNetwork network, Optional<EndpointNetwork> other, boolean forward, int batch, int inner,
            StepContext context) {
        int step = state.done();
        int purpose = forward ? 10 : 20;
        // A forward network leads from p₀ to p₁; the pairs of a backward one begin at p₁ and end at p₀.
        CategorySource from = forward ? problem.source() : problem.target();
        CategorySource to = forward ? problem.target() : problem.source();
        int[] ends = to.draws(random.stream(purpose), step, POOL * batch);
        int[] starts;
        if (other.isEmpty()) {
            starts = from.draws(random.stream(purpose + 1), step, POOL * batch);
        } else {
            int[][] ways = other.get().ways(ends, random.stream(purpose + 2), step, context);
            starts = ways[ways.length - 1];
        }
        Philox times = random.stream(purpose + 3);
        EndpointNetwork trained = network;
        for (int k = 0; k < inner; k++) {
            context.cancel().throwIfCancelled();
            int a = k % POOL * batch * dimension;
            int b = a + batch * dimension;
            int[] x = Arrays.copyOfRange(starts, a, b);
            int[] y = Arrays.copyOfRange(ends, a, b);
            int[] partners = other.isEmpty() && coupling.isPresent() ? coupling.get().partners(x, y, dimension, context.cancel()) : y;
            trained = trained.trained(x, partners, state.rate(), parameters.real(LearnedBridgeParameters.MEMORY), times, step * inner + k, context);
        }
        return trained;
    }

    @Override
    public Frame frame(long step) {
        return frame(step, StepContext.serial());
    }

    @Override
    public Frame frame(long step, StepContext context) {
        return new Frame(step, state.trained(), problem.layers(state, random.stream(5), context), state.diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        return state.diagnostics();
    }

    @Override
    public double progress() {
        return (double) state.done() / LearnedBridgeParameters.total(parameters);
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set) || !set.parameter().equals(LearnedBridgeParameters.RATE)) {
            throw new InputException("only " + LearnedBridgeParameters.RATE + " can be changed while the networks are trained");
        }
        state = state.with((Double) set.value());
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (LearnedBridgeState) saved;
    }
}
