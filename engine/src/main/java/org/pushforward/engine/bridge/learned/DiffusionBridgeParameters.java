package org.pushforward.engine.bridge.learned;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.pushforward.engine.data.PointSources;

/** The parameters of {@link DiffusionBridgeExperiment}, in the order in which they are shown. */
final class DiffusionBridgeParameters {

    static final String METHOD = "method";
    static final String DSB = "dsb";
    static final String S_DSB = "s-dsb";
    static final String TR_DSB = "tr-dsb";
    static final String FR_DSB = "fr-dsb";
    static final String DSBM_IMF = "dsbm-imf";
    static final String DSBM_IPF = "dsbm-ipf";
    static final String SB_CFM = "sb-cfm";
    static final String SF2M = "sf2m";
    static final String PROBLEM = "problem";
    static final String SETS = "sets";
    static final String GAUSSIAN = "gaussian";
    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String DIMENSION = "dimension";
    static final String OFFSET = "offset";
    static final String EPS = "eps";
    static final String STEPS = "steps";
    static final String SCHEDULE = "schedule";
    static final String START = "start";
    static final String REFERENCE = "reference";
    static final String INDEPENDENT = "independent";
    static final String COUPLING = "coupling";
    static final String HALVES = "half-iterations";
    static final String LENGTH = "iterations";
    static final String ITERATIONS = "iterations-per-step";
    static final String BATCH = "batch";
    static final String RATE = "learning-rate";
    static final String DECAY = "ema";
    static final String WIDTH = "width";
    static final String DEPTH = "depth";
    static final String CACHE = "cache";
    static final String REFRESH = "refresh";
    static final String PARTICLES = "particles";
    static final String MOTION = "motion";
    static final String FLOW = "flow";
    static final String HOLD = "hold";
    static final String T = "t";

    private static final String ENDS = "Distributions";
    private static final String BRIDGE = "Bridge";
    private static final String TRAINING = "Training";
    private static final String VIEW = "View";
    private static final String SHI = "Shi et al. 2023";
    private static final String[] IN_TURNS = {DSB, S_DSB, TR_DSB, FR_DSB, DSBM_IMF, DSBM_IPF};

    private DiffusionBridgeParameters() { }

    static List<Parameter<?>> all() {
        List<Parameter<?>> all = new ArrayList<>();
        all.add(new Choice(Info.of(METHOD, "f_θ", "Method", BRIDGE, "What the networks learn: steps of a chain (DSB and its simplified, terminal "
                + "and flow forms), drifts of bridges between simulated pairs (DSBM), or one flow between pairs of minibatches."),
                List.of(DSB, S_DSB, TR_DSB, FR_DSB, DSBM_IMF, DSBM_IPF, SB_CFM, SF2M), Default.of(FR_DSB)));
        all.addAll(ends());
        all.addAll(bridge());
        all.addAll(training());
        all.addAll(view());
        return all;
    }

    private static List<Parameter<?>> ends() {
        return List.of(
                new Choice(Info.of(PROBLEM, "p₀, p₁", "Problem", ENDS, "Two point sets, or two normal distributions whose bridge is known."),
                        List.of(SETS, GAUSSIAN), Default.of(SETS)),
                PointSources.parameter(Info.of(SOURCE, "p₀", "Source", ENDS, "Where the particles start.").shownFor(PROBLEM, SETS), "pinwheel"),
                PointSources.parameter(Info.of(TARGET, "p₁", "Target", ENDS, "Where they should end.").shownFor(PROBLEM, SETS),
                        "checkerboard"),
                whole(Info.of(DIMENSION, "d", "Dimension", ENDS, "Of both normal distributions, which have covariance I.")
                        .shownFor(PROBLEM, GAUSSIAN).source(SHI), 1, 10, 1, 50, Scale.LINEAR, 5),
                new Real(Info.of(OFFSET, "a", "Offset", ENDS, "The means are −a and a in every coordinate.").shownFor(PROBLEM, GAUSSIAN)
                        .source(SHI), Range.of(0, 2), Range.of(-100, 100), Scale.LINEAR, Default.of(0.1)));
    }

    private static List<Parameter<?>> bridge() {
        return List.of(
                new Real(Info.of(EPS, "ε", "Noise", BRIDGE, "Variance σ² per unit of time of the reference √ε W; libraries with cost |x − y|² "
                        + "call 2ε reg.; a change trains as long again.").live(), Range.of(0.05, 10), Range.of(1e-4, 1e4), Scale.LOG, Default.of(1.0)),
                whole(Info.of(STEPS, "N", "Time steps", BRIDGE, "Steps of a chain from t = 0 to 1, each one evaluation of a network."), 4, 100, 2,
                        1000, Scale.LOG, Default.by(PROBLEM, 16).when(20, GAUSSIAN)),
                new Choice(Info.of(SCHEDULE, "γ", "Schedule", BRIDGE, "Equal steps, or steps that grow tenfold up to the middle and shrink again."),
                        List.of(TimeGrid.Schedule.RAMP.id(), TimeGrid.Schedule.UNIFORM.id()),
                        Default.by(PROBLEM, TimeGrid.Schedule.RAMP.id()).when(TimeGrid.Schedule.UNIFORM.id(), GAUSSIAN)),
                new Choice(Info.of(START, "π⁰", "Start", BRIDGE, "The chains of the first half-iteration: the reference from p₀, or Brownian bridges "
                        + "between independent pairs.").shownFor(METHOD, S_DSB, TR_DSB, FR_DSB), List.of(REFERENCE, INDEPENDENT),
                        Default.of(REFERENCE)),
                new Choice(Info.of(COUPLING, "π", "Coupling", BRIDGE, "How minibatches are paired. Only the entropic plan knows of ε; the exact one is "
                        + "what libraries take by default.").shownFor(METHOD, SB_CFM, SF2M), MinibatchCoupling.names(),
                        Default.of(MinibatchCoupling.ENTROPIC.id())));
    }

    private static List<Parameter<?>> training() {
        return List.of(
                whole(Info.of(HALVES, "L", "Half-iterations", TRAINING, "How often the network that is trained changes. Methods that train once take "
                        + "as many iterations in one go."), 2, 40, 1, 1000, Scale.LOG, Default.of(10)),
                whole(Info.of(LENGTH, "M", "Iterations", TRAINING, "Of a half-iteration."), 50, 10_000, 1, 1_000_000, Scale.LOG, Default.of(400)),
                whole(Info.of(ITERATIONS, "m", "Iterations a step", TRAINING, "Between two pictures."), 1, 200, 1, 10_000, Scale.LOG,
                        Default.of(25)),
                whole(Info.of(BATCH, "B", "Batch", TRAINING, "Rows in a minibatch."), 32, 1024, 2, 16_384, Scale.LOG, Default.of(256)),
                new Real(Info.of(RATE, "η", "Learning rate", TRAINING, "Of Adam.").live(), Range.of(1e-4, 1e-2), Range.of(1e-7, 1e6), Scale.LOG,
                        Default.of(2e-3)),
                new Real(Info.of(DECAY, "β", "Averaging", TRAINING, "Decay of the average of the weights that simulates; 0 takes the weights as they are."),
                        Range.of(0, 0.999), Range.of(0, 0.9999), Scale.LINEAR, Default.of(0.99)),
                whole(Info.of(WIDTH, "w", "Width", TRAINING, "Of the hidden layers."), 16, 256, 1, 1024, Scale.LOG, Default.of(64)),
                whole(Info.of(DEPTH, "l", "Depth", TRAINING, "Hidden layers."), 1, 5, 1, 10, Scale.LINEAR, Default.of(3)),
                whole(Info.of(CACHE, "n_c", "Cache", TRAINING, "Simulated chains that minibatches are taken from.").shownFor(METHOD, IN_TURNS), 256, 10_000,
                        2, 100_000, Scale.LOG, Default.of(2048)),
                whole(Info.of(REFRESH, "r", "Refresh", TRAINING, "Iterations after which they are simulated anew.").shownFor(METHOD, IN_TURNS), 20, 1000,
                        1, 1_000_000, Scale.LOG, Default.of(100)));
    }

    private static List<Parameter<?>> view() {
        return List.of(
                whole(Info.of(PARTICLES, "n", "Particles", VIEW, "Particles that are shown and judged, always with the same noise."), 200, 5000, 10,
                        50_000, Scale.LOG, Default.of(2000)),
                new Choice(Info.of(MOTION, "X_t", "Motion", VIEW, "Flow from t = 0 to 1 again and again, or hold at the time t."),
                        List.of(FLOW, HOLD), Default.of(FLOW)),
                new Real(Info.of(T, "t", "Time", VIEW, "Where the particles are held.").live().shownFor(MOTION, HOLD), Range.of(0, 1),
                        Range.of(0, 1), Scale.LINEAR, Default.of(0.5)));
    }

    private static Parameter<?> whole(Info info, int low, int high, int least, int most, Scale scale, int initial) {
        return whole(info, low, high, least, most, scale, Default.of(initial));
    }

    private static Parameter<?> whole(Info info, int low, int high, int least, int most, Scale scale, Default<Integer> initial) {
        return new Whole(info, Range.of(low, high), Range.of(least, most), scale, initial);
    }

    /** The defaults with some texts like "eps=0.1" assigned. */
    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    static BridgeMethod method(ParameterSet p) {
        return switch (p.choice(METHOD)) {
            case DSB -> ChainMethod.DSB;
            case S_DSB -> ChainMethod.SIMPLIFIED;
            case TR_DSB -> ChainMethod.TERMINAL;
            case FR_DSB -> ChainMethod.FLOW;
            case SB_CFM -> MatchingMethod.CONDITIONAL_FLOW;
            case SF2M -> MatchingMethod.SCORE_FLOW;
            default -> MatchingMethod.DSBM;
        };
    }

    /** Whether the first chains join independent pairs. DSB needs the drift of what it starts from, and that of the reference is zero. */
    static boolean startsIndependent(ParameterSet p) {
        return switch (p.choice(METHOD)) {
            case DSB, DSBM_IPF -> false;
            case DSBM_IMF -> true;
            default -> p.choice(START).equals(INDEPENDENT);
        };
    }

    static boolean inTurns(ParameterSet p) {
        return Arrays.asList(IN_TURNS).contains(p.choice(METHOD));
    }

    static TimeGrid grid(ParameterSet p) {
        boolean ramp = p.choice(SCHEDULE).equals(TimeGrid.Schedule.RAMP.id());
        return TimeGrid.of(ramp ? TimeGrid.Schedule.RAMP : TimeGrid.Schedule.UNIFORM, p.whole(STEPS));
    }

    static DriftNetwork.Design design(ParameterSet p, double rate) {
        return new DriftNetwork.Design(p.whole(WIDTH), p.whole(DEPTH), rate, p.real(DECAY));
    }
}
