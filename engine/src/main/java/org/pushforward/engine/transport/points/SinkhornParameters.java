package org.pushforward.engine.transport.points;

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
public final class SinkhornParameters {

    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String POINTS = "points";
    static final String COST = "cost";
    public static final String HALF_SQUARED = "half-squared";
    public static final String SQUARED = "squared";
    static final String EPS = "eps";
    static final String TOLERANCE = "tolerance";

    static final String MARGINALS = "marginals";
    static final String EXACT = "exact";
    static final String UNBALANCED = "unbalanced";
    static final String PARTIAL = "partial";
    static final String RELAXED = "relaxed";
    static final String BOTH = "both";
    static final String RHO = "rho";
    static final String MASS = "mass";
    static final String KERNEL = "kernel";
    static final String NYSTROEM = "nystroem";
    static final String RANK = "rank";
    static final String DEBIASED = "debiased";

    private static final String MEASURES = "Measures";
    private static final String TRANSPORT = "Transport";
    private static final String METHOD = "Method";

    private SinkhornParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                PointSources.parameter(Info.of(SOURCE, "a", "Source", MEASURES, "Where mass comes from: a point set, or a file of points or a picture."),
                        "gaussian"),
                PointSources.parameter(Info.of(TARGET, "b", "Target", MEASURES, "Where mass goes to: a point set, or a file of points or a picture."),
                        "swiss-roll"),
                new Whole(Info.of(POINTS, "n", "Points", MEASURES, "Points drawn of each built-in set or picture; a file's points are all taken."),
                        Range.of(50, 100_000), Range.of(1, 200_000), Scale.LOG, Default.of(600)),
                new Choice(Info.of(COST, "c", "Cost", TRANSPORT, "½|x − y|², whose plan is that of the bridge with noise √ε W, or |x − y|²."),
                        List.of(HALF_SQUARED, SQUARED), Default.of(HALF_SQUARED)),
                new Real(Info.of(EPS, "ε", "Blur", TRANSPORT, "Weight of the entropy beside the cost chosen: the kernel is exp(−c/ε).").live(),
                        Range.of(0.003, 3), Range.positive(), Scale.LOG, Default.of(0.05)),
                new Real(Info.of(TOLERANCE, "δ", "Tolerance", TRANSPORT, "Allowed error of the marginals: L1 of rows plus columns."),
                        Range.of(1e-12, 1e-2), Range.of(1e-14, 1), Scale.LOG, Default.of(1e-6)),
                new Choice(Info.of(MARGINALS, "P1", "Marginals", TRANSPORT, "Exact; differing at the price ρ KL (unbalanced); or at most what is there, "
                        + "of which a given mass is moved (partial)."), List.of(EXACT, UNBALANCED, PARTIAL), Default.of(EXACT)),
                new Real(Info.of(RHO, "ρ", "Price", TRANSPORT, "Weight of KL(P1 ‖ a) and KL(Pᵀ1 ‖ b) beside the cost: of mass "
                        + "that would have to travel at cost c a part of about exp(−c/2ρ) goes.").source("Chizat et al. 2018").live().shownFor(MARGINALS, UNBALANCED),
                        Range.of(0.01, 100), Range.positive(), Scale.LOG, Default.of(1.0)),
                new Choice(Info.of(RELAXED, "ρ₁, ρ₂", "Relaxed", TRANSPORT, "Which marginals may differ from their masses; the other is exact.").live()
                        .shownFor(MARGINALS, UNBALANCED), List.of(BOTH, SOURCE, TARGET), Default.of(BOTH)),
                new Real(Info.of(MASS, "m", "Mass moved", TRANSPORT, "At most the smaller of the two masses: 1 each, or the sum of a file's weights.")
                        .source("Benamou et al. 2015").live().shownFor(MARGINALS, PARTIAL), Range.of(0.01, 1), Range.positive(), Scale.LINEAR,
                        Default.of(0.7)),
                new Choice(Info.of(KERNEL, "K", "Kernel", METHOD, "First sweeps with the exact kernel, or with one of low rank that makes sweeps of many thousand "
                        + "points fast; the last ones are exact in any case."), List.of(EXACT, NYSTROEM), Default.of(EXACT)),
                new Whole(Info.of(RANK, "r", "Anchors", METHOD, "Rank of the approximate kernel; a small ε needs many.").source("Altschuler et al. 2019")
                        .shownFor(KERNEL, NYSTROEM), Range.of(20, 800), Range.of(1, 4096), Scale.LOG, Default.of(300)),
                new Flag(Info.of(DEBIASED, "S", "Debiased divergence", TRANSPORT,
                        "At the end also finds S = OT(a, b) − ½OT(a, a) − ½OT(b, b), which is 0 only for equal clouds.").shownFor(MARGINALS, EXACT), Default.of(false)));
    }

    /** What the marginals may be, before the masses of the clouds are known. */
    static Marginals marginals(ParameterSet p) {
        return switch (p.choice(MARGINALS)) {
            case UNBALANCED -> penalised(p.real(RHO), p.choice(RELAXED));
            case PARTIAL -> new PartialMarginals(p.real(MASS));
            default -> Marginals.EXACT;
        };
    }

    /** After a live change; as they were when it is one of other marginals than these. */
    static Marginals changed(Marginals marginals, String parameter, Object value) {
        return switch (marginals) {
            case PenalisedMarginals p when !p.isExact() && parameter.equals(RHO) -> penalised((Double) value, p.rho1() == p.rho2() ? BOTH : p.rho1() < p.rho2() ? SOURCE : TARGET);
            case PenalisedMarginals p when !p.isExact() && parameter.equals(RELAXED) -> penalised(Math.min(p.rho1(), p.rho2()), (String) value);
            case PartialMarginals _ when parameter.equals(MASS) -> new PartialMarginals((Double) value);
            default -> marginals;
        };
    }

    private static Marginals penalised(double rho, String relaxed) {
        return new PenalisedMarginals(relaxed.equals(TARGET) ? Double.POSITIVE_INFINITY : rho,
                relaxed.equals(SOURCE) ? Double.POSITIVE_INFINITY : rho);
    }

    /** The defaults with some texts like "eps=0.1" assigned. */
    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }
}
