package org.pushforward.engine.transport;

import java.util.List;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Flag;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.data.PointSources;

/** The parameters of {@link SinkhornExperiment}, in the order in which they are shown. */
final class SinkhornParameters {

    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String POINTS = "points";
    static final String COST = "cost";
    static final String HALF_SQUARED = "half-squared";
    static final String SQUARED = "squared";
    static final String EPS = "eps";
    static final String TOLERANCE = "tolerance";

    static final String DEBIASED = "debiased";

    private static final String MEASURES = "Measures";
    private static final String TRANSPORT = "Transport";

    private SinkhornParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                PointSources.parameter(Info.of(SOURCE, "a", "Source", MEASURES, "Where mass comes from: a point set, or a file of points or a picture."),
                        "gaussian"),
                PointSources.parameter(Info.of(TARGET, "b", "Target", MEASURES, "Where mass goes to: a point set, or a file of points or a picture."),
                        "swiss-roll"),
                new Whole(Info.of(POINTS, "n", "Points", MEASURES, "Points drawn of each built-in set or picture; a file's points are all taken."),
                        Range.of(50, 4000), Range.of(1, 200_000), Scale.LOG, Default.of(600)),
                new Choice(Info.of(COST, "c", "Cost", TRANSPORT, "½|x − y|², whose plan is that of the bridge with noise √ε W, or |x − y|²."),
                        List.of(HALF_SQUARED, SQUARED), Default.of(HALF_SQUARED)),
                new Real(Info.of(EPS, "ε", "Blur", TRANSPORT, "Weight of the entropy beside the cost chosen: the kernel is exp(−c/ε).").live(),
                        Range.of(0.003, 3), Range.positive(), Scale.LOG, Default.of(0.05)),
                new Real(Info.of(TOLERANCE, "δ", "Tolerance", TRANSPORT, "Allowed error of the marginals: L1 of rows plus columns."),
                        Range.of(1e-12, 1e-2), Range.of(1e-14, 1), Scale.LOG, Default.of(1e-6)),
                new Flag(Info.of(DEBIASED, "S", "Debiased divergence", TRANSPORT,
                        "At the end also finds S = OT(a, b) − ½OT(a, a) − ½OT(b, b), which is 0 only for equal clouds."), Default.of(false)));
    }

    /** The defaults with some texts like "eps=0.1" assigned. */
    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }
}
