package org.pushforward.engine.bridge.light;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Vector;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.data.PointSources;

/** The parameters of the light bridges, in the order in which they are shown. */
final class LightBridgeParameters {

    static final String PROBLEM = "problem";
    static final String SETS = "sets";
    static final String BENCHMARK = "benchmark";
    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String DIMENSION = "dimension";
    static final String EPS = "eps";
    static final String COMPONENTS = "components";
    static final String INITIAL_SCALE = "initial-scale";
    /** Outside, the logarithm of the potential or its gradient is beyond double precision for points of any size that is read. */
    static final Range SCALE = Range.of(1e-6, 1e6);
    static final String ALPHA = "alpha";
    static final String CENTERS = "centers";
    static final String SCALES = "scales";
    static final String COUPLING = "coupling";
    static final String INDEPENDENT = "independent";
    static final String OPTIMAL = "minibatch-ot";
    static final String BATCH = "batch";
    static final String RATE = "learning-rate";
    static final String STEPS = "steps";
    static final String ITERATIONS = "iterations-per-step";
    static final String MOTION = "motion";
    static final String FLOW = "flow";
    static final String HOLD = "hold";
    static final String T = "t";
    static final String FLOW_STEPS = "flow-steps";
    static final String PARTICLES = "particles";
    static final String QUERY = "query";

    private static final String ENDS = "Distributions";
    private static final String BRIDGE = "Bridge";
    private static final String GIVEN = "Given potential";
    private static final String TRAINING = "Training";
    private static final String SIMULATION = "Particles";
    private static final String KOROTIN = "notebooks of Korotin et al. 2024";

    private LightBridgeParameters() { }

    /** @param matching whether drifts are matched, which needs a coupling */
    static List<Parameter<?>> all(boolean matching) {
        List<Parameter<?>> all = new ArrayList<>(ends());
        all.addAll(bridge());
        if (matching) {
            all.add(new Choice(Info.of(COUPLING, "π₀", "Coupling", TRAINING, "How the points of a minibatch are paired before the projection.")
                    , List.of(INDEPENDENT, OPTIMAL), Default.of(INDEPENDENT)));
        }
        all.addAll(training());
        all.addAll(simulation());
        return all;
    }

    private static List<Parameter<?>> ends() {
        return List.of(
                new Choice(Info.of(PROBLEM, "Ω", "Problem", ENDS, "Two point sets, or the benchmark whose bridge is known exactly."),
                        List.of(SETS, BENCHMARK), Default.of(SETS)),
                PointSources.parameter(Info.of(SOURCE, "p₀", "Source", ENDS, "What the particles are drawn from at t = 0.")
                        .shownFor(PROBLEM, SETS), "gaussian"),
                PointSources.parameter(Info.of(TARGET, "p₁", "Target", ENDS, "What they should be at t = 1.")
                        .shownFor(PROBLEM, SETS), "swiss-roll"),
                whole(Info.of(DIMENSION, "d", "Dimension", ENDS, "Dimension of the benchmark.").shownFor(PROBLEM, BENCHMARK), 2, 64, 1, 256,
                        Scale.LOG, 2));
    }

    private static List<Parameter<?>> bridge() {
        return List.of(
                new Real(Info.of(EPS, "ε", "Noise", BRIDGE,
                        "Variance per unit of time of the reference √ε dW; libraries with cost |x − y|² call 2ε reg.").live(),
                        Range.of(0.002, 10), Range.of(1e-6, 1e6), Scale.LOG, Default.of(0.1)),
                whole(Info.of(COMPONENTS, "K", "Components", BRIDGE, "Gaussians in the adjusted potential."),
                        1, 500, 1, 5000, Scale.LOG, 50),
                new Real(Info.of(INITIAL_SCALE, "S₀", "Initial scale", BRIDGE, "All S_k before training; the authors take 1 on the benchmark.")
                        .source(KOROTIN), Range.of(0.01, 2), SCALE, Scale.LOG, Default.<Double>by(PROBLEM, 0.1).when(1.0, BENCHMARK)),
                numbers(CENTERS, "r_k", "Centers", "Centers r_k of a potential that is given and not trained, rows split by semicolons: 1,2;3,4."),
                numbers(ALPHA, "a_k", "Weights", "Weights a_k > 0 of v(y) = Σ a_k N(y | r_k, εS_k), one for each given center; equal if empty."),
                numbers(SCALES, "S_k", "Scales", "Diagonals of S_k > 0, a row for each given center; the initial scale if empty."));
    }

    private static Parameter<?> numbers(String id, String symbol, String label, String help) {
        return new Vector(Info.of(id, symbol, label, GIVEN, help), 0, 0, Default.of(VectorValue.NONE));
    }

    private static List<Parameter<?>> training() {
        return List.of(
                whole(trained(BATCH, "B", "Batch", "Points of either set in one iteration.").source(KOROTIN), 16, 1024, 2, 65_536, Scale.LOG, 128),
                real(trained(RATE, "η", "Learning rate", "Step of Adam.").source(KOROTIN), 1e-4, 0.1, Default.of(1e-3)),
                whole(trained(STEPS, "M", "Iterations", "Training iterations; a change of ε starts as many again."), 100, 50_000, 0, 10_000_000,
                        Scale.LOG, 8000),
                whole(trained(ITERATIONS, "m", "Iterations a step", "Training iterations between two pictures."), 1, 200, 1, 10_000, Scale.LOG,
                        20));
    }

    private static Info trained(String id, String symbol, String label, String help) {
        return Info.of(id, symbol, label, TRAINING, help);
    }

    private static List<Parameter<?>> simulation() {
        return List.of(
                new Choice(Info.of(MOTION, "X_t", "Motion", SIMULATION, "Flow again and again from t = 0 to 1, or hold at the time t."),
                        List.of(FLOW, HOLD), Default.of(FLOW)),
                new Real(Info.of(T, "t", "Time", SIMULATION, "Where the particles are held, and where the drift at the query points is taken.").live(),
                        Range.of(0, 1), Range.of(0, 1), Scale.LINEAR, Default.of(0.5)),
                whole(Info.of(FLOW_STEPS, "N", "Time steps", SIMULATION, "Euler–Maruyama steps from t = 0 to 1.").shownFor(MOTION, FLOW), 20, 400,
                        1, 5000, Scale.LINEAR, 100),
                whole(Info.of(PARTICLES, "n", "Particles", SIMULATION, "Independent particles that follow the bridge."), 100, 20_000, 2, 200_000,
                        Scale.LOG, 2000),
                new Vector(Info.of(QUERY, "x", "Query", SIMULATION, "Where the drift at time t is asked for, rows split by semicolons."), 0, 0,
                        Default.of(VectorValue.NONE)));
    }

    private static Parameter<?> whole(Info info, int low, int high, int least, int most, Scale scale, int initial) {
        return new Whole(info, Range.of(low, high), Range.of(least, most), scale, Default.of(initial));
    }

    private static Parameter<?> real(Info info, double low, double high, Default<Double> initial) {
        return new Real(info, Range.of(low, high), Range.positive(), Scale.LOG, initial);
    }

    /** The defaults with some texts like "eps=0.1" assigned. */
    static ParameterSet with(boolean matching, String... assignments) {
        return ParameterSet.of(all(matching), assignments);
    }
}
