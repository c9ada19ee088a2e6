package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Router;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code compress.dsc}: a frozen layer whose change is composed for every input from a few unit atoms of a shared bank, beside a mixture of low-rank
 * adapters, one low-rank adapter, and nothing but a new last layer.
 */
public final class SubspaceComposition extends Study<SubspaceComposition.Stage> {

    static final List<String> DOMAINS = List.of("upright", "inverted", "turned", "mirrored");
    private static final List<String> WAYS = List.of("frozen", "dsc", "molora", "lora");
    private static final int WIDTH = 128;
    private static final int CLASSES = 10;
    private static final int ROWS = CLASSES * DOMAINS.size();
    /** Of the losses for balance, budget, coherence and small logits, as in the author's code. */
    private static final double[] PRICES = {0.01, 0.01, 0.001, 1e-4};
    private static final double GAMMA = 0.1;
    private static final int START = 11;
    /** Over the rate of the atoms: best of .01, .03, .1 after 400 iterations, seeds 1 to 3. */
    private static final double[] RATES = {10 / 3.0, 1, 1 / 3.0, 1 / 3.0};

    /**
     * Digits of all domains behind the frozen first layer.
     *
     * @param known and {@code held}: n × 128
     */
    record Features(double[] known, int[] knownLabel, double[] held, int[] heldLabel) { }

    /**
     * What is seen of the composition on the held-out digits.
     *
     * @param lit mean z of a digit and domain, 40 × M
     * @param total Σz of the first held-out digit of each kind, and {@code norm} ‖ΔW‖₂ there
     */
    record Probe(double[] lit, double[] total, double[] norm, double largest, double coherence, double[] gram) { }

    /** @param accuracy one a way; {@code kinds} the same by domain */
    record Stage(DigitsNet net, boolean isTrained, Features features, Race<Fit> fits, double[] accuracy, double[][] kinds, Probe probe) {
        double accuracy(String way) {
            return accuracy[WAYS.indexOf(way)];
        }
    }

    private final Knob<Integer> atoms;
    private final Knob<Integer> active;
    private final Knob<Integer> rank;
    private final Training training;

    public SubspaceComposition() {
        super("compress.dsc", "Weights composed of atoms",
                "A frozen layer meets inputs that it was not trained for. Its change ΔW is composed for every input: a router picks a few atoms of a shared bank, each a pair of unit vectors, and gives them weights z that sum to less than one. "
                        + "So ΔW fades out continuously with the router and is never larger than the scale γ. Beside it: a mixture of as many low-rank adapters, of which as many are active, one low-rank adapter with as many numbers as the bank, "
                        + "and the frozen layer. All also train a new last layer. The inputs are handwritten digits as they are, inverted, turned and mirrored; the first two layers know upright digits only. "
                        + "This is a small stand-in for the paper's language model. The mixture, three times as large, does best, and one plain adapter without any router, the smallest of all, does as well as the atoms.",
                List.of("φ = the K largest of softplus(r(x))", "z = φ/Σφ · tanh(Σφ)", "ΔW(x) = diag(γ) Σ_k z_k v_k u_kᵀ,   ‖u_k‖ = ‖v_k‖ = 1", "‖ΔW‖₂ ≤ max|γ| Σz ≤ max|γ|"),
                new Citation("V. Khasia", 2025, "Dynamic Subspace Composition: Efficient Adaptation via Contractive Basis Expansion", "2512.23448"),
                new Citation("E. J. Hu, Y. Shen, P. Wallis, Z. Allen-Zhu, Y. Li, S. Wang, L. Wang, W. Chen", 2021, "LoRA: Low-Rank Adaptation of Large Language Models", "2106.09685"));
        group("Layer");
        atoms = whole("atoms", "M", "Atoms", 32, 4, 64, "Of the bank; as many adapters are in the mixture, and as large is the rank of the one adapter.").within(1, 128);
        active = whole("active", "K", "Active", 8, 1, 16, "Atoms, or adapters of the mixture, that an input uses.").within(1, 128);
        rank = whole("rank", "r", "Rank of the mixture", 4, 1, 8, "Of every adapter in the mixture.").within(1, 32);
        refuse(p -> p.get(active) > p.get(atoms), p -> "active is " + p.get(active) + ", and there are only " + p.get(atoms) + " atoms; take fewer active ones or more atoms");
        training = training(3e-2, 128, 400, 5);
        lasts(p -> 1 + training.steps(p));
        pace(20);

        Gauge<Stage> accuracy = gauge("accuracy", "Accuracy, atoms", "", s -> s.accuracy("dsc"));
        Gauge<Stage> molora = gauge("accuracy-molora", "Accuracy, mixture", "", s -> s.accuracy("molora"));
        Gauge<Stage> lora = gauge("accuracy-lora", "Accuracy, one adapter", "", s -> s.accuracy("lora"));
        Gauge<Stage> frozen = gauge("accuracy-frozen", "Accuracy, frozen", "", s -> s.accuracy("frozen"));
        Gauge<Stage> ratio = gauge("bound-ratio", "‖ΔW‖₂ / (max|γ| Σz), largest", "", s -> IntStream.range(0, ROWS).mapToDouble(k -> s.probe.norm[k] / (s.probe.largest * s.probe.total[k])).max().orElseThrow());
        Gauge<Stage> total = gauge("total", "Σz, largest", "", s -> Arrays.stream(s.probe.total).max().orElseThrow());
        Gauge<Stage> coherent = gauge("coherence", "Root mean square of u_i · u_j", "", s -> s.probe.coherence);
        gauge("parameters", "Numbers, atoms", "", (s, p) -> parameters("dsc", p));
        gauge("parameters-molora", "Numbers, mixture", "", (s, p) -> parameters("molora", p));
        gauge("parameters-lora", "Numbers, one adapter", "", (s, p) -> parameters("lora", p));

        PaneSpec lit = multiples("lit", "Atoms that are lit", "mean weight z: a row a digit, a column an atom");
        DOMAINS.forEach(d -> lit.draw(CELLS, "lit-" + d, d));
        lit.alike(DOMAINS.stream().map(d -> "lit-" + d).toArray(String[]::new));
        String rates = "Rates, the best of .01, .03 and .1 for each: frozen .1, atoms .03, both adapters .01; they fall to zero linearly.";
        history("errors", "Misread", "share of the held-out digits of all four kinds", List.of(missed("dsc", "Atoms"), missed("molora", "Mixture of adapters"), missed("lora", "One adapter"), missed("frozen", "Frozen"))).log().note(rates);
        plot("bound", "Size of the change", "of one digit of each kind and value: ‖ΔW‖₂ and its bound").draw(CURVE, "limit", "max|γ| Σz", "", "Σz").draw(POINTS, "norms", "‖ΔW‖₂", "", "Σz");
        plot("cost", "What is stored and what is moved", "kilobytes beside the layer; moved for one input").draw(BARS, "bytes", "", "kB");
        plane("gram", "How the atoms lie to each other", "u_i · u_j").draw(CELLS, "gram", "u_i · u_j");
        words("kinds", "Accuracy by kind", "held-out digits").draw(WORDS, "table", "accuracy");
        history("coherences", "Coherence", "root mean square of u_i · u_j, i ≠ j", coherent);

        always("bound", "‖ΔW‖₂ over max|γ| Σz", ratio, atMost(1 + 1e-5), "triangle inequality, unit atoms; z in 32 bits");
        always("simplex", "Σz", total, atMost(1 + 1e-6), "tanh ≤ 1");
        formula("closes", "Σz of logits far below zero", atMost(1e-8), "softplus(−20) = 2e-9, four of them", x -> closed(x.cancel()));
        reference("parameters", "numbers of bank and mixture, without the router: 2Md over 2Mrd, times r", within(1, 0), "count", t -> (double) bank("dsc", t.knobs()) / bank("molora", t.knobs()) * t.knobs().get(rank));
        var five = shared(t -> t.means(5, frozen, accuracy, molora, lora));
        String ours = "our runs, mean of 5 seeds";
        lengthy("frozen", "accuracy less that of the frozen layer", atLeast(0.05), ours, five, m -> m[1] - m[0]);
        lengthy("mixture", "accuracy less that of the mixture, which has three times as many numbers", atLeast(-0.015), ours, five, m -> m[1] - m[2]);
        lengthy("one", "accuracy less that of one adapter, which has fewer numbers", atMost(0.005), ours, five, m -> m[1] - m[3]);
        atEnd("learned", "accuracy with atoms", accuracy, atLeast(0.3), "our runs; chance is .1");

        opens("Atoms for every input", "Eight of thirty-two atoms are picked for every digit, and make its own change of the layer.").pictured(60);
        preset("one", "One atom at a time", "The weight of a single atom still tells the router how it did. That of a single adapter is always one, and its router learns nothing: the mixture falls behind the frozen layer.").set("active=1").panes("lit", "bound", "errors", "gram").pictured(60);
        preset("crowd", "More atoms than room", "Sixty-four atoms are stored, eight of them are moved; beside them a mixture of rank one, which is as large.").set("atoms=64", "rank=1").panes("lit", "cost", "gram", "errors").pins("atoms", "active", "rank").pictured(60);
        tiny("atoms=4 active=2 rank=1 batch=16 iterations=4 iterations-per-step=2");
    }

    private Gauge<Stage> missed(String way, String label) {
        return gauge("missed-" + way, label, "", s -> Math.max(1e-4, 1 - s.accuracy(way)));
    }

    private int bank(String way, Knobs p) {
        return weights(way, p).parts().stream().filter(part -> List.of("u", "v", "a", "b").contains(part.name())).mapToInt(Part::size).sum();
    }

    private static double closed(CancelToken cancel) {
        try (Tape tape = Tape.precise(cancel)) {
            double[] far = new double[16];
            Arrays.fill(far, -1e9);
            return Arrays.stream(Router.gatedSimplex(tape.of(far, 1, 16), 4).array()).sum();
        }
    }

    // ---- the layer

    private Weights weights(String way, Knobs p) {
        int m = p.get(atoms);
        Owner head = () -> List.of(new Part("head", Start.normal(Math.sqrt(2.0 / WIDTH)), CLASSES, WIDTH), new Part("head.bias", Start.ZERO, CLASSES));
        Owner router = () -> List.of(new Part("router", Start.normal(0.01), m, WIDTH), new Part("router.bias", Start.ZERO, m));
        double unit = 1 / Math.sqrt(WIDTH);
        return switch (way) {
            case "dsc" -> Weights.of(head, router, () -> List.of(new Part("u", Start.normal(unit), m, WIDTH), new Part("v", Start.normal(unit), m, WIDTH), new Part("gamma", Start.constant(GAMMA), WIDTH)));
            case "molora" -> Weights.of(head, router, () -> List.of(new Part("a", Start.normal(unit), m * p.get(rank), WIDTH), new Part("b", Start.ZERO, m * p.get(rank), WIDTH)));
            case "lora" -> Weights.of(head, () -> List.of(new Part("a", Start.normal(unit), m, WIDTH), new Part("b", Start.ZERO, m, WIDTH)));
            default -> Weights.of(head);
        };
    }

    /** Numbers that are learned beside the last layer. */
    private int parameters(String way, Knobs p) {
        return weights(way, p).size() - CLASSES * (WIDTH + 1);
    }

    private static Value unit(Value rows) {
        return rows.over(rows.norm(1).unsqueeze(1));
    }

    private static Value routed(Theta w, Value h) {
        return w.linear(h.normalized(1, 1e-5), "router", "router.bias");
    }

    /** What the change of the layer adds to its outputs: n × 128 → n × 128. */
    private Value changed(String way, Theta w, Value h, Knobs p) {
        return switch (way) {
            case "dsc" -> h.matmul(unit(w.get("u")).transposed()).times(Router.gatedSimplex(routed(w, h), p.get(active))).matmul(unit(w.get("v"))).times(w.get("gamma"));
            case "molora" -> {
                Value gates = Router.softmax(routed(w, h), p.get(active)).unsqueeze(2).expand(h.size(0), p.get(atoms), p.get(rank)).reshape(h.size(0), -1);
                yield h.matmul(w.get("a").transposed()).times(gates).matmul(w.get("b"));
            }
            default -> h.matmul(w.get("a").transposed()).matmul(w.get("b"));
        };
    }

    private Value logits(String way, Theta w, Value h, DigitsNet net, Knobs p) {
        DigitsNet.Layer l = net.layers().get(1);
        Value y = h.matmul(w.tape().of(l.w(), WIDTH, WIDTH).transposed()).plus(w.tape().of(l.b(), WIDTH));
        return w.linear((way.equals("frozen") ? y : y.plus(changed(way, w, h, p))).relu(), "head", "head.bias");
    }

    private static Value coherence(Value rows) {
        Value u = unit(rows);
        return u.matmul(u.transposed()).square().sum().minus(rows.size(0));
    }

    private Value loss(String way, Theta w, double[] h, int[] label, DigitsNet net, Knobs p) {
        Value x = w.tape().of(h, label.length, WIDTH);
        Value loss = HouseModels.crossEntropy(logits(way, w, x, net, p), label);
        if (way.equals("frozen") || way.equals("lora")) {
            return loss;
        }
        Value r = routed(w, x);
        loss = loss.plus(Router.z(r).times(PRICES[3]));
        if (way.equals("molora")) {
            return loss.plus(Router.load(r.softmax(1), Router.top(r, p.get(active))).times(PRICES[0] / p.get(active)));
        }
        Value clipped = r.clamped(-Router.CLIP, Router.CLIP);
        Value alpha = clipped.softplus();
        Value budget = alpha.times(Router.top(alpha, p.get(active))).sum(1).mean().from(1).relu().square();
        return loss.plus(Router.balance(clipped.softmax(1)).times(PRICES[0])).plus(budget.times(PRICES[1])).plus(coherence(w.get("u")).plus(coherence(w.get("v"))).times(PRICES[2]));
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        DigitsNet net = HouseModels.untrained(random);
        Race<Fit> fits = Race.of(WAYS, way -> Fit.start(weights(way, p), AdamW.ADAM, random.stream(START)));
        return judged(net, false, features(net), fits, p, CancelToken.current());
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        if (!s.isTrained) {
            DigitsNet net = HouseModels.digits(t.random(), t.context().cancel());
            return judged(net, true, features(net), s.fits, t.p(), t.context().cancel());
        }
        Race<Fit> fits = s.fits;
        int n = s.features.knownLabel.length;
        for (Training.Draw draw : training.draws(new Turn(t.p(), t.step() - 1, t.random(), t.context()))) {
            int[] which = draw.picks(12, draw.batch(), n);
            double[] h = rows(s.features.known, which);
            int[] label = Arrays.stream(which).map(k -> s.features.knownLabel[k]).toArray();
            double decay = 1 - (double) draw.iteration() / t.get(training.iterations());
            fits = fits.then((way, fit) -> fit.step(t.context().cancel(), t.get(training.rate()) * RATES[WAYS.indexOf(way)] * decay, w -> loss(way, w, h, label, s.net, t.p())));
        }
        return judged(s.net, true, s.features, fits, t.p(), t.context().cancel());
    }

    private static double[] rows(double[] all, int[] which) {
        double[] h = new double[which.length * WIDTH];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(all, which[k] * WIDTH, h, k * WIDTH, WIDTH);
        }
        return h;
    }

    private static Features features(DigitsNet net) {
        DigitsNet.Examples known = everywhere(DigitsNet.Examples.of(false));
        DigitsNet.Examples held = everywhere(DigitsNet.Examples.of(true));
        DigitsNet first = new DigitsNet(net.layers().subList(0, 2));
        return new Features(first.forward(known.x()).get(1), known.label(), first.forward(held.x()).get(1), held.label());
    }

    /** All digits in the first domain, then all in the second, …. */
    static DigitsNet.Examples everywhere(DigitsNet.Examples e) {
        int p = HandwrittenDigits.PIXELS;
        int n = e.count();
        double[] x = new double[DOMAINS.size() * n * p];
        for (int k = 0; k < x.length; k++) {
            int domain = k / (n * p);
            int digit = k / p % n * p;
            x[k] = domain == 1 ? 1 - e.x()[digit + k % p] : e.x()[digit + source(domain, k % p)];
        }
        int[] label = new int[DOMAINS.size() * n];
        Arrays.setAll(label, k -> e.label()[k % n]);
        return new DigitsNet.Examples(x, label);
    }

    /** The pixel of the upright digit that is seen at a pixel: turned a quarter clockwise, or mirrored left to right. */
    private static int source(int domain, int pixel) {
        int side = HandwrittenDigits.SIDE;
        int row = pixel / side;
        int column = pixel % side;
        return switch (domain) {
            case 2 -> (side - 1 - column) * side + row;
            case 3 -> row * side + side - 1 - column;
            default -> pixel;
        };
    }

    private Stage judged(DigitsNet net, boolean isTrained, Features f, Race<Fit> fits, Knobs p, CancelToken cancel) {
        double[] accuracy = new double[WAYS.size()];
        double[][] kinds = new double[WAYS.size()][DOMAINS.size()];
        int n = f.heldLabel.length;
        for (int way = 0; way < accuracy.length; way++) {
            String name = WAYS.get(way);
            int[] said = Router.first(fits.get(name).evaluate(cancel, w -> logits(name, w, w.tape().of(f.held, n, WIDTH), net, p)), CLASSES);
            for (int k = 0; k < n; k++) {
                double hit = said[k] == f.heldLabel[k] ? 1.0 / n : 0;
                accuracy[way] += hit;
                kinds[way][k * DOMAINS.size() / n] += hit * DOMAINS.size();
            }
        }
        return new Stage(net, isTrained, f, fits, accuracy, kinds, probe(f, fits.get("dsc"), p, cancel));
    }

    private Probe probe(Features f, Fit fit, Knobs p, CancelToken cancel) {
        int m = p.get(atoms);
        int n = f.heldLabel.length;
        double[] z = fit.evaluate(cancel, w -> Router.gatedSimplex(routed(w, w.tape().of(f.held, n, WIDTH)), p.get(active)));
        double[] u = fit.evaluate(cancel, w -> unit(w.get("u")));
        double[] v = fit.evaluate(cancel, w -> unit(w.get("v")).times(w.get("gamma")));
        double largest = Arrays.stream(fit.evaluate(cancel, w -> w.get("gamma"))).map(Math::abs).max().orElseThrow();
        double[] lit = new double[ROWS * m];
        int[] count = new int[ROWS];
        double[] total = new double[ROWS];
        double[] norm = new double[ROWS];
        for (int k = 0; k < n; k++) {
            int row = k * DOMAINS.size() / n * CLASSES + f.heldLabel[k];
            double[] own = Arrays.copyOfRange(z, k * m, (k + 1) * m);
            if (count[row]++ == 0) {
                total[row] = Arrays.stream(own).sum();
                norm[row] = spectralNorm(own, u, v);
            }
            for (int a = 0; a < m; a++) {
                lit[row * m + a] += own[a];
            }
        }
        for (int k = 0; k < lit.length; k++) {
            lit[k] /= count[k / m];
        }
        double[] gram = Matrix.of(m, WIDTH, u).times(Matrix.of(m, WIDTH, u).transposed()).toArray();
        double off = IntStream.range(0, gram.length).filter(k -> k / m != k % m).mapToDouble(k -> gram[k] * gram[k]).sum();
        return new Probe(lit, total, norm, largest, Math.sqrt(off / Math.max(1, m * (m - 1))), gram);
    }

    /** ‖Σ z_k v_k u_kᵀ‖₂ from the Gram matrices of its few vectors, the atoms that are not used left out. */
    static double spectralNorm(double[] z, double[] u, double[] v) {
        int d = u.length / z.length;
        int[] used = IntStream.range(0, z.length).filter(k -> z[k] > 0).toArray();
        Matrix right = Matrix.of(used.length, d, Arrays.stream(used).boxed().flatMapToDouble(k -> Arrays.stream(u, k * d, (k + 1) * d)).toArray());
        Matrix left = Matrix.of(used.length, d, Arrays.stream(used).boxed().flatMapToDouble(k -> Arrays.stream(v, k * d, (k + 1) * d).map(e -> z[k] * e)).toArray());
        Matrix root = right.times(right.transposed()).symmetrised().squareRoot();
        return Math.sqrt(Arrays.stream(root.times(left).times(left.transposed()).times(root).symmetrised().eigenvalues()).max().orElse(0));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        int m = p.get(atoms);
        for (int d = 0; d < DOMAINS.size(); d++) {
            to.matrix("lit-" + DOMAINS.get(d), CLASSES, m, Arrays.copyOfRange(s.probe.lit, d * CLASSES * m, (d + 1) * CLASSES * m));
        }
        double widest = Arrays.stream(s.probe.total).max().orElseThrow();
        to.series("limit", new double[] {0, widest}, new double[] {0, s.probe.largest * widest});
        to.series("norms", s.probe.total, s.probe.norm);
        double kilo = 4.0 / 1000;
        double router = m * (WIDTH + 1);
        double[] bytes = {parameters("dsc", p), router + WIDTH * (1 + 2.0 * p.get(active)), parameters("molora", p), router + 2.0 * WIDTH * p.get(active) * p.get(rank), parameters("lora", p)};
        to.bars("bytes", List.of("atoms stored", "atoms moved", "mixture stored", "mixture moved", "adapter"), Arrays.stream(bytes).map(b -> b * kilo).toArray());
        to.matrix("gram", m, m, s.probe.gram);
        to.table("table", new Layer.Column.Words("kind", "kind", DOMAINS), new Layer.Column.Numbers("frozen", "frozen", "", s.kinds[0]), new Layer.Column.Numbers("atoms", "atoms", "", s.kinds[1]),
                new Layer.Column.Numbers("mixture", "mixture", "", s.kinds[2]), new Layer.Column.Numbers("adapter", "adapter", "", s.kinds[3]));
    }
}
