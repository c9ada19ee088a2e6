package org.pushforward.engine.learn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * A function f(θ, ·) with its present weights. Evaluated in 32-bit floats by libtorch on one thread; weights and optimizer are kept in
 * 64 bits here, so a checkpoint is two or three arrays and nothing native outlives a call. Mutable; used by one thread at a time.
 */
public final class Network {

    private final Architecture architecture;
    private final double[] theta;
    private final double[] gradient;

    /** @param theta is copied */
    public Network(Architecture architecture, double[] theta) {
        this.architecture = architecture;
        this.theta = theta.clone();
        gradient = new double[theta.length];
    }

    /** With weights to start training from. */
    public static Network create(Architecture architecture, Philox random) {
        return new Network(architecture, architecture.initial(random));
    }

    public Architecture architecture() {
        return architecture;
    }

    /** A copy of the weights. */
    public double[] weights() {
        return theta.clone();
    }

    public Network copy() {
        return new Network(architecture, theta);
    }

    /** θ ← d θ + (1 − d) θ′: exponential moving average of another network's weights. */
    public void average(Network other, double d) {
        for (int k = 0; k < theta.length; k++) {
            theta[k] = d * theta[k] + (1 - d) * other.theta[k];
        }
    }

    /** @param x batch × inputs, row-major; @return batch × outputs */
    public double[] evaluate(double[] x) {
        Torch.use();
        try (PointerScope _ = new PointerScope(); AutoGradMode _ = new AutoGradMode(false)) {
            return Torch.array(architecture.apply(Torch.vector(theta), Torch.matrix(x, architecture.inputs())));
        }
    }

    /** ∂f/∂x · dx for every row. */
    public double[] derivative(double[] x, double[] dx) {
        Torch.use();
        try (PointerScope _ = new PointerScope(); AutoGradMode _ = new AutoGradMode(false)) {
            int n = architecture.inputs();
            return Torch.array(architecture.apply(Torch.vector(theta), Torch.matrix(x, n), Torch.matrix(dx, n)).tangent());
        }
    }

    /** The loss at x, and its gradient by θ at {@code into}. */
    public double gradient(double[] x, Loss loss, double[] into) {
        Torch.use();
        try (PointerScope _ = new PointerScope()) {
            Tensor weights = Torch.vector(theta).requires_grad_(true);
            Tensor f = architecture.apply(weights, Torch.matrix(x, architecture.inputs()));
            double[] derivative = new double[(int) f.numel()];
            double value = loss.of(Torch.array(f), derivative);
            pullBack(new TensorVector(f), weights, new TensorVector(Torch.matrix(derivative, architecture.outputs())), into);
            return value;
        }
    }

    /** The same for a loss that sees the derivatives in directions dx too. */
    public double gradient(double[] x, double[] dx, Loss.WithTangent loss, double[] into) {
        Torch.use();
        try (PointerScope _ = new PointerScope()) {
            Tensor weights = Torch.vector(theta).requires_grad_(true);
            int n = architecture.inputs();
            Architecture.Dual f = architecture.apply(weights, Torch.matrix(x, n), Torch.matrix(dx, n));
            double[] byOutput = new double[(int) f.value().numel()];
            double[] byTangent = new double[byOutput.length];
            double value = loss.of(Torch.array(f.value()), Torch.array(f.tangent()), byOutput, byTangent);
            int m = architecture.outputs();
            pullBack(new TensorVector(f.value(), f.tangent()), weights,
                    new TensorVector(Torch.matrix(byOutput, m), Torch.matrix(byTangent, m)), into);
            return value;
        }
    }

    private static void pullBack(TensorVector outputs, Tensor weights, TensorVector derivatives, double[] into) {
        Torch.array(torch.grad(outputs, new TensorVector(weights), derivatives, new BoolOptional(), false, false).get(0), into);
    }

    /** One step of the optimizer; returns the loss before it. */
    public double train(double[] x, Loss loss, Adam adam) {
        double value = gradient(x, loss, gradient);
        adam.step(theta, gradient);
        return value;
    }

    /**
     * The same with a learning rate of this step and the gradient shortened to {@code longest} if it is longer (Pascanu, Mikolov &
     * Bengio 2013, arXiv:1211.5063).
     */
    public double train(double[] x, Loss loss, Adam adam, double rate, double longest) {
        double value = gradient(x, loss, gradient);
        double square = 0;
        for (double g : gradient) {
            square += g * g;
        }
        if (square > longest * longest) {
            double shrink = longest / Math.sqrt(square);
            for (int k = 0; k < gradient.length; k++) {
                gradient[k] *= shrink;
            }
        }
        adam.step(theta, gradient, rate);
        return value;
    }

    /** The same for a loss that sees derivatives. */
    public double train(double[] x, double[] dx, Loss.WithTangent loss, Adam adam) {
        double value = gradient(x, dx, loss, gradient);
        adam.step(theta, gradient);
        return value;
    }

    /** Memory of the weights. */
    public long bytes() {
        return (long) Double.BYTES * theta.length;
    }
}
