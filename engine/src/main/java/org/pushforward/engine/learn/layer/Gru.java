package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A gated recurrent unit (Cho et al. 2014, arXiv:1406.1078): r = σ(W_r x + U_r h), z = σ(W_z x + U_z h), n = tanh(W_n x + r ∘ U_n h),
 * h′ = (1 − z) ∘ n + z ∘ h, all with biases.
 */
public record Gru(String name, int inputs, int hidden) implements Owner {

    @Override
    public List<Part> parts() {
        return Stream.of(fromInput(), fromState()).flatMap(d -> d.parts().stream()).toList();
    }

    private Dense fromInput() {
        return new Dense(name + ".input", inputs, 3 * hidden, Start.uniform(1 / Math.sqrt(hidden)));
    }

    private Dense fromState() {
        return new Dense(name + ".state", hidden, 3 * hidden, Start.uniform(1 / Math.sqrt(hidden)));
    }

    /** The next state of batch × hidden, given batch × inputs. */
    public Value step(Theta w, Value x, Value h) {
        Value a = fromInput().apply(w, x);
        Value b = fromState().apply(w, h);
        Value r = part(a, 0).plus(part(b, 0)).sigmoid();
        Value z = part(a, 1).plus(part(b, 1)).sigmoid();
        Value n = part(a, 2).plus(r.times(part(b, 2))).tanh();
        return n.plus(z.times(h.minus(n)));
    }

    private Value part(Value x, int k) {
        return x.slice(1, k * hidden, (k + 1) * hidden);
    }
}
