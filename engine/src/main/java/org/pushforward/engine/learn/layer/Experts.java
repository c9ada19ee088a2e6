package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * Networks of one hidden layer with ReLU, of equal size, whose outputs are added by the weights of a router: y = Σ_e z_e (V_e max(0, U_e x + a_e) + b_e).
 * Every expert is computed for every input; what a router saves is counted, not saved. Immutable.
 *
 * @param count M
 */
public record Experts(String name, int count, int inputs, int hidden, int outputs) implements Owner {

    @Override
    public List<Part> parts() {
        return List.of(new Part(name + ".in", Start.normal(Math.sqrt(2.0 / inputs)), count, hidden, inputs), new Part(name + ".in.bias", Start.ZERO, count, 1, hidden),
                new Part(name + ".out", Start.normal(1 / Math.sqrt(hidden)), count, outputs, hidden), new Part(name + ".out.bias", Start.ZERO, count, 1, outputs));
    }

    /** Numbers of one expert. */
    public int size() {
        return hidden * (inputs + 1) + outputs * (hidden + 1);
    }

    /** What every expert says: n × inputs → M × n × outputs. */
    public Value each(Theta w, Value x) {
        Value h = x.unsqueeze(0).matmul(w.get(name + ".in").transposed()).plus(w.get(name + ".in.bias")).relu();
        return h.matmul(w.get(name + ".out").transposed()).plus(w.get(name + ".out.bias"));
    }

    /** What they say together: n × inputs, weights n × M → n × outputs. */
    public Value apply(Theta w, Value x, Value weights) {
        return each(w, x).times(weights.transposed().unsqueeze(2)).sum(0);
    }
}
