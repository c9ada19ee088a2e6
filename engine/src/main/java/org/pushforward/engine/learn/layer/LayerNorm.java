package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/** γ (x − mean)/√(variance + 1e-5) + β over the last axis (Ba, Kiros & Hinton 2016, arXiv:1607.06450). */
public record LayerNorm(String name, int width) implements Owner {

    private static final double EPS = 1e-5;

    @Override
    public List<Part> parts() {
        return List.of(new Part(name + ".scale", Start.ONE, width), new Part(name + ".shift", Start.ZERO, width));
    }

    public Value apply(Theta w, Value x) {
        return x.normalized(1, EPS).times(w.get(name + ".scale")).plus(w.get(name + ".shift"));
    }
}
