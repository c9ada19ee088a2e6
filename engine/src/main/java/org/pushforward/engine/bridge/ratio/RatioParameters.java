package org.pushforward.engine.bridge.ratio;

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

/** The parameters of {@link DensityRatioExperiment}, in the order in which they are shown. */
final class RatioParameters {

    static final String PROBLEM = "problem";
    static final String GAUSSIAN = "gaussian";
    static final String SETS = "sets";
    static final String DIMENSION = "dimension";
    static final String SOURCE_VARIANCE = "source-variance";
    static final String TARGET_MEAN = "target-mean";
    static final String TARGET_VARIANCE = "target-variance";
    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String PATH = "path";
    static final String GAMMA2 = "gamma2";
    static final String E = "e";
    static final String COUPLING = "coupling";
    static final String INDEPENDENT = "independent";
    static final String OPTIMAL = "minibatch-ot";
    static final String BATCH = "batch";
    static final String RATE = "learning-rate";
    static final String STEPS = "steps";
    static final String ITERATIONS = "iterations-per-step";
    static final String QUERY = "query";

    private static final String ENDS = "Distributions";
    private static final String BRIDGE = "Path";
    private static final String TRAINING = "Training";
    private static final String PAPER = "Chen et al. 2025";

    private RatioParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                new Choice(Info.of(PROBLEM, "Ω", "Problem", ENDS, "Two normal distributions, whose ratio is known, or two point sets."),
                        List.of(GAUSSIAN, SETS), Default.of(GAUSSIAN)),
                new Whole(Info.of(DIMENSION, "d", "Dimension", ENDS, "Both are round; the target is moved along the first axis.")
                        .shownFor(PROBLEM, GAUSSIAN), Range.of(1, 20), Range.of(1, 64), Scale.LINEAR, Default.of(1)),
                variance(SOURCE_VARIANCE, "s₀", "Source variance", 1),
                new Real(Info.of(TARGET_MEAN, "μ", "Target mean", ENDS, "The source has mean 0.").shownFor(PROBLEM, GAUSSIAN),
                        Range.of(-5, 5), Range.of(-100, 100), Scale.LINEAR, Default.of(2.0)),
                variance(TARGET_VARIANCE, "s₁", "Target variance", 0.25),
                PointSources.parameter(Info.of(SOURCE, "p₀", "Source", ENDS, "Points of the denominator.").shownFor(PROBLEM, SETS),
                        "gaussian"),
                PointSources.parameter(Info.of(TARGET, "p₁", "Target", ENDS, "Points of the numerator.").shownFor(PROBLEM, SETS),
                        "checkerboard"),
                new Choice(Info.of(PATH, "α, β", "Path", BRIDGE, "How the weight moves from one end to the other.").source(PAPER),
                        DiffusedInterpolant.Path.names(), Default.of("linear")),
                new Real(Info.of(GAMMA2, "γ²", "Bridge noise", BRIDGE, "Variance γ² t(1−t) that is added on the way.").source(PAPER).live(),
                        Range.of(0, 10), Range.of(0, 100), Scale.LINEAR, Default.of(0.5)),
                new Real(Info.of(E, "e", "Dequantisation", BRIDGE, "Variance (α² + β²) e by which both ends are widened.").source(PAPER).live(),
                        Range.of(0, 0.1), Range.of(0, 10), Scale.LINEAR, Default.of(1e-3)),
                new Choice(Info.of(COUPLING, "π", "Coupling", BRIDGE, "How the points of a minibatch are paired.").source(PAPER),
                        List.of(INDEPENDENT, OPTIMAL), Default.of(INDEPENDENT)),
                new Whole(Info.of(BATCH, "B", "Batch", TRAINING, "Pairs in a minibatch."), Range.of(64, 2048), Range.of(8, 8192), Scale.LOG,
                        Default.of(256)),
                new Real(Info.of(RATE, "η", "Learning rate", TRAINING, "Of Adam.").live(), Range.of(1e-4, 1e-2), Range.of(1e-7, 1e6), Scale.LOG,
                        Default.of(5e-3)),
                new Whole(Info.of(STEPS, "N", "Iterations", TRAINING, "Iterations of the training."), Range.of(500, 20_000),
                        Range.of(1, 1_000_000), Scale.LOG, Default.of(4000)),
                new Whole(Info.of(ITERATIONS, "k", "Iterations a step", TRAINING, "Iterations between two pictures."), Range.of(1, 100),
                        Range.of(1, 10_000), Scale.LOG, Default.of(20)),
                new Real(Info.of(QUERY, "x", "Query", "Query", "First coordinate of the point whose time score is shown; the others are 0.")
                        .live(), Range.of(-5, 5), Range.of(-1e3, 1e3), Scale.LINEAR, Default.of(1.0)));
    }

    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    static DiffusedInterpolant interpolant(ParameterSet p) {
        return new DiffusedInterpolant(DiffusedInterpolant.Path.valueOf(p.choice(PATH).toUpperCase(Locale.ROOT)), p.real(GAMMA2), p.real(E));
    }

    private static Parameter<?> variance(String id, String symbol, String label, double initial) {
        return new Real(Info.of(id, symbol, label, ENDS, "Variance of every coordinate.").shownFor(PROBLEM, GAUSSIAN), Range.of(0.01, 4),
                Range.of(1e-6, 1e3), Scale.LOG, Default.of(initial));
    }
}
