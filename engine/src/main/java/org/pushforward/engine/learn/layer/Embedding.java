package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/** A vector for each of {@code count} symbols, normal at the start with this deviation. */
public record Embedding(String name, int count, int width, double deviation) implements Owner {

    public Embedding(String name, int count, int width) {
        this(name, count, width, 1);
    }

    @Override
    public List<Part> parts() {
        return List.of(new Part(name + ".vectors", Start.normal(deviation), count, width));
    }

    /** Indices of shape n → n × width. */
    public Value apply(Theta w, Value indices) {
        return w.get(name + ".vectors").rows(indices);
    }
}
