package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * Several Fourier neural operators on the line, each with weights of its own, computed at once: {@link OperatorNetwork#fourier} with an axis for the copies in
 * front of all weights and values. What is trained on the sum of their losses trains each alone, since no weight is shared.
 *
 * @param modes wave numbers 0 … modes − 1 are mixed
 */
public record FourierStack(String name, int copies, int inputs, int width, int outputs, int modes, int blocks) implements Owner {

    @Override
    public List<Part> parts() {
        Stream<Part> ends = Stream.of(place("lift", inputs, width), place("hidden", width, 2 * width), place("project", 2 * width, outputs)).flatMap(List::stream);
        Stream<Part> inner = IntStream.range(0, blocks).boxed().flatMap(b -> Stream.concat(Stream.of(spectrum(b, "real"), spectrum(b, "imaginary")), place("beside." + b, width, width).stream()));
        return Stream.concat(ends, inner).toList();
    }

    private List<Part> place(String what, int from, int to) {
        Start start = Start.uniform(1 / Math.sqrt(from));
        return List.of(new Part(name + "." + what + ".matrix", start, copies, to, from), new Part(name + "." + what + ".bias", start, copies, to));
    }

    private Part spectrum(int block, String what) {
        return new Part(name + ".mix." + block + "." + what, u -> Arrays.setAll(u, k -> u[k] / (width * width)), copies, width, width, modes);
    }

    /** The same with one copy. */
    public FourierStack single() {
        return new FourierStack(name, 1, inputs, width, outputs, modes, blocks);
    }

    /** Numbers of one copy. */
    public int size() {
        return single().parts().stream().mapToInt(Part::size).sum();
    }

    /** θ of all copies where each has the weights of another stack's copy. */
    public double[] copied(double[] theta, FourierStack from, int[] which) {
        Weights here = Weights.of(this);
        Weights there = Weights.of(from);
        double[] all = new double[here.size()];
        for (Part p : single().parts()) {
            for (int c = 0; c < copies; c++) {
                System.arraycopy(theta, there.offset(p.name()) + which[c] * p.size(), all, here.offset(p.name()) + c * p.size(), p.size());
            }
        }
        return all;
    }

    /** Copies × batch × channels × n. */
    public Value apply(Theta w, Value x) {
        Value h = at(w, "lift", x);
        for (int b = 0; b < blocks; b++) {
            Value mixed = mixed(w, b, h).plus(at(w, "beside." + b, h));
            h = b + 1 < blocks ? mixed.gelu() : mixed;
        }
        return at(w, "project", at(w, "hidden", h).gelu());
    }

    private Value at(Theta w, String what, Value x) {
        return w.get(name + "." + what + ".matrix").unsqueeze(1).matmul(x).plus(w.get(name + "." + what + ".bias").unsqueeze(1).unsqueeze(3));
    }

    private Value mixed(Theta w, int block, Value x) {
        int n = x.size(3);
        Value mix = Value.complex(w.get(name + ".mix." + block + ".real"), w.get(name + ".mix." + block + ".imaginary"));
        Value low = Value.einsum("cbik,ciok->cbok", x.realFft(3).slice(3, 0, modes), mix);
        Value zero = x.tape().zeros(copies, x.size(1), width, n / 2 + 1 - modes);
        return Value.cat(3, low, Value.complex(zero, zero)).inverseRealFft(new int[] {n}, 3);
    }
}
