package org.pushforward.engine.dem;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Attention;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Perceptron;

/**
 * From time, angle and frictions to fields and outflow, through one branch each (B. Alkin et al. 2024, NeuralDEM, arXiv:2411.09678): occupancy, transport (two
 * numbers), residence time, outflow. {@code MLP}: a branch is a perceptron of conditions and place. {@code TOKENS}: the conditions become {@value #TOKENS} latent
 * tokens that look at each other once, and a place asks them by cross-attention, much smaller than in the paper (32 tokens of 384). Immutable.
 */
record HopperNetwork(Kind kind) implements Owner {

    enum Kind { MLP, TOKENS }

    static final List<String> BRANCHES = List.of("occupancy", "transport", "residence", "outflow");
    static final int CONDITIONS = 4;
    private static final int TOKENS = 8;
    private static final int WIDTH = 32;
    private static final int HIDDEN = 64;
    /** Octaves of the waves that tell a network where it is. */
    private static final int WAVES = 3;
    private static final int PLACE = 2 + 4 * WAVES;

    /** Numbers that a branch gives for a place. */
    static int outputs(String branch) {
        return branch.equals("transport") ? 2 : 1;
    }

    private static boolean hasPlace(String branch) {
        return !branch.equals("outflow");
    }

    private Perceptron perceptron(String branch) {
        return new Perceptron(branch, Value::gelu, CONDITIONS + (hasPlace(branch) ? PLACE : 0), HIDDEN, HIDDEN, HIDDEN, outputs(branch));
    }

    private Perceptron encoder() {
        return new Perceptron("encoder", Value::gelu, CONDITIONS, HIDDEN, TOKENS * WIDTH);
    }

    private Attention own() {
        return new Attention("own", WIDTH, 4);
    }

    private Dense query(String branch) {
        return new Dense(branch + ".query", hasPlace(branch) ? PLACE : 1, WIDTH);
    }

    private Attention cross(String branch) {
        return new Attention(branch + ".cross", WIDTH, 4);
    }

    private Perceptron decoder(String branch) {
        return new Perceptron(branch + ".decoder", Value::gelu, WIDTH, HIDDEN, outputs(branch));
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        if (kind == Kind.TOKENS) {
            parts.addAll(encoder().parts());
            parts.addAll(own().parts());
        }
        for (String b : BRANCHES) {
            if (kind == Kind.MLP) {
                parts.addAll(perceptron(b).parts());
            } else {
                parts.addAll(query(b).parts());
                parts.addAll(cross(b).parts());
                parts.addAll(decoder(b).parts());
            }
        }
        return parts;
    }

    /**
     * The branches one after the other.
     *
     * @param conditions batch × 4, each about in [−1, 1]
     * @param places n × 2 in [−1, 1], the same for all of the batch
     * @return batch × n × outputs each; the outflow has n = 1
     */
    List<Value> apply(Theta w, Value conditions, Value places) {
        int batch = conditions.size(0);
        int n = places.size(0);
        Value at = embedded(places).unsqueeze(0).expand(batch, n, PLACE);
        Value tokens = kind == Kind.TOKENS ? tokens(w, conditions) : conditions;
        List<Value> out = new ArrayList<>();
        for (String b : BRANCHES) {
            if (kind == Kind.MLP) {
                Value c = conditions.unsqueeze(1);
                out.add(perceptron(b).apply(w, hasPlace(b) ? Value.cat(2, c.expand(batch, n, CONDITIONS), at) : c));
            } else {
                Value q = query(b).apply(w, hasPlace(b) ? at : w.tape().of(new double[batch], batch, 1, 1));
                out.add(decoder(b).apply(w, q.plus(cross(b).apply(w, q, tokens, false))));
            }
        }
        return out;
    }

    private Value tokens(Theta w, Value conditions) {
        Value t = encoder().apply(w, conditions).reshape(conditions.size(0), TOKENS, WIDTH);
        return t.plus(own().apply(w, t, t, false));
    }

    /** (x, y, sin and cos of π 2ᵏ x and y). */
    private static Value embedded(Value places) {
        Value[] parts = new Value[1 + 2 * WAVES];
        parts[0] = places;
        for (int k = 0; k < WAVES; k++) {
            Value p = places.times(Math.PI * Math.pow(2, k));
            parts[1 + 2 * k] = p.sin();
            parts[2 + 2 * k] = p.cos();
        }
        return Value.cat(1, parts);
    }
}
