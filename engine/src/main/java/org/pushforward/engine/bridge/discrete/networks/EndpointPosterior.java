package org.pushforward.engine.bridge.discrete.networks;

import java.util.Arrays;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;

/**
 * The transition of a categorical bridge whose end is predicted (Ksenofontov & Korotin 2025, §4; Austin et al. 2021, eq. 4). With m
 * steps to go from x, the bridge to s goes next to y with P(y | x, s) = Q[x, y] Q^{m−1}[y, s] / Q^m[x, s]; when the end is s with
 * probability e_s, with π(y) = Σ_s e_s P(y | x, s). With {@link Logits#PLAIN} logits e = softmax(ℓ), with {@link Logits#RELATIVE} ones
 * e_s ∝ Q^m[x, s] exp ℓ_s, which is the form of a Schrödinger bridge: exp ℓ is its potential, Doob's h. {@link EndpointLoss} trains it. An end that the reference cannot reach in double precision leaves the reference as it is. Q is symmetric, so the way back to the start
 * is the same with n for m. O(S²). Not thread-safe: it holds what it works with.
 */
final class EndpointPosterior {

    /** Less is not reached. */
    static final double LEAST = 1e-280;

    /** What the logits of an end are: logarithms of its probability, or of its ratio to that of the reference. */
    enum Logits { PLAIN, RELATIVE }

    private final ReferenceBridge bridge;
    private final Logits kind;
    private final int s;
    private final double[] ends;
    private final double[] next;
    private final double[] ratio;

    EndpointPosterior(ReferenceBridge bridge, Logits kind) {
        this.bridge = bridge;
        this.kind = kind;
        s = bridge.categories();
        ends = new double[s];
        next = new double[s];
        ratio = new double[s];
    }

    /** e for the logits at {@code from}. */
    private void ends(int x, int m, double[] logits, int from) {
        boolean relative = kind == Logits.RELATIVE;
        double[] reference = bridge.logMatrix(m);
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < s; i++) {
            ends[i] = logits[from + i] + (relative ? reference[x * s + i] : 0);
            top = Math.max(top, ends[i]);
        }
        double sum = 0;
        for (int i = 0; i < s; i++) {
            ends[i] = Math.exp(ends[i] - top);
            sum += ends[i];
        }
        for (int i = 0; i < s; i++) {
            ends[i] /= sum;
        }
    }

    /** π(y) at {@code out[at]} and on, for the softmax of the logits at {@code from}. */
    void transition(int x, int m, double[] logits, int from, double[] out, int at) {
        ends(x, m, logits, from);
        average(x, m, ends, next);
        System.arraycopy(next, 0, out, at, s);
    }

    /** π(y) for one y, in O(S). */
    double probability(int x, int m, double[] logits, int from, int y) {
        ends(x, m, logits, from);
        if (m == 1) {
            return ends[y];
        }
        double[] rest = bridge.matrix(m - 1);
        double[] whole = bridge.matrix(m);
        double sum = 0;
        for (int i = 0; i < s; i++) {
            double q = whole[x * s + i];
            sum += q > LEAST ? ends[i] * rest[i * s + y] / q : ends[i];
        }
        return bridge.matrix(1)[x * s + y] * sum;
    }

    /**
     * A draw of π from two uniform numbers: an end by its probability, then the bridge's next category, which takes O(S).
     *
     * @param scratch S numbers
     */
    int draw(int x, int m, double[] logits, int from, double u, double v, double[] scratch) {
        ends(x, m, logits, from);
        int end = CategorySource.pick(ends, 0, s, u);
        if (m == 1) {
            return end;
        }
        return bridge.matrix(m)[x * s + end] > LEAST ? bridge.between(x, 1, end, m - 1, v, scratch)
                : CategorySource.pick(bridge.matrix(1), x * s, s, v);
    }

    private void average(int x, int m, double[] e, double[] out) {
        if (m == 1) {
            System.arraycopy(e, 0, out, 0, s);
            return;
        }
        double[] step = bridge.matrix(1);
        double[] rest = bridge.matrix(m - 1);
        double[] whole = bridge.matrix(m);
        double unreached = 0;
        for (int i = 0; i < s; i++) {
            double q = whole[x * s + i];
            ratio[i] = q > LEAST ? e[i] / q : 0;
            unreached += q > LEAST ? 0 : e[i];
        }
        Arrays.fill(out, unreached);
        for (int i = 0; i < s; i++) {
            double r = ratio[i];
            for (int y = 0; y < s; y++) {
                out[y] += rest[i * s + y] * r;
            }
        }
        for (int y = 0; y < s; y++) {
            out[y] *= step[x * s + y];
        }
    }
}
