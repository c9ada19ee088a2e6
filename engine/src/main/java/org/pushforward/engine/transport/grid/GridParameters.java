package org.pushforward.engine.transport.grid;

import java.util.List;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.transport.points.SinkhornParameters;

/** The parameters of {@link GridSinkhornExperiment}, in the order in which they are shown. */
final class GridParameters {

    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String GRID = "grid";
    static final String COST = "cost";
    static final String EPS = "eps";
    static final String TOLERANCE = "tolerance";
    static final String TIME = "time";
    static final String DISTANCE = "distance";
    /** Errors of sums over the kernel are errors of marginals: they must be far below the tolerance. */
    private static final double TOLERANCE_PART = 1e-3;
    private static final double ACCURACY = 1e-9;

    private static final String MEASURES = "Densities";
    private static final String TRANSPORT = "Transport";

    private GridParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                DensitySources.parameter(Info.of(SOURCE, "a", "Source", MEASURES, "Where mass comes from: a shape, or a picture whose ink is mass."), "star"),
                DensitySources.parameter(Info.of(TARGET, "b", "Target", MEASURES, "Where mass goes to: a shape, or a picture whose ink is mass."), "two-discs"),
                new Whole(Info.of(GRID, "n", "Cells a side", MEASURES, "The unit square has n × n cells; the work of a sweep grows with n³."),
                        Range.of(32, 384), Range.of(2, 1024), Scale.LOG, Default.of(160)),
                new Real(Info.of(TIME, "t", "Time", TRANSPORT, "When the mass on its way is looked at: 0 is the source, 1 the target.").live()
                        .shownFor(COST, SinkhornParameters.SQUARED, SinkhornParameters.HALF_SQUARED),
                        Range.of(0, 1), Range.of(0, 1), Scale.LINEAR, Default.of(0.5)),
                new Choice(Info.of(COST, "c", "Cost", TRANSPORT, "|x − y|², or half of it, whose plan is that of the bridge with noise √ε W; or the distance "
                        + "|x − y| of Monge, under which mass that both pictures share need not move."),
                        List.of(SinkhornParameters.SQUARED, SinkhornParameters.HALF_SQUARED, DISTANCE), Default.of(SinkhornParameters.SQUARED)),
                new Real(Info.of(EPS, "ε", "Blur", TRANSPORT, "Weight of the entropy beside the cost chosen: the kernel is exp(−c/ε).").live(),
                        Range.of(2e-4, 0.1), Range.positive(), Scale.LOG, Default.by(COST, 0.002).when(0.01, DISTANCE)),
                new Real(Info.of(TOLERANCE, "δ", "Tolerance", TRANSPORT, "Allowed error of the marginals: L1 of rows plus columns."),
                        Range.of(1e-12, 1e-2), Range.of(1e-14, 1), Scale.LOG, Default.of(1e-6)));
    }

    static GridCost cost(ParameterSet p) {
        return switch (p.choice(COST)) {
            case SinkhornParameters.HALF_SQUARED -> new GridCost.Squared(0.5);
            case DISTANCE -> new GridCost.Distance(Math.min(ACCURACY, TOLERANCE_PART * p.real(TOLERANCE)));
            default -> new GridCost.Squared(1);
        };
    }

    /** The defaults with some texts like "eps=0.1" assigned. */
    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }
}
