package org.pushforward.engine.learn;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.api.InputException;

/**
 * The way to libtorch: loads it on first use (some seconds the very first time, when it is unpacked) and moves arrays in and out as
 * 32-bit floats. One thread: the spin barriers of its team stall a busy machine.
 */
final class Torch {

    private static final Throwable MISSING = load();

    private Torch() { }

    private static Throwable load() {
        try {
            Loader.load(torch.class);
            // Process-wide; its second thread made a step a hundred times slower on two busy cores.
            openblas.blas_set_num_threads(1);
            return null;
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            return e;
        }
    }

    /** To be called first on every thread that computes. */
    static void use() {
        if (MISSING != null) {
            throw new InputException("networks are trained with libtorch, which cannot be loaded on this system ("
                    + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ")",
                    "it exists for Linux and Windows on x86_64 and for macOS", MISSING);
        }
        torch.set_num_threads(1);
    }

    static Tensor matrix(double[] values, int columns) {
        return vector(values).view(values.length / columns, columns);
    }

    static Tensor vector(double[] values) {
        float[] f = new float[values.length];
        for (int k = 0; k < f.length; k++) {
            f[k] = (float) values[k];
        }
        return Tensor.create(f);
    }

    static double[] array(Tensor t) {
        double[] values = new double[(int) t.numel()];
        array(t, values);
        return values;
    }

    static void array(Tensor t, double[] into) {
        float[] f = new float[into.length];
        new FloatPointer(t.contiguous().data_ptr()).get(f);
        for (int k = 0; k < f.length; k++) {
            into[k] = f[k];
        }
    }
}
