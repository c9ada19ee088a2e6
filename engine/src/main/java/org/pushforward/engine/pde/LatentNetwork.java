package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Convolution;
import org.pushforward.engine.learn.layer.Convolution.Edge;

/**
 * A latent spectral model in small (Wu, Hu, Luo, Wang & Long 2023, arXiv:2301.12664; our reading): a U-Net of two scales whose features pass, at each scale,
 * through a block that gathers a patch of places into a few tokens by attention, moves the tokens by sines and cosines of themselves, and hands what has
 * changed back to the places by attention:
 *
 * <pre>z = t + softmax(t (K h)ᵀ/√d) V h,   z′ = z + Σ_i a_i sin(π i z/N) + b_i cos(π i z/N),   h ← h + softmax((Q h) (P z′)ᵀ/√d) (z′ − z)</pre>
 *
 * With a = b = 0, as it starts, a block is the identity. Without tokens the trunk is left. Batch × n × n × channels, n a multiple of 24: patches have 6 × 6 places on
 * the fine scale and 12 × 12 on the coarse one, where they are few or one.
 *
 * @param tokens of a patch; 0: the trunk alone
 * @param bases N, sines and cosines of a channel each
 */
record LatentNetwork(int inputs, int width, int tokens, int bases) implements Owner {

    private static final int SCALES = 2;

    /** Places a side of a patch. */
    static int patch(int scale) {
        return 6 << scale;
    }

    private static Convolution conv(String name, int from, int to) {
        return new Convolution(name, 2, from, to, 3, Edge.ZERO);
    }

    private int channels(int scale) {
        return width << scale;
    }

    private List<Convolution> trunk() {
        return List.of(conv("in.0", inputs, width), conv("in.1", width, width), conv("down.0", width, 2 * width), conv("down.1", 2 * width, 2 * width), conv("up.0", 3 * width, width), conv("up.1", width, width),
                new Convolution("out", 2, width, 1, 1, Edge.ZERO));
    }

    private List<Part> block(int scale) {
        int d = channels(scale);
        Start dense = Start.uniform(1 / Math.sqrt(d));
        String name = "block." + scale + ".";
        return List.of(new Part(name + "tokens", Start.normal(1), tokens, d), new Part(name + "key", dense, d, d), new Part(name + "value", dense, d, d), new Part(name + "query", dense, d, d),
                new Part(name + "back", dense, d, d), new Part(name + "sines", Start.ZERO, bases, d), new Part(name + "cosines", Start.ZERO, bases, d));
    }

    @Override
    public List<Part> parts() {
        Stream<Part> blocks = tokens == 0 ? Stream.of() : IntStream.range(0, SCALES).boxed().flatMap(s -> block(s).stream());
        return Stream.concat(trunk().stream().flatMap(c -> c.parts().stream()), blocks).toList();
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    private static Value twice(Theta w, Convolution first, Convolution second, Value x) {
        return second.apply(w, first.apply(w, x).gelu()).gelu();
    }

    Value apply(Theta w, Value x) {
        List<Convolution> c = trunk();
        Value fine = solved(w, 0, twice(w, c.get(0), c.get(1), x.permute(0, 3, 1, 2)));
        Value coarse = solved(w, 1, twice(w, c.get(2), c.get(3), fine.pooled(2)));
        Value up = Value.cat(1, fine, coarse.upsampled(2));
        return c.get(6).apply(w, twice(w, c.get(4), c.get(5), up)).permute(0, 2, 3, 1);
    }

    private Value solved(Theta w, int scale, Value h) {
        return tokens == 0 ? h : block(w, scale, h.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
    }

    /** Batch × patches × places × channels. */
    private static Value patches(Value h, int side) {
        int m = h.size(1) / side;
        int d = h.size(3);
        return h.reshape(h.size(0), m, side, m, side, d).permute(0, 1, 3, 2, 4, 5).reshape(h.size(0), m * m, side * side, d);
    }

    Value block(Theta w, int scale, Value h) {
        String name = "block." + scale + ".";
        int d = channels(scale);
        int side = patch(scale);
        int m = h.size(1) / side;
        Value p = patches(h, side);
        Value z = w.get(name + "tokens").plus(seen(w, scale, p).matmul(p.matmul(w.get(name + "value"))));
        Value change = moved(w, scale, z);
        Value back = p.matmul(w.get(name + "query")).matmul(z.plus(change).matmul(w.get(name + "back")).transposed()).times(1 / Math.sqrt(d)).softmax(3);
        Value given = back.matmul(change).reshape(h.size(0), m, m, side, side, d).permute(0, 1, 3, 2, 4, 5).reshape(h.shape());
        return h.plus(given);
    }

    /** Σ_i a_i sin(π i z/N) + b_i cos(π i z/N). */
    Value moved(Theta w, int scale, Value z) {
        String name = "block." + scale + ".";
        double[] frequencies = new double[bases];
        Arrays.setAll(frequencies, i -> Math.PI * (i + 1) / bases);
        Value phase = z.unsqueeze(-2).times(w.tape().of(frequencies, bases, 1));
        return phase.sin().times(w.get(name + "sines")).plus(phase.cos().times(w.get(name + "cosines"))).sum(z.shape().length - 1);
    }

    /** What tokens look at: batch × patches × tokens × places, rows that sum to 1. */
    private Value seen(Theta w, int scale, Value p) {
        String name = "block." + scale + ".";
        return w.get(name + "tokens").matmul(p.matmul(w.get(name + "key")).transposed()).times(1 / Math.sqrt(channels(scale))).softmax(3);
    }

    /** The same of the finest scale for inputs of the network. */
    Value attention(Theta w, Value x) {
        List<Convolution> c = trunk();
        return seen(w, 0, patches(twice(w, c.get(0), c.get(1), x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1), patch(0)));
    }

    /** Multiplications of all blocks on n × n places: from places to tokens, there, and back. */
    double blockOperations(int n) {
        double sum = 0;
        for (int s = 0; s < SCALES; s++) {
            double d = channels(s);
            double places = (double) (n >> s) * (n >> s);
            double all = places / (patch(s) * patch(s)) * tokens;
            sum += places * (3 * d * d + 4 * tokens * d) + all * (d * d + 4 * bases * d);
        }
        return sum;
    }

    /** And of the trunk. */
    double trunkOperations(int n) {
        double w2 = (double) width * width;
        return 9.0 * n * n * (inputs * width + w2) + 9.0 * n * n / 4 * (2 * w2 + 4 * w2) + 9.0 * n * n * (3 * w2 + w2) + (double) n * n * width;
    }
}
