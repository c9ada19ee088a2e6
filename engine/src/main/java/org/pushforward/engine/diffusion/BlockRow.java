package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Training;

/**
 * NoProp-DT: a row of blocks with weights of their own, each of which takes some noise off the label (Li, Teh & Pascanu 2025); beside it
 * back-propagation through the row, and direct feedback alignment (Nøkland 2016, arXiv:1609.01596).
 */
record BlockRow(Labels labels, Chain chain, List<Perceptron> blocks) implements LabelForm {

    private static final int NOISES = 61;

    /**
     * The chain of noised labels: z_t ~ N(√ᾱ_t u, (1 − ᾱ_t) I), ᾱ rising; z_t = a_t û_t + b_t z_{t−1} + √c_t ε.
     *
     * @param bar ᾱ₀ … ᾱ_T
     */
    record Chain(double[] bar, double[] a, double[] b, double[] c) {
        static Chain of(int blocks) {
            double[] bar = new double[blocks + 1];
            Arrays.setAll(bar, t -> Math.pow(Math.sin(0.5 * Math.PI * (0.05 + 0.94 * t / blocks)), 2));
            double[] a = new double[blocks + 1];
            double[] b = new double[blocks + 1];
            double[] c = new double[blocks + 1];
            for (int t = 1; t <= blocks; t++) {
                double alpha = bar[t - 1] / bar[t];
                a[t] = Math.sqrt(bar[t]) * (1 - alpha) / (1 - bar[t - 1]);
                b[t] = Math.sqrt(alpha) * (1 - bar[t]) / (1 - bar[t - 1]);
                c[t] = (1 - bar[t]) * (1 - alpha) / (1 - bar[t - 1]);
            }
            return new Chain(bar, a, b, c);
        }

        /** Mean and variance along the chain against those of N(√ᾱ_t u, 1 − ᾱ_t), |u| = 1: the worst error. */
        static double error(int blocks) {
            Chain c = of(blocks);
            double mean = Math.sqrt(c.bar[0]);
            double variance = 1 - c.bar[0];
            double worst = 0;
            for (int t = 1; t <= blocks; t++) {
                mean = c.a[t] + c.b[t] * mean;
                variance = c.b[t] * c.b[t] * variance + c.c[t];
                worst = Math.max(worst, Math.max(Math.abs(mean - Math.sqrt(c.bar[t])), Math.abs(variance - 1 + c.bar[t])));
            }
            return worst;
        }
    }

    static BlockRow of(Labels labels, int inputs, int blocks, int width) {
        return new BlockRow(labels, Chain.of(blocks), IntStream.range(0, blocks)
                .mapToObj(t -> new Perceptron("block." + t, Value::silu, inputs + labels.classes(), width, labels.classes())).toList());
    }

    @Override
    public List<Weights.Part> parts() {
        return blocks.stream().flatMap(b -> b.parts().stream()).toList();
    }

    @Override
    public List<String> ways() {
        return List.of(ALONE, BACK, FEEDBACK);
    }

    @Override
    public int judgedBy() {
        return 1;
    }

    @Override
    public double[] signal(Fit fit, CancelToken cancel) {
        return chain.bar;
    }

    @Override
    public Value loss(String way, Theta w, Batch b, Training.Draw draw) {
        return switch (way) {
            case ALONE -> alone(w, b, draw);
            case BACK -> throughAll(w, b, draw);
            default -> byFeedback(w, b, draw);
        };
    }

    /** Σ_t E ‖û_t(z_{t−1}, x) − u‖²: no term shares a weight with another. */
    private Value alone(Theta w, Batch b, Training.Draw draw) {
        int n = b.label().length;
        int m = labels.classes();
        Value x = b.inputs(w);
        Value u = w.tape().of(b.target(), n, m);
        Value sum = w.tape().of(0);
        for (int t = 1; t <= blocks.size(); t++) {
            double signal = Math.sqrt(chain.bar[t - 1]);
            double noise = Math.sqrt(1 - chain.bar[t - 1]);
            double[] z = draw.normals(NOISES + 10 * t, n, m);
            Arrays.setAll(z, k -> signal * b.target()[k] + noise * z[k]);
            sum = sum.plus(guess(w, t, x, w.tape().of(z, n, m)).minus(u).square().sum(1).mean());
        }
        return sum.sum();
    }

    private Value guess(Theta w, int t, Value x, Value z) {
        return blocks.get(t - 1).apply(w, Value.cat(1, x, z));
    }

    /** Cross-entropy of the last z, the error going back through all blocks. */
    private Value throughAll(Theta w, Batch b, Training.Draw draw) {
        int n = b.label().length;
        return labels.entropy(path(BACK, w, b.inputs(w), w.tape().of(draw.normals(NOISES, n, labels.classes()), n, labels.classes())).getLast(), b.label());
    }

    /** The error of the output reaches every block through a fixed random matrix; within a block it is followed exactly. */
    private Value byFeedback(Theta w, Batch b, Training.Draw draw) {
        int n = b.label().length;
        int classes = labels.classes();
        Value x = b.inputs(w);
        Value z = w.tape().of(draw.normals(NOISES, n, classes), n, classes);
        List<Value> guesses = new ArrayList<>();
        for (int t = 1; t <= blocks.size(); t++) {
            Value guess = guess(w, t, x, z.detached());
            guesses.add(guess);
            z = guess.times(chain.a[t]).plus(z.detached().times(chain.b[t]));
        }
        double[] oneHot = new double[n * classes];
        for (int k = 0; k < n; k++) {
            oneHot[k * classes + b.label()[k]] = 1;
        }
        Value error = labels.logits(z).softmax(1).minus(w.tape().of(oneHot, n, classes)).detached();
        Value sum = labels.entropy(z, b.label());
        for (int t = 1; t < blocks.size(); t++) {
            double[] matrix = new double[classes * classes];
            new Philox(99).stream(t).normals(0, classes, 0, classes, matrix, 0);
            sum = sum.plus(guesses.get(t - 1).times(error.matmul(w.tape().of(matrix, classes, classes))).sum(1).mean());
        }
        return sum;
    }

    @Override
    public List<Value> path(String how, Theta w, Value x, Value z0) {
        List<Value> way = new ArrayList<>(List.of(z0));
        for (int t = 1; t <= blocks.size(); t++) {
            Value z = way.getLast();
            way.add(guess(w, t, x, z).times(chain.a[t]).plus(z.times(chain.b[t])));
        }
        return way;
    }
}
