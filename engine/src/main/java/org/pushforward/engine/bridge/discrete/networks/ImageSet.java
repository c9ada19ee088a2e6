package org.pushforward.engine.bridge.discrete.networks;

import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.numerics.Philox;

/**
 * Digits, or noise, whose pixels are S grey levels: those to learn from, and every fourth, which is held out. Immutable and thread-safe.
 *
 * @param levels S
 * @param learned n × 64; for noise some draws
 * @param held n × 64
 */
record ImageSet(int levels, int[] learned, int[] held, boolean isNoise) implements CategorySource {

    static final String NOISE = "noise";
    static final String ALL = "all";
    private static final int HELD_EVERY = 4;
    private static final int NOISES = 512;

    /** What sets there are. */
    static List<String> names(boolean withNoise) {
        List<String> digits = IntStream.rangeClosed(0, 10).mapToObj(k -> k == 10 ? ALL : String.valueOf(k)).toList();
        return withNoise ? IntStream.rangeClosed(0, 11).mapToObj(k -> k == 11 ? NOISE : digits.get(k)).toList() : digits;
    }

    /** @param random of noise: every pixel evenly among the levels */
    static ImageSet named(String name, int levels, Philox random) {
        if (name.equals(NOISE)) {
            ImageSet empty = new ImageSet(levels, new int[0], new int[0], true);
            return new ImageSet(levels, empty.draws(random, 0, NOISES), empty.draws(random, 1, NOISES), true);
        }
        HandwrittenDigits all = HandwrittenDigits.load();
        HandwrittenDigits digits = name.equals(ALL) ? all : all.labelled(Integer.parseInt(name));
        return new ImageSet(levels, part(digits, levels, false), part(digits, levels, true), false);
    }

    private static int[] part(HandwrittenDigits digits, int levels, boolean held) {
        int d = HandwrittenDigits.PIXELS;
        return IntStream.range(0, digits.pixels().length).filter(k -> k / d % HELD_EVERY == 0 == held)
                .map(k -> digits.pixels()[k] * levels / (HandwrittenDigits.LARGEST + 1)).toArray();
    }

    @Override
    public int dimension() {
        return HandwrittenDigits.PIXELS;
    }

    @Override
    public int categories() {
        return levels;
    }

    @Override
    public void draw(Philox random, int step, long first, int count, int[] out, int from) {
        int d = dimension();
        double[] u = new double[isNoise ? d : 1];
        for (int p = 0; p < count; p++) {
            random.uniforms(first + p, 1, step, u.length, u, 0);
            if (isNoise) {
                for (int k = 0; k < d; k++) {
                    out[from + p * d + k] = Math.min(levels - 1, (int) (u[k] * levels));
                }
            } else {
                int n = learned.length / d;
                System.arraycopy(learned, Math.min(n - 1, (int) (u[0] * n)) * d, out, from + p * d, d);
            }
        }
    }

    /** The first n images, over and over when there are fewer. */
    static int[] repeated(int[] images, int n) {
        int[] out = new int[n * HandwrittenDigits.PIXELS];
        for (int k = 0; k < out.length; k++) {
            out[k] = images[k % images.length];
        }
        return out;
    }
}
