package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * x Wᵀ + b, W of outputs × inputs. Weights and bias start uniform in ±1/√inputs (LeCun et al. 1998, as in PyTorch), or as said.
 */
public record Dense(String name, int inputs, int outputs, Start start) implements Owner {

    public Dense(String name, int inputs, int outputs) {
        this(name, inputs, outputs, Start.uniform(1 / Math.sqrt(inputs)));
    }

    @Override
    public List<Part> parts() {
        return List.of(new Part(name + ".matrix", start, outputs, inputs), new Part(name + ".bias", start, outputs));
    }

    /** … × inputs → … × outputs. */
    public Value apply(Theta w, Value x) {
        return w.linear(x, name + ".matrix", name + ".bias");
    }
}
