package org.pushforward.engine.bridge.discrete.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;

/**
 * How far the steps of a chain whose ends are predicted are from those of bridges to true ends ({@link EndpointPosterior} has the formulas):
 * Σ_d KL(P(· | x_d, t_d) ‖ π), averaged over the rows. In 64 bits, since powers of Q come near the smallest numbers. O(n D S²) by products
 * with one matrix for all rows that have as many steps to go, which therefore lie side by side.
 *
 * @param x n × D, where the rows are
 * @param m steps to go, ascending
 * @param end n × D, where they lead
 */
record EndpointLoss(ReferenceBridge bridge, EndpointPosterior.Logits kind, int dimension, int[] x, int[] m, int[] end) {

    /** Less likely steps add nothing to a divergence, while the model's probability of them may be lost to rounding. */
    private static final double NEGLIGIBLE = 1e-100;
    private static final double TINY = 1e-290;

    /** Rows in any order. */
    static EndpointLoss of(ReferenceBridge bridge, EndpointPosterior.Logits kind, int dimension, int[] x, int[] m, int[] end) {
        int[] order = IntStream.range(0, m.length).boxed().sorted(Comparator.comparingInt(p -> m[p])).mapToInt(p -> p).toArray();
        return new EndpointLoss(bridge, kind, dimension, rows(x, order, dimension), rows(m, order, 1), rows(end, order, dimension));
    }

    private static int[] rows(int[] all, int[] order, int d) {
        int[] sorted = new int[all.length];
        Arrays.setAll(sorted, k -> all[order[k / d] * d + k % d]);
        return sorted;
    }

    /** @param logits n × D S */
    Value of(Value logits) {
        Tape tape = logits.tape();
        int[] shape = {m.length, dimension, bridge.categories()};
        Known k = known();
        Value l = logits.wide().reshape(shape);
        Value e = (kind == EndpointPosterior.Logits.RELATIVE ? l.plus(tape.wide(reference(), shape)) : l).softmax(2);
        Value next = returned(e.times(tape.wide(k.over, shape)));
        // An end that cannot be reached leaves the reference as it is.
        next = k.isLost ? next.plus(e.times(tape.wide(k.lost, shape)).sum(2).unsqueeze(2)) : next;
        // log π = log Q[x, y] + log next, the first of which depends on no weight.
        return next.plus(TINY).log().times(tape.wide(k.truth, shape)).sum().negated().plus(k.rest).over(m.length);
    }

    /** Q^{m−1} applied to every row. */
    private Value returned(Value ratio) {
        int s = bridge.categories();
        int[] steps = IntStream.of(m).distinct().toArray();
        int[] counts = IntStream.of(steps).map(v -> (int) IntStream.of(m).filter(w -> w == v).count()).toArray();
        List<Value> parts = new ArrayList<>(ratio.split(0, counts));
        for (int k = 0; k < steps.length; k++) {
            if (steps[k] > 1) {
                Value back = ratio.tape().wide(bridge.matrix(steps[k] - 1), s, s);
                parts.set(k, parts.get(k).reshape(counts[k] * dimension, s).matmul(back).reshape(counts[k], dimension, s));
            }
        }
        return Value.cat(0, parts.toArray(Value[]::new));
    }

    /** log Q^m[x, s]. */
    private double[] reference() {
        int s = bridge.categories();
        double[] all = new double[x.length * s];
        for (int k = 0; k < x.length; k++) {
            System.arraycopy(bridge.logMatrix(m[k / dimension]), x[k] * s, all, k * s, s);
        }
        return all;
    }

    /**
     * What does not depend on the network; arrays are n × D × S.
     *
     * @param over 1/Q^m[x, s] where s can be reached, else 0; with one step to go, whose end is the next category, 1
     * @param lost 1 where it cannot
     * @param truth P(y | x, t), negligible ones left out
     * @param rest Σ truth (log truth − log Q[x, y])
     */
    private record Known(double[] over, double[] lost, boolean isLost, double[] truth, double rest) { }

    private Known known() {
        int s = bridge.categories();
        double[] over = new double[x.length * s];
        double[] lost = new double[x.length * s];
        double[] truth = new double[x.length * s];
        boolean isLost = false;
        double rest = 0;
        for (int k = 0; k < x.length; k++) {
            int steps = m[k / dimension];
            int at = k * s;
            if (steps == 1) {
                Arrays.fill(over, at, at + s, 1);
                truth[at + end[k]] = 1;
                continue;
            }
            double[] whole = bridge.matrix(steps);
            for (int i = 0; i < s; i++) {
                double q = whole[x[k] * s + i];
                if (q > EndpointPosterior.LEAST) {
                    over[at + i] = 1 / q;
                } else {
                    lost[at + i] = 1;
                    isLost = true;
                }
            }
            rest += truth(k, steps, over[at + end[k]], truth);
        }
        return new Known(over, lost, isLost, truth, rest);
    }

    /** Fills in the row of P(y | x, t) and returns its Σ truth (log truth − log Q[x, y]). */
    private double truth(int k, int steps, double over, double[] truth) {
        int s = bridge.categories();
        double[] step = bridge.matrix(1);
        double[] back = bridge.matrix(steps - 1);
        double[] logBack = bridge.logMatrix(steps - 1);
        double logOver = -bridge.logMatrix(steps)[x[k] * s + end[k]];
        double rest = 0;
        for (int y = 0; y < s; y++) {
            double p = step[x[k] * s + y] * (over > 0 ? back[end[k] * s + y] * over : 1);
            if (p > NEGLIGIBLE) {
                truth[k * s + y] = p;
                rest += over > 0 ? p * (logBack[end[k] * s + y] + logOver) : 0;
            }
        }
        return rest;
    }
}
