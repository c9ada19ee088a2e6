package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Perceptron;

/**
 * A DeepONet (Lu, Jin, Pang, Zhang & Karniadakis 2021, arXiv:1910.03193) at the nodes of a mesh: a branch sees the function at sensors, a trunk the place, u = ĝ + s Σ_k b_k t_k / √p.
 * Nothing in it knows of boundaries. Immutable.
 *
 * @param sensors the first nodes, those of a coarser level
 * @param lift that the others start from, too
 * @param scale of u about it
 */
record PointOperator(MeshPairs pairs, int sensors, double[] lift, double scale) implements MeshOperator {

    private static final int HIDDEN = 128;
    private static final int PRODUCTS = 64;

    private Perceptron branch() {
        return new Perceptron("don.branch", Value::gelu, sensors, HIDDEN, HIDDEN, PRODUCTS);
    }

    private Perceptron trunk() {
        return new Perceptron("don.trunk", Value::gelu, 2, HIDDEN, HIDDEN, PRODUCTS);
    }

    @Override
    public List<Part> parts() {
        return Stream.of(branch(), trunk()).flatMap(o -> o.parts().stream()).toList();
    }

    @Override
    public Value apply(Theta w, List<double[]> inputs) {
        Tape tape = w.tape();
        double[] x = inputs.stream().flatMapToDouble(f -> Arrays.stream(f, 0, sensors)).toArray();
        Value places = trunk().apply(w, tape.of(pairs.xy(), pairs.size(), 2));
        return branch().apply(w, tape.of(x, inputs.size(), sensors)).matmul(places.transposed()).times(scale / Math.sqrt(PRODUCTS)).plus(tape.of(lift, 1, pairs.size()));
    }

    private double branchOperations() {
        return (double) sensors * HIDDEN + HIDDEN * HIDDEN + HIDDEN * PRODUCTS;
    }

    private double trunkOperations() {
        return (double) pairs.size() * (2 * HIDDEN + HIDDEN * HIDDEN + HIDDEN * PRODUCTS);
    }

    /** Of a prediction; what depends on places alone is known before. */
    @Override
    public double operations() {
        return branchOperations() + (double) pairs.size() * PRODUCTS;
    }

    /** The trunk is worked out once for all of a batch. */
    @Override
    public double training(int batch) {
        return 3 * (batch * operations() + trunkOperations());
    }
}
