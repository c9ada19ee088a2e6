package org.pushforward.engine.bridge.light;

import java.util.List;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.ParameterSet;

/** What both light bridges share beside the solver: panes, the length of a run, and the published numbers. */
final class LightBridgePanes {

    /** Read on the poster of the paper; the pairs behind them are the authors' own, so ours can only be of the same order. */
    static final String PUBLISHED = "On the authors' benchmark pairs LightSB has an error of the plan (cBW₂²-UVP, poster of the paper) of "
            + "0.03, 0.08, 0.28 % for ε = 0.1, of 0.05, 0.09, 0.24 % for ε = 1 and of 0.07, 0.11, 0.21 % for ε = 10 in 2, 16, 64 dimensions; "
            + "the best other solver there has 1.04 to 18.05 %. The pairs of the problem \"benchmark\" follow the same construction with "
            + "centres of our own: expect the same order, not the same digits.";

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
