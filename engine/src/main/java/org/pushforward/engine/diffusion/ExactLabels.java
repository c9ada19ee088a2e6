package org.pushforward.engine.diffusion;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.NormalDistribution;
import org.pushforward.engine.numerics.Philox;

/**
 * What is known of label flows without a training. Two labels at ±1 on a line, the first with probability {@value #FIRST}, have
 * z_t ~ Σ p_k N(s u_k, r²), with s = √ᾱ and r² = 1 − ᾱ for NoProp-CT, s = t and r = 1 − t for NoProp-FM; the mean label is
 * û = tanh(s z/r² + ½ ln(p₁/p₂)). On the line a flow that has these laws keeps the share of the noise below a path, since paths do not cross.
 */
final class ExactLabels {

    private static final double FIRST = 0.3;
    private static final double ODDS = 0.5 * Math.log(FIRST / (1 - FIRST));
    private static final LogNoise NOISE = new LogNoise(true, -4);
    private static final double[] STARTS = {-2, -1.3, -0.8, -0.2, 0, 0.4, 1, 1.7};
    private static final int STEPS = 400;
    /** End of the flow of FM: at 1 its law is two points, of which a share is not read off. */
    private static final double BEFORE_END = 0.95;

    private ExactLabels() { }

    /** ∫ SNR′ dt over SNR(1) − SNR(0), less 1, for a schedule that is as learned as its random weights. */
    static double weightError(CancelToken cancel) {
        GaussLegendre rule = new GaussLegendre(60);
        double[] nodes = new double[rule.size()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = rule.node(i);
        }
        double[] at = schedule().evaluate(cancel, w -> Value.cat(0, NOISE.at(w, nodes).snrSlope().reshape(nodes.length),
                NOISE.at(w, 0, 1).gamma().negated().exp().reshape(2)));
        double integral = 0;
        for (int i = 0; i < nodes.length; i++) {
            integral += rule.weight(i) * at[i];
        }
        return Math.abs(integral / (at[nodes.length + 1] - at[nodes.length]) - 1);
    }

    /** A schedule far from its start, which is nearly a line. */
    private static Fit schedule() {
        Weights weights = Weights.of(NOISE);
        double[] theta = weights.initial(new Philox(7));
        for (int k = weights.offset("noise.out"); k < theta.length; k++) {
            theta[k] += 1.5;
        }
        return Fit.from(weights, AdamW.ADAM, theta).precise();
    }

    /** The largest change of the share of the noise below a path, for several paths by Heun's rule. */
    static double shareError(LabelFlow.Kind kind, CancelToken cancel) {
        int n = STARTS.length;
        double[] out = schedule().evaluate(cancel, w -> {
            LabelFlow.Velocity v = kind == LabelFlow.Kind.CT ? continuous(w) : (t, z) -> matching(BEFORE_END * t, z).times(BEFORE_END);
            Value signals = NOISE.at(w, 0, 1).signal().reshape(2);
            return Value.cat(0, LabelFlow.path(v, w.tape().of(STARTS, n, 1), STEPS, true).getLast().reshape(n), signals);
        });
        double worst = 0;
        for (int k = 0; k < n; k++) {
            double change = kind == LabelFlow.Kind.CT
                    ? share(out[k], Math.sqrt(out[n + 1]), Math.sqrt(1 - out[n + 1])) - share(STARTS[k], Math.sqrt(out[n]), Math.sqrt(1 - out[n]))
                    : share(out[k], BEFORE_END, 1 - BEFORE_END) - share(STARTS[k], 0, 1);
            worst = Math.max(worst, Math.abs(change));
        }
        return worst;
    }

    private static LabelFlow.Velocity continuous(Theta w) {
        return (t, z) -> {
            LogNoise.At at = NOISE.at(w, t);
            return LabelFlow.drift(at, z.times(at.signal().root().over(at.noise())).plus(ODDS).tanh(), z);
        };
    }

    private static Value matching(double t, Value z) {
        double left = 1 - t;
        return z.times(t / (left * left)).plus(ODDS).tanh().minus(z).over(left);
    }

    /** Of the law of z below a place. */
    private static double share(double z, double s, double r) {
        return FIRST * NormalDistribution.cumulative((z - s) / r) + (1 - FIRST) * NormalDistribution.cumulative((z + s) / r);
    }
}
