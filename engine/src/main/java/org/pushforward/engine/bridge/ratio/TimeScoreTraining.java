package org.pushforward.engine.bridge.ratio;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Activation;
import org.pushforward.engine.learn.Mlp;
import org.pushforward.engine.learn.Network;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Philox;

/**
 * A network s_θ(x, t) that learns the time score by {@link TimeScoreLoss}: four hidden layers of 64 with ELU, as in the paper's toy
 * problems, Adam. The weight is λ + λ̄, the noise's variance and its mean over time, so that the ends count where e is tiny; 1 without
 * noise. Immutable
 * but for the network, which is copied before it is trained.
 *
 * @param iteration iterations done
 * @param loss exponential average over about fifty iterations, NaN before the first
 */
record TimeScoreTraining(Network network, Adam adam, int iteration, double loss) {

    private static final int WIDTH = 64;
    private static final int DEPTH = 4;
    private static final double FORGET = 0.02;
    /** Nodes of the integral over t. */
    static final int NODES = 24;
    private static final GaussLegendre RULE = new GaussLegendre(NODES);

    static TimeScoreTraining start(int dimension, double rate, Philox random) {
        int[] hidden = new int[DEPTH];
        Arrays.fill(hidden, WIDTH);
        Network network = Network.create(new Mlp(dimension + 1, 1, Activation.ELU, hidden), random.stream(10));
        return new TimeScoreTraining(network, new Adam(network.architecture().weights(), Adam.Settings.of(rate)), 0, Double.NaN);
    }

    /** {@code count} more iterations. */
    TimeScoreTraining advance(RatioScene scene, int batch, double rate, int count, Philox random, CancelToken cancel) {
        Network next = network.copy();
        Adam optimizer = adam.with(Adam.Settings.of(rate));
        double average = loss;
        for (int k = 0; k < count; k++) {
            double value = iterate(next, optimizer, scene, batch, iteration + k, random, cancel);
            average = Double.isNaN(average) ? value : average + FORGET * (value - average);
        }
        return new TimeScoreTraining(next, optimizer, iteration + count, average);
    }

    private static double iterate(Network network, Adam adam, RatioScene scene, int b, int number, Philox random,
            CancelToken cancel) {
        cancel.throwIfCancelled();
        int d = scene.dimension();
        double[][] pairs = scene.pairs(random, number, b, cancel);
        double[] z = new double[b * d];
        random.stream(3).normals(0, b, number, d, z, 0);
        double[] t = new double[b];
        random.stream(4).uniforms(0, b, number, 1, t, 0);
        double[] rows = new double[3 * b * (d + 1)];
        double[] direction = new double[rows.length];
        double[] weight = new double[b];
        double[] slope = new double[b];
        double extra = scene.interpolant().isNoiseless() ? 1 : scene.interpolant().meanNoise();
        for (int k = 0; k < b; k++) {
            put(scene, pairs, z, k, t[k], rows, k);
            put(scene, pairs, z, k, 0, rows, b + k);
            put(scene, pairs, z, k, 1, rows, 2 * b + k);
            direction[k * (d + 1) + d] = 1;
            weight[k] = scene.interpolant().noise(t[k]) + extra;
            slope[k] = scene.interpolant().noiseSlope(t[k]);
        }
        return network.train(rows, direction, new TimeScoreLoss(weight, slope, scene.interpolant().noise(0) + extra,
                scene.interpolant().noise(1) + extra), adam, cancel);
    }

    private static void put(RatioScene scene, double[][] pairs, double[] z, int k, double t, double[] rows, int row) {
        int d = scene.dimension();
        scene.interpolate(pairs[0], pairs[1], z, k * d, t, rows, row * (d + 1));
        rows[row * (d + 1) + d] = t;
    }

    /** s_θ at points of dimension d, all at their own time: rows (x, t). */
    double[] timeScore(double[] rows, CancelToken cancel) {
        return network.evaluate(rows, cancel);
    }

    /** ∫₀¹ s_θ(x, t) dt for points n × d, by Gauss-Legendre quadrature. */
    double[] logRatio(double[] x, int d, CancelToken cancel) {
        int n = x.length / d;
        double[] rows = new double[n * NODES * (d + 1)];
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < NODES; q++) {
                System.arraycopy(x, p * d, rows, (p * NODES + q) * (d + 1), d);
                rows[(p * NODES + q) * (d + 1) + d] = RULE.node(q);
            }
        }
        double[] s = network.evaluate(rows, cancel);
        double[] ratio = new double[n];
        for (int k = 0; k < s.length; k++) {
            ratio[k / NODES] += RULE.weight(k % NODES) * s[k];
        }
        return ratio;
    }

    long bytes() {
        return network.bytes() + adam.bytes();
    }
}
