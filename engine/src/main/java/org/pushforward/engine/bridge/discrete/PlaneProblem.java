package org.pushforward.engine.bridge.discrete;

import java.util.Arrays;
import java.util.Optional;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Philox;

/**
 * Two distributions on S × S categories and the reference between them.
 *
 * @param p0 law of the source: exact for a benchmark, else that of {@value #DRAWS} draws
 * @param p1 law of the target, likewise
 * @param benchmark whose bridge is known, if it is one
 */
record PlaneProblem(CategoricalReference reference, CategorySource source, CategorySource target, double[] p0, double[] p1,
        Optional<DiscreteBenchmark> benchmark) {

    private static final int DRAWS = 200_000;
    private static final int RANGED = 2000;
    private static final double MARGIN = 1.05;

    static PlaneProblem of(DiscreteBenchmark benchmark, Philox random) {
        double[] p = benchmark.p0();
        double[] p0 = new double[p.length * p.length];
        Arrays.setAll(p0, k -> p[k / p.length] * p[k % p.length]);
        return new PlaneProblem(benchmark.reference(), benchmark.source(), benchmark.target(), p0, new PlanJudge(benchmark, random).end(),
                Optional.of(benchmark));
    }

    /** Points of the plane in bins over the square about the origin that holds both sets. */
    static PlaneProblem of(CategoricalReference reference, PointSources.Pair pair, Philox random) {
        if (pair.source().dimension() != 2) {
            throw new InputException("source: the points have " + pair.source().dimension() + " coordinates", "give sets of the plane");
        }
        DiscreteBenchmark.requireMoving(reference);
        double span = MARGIN * Math.max(reach(pair.source(), random), reach(pair.target(), random));
        int s = reference.categories();
        CategorySource source = CategorySource.quantised(pair.source(), s, span);
        CategorySource target = CategorySource.quantised(pair.target(), s, span);
        return new PlaneProblem(reference, source, target, law(source, random.stream(1)), law(target, random.stream(2)), Optional.empty());
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
