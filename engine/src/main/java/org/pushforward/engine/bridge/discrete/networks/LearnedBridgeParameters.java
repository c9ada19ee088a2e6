package org.pushforward.engine.bridge.discrete.networks;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.cp.DiscreteBenchmark;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Philox;

/** The parameters of {@link LearnedBridgeExperiment}, in the order in which they are shown. */
final class LearnedBridgeParameters {

    static final String PROBLEM = "problem";
    static final String PLANE = "plane";
    static final String BENCHMARK = "benchmark";
    static final String DIGITS = "digits";
    static final String DIMENSION = "dimension";
    static final String FROM = "from";
    static final String TO = "to";
    static final String LEVELS = "levels";
    static final String IMAGE_ALPHA = "image-alpha";
    static final String WIDTH = "width";
    static final String LOGITS = "logits";
    static final String COUPLING = "coupling";
    static final String OPTIMAL = "optimal";
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
        return Stream.of(ends(), chain(), training()).<Parameter<?>>flatMap(List::stream).toList();
    }

    private static List<Parameter<?>> ends() {
        return List.of(new Choice(Info.of(PROBLEM, "Ω", "Problem", ENDS, "Points of the plane in bins, the benchmark whose bridge is known, or "
                        + "handwritten digits whose pixels are grey levels."), List.of(PLANE, BENCHMARK, DIGITS), Default.of(PLANE)),
                PointSources.parameter(Info.of(SOURCE, "p₀", "Source", ENDS, "Where the ways begin.").shownFor(PROBLEM, PLANE), "gaussian"),
                PointSources.parameter(Info.of(TARGET, "p₁", "Target", ENDS, "Where the ways end.").shownFor(PROBLEM, PLANE), "swiss-roll"),
                whole(Info.of(DIMENSION, "D", "Dimensions", ENDS, "Coordinates of a point: with two the learned chain is summed over all "
                        + "states, with more it is judged by draws.").source("catsbench, its configuration").shownFor(PROBLEM, BENCHMARK),
                        2, 16, 2, 64, Default.of(2)),
                whole(Info.of(CATEGORIES, "S", "Categories", ENDS, "Bins a side.").shownFor(PROBLEM, PLANE, BENCHMARK), 20, 60, 4, 100,
                        Default.of(50)),
                new Choice(Info.of(FROM, "p₀", "From", ENDS, "A digit, all of them, or noise: every pixel evenly among the levels.")
                        .shownFor(PROBLEM, DIGITS), ImageSet.names(true), Default.of("3")),
                new Choice(Info.of(TO, "p₁", "To", ENDS, "A digit, or all of them.").shownFor(PROBLEM, DIGITS), ImageSet.names(false),
                        Default.of("8")),
                whole(Info.of(LEVELS, "S", "Grey levels", ENDS, "Categories of a pixel; the digits have seventeen.").shownFor(PROBLEM, DIGITS),
                        2, 16, 2, 17, Default.of(4)));
    }

    private static List<Parameter<?>> chain() {
        Info alpha = Info.of(ALPHA, "α", "Noise", CHAIN, "How far the reference jumps as a part of all categories (gaussian), or the "
                + "probability to leave a category in one step (uniform).");
        return List.of(new Choice(Info.of(REFERENCE, "Q", "Reference", CHAIN, "How the reference leaves a category: to near ones, or to any "
                        + "other.").source(PAPER), List.of("gaussian", "uniform"), Default.of("gaussian")),
                new Real(alpha.source(PAPER).shownFor(PROBLEM, PLANE, BENCHMARK), Range.of(0.005, 0.1), Range.of(1e-3, 1), Scale.LOG,
                        Default.by(REFERENCE, 0.02).when(0.005, "uniform")),
                new Real(Info.of(IMAGE_ALPHA, "α", "Noise", CHAIN, alpha.help()).shownFor(PROBLEM, DIGITS), Range.of(1e-3, 0.5),
                        Range.of(1e-4, 1), Scale.LOG, Default.by(REFERENCE, 0.25).when(0.001, "uniform")),
                whole(Info.of(STEPS, "N", "Times between", CHAIN, "Times between the first and the last; N + 1 transitions."), 1, 30, 0, 100,
                        Default.by(PROBLEM, 10).when(15, BENCHMARK)),
                whole(Info.of(SKIP, "k", "Skip", CHAIN, "Steps of the reference that make one transition."), 1, 20, 1, 1000,
                        Default.by(PROBLEM, 10).when(8, BENCHMARK)));
    }

    private static List<Parameter<?>> training() {
        return List.of(whole(Info.of(WIDTH, "w", "Width", TRAINER, "Units in each of the three hidden layers of a network.").source(PAPER), 32,
                        512, 4, 2048, Default.by(PROBLEM, 128).when(256, DIGITS)),
                new Choice(Info.of(LOGITS, "ℓ", "Logits", TRAINER, "What a network says of an end: the logarithm of its probability, as in the "
                        + "paper, or of its ratio to that of the reference, which is smooth."), List.of("plain", "relative"), Default.of("plain")),
                whole(Info.of(BATCH, "B", "Batch", TRAINER, "Pairs in one step of the optimizer."), 32, 512, 4, 4096, Default.of(128)),
                new Real(Info.of(RATE, "η", "Learning rate", TRAINER, "Of Adam with β = (0.95, 0.99).").live(), Range.of(1e-4, 1e-2),
                        Range.of(1e-7, 1e6), Scale.LOG, Default.of(1e-3)),
                new Real(Info.of(MEMORY, "μ", "Memory", TRAINER, "Of the moving average of the weights, which draws the pairs.").source(PAPER),
                        Range.of(0.9, 0.999), Range.of(0, 0.9999), Scale.LINEAR, Default.of(0.99)),
                new Choice(Info.of(COUPLING, "π₀", "First pairs", TRAINER, "Pairs at the start: independent, or those of a batch that cost the "
                        + "reference least.").source(PAPER), List.of("independent", OPTIMAL), Default.of("independent")),
                whole(Info.of(FIRST, "F", "First steps", TRAINER, "Steps of the run for each network at the start, on the first pairs."), 10,
                        100, 1, 10_000, Default.by(PROBLEM, 40).when(20, DIGITS)),
                whole(Info.of(HALF, "H", "Steps a half", TRAINER, "Steps of the run for each network in a later iteration."), 5, 50, 1, 10_000,
                        Default.by(PROBLEM, 15).when(8, DIGITS)),
                whole(Info.of(ITERATIONS, "L", "Iterations", TRAINER, "Iterations of Markovian fitting, each a forward and a backward half."),
                        1, 10, 1, 1000, Default.of(4)),
                whole(Info.of(INNER, "m", "Steps a frame", TRAINER, "Steps of the optimizer that make one step of the run."), 4, 100, 1, 10_000,
                        Default.of(20)));
    }

    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    /** Steps of the run. */
    static int total(ParameterSet p) {
        return 2 * p.whole(FIRST) + 2 * (p.whole(ITERATIONS) - 1) * p.whole(HALF);
    }

    /** The problem, whose inputs are right; what it is judged by is worked out when it is first asked for. */
    static Supplier<LearnedProblem> problem(ParameterSet p, Philox random) {
        boolean digits = p.choice(PROBLEM).equals(DIGITS);
        CategoricalReference reference = new CategoricalReference(
                CategoricalReference.Kind.valueOf(p.choice(REFERENCE).toUpperCase(Locale.ROOT)), p.whole(digits ? LEVELS : CATEGORIES),
                p.real(digits ? IMAGE_ALPHA : ALPHA), p.whole(STEPS), p.whole(SKIP));
        DiscreteBenchmark.requireMoving(reference, digits ? IMAGE_ALPHA : ALPHA);
        if (digits) {
            int levels = p.whole(LEVELS);
            ImageSet from = ImageSet.named(p.choice(FROM), levels, random.stream(1));
            ImageSet to = ImageSet.named(p.choice(TO), levels, random.stream(2));
            return () -> new DigitProblem(reference, from, to, random.stream(3));
        }
        if (p.choice(PROBLEM).equals(PLANE)) {
            PointSources.Pair pair = PlaneProblem.requirePlane(PointSources.pair(p.source(SOURCE), p.source(TARGET)));
            return () -> PlaneProblem.of(reference, pair, random);
        }
        DiscreteBenchmark benchmark = new DiscreteBenchmark(reference, p.whole(DIMENSION), MODES, DiscreteBenchmark.Start.NORMAL, random);
        return () -> p.whole(DIMENSION) == 2 ? PlaneProblem.of(benchmark, random) : new SpaceProblem(benchmark, random);
    }

    private static Parameter<?> whole(Info info, int softMin, int softMax, int min, int max, Default<Integer> initial) {
        return new Whole(info, Range.of(softMin, softMax), Range.of(min, max), Scale.LINEAR, initial);
    }
}
