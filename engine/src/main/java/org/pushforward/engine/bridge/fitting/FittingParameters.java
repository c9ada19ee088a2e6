package org.pushforward.engine.bridge.fitting;

import java.util.List;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.bridge.discrete.CategoricalShape;

/** The parameters of {@link FittingExperiment}, in the order in which they are shown. */
final class FittingParameters {

    static final String PROBLEM = "problem";
    static final String GAUSSIAN = "gaussian";
    static final String GRID = "grid";
    static final String SOURCE_MEAN = "source-mean";
    static final String SOURCE_VARIANCE = "source-variance";
    static final String TARGET_MEAN = "target-mean";
    static final String TARGET_VARIANCE = "target-variance";
    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String CELLS = "cells";
    static final String STEPS = "steps";
    static final String EPS = "eps";
    static final String TOLERANCE = "tolerance";

    private static final String ENDS = "Distributions";
    private static final String BRIDGE = "Bridge";

    private FittingParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                new Choice(Info.of(PROBLEM, "Ω", "Problem", ENDS, "Two normal distributions on the line, or densities on cells of [0, 1]."),
                        List.of(GAUSSIAN, GRID), Default.of(GAUSSIAN)),
                mean(SOURCE_MEAN, "m₀", "Source mean", 0), variance(SOURCE_VARIANCE, "a", "Source variance", 1),
                mean(TARGET_MEAN, "m₁", "Target mean", 2), variance(TARGET_VARIANCE, "b", "Target variance", 0.25),
                shape(SOURCE, "p₀", "Source", "bump"), shape(TARGET, "p₁", "Target", "two-bumps"),
                new Whole(Info.of(CELLS, "S", "Cells", ENDS, "Cells of [0, 1].").shownFor(PROBLEM, GRID), Range.of(16, 128), Range.of(4, 256),
                        Scale.LINEAR, Default.of(64)),
                new Whole(Info.of(STEPS, "N", "Times between", BRIDGE, "Times between the first and the last; N + 1 transitions of IMF.")
                        .shownFor(PROBLEM, GRID), Range.of(1, 30), Range.of(0, 100), Scale.LINEAR, Default.of(15)),
                new Real(Info.of(EPS, "ε", "Noise", BRIDGE,
                        "Variance per unit of time of the reference √ε W. IPF starts again when it changes; IMF goes on.").live(),
                        Range.of(1e-3, 10), Range.of(1e-6, 1e6), Scale.LOG, Default.by(PROBLEM, 1.0).when(0.02, GRID)),
                new Real(Info.of(TOLERANCE, "δ", "Tolerance", BRIDGE, "The run has converged when both divergences are at most that."),
                        Range.of(1e-12, 1e-4), Range.of(1e-14, 1), Scale.LOG, Default.of(1e-10)));
    }

    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    static Fitting start(ParameterSet p) {
        double eps = p.real(EPS);
        if (p.choice(PROBLEM).equals(GAUSSIAN)) {
            return GaussianFitting.of(p.real(SOURCE_MEAN), p.real(SOURCE_VARIANCE), p.real(TARGET_MEAN), p.real(TARGET_VARIANCE), eps);
        }
        int s = p.whole(CELLS);
        return GridFitting.of(CategoricalShape.named(p.choice(SOURCE)).probabilities(s),
                CategoricalShape.named(p.choice(TARGET)).probabilities(s), eps, p.whole(STEPS));
    }

    private static Parameter<?> mean(String id, String symbol, String label, double initial) {
        return new Real(Info.of(id, symbol, label, ENDS, "Mean of the normal distribution.").shownFor(PROBLEM, GAUSSIAN),
                Range.of(-5, 5), Range.of(-1e3, 1e3), Scale.LINEAR, Default.of(initial));
    }

    private static Parameter<?> variance(String id, String symbol, String label, double initial) {
        return new Real(Info.of(id, symbol, label, ENDS, "Variance of the normal distribution.").shownFor(PROBLEM, GAUSSIAN),
                Range.of(0.05, 5), Range.of(1e-3, 1e3), Scale.LOG, Default.of(initial));
    }

    private static Parameter<?> shape(String id, String symbol, String label, String initial) {
        return new Choice(Info.of(id, symbol, label, ENDS, "How the mass is spread over the cells.").shownFor(PROBLEM, GRID),
                CategoricalShape.names(), Default.of(initial));
    }
}
