package org.pushforward.engine.bridge.discrete;

import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Judges learned chains against the known bridge of a benchmark by draws, in any dimension: KL(T* ‖ T) of whole ways as the mean of
 * log T* − log T over {@value #WAYS} ways of the true bridge, without bias, and the classifier two-sample test on {@value #PAIRS} pairs
 * (x₀, x₁), beside the same test of as many fresh ends of the true plan. Immutable and thread-safe.
 */
final class ChainJudge {

    static final int WAYS = 256;
    /** Thirty batches of the classifier. */
    static final int PAIRS = 30 * TwoSampleClassifier.BATCH;

    private final DiscreteBenchmark benchmark;
    private final Philox random;
    private final int[][] ways;
    private final double trueLog;
    private final int[] x0;
    private final int[] x1;
    private final double perfect;

    ChainJudge(DiscreteBenchmark benchmark, Philox random) {
        this.benchmark = benchmark;
        this.random = random;
        ReferenceBridge bridge = new ReferenceBridge(benchmark.reference());
        ways = bridge.ways(benchmark.source().draws(random, 1, WAYS), benchmark.target().draws(random, 1, WAYS), random.stream(1));
        trueLog = trueLog(bridge);
        x0 = benchmark.source().draws(random, 2, PAIRS);
        x1 = benchmark.target().draws(random, 2, PAIRS);
        perfect = score(benchmark.ends(x0, random, 3), StepContext.serial());
    }

    /** Σ log T* of the ways: q*(x₁ | x₀) and the reference's bridge telescope to v(x₁) / c(x₀) and steps of the reference. */
    private double trueLog(ReferenceBridge bridge) {
        CpPlan.Scratch scratch = benchmark.plan().scratch();
        int last = bridge.transitions();
        double sum = 0;
        for (int p = 0; p < WAYS; p++) {
            sum += benchmark.plan().logEnd(ways[last], p, scratch) - benchmark.plan().logStart(ways[0], p, scratch);
        }
        for (int k = 0; k < last; k++) {
            for (int j = 0; j < ways[k].length; j++) {
                sum += Math.log(bridge.probability(1, ways[k][j], ways[k + 1][j]));
            }
        }
        return sum;
    }

    /** Ends of a chain from the starts of the pairs. */
    int[] ends(EndpointNetwork forward, StepContext context) {
        return forward.ways(x0, random.stream(3), 0, context)[benchmark.reference().transitions()];
    }

    /** Ends of the true plan from the same starts. */
    int[] trueEnds() {
        return x1;
    }

    private double score(int[] ends, StepContext context) {
        int d = benchmark.shape().dimension();
        return TwoSampleClassifier.score(TwoSampleClassifier.pairs(x0, x1, d), TwoSampleClassifier.pairs(x0, ends, d), 2 * d,
                benchmark.shape().categories(), random.stream(2), context);
    }

    double divergence(EndpointNetwork forward, StepContext context) {
        return (trueLog - forward.logLikelihood(ways, context)) / WAYS;
    }

    /** @param ends of the forward network's chain as {@link #ends} draws them */
    Diagnostics numbers(EndpointNetwork forward, int[] ends, StepContext context) {
        return Diagnostics.of(new Entry("kl", "KL(T* ‖ T), sampled", "nat", divergence(forward, context)),
                new Entry("c2st", "C2ST", "", score(ends, context)),
                new Entry("c2st-truth", "C2ST of the true plan", "", perfect));
    }
}
