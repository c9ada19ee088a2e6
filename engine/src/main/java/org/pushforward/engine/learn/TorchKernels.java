package org.pushforward.engine.learn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Those of libtorch. */
final class TorchKernels implements Kernels {

    @Override
    public void useOneDnn(boolean on) {
        torch.globalContext().setUserEnabledMkldnn(on);
    }

    @Override
    public float[] product(float[] a, float[] b, int m, int n, int k) {
        try (PointerScope _ = new PointerScope()) {
            return Torch.array(Tensor.create(a).view(m, k).mm(Tensor.create(b).view(k, n)));
        }
    }

    @Override
    public Convolved convolve(Convolution s, float[] x, float[] w, float[] g) {
        try (PointerScope _ = new PointerScope()) {
            Tensor input = Tensor.create(x).view(s.batch(), s.in(), s.side(), s.side()).requires_grad_(true);
            Tensor weights = Tensor.create(w).view(s.out(), s.in(), s.kernel(), s.kernel()).requires_grad_(true);
            Tensor y = torch.conv2d(input, weights, new TensorOptional(), new long[] {s.stride(), s.stride()},
                    new long[] {s.padding(), s.padding()}, new long[] {1, 1}, 1);
            y.mul(Tensor.create(g).view(s.batch(), s.out(), s.outputSide(), s.outputSide())).sum().backward();
            return new Convolved(Torch.array(y.detach()), Torch.array(input.grad()), Torch.array(weights.grad()));
        }
    }

    @Override
    public float[] transform(float[] x) {
        try (PointerScope _ = new PointerScope()) {
            return Torch.array(torch.view_as_real(torch.fft_fft(Tensor.create(x))));
        }
    }
}
