package org.pushforward.engine.learn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.numerics.Philox;

/**
 * Multilayer perceptron: affine layers with an activation between each two. Weights and biases start uniform in ±1/√(fan-in), as
 * PyTorch's linear layers do (LeCun et al. 1998). A pass costs 2·batch·weights operations, a gradient three times that.
 */
public final class Mlp extends Architecture {

    private final int[] widths;
    private final Activation activation;

    /** @param hidden widths of the hidden layers */
    public Mlp(int inputs, int outputs, Activation activation, int... hidden) {
        super(inputs, outputs);
        this.activation = activation;
        widths = new int[hidden.length + 2];
        widths[0] = inputs;
        System.arraycopy(hidden, 0, widths, 1, hidden.length);
        widths[hidden.length + 1] = outputs;
    }

    private int layers() {
        return widths.length - 1;
    }

    @Override
    public int weights() {
        int n = 0;
        for (int l = 0; l < layers(); l++) {
            n += (widths[l] + 1) * widths[l + 1];
        }
        return n;
    }

    @Override
    double multiplications() {
        return weights();
    }

    @Override
    public double[] initial(Philox random) {
        double[] theta = new double[weights()];
        random.uniforms(0, 1, 0, theta.length, theta, 0);
        int at = 0;
        for (int l = 0; l < layers(); l++) {
            double bound = 1 / Math.sqrt(widths[l]);
            for (int end = at + (widths[l] + 1) * widths[l + 1]; at < end; at++) {
                theta[at] = bound * (2 * theta[at] - 1);
            }
        }
        return theta;
    }

    @Override
    Tensor apply(Tensor theta, Tensor x) {
        Tensor h = x;
        long at = 0;
        for (int l = 0; l < layers(); l++) {
            h = torch.linear(l == 0 ? h : activation.apply(h), matrix(theta, at, l), new TensorOptional(bias(theta, at, l)));
            at += (long) (widths[l] + 1) * widths[l + 1];
        }
        return h;
    }

    @Override
    Dual apply(Tensor theta, Tensor x, Tensor dx) {
        Tensor h = x;
        Tensor dh = dx;
        long at = 0;
        for (int l = 0; l < layers(); l++) {
            if (l > 0) {
                dh = activation.derivative(h).mul(dh);
                h = activation.apply(h);
            }
            Tensor w = matrix(theta, at, l);
            h = torch.linear(h, w, new TensorOptional(bias(theta, at, l)));
            dh = torch.linear(dh, w);
            at += (long) (widths[l] + 1) * widths[l + 1];
        }
        return new Dual(h, dh);
    }

    private Tensor matrix(Tensor theta, long at, int layer) {
        return theta.narrow(0, at, (long) widths[layer] * widths[layer + 1]).view(widths[layer + 1], widths[layer]);
    }

    private Tensor bias(Tensor theta, long at, int layer) {
        return theta.narrow(0, at + (long) widths[layer] * widths[layer + 1], widths[layer + 1]);
    }
}
