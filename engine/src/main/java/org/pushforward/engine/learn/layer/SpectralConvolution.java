package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * The layer of a Fourier neural operator (Li et al. 2021, arXiv:2010.08895, eq. 4): the lowest Fourier coefficients of every channel are mixed
 * by a complex matrix a wave number, the others dropped. In one or two dimensions: batch × channels × space.
 *
 * @param modes wave numbers 0 … modes − 1 are kept, along the first of two axes also −modes … −1
 */
public record SpectralConvolution(String name, int dimension, int inputs, int outputs, int modes) implements Owner {

    public SpectralConvolution {
        if (dimension < 1 || dimension > 2) {
            throw new IllegalArgumentException("one or two dimensions, not " + dimension);
        }
    }

    @Override
    public List<Part> parts() {
        Start start = u -> Arrays.setAll(u, k -> u[k] / (inputs * outputs));
        int[] shape = dimension == 1 ? new int[] {inputs, outputs, modes} : new int[] {inputs, outputs, 2 * modes, modes};
        return List.of(new Part(name + ".real", start, shape), new Part(name + ".imaginary", start, shape));
    }

    /** Space must have at least 2 modes cells a side. */
    public Value apply(Theta w, Value x) {
        Value mix = Value.complex(w.get(name + ".real"), w.get(name + ".imaginary"));
        return dimension == 1 ? line(mix, x) : plane(mix, x);
    }

    private Value line(Value mix, Value x) {
        int n = x.size(2);
        Value low = Value.einsum("bik,iok->bok", x.realFft(2).slice(2, 0, modes), mix);
        Value high = zeros(low, x.size(0), outputs, n / 2 + 1 - modes);
        return Value.cat(2, low, high).inverseRealFft(new int[] {n}, 2);
    }

    private Value plane(Value mix, Value x) {
        int n = x.size(2);
        int m = x.size(3);
        Value c = x.realFft(2, 3).slice(3, 0, modes);
        Value kept = Value.cat(2, c.slice(2, 0, modes), c.slice(2, n - modes, n));
        Value mixed = Value.einsum("bixy,ioxy->boxy", kept, mix);
        Value middle = zeros(mixed, x.size(0), outputs, n - 2 * modes, modes);
        Value columns = Value.cat(2, mixed.slice(2, 0, modes), middle, mixed.slice(2, modes, 2 * modes));
        Value rest = zeros(mixed, x.size(0), outputs, n, m / 2 + 1 - modes);
        return Value.cat(3, columns, rest).inverseRealFft(new int[] {n, m}, 2, 3);
    }

    /** Complex zeros beside a value. */
    private static Value zeros(Value like, int... shape) {
        Value zero = like.tape().zeros(shape);
        return Value.complex(zero, zero);
    }
}
