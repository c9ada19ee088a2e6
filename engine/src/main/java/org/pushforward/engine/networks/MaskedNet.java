package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.numerics.Vectors;

/**
 * An autoencoder of {@value #TOKENS} tokens, a number each: learned queries look at the tokens that are not masked, softmax(Q Kᵀ/√d) V, and become latents; every place
 * then looks at the latents and says its number (after Jaegle et al. 2021, arXiv:2107.14795). Places are known by embeddings alone, so their order is nothing.
 */
record MaskedNet(int queries, int width) implements Owner {

    static final int TOKENS = 64;
    private static final double FORBIDDEN = -1e9;

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>(List.of(new Part("place", Start.normal(1), TOKENS, width), new Part("asked", Start.normal(1), TOKENS, width), new Part("query", Start.normal(1.5), queries, width)));
        for (Dense d : List.of(dense("value", 1, width), dense("token", width, width), dense("key", width, width), dense("content", width, width), dense("latent.in", width, 2 * width), dense("latent.out", 2 * width, width),
                dense("back.key", width, width), dense("back.content", width, width), dense("back.in", width, width), dense("back.out", width, 1))) {
            all.addAll(d.parts());
        }
        return all;
    }

    private static Dense dense(String name, int inputs, int outputs) {
        return new Dense(name, inputs, outputs);
    }

    private Value keys(Theta w, Value x) {
        return dense("token", width, width).apply(w, dense("value", 1, width).apply(w, x.unsqueeze(2)).plus(w.get("place"))).gelu();
    }

    /** Batch × queries × tokens; rows sum to 1, masked tokens get none. */
    private Value attention(Theta w, Value tokens, double[] mask) {
        Value score = w.get("query").matmul(dense("key", width, width).apply(w, tokens).transposed()).times(1 / Math.sqrt(width));
        int n = tokens.size(0);
        return score.plus(w.tape().of(Arrays.stream(mask).map(m -> m * FORBIDDEN).toArray(), n, 1, TOKENS)).softmax(2);
    }

    Value attention(Theta w, double[] x, double[] mask) {
        return attention(w, keys(w, w.tape().of(x, x.length / TOKENS, TOKENS)), mask);
    }

    /** Batch × queries × width. */
    Value latents(Theta w, double[] x, double[] mask) {
        Value tokens = keys(w, w.tape().of(x, x.length / TOKENS, TOKENS));
        Value seen = attention(w, tokens, mask).matmul(dense("content", width, width).apply(w, tokens));
        return seen.plus(dense("latent.out", 2 * width, width).apply(w, dense("latent.in", width, 2 * width).apply(w, seen).gelu()));
    }

    /** Batch × tokens, what every place says. */
    Value outputs(Theta w, double[] x, double[] mask) {
        Value l = latents(w, x, mask);
        Value look = w.get("asked").matmul(dense("back.key", width, width).apply(w, l).transposed()).softmax(2);
        Value h = look.matmul(dense("back.content", width, width).apply(w, l)).plus(w.get("asked"));
        Value y = dense("back.out", width, 1).apply(w, dense("back.in", width, width).apply(w, h).gelu());
        return y.reshape(x.length / TOKENS, TOKENS);
    }

    /** Mean squared error where masked. */
    Value loss(Theta w, double[] x, double[] mask) {
        Value m = w.tape().of(mask, x.length / TOKENS, TOKENS);
        Value error = outputs(w, x, mask).minus(w.tape().of(x, x.length / TOKENS, TOKENS)).square().times(m);
        return error.sum().over(Arrays.stream(mask).sum());
    }

    /** θ of a net that knows the places in another order: place k is what was place order[k]. */
    double[] permuted(double[] theta, int[] order) {
        double[] other = theta.clone();
        for (int k = 0; k < TOKENS; k++) {
            System.arraycopy(theta, order[k] * width, other, k * width, width);
            System.arraycopy(theta, (TOKENS + order[k]) * width, other, (TOKENS + k) * width, width);
        }
        return other;
    }

    /**
     * Masks by attention: rows of some queries are added, and the tokens with the most are masked.
     *
     * @param attention n × queries × tokens
     * @param u n × queries numbers; the {@code selected} queries with the smallest are taken
     */
    static double[] masks(double[] attention, int queries, int selected, int masked, double[] u) {
        int n = attention.length / queries / TOKENS;
        double[] mask = new double[n * TOKENS];
        for (int s = 0; s < n; s++) {
            int from = s * queries;
            double[] sum = new double[TOKENS];
            for (int q : Vectors.smallest(Arrays.copyOfRange(u, from, from + queries), selected)) {
                for (int k = 0; k < TOKENS; k++) {
                    sum[k] -= attention[(from + q) * TOKENS + k];
                }
            }
            for (int k : Vectors.smallest(sum, masked)) {
                mask[s * TOKENS + k] = 1;
            }
        }
        return mask;
    }

    /** Masks of as many tokens drawn at random. */
    static double[] masks(double[] u, int masked) {
        double[] mask = new double[u.length];
        for (int s = 0; s < u.length; s += TOKENS) {
            for (int k : Vectors.smallest(Arrays.copyOfRange(u, s, s + TOKENS), masked)) {
                mask[s + k] = 1;
            }
        }
        return mask;
    }

    /** Of each mask the share of masked ones among the neighbours (up, down, left, right) of masked pixels; pixel order[k] is token k. */
    static double[] neighbourRates(double[] mask, int[] order) {
        int side = 8;
        double[] rates = new double[mask.length / TOKENS];
        for (int s = 0; s < rates.length; s++) {
            boolean[] at = new boolean[TOKENS];
            for (int k = 0; k < TOKENS; k++) {
                at[order[k]] = mask[s * TOKENS + k] == 1;
            }
            int pairs = 0;
            int hits = 0;
            for (int p = 0; p < TOKENS; p++) {
                int[] near = {p % side > 0 ? p - 1 : -1, p % side < side - 1 ? p + 1 : -1, p - side, p + side < TOKENS ? p + side : -1};
                for (int q : near) {
                    pairs += at[p] && q >= 0 ? 1 : 0;
                    hits += at[p] && q >= 0 && at[q] ? 1 : 0;
                }
            }
            rates[s] = pairs == 0 ? 0 : (double) hits / pairs;
        }
        return rates;
    }
}
