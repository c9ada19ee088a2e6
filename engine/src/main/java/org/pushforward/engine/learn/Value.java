package org.pushforward.engine.learn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A tensor with derivatives of any order. Operations between two values broadcast as NumPy's do: axes are matched from the last, and one of
 * length 1 is repeated. Axes may be counted from the end (−1 is the last). Every operation asks the cancel token of its {@link Tape}.
 *
 * <p>Immutable; lives as long as its tape and is used by the tape's thread. Shapes that do not fit throw what libtorch throws, a
 * {@link RuntimeException} that names them.
 */
public final class Value extends Entrywise {

    Value(Tape tape, Tensor t) {
        super(tape, t);
    }

    // ---- products and equations

    /** The matrix product of the last two axes, the axes before them as a batch. */
    public Value matmul(Value b) {
        return of(t.matmul(b.t));
    }

    /** A sum of products by index letters, for example {@code "bij,jk->bik"}. */
    public static Value einsum(String letters, Value... factors) {
        TensorVector all = new TensorVector(Arrays.stream(factors).map(f -> f.t).toArray(Tensor[]::new));
        return factors[0].of(torch.einsum(letters, all));
    }

    /** X of A X = B for this square matrix A, with the axes before the last two as a batch; B has columns. */
    public Value solve(Value b) {
        return of(torch.linalg_solve(t, b.t, true));
    }

    // ---- shape

    public int[] shape() {
        return IntStream.range(0, (int) t.dim()).map(k -> (int) t.size(k)).toArray();
    }

    public int size(int axis) {
        return (int) t.size(axis);
    }

    /** The same numbers in another shape; one length may be −1. */
    public Value reshape(int... shape) {
        return of(t.reshape(longs(shape)));
    }

    /** With its axes in another order. */
    public Value permute(int... axes) {
        return of(t.permute(longs(axes)));
    }

    /** With the last two axes exchanged. */
    public Value transposed() {
        return of(t.transpose(-2, -1));
    }

    /** Entries from (inclusive) to (exclusive) along an axis. */
    public Value slice(int axis, int from, int to) {
        return of(t.narrow(axis, from, to - (long) from));
    }

    /** Cut along an axis into pieces of these lengths, which take all of it. */
    public List<Value> split(int axis, int... lengths) {
        TensorVector pieces = t.split_with_sizes(longs(lengths), axis);
        return IntStream.range(0, lengths.length).mapToObj(k -> of(pieces.get(k))).toList();
    }

    /** One entry of an axis, which goes. */
    public Value at(int axis, int index) {
        return of(t.select(axis, index));
    }

    /** With a new axis of length 1. */
    public Value unsqueeze(int axis) {
        return of(t.unsqueeze(axis));
    }

    /** Repeated along axes of length 1. */
    public Value expand(int... shape) {
        return of(t.expand(longs(shape)));
    }

    /** One behind the other along an axis. */
    public static Value cat(int axis, Value... parts) {
        return parts[0].of(torch.cat(vector(parts), axis));
    }

    /** Beside each other along a new axis. */
    public static Value stack(int axis, Value... parts) {
        return parts[0].of(torch.stack(vector(parts), axis));
    }

    /** Shifted around an axis. */
    public Value roll(int axis, int by) {
        return of(torch.roll(t, new long[] {by}, axis));
    }

    /** Padded by zeros at both ends of the last axes; {@code by} begins with the last axis. */
    public Value padded(int... by) {
        return padded("constant", by);
    }

    /** Padded around a torus at both ends of the last axes, of values with channels. */
    public Value paddedAround(int... by) {
        return padded("circular", by);
    }

    private Value padded(String manner, int... by) {
        long[] ends = new long[2 * by.length];
        Arrays.setAll(ends, k -> by[k / 2]);
        return of(torch.pad(t, ends, manner, new DoubleOptional()));
    }

    /** Entries picked along an axis: out[i][j] = this[index[i][j]][j] for axis 0. */
    public Value gather(int axis, Value index) {
        return of(torch.gather(t, axis, index.t));
    }

    /** Whole slices picked along the first axis, as an embedding does. */
    public Value rows(Value index) {
        return of(torch.index_select(t, 0, index.t));
    }

    /** In 64 bits from here on. */
    public Value wide() {
        return of(t.to(torch.ScalarType.Double));
    }

    /** The same number without what led to it. */
    public Value detached() {
        return of(t.detach());
    }

    // ---- reductions

    public Value sum() {
        return of(t.sum());
    }

    /** Over some axes, which go. */
    public Value sum(int... axes) {
        return of(t.sum(longs(axes)));
    }

    public Value mean() {
        return of(t.mean());
    }

    /** Over some axes, which go. */
    public Value mean(int... axes) {
        return of(t.mean(longs(axes)));
    }

    /** The largest along an axis, which goes. */
    public Value largest(int axis) {
        return of(torch.amax(t, new long[] {axis}, false));
    }

    /** The sums up to every entry of an axis. */
    public Value cumulative(int axis) {
        return of(torch.cumsum(t, axis, new ScalarTypeOptional()));
    }

    /** log Σ eˣ along an axis, which goes. */
    public Value logSumExp(int axis) {
        return of(torch.logsumexp(t, new long[] {axis}, false));
    }

    public Value softmax(int axis) {
        return of(torch.softmax(t, axis));
    }

    public Value logSoftmax(int axis) {
        return of(torch.log_softmax(t, axis));
    }

    /** √Σ x² over some axes, which go. */
    public Value norm(int... axes) {
        return square().sum(axes).root();
    }

    /** (x − mean)/√(variance + eps) over the last {@code axes} axes. */
    public Value normalized(int axes, double eps) {
        long[] shape = Arrays.stream(shape()).skip(t.dim() - axes).asLongStream().toArray();
        return of(torch.layer_norm(t, shape, new TensorOptional(), new TensorOptional(), eps, false));
    }

    /** The same over groups of channels and all of space: batch × channels × space (Wu & He 2018, arXiv:1803.08494). */
    public Value normalizedInGroups(int groups) {
        return of(torch.group_norm(t, groups));
    }

    // ---- convolutions

    /**
     * Cross-correlation in one, two or three dimensions: batch × channels × space with kernels out × channels × space.
     *
     * @param padding zeros at every end
     */
    public Value conv(Value kernel, int stride, int padding) {
        return conv(kernel, new TensorOptional(), stride, padding);
    }

    /** The same with a number a channel added to it. */
    public Value conv(Value kernel, Value bias, int stride, int padding) {
        return conv(kernel, new TensorOptional(bias.t.reshape(-1)), stride, padding);
    }

    private Value conv(Value kernel, TensorOptional bias, int stride, int padding) {
        int d = (int) t.dim() - 2;
        long[] s = repeated(stride, d);
        long[] p = repeated(padding, d);
        long[] one = repeated(1, d);
        return of(switch (d) {
            case 1 -> torch.conv1d(t, kernel.t, bias, s, p, one, 1);
            case 2 -> torch.conv2d(t, kernel.t, bias, s, p, one, 1);
            case 3 -> torch.conv3d(t, kernel.t, bias, s, p, one, 1);
            default -> throw new IllegalArgumentException("batch × channels × 1 to 3 axes, not " + Arrays.toString(shape()));
        });
    }

    /** Means over blocks of {@code factor} a side: batch × channels × space. */
    public Value pooled(int factor) {
        long[] f = repeated(factor, (int) t.dim() - 2);
        return of(switch (f.length) {
            case 1 -> torch.avg_pool1d(t, f);
            case 2 -> torch.avg_pool2d(t, f);
            default -> torch.avg_pool3d(t, f);
        });
    }

    /** Every cell of the plane as a block of {@code factor} a side: batch × channels × rows × columns. */
    public Value upsampled(int factor) {
        return of(torch.upsample_nearest2d(t, factor * t.size(2), factor * t.size(3)));
    }

    // ---- transforms and complex numbers

    /** The discrete Fourier transform Σ x e^(−2πi jk/n) along some axes; complex. */
    public Value fft(int... axes) {
        return of(torch.fft_fftn(t, lengths(axes), longs(axes), new StringViewOptional()));
    }

    /** Its inverse, with the factor 1/n. */
    public Value inverseFft(int... axes) {
        return of(torch.fft_ifftn(t, lengths(axes), longs(axes), new StringViewOptional()));
    }

    /** The transform of real numbers: n/2 + 1 coefficients along the last of the axes. */
    public Value realFft(int... axes) {
        return of(torch.fft_rfftn(t, lengths(axes), longs(axes), new StringViewOptional()));
    }

    /**
     * The inverse of {@link #realFft}.
     *
     * @param lengths of the axes in space
     */
    public Value inverseRealFft(int[] lengths, int... axes) {
        return of(torch.fft_irfftn(t, longs(lengths), longs(axes), new StringViewOptional()));
    }

    private long[] lengths(int... axes) {
        return Arrays.stream(axes).mapToLong(t::size).toArray();
    }

    /** real + i imaginary. */
    public static Value complex(Value real, Value imaginary) {
        return real.of(torch.view_as_complex(torch.stack(vector(real, imaginary), -1)));
    }

    public Value real() {
        return of(torch.real(t));
    }

    public Value imaginary() {
        return of(torch.imag(t));
    }

    // ---- derivatives

    /**
     * The derivative of the sum of all entries by a value they were computed from; can be differentiated again. Zero where nothing depends
     * on it.
     */
    public Value grad(Value by) {
        return grads(by).getFirst();
    }

    /** The same by several values. */
    public List<Value> grads(Value... by) {
        return pulledBack(of(torch.ones_like(t)), true, by);
    }

    /** Σ cotangent · ∂this/∂by; can be differentiated again. */
    public Value pulledBack(Value cotangent, Value by) {
        return pulledBack(cotangent, true, by).getFirst();
    }

    /** The last derivative: nothing is recorded, and what was recorded is used up. */
    double[] lastGrad(Value by) {
        return pulledBack(of(torch.ones_like(t)), false, by).getFirst().array();
    }

    private List<Value> pulledBack(Value cotangent, boolean again, Value... by) {
        if (!t.requires_grad()) {
            return Arrays.stream(by).map(b -> b.of(torch.zeros_like(b.t))).toList();
        }
        TensorVector found = torch.grad(new TensorVector(t), vector(by), new TensorVector(cotangent.t), new BoolOptional(again), again, true);
        return IntStream.range(0, by.length)
                .mapToObj(k -> found.get(k).defined() ? of(found.get(k)) : of(torch.zeros_like(by[k].t))).toList();
    }

    // ---- out

    /** The numbers, row-major, as a copy; of a complex value real and imaginary parts in turn. */
    public double[] array() {
        tape.ask();
        Tensor flat = (t.is_complex() ? torch.view_as_real(torch.resolve_conj(t)) : t).detach().contiguous();
        double[] out = new double[(int) flat.numel()];
        switch (flat.scalar_type().intern()) {
            case Double -> new DoublePointer(flat.data_ptr()).get(out);
            case Long -> {
                long[] l = new long[out.length];
                new LongPointer(flat.data_ptr()).get(l);
                Arrays.setAll(out, k -> l[k]);
            }
            default -> {
                float[] f = new float[out.length];
                new FloatPointer(flat.data_ptr()).get(f);
                for (int k = 0; k < f.length; k++) {
                    out[k] = f[k];
                }
            }
        }
        return out;
    }

    /** The only number. */
    public double number() {
        tape.ask();
        return t.item_double();
    }

    @Override
    public String toString() {
        return "Value" + Arrays.toString(shape());
    }

    static long[] longs(int... values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static long[] repeated(long value, int times) {
        long[] r = new long[times];
        Arrays.fill(r, value);
        return r;
    }

    private static TensorVector vector(Value... values) {
        return new TensorVector(Arrays.stream(values).map(v -> v.t).toArray(Tensor[]::new));
    }
}
