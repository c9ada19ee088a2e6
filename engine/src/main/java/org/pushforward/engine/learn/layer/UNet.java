package org.pushforward.engine.learn.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A small U-Net (Ronneberger, Fischer & Brox 2015, arXiv:1505.04597) for fields of n × n cells on a torus: five residual blocks of 3 × 3
 * convolutions, on the grid with w channels, on half of it with 2w, on a quarter with 3w, and back. What is common to a whole field (a
 * time, say) scales and shifts the channels of every block (Perez et al. 2018, arXiv:1709.07871) after they were normalised in groups (Wu &
 * He 2018, arXiv:1803.08494).
 *
 * <p>Weights start uniform in ±1/√(fan-in), but the last convolution of every block and of the network at zero: it starts as the zero
 * function. A pass costs about 66 batch · n² w² multiplications, a gradient three times that. Immutable.
 */
public final class UNet implements Owner {

    private static final int EMBEDDING = 32;
    private static final int BLOCKS = 5;
    /** Channels of a field are brought to mean 0 and variance 1 in so many groups. */
    private static final int GROUPS = 4;
    /** Multiplications that take 15 to 20 ms forward, and twice that backward. */
    private static final double PIECE = 3e8;

    private final int rows;
    private final Dense embedding;
    private final List<Block> blocks = new ArrayList<>();
    private final Convolution first;
    private final Convolution down1;
    private final Convolution down2;
    private final Convolution up1;
    private final Convolution up2;
    private final Convolution last;

    /**
     * @param cells n, a multiple of 4
     * @param channels fields that go in
     * @param features numbers that are common to a whole field
     * @param width w, a multiple of {@value #GROUPS}
     */
    public UNet(String name, int cells, int channels, int features, int width) {
        if (cells < 8 || cells % 4 != 0) {
            throw new IllegalArgumentException("cells must be a multiple of 4, at least 8, not " + cells);
        }
        rows = (int) Math.clamp(PIECE / (66.0 * cells * cells * width * width), 1, Integer.MAX_VALUE);
        embedding = new Dense(name + ".embedding", features, EMBEDDING);
        for (int b = 0; b < BLOCKS; b++) {
            // On the grid, on half of it, on a quarter, and back.
            blocks.add(Block.of(name + ".block" + b, width * (b < 3 ? b + 1 : BLOCKS - b)));
        }
        first = around(name + ".first", channels, width, 3);
        down1 = around(name + ".down1", width, 2 * width, 3);
        down2 = around(name + ".down2", 2 * width, 3 * width, 3);
        up1 = around(name + ".up1", 3 * width, 2 * width, 1);
        up2 = around(name + ".up2", 2 * width, width, 1);
        last = zero(name + ".last", width, 1);
    }

    private static Convolution around(String name, int from, int to, int side) {
        return new Convolution(name, 2, from, to, side, Convolution.Edge.AROUND);
    }

    private static Convolution zero(String name, int from, int to) {
        return new Convolution(name, 2, from, to, 3, Convolution.Edge.AROUND, Start.ZERO);
    }

    /** x + conv(silu((1 + scale) norm(conv(silu x)) + shift)). */
    private record Block(Dense modulation, Convolution first, Convolution second) implements Owner {

        static Block of(String name, int width) {
            return new Block(new Dense(name + ".modulation", EMBEDDING, 2 * width), around(name + ".first", width, width, 3), zero(name + ".second", width, width));
        }

        @Override
        public List<Part> parts() {
            return Stream.of(modulation, first, second).flatMap(o -> o.parts().stream()).toList();
        }

        Value apply(Theta w, Value x, Value common) {
            int width = first.outputs();
            List<Value> m = modulation.apply(w, common).reshape(-1, 2 * width, 1, 1).split(1, width, width);
            Value h = first.apply(w, x.silu()).normalizedInGroups(GROUPS);
            h = h.times(m.get(0).plus(1)).plus(m.get(1));
            return x.plus(second.apply(w, h.silu()));
        }
    }

    @Override
    public List<Part> parts() {
        List<Owner> all = new ArrayList<>(List.of(embedding));
        all.addAll(blocks);
        all.addAll(List.of(first, down1, down2, up1, up2, last));
        return all.stream().flatMap(o -> o.parts().stream()).toList();
    }

    /** Rows that are passed through within some ten milliseconds: larger batches are better cut. */
    public int rowsAtOnce() {
        return rows;
    }

    /**
     * @param fields batch × channels × n × n
     * @param features batch × features
     * @return batch × 1 × n × n
     */
    public Value apply(Theta w, Value fields, Value features) {
        Value common = embedding.apply(w, features).silu();
        Value whole = blocks.get(0).apply(w, first.apply(w, fields), common);
        Value half = blocks.get(1).apply(w, down1.apply(w, whole.pooled(2)), common);
        Value quarter = blocks.get(2).apply(w, down2.apply(w, half.pooled(2)), common);
        half = blocks.get(3).apply(w, half.plus(up1.apply(w, quarter).upsampled(2)), common);
        whole = blocks.get(4).apply(w, whole.plus(up2.apply(w, half).upsampled(2)), common);
        return last.apply(w, whole.silu());
    }
}
