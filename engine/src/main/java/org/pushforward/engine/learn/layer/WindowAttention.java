package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;

/**
 * A transformer block in space whose tokens look at those of their own window only (Liu et al. 2021, arXiv:2103.14030), with channels last: batch × n × n × n ×
 * width. Windows may be shifted, around a torus and without a mask, so that the next ones overlap them. O(n³ window³).
 *
 * @param window side of a window, which divides n
 * @param shift of the windows in tokens
 */
public record WindowAttention(String name, int width, int heads, int window, int shift) implements Owner {

    @Override
    public List<Part> parts() {
        return Stream.of(norm(0), attention(), norm(1), up(), down()).flatMap(o -> o.parts().stream()).toList();
    }

    private LayerNorm norm(int k) {
        return new LayerNorm(name + ".norm." + k, width);
    }

    private Attention attention() {
        return new Attention(name, width, heads);
    }

    private Dense up() {
        return new Dense(name + ".up", width, 2 * width);
    }

    private Dense down() {
        return new Dense(name + ".down", 2 * width, width);
    }

    public Value apply(Theta w, Value x) {
        int b = x.size(0);
        int n = x.size(1);
        int m = n / window;
        Value tokens = rolled(norm(0).apply(w, x), -shift).reshape(b, m, window, m, window, m, window, width).permute(0, 1, 3, 5, 2, 4, 6, 7)
                .reshape(b * m * m * m, window * window * window, width);
        Value seen = attention().apply(w, tokens, tokens, false).reshape(b, m, m, m, window, window, window, width).permute(0, 1, 4, 2, 5, 3, 6, 7).reshape(b, n, n, n, width);
        Value h = x.plus(rolled(seen, shift));
        return h.plus(down().apply(w, up().apply(w, norm(1).apply(w, h)).gelu()));
    }

    private static Value rolled(Value x, int by) {
        return by == 0 ? x : x.roll(1, by).roll(2, by).roll(3, by);
    }
}
