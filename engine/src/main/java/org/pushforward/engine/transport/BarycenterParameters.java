package org.pushforward.engine.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
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
import org.pushforward.engine.data.DensitySources;

/** The parameters of {@link BarycenterExperiment}, in the order in which they are shown. */
final class BarycenterParameters {

    static final String COUNT = "count";
    static final String GRID = "grid";
    static final String COST = "cost";
    static final String EPS = "eps";
    static final String TOLERANCE = "tolerance";
    static final String DEBIASED = "debiased";
    static final int MOST = 4;

    private static final List<String> SHAPES = List.of("star", "ring", "heart", "cross");
    private static final String MEASURES = "Pictures";
    private static final String TRANSPORT = "Transport";

    private BarycenterParameters() { }

    static String picture(int k) {
        return "picture-" + (k + 1);
    }

    static String weight(int k) {
        return "weight-" + (k + 1);
    }

    static List<Parameter<?>> all() {
        List<Parameter<?>> all = new ArrayList<>();
        all.add(new Choice(Info.of(COUNT, "K", "Pictures", MEASURES, "How many pictures the barycentre is of."), List.of("2", "3", "4"),
                Default.of("4")));
        for (int k = 0; k < MOST; k++) {
            all.add(DensitySources.parameter(shown(k, Info.of(picture(k), "b" + sub(k), "Picture " + (k + 1), MEASURES,
                    "A shape, or a picture whose ink is mass.")), SHAPES.get(k)));
        }
        for (int k = 0; k < MOST; k++) {
            all.add(new Real(shown(k, Info.of(weight(k), "λ" + sub(k), "Weight " + (k + 1), MEASURES,
                    "Weight of the picture; what counts is its share of all weights.").live()), Range.of(0, 1), Range.nonNegative(), Scale.LINEAR,
                    Default.of(1.0)));
        }
        all.add(new Whole(Info.of(GRID, "n", "Cells a side", TRANSPORT, "The unit square has n × n cells; the work of a sweep grows with n³."),
                Range.of(32, 256), Range.of(2, 1024), Scale.LOG, Default.of(128)));
        all.add(new Choice(Info.of(COST, "c", "Cost", TRANSPORT, "|x − y|², or half of it."),
                List.of(SinkhornParameters.SQUARED, SinkhornParameters.HALF_SQUARED), Default.of(SinkhornParameters.SQUARED)));
        all.add(new Real(Info.of(EPS, "ε", "Blur", TRANSPORT, "Weight of the entropy beside the cost chosen: the kernel is exp(−c/ε).").live(),
                Range.of(1e-3, 0.05), Range.positive(), Scale.LOG, Default.of(0.002)));
        all.add(new Flag(Info.of(DEBIASED, "d", "Debiased", TRANSPORT, "Takes out the blur that the entropy of the barycentre brings.")
                .source("Janati, Cuturi & Gramfort 2020, algorithm 1"), Default.of(true)));
        all.add(new Real(Info.of(TOLERANCE, "δ", "Tolerance", TRANSPORT, "Allowed L1 distance of the plans' marginals from the barycentre; debiased, it falls slowly where pictures have edges."),
                Range.of(1e-10, 1e-2), Range.of(1e-13, 1), Scale.LOG, Default.of(1e-3)));
        return List.copyOf(all);
    }

    private static Info shown(int k, Info info) {
        return k < 2 ? info : info.shownFor(COUNT, k == 2 ? new String[] {"3", "4"} : new String[] {"4"});
    }

    private static char sub(int k) {
        return (char) ('₁' + k);
    }

    static int count(ParameterSet p) {
        return Integer.parseInt(p.choice(COUNT));
    }

    /** Shares of the weights. */
    static double[] shares(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        if (!(sum > 0) || !Double.isFinite(sum)) {
            throw new InputException("weights: " + Arrays.toString(weights) + " have no shares", "give at least one picture a weight above 0");
        }
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** The defaults with some texts like "eps=0.1" assigned. */
    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }
}
