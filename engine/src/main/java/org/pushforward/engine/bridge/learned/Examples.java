package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import org.pushforward.engine.learn.Value;

/**
 * What a network is to learn from: rows of points with their times, the outputs wanted there, and how much each output counts.
 *
 * @param x B × d
 * @param t B times
 * @param targets B × outputs
 * @param weights B × outputs
 */
record Examples(double[] x, double[] t, double[] targets, double[] weights) {

    /** Σ w (f − target / scale)² / B of outputs f in units of {@code scale}, B × outputs. */
    Value loss(Value f, double scale) {
        int[] shape = f.shape();
        double[] wanted = new double[targets.length];
        Arrays.setAll(wanted, k -> targets[k] / scale);
        Value gap = f.minus(f.tape().of(wanted, shape));
        return gap.square().times(f.tape().of(weights, shape)).sum().over(t.length);
    }
}
