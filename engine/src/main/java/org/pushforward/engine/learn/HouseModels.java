package org.pushforward.engine.learn;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.Philox;

/**
 * Networks that several experiments start from, trained once for a seed and kept for as long as the program runs. {@code DigitsNet}: the
 * handwritten digits, 1437 known and 360 held out, 64-128-128-10 with ReLU, weights normal with variance 2/inputs (He et al. 2015,
 * arXiv:1502.01852) and biases 0, Adam with rate 1e-3, batches of 64, 40 epochs; about .97 held out. Thread-safe.
 */
public final class HouseModels {

    private static final int EPOCHS = 40;
    private static final int BATCH = 64;
    private static final int MOST_KEPT = 8;
    private static final int START = 9001;
    private static final int ORDER = 9002;
    private static final Map<Double, DigitsNet> KEPT = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Double, DigitsNet> eldest) {
            return size() > MOST_KEPT;
        }
    });

    private HouseModels() { }

    /** Before its training. */
    public static DigitsNet untrained(Philox random) {
        Tape.prepare();
        return DigitsNet.of(initial(random), DigitsNet.WIDTHS);
    }

    /** The weights before the training as one vector. */
    public static double[] initial(Philox random) {
        return weights().initial(random.stream(START));
    }

    /** After it; a training that is cancelled leaves nothing behind. */
    public static DigitsNet digits(Philox random, CancelToken cancel) {
        double[] key = new double[1];
        random.stream(START).uniforms(0, 1, 1, 1, key, 0);
        DigitsNet known = KEPT.get(key[0]);
        if (known == null) {
            known = trained(random, cancel);
            KEPT.put(key[0], known);
        }
        return known;
    }

    /** The arrays of the model, a matrix and a bias a layer. */
    public static Weights weights() {
        return weights(DigitsNet.WIDTHS);
    }

    /** Those of the same model with other widths. */
    public static Weights weights(List<Integer> widths) {
        Weights.Owner[] owners = new Weights.Owner[widths.size() - 1];
        for (int l = 0; l < owners.length; l++) {
            int in = widths.get(l);
            int out = widths.get(l + 1);
            String name = "layer." + l;
            owners[l] = () -> List.of(new Part(name + ".matrix", Start.normal(Math.sqrt(2.0 / in)), out, in), new Part(name + ".bias", Start.ZERO, out));
        }
        return Weights.of(owners);
    }

    /** Logits of rows x by the weights of the model. */
    public static Value logits(Theta w, Value x) {
        return logits(w, x, DigitsNet.WIDTHS.size() - 1);
    }

    /** The same for so many layers of any width. */
    public static Value logits(Theta w, Value x, int layers) {
        Value h = x;
        for (int l = 0; l < layers; l++) {
            h = w.linear(h, "layer." + l + ".matrix", "layer." + l + ".bias");
            h = l + 1 < layers ? h.relu() : h;
        }
        return h;
    }

    /** Mean cross-entropy of logits, n × classes. */
    public static Value crossEntropy(Value logits, int[] label) {
        return logits.logSoftmax(1).gather(1, logits.tape().indices(label, label.length, 1)).mean().negated();
    }

    /** Some of the examples, by their numbers. */
    public static DigitsNet.Examples picked(DigitsNet.Examples e, int[] which) {
        int p = e.x().length / e.count();
        double[] x = new double[which.length * p];
        int[] label = new int[which.length];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(e.x(), which[k] * p, x, k * p, p);
            label[k] = e.label()[which[k]];
        }
        return new DigitsNet.Examples(x, label);
    }

    /** The numbers below n in the random order of an epoch. */
    public static int[] order(Philox random, int epoch, int n) {
        double[] u = new double[n];
        random.stream(ORDER).uniforms(0, n, epoch, 1, u, 0);
        int[] all = new int[n];
        for (int k = 0; k < n; k++) {
            all[k] = k;
        }
        for (int k = n - 1; k > 0; k--) {
            int other = Math.min(k, (int) (u[k] * (k + 1)));
            int held = all[k];
            all[k] = all[other];
            all[other] = held;
        }
        return all;
    }

    private static DigitsNet trained(Philox random, CancelToken cancel) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        Weights weights = weights();
        Fit fit = Fit.from(weights, AdamW.ADAM, initial(random));
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            int[] order = order(random, epoch, known.count());
            for (int from = 0; from < order.length; from += BATCH) {
                DigitsNet.Examples b = picked(known, Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
                fit = fit.step(cancel, 1e-3, w -> crossEntropy(logits(w, w.tape().of(b.x(), b.count(), 64)), b.label()));
            }
        }
        return DigitsNet.of(fit.theta(), DigitsNet.WIDTHS);
    }
}
