package org.pushforward.engine.networks;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Quaternions;

/**
 * A network from a quaternion over hidden ones to a quaternion; the real one from three numbers to three.
 *
 * <p>Layers are Σ w ⊗ q + b or, reverse, Σ q ⊗ w + b, the activation tanh of each of four numbers, the output linear; 12 H + 4 weights.
 *
 * @param way {@code quaternion}, {@code reverse} or {@code real}
 */
record QuaternionNet(String way, int hidden, Perceptron real) implements Weights.Owner {

    private static final double[] TABLE = Quaternions.table();

    /** The real network has as many weights as the others, 12 H + 4, as nearly as whole neurons allow. */
    static QuaternionNet of(String way, int hidden) {
        return new QuaternionNet(way, hidden, new Perceptron("real", Value::tanh, 3, Math.max(1, Math.round((12 * hidden + 1) / 7f)), 3));
    }

    @Override
    public List<Weights.Part> parts() {
        Weights.Start start = Weights.Start.uniform(0.25);
        return way.equals("real") ? real.parts() : List.of(new Weights.Part("in", start, hidden, 4), new Weights.Part("in.bias", Weights.Start.ZERO, hidden, 4),
                new Weights.Part("out", Weights.Start.uniform(1 / Math.sqrt(hidden)), hidden, 4), new Weights.Part("out.bias", Weights.Start.ZERO, 1, 4));
    }

    /** n × 4 → n × 4. */
    Value apply(Theta w, Value q) {
        if (way.equals("real")) {
            Value y = real.apply(w, q.slice(1, 1, 4));
            return Value.cat(1, w.tape().zeros(q.size(0), 1), y);
        }
        Value h = w.tape().of(TABLE, 4, 4, 4);
        boolean left = way.equals("quaternion");
        Value hidden = Value.einsum(left ? "cab,ha,nb->nhc" : "cba,ha,nb->nhc", h, w.get("in"), q).plus(w.get("in.bias")).tanh();
        return Value.einsum(left ? "cab,ha,nhb->nc" : "cba,ha,nhb->nc", h, w.get("out"), hidden).plus(w.get("out.bias"));
    }
}
