package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;

/**
 * Digits of 8 × 8 pixels through {@code depth} convolutions of 3 × 3 with ReLU and zeros around the picture, and a dense layer from all
 * pixels and channels to ten classes.
 */
record DigitsConvolution(int depth, int channels) implements Owner {

    private static final int SIDE = 8;

    int inputs(int layer) {
        return layer == 0 ? 1 : channels;
    }

    /** Kernels are outputs × inputs × 3 × 3. */
    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            all.add(new Part("layer." + l + ".kernel", Start.ZERO, channels, inputs(l), ConvolutionStart.SIDE, ConvolutionStart.SIDE));
            all.add(new Part("layer." + l + ".bias", Start.ZERO, channels));
        }
        all.addAll(classify().parts());
        return all;
    }

    private Dense classify() {
        return new Dense("classify", channels * SIDE * SIDE, 10);
    }

    /** Rows of pixels → logits; {@code seen} is shown what every layer makes before its ReLU. */
    Value logits(Theta w, Value x, Consumer<Value> seen) {
        int b = x.size(0);
        Value h = x.reshape(b, 1, SIDE, SIDE);
        for (int l = 0; l < depth; l++) {
            Value y = h.conv(w.get("layer." + l + ".kernel"), w.get("layer." + l + ".bias"), 1, 1);
            seen.accept(y);
            h = y.relu();
        }
        return classify().apply(w, h.reshape(b, channels * SIDE * SIDE));
    }
}
