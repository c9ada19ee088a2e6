package org.pushforward.engine.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * All small networks for the handwritten digits with one to three hidden layers, each of width 8, 16 or 32 and of one kind: relu(z), tanh(z), or skip, which is
 * relu(z) plus the input of the layer, averaged over neighbours or padded with zeros to its width; z = W h + b. Nine kinds of layer, so 9 + 81 + 729 = 819
 * networks. Network k of depth 1 is layer k, of depth d its parent's number times nine plus its last layer. Networks with the same widths are computed at once.
 *
 * @param layers at most
 */
record SmallNetworks(int layers) {

    static final int[] WIDTHS = {8, 16, 32};
    static final List<String> KINDS = List.of("relu", "tanh", "skip");
    static final int OPERATIONS = 9;
    static final int PIXELS = 64;
    static final int CLASSES = 10;

    /**
     * Networks that differ in their kinds only.
     *
     * @param widths of their layers
     * @param numbers of the networks
     */
    record Group(int[] widths, int[] numbers) { }

    int count() {
        return first(layers + 1);
    }

    /** The number of the first network of a depth. */
    static int first(int depth) {
        int n = 0;
        for (int d = 1, all = OPERATIONS; d < depth; d++, all *= OPERATIONS) {
            n += all;
        }
        return n;
    }

    static int depth(int number) {
        return number < first(2) ? 1 : number < first(3) ? 2 : 3;
    }

    /** The layers of a network, each width · 3 + kind by their places in the lists. */
    static int[] operations(int number) {
        int d = depth(number);
        int[] ops = new int[d];
        int rest = number - first(d);
        for (int l = d - 1; l >= 0; l--) {
            ops[l] = rest % OPERATIONS;
            rest /= OPERATIONS;
        }
        return ops;
    }

    static int number(int... ops) {
        return first(ops.length) + Arrays.stream(ops).reduce(0, (a, b) -> a * OPERATIONS + b);
    }

    /** Without its last layer. */
    static int parent(int number) {
        return first(depth(number) - 1) + (number - first(depth(number))) / OPERATIONS;
    }

    static String name(int number) {
        return String.join(" ", Arrays.stream(operations(number)).mapToObj(o -> WIDTHS[o / 3] + KINDS.get(o % 3).substring(0, 1)).toList());
    }

    /** Weights and biases of a network. */
    static int size(int number) {
        int in = PIXELS;
        int n = 0;
        for (int o : operations(number)) {
            n += WIDTHS[o / 3] * (in + 1);
            in = WIDTHS[o / 3];
        }
        return n + CLASSES * (in + 1);
    }

    /** Shallow ones first. */
    List<Group> groups() {
        List<Group> all = new ArrayList<>();
        for (int d = 1; d <= layers; d++) {
            int depth = d;
            int n = (int) Math.round(Math.pow(3, d));
            for (int g = 0; g < n; g++) {
                int[] widths = digits(g, depth);
                int[] numbers = IntStream.range(0, n).map(k -> number(combined(widths, digits(k, depth)))).toArray();
                all.add(new Group(Arrays.stream(widths).map(w -> WIDTHS[w]).toArray(), numbers));
            }
        }
        return all;
    }

    private static int[] digits(int number, int count) {
        int[] digits = new int[count];
        int rest = number;
        for (int l = count - 1; l >= 0; l--) {
            digits[l] = rest % 3;
            rest /= 3;
        }
        return digits;
    }

    private static int[] combined(int[] widths, int[] kinds) {
        return IntStream.range(0, widths.length).map(l -> widths[l] * 3 + kinds[l]).toArray();
    }

    static Weights weights(Group g) {
        return Weights.of(() -> {
            List<Part> parts = new ArrayList<>();
            int in = PIXELS;
            for (int l = 0; l < g.widths.length; l++) {
                parts.add(new Part("w" + l, Start.normal(Math.sqrt(2.0 / in)), g.numbers.length, g.widths[l], in));
                parts.add(new Part("b" + l, Start.ZERO, g.numbers.length, 1, g.widths[l]));
                in = g.widths[l];
            }
            parts.add(new Part("head", Start.normal(Math.sqrt(1.0 / in)), g.numbers.length, CLASSES, in));
            parts.add(new Part("head.bias", Start.ZERO, g.numbers.length, 1, CLASSES));
            return parts;
        });
    }

    /** Cross-entropy of every network of a group: its networks × n × 64 or n × 64 → networks. */
    static Value losses(Group g, Theta w, Value x, int[] label) {
        Value h = x.unsqueeze(0);
        for (int l = 0; l < g.widths.length; l++) {
            Value z = h.matmul(w.get("w" + l).transposed()).plus(w.get("b" + l));
            h = layer(z, h, g, l);
        }
        Value logits = h.matmul(w.get("head").transposed()).plus(w.get("head.bias"));
        Value picks = x.tape().indices(label, 1, label.length, 1).expand(g.numbers.length, label.length, 1);
        return logits.logSoftmax(2).gather(2, picks).mean(1, 2).negated();
    }

    private static Value layer(Value z, Value h, Group g, int l) {
        Value tanh = mask(z, g, l, 1);
        Value skip = mask(z, g, l, 2);
        return z.relu().times(tanh.from(1)).plus(z.tanh().times(tanh)).plus(fitted(h, g.widths[l]).times(skip));
    }

    private static Value mask(Value like, Group g, int l, int kind) {
        return like.tape().of(Arrays.stream(g.numbers).mapToDouble(k -> operations(k)[l] % 3 == kind ? 1 : 0).toArray(), g.numbers.length, 1, 1);
    }

    /** Averaged over neighbours or padded to a width. */
    static Value fitted(Value h, int width) {
        int own = h.size(2);
        return own > width ? h.reshape(h.size(0), h.size(1), width, own / width).mean(3) : own < width ? Value.cat(2, h, h.tape().zeros(h.size(0), h.size(1), width - own)) : h;
    }
}
