package org.pushforward.engine.bridge.discrete.networks;

import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.bridge.discrete.cp.CpPlan;
import org.pushforward.engine.bridge.discrete.cp.DiscreteBenchmark;
import org.pushforward.engine.bridge.discrete.cp.PairTest;
import org.pushforward.engine.numerics.Philox;

/**
 * Judges learned chains against the known bridge of a benchmark by draws, in any dimension: KL(T* ‖ T) of whole ways as the mean of
 * log T* − log T over {@value #WAYS} ways of the true bridge, without bias, and the classifier two-sample test of pairs. Immutable and
 * thread-safe.
 */
final class ChainJudge {

    static final int WAYS = 256;

    private final DiscreteBenchmark benchmark;
    private final Philox random;
    private final PairTest pairs;
    private final int[][] ways;
    private final double trueLog;

    ChainJudge(DiscreteBenchmark benchmark, Philox random) {
        this.benchmark = benchmark;
        this.random = random;
        pairs = new PairTest(benchmark, random.stream(1));
        ReferenceBridge bridge = new ReferenceBridge(benchmark.reference());
        ways = bridge.ways(benchmark.source().draws(random, 1, WAYS), benchmark.target().draws(random, 1, WAYS), random.stream(2));
        trueLog = trueLog(bridge);
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

    PairTest pairs() {
        return pairs;
    }

    /** Ends of a chain from the starts of the pairs. */
    int[] ends(EndpointNetwork forward, StepContext context) {
        return forward.ways(pairs.starts(), random.stream(3), 0, context)[benchmark.reference().transitions()];
    }

    double divergence(EndpointNetwork forward, StepContext context) {
        return (trueLog - forward.logLikelihood(ways, context)) / WAYS;
    }

    /** @param ends of the forward network's chain as {@link #ends} draws them */
    Diagnostics numbers(EndpointNetwork forward, int[] ends, StepContext context) {
        return Diagnostics.of(new Entry("kl", "KL(T* ‖ T), sampled", "nat", divergence(forward, context)),
                new Entry("c2st", "C2ST", "", pairs.score(ends, context)), new Entry("c2st-truth", "C2ST of the true plan", "", pairs.perfect(context)));
    }
}
