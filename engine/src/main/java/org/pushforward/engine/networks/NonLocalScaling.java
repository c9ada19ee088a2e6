package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.NonLocal;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.nonlocal-scaling}: a non-local block lets every token of a picture look at every other. Its weights are softmax(QKᵀ/√d), or
 * simply QKᵀ/N (Cho, Kim, Cho, Ahn, Hong &amp; Kim 2022, arXiv:2207.13423). Four networks around one block learn the same pictures: both kinds, each
 * with keys as they are and with keys of unit length.
 */
public final class NonLocalScaling extends Study<NonLocalScaling.State> {

    static final List<String> NETS = List.of("scaled", "softmax", "scaled-unit", "softmax-unit");
    private static final int SIDE = 8;
    private static final int EPOCH_ORDER = 21;
    private static final int RETRIEVAL = 22;
    private static final int SHOWN = 7;
    private static final double[] LENGTHS = IntStream.rangeClosed(-12, 24).mapToDouble(k -> Math.pow(2, 0.25 * k)).toArray();

    /** Queries and keys of one head on one picture, N × d, and the multiples of the weights that one key's length brings. */
    record Sight(double[] q, double[] k, double accuracy, double loss) { }

    record Runner(TokenNet net, Fit fit, Sight sight) { }

    /** @param held what is judged, as tokens */
    record State(Race<Runner> race, Tokens held) { }

    /** @param x batch × N × features, {@code label} of each */
    record Tokens(double[] x, int[] label) {
        int count() {
            return label.length;
        }
    }

    private final Knob<String> task;
    private final Knob<Integer> tokens;
    private final Knob<Integer> channels;
    private final Knob<Integer> heads;
    private final Knob<Double> scale;
    private final Training training;

    public NonLocalScaling() {
        super("networks.nonlocal-scaling", "Attention without softmax",
                "Where a token looks should depend on what the others are, not on how long their vectors happen to be. Lengthen one key: by softmax it takes the whole row, by plain "
                        + "scaling its weight grows as its length does. Without softmax the product can be reordered, so that the work grows with the number of tokens and no longer with its "
                        + "square, and more heads make it cheaper. After as many iterations scaling also tells more of these digits; keys of one length cost it little. Where one single token must be "
                        + "found softmax wins, and long keys mislead both (see the preset). Softmax divides by √d, as usual; the paper's CIFAR and Tiny-ImageNet networks are not shown: "
                        + "here one block stands between an embedding and a mean.",
                List.of("Y = X + W A V", "A = \\mathrm{softmax}(QK^⊤/√d)", "A = QK^⊤/N, Y = X + W Q(K^⊤V)/N"),
                new Citation("Y. Cho, Y. Kim, H. Cho, J. Ahn, H. G. Hong, J. Kim", 2022, "Rethinking Efficacy of Softmax for Lightweight Non-Local Neural Networks", "2207.13423"));
        group("Attention");
        scale = real("key-scale", "c", "Key length", 8, 0.125, 64, "By which the marked key is longer than it was learnt.").within(1e-3, 1e3).log().live();
        heads = whole("heads", "h", "Heads", 1, 1, 4, "Parts of the channels that look on their own.").within(1, 16);
        group("Problem");
        task = choice("task", "T", "Task", List.of("digits", "retrieval"), "digits", "Handwritten digits, or: one token asks for the label of the one other token with its direction; lengths of tokens vary.");
        tokens = whole("tokens", "N", "Tokens", 64, 16, 64, "Of a picture: 64 pixels or 16 blocks of four.").within(4, 64);
        channels = whole("channels", "C", "Channels", 16, 8, 32, "Numbers of a token.").within(4, 64);
        group("Training");
        training = training(1e-2, 64, 300, 3);
        pace(12);
        refuse(p -> p.get(channels) % p.get(heads) != 0, p -> "heads: " + p.get(channels) + " channels cannot be shared by " + p.get(heads) + " heads; take 1, 2 or 4, or other channels");
        refuse(p -> p.get(task).equals("digits") && p.get(tokens) != 64 && p.get(tokens) != 16, p -> "tokens: " + p.get(tokens) + " is not allowed for digits of 8 × 8 pixels; take 16 or 64");

        var associativity = gauge("associativity-error", "Q(KᵀV)/N against (QKᵀ/N)V", "", s -> associativity(s.race.get("scaled")));
        var pattern = gauge("pattern-error", "Pattern with all keys c-fold", "", (s, p) -> patternError(s, p.get(scale)));
        var entropy = gauge("entropy", "Entropy of softmax, all keys c-fold", "nat", (s, p) -> entropy(s, p.get(scale)));
        var plainEntropy = gauge("entropy-plain", "Entropy of softmax", "nat", s -> entropy(s, 1));
        var taken = gauge("weight-softmax", "Share of the long key, softmax", "", (s, p) -> Math.abs(row(s, "softmax", p.get(scale))[marked(s)]));
        var operations = gauge("operations", "Multiplications, scaled", "", (s, _) -> s.race.get("scaled").net.operations());
        var operationsSoft = gauge("operations-softmax", "Multiplications, softmax", "", (s, _) -> s.race.get("softmax").net.operations());
        var accuracy = gauge("accuracy", "Told right, scaled", "", s -> s.race.get(NETS.get(0)).sight.accuracy);
        var soft = gauge("accuracy-softmax", "Told right, softmax", "", s -> s.race.get(NETS.get(1)).sight.accuracy);
        var unit = gauge("accuracy-unit", "Told right, scaled, unit keys", "", s -> s.race.get(NETS.get(2)).sight.accuracy);
        var softUnit = gauge("accuracy-softmax-unit", "Told right, softmax, unit keys", "", s -> s.race.get(NETS.get(3)).sight.accuracy);
        var losses = gauges("loss", "Loss", "nat", NETS, (s, n) -> s.race.get(n).sight.loss);

        multiples("maps", "Where one token looks", "share of each token; one key is c times as long as it was learnt").draw(CELLS, "map-scaled", "scaled").draw(CELLS, "map-softmax", "softmax")
                .draw(CELLS, "picture", "picture").note("Drag the key length: under softmax one cell takes everything, under scaling it only grows.");
        plot("length", "Weight of the key that is lengthened", "over its weight at its own length").draw(CURVE, "grows-scaled", "scaled: as c", "", "c").draw(CURVE, "grows-softmax", "softmax", "", "c")
                .draw(POINTS, "now", "now", "", "c").logX().log();
        history("accuracies", "Told right", "share of what was held out", accuracy, soft, unit, softUnit);
        history("losses", "Loss", "of what was held out", losses).log();
        plot("cost", "Multiplications of the block", "for one picture").draw(BARS, "cost", "multiplications").log();

        always("associativity", "Q(KᵀV)/N less (QKᵀ/N)V, relative", associativity, atMost(1e-12), "closed form");
        always("pattern", "scaled weights with all keys c-fold, over their sum: change", pattern, atMost(1e-12), "closed form: nothing changes");
        reference("grows", "one key c-fold: its scaled weight over c times what it was, less 1, worst of all c", atMost(1e-12), "closed form", t -> growth(t.step().state()));
        reference("takes", "one key 64-fold: share of the row it takes under softmax, after the training", atLeast(0.9), "our run; the paper's finding", t -> share(t.rest().state(), 64));
        reference("entropy", "all keys 8-fold: entropy of softmax over what it was", atMost(0.3), "our run: it falls, while the scaled pattern stays", t -> entropy(t.rest().state(), 8) / t.value(plainEntropy));
        reference("cost", "64 tokens, 16 channels, 1 head: multiplications over those of softmax", within(0.25, 1e-12), "counted: C/(heads · N)", t -> t.value(operations) / t.value(operationsSoft));
        Shared<double[]> digits = shared(t -> t.means(5, accuracy, soft, unit, softUnit));
        lengthy("digits", "digits, mean of 5 seeds: told right by scaling", atLeast(0.8), "our runs; chance is a tenth", digits, r -> r[0]);
        lengthy("digits-gain", "digits, mean of 5 seeds: scaling less softmax", atLeast(0.04), "our runs, after 300 iterations; the paper's claim on CIFAR", digits, r -> r[0] - r[1]);
        lengthy("digits-unit", "digits, mean of 5 seeds: what unit keys cost scaling", atMost(0.06), "our runs: directions are enough", digits, r -> r[0] - r[2]);
        Shared<double[]> search = shared(t -> t.means(5, accuracy, soft, unit, softUnit), "task=retrieval", "tokens=16", "learning-rate=0.02", "iterations=800");
        lengthy("search", "one matching token, unit keys, mean of 5 seeds: softmax less scaling", atLeast(0.2), "our runs: here softmax wins", search, r -> r[3] - r[2]);
        lengthy("search-lengths", "one matching token, lengths left in: better of the two", atMost(0.5), "our runs: lengths mislead both; chance is a tenth", search, r -> Math.max(r[0], r[1]));
        opens("One long key", "Softmax looks at what is long, scaling at what is alike.").panes("maps", "length", "accuracies").pins("key-scale", "heads", "channels");
        preset("search", "Where softmax wins", "One token must be found among sixteen: plain scaling hears all the others too.").set("task=retrieval", "tokens=16", "learning-rate=0.02", "iterations=800").panes("accuracies", "losses", "length")
                .pins("key-scale", "heads", "task");
        preset("lecture", "Four heads at a quarter of the cost", "Reordered, the product costs as much as there are tokens, and heads make it cheaper.").set("heads=4").panes("cost", "maps", "accuracies")
                .pins("heads", "key-scale", "channels");
        tiny("iterations=4 iterations-per-step=2 batch=8 channels=4 tokens=16", "task=retrieval iterations=2 iterations-per-step=1 batch=8 channels=4 tokens=4");
    }

    // ---- problems

    /** Every token sees its block of pixels and one pixel around it. */
    private static Tokens digits(DigitsNet.Examples e, int n) {
        int side = n == SIDE * SIDE ? SIDE : SIDE / 2;
        int block = SIDE / side;
        int seen = block + 2;
        double[] x = new double[e.count() * n * seen * seen];
        for (int k = 0; k < x.length; k++) {
            int token = k / (seen * seen) % n;
            int row = token / side * block + k / seen % seen - 1;
            int column = token % side * block + k % seen - 1;
            boolean inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
            x[k] = inside ? e.x()[k / (n * seen * seen) * SIDE * SIDE + row * SIDE + column] : 0;
        }
        return new Tokens(x, e.label());
    }

    /** Directions of d numbers, a length, one of ten labels; the first token has the direction of one of the others and asks for its label. */
    private static Tokens retrieval(Philox random, int number, int count, int n, int d) {
        int features = d + 11;
        double[] z = new double[count * n * (d + 1)];
        double[] u = new double[count * (n + 1)];
        random.stream(RETRIEVAL).normals(0, count, number, n * (d + 1), z, 0);
        random.stream(RETRIEVAL + 1).uniforms(0, count, number, n + 1, u, 0);
        double[] x = new double[count * n * features];
        int[] label = new int[count];
        for (int s = 0; s < count; s++) {
            int target = 1 + Math.min(n - 2, (int) (u[s * (n + 1) + n] * (n - 1)));
            for (int i = 0; i < n; i++) {
                int source = i == 0 ? target : i;
                int from = (s * n + source) * (d + 1);
                double norm = 0;
                for (int c = 0; c < d; c++) {
                    norm += z[from + c] * z[from + c];
                }
                double length = i == 0 ? 1 : Math.exp(z[from + d]);
                int to = (s * n + i) * features;
                for (int c = 0; c < d; c++) {
                    x[to + c] = length * z[from + c] / Math.sqrt(norm);
                }
                int value = Math.min(9, (int) (10 * u[s * (n + 1) + i]));
                x[to + d + (i == 0 ? 10 : value)] = 1;
                label[s] = i == target ? value : label[s];
            }
        }
        return new Tokens(x, label);
    }

    private boolean isSearch(Knobs p) {
        return p.get(task).equals("retrieval");
    }

    private Tokens batch(Knobs p, Training.Draw d) {
        if (isSearch(p)) {
            return retrieval(d.random(), d.iteration(), d.batch(), p.get(tokens), p.get(channels));
        }
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        return digits(HouseModels.picked(known, d.picks(EPOCH_ORDER, d.batch(), known.count())), p.get(tokens));
    }

    // ---- training

    @Override
    protected State start(Knobs p, Philox random) {
        Tokens held = isSearch(p) ? retrieval(random.stream(RETRIEVAL + 2), 0, 400, p.get(tokens), p.get(channels)) : digits(DigitsNet.Examples.of(true), p.get(tokens));
        CancelToken cancel = CancelToken.current();
        return new State(Race.of(NETS, name -> {
            TokenNet net = new TokenNet(p.get(tokens), held.x.length / held.count() / p.get(tokens), isSearch(p), new NonLocal("block", p.get(channels), p.get(heads), name.startsWith("softmax"), name.endsWith("unit")));
            Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random);
            return new Runner(net, fit, sight(net, fit, held, cancel));
        }), held);
    }

    @Override
    protected State next(State s, Turn t) {
        List<Training.Draw> draws = training.draws(t);
        List<Tokens> batches = draws.stream().map(d -> batch(t.p(), d)).toList();
        CancelToken cancel = t.context().cancel();
        return new State(s.race.then((_, r) -> {
            Fit fit = r.fit;
            for (int k = 0; k < draws.size(); k++) {
                Tokens b = batches.get(k);
                fit = fit.step(cancel, training.rate(t.p(), draws.get(k).iteration(), 10), w -> HouseModels.crossEntropy(r.net.logits(w, b.x, b.count()), b.label));
            }
            return new Runner(r.net, fit, sight(r.net, fit, s.held, cancel));
        }), s.held);
    }

    private static Sight sight(TokenNet net, Fit fit, Tokens held, CancelToken cancel) {
        double[] logits = fit.evaluate(cancel, w -> net.logits(w, held.x, held.count()));
        double loss = 0;
        int right = 0;
        for (int s = 0; s < held.count(); s++) {
            double[] row = Arrays.copyOfRange(logits, 10 * s, 10 * s + 10);
            int label = held.label[s];
            double most = Arrays.stream(row).max().orElseThrow();
            loss += most + Math.log(Arrays.stream(row).map(v -> Math.exp(v - most)).sum()) - row[label];
            right += row[label] == most ? 1 : 0;
        }
        double[] one = Arrays.copyOfRange(held.x, SHOWN * held.x.length / held.count(), (SHOWN + 1) * (held.x.length / held.count()));
        return new Sight(fit.evaluate(cancel, w -> net.looks(w, one, true)), fit.evaluate(cancel, w -> net.looks(w, one, false)), (double) right / held.count(), loss / held.count());
    }

    // ---- one token's row of weights; first head, the token in the middle (that which asks, in a search)

    private static int asking(State s) {
        TokenNet net = s.race.states().getFirst().net;
        return net.isSearch() ? 0 : net.tokens() / 2 + (int) Math.sqrt(net.tokens()) / 2;
    }

    /** Products of the token's query with the keys, each first lengthened by its factor. */
    private static double[] scores(State s, String name, IntToDoubleFunction factor) {
        Runner r = s.race.get(name);
        int d = r.net.block().width() / r.net.block().heads();
        double[] a = new double[r.net.tokens()];
        for (int j = 0; j < a.length; j++) {
            for (int c = 0; c < d; c++) {
                a[j] += r.sight.q[asking(s) * d + c] * (factor.applyAsDouble(j) * r.sight.k[j * d + c]);
            }
        }
        return a;
    }

    private static double[] scores(State s, String name) {
        return scores(s, name, _ -> 1);
    }

    /** The key that is lengthened: of those that both kinds like, the one in the middle of the order of softmax. */
    private static int marked(State s) {
        double[] soft = scores(s, "softmax");
        double[] scaled = scores(s, "scaled");
        int[] liked = IntStream.range(0, soft.length).filter(j -> soft[j] > 0 && scaled[j] != 0).boxed().sorted((a, b) -> Double.compare(soft[a], soft[b])).mapToInt(j -> j).toArray();
        return liked.length == 0 ? 0 : liked[liked.length / 2];
    }

    /** Weights of the row with the marked key c times as long: of softmax they are shares, of scaling shares of the sum of magnitudes at c = 1. */
    private static double[] row(State s, String name, double c) {
        int mark = marked(s);
        double[] a = scores(s, name, j -> j == mark ? c : 1);
        if (name.equals("softmax")) {
            return softmax(s, a);
        }
        double whole = Arrays.stream(scores(s, name)).map(Math::abs).sum() + Double.MIN_NORMAL;
        return Arrays.stream(a).map(v -> v / whole).toArray();
    }

    private static double[] softmax(State s, double[] scores) {
        NonLocal block = s.race.states().getFirst().net.block();
        double root = Math.sqrt((double) block.width() / block.heads());
        double most = Arrays.stream(scores).max().orElseThrow();
        double[] e = Arrays.stream(scores).map(v -> Math.exp((v - most) / root)).toArray();
        double sum = Arrays.stream(e).sum();
        return Arrays.stream(e).map(v -> v / sum).toArray();
    }

    private static double entropy(State s, double c) {
        double[] w = softmax(s, scores(s, "softmax", _ -> c));
        return -Arrays.stream(w).filter(v -> v > 0).map(v -> v * Math.log(v)).sum();
    }

    /** Scaled weights over the sum of their magnitudes, with all keys c-fold and as they are. */
    private static double patternError(State s, double c) {
        double[] before = pattern(scores(s, "scaled"));
        double[] after = pattern(scores(s, "scaled", _ -> c));
        return IntStream.range(0, before.length).mapToDouble(j -> Math.abs(after[j] - before[j])).max().orElseThrow();
    }

    private static double[] pattern(double[] a) {
        double whole = Arrays.stream(a).map(Math::abs).sum() + Double.MIN_NORMAL;
        return Arrays.stream(a).map(v -> v / whole).toArray();
    }

    private static double growth(State s) {
        int mark = marked(s);
        double before = row(s, "scaled", 1)[mark];
        return Arrays.stream(LENGTHS).map(c -> Math.abs(row(s, "scaled", c)[mark] / (c * before) - 1)).max().orElseThrow();
    }

    private static double share(State s, double c) {
        return row(s, "softmax", c)[marked(s)];
    }

    /** With keys in place of values, which have the same shape. */
    private static double associativity(Runner r) {
        Sight s = r.sight;
        int n = s.q.length;
        int d = r.net.block().width() / r.net.block().heads();
        int rows = n / d;
        double[] kv = new double[d * d];
        double[] direct = new double[n];
        double[] reordered = new double[n];
        for (int j = 0; j < rows; j++) {
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    kv[a * d + b] += s.k[j * d + a] * s.k[j * d + b];
                }
            }
        }
        double worst = 0;
        double largest = Double.MIN_NORMAL;
        for (int i = 0; i < rows; i++) {
            for (int b = 0; b < d; b++) {
                for (int a = 0; a < d; a++) {
                    reordered[i * d + b] += s.q[i * d + a] * kv[a * d + b] / rows;
                }
                for (int j = 0; j < rows; j++) {
                    double score = 0;
                    for (int a = 0; a < d; a++) {
                        score += s.q[i * d + a] * s.k[j * d + a];
                    }
                    direct[i * d + b] += score / rows * s.k[j * d + b];
                }
                worst = Math.max(worst, Math.abs(direct[i * d + b] - reordered[i * d + b]));
                largest = Math.max(largest, Math.abs(direct[i * d + b]));
            }
        }
        return worst / largest;
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        int n = p.get(tokens);
        int side = (int) Math.ceil(Math.sqrt(n));
        to.matrix("map-scaled", side, side, square(row(s, "scaled", p.get(scale)), side));
        to.matrix("map-softmax", side, side, square(row(s, "softmax", p.get(scale)), side));
        int features = s.held.x.length / s.held.count() / n;
        double[] ink = new double[n];
        for (int j = 0; j < n; j++) {
            for (int c = 0; c < features; c++) {
                ink[j] += isSearch(p) ? Math.abs(s.held.x[(SHOWN * n + j) * features + c]) / features : s.held.x[(SHOWN * n + j) * features + c] / features;
            }
        }
        to.matrix("picture", side, side, square(ink, side));
        int mark = marked(s);
        double scaled = row(s, "scaled", 1)[mark];
        double soft = row(s, "softmax", 1)[mark];
        to.series("grows-scaled", LENGTHS, Arrays.stream(LENGTHS).map(c -> row(s, "scaled", c)[mark] / scaled).toArray());
        to.series("grows-softmax", LENGTHS, Arrays.stream(LENGTHS).map(c -> row(s, "softmax", c)[mark] / soft).toArray());
        double c = p.get(scale);
        to.points("now", 2, new double[] {c, row(s, "scaled", c)[mark] / scaled, c, row(s, "softmax", c)[mark] / soft});
        to.bars("cost", List.of("scaled", "softmax"), new double[] {s.race.get("scaled").net.operations(), s.race.get("softmax").net.operations()});
    }

    private static double[] square(double[] v, int side) {
        return Arrays.copyOf(v, side * side);
    }
}
