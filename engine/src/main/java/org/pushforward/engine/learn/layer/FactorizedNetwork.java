package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;

/**
 * A factorized Fourier neural operator in the plane (Tran et al. 2023, arXiv:2111.13802, §3): lifted place by place, then blocks h + W₂ ReLU(W₁ K h) whose
 * residual stands behind both matrices, then projected. All blocks share the spectral weights of K. Batch × n × n × channels.
 *
 * @param factor hidden channels of a block over its width
 */
public record FactorizedNetwork(String name, int inputs, int width, int outputs, int modes, int blocks, int factor) implements Owner {

    private FactorizedConvolution mixing() {
        return new FactorizedConvolution(name + ".mix", width, modes);
    }

    private Dense place(String what, int from, int to) {
        return new Dense(name + "." + what, from, to);
    }

    @Override
    public List<Part> parts() {
        Stream<Owner> ends = Stream.of(place("lift", inputs, width), mixing(), place("hidden", width, 2 * width), place("project", 2 * width, outputs));
        Stream<Owner> inner = IntStream.range(0, blocks).boxed().flatMap(b -> Stream.of(place("wide." + b, width, factor * width), place("narrow." + b, factor * width, width)));
        return Stream.concat(ends, inner).flatMap(o -> o.parts().stream()).toList();
    }

    /** Numbers in θ. */
    public int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    public Value apply(Theta w, Value x) {
        Value h = place("lift", inputs, width).apply(w, x);
        for (int b = 0; b < blocks; b++) {
            Value mixed = place("wide." + b, width, factor * width).apply(w, mixing().apply(w, h)).relu();
            h = h.plus(place("narrow." + b, factor * width, width).apply(w, mixed));
        }
        return place("project", 2 * width, outputs).apply(w, place("hidden", width, 2 * width).apply(w, h).relu());
    }
}
