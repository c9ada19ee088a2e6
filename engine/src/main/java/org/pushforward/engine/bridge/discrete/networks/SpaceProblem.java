package org.pushforward.engine.bridge.discrete.networks;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.bridge.discrete.cp.CoordinateLaws;
import org.pushforward.engine.bridge.discrete.cp.CpPlan;
import org.pushforward.engine.bridge.discrete.cp.DiscreteBenchmark;
import org.pushforward.engine.bridge.discrete.cp.PlanScores;
import org.pushforward.engine.numerics.Philox;

/**
 * The benchmark in more than two dimensions, where the law of a learned chain cannot be summed. Given a start it is estimated by
 * {@value #DRAWS} ways whose last transition is summed: a mixture of products, scored against the true law like any other. The same
 * estimate from ways of the true bridge scores less than 1; it is shown beside, and is what a perfect chain would get. Immutable and
 * thread-safe.
 */
final class SpaceProblem implements LearnedProblem {

    static final int DRAWS = 256;
    private static final int STARTS = 8;
    /** Starts over which the true laws of single coordinates and of the first two are averaged. */
    private static final int AVERAGED = 4000;

    private final DiscreteBenchmark benchmark;
    private final Philox random;
    private final ChainJudge judge;
    private final int[] starts;
    private final double[] marginals;
    private final double[] plane;
    private final PlanScores perfect;
    private final double perfectError;

    SpaceProblem(DiscreteBenchmark benchmark, Philox random) {
        this.benchmark = benchmark;
        this.random = random;
        judge = new ChainJudge(benchmark, random.stream(1));
        starts = benchmark.source().draws(random, 1, STARTS);
        int s = benchmark.shape().categories();
        marginals = new double[benchmark.shape().dimension() * s];
        plane = new double[s * s];
        average(benchmark.source().draws(random, 2, AVERAGED));
        perfect = perfect(starts, DRAWS, PlanScores.Pairs.NEIGHBOURS, StepContext.creating());
        perfectError = marginalError(judge.pairs().trueEnds());
    }

    private void average(int[] x0) {
        int d = benchmark.shape().dimension();
        int s = benchmark.shape().categories();
        double[] law = new double[s];
        for (int p = 0; p < AVERAGED; p++) {
            CancelToken.askCurrent();
            CpPlan.Mixture given = benchmark.plan().given(x0, p);
            for (int j = 0; j < d; j++) {
                Arrays.fill(law, 0);
                given.marginal(j, 1.0 / AVERAGED, law);
                for (int i = 0; i < s; i++) {
                    marginals[j * s + i] += law[i];
                }
            }
            given.joint(0, 1, 1.0 / AVERAGED, plane);
        }
    }

    @Override
    public CategoricalReference reference() {
        return benchmark.reference();
    }

    @Override
    public CategorySource source() {
        return benchmark.source();
    }

    @Override
    public CategorySource target() {
        return benchmark.target();
    }

    /** Scores of a chain over starts n × D, each by some draws. */
    PlanScores scores(EndpointNetwork forward, int[] x0, int draws, PlanScores.Pairs pairs, StepContext context) {
        return scored(x0, pairs, context, (start, k) -> {
            int[][] ways = forward.ways(repeated(start, draws), random.stream(2), k, context);
            int s = benchmark.shape().categories();
            double[] even = new double[draws];
            Arrays.fill(even, 1.0 / draws);
            return new CpPlan.Mixture(s, start.length, even, forward.lastLaws(ways[ways.length - 2], context));
        });
    }

    /** Scores of the true bridge estimated in the same way. */
    PlanScores perfect(int[] x0, int draws, PlanScores.Pairs pairs, StepContext context) {
        ReferenceBridge bridge = new ReferenceBridge(reference());
        CpPlan last = CpPlan.of(benchmark.shape(), benchmark.theta(), bridge.power(1), context);
        return scored(x0, pairs, context, (start, k) -> {
            int[] from = repeated(start, draws);
            int[][] ways = bridge.ways(from, benchmark.plan().ends(from, random.stream(3), k), random.stream(4 + k));
            CpPlan.Mixture[] each = new CpPlan.Mixture[draws];
            Arrays.setAll(each, p -> last.given(ways[ways.length - 2], p));
            return CpPlan.Mixture.mean(each);
        });
    }

    /** An estimate of the law given start number k. */
    @FunctionalInterface
    private interface Estimate {
        CpPlan.Mixture of(int[] start, int k);
    }

    private PlanScores scored(int[] x0, PlanScores.Pairs pairs, StepContext context, Estimate estimate) {
        int d = benchmark.shape().dimension();
        PlanScores[] each = new PlanScores[x0.length / d];
        for (int k = 0; k < each.length; k++) {
            context.cancel().throwIfCancelled();
            int[] start = Arrays.copyOfRange(x0, k * d, (k + 1) * d);
            each[k] = PlanScores.of(estimate.of(start, k), benchmark.plan().given(start, 0), pairs, context);
        }
        return PlanScores.mean(each);
    }

    private static int[] repeated(int[] start, int n) {
        int[] x = new int[n * start.length];
        Arrays.setAll(x, k -> start[k % start.length]);
        return x;
    }

    /** Total variation distance of the laws of single coordinates of draws from the true ones, mean over coordinates. */
    private double marginalError(int[] ends) {
        return CoordinateLaws.distance(CoordinateLaws.of(ends, benchmark.shape().dimension(), benchmark.shape().categories()), marginals,
                benchmark.shape().dimension());
    }

    @Override
    public Judgement judge(EndpointNetwork forward, StepContext context) {
        int[] ends = judge.ends(forward, context);
        PlanScores scores = scores(forward, starts, DRAWS, PlanScores.Pairs.NEIGHBOURS, context);
        Diagnostics numbers = Diagnostics.of(new Entry("marginal-error", "Error of single coordinates, TV", "", marginalError(ends)),
                new Entry("marginal-error-truth", "Error of true draws, TV", "", perfectError),
                new Entry("shape", "Shape, sampled", "", scores.shape()), new Entry("shape-truth", "Shape of the true bridge", "", perfect.shape()),
                new Entry("trend", "Trend, sampled", "", scores.trend()), new Entry("trend-truth", "Trend of the true bridge", "", perfect.trend()));
        return new Judgement(firstTwo(ends), numbers.and(judge.numbers(forward, ends, context)));
    }

    /** The law of the first two coordinates of draws. */
    private double[] firstTwo(int[] x) {
        int d = benchmark.shape().dimension();
        int s = benchmark.shape().categories();
        double[] law = new double[s * s];
        for (int p = 0; p < x.length; p += d) {
            law[x[p] * s + x[p + 1]] += (double) d / x.length;
        }
        return law;
    }

    @Override
    public List<Layer> layers(LearnedBridgeState state, Philox pictures, StepContext context) {
        double[] p = benchmark.p0();
        double[] start = new double[p.length * p.length];
        Arrays.setAll(start, k -> p[k / p.length] * p[k % p.length]);
        return PlaneLayers.of(state, this, start, plane, pictures, context);
    }
}
