package org.pushforward.engine.wireless;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Perceptron;

/**
 * Two pictures of 8 × 8 over a channel with white noise: two encoders that do not know of each other, and one decoder of both. Superposed, each sends in all
 * {@code uses}; orthogonally, each sends in half of them. Each codeword has the energy {@code uses}, so power one a use on the average.
 */
record PictureLink(boolean isSuperposed, int uses) implements Owner {

    static final int PIXELS = 64;
    private static final int HIDDEN = 96;

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>(encoder(1).parts());
        all.addAll(encoder(2).parts());
        all.addAll(decoder().parts());
        return all;
    }

    private Perceptron encoder(int user) {
        return new Perceptron("encoder." + user, Value::relu, PIXELS, HIDDEN, isSuperposed ? uses : uses / 2);
    }

    private Perceptron decoder() {
        return new Perceptron("decoder", Value::relu, uses, 2 * HIDDEN, 2 * PIXELS);
    }

    /** Batch × pixels → batch × uses of that user, zero where the other one sends. */
    Value sent(Theta w, double[] x, int user) {
        Value c = encoder(user).apply(w, w.tape().of(x, x.length / PIXELS, PIXELS));
        Value word = c.over(c.norm(1).plus(1e-9).unsqueeze(1)).times(Math.sqrt(uses));
        if (isSuperposed) {
            return word;
        }
        Value silent = word.times(0);
        return user == 1 ? Value.cat(1, word, silent) : Value.cat(1, silent, word);
    }

    /** What arrives. */
    Value received(Theta w, Views v, double[] noise) {
        return sent(w, v.first, 1).plus(sent(w, v.second, 2)).plus(w.tape().of(noise, v.count(), uses));
    }

    /** Both pictures, batch × 128. */
    Value decoded(Theta w, Value received) {
        return decoder().apply(w, received).sigmoid();
    }

    /** Two views of the same digits, n × 64 each. */
    record Views(double[] first, double[] second) {

        /**
         * Seen half a pixel to the left and to the right, each with a contrast of its own.
         *
         * @param u two numbers in (0, 1] a digit
         */
        static Views of(DigitsNet.Examples e, double[] u) {
            double[] a = new double[e.x().length];
            double[] b = new double[e.x().length];
            for (int k = 0; k < a.length; k++) {
                int n = k / PIXELS;
                double left = k % 8 > 0 ? e.x()[k - 1] : 0;
                double right = k % 8 < 7 ? e.x()[k + 1] : 0;
                a[k] = (0.6 + 0.4 * u[2 * n]) * 0.5 * (e.x()[k] + left);
                b[k] = (0.6 + 0.4 * u[2 * n + 1]) * 0.5 * (e.x()[k] + right);
            }
            return new Views(a, b);
        }

        int count() {
            return first.length / PIXELS;
        }

        /** The first n of them. */
        Views first(int n) {
            return new Views(Arrays.copyOf(first, n * PIXELS), Arrays.copyOf(second, n * PIXELS));
        }

        /** Both, one behind the other, n × 128. */
        double[] both() {
            double[] all = new double[2 * first.length];
            for (int n = 0; n < count(); n++) {
                System.arraycopy(first, n * PIXELS, all, 2 * n * PIXELS, PIXELS);
                System.arraycopy(second, n * PIXELS, all, (2 * n + 1) * PIXELS, PIXELS);
            }
            return all;
        }
    }
}
