package org.pushforward.engine.bridge.light;

import java.util.List;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.ParameterSet;

/** What both light bridges share beside the solver: panes, the length of a run, and a word on the published numbers. */
final class LightBridgePanes {

    static final String PUBLISHED = "The pairs of the problem \"benchmark\" follow the construction of Gushchin et al. 2023 with centers of our own: beside "
            + "the errors published for the authors' pairs (in 2, 16, 64, 128 dimensions, ε = 0.1, 1, 10) expect the same order, not the same digits.";

    private LightBridgePanes() { }

    static List<Pane> all() {
        return List.of(
                Pane.plane("bridge", "Bridge", "particles by where they started, components of p₁", new Drawing("drift-field", Style.ARROWS),
                        new Drawing("particles", Style.POINTS), new Drawing("components", Style.LINES)),
                Pane.plane("fit", "Target", "its density, and draws of the bridge at t = 1", new Drawing("target", Style.FILL),
                        new Drawing("model", Style.POINTS)),
                Pane.plane("ways", "Ways", "of a few particles, and the drift now", new Drawing("drift-field", Style.ARROWS),
                        new Drawing("trails", Style.LINES)),
                Pane.history("error", "Error", "at t = 1, and of the plan where it is known", "energy-ratio", "cbw-uvp").onLogScale(),
                Pane.history("published", "Benchmark", "error of the plan beside the published ones, cBW₂²-UVP in %", "cbw-uvp", "cbw-uvp-published",
                        "cbw-uvp-other").onLogScale(),
                Pane.plot("marginals", "First coordinate", "of the particles, and of the bridge at t", new Drawing("histogram", Style.BARS),
                        new Drawing("source-density", Style.CURVE), new Drawing("target-density", Style.CURVE),
                        new Drawing("marginal", Style.CURVE)),
                Pane.history("loss", "Loss", "on points the bridge was not trained on", "loss"));
    }

    /** Training, the pass it ends in, and one more; only the training where particles are held. */
    static long steps(ParameterSet p) {
        long training = GivenPotentials.in(p) ? 0 : Math.ceilDiv((long) p.whole(LightBridgeParameters.STEPS), p.whole(LightBridgeParameters.ITERATIONS));
        if (p.choice(LightBridgeParameters.MOTION).equals(LightBridgeParameters.HOLD)) {
            return Math.max(1, training);
        }
        long pass = p.whole(LightBridgeParameters.FLOW_STEPS);
        return Math.ceilDiv(training, pass) * pass + pass;
    }
}
