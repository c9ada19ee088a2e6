package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * Cross-correlation with an odd kernel that keeps the size of its fields: batch × channels × space, in one to three dimensions.
 *
 * @param side of the kernel, odd
 * @param edge what lies beyond the ends
 */
public record Convolution(String name, int dimension, int inputs, int outputs, int side, Edge edge, Start start) implements Owner {

    /** Beyond the ends there are zeros, or the other end of a torus. */
    public enum Edge { ZERO, AROUND }

    public Convolution(String name, int dimension, int inputs, int outputs, int side, Edge edge) {
        this(name, dimension, inputs, outputs, side, edge, Start.uniform(1 / Math.sqrt(inputs * Math.pow(side, dimension))));
    }

    @Override
    public List<Part> parts() {
        int[] kernel = new int[dimension + 2];
        Arrays.fill(kernel, side);
        kernel[0] = outputs;
        kernel[1] = inputs;
        int[] bias = new int[dimension + 1];
        Arrays.fill(bias, 1);
        bias[0] = outputs;
        return List.of(new Part(name + ".kernel", start, kernel), new Part(name + ".bias", start, bias));
    }

    public Value apply(Theta w, Value x) {
        Value kernel = w.get(name + ".kernel");
        Value bias = w.get(name + ".bias");
        if (edge == Edge.ZERO || side == 1) {
            return x.conv(kernel, bias, 1, side / 2);
        }
        int[] ends = new int[dimension];
        Arrays.fill(ends, side / 2);
        return x.paddedAround(ends).conv(kernel, bias, 1, 0);
    }
}
