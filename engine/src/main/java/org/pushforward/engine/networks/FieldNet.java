package org.pushforward.engine.networks;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;

/**
 * A picture as a function of a place: cosines and sines of {@value #WAVES} random waves (Tancik et al. 2020, arXiv:2006.10739), two hidden layers of
 * {@value #WIDTH} with ReLU, a sigmoid.
 *
 * @param waves 2 × {@value #WAVES}, radians a unit of length
 */
record FieldNet(double[] waves, Perceptron layers) implements Owner {

    private static final int WAVES = 48;
    private static final int WIDTH = 64;

    /** @param detail standard deviation of the waves, in cycles a side of the picture */
    static FieldNet of(double detail, Philox random) {
        double[] b = new double[2 * WAVES];
        random.normals(0, 1, 0, b.length, b, 0);
        return new FieldNet(Arrays.stream(b).map(v -> 2 * Math.PI * detail * v).toArray(), new Perceptron("field", Value::relu, 2 * WAVES, WIDTH, WIDTH, 1));
    }

    @Override
    public List<Part> parts() {
        return layers.parts();
    }

    /** Places n × 2 → n values. */
    Value apply(Theta w, double[] xy) {
        int n = xy.length / 2;
        Value phase = w.tape().of(xy, n, 2).matmul(w.tape().of(waves, 2, WAVES));
        return layers.apply(w, Value.cat(1, phase.cos(), phase.sin())).sigmoid().reshape(n);
    }
}
