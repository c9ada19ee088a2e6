package org.pushforward.engine.learn.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/** A multilayer perceptron: dense layers with an activation between each two. Immutable. */
public final class Perceptron implements Owner {

    private final List<Dense> layers = new ArrayList<>();
    private final UnaryOperator<Value> activation;

    /**
     * @param activation for example {@code Value::tanh}
     * @param widths inputs, hidden layers, outputs
     */
    public Perceptron(String name, UnaryOperator<Value> activation, int... widths) {
        this(name, activation, false, widths);
    }

    private Perceptron(String name, UnaryOperator<Value> activation, boolean startsAtZero, int... widths) {
        this.activation = activation;
        for (int l = 0; l + 1 < widths.length; l++) {
            Start usual = Start.uniform(1 / Math.sqrt(widths[l]));
            layers.add(new Dense(name + "." + l, widths[l], widths[l + 1], startsAtZero && l + 2 == widths.length ? Start.ZERO : usual));
        }
    }

    /** One that starts as the zero function. */
    public static Perceptron fromZero(String name, UnaryOperator<Value> activation, int... widths) {
        return new Perceptron(name, activation, true, widths);
    }

    @Override
    public List<Part> parts() {
        return layers.stream().flatMap(l -> l.parts().stream()).toList();
    }

    /** … × inputs → … × outputs. */
    public Value apply(Theta w, Value x) {
        Value h = layers.getFirst().apply(w, x);
        for (Dense l : layers.subList(1, layers.size())) {
            h = l.apply(w, activation.apply(h));
        }
        return h;
    }
}
