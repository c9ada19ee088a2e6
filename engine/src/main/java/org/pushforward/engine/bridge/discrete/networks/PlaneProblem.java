package org.pushforward.engine.bridge.discrete.networks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.bridge.discrete.cp.DiscreteBenchmark;
import org.pushforward.engine.bridge.discrete.cp.PlanJudge;
import org.pushforward.engine.bridge.discrete.cp.PlanScores;
import org.pushforward.engine.bridge.discrete.cp.PlaneChain;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Philox;

/**
 * Two distributions on S × S categories and the reference between them: few enough to carry the law of a learned chain through all
 * states, so that where it ends is exact.
 *
 * @param p0 law of the source: exact for a benchmark, else that of {@value #DRAWS} draws
 * @param p1 law of the target, likewise
 * @param known when it is a benchmark
 */
record PlaneProblem(CategoricalReference reference, CategorySource source, CategorySource target, double[] p0, double[] p1,
        Optional<Known> known) implements LearnedProblem {

    private static final int SCORED = 16;

    private static final int DRAWS = 200_000;
    private static final int RANGED = 2000;
    private static final double MARGIN = 1.05;

    static PlaneProblem of(DiscreteBenchmark benchmark, Philox random) {
        double[] p = benchmark.p0();
        double[] p0 = new double[p.length * p.length];
        Arrays.setAll(p0, k -> p[k / p.length] * p[k % p.length]);
        return new PlaneProblem(benchmark.reference(), benchmark.source(), benchmark.target(), p0, new PlanJudge(benchmark, random).end(),
                Optional.of(new Known(benchmark, new ChainJudge(benchmark, random.stream(1)), benchmark.source().draws(random.stream(2), 0, SCORED))));
    }

    /**
     * A benchmark and what chains are judged by.
     *
     * @param starts that scores are averaged over, n × 2
     */
    record Known(DiscreteBenchmark benchmark, ChainJudge judge, int[] starts) {

        PlanScores scores(EndpointNetwork forward, int[] x0, StepContext context) {
            return forward.chain(context).scores(benchmark.plan(), x0, context);
        }

        private Diagnostics judged(EndpointNetwork forward, PlaneChain chain, StepContext context) {
            PlanScores s = chain.scores(benchmark.plan(), starts, context);
            return Diagnostics.of(new Entry("shape", "Shape", "", s.shape()), new Entry("trend", "Trend", "", s.trend()))
                    .and(judge.numbers(forward, judge.ends(forward, context), context));
        }
    }

    static PointSources.Pair requirePlane(PointSources.Pair pair) {
        if (pair.source().dimension() != 2) {
            throw new InputException("source: the points have " + pair.source().dimension() + " coordinates", "give sets of the plane");
        }
        return pair;
    }

    /** Points of the plane in bins over the square about the origin that holds both sets. */
    static PlaneProblem of(CategoricalReference reference, PointSources.Pair pair, Philox random) {
        double span = MARGIN * Math.max(reach(pair.source(), random), reach(pair.target(), random));
        int s = reference.categories();
        CategorySource source = CategorySource.quantised(pair.source(), s, span);
        CategorySource target = CategorySource.quantised(pair.target(), s, span);
        return new PlaneProblem(reference, source, target, law(source, random.stream(1)), law(target, random.stream(2)), Optional.empty());
    }

    @Override
    public Judgement judge(EndpointNetwork forward, StepContext context) {
        PlaneChain chain = forward.chain(context);
        double[] end = chain.end(p0, context.cancel());
        double[] gap = end.clone();
        Arrays.setAll(gap, k -> gap[k] - p1[k]);
        Diagnostics numbers = Diagnostics.of(new Entry("end-error", "Error of p₁, TV", "", PlanScores.half(gap)));
        return new Judgement(end, known.map(k -> numbers.and(k.judged(forward, chain, context))).orElse(numbers));
    }

    @Override
    public List<Layer> layers(LearnedBridgeState state, Philox random, StepContext context) {
        return PlaneLayers.of(state, this, p0, p1, random, context);
    }

    private static double reach(PointSource source, Philox random) {
        return Arrays.stream(source.cloud(RANGED, random).coordinates()).map(Math::abs).max().orElseThrow();
    }

    private static double[] law(CategorySource source, Philox random) {
        int[] x = source.draws(random, 0, DRAWS);
        // Counted first: two hundred thousand additions of 1/n to one cell round by 1e-12.
        int[] counts = new int[source.categories() * source.categories()];
        for (int k = 0; k < DRAWS; k++) {
            counts[x[2 * k] * source.categories() + x[2 * k + 1]]++;
        }
        return Arrays.stream(counts).mapToDouble(c -> (double) c / DRAWS).toArray();
    }
}
