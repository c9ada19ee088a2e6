package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;

/**
 * A network f_θ(x, t) that a bridge learns: hidden layers of one width with SiLU on x/s, t and sines and cosines of πt, 2πt and 4πt;
 * its outputs are in units of {@code scale}. Simulation uses the exponential average of the weights. Immutable.
 *
 * @param size s, a length typical of the points
 * @param scale what an output of one means
 * @param average of the weights over about 1/(1 − decay) iterations
 */
record DriftNetwork(Perceptron layers, Fit fit, double[] average, int dimension, double size, double scale) {

    private static final int WAVES = 3;
    private static final int FEATURES = 1 + 2 * WAVES;

    /** Widths and constants of the training. */
    record Design(int width, int depth, double rate, double decay) { }

    static DriftNetwork start(int dimension, int outputs, Design design, double size, double scale, Philox random) {
        int[] widths = new int[design.depth() + 2];
        Arrays.fill(widths, design.width());
        widths[0] = dimension + FEATURES;
        widths[widths.length - 1] = outputs;
        Perceptron layers = new Perceptron("drift", Value::silu, widths);
        Fit fit = Fit.start(Weights.of(layers), AdamW.ADAM, random);
        return new DriftNetwork(layers, fit, fit.theta(), dimension, size, scale);
    }

    /** One more iteration. The average starts as a plain mean, so that the first weights are soon forgotten. */
    DriftNetwork taught(Examples examples, double rate, double decay, CancelToken cancel) {
        int n = examples.t().length;
        double[] inputs = inputs(examples.x(), examples.t());
        Fit next = fit.step(cancel, rate, w -> examples.loss(outputs(w, inputs, n), scale));
        return new DriftNetwork(layers, next, next.averaged(average, Math.min(decay, fit.iterations() / (fit.iterations() + 10.0))), dimension, size, scale);
    }

    private Value outputs(Theta w, double[] inputs, int n) {
        return layers.apply(w, w.tape().of(inputs, n, dimension + FEATURES));
    }

    /** What the average has learned. */
    Predictor predictor(CancelToken cancel) {
        return (x, t) -> {
            double[] times = new double[x.length / dimension];
            Arrays.fill(times, t);
            double[] inputs = inputs(x, times);
            double[] f = fit.evaluate(cancel, average, w -> outputs(w, inputs, times.length));
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
        return fit.bytes() + (long) Double.BYTES * average.length;
    }
}
