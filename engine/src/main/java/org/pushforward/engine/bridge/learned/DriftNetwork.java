package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Activation;
import org.pushforward.engine.learn.Mlp;
import org.pushforward.engine.learn.Network;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * A network f_θ(x, t) that a bridge learns: hidden layers of one width with SiLU on x/s, t and sines and cosines of πt, 2πt and 4πt;
 * its outputs are in units of {@code scale}. Simulation uses the exponential average of the weights. Immutable but for the networks,
 * which are copied before they are trained.
 *
 * @param size s, a length typical of the points
 * @param scale what an output of one means
 * @param average of the weights over about 1/(1 − decay) iterations
 * @param iterations done
 */
record DriftNetwork(Network network, Network average, Adam adam, int dimension, double size, double scale, int iterations) {

    private static final int WAVES = 3;
    private static final int FEATURES = 1 + 2 * WAVES;

    /** Widths and constants of the training. */
    record Design(int width, int depth, double rate, double decay) { }

    static DriftNetwork start(int dimension, int outputs, Design design, double size, double scale, Philox random) {
        int[] hidden = new int[design.depth()];
        Arrays.fill(hidden, design.width());
        Network network = Network.create(new Mlp(dimension + FEATURES, outputs, Activation.SILU, hidden), random);
        return new DriftNetwork(network, network.copy(), new Adam(network.architecture().weights(), Adam.Settings.of(design.rate())),
                dimension, size, scale, 0);
    }

    /** Independent of this one, to be trained with {@link #learn}. */
    DriftNetwork copy(Design design) {
        return new DriftNetwork(network.copy(), average.copy(), adam.with(Adam.Settings.of(design.rate())), dimension, size, scale, iterations);
    }

    /** One iteration in place; returns the loss. The average starts as a plain mean, so that the first weights are soon forgotten. */
    double learn(Examples examples, int iteration, double decay, CancelToken cancel) {
        double loss = network.train(inputs(examples.x(), examples.t()), examples.loss(scale), adam, cancel);
        average.average(network, Math.min(decay, iteration / (iteration + 10.0)));
        return loss;
    }

    DriftNetwork after(int more) {
        return new DriftNetwork(network, average, adam, dimension, size, scale, iterations + more);
    }

    /** What the average has learned. */
    Predictor predictor(CancelToken cancel) {
        return (x, t) -> {
            double[] times = new double[x.length / dimension];
            Arrays.fill(times, t);
            double[] f = average.evaluate(inputs(x, times), cancel);
            for (int k = 0; k < f.length; k++) {
                f[k] *= scale;
            }
            return f;
        };
    }

    private double[] inputs(double[] x, double[] t) {
        int width = dimension + FEATURES;
        double[] rows = new double[t.length * width];
        double[] features = new double[FEATURES];
        for (int p = 0; p < t.length; p++) {
            for (int i = 0; i < dimension; i++) {
                rows[p * width + i] = x[p * dimension + i] / size;
            }
            if (p == 0 || t[p] != t[p - 1]) {
                features(t[p], features);
            }
            System.arraycopy(features, 0, rows, p * width + dimension, FEATURES);
        }
        return rows;
    }

    private static void features(double t, double[] into) {
        into[0] = t;
        for (int w = 0; w < WAVES; w++) {
            into[1 + 2 * w] = Math.sin(Math.PI * (1 << w) * t);
            into[2 + 2 * w] = Math.cos(Math.PI * (1 << w) * t);
        }
    }

    long bytes() {
        return network.bytes() + average.bytes() + adam.bytes();
    }
}
