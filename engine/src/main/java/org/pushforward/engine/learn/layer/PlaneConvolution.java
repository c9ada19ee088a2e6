package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * {@link SpectralConvolution} in the plane with channels last, batch × n × n × channels, by products of real matrices, which on small grids take a fraction of
 * the time of fast transforms and complex products.
 *
 * @param modes wave numbers 0 … modes − 1 are kept, along the first of the two axes also −modes … −1
 */
public record PlaneConvolution(String name, int inputs, int outputs, int modes) implements Owner {

    /** Real parts, then imaginary ones; wave numbers of the first axis run 0 … modes − 1, −modes … −1. */
    @Override
    public List<Part> parts() {
        Start start = u -> Arrays.setAll(u, k -> u[k] / (inputs * outputs));
        return List.of(new Part(name + ".mix", start, 2, 2 * modes, modes, inputs, outputs));
    }

    /** Complex weights. */
    public int size() {
        return 2 * modes * modes * inputs * outputs;
    }

    /** A side must have at least 2 modes places. */
    public Value apply(Theta w, Value x) {
        PlaneWaves waves = new PlaneWaves(modes, x.size(1));
        return waves.backward(mixed(w, waves.forward(x)));
    }

    /** Waves as {@link PlaneWaves} has them, each by its matrix. */
    public Value mixed(Theta w, Value waves) {
        int b = waves.size(0);
        int count = waves.size(2);
        Value byWave = waves.permute(2, 0, 1, 3).reshape(count, b, 2 * inputs);
        Value re = w.get(name + ".mix").at(0, 0).reshape(count, inputs, outputs);
        Value im = w.get(name + ".mix").at(0, 1).reshape(count, inputs, outputs);
        // (re, im) (R, I; −I, R) is the product with R + iI.
        Value mix = Value.cat(1, Value.cat(2, re, im), Value.cat(2, im.negated(), re));
        return byWave.matmul(mix).reshape(count, b, 2, outputs).permute(1, 2, 0, 3);
    }
}
