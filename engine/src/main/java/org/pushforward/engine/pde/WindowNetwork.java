package org.pushforward.engine.pde;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Attention;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.LayerNorm;

/**
 * Attention in windows (Liu et al. 2021, arXiv:2103.14030) as operators for equations use it (Herde et al. 2024, arXiv:2405.19101), in small: patches of 2 × 2
 * cells become tokens, windows of 4 × 4 tokens attend to themselves, every second block with windows shifted by half of one around the torus; places within a
 * window are told apart by a learned vector. Batch × n × n × channels.
 */
record WindowNetwork(int inputs, int width, int blocks) implements Owner {

    private static final int PATCH = 2;
    private static final int WINDOW = 4;
    private static final int HEADS = 2;

    private Dense place(String what, int from, int to) {
        return new Dense(what, from, to);
    }

    private Attention attention(int block) {
        return new Attention("attention." + block, width, HEADS);
    }

    @Override
    public List<Part> parts() {
        Owner where = () -> List.of(new Part("place", Start.normal(0.5), WINDOW * WINDOW, width));
        Stream<Owner> ends = Stream.of(where, place("lift", PATCH * PATCH * inputs, width), place("project", width, PATCH * PATCH));
        Stream<Owner> inner = IntStream.range(0, blocks).boxed().flatMap(b -> Stream.of(new LayerNorm("before." + b, width), attention(b), new LayerNorm("between." + b, width),
                place("wide." + b, width, 2 * width), place("narrow." + b, 2 * width, width)));
        return Stream.concat(ends, inner).flatMap(o -> o.parts().stream()).toList();
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    /** The one with about so many weights. */
    static WindowNetwork ofSize(int inputs, int blocks, int size) {
        WindowNetwork best = new WindowNetwork(inputs, HEADS, blocks);
        for (int width = 2 * HEADS; width <= 64 * HEADS; width += HEADS) {
            WindowNetwork o = new WindowNetwork(inputs, width, blocks);
            best = Math.abs(o.size() - size) < Math.abs(best.size() - size) ? o : best;
        }
        return best;
    }

    Value apply(Theta w, Value x) {
        int b = x.size(0);
        int n = x.size(1) / PATCH;
        Value patches = x.reshape(b, n, PATCH, n, PATCH, inputs).permute(0, 1, 3, 2, 4, 5).reshape(b, n, n, PATCH * PATCH * inputs);
        Value h = place("lift", PATCH * PATCH * inputs, width).apply(w, patches);
        for (int k = 0; k < blocks; k++) {
            int shift = k % 2 == 0 ? 0 : WINDOW / 2;
            h = h.roll(1, -shift).roll(2, -shift);
            Value tokens = h.reshape(b, n / WINDOW, WINDOW, n / WINDOW, WINDOW, width).permute(0, 1, 3, 2, 4, 5).reshape(-1, WINDOW * WINDOW, width);
            Value seen = new LayerNorm("before." + k, width).apply(w, tokens).plus(w.get("place"));
            tokens = tokens.plus(attention(k).apply(w, seen, seen, false));
            Value inner = place("wide." + k, width, 2 * width).apply(w, new LayerNorm("between." + k, width).apply(w, tokens)).gelu();
            tokens = tokens.plus(place("narrow." + k, 2 * width, width).apply(w, inner));
            h = tokens.reshape(b, n / WINDOW, n / WINDOW, WINDOW, WINDOW, width).permute(0, 1, 3, 2, 4, 5).reshape(b, n, n, width).roll(1, shift).roll(2, shift);
        }
        return place("project", width, PATCH * PATCH).apply(w, h).reshape(b, n, n, PATCH, PATCH, 1).permute(0, 1, 3, 2, 4, 5).reshape(b, n * PATCH, n * PATCH, 1);
    }
}
