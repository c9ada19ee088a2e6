package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.data.EntropySource;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Attention;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Embedding;
import org.pushforward.engine.learn.layer.LayerNorm;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.Philox;

/**
 * A transformer that says the next character of an {@link EntropySource}: blocks of causal attention and of a layer of four widths with GELU between, each behind a
 * normalisation and added to what there was (Radford et al. 2019). Its loss is never below the entropy rate, which is known: the stand-in for language models.
 * Immutable.
 *
 * @param theta the weights, never written
 * @param held texts that nothing learns from, and {@code known} those compression may look at, each of context + 1 symbols
 */
public record TextNet(Recipe recipe, EntropySource source, double[] theta, int[] held, int[] known) implements HouseModel {

    private static final int HELD = 32;
    private static final int KNOWN = 32;
    private static final int BATCH = 8;
    /** Of a block; the first four are its attention. */
    private static final List<String> MATRICES = List.of("query", "key", "value", "out", "up", "down");

    /**
     * What it is made of and how it is trained, by Adam with a rate that rises linearly for {@code warmUp} iterations and falls linearly to 0.
     *
     * @param heads divides the width
     * @param context characters it looks back on, at most
     * @param batch texts of an iteration
     */
    public record Recipe(int width, int heads, int blocks, int context, int batch, int iterations, double rate, int warmUp) implements Owner {

        /** That of the house: about 60 000 weights. */
        public static final Recipe HOUSE = new Recipe(48, 4, 2, 48, 16, 800, 3e-3, 40);

        int symbols() {
            return EntropySource.ALPHABET.length();
        }

        /** Of an iteration. */
        double rate(long iteration) {
            return rate * Math.min(1, (iteration + 1.0) / warmUp) * Math.min(1, (iterations - iteration) / Math.max(1.0, iterations - warmUp));
        }

        @Override
        public List<Part> parts() {
            List<Part> all = new ArrayList<>(symbol().parts());
            all.add(new Part("place", Start.normal(0.1), context, width));
            for (int b = 0; b < blocks; b++) {
                for (Owner o : List.of(norm(b, 0), attention(b), norm(b, 1), up(b), down(b))) {
                    all.addAll(o.parts());
                }
            }
            all.addAll(last().parts());
            all.addAll(says().parts());
            return all;
        }

        private Embedding symbol() {
            return new Embedding("symbol", symbols(), width, 0.1);
        }

        private LayerNorm norm(int block, int which) {
            return new LayerNorm("block." + block + ".norm." + which, width);
        }

        private Attention attention(int block) {
            return new Attention("block." + block, width, heads);
        }

        private Dense up(int block) {
            return new Dense("block." + block + ".up", width, 4 * width);
        }

        private Dense down(int block) {
            return new Dense("block." + block + ".down", 4 * width, width);
        }

        private LayerNorm last() {
            return new LayerNorm("last", width);
        }

        private Dense says() {
            return new Dense("says", width, symbols());
        }

        /** Logits of the next characters of texts of one length: count · length × symbols. */
        Value logits(Theta w, int[] text, int count) {
            int length = text.length / count;
            Value h = symbol().apply(w, w.tape().indices(text, text.length)).reshape(count, length, width).plus(w.get("place").slice(0, 0, length));
            for (int b = 0; b < blocks; b++) {
                Value x = norm(b, 0).apply(w, h);
                h = h.plus(attention(b).apply(w, x, x, true));
                h = h.plus(down(b).apply(w, up(b).apply(w, norm(b, 1).apply(w, h)).gelu()));
            }
            return says().apply(w, last().apply(w, h)).reshape(text.length, symbols());
        }

        /** Mean cross-entropy of the next characters of texts of context + 1 symbols. */
        public Value loss(Theta w, int[] texts) {
            return HouseModels.crossEntropy(logits(w, part(texts, 0), texts.length / (context + 1)), part(texts, 1));
        }

        /** Of texts of context + 1 symbols those that are seen, from 0, or those that come next, from 1. */
        private int[] part(int[] texts, int from) {
            int count = texts.length / (context + 1);
            int[] part = new int[count * context];
            for (int n = 0; n < count; n++) {
                System.arraycopy(texts, n * (context + 1) + from, part, n * context, context);
            }
            return part;
        }
    }

    /** Untrained, with texts of a source that the generator makes up. */
    static TextNet untrained(Recipe recipe, Philox random) {
        EntropySource source = EntropySource.of(random.stream(1));
        int length = recipe.context + 1;
        return new TextNet(recipe, source, Weights.of(recipe).initial(random.stream(2)), source.texts(random.stream(3), 0, HELD, length),
                source.texts(random.stream(4), 0, KNOWN, length));
    }

    @Override
    public Weights weights() {
        return Weights.of(recipe);
    }

    @Override
    public String matrix(int piece) {
        return name(piece) + ".matrix";
    }

    private static String name(int piece) {
        return "block." + piece / MATRICES.size() + "." + MATRICES.get(piece % MATRICES.size());
    }

    @Override
    public TextNet with(double[] weights) {
        return new TextNet(recipe, source, weights, held, known);
    }

    /** Of texts that nobody has seen before. */
    @Override
    public Function<Theta, Value> lesson(Philox random, long iteration) {
        int[] seen = recipe.part(batch(random, iteration), 0);
        return w -> recipe.logits(w, seen, recipe.batch);
    }

    /** Texts of one iteration of the training. */
    int[] batch(Philox random, long iteration) {
        return source.texts(random.stream(5), iteration * recipe.batch, recipe.batch, recipe.context + 1);
    }

    // ---- for compression

    @Override
    public List<HouseModel.Piece> pieces() {
        Weights all = weights();
        return IntStream.range(0, recipe.blocks * MATRICES.size()).mapToObj(k -> {
            int which = k % MATRICES.size();
            int inputs = which == 5 ? 4 * recipe.width : recipe.width;
            int outputs = which == 4 ? 4 * recipe.width : recipe.width;
            int at = all.offset(matrix(k));
            return new HouseModel.Piece(name(k), which < 4 ? 0 : 1, inputs, outputs, Arrays.copyOfRange(theta, at, at + inputs * outputs));
        }).toList();
    }

    @Override
    public List<String> kinds() {
        return List.of("attention", "feed-forward");
    }

    @Override
    public TextNet with(int piece, double[] w) {
        double[] other = theta.clone();
        System.arraycopy(w, 0, other, weights().offset(matrix(piece)), w.length);
        return with(other);
    }

    @Override
    public Traces traces(CancelToken cancel) {
        return traces(known, cancel);
    }

    @Override
    public Traces traces(int batch, CancelToken cancel) {
        int each = BATCH * (recipe.context + 1);
        int from = batch % (KNOWN / BATCH) * each;
        return traces(Arrays.copyOfRange(known, from, from + each), cancel);
    }

    private Traces traces(int[] texts, CancelToken cancel) {
        try (Tape tape = Tape.open(cancel)) {
            List<Value> inputs = new ArrayList<>();
            List<Value> outputs = new ArrayList<>();
            Theta w = Theta.variable(tape, weights(), theta).passing((t, x, matrix, bias) -> {
                Value y = t.plain(x, matrix, bias);
                if (!matrix.startsWith("says")) {
                    inputs.add(x);
                    outputs.add(y);
                }
                return y;
            });
            int samples = texts.length / (recipe.context + 1) * recipe.context;
            Value sum = recipe.loss(w, texts).times(samples);
            List<Value> deltas = sum.grads(outputs.toArray(Value[]::new));
            return new Traces(inputs.stream().map(Value::array).toList(), deltas.stream().map(Value::array).toList());
        }
    }

    @Override
    public Score score(CancelToken cancel) {
        try (Tape tape = Tape.open(cancel)) {
            Value said = recipe.logits(Theta.constant(tape, weights(), theta), recipe.part(held, 0), HELD);
            int[] next = recipe.part(held, 1);
            return new Score(HouseModels.crossEntropy(said, next).number(), Calibration.accuracy(said.array(), next));
        }
    }

    /** What the exact predictor loses on the same characters, having seen the same ones before. */
    @Override
    public double floor() {
        int length = recipe.context + 1;
        return IntStream.range(0, HELD).mapToDouble(n -> Arrays.stream(source.surprise(Arrays.copyOfRange(held, n * length, (n
                + 1) * length))).skip(1).sum()).sum() / (HELD * recipe.context);
    }

    /** How much the next characters of a held-out text surprise it, in nats: context numbers. */
    public double[] surprise(int text, CancelToken cancel) {
        int length = recipe.context + 1;
        int[] x = Arrays.copyOfRange(held, text * length, (text + 1) * length);
        try (Tape tape = Tape.open(cancel)) {
            Theta w = Theta.constant(tape, weights(), theta);
            Value said = recipe.logits(w, Arrays.copyOf(x, recipe.context), 1).logSoftmax(1);
            return said.gather(1, tape.indices(Arrays.copyOfRange(x, 1, length), recipe.context, 1)).negated().array();
        }
    }

    /** The characters it is asked for there. */
    public String text(int text) {
        int length = recipe.context + 1;
        return EntropySource.written(Arrays.copyOfRange(held, text * length + 1, (text + 1) * length));
    }
}
