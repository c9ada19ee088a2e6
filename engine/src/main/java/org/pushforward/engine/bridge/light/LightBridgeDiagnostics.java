package org.pushforward.engine.bridge.light;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;

/** What is measured of a light bridge. */
final class LightBridgeDiagnostics {

    /** Points at which the drift is compared with differences. */
    private static final int PROBES = 4;
    /** Part of ε (at most 1) by which a point is moved: the exponents change on lengths of that order. */
    private static final double MOVE = 0.003;

    private LightBridgeDiagnostics() { }

    static Diagnostics of(LightState s, double time) {
        LightMeasures m = s.measures();
        double eps = s.bridge().eps();
        List<Entry> all = new ArrayList<>(List.of(
                new Entry("time", "t", "", time),
                new Entry("iterations", "Training iterations", "", s.training().iterations()),
                new Entry("loss", "Loss on unseen points", "", m.loss()),
                new Entry("transport-cost", "E ½|x−y|²", "", m.cost()),
                new Entry("eps", "ε", "", eps),
                new Entry("sigma", "σ = √ε", "", Math.sqrt(eps)),
                new Entry("reg", "reg = 2ε for |x−y|²", "", 2 * eps),
                new Entry("energy-ratio", "Energy distance / that of two samples", "", m.energy()),
                new Entry("target-covariance-error", "Covariance at t = 1, error", "", m.covarianceError()),
                new Entry("target-mean-error", "Mean at t = 1, error", "σ", m.meanError()),
                new Entry("drift-residual", "|g − ε∇log h|", "", driftResidual(s.bridge(), s.scene().x(), time))));
        m.planError().ifPresent(v -> {
            all.add(new Entry("cbw-uvp", "Plan, cBW₂²-UVP", "%", v));
            PublishedPlanError.of(s.scene().dimension(), eps).ifPresent(published -> {
                all.add(new Entry("cbw-uvp-published", "LightSB on the authors' pairs", "%", published.light()));
                all.add(new Entry("cbw-uvp-other", "best other solver there", "%", published.other()));
            });
        });
        return new Diagnostics(all);
    }

    /** The drift against ε times the central difference of fourth order of log h, relative where it is above 1. */
    static double driftResidual(LightBridge bridge, double[] points, double time) {
        int d = bridge.dimension();
        double h = MOVE * Math.min(1, bridge.eps());
        var potential = bridge.potential(time);
        double[] scratch = potential.scratch();
        double worst = 0;
        for (int p = 0; p < PROBES; p++) {
            double[] x = new double[d];
            System.arraycopy(points, p * d, x, 0, d);
            double[] g = bridge.drift(x, time);
            for (int i = 0; i < d; i++) {
                double middle = x[i];
                double[] f = new double[4];
                for (int j = 0; j < 4; j++) {
                    x[i] = middle + h * (j < 2 ? j - 2 : j - 1);
                    f[j] = potential.value(x, 0, scratch);
                }
                x[i] = middle;
                double slope = bridge.eps() * (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h);
                worst = Math.max(worst, Math.abs(g[i] - slope) / Math.max(1, Math.abs(slope)));
            }
        }
        return worst;
    }
}
