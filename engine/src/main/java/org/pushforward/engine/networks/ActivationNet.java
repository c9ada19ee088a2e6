package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;

/**
 * Digits through {@code depth} layers of {@value #WIDTH} units to ten classes: h ← h + W f(norm h), or the plain stack h ← W f(h). Weights start normal with
 * variance 1/(width · E f²), so that a layer brings variance one where its input is standard normal; every layer learns coefficients of its own.
 *
 * @param start coefficients
 * @param inputVariance of what enters the first layer
 */
record ActivationNet(BasisActivation f, double[] start, int depth, boolean residual, double inputVariance) implements Owner {

    static final int WIDTH = 48;
    private static final int PIXELS = 64;
    private static final int CLASSES = 10;
    private static final double EPS = 1e-5;

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        all.add(new Part("embed", Start.normal(Math.sqrt(inputVariance / PIXELS)), WIDTH, PIXELS));
        double gain = f.gain(start);
        for (int l = 0; l < depth; l++) {
            all.add(new Part("layer." + l, Start.normal(Math.sqrt(1 / (WIDTH * gain))), WIDTH, WIDTH));
        }
        all.addAll(classify().parts());
        if (f.size() > 0) {
            all.add(new Part("coefficients", u -> Arrays.setAll(u, k -> start[k % start.length]), depth, start.length));
        }
        return all;
    }

    private Dense classify() {
        return new Dense("classify", WIDTH, CLASSES);
    }

    private static Value normalized(Value x) {
        return x.normalized(1, EPS);
    }

    /** Rows of pixels → logits; {@code seen} is shown what enters every layer, and what leaves the last. */
    Value logits(Theta w, Value x, Consumer<Value> seen) {
        Value h = normalized(x).matmul(w.get("embed").transposed());
        for (int l = 0; l < depth; l++) {
            seen.accept(h);
            Value c = f.size() > 0 ? w.get("coefficients").at(0, l) : h;
            Value step = f.apply(residual ? normalized(h) : h, c).matmul(w.get("layer." + l).transposed());
            h = residual ? h.plus(step) : step;
        }
        seen.accept(h);
        return classify().apply(w, residual ? normalized(h) : h);
    }
}
