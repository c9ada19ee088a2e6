package org.pushforward.engine.bridge.ratio;

import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Philox;

/**
 * A network s_θ(x, t) that learns the time score along a path (Choi et al. 2022, "Density ratio estimation via infinitesimal
 * classification", arXiv:2111.11010, eq. 9), which needs neither densities nor simulation: with a weight w,
 * <pre>
 *   J = E_{t, x_t}[2w ∂_t s + 2w′ s + w s²] + 2w(0) E_{p₀} s(x, 0) − 2w(1) E_{p₁} s(x, 1) = E[w (s − ∂_t log p)²] + const.
 * </pre>
 * The weight is λ + λ̄, the noise's variance and its mean over time, so that the ends count where e is tiny; 1 without noise. Four hidden
 * layers of 64 with ELU, as in the toy problems of Chen et al. 2025. Immutable.
 *
 * @param dimension d of x
 */
record TimeScoreNetwork(int dimension) implements Weights.Owner {

    private static final int WIDTH = 64;
    /** Nodes of the integral over t. */
    private static final GaussLegendre RULE = new GaussLegendre(24);

    private Perceptron layers() {
        return new Perceptron("score", Value::elu, dimension + 1, WIDTH, WIDTH, WIDTH, WIDTH, 1);
    }

    @Override
    public List<Weights.Part> parts() {
        return layers().parts();
    }

    Fit untrained(Philox random) {
        return Fit.start(Weights.of(this), AdamW.ADAM, random.stream(10));
    }

    private Value at(Theta w, Value x, Value t) {
        return layers().apply(w, Value.cat(1, x, t));
    }

    /** J on a minibatch of an iteration. */
    Value loss(Theta w, RatioScene scene, int batch, int iteration, Philox random, CancelToken cancel) {
        double[][] pairs = scene.pairs(random, iteration, batch, cancel);
        double[] z = new double[batch * dimension];
        random.stream(3).normals(0, batch, iteration, dimension, z, 0);
        double[] t = new double[batch];
        random.stream(4).uniforms(0, batch, iteration, 1, t, 0);
        double[] x = new double[batch * dimension];
        double[] ends = new double[2 * batch * dimension];
        double[] endTimes = new double[2 * batch];
        double[] weight = new double[batch];
        double[] slope = new double[batch];
        DiffusedInterpolant path = scene.interpolant();
        for (int k = 0; k < batch; k++) {
            scene.interpolate(pairs[0], pairs[1], z, k * dimension, t[k], x, k * dimension);
            scene.interpolate(pairs[0], pairs[1], z, k * dimension, 0, ends, k * dimension);
            scene.interpolate(pairs[0], pairs[1], z, k * dimension, 1, ends, (batch + k) * dimension);
            endTimes[batch + k] = 1;
            weight[k] = path.weight(t[k]);
            slope[k] = path.noiseSlope(t[k]);
        }
        Tape tape = w.tape();
        Value time = tape.variable(t, batch, 1);
        Value s = at(w, tape.of(x, batch, dimension), time);
        Value atEnds = at(w, tape.of(ends, 2 * batch, dimension), tape.of(endTimes, 2 * batch, 1));
        return loss(s, s.grad(time), tape.of(weight, batch, 1), tape.of(slope, batch, 1), atEnds.slice(0, 0, batch), path.weight(0),
                atEnds.slice(0, batch, 2 * batch), path.weight(1));
    }

    /** J of a score s with its derivative ∂_t s under the weights w, their slopes w′, and of the score at both ends. */
    static Value loss(Value s, Value ds, Value w, Value slope, Value s0, double w0, Value s1, double w1) {
        Value between = w.times(ds.times(2).plus(s.square())).plus(slope.times(s).times(2)).mean();
        return between.plus(s0.mean().times(2 * w0)).minus(s1.mean().times(2 * w1));
    }

    /** s_θ of n points at times of their own. */
    double[] timeScore(Fit fit, double[] x, double[] t, CancelToken cancel) {
        return fit.evaluate(cancel, w -> at(w, w.tape().of(x, t.length, dimension), w.tape().of(t, t.length, 1)));
    }

    /** ∫₀¹ s_θ(x, t) dt for points n × d, by Gauss-Legendre quadrature. */
    double[] logRatio(Fit fit, double[] x, CancelToken cancel) {
        int nodes = RULE.size();
        int n = x.length / dimension;
        double[] points = new double[n * nodes * dimension];
        double[] t = new double[n * nodes];
        for (int k = 0; k < t.length; k++) {
            System.arraycopy(x, k / nodes * dimension, points, k * dimension, dimension);
            t[k] = RULE.node(k % nodes);
        }
        double[] s = timeScore(fit, points, t, cancel);
        double[] ratio = new double[n];
        for (int k = 0; k < s.length; k++) {
            ratio[k / nodes] += RULE.weight(k % nodes) * s[k];
        }
        return ratio;
    }
}
