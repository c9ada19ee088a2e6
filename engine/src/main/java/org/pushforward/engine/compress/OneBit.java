package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseCourse;
import org.pushforward.engine.learn.HouseModel;
import org.pushforward.engine.learn.HouseModel.Score;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.TextNet;
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
    private static final double RATE = 2e-3;
    /** Times an epoch that the students are asked. */
    private static final int PARTS = 4;
    private static final double GOAL = 0.15;
    private static final double TEXT_GOAL = 1;
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
     * @param course of the teacher, the dense network; none where a matrix is given
     * @param scaled the matrix that is shown by decomposition, by rows, by one number
     * @param scores held out, one a way
     * @param reached epochs to the goal, one a way; 0 before
     * @param done iterations
     */
    record Bench(List<HouseCourse> course, List<Scaled> scaled, Race<Fit> fits, List<Score> scores, Score dense, double[] reached, int done) {
        HouseModel teacher() {
            return course.getFirst().model();
        }

        boolean isNet() {
            return !course.isEmpty();
        }

        /** Whether the dense network has learned, so that there are students of it. */
        boolean isTaught() {
            return isNet() && course.getFirst().isDone();
        }
    }

    private final TextNet.Recipe recipe;
    private final Knob<String> model;
    private final Knob<String> initialisation;
    private final Knob<Integer> epochs;
    private final Knob<VectorValue> matrix;

    public OneBit() {
        this(TextNet.Recipe.HOUSE);
    }

    /** @param recipe of the text model, which a test has smaller */
    OneBit(TextNet.Recipe recipe) {
        super("compress.onebit", "One bit and two vectors",
                "Of every weight only the sign is kept, with one number for each row and each column. The best such numbers are a decomposition of |W| of rank one. Then the signs and numbers are trained to say what the "
                        + "dense network says, the derivative passing the sign as if it were not there. Beside it: numbers for rows alone, and a random start. The two hidden layers of a small network for handwritten digits are "
                        + "treated, or the attention and feed-forward matrices of a small transformer that reads text of known entropy: stand-ins for the language models of the paper. "
                        + "The decomposition is never worse than numbers for rows; trained, the two are close, and rows alone can be ahead. The digits come back whole; of the text a twentieth of the accuracy is still missing after twelve epochs, "
                        + "each of 24 iterations on texts that are new.",
                List.of("W ≈ sign(W) ⊙ a bᵀ", "y = a ⊙ (sign(W) (b ⊙ x))", "‖W − Ŵ‖² = ‖W‖² − σ₁(|W|)²"),
                new Citation("Y. Xu, X. Han, Z. Yang, S. Wang, Q. Zhu, Z. Liu, W. Liu, W. Che", 2024, "OneBit: Towards Extremely Low-bit Large Language Models", "2402.11295"));
        this.recipe = recipe;
        model = choice("model", "N", "Network", HouseCourse.NAMES, "digits", "Handwritten digits, or text of known entropy, whose network is trained first, some twenty seconds.");
        initialisation = choice("initialisation", "W₀", "Start shown", WAYS, "svid", "Whose signs, accuracy and epochs are shown: decomposition, rows, random; all three run.");
        epochs = whole("epochs", "E", "Epochs", 12, 2, 20, "Of the training.").within(1, 200);
        matrix = vector("matrix", "W", "Your own matrix", 0, 0, "", "Instead of a network: rows like \"3,-1,0.5;1,2,-1\"; nothing is trained then.");
        refuse(p -> p.get(matrix).rows() > 64 || p.get(matrix).columns() > 64, _ -> "matrix has at most 64 rows and columns");
        refuse(p -> isGiven(p) && p.get(matrix).isNothing(), _ -> "matrix is zero; give one number that is not, of 1e-100 at least");
        lasts(p -> isGiven(p) ? 1 : p.is(model, "text") ? HouseCourse.steps(recipe) + (long) HouseModel.LESSONS * p.get(epochs) : 1 + (long) PARTS * p.get(epochs));
        pace(12);

        Gauge<Bench> svid = gauge("error-svid", "Error, rows and columns", "", s -> s.scaled.get(0).error());
        Gauge<Bench> row = gauge("error-row", "Error, rows", "", s -> s.scaled.get(1).error());
        Gauge<Bench> scalar = gauge("error-scalar", "Error, one number", "", s -> s.scaled.get(2).error());
        Gauge<Bench> order = gauge("order-error", "Rows and columns above rows, rows above one", "", s -> Math.max(s.scaled.get(0).error() - s.scaled.get(1).error(), s.scaled.get(1).error() - s.scaled.get(2).error()));
        Gauge<Bench> accuracy = gauge("accuracy", "Shown", "", (s, p) -> s.scores.get(WAYS.indexOf(p.get(initialisation))).accuracy()).when(Bench::isTaught);
        Gauge<Bench> dense = gauge("accuracy-dense", "Dense", "", s -> s.dense.accuracy()).when(Bench::isTaught);
        List<Gauge<Bench>> losses = new ArrayList<>();
        for (String way : WAYS) {
            losses.add(gauge("loss-" + way, List.of("Decomposition", "Rows", "Random").get(WAYS.indexOf(way)), "nats", s -> s.scores.get(WAYS.indexOf(way)).loss()).when(Bench::isTaught));
        }
        losses.add(gauge("loss-dense", "Dense", "nats", s -> s.dense.loss()).when(Bench::isTaught));
        Gauge<Bench> epochsTo = gauge("epochs-to-loss", "Epochs to a loss of .15, on text of 1, shown", "", (s, p) -> s.reached[WAYS.indexOf(p.get(initialisation))]).when(s -> Arrays.stream(s.reached).allMatch(v -> v > 0));
        Gauge<Bench> epochsRandom = gauge("epochs-to-loss-random", "Epochs to a loss of .15, on text of 1, random", "", s -> s.reached[2]).when(s -> Arrays.stream(s.reached).allMatch(v -> v > 0));
        Gauge<Bench> bits = gauge("bits-per-weight", "Bits a weight", "", s -> {
            Scaled m = s.scaled.getFirst();
            return 1 + (double) ANALOG * (m.a.length + m.b.length) / m.w.length;
        });

        plane("bits", "Signs", "of the last matrix of one bit as trained, or of your matrix").draw(CELLS, "signs", "sign");
        history("losses", "Held-out loss", "by the start of the training", losses).log();
        plot("sides", "The numbers beside", "one for every row and column").draw(CURVE, "rows", "a, rows", "", "number").draw(CURVE, "columns", "b, columns", "", "number");
        history("accuracies", "Accuracy", "share of the held-out samples", accuracy, dense);
        multiples("approximations", "The matrix and what is left of it", "before training").draw(CELLS, "w", "dense").draw(CELLS, "by-svid", "rows and columns").draw(CELLS, "by-row", "rows").draw(CELLS, "by-scalar", "one number").alike("w", "by-svid", "by-row", "by-scalar");
        plot("course", "Training of the teacher", "loss of its batches; only the text takes long").draw(CURVE, "trained", "loss", "nats", "step").draw(CURVE, "rate", "entropy rate", "nats", "step").log();
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
        Shared<double[]> text = shared(t -> {
            double[] mean = new double[3];
            for (int seed = 1; seed <= 3; seed++) {
                Trial<Bench> end = t.anew(seed).rest();
                mean[0] += end.value(accuracy) / end.value(dense) / 3;
                double[] reached = end.state().reached;
                for (int k = 1; k < 3; k++) {
                    double epoch = reached[2 * (k - 1)];
                    mean[k] += (epoch > 0 ? epoch : t.knobs().get(epochs)) / 3;
                }
            }
            return mean;
        }, "model=text");
        lengthy("text-accuracy", "text: accuracy after 12 epochs over that of the dense network", atLeast(0.92), "our runs, mean of 3 seeds", text, m -> m[0]);
        lengthy("text-epochs", "text: epochs to a loss of 1 over those from a random start", atMost(0.5), "our runs, mean of 3 seeds", text, m -> m[1] / m[2]);
        opens("Black, white and two vectors", "Every weight one bit: the matrix, what is left of it, and how training brings the network back.").panes("approximations", "losses", "bits", "accuracies").pictured(13);
        preset("untrained", "Signs alone do not do", "Without training a fifth of the digits is lost, however well the matrix is fitted.").set("epochs=1").panes("approximations", "errors", "accuracies", "bits").pictured(2);
        preset("text", "A reader in black and white", "A small transformer is trained first, then taught again with one bit a weight: most of it comes back in a few epochs, and the rest is slow.").set("model=text")
                .panes("course", "losses", "bits", "accuracies").pictured(3);
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

    /** The arrays of the model, then a and b of every matrix of one bit; what is no piece, as the last layer, stays as it is. */
    static Weights weights(HouseModel m) {
        List<Part> parts = new ArrayList<>(m.weights().parts());
        for (int k = 0; k < m.pieces().size(); k++) {
            parts.add(new Part("a." + m.matrix(k), Start.ONE, m.pieces().get(k).outputs()));
            parts.add(new Part("b." + m.matrix(k), Start.ONE, m.pieces().get(k).inputs()));
        }
        return Weights.of(() -> parts);
    }

    static double[] theta(HouseModel m, boolean bothSides) {
        List<double[]> all = new ArrayList<>(List.of(m.theta()));
        for (HouseModel.Piece q : m.pieces()) {
            Scaled s = bothSides ? svid(q.w(), q.inputs()) : byRows(q.w(), q.inputs());
            all.addAll(List.of(s.a, s.b));
        }
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** Signs and numbers of a piece as they are now. */
    private static Scaled scaled(HouseModel m, int piece, Fit fit) {
        HouseModel.Piece q = m.pieces().get(piece);
        return new Scaled(part(fit, m.matrix(piece), q.w().length), part(fit, "a." + m.matrix(piece), q.outputs()), part(fit, "b." + m.matrix(piece), q.inputs()));
    }

    private static double[] part(Fit fit, String name, int length) {
        int at = fit.weights().offset(name);
        return Arrays.copyOfRange(fit.theta(), at, at + length);
    }

    /** The network that a student is. */
    static HouseModel student(HouseModel m, Fit fit) {
        return m.with(Arrays.copyOf(fit.theta(), m.theta().length)).with(IntStream.range(0, m.pieces().size()).mapToObj(k -> scaled(m, k, fit).product()).toList());
    }

    /** sign(W), whose derivative is taken to be that of W within ±1. */
    private static Value sign(Value w) {
        Value straight = w.clamped(-1, 1);
        return straight.plus(w.above(0).times(2).minus(1).minus(straight).detached());
    }

    /** a ⊙ sign(W) (b ⊙ x) + bias, where a matrix has such numbers. */
    static Theta oneBit(Theta all, HouseModel m) {
        List<String> pieces = IntStream.range(0, m.pieces().size()).mapToObj(m::matrix).toList();
        return all.passing((w, x, matrix, bias) -> pieces.contains(matrix)
                ? x.times(w.get("b." + matrix)).matmul(sign(w.get(matrix)).transposed()).times(w.get("a." + matrix)).plus(w.get(bias)) : w.plain(x, matrix, bias));
    }

    @Override
    protected Bench start(Knobs p, Philox random) {
        if (isGiven(p)) {
            double[] w = p.get(matrix).values().stream().mapToDouble(Double::doubleValue).toArray();
            return new Bench(List.of(), all(w, p.get(matrix).columns()), new Race<>(List.of(), List.of()), List.of(), new Score(0, 0), new double[3], 0);
        }
        return begun(HouseCourse.start(p.get(model), recipe, random), p, random, CancelToken.current());
    }

    private Bench begun(HouseCourse course, Knobs p, Philox random, CancelToken cancel) {
        HouseModel teacher = course.model();
        Weights weights = weights(teacher);
        HouseModel other = HouseCourse.start(p.get(model), recipe, random.stream(7)).model();
        Race<Fit> fits = Race.of(WAYS, way -> Fit.from(weights, AdamW.ADAM, theta(way.equals("random") ? other : teacher, way.equals("svid"))));
        HouseModel.Piece shown = teacher.pieces().getLast();
        return judged(new Bench(List.of(course), all(shown.w(), shown.inputs()), fits, List.of(), teacher.score(cancel), new double[3], 0), p, cancel);
    }

    private Bench judged(Bench s, Knobs p, CancelToken cancel) {
        List<Score> scores = s.fits.states().stream().map(fit -> student(s.teacher(), fit).score(cancel)).toList();
        double[] reached = s.reached.clone();
        for (int k = 0; k < 3; k++) {
            reached[k] = reached[k] == 0 && s.done > 0 && scores.get(k).loss() <= goal(p) ? (double) s.done / HouseModel.LESSONS : reached[k];
        }
        return new Bench(s.course, s.scaled, s.fits, scores, s.dense, reached, s.done);
    }

    private double goal(Knobs p) {
        return p.is(model, "text") ? TEXT_GOAL : GOAL;
    }

    @Override
    protected Bench next(Bench s, Turn t) {
        if (!s.isNet()) {
            return s;
        }
        CancelToken cancel = t.context().cancel();
        HouseCourse course = s.course.getFirst();
        if (!course.isDone()) {
            HouseCourse more = course.next(t.random(), cancel);
            return more.isDone() ? begun(more, t.p(), t.random(), cancel) : new Bench(List.of(more), s.scaled, s.fits, s.scores, s.dense, s.reached, 0);
        }
        int each = HouseModel.LESSONS / PARTS;
        Bench b = s;
        do {
            b = taught(b, t.random(), cancel);
        } while (t.p().is(model, "digits") && b.done % each > 0);
        return b.done % each == 0 ? judged(b, t.p(), cancel) : b;
    }

    /** One iteration of everybody: the cross-entropy with what the teacher thinks probable. */
    private static Bench taught(Bench s, Philox random, CancelToken cancel) {
        HouseModel m = s.teacher();
        Function<Theta, Value> lesson = m.lesson(random.stream(8), s.done);
        double[] probable;
        int[] shape;
        try (Tape tape = Tape.open(cancel)) {
            Value said = lesson.apply(Theta.constant(tape, m.weights(), m.theta())).softmax(1);
            shape = new int[] {said.size(0), said.size(1)};
            probable = said.array();
        }
        Race<Fit> fits = s.fits.then((_, fit) -> fit.step(cancel, RATE, w -> lesson.apply(oneBit(w, m)).logSoftmax(1).times(w.tape().of(probable, shape)).sum(1).mean().negated()));
        return new Bench(s.course, s.scaled, fits, s.scores, s.dense, s.reached, s.done + 1);
    }

    // ---- pictures

    @Override
    protected void look(Bench s, Knobs p, Look to) {
        Scaled shown = s.scaled.getFirst();
        if (s.isNet()) {
            shown = scaled(s.teacher(), s.teacher().pieces().size() - 1, s.fits.get(p.get(initialisation)));
            CoursePicture.look(s.course.getFirst(), to);
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
