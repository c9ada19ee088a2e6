package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;

/**
 * Attention as an integral over places with quadrature weights ω (Kovachki et al. 2023, arXiv:2108.08481, §5.2; Cao 2021, arXiv:2105.14995). Softmax: y_i = Σ_j ω_j
 * e^{q_i·k_j/√d} v_j / Σ_j ω_j e^{q_i·k_j/√d}, O(n²). Galerkin: y_i = q_i Σ_j ω_j k_j v_jᵀ with keys and values normalised place by place, O(n). A cell cut
 * in two with its weight shared out changes nothing.
 *
 * @param heads divides the width
 */
public record WeightedAttention(String name, int width, int heads, boolean isGalerkin) implements Owner {

    @Override
    public List<Part> parts() {
        return Stream.of("query", "key", "value", "out").flatMap(n -> dense(n).parts().stream()).toList();
    }

    private Dense dense(String what) {
        return new Dense(name + "." + what, width, width);
    }

    /**
     * Batch × n × width.
     *
     * @param weights ω, n numbers that sum to 1
     */
    public Value apply(Theta w, Value x, double[] weights) {
        Value v = split(dense("value").apply(w, x));
        Value mixed = isGalerkin ? galerkin(w, x, v, weights) : rows(w, x, weights).matmul(v);
        return dense("out").apply(w, mixed.permute(0, 2, 1, 3).reshape(x.size(0), x.size(1), width));
    }

    private Value galerkin(Theta w, Value x, Value v, double[] weights) {
        Value k = split(dense("key").apply(w, x)).normalized(1, 1e-5);
        Value weighted = v.normalized(1, 1e-5).times(x.tape().of(weights, weights.length, 1));
        return split(dense("query").apply(w, x)).matmul(k.transposed().matmul(weighted)).over(width / heads);
    }

    /** Of softmax: what each place looks at, batch × heads × n × n; rows sum to 1. */
    public Value rows(Theta w, Value x, double[] weights) {
        double[] log = new double[weights.length];
        for (int j = 0; j < log.length; j++) {
            log[j] = Math.log(weights[j]);
        }
        Value score = split(dense("query").apply(w, x)).matmul(split(dense("key").apply(w, x)).transposed()).times(1 / Math.sqrt((double) width / heads));
        return score.plus(x.tape().of(log, log.length)).softmax(3);
    }

    /** Batch × heads × n × width/heads. */
    private Value split(Value x) {
        return x.reshape(x.size(0), x.size(1), heads, width / heads).permute(0, 2, 1, 3);
    }
}
