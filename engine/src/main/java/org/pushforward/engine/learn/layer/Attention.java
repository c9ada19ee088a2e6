package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;

/**
 * Multi-head attention softmax(QKᵀ/√d) V (Vaswani et al. 2017, arXiv:1706.03762, eq. 1): tokens of one sequence look at those of another,
 * or of their own. O(tokens²).
 *
 * @param heads divides the width
 */
public record Attention(String name, int width, int heads) implements Owner {

    /** Kept out of a softmax. */
    private static final double FORBIDDEN = -1e9;

    @Override
    public List<Part> parts() {
        return Stream.of("query", "key", "value", "out").flatMap(n -> dense(n).parts().stream()).toList();
    }

    private Dense dense(String what) {
        return new Dense(name + "." + what, width, width);
    }

    /**
     * Batch × n × width looks at batch × m × width.
     *
     * @param isCausal no token sees a later one
     */
    public Value apply(Theta w, Value x, Value y, boolean isCausal) {
        Value q = split(dense("query").apply(w, x));
        Value k = split(dense("key").apply(w, y));
        Value v = split(dense("value").apply(w, y));
        Value score = q.matmul(k.transposed()).times(1 / Math.sqrt((double) width / heads));
        Value seen = isCausal ? score.plus(mask(x, x.size(1), y.size(1))) : score;
        Value mixed = seen.softmax(3).matmul(v).permute(0, 2, 1, 3).reshape(x.size(0), x.size(1), width);
        return dense("out").apply(w, mixed);
    }

    /** Batch × heads × tokens × width/heads. */
    private Value split(Value x) {
        return x.reshape(x.size(0), x.size(1), heads, width / heads).permute(0, 2, 1, 3);
    }

    private static Value mask(Value x, int n, int m) {
        double[] forbidden = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < m; j++) {
                forbidden[i * m + j] = FORBIDDEN;
            }
        }
        return x.tape().of(forbidden, n, m);
    }
}
