package org.pushforward.engine.learn;

import org.bytedeco.pytorch.Tensor;
import org.pushforward.engine.numerics.Philox;

/** A family of functions f(θ, ·): ℝ^inputs → ℝ^outputs with all weights θ in one vector. Immutable and thread-safe. */
public abstract sealed class Architecture permits Mlp, UNet {

    private final int inputs;
    private final int outputs;

    Architecture(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    public int inputs() {
        return inputs;
    }

    public int outputs() {
        return outputs;
    }

    /** The length of θ. */
    public abstract int weights();

    /** Of a pass of one row, about. */
    abstract double multiplications();

    /** θ to start training from. */
    public abstract double[] initial(Philox random);

    /** f(θ, x) for the rows of x, batch × inputs → batch × outputs. */
    abstract Tensor apply(Tensor theta, Tensor x);

    /** f and its derivative ∂f/∂x · dx in a direction a row, both of which can be differentiated by θ; not every family has it. */
    Dual apply(Tensor theta, Tensor x, Tensor dx) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no derivative by its inputs");
    }

    /** A value with its directional derivative. */
    record Dual(Tensor value, Tensor tangent) { }
}
