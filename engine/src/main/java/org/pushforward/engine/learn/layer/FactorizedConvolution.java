package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * The separable layer of a factorized Fourier neural operator (Tran et al. 2023, arXiv:2111.13802, eq. 4): the sum of a spectral convolution along each of
 * the two axes, Σ_d F_d⁻¹(R_d · F_d x), with a complex matrix a wave number 0 … modes − 1 and the others dropped. It has 2 · modes · width² complex weights
 * where the dense layer of {@link SpectralConvolution} has 2 · modes² · width². Batch × n × n × width, channels last.
 *
 * <p>So few waves are kept that their transforms are cheaper as products of matrices than as fast ones.
 */
public record FactorizedConvolution(String name, int width, int modes) implements Owner {

    private static final String[] AXES = {"x", "y"};

    @Override
    public List<Part> parts() {
        // Real and imaginary part of R give a wave the energy that it had.
        Start start = Start.normal(1 / Math.sqrt(2.0 * width));
        return List.of(new Part(name + ".x", start, 2, modes, width, width), new Part(name + ".y", start, 2, modes, width, width));
    }

    /** Complex weights. */
    public int size() {
        return 2 * modes * width * width;
    }

    /** A side must have at least 2 modes places. */
    public Value apply(Theta w, Value x) {
        int b = x.size(0);
        int n = x.size(1);
        Value forward = RealWaves.forward(w.tape(), modes, n);
        Value backward = RealWaves.backward(w.tape(), modes, n);
        // Along the first axis all that lies behind it is a row, so that nothing has to be turned.
        Value first = forward.matmul(x.reshape(b, n, n * width)).reshape(b, 2, modes, n, width).permute(2, 0, 3, 1, 4).reshape(modes, b * n, 2 * width);
        Value along = mixed(w, 0, first).reshape(modes, b, n, 2, width).permute(1, 3, 0, 2, 4).reshape(b, 2 * modes, n * width);
        Value second = forward.matmul(x.reshape(b * n, n, width)).reshape(b * n, 2, modes, width).permute(2, 0, 1, 3).reshape(modes, b * n, 2 * width);
        Value across = mixed(w, 1, second).reshape(modes, b * n, 2, width).permute(1, 2, 0, 3).reshape(b * n, 2 * modes, width);
        return backward.matmul(along).reshape(b, n, n, width).plus(backward.matmul(across).reshape(b, n, n, width));
    }

    /** Modes × rows × (re, im): (re, im) (R, I; −I, R) is the product with R + iI. */
    private Value mixed(Theta w, int axis, Value waves) {
        Value r = w.get(name + "." + AXES[axis]).at(0, 0);
        Value i = w.get(name + "." + AXES[axis]).at(0, 1);
        return waves.matmul(Value.cat(1, Value.cat(2, r, i), Value.cat(2, i.negated(), r)));
    }
}
