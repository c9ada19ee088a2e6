package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.NonLocal;

/**
 * Tokens, embedded with their places, through one non-local block, to ten classes: from the mean of all, or in a search from the one that asks.
 *
 * @param features of a token
 */
record TokenNet(int tokens, int features, boolean isSearch, NonLocal block) implements Owner {

    private static final int CLASSES = 10;

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>(embed().parts());
        all.add(new Part("place", Start.normal(0.3), tokens, block.width()));
        all.addAll(block.parts());
        all.addAll(classify().parts());
        return all;
    }

    private Dense embed() {
        return new Dense("embed", features, block.width());
    }

    private Dense classify() {
        return new Dense("classify", block.width(), CLASSES);
    }

    /** Without places in a search, where tokens have none. */
    private Value embedded(Theta w, double[] x, int count) {
        Value e = embed().apply(w, w.tape().of(x, count, tokens, features));
        return isSearch ? e : e.plus(w.get("place")).relu();
    }

    /** Count × 10. */
    Value logits(Theta w, double[] x, int count) {
        Value y = block.apply(w, embedded(w, x, count));
        return classify().apply(w, isSearch ? y.at(1, 0) : y.mean(1));
    }

    /** Queries or keys of the first head for one picture, N × d. */
    Value looks(Theta w, double[] x, boolean queries) {
        Value e = embedded(w, x, 1);
        return (queries ? block.queries(w, e) : block.keys(w, e)).at(0, 0).at(0, 0);
    }

    /** Multiplications of the block for one picture. */
    long operations() {
        return block.operations(tokens);
    }
}
