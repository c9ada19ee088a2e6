package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.PointKernel;

/**
 * Tells digits from the {@value #LENGTH} samples of their rows one behind the other: {@value #LAYERS} residual layers h + gelu(W (K ∗ h)) with a kernel a channel as
 * long as the sequence to both sides, a mean over time, ten scores. K is a {@link PointKernel}, a perceptron of sines (D. Romero et al. 2022, CKConv), or a
 * short table, each with as many weights. Samples that are missing are zero, and a second input says so. Immutable.
 */
record SequenceNetwork(Kind kind, int points, double[] places) implements Owner {

    enum Kind { MOVING, MLP, SHORT }

    static final int LENGTH = 64;
    static final int CHANNELS = 16;
    private static final int LAYERS = 2;
    private static final int OFFSETS = 2 * LENGTH - 1;
    private static final double FREQUENCY = 20;

    private Dense lift() {
        return new Dense("lift", 2, CHANNELS);
    }

    private Dense mix(int layer) {
        return new Dense("mix." + layer, CHANNELS, CHANNELS);
    }

    private Dense score() {
        return new Dense("score", CHANNELS, 10);
    }

    /** Weights of the kernels of a layer that points have, and the others may. */
    int budget() {
        return points * (2 + CHANNELS);
    }

    /** Entries of the table. */
    int reach() {
        return Math.min(OFFSETS, budget() / CHANNELS);
    }

    private int hidden() {
        return Math.max(1, (budget() - CHANNELS) / (CHANNELS + 2));
    }

    private PointKernel moving(int layer) {
        return new PointKernel("kernel." + layer, 1, places, CHANNELS, 2.5 / points, false, true, Start.normal(0.1));
    }

    private Dense first(int layer) {
        return new Dense("kernel." + layer + ".0", 1, hidden(), Start.uniform(1));
    }

    private Dense second(int layer) {
        return new Dense("kernel." + layer + ".1", hidden(), CHANNELS, Start.uniform(0.2 / Math.sqrt(hidden())));
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(lift().parts());
        for (int l = 0; l < LAYERS; l++) {
            parts.addAll(mix(l).parts());
            parts.addAll(switch (kind) {
                case MOVING -> moving(l).parts();
                case MLP -> join(first(l).parts(), second(l).parts());
                case SHORT -> List.of(new Part("kernel." + l, Start.normal(0.1), reach(), CHANNELS));
            });
        }
        parts.addAll(score().parts());
        return parts;
    }

    private static List<Part> join(List<Part> a, List<Part> b) {
        List<Part> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    /** Of the kernels alone. */
    int kernelWeights() {
        return LAYERS * switch (kind) {
            case MOVING -> budget();
            case MLP -> 2 * hidden() + (hidden() + 1) * CHANNELS;
            case SHORT -> reach() * CHANNELS;
        };
    }

    /** Multiplications that make the kernels, once a step: at every offset each point or hidden unit is weighed for every channel; a table is there. */
    long kernelProducts() {
        return (long) LAYERS * switch (kind) {
            case MOVING -> (long) OFFSETS * points * (1 + CHANNELS);
            case MLP -> (long) OFFSETS * hidden() * (1 + CHANNELS);
            case SHORT -> 0;
        };
    }

    /** Multiplications that a digit's convolutions need, with as many offsets as a kernel has that are not zero by themselves. */
    long convolutionProducts() {
        return (long) LAYERS * CHANNELS * switch (kind) {
            case MOVING, MLP -> LENGTH * LENGTH;
            case SHORT -> IntStream.range(0, LENGTH).map(t -> Math.min(LENGTH - 1, t + reach() - 1 - reach() / 2) - Math.max(0, t - reach() / 2) + 1).sum();
        };
    }

    /** Kernels of a layer, offsets × channels. */
    Value kernel(Theta w, int layer) {
        double[] at = new double[OFFSETS];
        Arrays.setAll(at, k -> (k - LENGTH + 1.0) / (LENGTH - 1));
        Value x = w.tape().of(at, OFFSETS, 1);
        return switch (kind) {
            case MOVING -> moving(layer).at(w, x);
            case MLP -> second(layer).apply(w, first(layer).apply(w, x.times(FREQUENCY)).sin());
            case SHORT -> {
                int before = (OFFSETS - reach()) / 2;
                Value table = w.get("kernel." + layer);
                yield Value.cat(0, w.tape().zeros(before, CHANNELS), table, w.tape().zeros(OFFSETS - reach() - before, CHANNELS));
            }
        };
    }

    /** Scores of sequences: batch × 64 × 2 → batch × 10. */
    Value scores(Theta w, Value x) {
        int[] index = new int[LENGTH * LENGTH];
        Arrays.setAll(index, k -> k / LENGTH - k % LENGTH + LENGTH - 1);
        Value picks = w.tape().indices(index, index.length);
        Value h = lift().apply(w, x);
        for (int l = 0; l < LAYERS; l++) {
            Value pairs = kernel(w, l).rows(picks).reshape(LENGTH, LENGTH, CHANNELS);
            h = h.plus(mix(l).apply(w, Value.einsum("tsc,bsc->btc", pairs, h)).gelu());
        }
        return score().apply(w, h.mean(1));
    }

    /** Mean of −log softmax at the labels. */
    Value loss(Theta w, double[] x, int[] labels) {
        int n = labels.length;
        Value scores = scores(w, w.tape().of(x, n, LENGTH, 2)).logSoftmax(1);
        return scores.gather(1, w.tape().indices(labels, n, 1)).mean().negated();
    }
}
