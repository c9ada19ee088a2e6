package org.pushforward.engine.bridge.discrete;

import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Philox;

/** The parameters of {@link LearnedBridgeExperiment}, in the order in which they are shown. */
final class LearnedBridgeParameters {

    static final String PROBLEM = "problem";
    static final String PLANE = "plane";
    static final String BENCHMARK = "benchmark";
    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String CATEGORIES = "categories";
    static final String REFERENCE = "reference";
    static final String ALPHA = "alpha";
    static final String STEPS = "steps";
    static final String SKIP = "skip";
    static final String BATCH = "batch";
    static final String RATE = "learning-rate";
    static final String MEMORY = "memory";
    static final String FIRST = "first-steps";
    static final String HALF = "half-steps";
    static final String ITERATIONS = "iterations";
    static final String INNER = "inner-steps";

    private static final int MODES = 4;
    private static final String ENDS = "Distributions";
    private static final String CHAIN = "Reference";
    private static final String TRAINER = "Training";
    private static final String PAPER = "csbm, its swiss roll configuration";

    private LearnedBridgeParameters() { }

    static List<Parameter<?>> all() {
        return List.of(new Choice(Info.of(PROBLEM, "Ω", "Problem", ENDS, "Points of the plane in bins, or the benchmark whose bridge is known."),
                        List.of(PLANE, BENCHMARK), Default.of(PLANE)),
                PointSources.parameter(Info.of(SOURCE, "p₀", "Source", ENDS, "Where the ways begin.").shownFor(PROBLEM, PLANE), "gaussian"),
                PointSources.parameter(Info.of(TARGET, "p₁", "Target", ENDS, "Where the ways end.").shownFor(PROBLEM, PLANE), "swiss-roll"),
                whole(CATEGORIES, "S", "Categories", ENDS, "Bins a side.", 20, 60, 4, 100, Default.of(50)),
                new Choice(Info.of(REFERENCE, "Q", "Reference", CHAIN, "How the reference leaves a category: to near ones, or to any other.")
                        .source(PAPER), List.of("gaussian", "uniform"), Default.of("gaussian")),
                new Real(Info.of(ALPHA, "α", "Noise", CHAIN, "How far the reference jumps as a part of all categories (gaussian), or the "
                        + "probability to leave a category in one step (uniform).").source(PAPER), Range.of(0.005, 0.1), Range.of(1e-3, 1),
                        Scale.LOG, Default.by(REFERENCE, 0.02).when(0.005, "uniform")),
                whole(STEPS, "N", "Times between", CHAIN, "Times between the first and the last; N + 1 transitions.", 1, 30, 0, 100,
                        Default.by(PROBLEM, 10).when(15, BENCHMARK)),
                whole(SKIP, "k", "Skip", CHAIN, "Steps of the reference that make one transition.", 1, 20, 1, 1000,
                        Default.by(PROBLEM, 10).when(8, BENCHMARK)),
                whole(BATCH, "B", "Batch", TRAINER, "Pairs in one step of the optimizer.", 32, 512, 4, 4096, Default.of(128)),
                new Real(Info.of(RATE, "η", "Learning rate", TRAINER, "Of Adam with β = (0.95, 0.99).").live(), Range.of(1e-4, 1e-2),
                        Range.of(1e-7, 1), Scale.LOG, Default.of(1e-3)),
                new Real(Info.of(MEMORY, "μ", "Memory", TRAINER, "Of the moving average of the weights, which draws the pairs.").source(PAPER),
                        Range.of(0.9, 0.999), Range.of(0, 0.9999), Scale.LINEAR, Default.of(0.99)),
                whole(FIRST, "F", "First steps", TRAINER, "Steps of the run for each network at the start, on independent pairs at first.", 10,
                        100, 1, 10_000, Default.of(40)),
                whole(HALF, "H", "Steps a half", TRAINER, "Steps of the run for each network in a later iteration.", 5, 50, 1, 10_000,
                        Default.of(15)),
                whole(ITERATIONS, "L", "Iterations", TRAINER, "Iterations of Markovian fitting, each a forward and a backward half.", 1, 10, 1,
                        1000, Default.of(4)),
                whole(INNER, "m", "Steps a frame", TRAINER, "Steps of the optimizer that make one step of the run.", 4, 100, 1, 10_000,
                        Default.of(20)));
    }

    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    /** Steps of the run. */
    static int total(ParameterSet p) {
        return 2 * p.whole(FIRST) + 2 * (p.whole(ITERATIONS) - 1) * p.whole(HALF);
    }

    static PlaneProblem problem(ParameterSet p, Philox random) {
        CategoricalReference reference = new CategoricalReference(
                CategoricalReference.Kind.valueOf(p.choice(REFERENCE).toUpperCase(Locale.ROOT)), p.whole(CATEGORIES), p.real(ALPHA),
                p.whole(STEPS), p.whole(SKIP));
        return p.choice(PROBLEM).equals(BENCHMARK)
                ? PlaneProblem.of(new DiscreteBenchmark(reference, 2, MODES, DiscreteBenchmark.Start.NORMAL, random), random)
                : PlaneProblem.of(reference, PointSources.pair(p.source(SOURCE), p.source(TARGET)), random);
    }

    private static Parameter<?> whole(String id, String symbol, String label, String group, String help, int softMin, int softMax, int min,
            int max, Default<Integer> initial) {
        return new Whole(Info.of(id, symbol, label, group, help), Range.of(softMin, softMax), Range.of(min, max), Scale.LINEAR, initial);
    }
}
