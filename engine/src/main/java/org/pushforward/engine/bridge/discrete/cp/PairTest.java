package org.pushforward.engine.bridge.discrete.cp;

import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * The classifier two-sample test of pairs (x₀, x₁) on a benchmark: {@value #PAIRS} starts whose true ends are told from those of a model,
 * as in the catsbench program. The score of the true plan is found when it is first asked for. Thread-safe.
 */
public final class PairTest {

    /** Thirty batches of the classifier. */
    static final int PAIRS = 30 * TwoSampleClassifier.BATCH;

    private final DiscreteBenchmark benchmark;
    private final Philox random;
    private final int[] x0;
    private final int[] x1;
    private double perfect = Double.NaN;

    public PairTest(DiscreteBenchmark benchmark, Philox random) {
        this.benchmark = benchmark;
        this.random = random;
        x0 = benchmark.source().draws(random, 1, PAIRS);
        x1 = benchmark.target().draws(random, 1, PAIRS);
    }

    public int[] starts() {
        return x0;
    }

    /** Ends of the true plan. */
    public int[] trueEnds() {
        return x1;
    }

    /** The score of other ends from the same starts. */
    public double score(int[] ends, StepContext context) {
        int d = benchmark.shape().dimension();
        return TwoSampleClassifier.score(TwoSampleClassifier.pairs(x0, x1, d), TwoSampleClassifier.pairs(x0, ends, d), 2 * d,
                benchmark.shape().categories(), random.stream(1), context);
    }

    public double score(CpPlan plan, StepContext context) {
        return score(plan.ends(x0, random, 3), context);
    }

    /** The score of fresh ends of the true plan. */
    public synchronized double perfect(StepContext context) {
        if (Double.isNaN(perfect)) {
            perfect = score(benchmark.plan().ends(x0, random, 2), context);
        }
        return perfect;
    }
}
