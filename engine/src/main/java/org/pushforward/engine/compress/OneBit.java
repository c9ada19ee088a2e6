package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ProperModes;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/** {@code compress.onebit}: matrices of signs with a number for every row and every column, started by a decomposition of |W| and taught by the dense network. */
public final class OneBit extends Study<OneBit.Bench> {

    private static final List<String> WAYS = List.of("svid", "rows", "random");
    /** The two hidden layers are of one bit; the last layer stays as it is. */
    private static final int LAYERS = 2;
    private static final int BATCH = 64;
    /** Steps an epoch. */
    private static final int PARTS = 4;
    private static final double RATE = 2e-3;
    private static final double GOAL = 0.15;
    /** Bits of a number beside the matrix. */
    private static final int ANALOG = 16;

    /** W ≈ sign(W) ⊙ a bᵀ, W rows × columns. */
    record Scaled(double[] w, double[] a, double[] b) {
        double[] product() {
            return IntStream.range(0, w.length).mapToDouble(k -> (w[k] > 0 ? 1 : -1) * a[k / b.length] * b[k % b.length]).toArray();
        }

        double error() {
            double[] p = product();
            return Vectors.norm(IntStream.range(0, w.length).mapToDouble(k -> w[k] - p[k]).toArray()) / Vectors.norm(w);
        }
    }

    /**
     * Where a run stands.
     *
     * @param teacher the dense network; without layers where a matrix is given
     * @param known logits of the teacher on the known digits
     * @param scaled the matrix that is shown by decomposition, by rows, by one number
     * @param reached epochs to the goal, one a way; 0 before
     */
    record Bench(DigitsNet teacher, boolean isTrained, double[] known, List<Scaled> scaled, Race<Fit> fits, List<DigitsNet> nets, List<DigitsNet.Score> scores, DigitsNet.Score dense, double[] reached, int done) {
        boolean isNet() {
            return !teacher.layers().isEmpty();
        }
    }

    private final Knob<String> initialisation;
    private final Knob<Integer> epochs;
    private final Knob<VectorValue> matrix;

    public OneBit() {
        super("compress.onebit", "One bit and two vectors",
                "Of every weight only the sign is kept, with one number for each row and each column. The best such numbers are a decomposition of |W| of rank one. Then the signs and numbers are trained to say what the "
                        + "dense network says, the derivative passing the sign as if it were not there. Beside it: numbers for rows alone, and a random start. The two hidden layers of a small network for handwritten digits are "
                        + "treated, a stand-in for the language models of the paper. The decomposition is never worse than numbers for rows; trained, the two are close, and rows alone can be ahead.",
                List.of("W ≈ sign(W) ⊙ a bᵀ", "y = a ⊙ (sign(W) (b ⊙ x))", "‖W − Ŵ‖² = ‖W‖² − σ₁(|W|)²"),
                new Citation("Y. Xu, X. Han, Z. Yang, S. Wang, Q. Zhu, Z. Liu, W. Liu, W. Che", 2024, "OneBit: Towards Extremely Low-bit Large Language Models", "2402.11295"));
        initialisation = choice("initialisation", "W₀", "Start shown", WAYS, "svid", "Whose signs, accuracy and epochs are shown: decomposition, rows, random; all three run.");
        epochs = whole("epochs", "E", "Epochs", 12, 2, 20, "Of the training.").within(1, 200);
        matrix = vector("matrix", "W", "Your own matrix", 0, 0, "", "Instead of a network: rows like \"3,-1,0.5;1,2,-1\"; nothing is trained then.");
        refuse(p -> p.get(matrix).rows() > 64 || p.get(matrix).columns() > 64, _ -> "matrix has at most 64 rows and columns");
        refuse(p -> isGiven(p) && p.get(matrix).values().stream().allMatch(v -> v == 0), _ -> "matrix is zero; give one number that is not");
        lasts(p -> isGiven(p) ? 1 : 1 + (long) PARTS * p.get(epochs));
        pace(12);

        Gauge<Bench> svid = gauge("error-svid", "Error, rows and columns", "", s -> s.scaled.get(0).error());
        Gauge<Bench> row = gauge("error-row", "Error, rows", "", s -> s.scaled.get(1).error());
        Gauge<Bench> scalar = gauge("error-scalar", "Error, one number", "", s -> s.scaled.get(2).error());
        Gauge<Bench> order = gauge("order-error", "Rows and columns above rows, rows above one", "", s -> Math.max(s.scaled.get(0).error() - s.scaled.get(1).error(), s.scaled.get(1).error() - s.scaled.get(2).error()));
        Gauge<Bench> accuracy = gauge("accuracy", "Shown", "", (s, p) -> s.scores.get(WAYS.indexOf(p.get(initialisation))).accuracy()).when(Bench::isNet);
        Gauge<Bench> dense = gauge("accuracy-dense", "Dense", "", s -> s.dense.accuracy()).when(Bench::isNet);
        List<Gauge<Bench>> losses = new ArrayList<>();
        for (String way : WAYS) {
            losses.add(gauge("loss-" + way, List.of("Decomposition", "Rows", "Random").get(WAYS.indexOf(way)), "nats", s -> s.scores.get(WAYS.indexOf(way)).loss()).when(Bench::isNet));
        }
        losses.add(gauge("loss-dense", "Dense", "nats", s -> s.dense.loss()).when(Bench::isNet));
        Gauge<Bench> epochsTo = gauge("epochs-to-loss", "Epochs to a loss of .15, shown", "", (s, p) -> s.reached[WAYS.indexOf(p.get(initialisation))]).when(s -> Arrays.stream(s.reached).allMatch(v -> v > 0));
        Gauge<Bench> epochsRandom = gauge("epochs-to-loss-random", "Epochs to a loss of .15, random", "", s -> s.reached[2]).when(s -> Arrays.stream(s.reached).allMatch(v -> v > 0));
        Gauge<Bench> bits = gauge("bits-per-weight", "Bits a weight", "", s -> {
            Scaled m = s.scaled.getFirst();
            return 1 + (double) ANALOG * (m.a.length + m.b.length) / m.w.length;
        });

        plane("bits", "Signs", "of the last hidden layer as trained, or of your matrix").draw(CELLS, "signs", "sign");
        history("losses", "Held-out loss", "by the start of the training", losses).log();
        plot("sides", "The numbers beside", "one for every row and column").draw(CURVE, "rows", "a, rows", "", "number").draw(CURVE, "columns", "b, columns", "", "number");
        history("accuracies", "Accuracy", "on the held-out fifth", accuracy, dense);
        multiples("approximations", "The matrix and what is left of it", "before training").draw(CELLS, "w", "dense").draw(CELLS, "by-svid", "rows and columns").draw(CELLS, "by-row", "rows").draw(CELLS, "by-scalar", "one number").alike("w", "by-svid", "by-row", "by-scalar");
        history("errors", "Relative error of the matrix", "‖W − Ŵ‖/‖W‖ before training", svid, row, scalar);

        always("order", "rows and columns above rows, rows above one number", order, atMost(1e-12), "a larger family is never worse");
        reference("given", "squared error of a given matrix less 1 − σ₁²/‖W‖²", atMost(1e-8), "by hand: |W| = (2 1; 1 2), σ₁ = 3, ‖W‖² = 10", t -> Math.abs(t.value(svid) * t.value(svid) - 0.1), "matrix=2,-1;1,-2");
        reference("bits", "bits a weight of a 2 × 2 matrix", atMost(1e-12), "by hand: 1 + 16 · 4/4", t -> Math.abs(t.value(bits) - 17), "matrix=2,-1;1,-2");
        Shared<double[]> run = shared(t -> {
            double[] sum = new double[5];
            for (int seed = 1; seed <= 5; seed++) {
                Trial<Bench> begun = t.anew(seed).steps(1 + 5 * PARTS);
                sum[0] += begun.value(accuracy) / begun.value(dense) / 5;
                sum[4] += begun.state().scores.get(0).loss() / begun.state().scores.get(1).loss() / 5;
                double[] reached = begun.rest().state().reached;
                for (int k = 0; k < 3; k++) {
                    sum[1 + k] += (reached[k] > 0 ? reached[k] : t.knobs().get(epochs)) / 5;
                }
            }
            return sum;
        });
        lengthy("accuracy", "accuracy after 5 epochs over that of the dense network", atLeast(0.95), "our runs, mean of 5 seeds", run, m -> m[0]);
        lengthy("epochs", "epochs to a loss of .15 over those from a random start", atMost(0.5), "our runs, mean of 5 seeds", run, m -> m[1] / m[3]);
        lengthy("rows", "loss after 5 epochs over that with rows alone", atMost(1.4), "our runs, mean of 5 seeds", run, m -> m[4]);
        opens("Black, white and two vectors", "Every weight one bit: the matrix, what is left of it, and how training brings the network back.").panes("approximations", "losses", "bits", "accuracies").pictured(13);
        preset("untrained", "Signs alone do not do", "Without training a fifth of the digits is lost, however well the matrix is fitted.").set("epochs=1").panes("approximations", "errors", "accuracies", "bits").pictured(2);
        preset("given", "A matrix of your own", "|W| has rank one here but for one entry.").set("matrix=2,-1,4;-1,0.5,-2;3,-1.5,1").panes("approximations", "bits", "sides", "errors").pins("matrix").pictured(1);
        tiny("epochs=1", "matrix=2,-1;1,-2");
    }

    private boolean isGiven(Knobs p) {
        return !p.get(matrix).values().isEmpty();
    }

    // ---- signs and numbers

    /** The best a bᵀ of |W|, with b of mean one. */
    static Scaled svid(double[] w, int columns) {
        double[] abs = Arrays.stream(w).map(Math::abs).toArray();
        double[] v = Arrays.stream(ProperModes.of(abs, columns, 1).mode(0)).map(Math::abs).toArray();
        double mean = Arrays.stream(v).average().orElseThrow();
        double[] a = new double[w.length / columns];
        for (int k = 0; k < w.length; k++) {
            a[k / columns] += abs[k] * v[k % columns] * mean;
        }
        return new Scaled(w, a, Arrays.stream(v).map(x -> x / mean).toArray());
    }

    static Scaled byRows(double[] w, int columns) {
        double[] a = new double[w.length / columns];
        for (int k = 0; k < w.length; k++) {
            a[k / columns] += Math.abs(w[k]) / columns;
        }
        return new Scaled(w, a, ones(columns));
    }

    static Scaled byOne(double[] w, int columns) {
        double[] a = new double[w.length / columns];
        Arrays.fill(a, Arrays.stream(w).map(Math::abs).average().orElseThrow());
        return new Scaled(w, a, ones(columns));
    }

    private static double[] ones(int n) {
        double[] one = new double[n];
        Arrays.fill(one, 1);
        return one;
    }

    private static List<Scaled> all(double[] w, int columns) {
        return List.of(svid(w, columns), byRows(w, columns), byOne(w, columns));
    }

    // ---- training

    /** The arrays of the house model, then a and b of every layer of one bit. */
    private static Weights weights() {
        List<Part> parts = new ArrayList<>(HouseModels.weights().parts());
        for (int l = 0; l < LAYERS; l++) {
            parts.add(new Part("a." + l, Start.ONE, DigitsNet.WIDTHS.get(l + 1)));
            parts.add(new Part("b." + l, Start.ONE, DigitsNet.WIDTHS.get(l)));
        }
        return Weights.of(() -> parts);
    }

    private static double[] theta(DigitsNet net, boolean bothSides) {
        List<double[]> all = new ArrayList<>();
        net.layers().forEach(l -> all.addAll(List.of(l.w(), l.b())));
        for (DigitsNet.Layer l : net.layers().subList(0, LAYERS)) {
            Scaled s = bothSides ? svid(l.w(), l.inputs()) : byRows(l.w(), l.inputs());
            all.addAll(List.of(s.a, s.b));
        }
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static DigitsNet net(Fit fit) {
        DigitsNet net = DigitsNet.of(fit.theta(), DigitsNet.WIDTHS);
        for (int l = 0; l < LAYERS; l++) {
            int a = fit.weights().offset("a." + l);
            int b = fit.weights().offset("b." + l);
            net = net.with(l, new Scaled(net.layers().get(l).w(), Arrays.copyOfRange(fit.theta(), a, a + net.layers().get(l).outputs()),
                    Arrays.copyOfRange(fit.theta(), b, b + net.layers().get(l).inputs())).product());
        }
        return net;
    }

    /** sign(W), whose derivative is taken to be that of W within ±1. */
    private static Value sign(Value w) {
        Value straight = w.clamped(-1, 1);
        return straight.plus(w.above(0).times(2).minus(1).minus(straight).detached());
    }

    private static Value logits(Theta w, Value x) {
        Value h = x;
        for (int l = 0; l < LAYERS; l++) {
            h = h.times(w.get("b." + l)).matmul(sign(w.get("layer." + l + ".matrix")).transposed()).times(w.get("a." + l)).plus(w.get("layer." + l + ".bias")).relu();
        }
        return w.linear(h, "layer." + LAYERS + ".matrix", "layer." + LAYERS + ".bias");
    }

    @Override
    protected Bench start(Knobs p, Philox random) {
        if (isGiven(p)) {
            double[] w = p.get(matrix).values().stream().mapToDouble(Double::doubleValue).toArray();
            return new Bench(new DigitsNet(List.of()), true, w, all(w, p.get(matrix).columns()), new Race<>(List.of(), List.of()), List.of(), List.of(), new DigitsNet.Score(0, 0), new double[3], 0);
        }
        return begun(HouseModels.untrained(random), false, random);
    }

    private static Bench begun(DigitsNet teacher, boolean isTrained, Philox random) {
        Weights weights = weights();
        DigitsNet other = HouseModels.untrained(random.stream(7));
        Race<Fit> fits = Race.of(WAYS, way -> Fit.from(weights, AdamW.ADAM, theta(way.equals("random") ? other : teacher, way.equals("svid"))));
        DigitsNet.Layer shown = teacher.layers().get(LAYERS - 1);
        return judged(new Bench(teacher, isTrained, teacher.forward(DigitsNet.Examples.of(false).x()).getLast(), all(shown.w(), shown.inputs()), fits, List.of(), List.of(),
                teacher.score(DigitsNet.Examples.of(true)), new double[3], 0));
    }

    private static Bench judged(Bench s) {
        List<DigitsNet> nets = s.fits.states().stream().map(OneBit::net).toList();
        List<DigitsNet.Score> scores = nets.stream().map(n -> n.score(DigitsNet.Examples.of(true))).toList();
        double[] reached = s.reached.clone();
        for (int k = 0; k < 3; k++) {
            reached[k] = reached[k] == 0 && s.done > 0 && scores.get(k).loss() <= GOAL ? (double) s.done / PARTS : reached[k];
        }
        return new Bench(s.teacher, s.isTrained, s.known, s.scaled, s.fits, nets, scores, s.dense, reached, s.done);
    }

    @Override
    protected Bench next(Bench s, Turn t) {
        if (!s.isNet()) {
            return s;
        }
        if (!s.isTrained) {
            return begun(HouseModels.digits(t.random(), t.context().cancel()), true, t.random());
        }
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        int[] order = HouseModels.order(t.random().stream(8), s.done / PARTS, known.count());
        int part = s.done % PARTS;
        Race<Fit> fits = s.fits;
        int end = order.length * (part + 1) / PARTS;
        for (int from = order.length * part / PARTS; from < end; from += BATCH) {
            int[] which = Arrays.copyOfRange(order, from, Math.min(end, from + BATCH));
            DigitsNet.Examples b = HouseModels.picked(known, which);
            double[] said = new double[which.length * 10];
            for (int k = 0; k < said.length; k++) {
                said[k] = s.known[which[k / 10] * 10 + k % 10];
            }
            double[] probable = DigitsNet.softmax(said, 10);
            fits = fits.then((_, fit) -> fit.step(t.context().cancel(), RATE,
                    w -> logits(w, w.tape().of(b.x(), b.count(), 64)).logSoftmax(1).times(w.tape().of(probable, b.count(), 10)).sum(1).mean().negated()));
        }
        return judged(new Bench(s.teacher, true, s.known, s.scaled, fits, s.nets, s.scores, s.dense, s.reached, s.done + 1));
    }

    // ---- pictures

    @Override
    protected void look(Bench s, Knobs p, Look to) {
        Scaled shown = s.scaled.getFirst();
        if (s.isNet()) {
            Fit fit = s.fits.get(p.get(initialisation));
            String l = String.valueOf(LAYERS - 1);
            int[] at = {fit.weights().offset("layer." + l + ".matrix"), fit.weights().offset("a." + l), fit.weights().offset("b." + l)};
            shown = new Scaled(Arrays.copyOfRange(fit.theta(), at[0], at[0] + shown.w.length), Arrays.copyOfRange(fit.theta(), at[1], at[1] + shown.a.length), Arrays.copyOfRange(fit.theta(), at[2], at[2] + shown.b.length));
        }
        int rows = shown.a.length;
        int columns = shown.b.length;
        to.matrix("signs", rows, columns, Arrays.stream(shown.w).map(v -> v > 0 ? 1 : -1).toArray());
        to.series("rows", IntStream.range(0, rows).asDoubleStream().toArray(), shown.a);
        to.series("columns", IntStream.range(0, columns).asDoubleStream().toArray(), shown.b);
        to.matrix("w", rows, columns, s.scaled.getFirst().w);
        List<String> names = List.of("by-svid", "by-row", "by-scalar");
        for (int k = 0; k < 3; k++) {
            to.matrix(names.get(k), rows, columns, s.scaled.get(k).product());
        }
    }
}
