package org.pushforward.engine.learn;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How inputs are sent to experts: weights z from logits or scores, n inputs × M experts, and the losses that keep a router in order. The choice
 * of experts has no derivative, their weights have. Stateless.
 */
public final class Router {

    /** Logits of {@link #gatedSimplex} are cut off at ±20. */
    public static final double CLIP = 20;

    private Router() { }

    // ---- choices

    /** 1 for the k largest scores of every row, 0 for the others; of equal ones the first are taken; k ≤ M. */
    public static Value top(Value scores, int k) {
        int experts = scores.size(1);
        double[] s = scores.array();
        double[] mask = new double[s.length];
        for (int row = 0; row < s.length; row += experts) {
            mark(s, row, row + experts, k, mask);
        }
        return scores.tape().of(mask, s.length / experts, experts);
    }

    /** 1 in a mask of zeros at the k largest scores between two places (inclusive and exclusive); of equal ones at the first. */
    public static void mark(double[] scores, int from, int to, int k, double[] mask) {
        for (int taken = 0; taken < k; taken++) {
            int best = -1;
            for (int e = from; e < to; e++) {
                best = mask[e] == 0 && (best < 0 || scores[e] > scores[best]) ? e : best;
            }
            mask[best] = 1;
        }
    }

    /** Softmax over the k largest logits of every row, 0 elsewhere (Shazeer et al. 2017, arXiv:1701.06538, without noise). */
    public static Value softmax(Value logits, int k) {
        return shared(logits.softmax(1).times(top(logits, k)));
    }

    /**
     * The magnitude-gated simplex (Khasia 2025, arXiv:2512.23448): φ = the k largest of softplus(logit), z = φ/Σφ · tanh(Σφ). So z ≥ 0,
     * Σz &lt; 1, and z → 0 as the logits fall.
     */
    public static Value gatedSimplex(Value logits, int k) {
        Value alpha = logits.clamped(-CLIP, CLIP).softplus();
        Value phi = alpha.times(top(alpha, k));
        Value sum = phi.sum(1).unsqueeze(1);
        return phi.over(sum).times(sum.tanh());
    }

    /**
     * 1 where a margin is above 0, else 0; its derivative is that of max(margin, 0), as if the step were not there (Guo et al. 2024,
     * arXiv:2405.14297).
     */
    public static Value above(Value margin) {
        Value r = margin.relu();
        return r.minus(r.detached()).plus(margin.above(0));
    }

    /** Divided by the sum of the row; rows of zeros stay. */
    public static Value shared(Value weights) {
        Value sum = weights.sum(1).unsqueeze(1);
        return weights.over(sum.max(sum.tape().of(Float.MIN_NORMAL)));
    }

    // ---- losses

    /** M Σ p̄² of the mean share of every expert: 1 if all are used alike, M if only one is. */
    public static Value balance(Value shares) {
        return shares.mean(0).square().sum().times(shares.size(1));
    }

    /**
     * M Σ f p̄ with the part f of the inputs that choose an expert (Fedus, Zoph & Shazeer 2021, arXiv:2101.03961).
     *
     * @param chosen 1 or 0
     */
    public static Value load(Value shares, Value chosen) {
        return chosen.detached().mean(0).times(shares.mean(0)).sum().times(shares.size(1));
    }

    /** The mean square of log Σ e^logit, which keeps logits small (Zoph et al. 2022, arXiv:2202.08906). */
    public static Value z(Value logits) {
        return logits.logSumExp(1).square().mean();
    }

    /** How often every expert has a weight above 0, of n × M weights. */
    public static double[] usage(double[] weights, int experts) {
        double[] share = new double[experts];
        for (int k = 0; k < weights.length; k++) {
            share[k % experts] += weights[k] > 0 ? (double) experts / weights.length : 0;
        }
        return share;
    }

    /** The expert with the largest weight of every row. */
    public static int[] first(double[] weights, int experts) {
        int[] best = new int[weights.length / experts];
        Arrays.setAll(best, i -> IntStream.range(1, experts).reduce(0, (a, b) -> weights[i * experts + b] > weights[i * experts + a] ? b : a));
        return best;
    }
}
