package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;

/**
 * A {@link JetPerceptron}'s network with its first and second derivatives along some coordinate axes i ∈ S, all in one sweep forward. Per layer with z = W h + b, y = tanh z
 * and s = 1 − y²: y_i = s z_i, y_ii = s (z_ii − 2 y z_i²); in the first layer z_i is a column of W and z_ii = 0, so that from there on 1 + 2|S| arrays are carried however
 * many inputs there are (Griewank & Walther 2008, ch. 13).
 *
 * @param f points × outputs
 * @param first ∂f/∂x_i: points × axes × outputs
 * @param second ∂²f/∂x_i²: points × axes × outputs
 */
public record CoordinateJets(Value f, Value first, Value second) {

    /** @param x points × inputs */
    public static CoordinateJets of(Theta w, JetPerceptron net, Value x, int... axes) {
        List<Dense> layers = net.layers();
        Value columns = w.get(layers.getFirst().name() + ".matrix").transposed().rows(w.tape().indices(axes, axes.length)).unsqueeze(0);
        CoordinateJets z = new CoordinateJets(layers.getFirst().apply(w, x), columns, columns.times(0));
        for (Dense l : layers.subList(1, layers.size())) {
            z = z.tanh().linear(w, l);
        }
        return z;
    }

    private CoordinateJets tanh() {
        Value y = f.tanh();
        Value slope = y.square().from(1).unsqueeze(1);
        return new CoordinateJets(y, slope.times(first), slope.times(second.minus(y.unsqueeze(1).times(first.square()).times(2))));
    }

    private CoordinateJets linear(Theta w, Dense l) {
        int axes = first.size(1);
        Value z = Value.cat(1, f.unsqueeze(1), first, second).matmul(w.get(l.name() + ".matrix").transposed());
        List<Value> parts = z.split(1, 1, axes, axes);
        return new CoordinateJets(parts.get(0).at(1, 0).plus(w.get(l.name() + ".bias")), parts.get(1), parts.get(2));
    }

    /** Multiplications of one sweep a point, {@code net} with {@code axes} axes. */
    public static double products(JetPerceptron net, int axes) {
        List<Dense> layers = net.layers();
        return size(layers.getFirst()) + (1.0 + 2 * axes) * layers.subList(1, layers.size()).stream().mapToDouble(CoordinateJets::size).sum();
    }

    private static double size(Dense l) {
        return (double) l.inputs() * l.outputs();
    }
}
