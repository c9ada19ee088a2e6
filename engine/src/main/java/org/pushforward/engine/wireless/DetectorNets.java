package org.pushforward.engine.wireless;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Perceptron;

/**
 * Three networks with one number out, positive for a jammer: on features; on features and the first one's number, for blocks that the first is not sure of; and
 * on raw samples.
 */
record DetectorNets() implements Owner {

    private static final int HIDDEN = 32;
    /** Probability below or above which the first network is sure while they learn. */
    private static final double SURE = 0.1;
    private static final Perceptron FIRST = new Perceptron("first", Value::relu, SyncBlock.FEATURES, HIDDEN, 1);
    private static final Perceptron SECOND = new Perceptron("second", Value::relu, SyncBlock.FEATURES + 1, HIDDEN, 1);
    private static final Perceptron RAW = new Perceptron("raw", Value::relu, 2 * SyncBlock.ELEMENTS, HIDDEN, 1);

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>(FIRST.parts());
        all.addAll(SECOND.parts());
        all.addAll(RAW.parts());
        return all;
    }

    Value first(Theta w, Value features) {
        return FIRST.apply(w, features);
    }

    /** @param score of the first network */
    Value second(Theta w, Value features, Value score) {
        return SECOND.apply(w, Value.cat(1, features, score.detached()));
    }

    Value raw(Theta w, Value samples) {
        return RAW.apply(w, samples);
    }

    /** The sum of the three losses, cross-entropies; that of the second counts unsure blocks only. */
    Value loss(Theta w, Value features, Value samples, Value isJammed) {
        Value one = first(w, features);
        Value p = one.detached().sigmoid();
        Value unsure = p.above(SURE).times(p.negated().above(SURE - 1));
        Value two = crossEntropy(second(w, features, one), isJammed).times(unsure).sum().over(unsure.sum().plus(1));
        return crossEntropy(one, isJammed).mean().plus(two).plus(crossEntropy(raw(w, samples), isJammed).mean());
    }

    private static Value crossEntropy(Value z, Value isJammed) {
        return z.softplus().minus(z.times(isJammed));
    }
}
