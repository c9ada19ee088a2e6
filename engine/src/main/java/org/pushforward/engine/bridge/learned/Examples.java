package org.pushforward.engine.bridge.learned;

import org.pushforward.engine.learn.Loss;

/**
 * What a network is to learn from: rows of points with their times, the outputs wanted there, and how much each output counts.
 *
 * @param x B × d
 * @param t B times
 * @param targets B × outputs
 * @param weights B × outputs
 */
record Examples(double[] x, double[] t, double[] targets, double[] weights) {

    /** Σ w (scale f − target)² / (B scale²). */
    Loss loss(double scale) {
        int batch = t.length;
        return (f, derivative) -> {
            double sum = 0;
            for (int k = 0; k < f.length; k++) {
                double r = f[k] - targets[k] / scale;
                sum += weights[k] * r * r / batch;
                derivative[k] = 2 * weights[k] * r / batch;
            }
            return sum;
        };
    }
}
