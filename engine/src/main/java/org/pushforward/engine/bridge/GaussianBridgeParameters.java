package org.pushforward.engine.bridge;

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

/** The parameters of {@link GaussianBridgeExperiment}, in the order in which they are shown. */
final class GaussianBridgeParameters {

    static final String SOURCE_MEAN = "source-mean";
    static final String SOURCE_COV = "source-cov";
    static final String TARGET_MEAN = "target-mean";
    static final String TARGET_COV = "target-cov";
    static final String EPS = "eps";
    static final String INTEGRATOR = "integrator";
    static final String EULER_MARUYAMA = "euler-maruyama";
    static final String EXACT = "exact";
    static final String STEPS = "steps";
    static final String PARTICLES = "particles";

    private static final String SOURCE = "Source";
    private static final String TARGET = "Target";
    private static final String BRIDGE = "Bridge";
    private static final String SIMULATION = "Particles";

    private GaussianBridgeParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                mean(SOURCE_MEAN, "m₀", SOURCE, 0, 0), covariance(SOURCE_COV, "S₀", SOURCE, 1, 0, 0, 1),
                mean(TARGET_MEAN, "m₁", TARGET, 3, -1), covariance(TARGET_COV, "S₁", TARGET, 2, 0.8, 0.8, 0.5),
                eps(), integrator(), steps(), particles());
    }

    /** The defaults with some texts like "eps=0.1" assigned. */
    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    private static Parameter<?> mean(String id, String symbol, String group, double x, double y) {
        return new Vector(Info.of(id, symbol, "Mean", group, "Mean, one number per dimension, for example 3,-1."), 1, 0,
                Default.of(new VectorValue(1, 2, List.of(x, y))));
    }

    private static Parameter<?> covariance(String id, String symbol, String group, double xx, double xy, double yx, double yy) {
        return new Vector(Info.of(id, symbol, "Covariance", group,
                "Covariance, symmetric positive definite, rows split by semicolons, for example 2,.8;.8,.5."), 0, 0,
                Default.of(new VectorValue(2, 2, List.of(xx, xy, yx, yy))));
    }

    private static Parameter<?> eps() {
        return new Real(Info.of(EPS, "ε", "Noise", BRIDGE,
                "Variance per unit of time of the reference √ε dW; weight of the entropy beside the cost ½|x − y|².").live(),
                Range.of(0.01, 10), Range.of(1e-8, 1e8), Scale.LOG, Default.of(0.3));
    }

    private static Parameter<?> integrator() {
        return new Choice(Info.of(INTEGRATOR, "Φ", "Integrator", SIMULATION,
                "Euler–Maruyama steps along the drift, or the exact law of the next position given this one."),
                List.of(EULER_MARUYAMA, EXACT), Default.of(EULER_MARUYAMA));
    }

    private static Parameter<?> steps() {
        return new Whole(Info.of(STEPS, "N", "Time steps", SIMULATION, "Steps from t = 0 to 1."), Range.of(10, 400), Range.of(1, 2000),
                Scale.LINEAR, Default.of(200));
    }

    private static Parameter<?> particles() {
        return new Whole(Info.of(PARTICLES, "n", "Particles", SIMULATION, "Independent particles that follow the bridge."),
                Range.of(100, 20_000), Range.of(2, 100_000), Scale.LOG, Default.of(2000));
    }
}
