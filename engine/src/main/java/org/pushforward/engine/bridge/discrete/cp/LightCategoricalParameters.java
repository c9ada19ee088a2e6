package org.pushforward.engine.bridge.discrete.cp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.pushforward.engine.bridge.discrete.cp.LightCategoricalSolver.Objective;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/** The parameters of {@link LightCategoricalExperiment}, and of the benchmark that others share. */
final class LightCategoricalParameters {

    static final String DIMENSION = "dimension";
    static final String CATEGORIES = "categories";
    static final String MODES = "modes";
    static final String START = "start";
    static final String REFERENCE = "reference";
    static final String ALPHA = "alpha";
    static final String STEPS = "steps";
    static final String SKIP = "skip";
    static final String COMPONENTS = "components";
    static final String BATCH = "batch";
    static final String RATE = "learning-rate";
    static final String SCHEDULE = "schedule";
    static final String TRAINING = "training-steps";
    static final String INNER = "inner-steps";
    static final String LOSS = "loss";
    static final String JOINT = "joint";
    static final String COORDINATEWISE = "coordinatewise";

    private static final String PROBLEM = "Benchmark";
    private static final String CHAIN = "Reference";
    private static final String TRAINER = "Training";
    private static final String PAPER = "catsbench, its configuration";

    private LightCategoricalParameters() { }

    static List<Parameter<?>> all(Objective objective) {
        List<Parameter<?>> all = new ArrayList<>(common(objective));
        if (objective != Objective.PLAN) {
            all.add(new Choice(Info.of(LOSS, "L", "Loss", TRAINER, "Transitions are compared as a whole, by one drawn step, or coordinate by "
                    + "coordinate, summed over steps, as in the authors’ program.").source("catsbench, dlight_sb_m.py"),
                    List.of(JOINT, COORDINATEWISE), Default.of(objective == Objective.TRANSITION ? JOINT : COORDINATEWISE)));
        }
        return List.copyOf(all);
    }

    /** Of DLightSB-M: the loss that is chosen. */
    static Objective matched(ParameterSet p) {
        return p.choice(LOSS).equals(JOINT) ? Objective.TRANSITION : Objective.COORDINATES;
    }

    private static List<Parameter<?>> common(Objective objective) {
        return List.of(whole(DIMENSION, "D", "Dimensions", PROBLEM, "Coordinates of a point, each of S categories.", 2, 16, 2, 64, 2),
                whole(CATEGORIES, "S", "Categories", PROBLEM, "The number of categories of a coordinate.", 10, 100, 4, 256, 50),
                whole(MODES, "K*", "Its components", PROBLEM, "Components of the potential that defines the true bridge.", 1, 10, 1, 100, 4),
                new Choice(Info.of(START, "p₀", "Start", PROBLEM, "N(0, I), or uniform on [−3, 3], in bins over [−7, 7].").source(PAPER),
                        List.of("normal", "uniform"), Default.of("normal")),
                new Choice(Info.of(REFERENCE, "Q", "Reference", CHAIN, "How the reference leaves a category: to near ones, or to any other.")
                        .source(PAPER), List.of("gaussian", "uniform"), Default.of("gaussian")),
                new Real(Info.of(ALPHA, "α", "Noise", CHAIN, "How far the reference jumps as a part of all categories (gaussian), or the "
                        + "probability to leave a category in one step (uniform).").source(PAPER), Range.of(0.005, 0.1), Range.of(1e-3, 1),
                        Scale.LOG, Default.by(REFERENCE, 0.02).when(0.005, "uniform")),
                whole(STEPS, "N", "Times between", CHAIN, "Times between the first and the last; N + 1 transitions.", 1, 63, 0, 200, 15),
                whole(SKIP, "k", "Skip", CHAIN, "Steps of the reference that make one transition.", 1, 20, 1, 10_000, 8),
                whole(COMPONENTS, "K", "Components", TRAINER, "Components of the fitted potential.", 4, 200, 1, 1000, 50),
                whole(BATCH, "B", "Batch", TRAINER, "Draws from either end for one step of the optimizer.", 32, 512, 1, 10_000, 128),
                new Real(Info.of(RATE, "η", "Learning rate", TRAINER, "Of Adam with β = (0.95, 0.99).").source(PAPER).live(),
                        Range.of(1e-4, 0.1), Range.of(1e-7, 1), Scale.LOG,
                        Default.of(objective == Objective.PLAN ? 0.02 : 0.05)),
                new Choice(Info.of(SCHEDULE, "η(t)", "Schedule", TRAINER, "How the learning rate goes: as it is, or down to nothing at the "
                        + "last step by a cosine.").source("Loshchilov & Hutter 2017"), List.of("constant", "cosine"), Default.of("cosine")),
                whole(TRAINING, "T", "Training steps", TRAINER, "Steps of the optimizer after which the run ends.", 500, 20_000, 1, 1_000_000,
                        4000),
                whole(INNER, "m", "Steps a frame", TRAINER, "Steps of the optimizer that make one step of the run.", 1, 100, 1, 10_000, 20));
    }

    static ParameterSet with(Objective objective, String... assignments) {
        return ParameterSet.of(all(objective), assignments);
    }

    static DiscreteBenchmark benchmark(ParameterSet p, Philox random) {
        CategoricalReference reference = new CategoricalReference(
                CategoricalReference.Kind.valueOf(p.choice(REFERENCE).toUpperCase(Locale.ROOT)), p.whole(CATEGORIES), p.real(ALPHA),
                p.whole(STEPS), p.whole(SKIP));
        return new DiscreteBenchmark(reference, p.whole(DIMENSION), p.whole(MODES),
                DiscreteBenchmark.Start.valueOf(p.choice(START).toUpperCase(Locale.ROOT)), random);
    }

    static Adam.Settings optimizer(double rate) {
        return new Adam.Settings(rate, 0.95, 0.99, 1e-8, 0);
    }

    /** The learning rate of step t as a part of that chosen. */
    static double schedule(ParameterSet p, int t) {
        return p.choice(SCHEDULE).equals("constant") ? 1 : 0.5 * (1 + Math.cos(Math.PI * t / p.whole(TRAINING)));
    }

    private static Parameter<?> whole(String id, String symbol, String label, String group, String help, int softMin, int softMax, int min,
            int max, int initial) {
        return new Whole(Info.of(id, symbol, label, group, help), Range.of(softMin, softMax), Range.of(min, max),
                softMax >= 100 ? Scale.LOG : Scale.LINEAR, Default.of(initial));
    }
}
