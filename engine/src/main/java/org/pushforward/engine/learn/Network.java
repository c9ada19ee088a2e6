package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * A function f(θ, ·) with its present weights. Evaluated in 32-bit floats by libtorch on one thread; weights and optimizer are kept in
 * 64 bits here, so a checkpoint is two or three arrays and nothing native outlives a call. Mutable; used by one thread at a time.
 *
 * <p>Rows are passed through in pieces of at most {@value #PIECE} multiplications, between which the token is asked; the gradient is the sum
 * over the pieces, which depend on the architecture and the number of rows only.
 */
public final class Network {

    /** 15 to 20 ms forward, and twice that backward, in a convolution. */
    private static final double PIECE = 3e8;

    private final Architecture architecture;
    private final double[] theta;
    private final double[] gradient;
    private final int piece;

    /** @param theta is copied */
    public Network(Architecture architecture, double[] theta) {
        Torch.prepare();
        this.architecture = architecture;
        this.theta = theta.clone();
        gradient = new double[theta.length];
        piece = (int) Math.clamp(PIECE / architecture.multiplications(), 1, Integer.MAX_VALUE);
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
    public double[] evaluate(double[] x, CancelToken cancel) {
        return evaluate(rows(x), at(x), 0, cancel);
    }

    /** ∂f/∂x · dx for every row. */
    public double[] derivative(double[] x, double[] dx, CancelToken cancel) {
        return evaluate(rows(x), at(x, dx), 1, cancel);
    }

    /** The loss at x, and its gradient by θ at {@code into}. */
    public double gradient(double[] x, Loss loss, double[] into, CancelToken cancel) {
        return gradient(rows(x), 1, at(x), (f, by) -> loss.of(f[0], by[0]), into, cancel);
    }

    /** The same for a loss that sees the derivatives in directions dx too. */
    public double gradient(double[] x, double[] dx, Loss.WithTangent loss, double[] into, CancelToken cancel) {
        return gradient(rows(x), 2, at(x, dx), (f, by) -> loss.of(f[0], f[1], by[0], by[1]), into, cancel);
    }

    /** What comes out for some rows of inputs: f, and its derivatives if there are directions. */
    private interface Pass {
        Tensor[] of(Tensor weights, int from, int to);
    }

    /** A loss of all that comes out, and its derivatives by it, which are zero on entry. */
    private interface Judge {
        double of(double[][] outcomes, double[][] derivatives);
    }

    private int rows(double[] x) {
        return x.length / architecture.inputs();
    }

    private Pass at(double[] x) {
        return (weights, from, to) -> new Tensor[] {architecture.apply(weights, Torch.matrix(x, from, to, architecture.inputs()))};
    }

    private Pass at(double[] x, double[] dx) {
        int n = architecture.inputs();
        return (weights, from, to) -> {
            Architecture.Dual f = architecture.apply(weights, Torch.matrix(x, from, to, n), Torch.matrix(dx, from, to, n));
            return new Tensor[] {f.value(), f.tangent()};
        };
    }

    /** One of the outcomes of a pass over all rows. */
    private double[] evaluate(int rows, Pass pass, int which, CancelToken cancel) {
        Torch.use(cancel);
        int m = architecture.outputs();
        double[] all = new double[rows * m];
        try (PointerScope _ = new PointerScope(); AutoGradMode _ = new AutoGradMode(false)) {
            Tensor weights = Torch.vector(theta);
            for (int from = 0; from < rows; from += piece) {
                cancel.throwIfCancelled();
                try (PointerScope _ = new PointerScope()) {
                    Torch.copy(pass.of(weights, from, Math.min(rows, from + piece))[which], all, from * m);
                }
            }
        }
        return all;
    }

    private double gradient(int rows, int outcomes, Pass pass, Judge judge, double[] into, CancelToken cancel) {
        Torch.use(cancel);
        int m = architecture.outputs();
        try (PointerScope _ = new PointerScope()) {
            Tensor weights = Torch.vector(theta).requires_grad_(true);
            double[][] values = new double[outcomes][rows * m];
            double[][] derivatives = new double[outcomes][rows * m];
            List<Tensor[]> pieces = new ArrayList<>();
            for (int from = 0; from < rows; from += piece) {
                cancel.throwIfCancelled();
                Tensor[] f = pass.of(weights, from, Math.min(rows, from + piece));
                for (int k = 0; k < outcomes; k++) {
                    Torch.copy(f[k], values[k], from * m);
                }
                pieces.add(f);
            }
            double value = judge.of(values, derivatives);
            Arrays.fill(into, 0);
            for (int p = 0; p < pieces.size(); p++) {
                cancel.throwIfCancelled();
                pullBack(pieces.get(p), weights, derivatives, p * piece, into);
            }
            return value;
        }
    }

    /** Adds what the rows of a piece contribute to the gradient. */
    private static void pullBack(Tensor[] outcomes, Tensor weights, double[][] derivatives, int from, double[] into) {
        Tensor[] by = new Tensor[outcomes.length];
        for (int k = 0; k < by.length; k++) {
            int rows = (int) outcomes[k].size(0);
            by[k] = Torch.matrix(derivatives[k], from, from + rows, (int) outcomes[k].size(1));
        }
        Torch.add(torch.grad(new TensorVector(outcomes), new TensorVector(weights), new TensorVector(by), new BoolOptional(), false, false)
                .get(0), into);
    }

    /**
     * One step of the optimizer; returns the loss before it. When it is cancelled, neither weights nor optimizer have changed. Errors:
     * {@link DivergedException} if the loss or its gradient is no number.
     */
    public double train(double[] x, Loss loss, Adam adam, CancelToken cancel) {
        double value = number(gradient(x, loss, gradient, cancel), adam);
        adam.step(theta, gradient);
        return value;
    }

    /**
     * The same with a learning rate of this step and the gradient shortened to {@code longest} if it is longer (Pascanu, Mikolov &
     * Bengio 2013, arXiv:1211.5063).
     */
    public double train(double[] x, Loss loss, Adam adam, double rate, double longest, CancelToken cancel) {
        double value = number(gradient(x, loss, gradient, cancel), adam);
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
    public double train(double[] x, double[] dx, Loss.WithTangent loss, Adam adam, CancelToken cancel) {
        double value = number(gradient(x, dx, loss, gradient, cancel), adam);
        adam.step(theta, gradient);
        return value;
    }

    /** The loss, if it and its gradient can be used. */
    private double number(double value, Adam adam) {
        if (!Double.isFinite(value)) {
            throw new DivergedException("loss", adam.steps());
        }
        for (double g : gradient) {
            if (!Double.isFinite(g)) {
                throw new DivergedException("gradient", adam.steps());
            }
        }
        return value;
    }

    /** Memory of the weights. */
    public long bytes() {
        return (long) Double.BYTES * theta.length;
    }
}
