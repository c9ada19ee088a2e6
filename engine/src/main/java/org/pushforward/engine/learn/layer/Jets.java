package org.pushforward.engine.learn.layer;

import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;

/**
 * Functions with their exact first and second derivatives by d variables, carried forward through a network as arrays of batch × K × features,
 * K = 1 + d + d(d+1)/2: value, ∂ᵢ, and ∂ᵢ∂ⱼ for i ≤ j row by row (Griewank & Walther 2008, ch. 13). Derivatives by weights come from the tape. With
 * values alone, K = 1. Stateless.
 */
public final class Jets {

    private Jets() { }

    public static int size(int d) {
        return 1 + d + d * (d + 1) / 2;
    }

    /** The variables themselves, times a scale after a shift: scale (x − shift). */
    public static Value variables(Tape tape, double[] x, int d, double shift, double scale) {
        int n = x.length / d;
        int k = size(d);
        double[] jets = new double[n * k * d];
        for (int p = 0; p < n; p++) {
            for (int i = 0; i < d; i++) {
                jets[(p * k) * d + i] = scale * (x[p * d + i] - shift);
                jets[(p * k + 1 + i) * d + i] = scale;
            }
        }
        return tape.of(jets, n, k, d);
    }

    /** Their values alone. */
    public static Value values(Tape tape, double[] x, int d, double shift, double scale) {
        double[] v = new double[x.length];
        for (int p = 0; p < x.length; p++) {
            v[p] = scale * (x[p] - shift);
        }
        return tape.of(v, x.length / d, 1, d);
    }

    /** The number of variables of a jet with derivatives; 0 of values alone. */
    static int variables(Value jets) {
        int k = jets.size(1);
        int d = 0;
        while (size(d) < k) {
            d++;
        }
        return d;
    }

    /**
     * f of every entry, from f, f′ and f″ at the values, each batch × features or batch × features × terms; the result has one more axis with terms.
     */
    static Value then(Value jets, Value f, Value f1, Value f2) {
        int d = variables(jets);
        Value[] first = new Value[d * (d + 1) / 2];
        Value[] second = new Value[first.length];
        int at = 0;
        for (int i = 0; i < d; i++) {
            for (int j = i; j < d; j++) {
                first[at] = jets.slice(1, 1 + i, 2 + i);
                second[at++] = jets.slice(1, 1 + j, 2 + j);
            }
        }
        boolean hasTerms = f.shape().length == 3;
        Value products = widened(Value.cat(1, first).times(Value.cat(1, second)), hasTerms);
        Value slopes = f1.unsqueeze(1).times(widened(jets.slice(1, 1, jets.size(1)), hasTerms));
        Value bends = slopes.slice(1, d, jets.size(1) - 1).plus(f2.unsqueeze(1).times(products));
        return Value.cat(1, f.unsqueeze(1), slopes.slice(1, 0, d), bends);
    }

    private static Value widened(Value v, boolean hasTerms) {
        return hasTerms ? v.unsqueeze(3) : v;
    }

    /** tanh of every entry. */
    public static Value tanh(Value jets) {
        Value t = jets.at(1, 0).tanh();
        if (jets.size(1) == 1) {
            return t.unsqueeze(1);
        }
        Value f1 = t.square().from(1);
        return then(jets, t, f1, t.times(f1).times(-2));
    }

    /** Weights × inputs plus a bias, which has no derivatives; of one θ or of a copy a sample. */
    public static Value linear(Theta w, Value jets, String matrix, String bias) {
        Value y = jets.matmul(w.get(matrix).transposed());
        Value b = w.get(bias);
        Value first = y.slice(1, 0, 1).plus(b.shape().length == 2 ? b.unsqueeze(1) : b);
        return y.size(1) == 1 ? first : Value.cat(1, first, y.slice(1, 1, y.size(1)));
    }

    /** Hessian entry i ≤ j of the first feature: a vector over the batch. */
    public static Value second(Value jets, int d, int i, int j) {
        int a = Math.min(i, j);
        int at = 1 + d + a * d - a * (a - 1) / 2 + Math.max(i, j) - a;
        return jets.at(1, at).at(1, 0);
    }
}
