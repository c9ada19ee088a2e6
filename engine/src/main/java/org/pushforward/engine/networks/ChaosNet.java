package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A network whose nodes are polynomials: each node is Σ w_α Π_i P_{α_i}(h_i) over the signals h_i of the layer before, |α| ≤ p. P_k are orthonormal under the law which the samples
 * give that signal right now, or plain powers. The recursion of P is differentiated through. Immutable.
 *
 * @param widths inputs, nodes of the layers, one output
 */
record ChaosNet(List<Integer> widths, int degree, boolean isOrthonormal) implements Owner {

    /**
     * What went through.
     *
     * @param signals of every layer before the output, d × n
     * @param bases P_1 … P_p of those, p × d × n
     */
    record Pass(List<Value> signals, List<Value> bases, Value output) { }

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        for (int l = 0; l + 1 < widths.size(); l++) {
            int terms = exponents(widths.get(l), degree).size();
            all.add(new Part("chaos." + l, Start.normal(1 / Math.sqrt(terms)), widths.get(l + 1), terms));
        }
        return all;
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    /** All α with |α| ≤ p, by rising |α|; the first is 0. */
    static List<int[]> exponents(int d, int degree) {
        List<int[]> all = new ArrayList<>();
        for (int total = 0; total <= degree; total++) {
            append(new int[d], 0, total, all);
        }
        return all;
    }

    private static void append(int[] alpha, int at, int left, List<int[]> all) {
        if (at == alpha.length - 1) {
            alpha[at] = left;
            all.add(alpha.clone());
            return;
        }
        for (int k = left; k >= 0; k--) {
            alpha[at] = k;
            append(alpha, at + 1, left - k, all);
        }
        alpha[at] = 0;
    }

    /**
     * @param x d × n
     * @param known the polynomials are those of the first so many samples
     */
    Pass apply(Theta w, Value x, int known) {
        List<Value> signals = new ArrayList<>();
        List<Value> bases = new ArrayList<>();
        Value h = x;
        for (int l = 0; l + 1 < widths.size(); l++) {
            signals.add(h);
            bases.add(basis(h, known));
            h = w.get("chaos." + l).matmul(features(bases.getLast()));
        }
        return new Pass(signals, bases, h);
    }

    /** P_1 … P_p, p × d × n. */
    private Value basis(Value h, int known) {
        List<Value> p = new ArrayList<>();
        Value now = h.times(0).plus(1);
        Value before = now;
        Value length = now;
        for (int k = 0; k < degree; k++) {
            if (!isOrthonormal) {
                now = now.times(h);
                p.add(now);
                continue;
            }
            Value centre = mean(h.times(now.square()), known);
            Value next = h.minus(centre).times(now);
            next = k == 0 ? next : next.minus(before.times(length));
            length = mean(next.square(), known).root();
            before = now;
            now = next.over(length);
            p.add(now);
        }
        return Value.stack(0, p.toArray(Value[]::new));
    }

    private static Value mean(Value h, int known) {
        return h.slice(1, 0, known).mean(1).unsqueeze(1);
    }

    /** Π_i P_{α_i}(h_i), terms × n. */
    Value features(Value basis) {
        int d = basis.size(1);
        int n = basis.size(2);
        Value rows = Value.cat(0, basis.tape().of(ones(n), 1, n), basis.reshape(degree * d, n));
        List<int[]> all = exponents(d, degree);
        Value product = null;
        for (int f = 0; f < Math.min(d, degree); f++) {
            int[] which = new int[all.size()];
            for (int t = 0; t < which.length; t++) {
                which[t] = factor(all.get(t), f);
            }
            Value factor = rows.rows(basis.tape().indices(which, which.length));
            product = product == null ? factor : product.times(factor);
        }
        return product;
    }

    /** Row of the f-th factor that is not 1, or 0 where there is none. */
    private static int factor(int[] alpha, int f) {
        int seen = 0;
        for (int i = 0; i < alpha.length; i++) {
            if (alpha[i] > 0 && seen++ == f) {
                return 1 + (alpha[i] - 1) * alpha.length + i;
            }
        }
        return 0;
    }

    private static double[] ones(int n) {
        double[] one = new double[n];
        Arrays.fill(one, 1);
        return one;
    }
}
