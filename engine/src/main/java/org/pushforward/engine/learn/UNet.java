package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.numerics.Philox;

/**
 * A small U-Net (Ronneberger, Fischer & Brox 2015, arXiv:1505.04597) for fields of n × n cells on a torus: squares of 2 × 2 cells become
 * channels (Shi et al. 2016, arXiv:1609.05158), residual blocks of 3 × 3 convolutions work on n/2 and n/4 cells a side, and what is common
 * to a whole field (a time, say) scales and shifts the channels of every block (Perez et al. 2018, arXiv:1709.07871). Edges are padded
 * around the torus. A row of inputs is channels · n² values, a channel after the other, then the features; outputs are n² values.
 *
 * <p>Weights start uniform in ±1/√(fan-in), but the last convolution of every block and of the network at zero: it starts as the zero
 * function. A pass costs about batch · n² · 16 w² multiplications for w channels, a gradient three times that.
 */
public final class UNet extends Architecture {

    private static final int EMBEDDING = 32;
    private static final int BLOCKS = 4;

    private final int cells;
    private final int channels;
    private final int features;
    private final int width;
    private final int inner;
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
     * @param width channels at n/2 cells a side
     * @param inner channels at n/4
     */
    public UNet(int cells, int channels, int features, int width, int inner) {
        super(channels * cells * cells + features, cells * cells);
        if (cells < 8 || cells % 4 != 0) {
            throw new IllegalArgumentException("cells must be a multiple of 4, at least 8, not " + cells);
        }
        this.cells = cells;
        this.channels = channels;
        this.features = features;
        this.width = width;
        this.inner = inner;
        linear(features, EMBEDDING);
        convolution(4 * channels, width, 3, false);
        for (int b = 0; b < BLOCKS; b++) {
            int c = isInner(b) ? inner : width;
            linear(EMBEDDING, 2 * c);
            convolution(c, c, 3, false);
            convolution(c, c, 3, true);
        }
        convolution(width, inner, 3, false);
        convolution(inner, width, 1, false);
        convolution(width, 4, 3, true);
        sizes = parts.stream().mapToLong(Part::size).toArray();
    }

    /** The outer blocks come first and last. */
    private static boolean isInner(int block) {
        return block == 1 || block == 2;
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
        Tensor h = w.convolve(torch.pixel_unshuffle(image, 2));
        Tensor[] modulation = new Tensor[BLOCKS];
        Tensor[][] block = new Tensor[BLOCKS][];
        for (int b = 0; b < BLOCKS; b++) {
            modulation[b] = w.linear(common);
            block[b] = new Tensor[] {w.next(), w.next(), w.next(), w.next()};
        }
        h = residual(h, modulation[0], block[0], width);
        Tensor low = w.convolve(torch.avg_pool2d(h, 2, 2));
        low = residual(low, modulation[1], block[1], inner);
        low = residual(low, modulation[2], block[2], inner);
        long half = cells / 2;
        h = h.add(torch.upsample_nearest2d(w.convolve(low), half, half));
        h = residual(h, modulation[3], block[3], width);
        Tensor out = torch.pixel_shuffle(w.convolve(torch.silu(h)), 2);
        return out.contiguous().view(-1, (long) cells * cells);
    }

    /** x + conv(silu((1 + scale) conv(silu(x)) + shift)). */
    private static Tensor residual(Tensor x, Tensor modulation, Tensor[] p, int width) {
        Tensor scale = modulation.narrow(1, 0, width).view(-1, width, 1, 1);
        Tensor shift = modulation.narrow(1, width, width).view(-1, width, 1, 1);
        Tensor h = convolve(torch.silu(x), p[0], p[1]);
        h = h.add(h.mul(scale)).add(shift);
        return x.add(convolve(torch.silu(h), p[2], p[3]));
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
