package org.pushforward.engine.bridge.discrete;

import java.util.Arrays;
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

/** The parameters of {@link CategoricalBridgeExperiment}, in the order in which they are shown. */
final class CategoricalBridgeParameters {

    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String CATEGORIES = "categories";
    static final String REFERENCE = "reference";
    static final String ALPHA = "alpha";
    static final String STEPS = "steps";
    static final String SKIP = "skip";
    static final String TOLERANCE = "tolerance";

    private static final String ENDS = "Distributions";
    private static final String CHAIN = "Reference";
    private static final String SOLVER = "Solver";
    private static final String PAPER = "Ksenofontov & Korotin 2025, §4";

    private CategoricalBridgeParameters() { }

    static List<Parameter<?>> all() {
        return List.of(shape(SOURCE, "p₀", "Source", "uniform"), shape(TARGET, "p₁", "Target", "ramp"), categories(), reference(), alpha(),
                steps(), skip(), tolerance());
    }

    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    static CategoricalReference reference(ParameterSet p, double alpha) {
        return new CategoricalReference(CategoricalReference.Kind.valueOf(p.choice(REFERENCE).toUpperCase(Locale.ROOT)),
                p.whole(CATEGORIES), alpha, p.whole(STEPS), p.whole(SKIP));
    }

    private static Parameter<?> shape(String id, String symbol, String label, String initial) {
        return new Choice(Info.of(id, symbol, label, ENDS, "How the probability is spread over the categories."),
                CategoricalShape.names(), Default.of(initial));
    }

    private static Parameter<?> categories() {
        return new Whole(Info.of(CATEGORIES, "S", "Categories", ENDS, "The number of categories."), Range.of(4, 100), Range.of(2, 256),
                Scale.LINEAR, Default.of(50));
    }

    private static Parameter<?> reference() {
        return new Choice(Info.of(REFERENCE, "Q", "Reference", CHAIN,
                "How the reference leaves a category: to any other, to near ones, or to near ones around a circle.").source(PAPER),
                Arrays.stream(CategoricalReference.Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT)).toList(),
                Default.of("gaussian"));
    }

    private static Parameter<?> alpha() {
        return new Real(Info.of(ALPHA, "α", "Noise", CHAIN, "Probability to leave a category in one step (uniform), or how far the "
                + "reference jumps as a part of all categories.").source(PAPER).live(), Range.of(0.005, 0.2), Range.of(1e-3, 10), Scale.LOG,
                Default.by(REFERENCE, 0.05).when(0.01, "uniform"));
    }

    private static Parameter<?> steps() {
        return new Whole(Info.of(STEPS, "N", "Times between", CHAIN, "Times between the first and the last; N + 1 transitions."),
                Range.of(1, 50), Range.of(0, 200), Scale.LINEAR, Default.of(10));
    }

    private static Parameter<?> skip() {
        return new Whole(Info.of(SKIP, "k", "Skip", CHAIN, "Steps of the reference that make one transition."), Range.of(1, 100),
                Range.of(1, 10_000), Scale.LOG, Default.of(10));
    }

    private static Parameter<?> tolerance() {
        return new Real(Info.of(TOLERANCE, "δ", "Tolerance", SOLVER, "The run has converged when KL(q ‖ q*) is at most that."),
                Range.of(1e-12, 1e-4), Range.of(1e-14, 1), Scale.LOG, Default.of(1e-10));
    }
}
