package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;

/**
 * The skeleton of neural operators (Kovachki et al. 2023, arXiv:2108.08481, §4): lifted place by place to some channels, then blocks GELU(K h + W h + b)
 * with a mixing K of places and a matrix W at every place, then projected by a perceptron of one hidden layer. Batch × channels × space.
 *
 * @param mixings one a block
 */
public record OperatorNetwork(String name, int dimension, int inputs, int width, int outputs, List<Mixing> mixings) implements Owner {

    public OperatorNetwork {
        mixings = List.copyOf(mixings);
    }

    /** What mixes places. */
    public interface Mixing extends Owner {

        /** Batch × channels × space to the same. */
        Value apply(Theta w, Value x);
    }

    /** A layer as a mixing. */
    public static Mixing mixing(Owner layer, BiFunction<Theta, Value, Value> apply) {
        return new Mixing() {
            @Override
            public List<Part> parts() {
                return layer.parts();
            }

            @Override
            public Value apply(Theta w, Value x) {
                return apply.apply(w, x);
            }
        };
    }

    /** A Fourier neural operator (Li et al. 2021, arXiv:2010.08895). */
    public static OperatorNetwork fourier(String name, int dimension, int inputs, int width, int outputs, int modes, int blocks) {
        return new OperatorNetwork(name, dimension, inputs, width, outputs, Stream.iterate(0, b -> b + 1).limit(blocks).map(b -> {
            SpectralConvolution c = new SpectralConvolution(name + ".mix." + b, dimension, width, width, modes);
            return mixing(c, c::apply);
        }).toList());
    }

    private Dense place(String what, int from, int to) {
        return new Dense(name + "." + what, from, to);
    }

    /** At every place, as a product of matrices, which is twice as fast as a convolution by one cell. */
    private static Value at(Theta w, Dense layer, Value x) {
        int[] shape = x.shape();
        Value flat = x.reshape(shape[0], shape[1], -1);
        shape[1] = layer.outputs();
        return w.get(layer.name() + ".matrix").matmul(flat).plus(w.get(layer.name() + ".bias").unsqueeze(1)).reshape(shape);
    }

    @Override
    public List<Part> parts() {
        Stream<Owner> ends = Stream.of(place("lift", inputs, width), place("hidden", width, 2 * width), place("project", 2 * width, outputs));
        Stream<Owner> blocks = Stream.iterate(0, b -> b + 1).limit(mixings.size()).flatMap(b -> Stream.of(mixings.get(b), place("beside." + b, width, width)));
        return Stream.concat(ends, blocks).flatMap(o -> o.parts().stream()).toList();
    }

    /** Numbers in θ. */
    public int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    public Value apply(Theta w, Value x) {
        Value h = at(w, place("lift", inputs, width), x);
        for (int b = 0; b < mixings.size(); b++) {
            Value mixed = mixings.get(b).apply(w, h).plus(at(w, place("beside." + b, width, width), h));
            h = b + 1 < mixings.size() ? mixed.gelu() : mixed;
        }
        return at(w, place("project", 2 * width, outputs), at(w, place("hidden", width, 2 * width), h).gelu());
    }
}
