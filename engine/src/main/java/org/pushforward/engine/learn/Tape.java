package org.pushforward.engine.learn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.api.CancelToken;

/**
 * What a computation with {@link Value}s is written on: it hands out values from arrays, records operations so that they can be
 * differentiated, asks the cancel token at every operation, and gives all memory back when it is closed.
 *
 * <pre>
 * try (Tape tape = Tape.open(cancel)) {
 *     Value x = tape.variable(new double[] {1, 2}, 2);
 *     double[] slope = x.sin().sum().grad(x).array();
 * }
 * </pre>
 *
 * <p>Computed by libtorch on the calling thread, in 32 bits unless {@linkplain #precise asked otherwise}. Used by one thread; values do not
 * outlive their tape. Errors: {@link org.pushforward.engine.api.InputException} where networks cannot be computed.
 */
public final class Tape implements AutoCloseable {

    private final CancelToken cancel;
    private final boolean isPrecise;
    private final PointerScope scope;
    private final AutoGradMode mode;

    private Tape(CancelToken cancel, boolean isPrecise) {
        Torch.use(cancel);
        this.cancel = cancel;
        this.isPrecise = isPrecise;
        scope = new PointerScope();
        mode = new AutoGradMode(true);
    }

    /** In 32 bits. */
    public static Tape open(CancelToken cancel) {
        return new Tape(cancel, false);
    }

    /** In 64 bits. */
    public static Tape precise(CancelToken cancel) {
        return new Tape(cancel, true);
    }

    /** Begins to load what will be used soon. */
    public static void prepare() {
        Torch.prepare();
    }

    /** A constant of that shape, row-major. */
    public Value of(double[] values, int... shape) {
        return new Value(this, tensor(values).view(Value.longs(shape)));
    }

    /** A constant in 64 bits whatever the tape computes in, for numbers too small or too large for 32. */
    public Value wide(double[] values, int... shape) {
        return new Value(this, Tensor.create(values).view(Value.longs(shape)));
    }

    /** A vector. */
    public Value of(double... values) {
        return of(values, values.length);
    }

    /** A number that broadcasts. */
    public Value of(double value) {
        return of(new double[] {value}, 1);
    }

    /** Something to differentiate by. */
    public Value variable(double[] values, int... shape) {
        return new Value(this, tensor(values).view(Value.longs(shape)).requires_grad_(true));
    }

    /** Whole numbers, to pick by. */
    public Value indices(int[] values, int... shape) {
        long[] l = new long[values.length];
        for (int k = 0; k < l.length; k++) {
            l[k] = values[k];
        }
        return new Value(this, Tensor.create(l).view(Value.longs(shape)));
    }

    public Value zeros(int... shape) {
        int n = 1;
        for (int s : shape) {
            n *= s;
        }
        return of(new double[n], shape);
    }

    private Tensor tensor(double[] values) {
        if (isPrecise) {
            return Tensor.create(values);
        }
        float[] f = new float[values.length];
        for (int k = 0; k < f.length; k++) {
            f[k] = (float) values[k];
        }
        return Tensor.create(f);
    }

    /** Gives up when nobody waits any more. */
    void ask() {
        cancel.throwIfCancelled();
    }

    CancelToken cancel() {
        return cancel;
    }

    @Override
    public void close() {
        mode.close();
        scope.close();
    }
}
