package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.numerics.Philox;

/**
 * A small U-Net (Ronneberger, Fischer & Brox 2015, arXiv:1505.04597) for fields of n × n cells on a torus: five residual blocks of 3 × 3
 * convolutions, on the grid with w channels, on half of it with 2w, on a quarter with 3w, and back. What is common to a whole field (a
 * time, say) scales and shifts the channels of every block (Perez et al. 2018, arXiv:1709.07871) after they were normalised in groups (Wu &
 * He 2018, arXiv:1803.08494). Edges are padded around the torus. A row of inputs is channels · n² values, a channel after the other, then
 * the features; outputs are n² values.
 *
 * <p>Weights start uniform in ±1/√(fan-in), but the last convolution of every block and of the network at zero: it starts as the zero
 * function. A pass costs about 66 batch · n² w² multiplications, a gradient three times that.
 */
public final class UNet extends Architecture {

    private static final int EMBEDDING = 32;
    private static final int BLOCKS = 5;
    /** Channels of a field are brought to mean 0 and variance 1 in so many groups. */
    private static final int GROUPS = 4;

    private final int cells;
    private final int channels;
    private final int features;
    private final int width;
    private final List<Part> parts = new ArrayList<>();
    private final long[] sizes;

    /** One array of weights. */
    private record Part(double bound, long... shape) {
        int size() {
            int n = 1;
            for (long s : shape) {
                n *= (int) s;
            }
            return n;
        }
    }

    /**
     * @param cells n, a multiple of 4
     * @param channels fields in a row of inputs
     * @param features numbers that are common to a whole field
     * @param width w, a multiple of {@value #GROUPS}
     */
    public UNet(int cells, int channels, int features, int width) {
        super(channels * cells * cells + features, cells * cells);
        if (cells < 8 || cells % 4 != 0) {
            throw new IllegalArgumentException("cells must be a multiple of 4, at least 8, not " + cells);
        }
        this.cells = cells;
        this.channels = channels;
        this.features = features;
        this.width = width;
        linear(features, EMBEDDING);
        for (int b = 0; b < BLOCKS; b++) {
            int c = channels(b);
            linear(EMBEDDING, 2 * c);
            convolution(c, c, 3, false);
            convolution(c, c, 3, true);
        }
        convolution(channels, width, 3, false);
        convolution(width, 2 * width, 3, false);
        convolution(2 * width, 3 * width, 3, false);
        convolution(3 * width, 2 * width, 1, false);
        convolution(2 * width, width, 1, false);
        convolution(width, 1, 3, true);
        sizes = parts.stream().mapToLong(Part::size).toArray();
    }

    /** Of a block: on the grid, on half of it, on a quarter, and back. */
    private int channels(int block) {
        return width * (block < 3 ? block + 1 : 5 - block);
    }

    private void linear(int from, int to) {
        double bound = 1 / Math.sqrt(from);
        parts.add(new Part(bound, to, from));
        parts.add(new Part(bound, to));
    }

    private void convolution(int from, int to, int side, boolean zero) {
        double bound = zero ? 0 : 1 / Math.sqrt((double) from * side * side);
        parts.add(new Part(bound, to, from, side, side));
        parts.add(new Part(bound, to));
    }

    @Override
    public int weights() {
        return parts.stream().mapToInt(Part::size).sum();
    }

    @Override
    double multiplications() {
        return 66.0 * cells * cells * width * width;
    }

    @Override
    public double[] initial(Philox random) {
        double[] theta = new double[weights()];
        random.uniforms(0, 1, 0, theta.length, theta, 0);
        int at = 0;
        for (Part p : parts) {
            for (int end = at + p.size(); at < end; at++) {
                theta[at] = p.bound * (2 * theta[at] - 1);
            }
        }
        return theta;
    }

    @Override
    Tensor apply(Tensor theta, Tensor x) {
        Weights w = new Weights(theta.split_with_sizes(sizes));
        long fields = (long) channels * cells * cells;
        Tensor image = x.narrow(1, 0, fields).contiguous().view(-1, channels, cells, cells);
        Tensor common = torch.silu(w.linear(x.narrow(1, fields, features)));
        Block[] block = new Block[BLOCKS];
        for (int b = 0; b < BLOCKS; b++) {
            block[b] = new Block(w.linear(common), w.next(), w.next(), w.next(), w.next(), channels(b));
        }
        Tensor whole = block[0].apply(w.convolve(image));
        Tensor half = block[1].apply(w.convolve(torch.avg_pool2d(whole, 2, 2)));
        Tensor quarter = block[2].apply(w.convolve(torch.avg_pool2d(half, 2, 2)));
        half = block[3].apply(half.add(twice(w.convolve(quarter))));
        whole = block[4].apply(whole.add(twice(w.convolve(half))));
        return w.convolve(torch.silu(whole)).view(-1, (long) cells * cells);
    }

    /** On a grid twice as fine. */
    private static Tensor twice(Tensor x) {
        return torch.upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
    }

    /** x + conv(silu((1 + scale) norm(conv(silu(norm(x)))) + shift)). */
    private record Block(Tensor modulation, Tensor kernel1, Tensor bias1, Tensor kernel2, Tensor bias2, int width) {
        Tensor apply(Tensor x) {
            Tensor scale = modulation.narrow(1, 0, width).view(-1, width, 1, 1);
            Tensor shift = modulation.narrow(1, width, width).view(-1, width, 1, 1);
            Tensor h = torch.group_norm(convolve(torch.silu(x), kernel1, bias1), GROUPS);
            h = torch.addcmul(shift, h, torch.add(scale, new Scalar(1f)));
            return x.add(convolve(torch.silu(h), kernel2, bias2));
        }
    }

    /** Odd square kernels, around the torus. */
    private static Tensor convolve(Tensor x, Tensor kernel, Tensor bias) {
        Tensor padded = kernel.size(2) == 1 ? x : around(around(x, 2), 3);
        return torch.conv2d(padded, kernel, new TensorOptional(bias), new long[] {1, 1}, new long[] {0, 0}, new long[] {1, 1}, 1);
    }

    /** With the last cell of an axis before the first and the first after the last. */
    private static Tensor around(Tensor x, long axis) {
        return torch.cat(new TensorVector(x.narrow(axis, x.size(axis) - 1, 1), x, x.narrow(axis, 0, 1)), axis);
    }

    /** Hands out the arrays of weights in their order. */
    private final class Weights {

        private final TensorVector all;
        private int at;

        Weights(TensorVector all) {
            this.all = all;
        }

        Tensor next() {
            Tensor flat = all.get(at);
            return flat.view(parts.get(at++).shape);
        }

        Tensor linear(Tensor x) {
            Tensor matrix = next();
            return torch.linear(x, matrix, new TensorOptional(next()));
        }

        Tensor convolve(Tensor x) {
            Tensor kernel = next();
            return UNet.convolve(x, kernel, next());
        }
    }
}
