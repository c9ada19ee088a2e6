package org.pushforward.engine.learn;

import org.bytedeco.pytorch.Tensor;

/**
 * θ on a tape: hands out its arrays by their names. Of one θ for all samples, or of a copy a sample, which is how a Jacobian is had in one
 * sweep ({@link Fit#jacobian}): arrays have an axis for the samples then, and {@link #linear} minds it.
 */
public final class Theta {

    private final Weights weights;
    private final Value all;
    private final boolean isEach;
    private final Linear way;

    private Theta(Weights weights, Value all, boolean isEach) {
        this(weights, all, isEach, Theta::plain);
    }

    private Theta(Weights weights, Value all, boolean isEach, Linear way) {
        this.weights = weights;
        this.all = all;
        this.isEach = isEach;
        this.way = way;
    }

    /** How rows pass a matrix and a bias, which are known by their names. */
    @FunctionalInterface
    public interface Linear {
        Value apply(Theta w, Value x, String matrix, String bias);
    }

    /** The same weights, whose layers take their products in another way: coarser ones, or such that somebody watches. */
    public Theta passing(Linear other) {
        return new Theta(weights, all, isEach, other);
    }

    /** To evaluate only. */
    public static Theta constant(Tape tape, Weights weights, double[] theta) {
        return new Theta(weights, tape.of(theta, theta.length), false);
    }

    /** To differentiate by. */
    public static Theta variable(Tape tape, Weights weights, double[] theta) {
        return new Theta(weights, tape.variable(theta, theta.length), false);
    }

    /** A copy for each of n samples, to differentiate by. */
    static Theta each(Tape tape, Weights weights, double[] theta, int n) {
        double[] copies = new double[n * theta.length];
        for (int k = 0; k < n; k++) {
            System.arraycopy(theta, 0, copies, k * theta.length, theta.length);
        }
        return new Theta(weights, tape.variable(copies, n, theta.length), true);
    }

    /** All of θ. */
    public Value all() {
        return all;
    }

    public Tape tape() {
        return all.tape();
    }

    /** An array of weights in its shape, behind an axis for the samples where each has its own. */
    public Value get(String name) {
        Weights.Slot s = weights.slot(name);
        int[] shape = s.part().shape();
        Tensor flat = all.tensor().narrow(isEach ? 1 : 0, s.from(), s.part().size());
        if (!isEach) {
            return new Value(tape(), flat.view(Value.longs(shape)));
        }
        int[] batched = new int[shape.length + 1];
        batched[0] = all.size(0);
        System.arraycopy(shape, 0, batched, 1, shape.length);
        return new Value(tape(), flat.reshape(Value.longs(batched)));
    }

    /** x Wᵀ + b for rows x: … × inputs → … × outputs; W is outputs × inputs; or what {@link #passing} says. */
    public Value linear(Value x, String matrix, String bias) {
        return way.apply(this, x, matrix, bias);
    }

    /** x Wᵀ + b, whatever the way. */
    public Value plain(Value x, String matrix, String bias) {
        tape().ask();
        if (isEach) {
            Value y = x.unsqueeze(1).matmul(get(matrix).transposed()).at(1, 0);
            return y.plus(get(bias));
        }
        return new Value(tape(), org.bytedeco.pytorch.global.torch.linear(x.tensor(), get(matrix).tensor(), get(bias).tensor()));
    }
}
