package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
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
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * Fits a potential in CP form to unpaired draws of both ends by Adam; one step is some steps of the optimizer and one judgement against
 * the truth. The numbers of a training step are those of its number, so a restored run goes on with the same bits. No rate makes it
 * fail: every table is relative to its largest entry and the reference leads everywhere. Not thread-safe.
 *
 * @see CpMatching
 */
final class LightCategoricalSolver implements Solver {

    /** Share of a drawn category in its core at the start, the rest is spread evenly. */
    private static final double DRAWN = 0.9;
    /** Steps of the run from one classifier test to the next. */
    private static final int CLASSIFIED_EVERY = 10;

    /** What is made likely: the plan, transitions as a whole, or their single coordinates. */
    enum Objective { PLAN, TRANSITION, COORDINATES }

    /** Scoring takes longer than anybody waits for a run to open: it begins with the first step. */
    private static final PlanScores UNKNOWN = new PlanScores(Double.NaN, Double.NaN);

    private final ParameterSet parameters;
    private final Objective objective;
    private final PlanJudge judge;
    private final CategorySource source;
    private final CategorySource target;
    private final ReferenceBridge bridge;
    private final CpMatching matching;
    private final CoordinateMatching coordinates;
    private final Philox starts;
    private final Philox ends;
    private final Philox ways;
    private final Philox pictures;
    private final double[] gradient;
    private LightCategoricalState state;

    LightCategoricalSolver(ParameterSet parameters, Objective objective, long seed) {
        this(parameters, objective, seed, LightCategoricalParameters.benchmark(parameters, new Philox(seed).stream(1)));
    }

    /** The same, made when it is needed: what is known about large benchmarks takes seconds to work out. */
    static LateSolver late(ParameterSet parameters, Objective objective, long seed) {
        DiscreteBenchmark benchmark = LightCategoricalParameters.benchmark(parameters, new Philox(seed).stream(1));
        return new LateSolver(() -> new LightCategoricalSolver(parameters, objective, seed, benchmark));
    }

    private LightCategoricalSolver(ParameterSet parameters, Objective objective, long seed, DiscreteBenchmark benchmark) {
        this.parameters = parameters;
        this.objective = objective;
        Philox random = new Philox(seed);
        judge = new PlanJudge(benchmark, random.stream(2));
        source = benchmark.source();
        target = benchmark.target();
        bridge = new ReferenceBridge(benchmark.reference());
        starts = random.stream(3);
        ends = random.stream(4);
        ways = random.stream(5);
        pictures = random.stream(6);
        CpShape shape = new CpShape(source.dimension(), source.categories(), parameters.whole(LightCategoricalParameters.COMPONENTS));
        matching = new CpMatching(shape);
        coordinates = new CoordinateMatching(shape, bridge);
        gradient = new double[shape.size()];
        double rate = parameters.real(LightCategoricalParameters.RATE);
        double[] theta = initial(shape, target, random.stream(7));
        StepContext context = StepContext.creating();
        state = judged(theta, new Adam(theta.length, LightCategoricalParameters.optimizer(rate)), 0, rate, loss(theta, 0, context),
                new Classified(Double.NaN, Double.NaN), context);
    }

    /** Every component at a draw of the target, with nearly equal weights. */
    static double[] initial(CpShape shape, CategorySource target, Philox random) {
        int k0 = shape.components();
        int d0 = shape.dimension();
        int[] x = target.draws(random, 0, k0);
        double[] theta = new double[shape.size()];
        random.normals(0, k0, 1, 1, theta, 0);
        double elsewhere = Math.log((1 - DRAWN) / (shape.categories() - 1));
        for (int k = 0; k < k0; k++) {
            theta[k] = 0.1 * theta[k] - 2;
            for (int d = 0; d < d0; d++) {
                for (int s = 0; s < shape.categories(); s++) {
                    theta[k0 + shape.row(d, s) + k] = s == x[k * d0 + d] ? Math.log(DRAWN) : elsewhere;
                }
            }
        }
        return theta;
    }

    /** Scores of the classifier two-sample test. */
    private record Classified(double score, double truth) { }

    /** The latest scores, or those of the beginning. */
    private Classified classified(StepContext context) {
        return Double.isNaN(state.classified()) ? classified(state.plan(), context) : new Classified(state.classified(), state.classifiedTruth());
    }

    private Classified classified(CpPlan plan, StepContext context) {
        return new Classified(judge.pairs().score(plan, context), judge.pairs().perfect(context));
    }

    private LightCategoricalState judged(double[] theta, Adam adam, int trained, double rate, double loss, Classified before, StepContext context) {
        CpPlan plan = CpPlan.of(matching.shape(), theta, bridge.power(bridge.transitions()), context);
        double[] end = judge.end(plan, context);
        double[] gap = end.clone();
        Arrays.setAll(gap, k -> gap[k] - judge.end()[k]);
        boolean ends = trained >= parameters.whole(LightCategoricalParameters.TRAINING);
        boolean classifies = ends || trained > 0 && trained % (CLASSIFIED_EVERY * parameters.whole(LightCategoricalParameters.INNER)) == 0;
        Classified now = classifies ? classified(plan, context) : before;
        return new LightCategoricalState(theta, adam, trained, rate, loss, plan, trained == 0 ? UNKNOWN : judge.scores(plan, context), judge.divergence(plan), end,
                PlanScores.half(gap), now.score, now.truth,
                ends ? Status.FINISHED : Status.RUNNING);
    }

    DiscreteBenchmark benchmark() {
        return judge.benchmark();
    }

    /** As {@link #descend} left it. */
    double[] gradient() {
        return gradient;
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (!(state.status() instanceof Status.Running)) {
            return state.status();
        }
        double[] theta = state.theta().clone();
        Adam adam = state.adam().copy();
        int end = Math.min(state.trained() + parameters.whole(LightCategoricalParameters.INNER),
                parameters.whole(LightCategoricalParameters.TRAINING));
        Classified before = classified(context);
        double loss = 0;
        for (int t = state.trained(); t < end; t++) {
            loss += descend(theta, t, context) / (end - state.trained());
            adam.step(theta, gradient, state.rate() * LightCategoricalParameters.schedule(parameters, t));
        }
        state = judged(theta, adam, end, state.rate(), loss, before, context);
        return state.status();
    }

    /** The loss of training step t and its gradient. */
    double descend(double[] theta, int t, StepContext context) {
        if (objective == Objective.COORDINATES) {
            return coordinates.gradient(theta, bridges(t), gradient, context);
        }
        Sides s = sides(t);
        return s.known + matching.gradient(theta, s.from, s.to, gradient, context);
    }

    /** The loss of training step t. */
    double loss(double[] theta, int t, StepContext context) {
        if (objective == Objective.COORDINATES) {
            return coordinates.value(theta, bridges(t), context);
        }
        Sides s = sides(t);
        return s.known + matching.value(theta, s.from, s.to, context);
    }

    private int batch() {
        return parameters.whole(LightCategoricalParameters.BATCH);
    }

    /** A time in 0 … N for step t. */
    private int time(int t) {
        double[] u = new double[1];
        ways.uniforms(batch() * (long) source.dimension(), 1, t, 1, u, 0);
        return Math.min(bridge.transitions() - 1, (int) (u[0] * bridge.transitions()));
    }

    private CoordinateMatching.Bridges bridges(int t) {
        int[] x1 = target.draws(ends, t, batch());
        int n = time(t);
        return new CoordinateMatching.Bridges(bridge.step(source.draws(starts, t, batch()), x1, n, ways, t).x(), x1, n);
    }

    /** What training step t compares, and the part of the loss that does not depend on the potential. */
    private record Sides(CpMatching.Side from, CpMatching.Side to, double known) { }

    private Sides sides(int t) {
        int[] x0 = source.draws(starts, t, batch());
        int[] x1 = target.draws(ends, t, batch());
        int last = bridge.transitions();
        if (objective == Objective.PLAN) {
            return new Sides(new CpMatching.Side(x0, bridge.power(last)), new CpMatching.Side(x1, bridge.power(0)), 0);
        }
        int n = time(t);
        ReferenceBridge.Step step = bridge.step(x0, x1, n, ways, t);
        double known = 0;
        for (int k = 0; k < x1.length; k++) {
            known += Math.log(bridge.probability(last - n - 1, step.next()[k], x1[k]) / bridge.probability(last - n, step.x()[k], x1[k]));
        }
        return new Sides(new CpMatching.Side(step.x(), bridge.power(last - n)), new CpMatching.Side(step.next(), bridge.power(last - n - 1)),
                known / batch());
    }

    @Override
    public Frame frame(long step) {
        return new Frame(step, state.trained(), LightCategoricalLayers.of(state, judge, bridge, pictures), state.diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        return state.diagnostics();
    }

    @Override
    public double progress() {
        return (double) state.trained() / parameters.whole(LightCategoricalParameters.TRAINING);
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set) || !set.parameter().equals(LightCategoricalParameters.RATE)) {
            throw new InputException("only " + LightCategoricalParameters.RATE + " can be changed while the potential is fitted");
        }
        state = state.with((Double) set.value());
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (LightCategoricalState) saved;
    }
}
