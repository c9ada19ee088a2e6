package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.noprop}: a classifier whose blocks each learn alone to denoise the label (Li, Teh & Pascanu 2025, NoProp-DT), beside the same
 * stack by back-propagation and by direct feedback alignment (Nøkland 2016, arXiv:1609.01596).
 */
public final class NoPropagation extends Study<NoPropagation.Stack> {

    private static final List<String> WAYS = List.of("noprop", "backprop", "feedback");
    /** Length of a label, which has a coordinate a class. */
    private static final double RADIUS = 2;
    /** Before it a label is noise. */
    private static final int FIRST_SHOWN = 2;
    private static final int MAP = 48;
    private static final int NOISES = 61;
    private static final int PICKS = 62;

    /** Labelled examples; every fifth is held out. */
    record Examples(double[] x, int inputs, int[] label, int classes) {
        int[] part(boolean heldOut) {
            return IntStream.range(0, label.length).filter(k -> (k % 5 == 4) == heldOut).toArray();
        }
    }

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
    }

    record Stack(Examples examples, double[] embedding, Chain chain, List<Perceptron> blocks, Race<Fit> fits, double[] accuracy, boolean isJudged) { }

    private final Knob<String> data;
    private final Knob<Integer> blocks;
    private final Knob<Integer> width;
    private final Training training;

    public NoPropagation() {
        super("diffusion.noprop", "Learning without propagation",
                "Back-propagation sends an error through all layers at once. Here no layer waits for another: every block gets the input and a noisy label, "
                        + "and learns by itself to tell the clean one. Put in a row, starting from pure noise, they denoise the label step by step, as a "
                        + "diffusion does a picture. Beside it the same stack learns by back-propagation and by direct feedback alignment, which sends the "
                        + "error through fixed random matrices. Every label has a coordinate of its own, drawn on a circle; in the paper the places are learned. A trained row is run without the noise on the way.",
                List.of("z_t = a_t û_t(z_{t−1}, x) + b_t z_{t−1} + √c_t ε", "min E ‖û_t(z_{t−1}, x) − u_y‖², each t alone", "z_{t−1} ~ N(√ᾱ_{t−1} u_y, (1 − ᾱ_{t−1}) I)"),
                new Citation("Q. Li, Y. W. Teh, R. Pascanu", 2025, "NoProp: Training Neural Networks without Full Back-propagation or Full Forward-propagation", "2503.24322"),
                new Citation("A. Nøkland", 2016, "Direct Feedback Alignment Provides Learning in Deep Neural Networks", "1609.01596"));
        group("Data");
        data = choice("data", "x, y", "Data", List.of("digits", "moons"), "digits", "Handwritten digits of 8 × 8 pixels, or two moons.");
        group("Network");
        blocks = whole("blocks", "T", "Blocks", 10, 2, 20, "In a row; each has weights of its own.").within(1, 100);
        width = whole("width", "H", "Width", 128, 16, 256, "Of the hidden layer of a block.").within(2, 1024).log();
        training = training(2e-3, 64, 2000, 40);
        pace(30);

        var loss = gauge("loss", "Loss of the blocks", "", s -> s.fits.get("noprop").loss()).when(s -> s.fits.get("noprop").iterations() > 0);
        var accuracy = gauge("accuracy", "Accuracy, each block alone", "", s -> s.accuracy[0]).when(Stack::isJudged);
        var back = gauge("accuracy-backprop", "Accuracy, back-propagation", "", s -> s.accuracy[1]).when(Stack::isJudged);
        Gauge<Stack> feedback = gauge("accuracy-feedback", "Accuracy, feedback alignment", "", s -> s.accuracy[2]).when(Stack::isJudged);

        plane("streams", "Labels", "held-out examples flow to their labels, a color a class").draw(LINES, "streams", "class").draw(POINTS, "ends", "class")
                .draw(POINTS, "embedding", "labels").alike("streams", "ends");
        history("accuracy", "Accuracy", "on the held-out fifth", accuracy, back, feedback);
        history("loss", "Loss", "of all blocks, mean of fifty iterations", loss).log();
        plot("noise", "Schedule", "signal of the label before each block").draw(CURVE, "bar", "signal", "", "block");
        plane("map", "Decisions", "moons: the class that the blocks give to every place").draw(CELLS, "map", "class").draw(POINTS, "points", "class");

        atEnd("accuracy", "accuracy, each block alone", accuracy, atLeast(0.8), "held-out fifth");
        Shared<double[]> run = shared(t -> {
            double[] mean = new double[3];
            for (int seed = 1; seed <= 5; seed++) {
                double[] a = t.anew(seed).rest().state().accuracy;
                for (int k = 0; k < 3; k++) {
                    mean[k] += a[k] / 5;
                }
            }
            return mean;
        });
        lengthy("digits", "digits: accuracy of blocks that learn alone", atLeast(0.95), "our runs, mean of 5 seeds", run, r -> r[0]);
        lengthy("gap", "digits: accuracy of back-propagation less that", atMost(0.03), "our runs, mean of 5 seeds", run, r -> r[1] - r[0]);
        formula("chain", "mean and variance of the chain against N(√ᾱ_t u, 1 − ᾱ_t): worst error", atMost(1e-12), "closed form", NoPropagation::chainError);
        reference("moons", "moons: accuracy after 300 iterations", atLeast(0.75), "our run; the moons overlap a little", t -> t.rest().value(accuracy), "data=moons",
                "iterations=300", "iterations-per-step=100", "blocks=5", "width=32");
        opens("Ten streams", "Ten digits start as noise and flow to their labels through blocks that never spoke to each other.");
        preset("moons", "A border between moons", "See the border that the blocks draw, each alone.").set("data=moons", "iterations=1000").panes("map", "streams", "accuracy", "noise");
        tiny("blocks=2 width=4 batch=8 iterations=4 iterations-per-step=2 data=moons");
    }

    private static double chainError() {
        Chain c = Chain.of(10);
        double mean = Math.sqrt(c.bar[0]);
        double variance = 1 - c.bar[0];
        double worst = 0;
        for (int t = 1; t <= 10; t++) {
            mean = c.a[t] + c.b[t] * mean;
            variance = c.b[t] * c.b[t] * variance + c.c[t];
            worst = Math.max(worst, Math.max(Math.abs(mean - Math.sqrt(c.bar[t])), Math.abs(variance - 1 + c.bar[t])));
        }
        return worst;
    }

    @Override
    protected Stack start(Knobs p, Philox random) {
        Examples e = p.is(data, "digits") ? digits() : moons(random.stream(3));
        double[] embedding = new double[e.classes * e.classes];
        Arrays.setAll(embedding, k -> k / e.classes == k % e.classes ? RADIUS : 0);
        List<Perceptron> stack = IntStream.range(0, p.get(blocks)).mapToObj(t -> new Perceptron("block." + t, Value::silu, e.inputs + e.classes, p.get(width), e.classes)).toList();
        Weights weights = Weights.of(stack.toArray(Weights.Owner[]::new));
        Fit untrained = Fit.start(weights, AdamW.ADAM, random);
        return new Stack(e, embedding, Chain.of(p.get(blocks)), stack, Race.of(WAYS, _ -> untrained), new double[3], false);
    }

    private static Examples digits() {
        HandwrittenDigits d = HandwrittenDigits.load();
        return new Examples(Arrays.stream(d.pixels()).mapToDouble(v -> (double) v / HandwrittenDigits.LARGEST).toArray(), HandwrittenDigits.PIXELS, d.labels(), 10);
    }

    private static Examples moons(Philox random) {
        int n = 1000;
        double[] u = new double[n];
        double[] z = new double[2 * n];
        random.uniforms(0, n, 0, 1, u, 0);
        random.normals(0, n, 0, 2, z, 0);
        double[] x = new double[2 * n];
        int[] label = new int[n];
        for (int k = 0; k < n; k++) {
            label[k] = k % 2;
            double a = Math.PI * u[k];
            x[2 * k] = (label[k] == 0 ? Math.cos(a) : 1 - Math.cos(a)) - 0.5 + 0.15 * z[2 * k];
            x[2 * k + 1] = (label[k] == 0 ? Math.sin(a) : 0.5 - Math.sin(a)) - 0.25 + 0.15 * z[2 * k + 1];
        }
        return new Examples(x, 2, label, 2);
    }

    /** Rows of the examples, the labels they have, and where those lie. */
    private record Batch(double[] x, int[] label, double[] target) { }

    private static Batch batch(Stack s, int[] which) {
        int d = s.examples.inputs;
        double[] x = new double[which.length * d];
        int[] label = new int[which.length];
        int m = s.examples.classes;
        double[] u = new double[which.length * m];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(s.examples.x, which[k] * d, x, k * d, d);
            label[k] = s.examples.label[which[k]];
            System.arraycopy(s.embedding, label[k] * m, u, k * m, m);
        }
        return new Batch(x, label, u);
    }

    @Override
    protected Stack next(Stack s, Turn t) {
        int[] known = s.examples.part(false);
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            int[] which = Arrays.stream(draw.picks(PICKS, draw.batch(), known.length)).map(k -> known[k]).toArray();
            Batch b = batch(s, which);
            fits = fits.then((way, fit) -> fit.step(t.context().cancel(), training.rate(t.p(), draw.iteration(), 20), w -> switch (way) {
                case "noprop" -> alone(s, w, b, draw);
                case "backprop" -> throughAll(s, w, b, draw);
                default -> byFeedback(s, w, b, draw);
            }));
        }
        Race<Fit> trained = fits;
        double[] accuracy = new double[3];
        Batch held = batch(s, s.examples.part(true));
        double[] z0 = t.normals(7, held.label.length, s.examples.classes);
        Arrays.setAll(accuracy, k -> accuracy(s, held, walk(s, trained.states().get(k), held.x, z0, t.context().cancel()).getLast()));
        return new Stack(s.examples, s.embedding, s.chain, s.blocks, trained, accuracy, true);
    }

    /** Σ_t E ‖û_t(z_{t−1}, x) − u‖²: no term shares a weight with another. */
    private static Value alone(Stack s, Theta w, Batch b, Training.Draw draw) {
        int n = b.label.length;
        int m = s.examples.classes;
        Value x = w.tape().of(b.x, n, s.examples.inputs);
        Value u = w.tape().of(b.target, n, m);
        Value sum = w.tape().of(0);
        for (int t = 1; t <= s.blocks.size(); t++) {
            double signal = Math.sqrt(s.chain.bar[t - 1]);
            double noise = Math.sqrt(1 - s.chain.bar[t - 1]);
            double[] z = draw.normals(NOISES + 10 * t, n, m);
            Arrays.setAll(z, k -> signal * b.target[k] + noise * z[k]);
            sum = sum.plus(guess(s, w, t, x, w.tape().of(z, n, m)).minus(u).square().sum(1).mean());
        }
        return sum.sum();
    }

    private static Value guess(Stack s, Theta w, int t, Value x, Value z) {
        return s.blocks.get(t - 1).apply(w, Value.cat(1, x, z));
    }

    /** Cross-entropy of the last z, with logits −|z − u_k|², the error going back through all blocks. */
    private static Value throughAll(Stack s, Theta w, Batch b, Training.Draw draw) {
        int n = b.label.length;
        int m = s.examples.classes;
        Value x = w.tape().of(b.x, n, s.examples.inputs);
        Value z = w.tape().of(draw.normals(NOISES, n, m), n, m);
        for (int t = 1; t <= s.blocks.size(); t++) {
            z = guess(s, w, t, x, z).times(s.chain.a[t]).plus(z.times(s.chain.b[t]));
        }
        return entropy(s, z, b);
    }

    private static Value logits(Stack s, Value z) {
        Value u = z.tape().of(s.embedding, 1, s.examples.classes, s.examples.classes);
        return z.unsqueeze(1).minus(u).square().sum(2).negated();
    }

    private static Value entropy(Stack s, Value z, Batch b) {
        return logits(s, z).logSoftmax(1).gather(1, z.tape().indices(b.label, b.label.length, 1)).mean().negated();
    }

    /** The error of the output reaches every block through a fixed random matrix; within a block it is followed exactly. */
    private static Value byFeedback(Stack s, Theta w, Batch b, Training.Draw draw) {
        int n = b.label.length;
        int classes = s.examples.classes;
        Value x = w.tape().of(b.x, n, s.examples.inputs);
        Value z = w.tape().of(draw.normals(NOISES, n, classes), n, classes);
        List<Value> guesses = new ArrayList<>();
        for (int t = 1; t <= s.blocks.size(); t++) {
            Value guess = guess(s, w, t, x, z.detached());
            guesses.add(guess);
            z = guess.times(s.chain.a[t]).plus(z.detached().times(s.chain.b[t]));
        }
        double[] oneHot = new double[n * classes];
        for (int k = 0; k < n; k++) {
            oneHot[k * classes + b.label[k]] = 1;
        }
        Value error = logits(s, z).softmax(1).minus(w.tape().of(oneHot, n, classes)).detached();
        Value sum = entropy(s, z, b);
        for (int t = 1; t < s.blocks.size(); t++) {
            double[] matrix = new double[classes * classes];
            new Philox(99).stream(t).normals(0, classes, 0, classes, matrix, 0);
            sum = sum.plus(guesses.get(t - 1).times(error.matmul(w.tape().of(matrix, classes, classes))).sum(1).mean());
        }
        return sum;
    }

    /** z₀ … z_T of some inputs, without the noise on the way. */
    private static List<double[]> walk(Stack s, Fit fit, double[] x, double[] z0, CancelToken cancel) {
        int m = s.examples.classes;
        int n = z0.length / m;
        double[] all = fit.evaluate(cancel, w -> {
            Value in = w.tape().of(x, n, s.examples.inputs);
            Value z = w.tape().of(z0, n, m);
            List<Value> way = new ArrayList<>(List.of(z));
            for (int t = 1; t <= s.blocks.size(); t++) {
                z = guess(s, w, t, in, z).times(s.chain.a[t]).plus(z.times(s.chain.b[t]));
                way.add(z);
            }
            return Value.stack(0, way.toArray(Value[]::new));
        });
        return Stream.iterate(0, t -> t <= s.blocks.size(), t -> t + 1).map(t -> Arrays.copyOfRange(all, t * z0.length, (t + 1) * z0.length)).toList();
    }

    private static int nearest(Stack s, double[] z, int row) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < s.examples.classes; k++) {
            double square = 0;
            for (int i = 0; i < s.examples.classes; i++) {
                double away = z[row * s.examples.classes + i] - s.embedding[k * s.examples.classes + i];
                square += away * away;
            }
            if (square < least) {
                least = square;
                best = k;
            }
        }
        return best;
    }

    private static double accuracy(Stack s, Batch b, double[] z) {
        return IntStream.range(0, b.label.length).filter(k -> nearest(s, z, k) == b.label[k]).count() / (double) b.label.length;
    }

    @Override
    protected void look(Stack s, Knobs p, Look to) {
        int[] held = s.examples.part(true);
        int shown = Math.min(held.length, 12 * s.examples.classes);
        Batch b = batch(s, Arrays.copyOf(held, shown));
        double[] z0 = Noise.gaussian(shown, s.examples.classes, new Philox(5));
        List<double[]> way = walk(s, s.fits.get("noprop"), b.x, z0, to.context().cancel()).stream().map(z -> seen(s, z)).toList();
        way = way.subList(Math.min(FIRST_SHOWN, way.size() - 2), way.size());
        int steps = way.size();
        double[] xy = new double[2 * shown * steps];
        int[] offsets = new int[shown + 1];
        for (int q = 0; q < shown; q++) {
            for (int t = 0; t < steps; t++) {
                System.arraycopy(way.get(t), 2 * q, xy, 2 * (q * steps + t), 2);
            }
            offsets[q + 1] = (q + 1) * steps;
        }
        double[] streamClass = new double[shown * steps];
        Arrays.setAll(streamClass, k -> b.label[k / steps]);
        to.paths("streams", 2, xy, offsets, new Layer.Field("class", "class", "", streamClass));
        to.points("ends", 2, way.getLast(), Arrays.stream(b.label).asDoubleStream().toArray());
        to.points("embedding", 2, seen(s, s.embedding));
        double[] time = new double[s.chain.bar.length];
        Arrays.setAll(time, t -> t);
        to.series("bar", time, s.chain.bar);
        if (s.examples.inputs == 2) {
            map(s, to);
        }
    }

    /** Places of labels in their plane, in which they lie on a circle. */
    private static double[] seen(Stack s, double[] z) {
        int m = s.examples.classes;
        double[] xy = new double[z.length / m * 2];
        for (int q = 0; q < z.length / m; q++) {
            for (int k = 0; k < m; k++) {
                double angle = 2 * Math.PI * k / m;
                xy[2 * q] += z[q * m + k] * Math.cos(angle);
                xy[2 * q + 1] += z[q * m + k] * Math.sin(angle);
            }
        }
        return xy;
    }

    private static void map(Stack s, Look to) {
        Rect r = new Rect(-2, -1.5, 2, 1.5);
        double[] x = new double[2 * MAP * MAP];
        Arrays.setAll(x, k -> k % 2 == 0 ? r.x0() + (k / 2 / MAP + 0.5) * r.width() / MAP : r.y0() + (k / 2 % MAP + 0.5) * r.height() / MAP);
        double[] z = walk(s, s.fits.get("noprop"), x, new double[MAP * MAP * s.examples.classes], to.context().cancel()).getLast();
        double[] label = new double[MAP * MAP];
        Arrays.setAll(label, k -> nearest(s, z, k));
        to.field("map", MAP, MAP, r, label);
        int n = Math.min(400, s.examples.label.length);
        to.points("points", 2, Arrays.copyOf(s.examples.x, 2 * n), IntStream.range(0, n).mapToDouble(k -> s.examples.label[k]).toArray());
    }
}
