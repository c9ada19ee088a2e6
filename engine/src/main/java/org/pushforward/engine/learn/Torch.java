package org.pushforward.engine.learn;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;

/**
 * The way to libtorch: loads it, which takes some seconds, on a thread of its own as soon as there is a network, and moves arrays in and
 * out as 32-bit floats. One thread: the spin barriers of its team stall a busy machine.
 */
final class Torch {

    private static final long QUESTION_MILLISECONDS = 5;
    /** Why it cannot be used, if so. */
    private static final CompletableFuture<Optional<Throwable>> LOADED = new CompletableFuture<>();

    static {
        Thread.ofPlatform().daemon().name("pushforward-torch").start(() -> LOADED.complete(load()));
    }

    private Torch() { }

    private static Optional<Throwable> load() {
        try {
            Loader.load(torch.class);
            // Process-wide; its second thread made a step a hundred times slower on two busy cores.
            openblas.blas_set_num_threads(1);
            return Optional.empty();
        } catch (Throwable e) { // Whoever waits must hear of it.
            return Optional.of(e);
        }
    }

    /** Begins to load what will be used soon. */
    static void prepare() {
        // The class has been initialised, which is all.
    }

    /** To be called first on every thread that computes; waits until it can. */
    static void use(CancelToken cancel) {
        Optional<Throwable> missing = loaded(cancel);
        if (missing.isPresent()) {
            throw new InputException("networks are trained with libtorch, which cannot be loaded on this system ("
                    + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ")",
                    "it exists for Linux and Windows on x86_64 and for macOS", missing.get());
        }
        torch.set_num_threads(1);
    }

    private static Optional<Throwable> loaded(CancelToken cancel) {
        while (true) {
            cancel.throwIfCancelled();
            try {
                return LOADED.get(QUESTION_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Not yet.
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Some rows of a matrix. */
    static Tensor matrix(double[] values, int from, int to, int columns) {
        return floats(values, from * columns, to * columns).view(to - from, columns);
    }

    static Tensor vector(double[] values) {
        return floats(values, 0, values.length);
    }

    private static Tensor floats(double[] values, int from, int to) {
        float[] f = new float[to - from];
        for (int k = 0; k < f.length; k++) {
            f[k] = (float) values[from + k];
        }
        return Tensor.create(f);
    }

    static void copy(Tensor t, double[] into, int at) {
        float[] f = array(t);
        for (int k = 0; k < f.length; k++) {
            into[at + k] = f[k];
        }
    }

    static void add(Tensor t, double[] into) {
        float[] f = array(t);
        for (int k = 0; k < f.length; k++) {
            into[k] += f[k];
        }
    }

    private static float[] array(Tensor t) {
        float[] f = new float[(int) t.numel()];
        new FloatPointer(t.contiguous().data_ptr()).get(f);
        return f;
    }
}
