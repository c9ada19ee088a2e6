package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;

/**
 * A non-local block X + W A V (Wang et al. 2018, arXiv:1711.07971, eq. 6) whose weights A are softmax(QKᵀ/√d), or QKᵀ/N (Cho et al. 2022,
 * arXiv:2207.13423). The second is computed as Q(KᵀV)/N in 2NC²/heads multiplications; the first needs 2N²C.
 *
 * @param heads divides the width C
 * @param isSoft by softmax
 * @param isUnit keys are divided by their length, so that only their direction counts
 */
public record NonLocal(String name, int width, int heads, boolean isSoft, boolean isUnit) implements Owner {

    private static final double TINY = 1e-12;

    @Override
    public List<Part> parts() {
        return Stream.of("query", "key", "value", "out").flatMap(n -> dense(n).parts().stream()).toList();
    }

    private Dense dense(String what) {
        return new Dense(name + "." + what, width, width);
    }

    /** Batch × N × C to the same. */
    public Value apply(Theta w, Value x) {
        int n = x.size(1);
        Value q = queries(w, x);
        Value k = keys(w, x);
        Value v = split(dense("value").apply(w, x));
        Value mixed = isSoft ? q.matmul(k.transposed()).times(1 / Math.sqrt((double) width / heads)).softmax(3).matmul(v) : q.matmul(k.transposed().matmul(v)).times(1.0 / n);
        return x.plus(dense("out").apply(w, mixed.permute(0, 2, 1, 3).reshape(x.size(0), n, width)));
    }

    /** Batch × heads × N × C/heads. */
    public Value queries(Theta w, Value x) {
        return split(dense("query").apply(w, x));
    }

    /** Batch × heads × N × C/heads. */
    public Value keys(Theta w, Value x) {
        Value k = split(dense("key").apply(w, x));
        return isUnit ? k.over(k.square().sum(3).plus(TINY).root().unsqueeze(3)) : k;
    }

    private Value split(Value x) {
        return x.reshape(x.size(0), x.size(1), heads, width / heads).permute(0, 2, 1, 3);
    }

    /** Multiplications of weights and sums for one picture of N tokens. */
    public long operations(int tokens) {
        return isSoft ? 2L * tokens * tokens * width : 2L * tokens * width * (width / heads);
    }
}
