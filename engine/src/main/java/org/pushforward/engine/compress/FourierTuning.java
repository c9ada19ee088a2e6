package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** {@code compress.fourierft}: a change of a weight matrix by a few of its frequencies, beside a low-rank change with as many numbers and a full one. */
public final class FourierTuning extends Study<FourierTuning.Stage> {

    private static final List<String> WAYS = List.of("fourier", "lora", "full");
    /** Best of .003, .01, .03, .1, .3, 1 after 300 iterations, seeds 1 to 3. */
    private static final List<Double> RATES = List.of(1.0, 0.1, 0.1);
    private static final int WIDTH = 64;
    private static final int CLASSES = 8;
    private static final int SAMPLES = 400;
    private static final double SPREAD = 0.25;
    private static final int ITERATIONS = 300;
    private static final int EACH = 3;
    private static final int STEPS = 100;
    private static final int MAP = 64;
    private static final double REACH = 3;

    /** The frozen network 2-64-64-8 and its examples. */
    record Toy(DigitsNet net, DigitsNet.Examples examples) { }

    /**
     * Where a run stands.
     *
     * @param nets tuned, one a way
     * @param target ΔW to be fitted, rows × columns; empty while a network is tuned
     * @param positions u · columns + v of all frequencies in the order in which they are taken
     * @param c coefficients that are placed
     * @param tails relative, of the singular values of the target, by rank
     */
    record Stage(Toy toy, Race<Fit> fits, List<DigitsNet> nets, List<DigitsNet.Score> scores, double[] target, int rows, int columns, int[] positions, double[] c, double[] tails) {
        boolean isTuned() {
            return target.length == 0;
        }

        double loss(int way) {
            return Math.max(1e-12, scores.get(way).loss());
        }
    }

    private final Knob<String> task;
    private final Knob<Integer> frequencies;
    private final Knob<Integer> rank;
    private final Knob<Double> scale;
    private final Knob<VectorValue> matrix;

    public FourierTuning() {
        super("compress.fourierft", "Tuning by a few frequencies",
                "A trained matrix is changed by ΔW. Low-rank adaptation learns two thin factors of it; here n coefficients at random frequencies are learned, and ΔW is the sum of their waves. "
                        + "Both have as many numbers. On eight classes in the plane, with a frozen random network around one 64 × 64 layer, the frequencies reach what a full change does and rank one does not. "
                        + "A generic ΔW is another matter: random frequencies leave √(1 − n/d²) of it, a little more as a frequency and its mirror image are the same wave (so that all of them leave half of its squares), "
                        + "and factors catch a low rank at once. The task is a toy of ours after the paper's; its language models are not shown. "
                        + "Coefficients start at 0, in the paper at random.",
                List.of("ΔW = α Re F⁻¹[c],   F⁻¹ with 1/d²", "ΔW = B A,   2 d r numbers", "‖ΔW − T‖/‖T‖ ≈ √(1 − m/d²),   m ≤ n different waves"),
                new Citation("Z. Gao, Q. Wang, A. Chen, Z. Liu, B. Wu, L. Chen, J. Li", 2024, "Parameter-Efficient Fine-Tuning with Discrete Fourier Transform", "2405.03003"),
                new Citation("E. J. Hu, Y. Shen, P. Wallis, Z. Allen-Zhu, Y. Li, S. Wang, L. Wang, W. Chen", 2021, "LoRA: Low-Rank Adaptation of Large Language Models", "2106.09685"));
        task = choice("task", "T", "Task", List.of("classes", "matrix"), "classes", "Eight classes in the plane, or a given change to be fitted.");
        frequencies = whole("frequencies", "n", "Frequencies", 128, 16, 512, "Coefficients that are learned.").within(1, 4096).log();
        rank = whole("rank", "r", "Rank beside", 1, 1, 8, "Of the factors beside; 2 d r numbers.").within(1, WIDTH);
        scale = real("scale", "α", "Scale", 300, 1, 1000, "Of the change.").within(1e-3, 1e6).log();
        matrix = vector("matrix", "ΔW", "Your own change", 0, 0, "", "To be fitted, up to 64 × 64, rows like \"1,0;0,1\"; 64 × 64 normal numbers when empty.");
        refuse(p -> p.get(matrix).rows() > WIDTH || p.get(matrix).columns() > WIDTH, _ -> "matrix has at most 64 rows and columns");
        refuse(p -> p.is(task, "matrix") && p.get(frequencies) > size(p), p -> "frequencies is " + p.get(frequencies) + ", and the matrix has only " + size(p) + "; take fewer");
        refuse(p -> p.is(task, "matrix") && !p.get(matrix).values().isEmpty() && p.get(matrix).isNothing(), _ -> "matrix is zero; give one number that is not, of 1e-100 at least");
        lasts(_ -> STEPS);
        pace(20);

        Gauge<Stage> loss = gauge("loss", "Frequencies", "nats", s -> s.loss(0)).when(Stage::isTuned);
        Gauge<Stage> lora = gauge("loss-lora", "Low rank", "nats", s -> s.loss(1)).when(Stage::isTuned);
        Gauge<Stage> full = gauge("loss-full", "All weights", "nats", s -> s.loss(2)).when(Stage::isTuned);
        Gauge<Stage> accuracy = gauge("accuracy", "Accuracy, frequencies", "", s -> s.scores.get(0).accuracy()).when(Stage::isTuned);
        gauge("accuracy-lora", "Accuracy, low rank", "", s -> s.scores.get(1).accuracy()).when(Stage::isTuned);
        Gauge<Stage> residual = gauge("residual", "Left by frequencies", "", (s, p) -> residual(s, p.get(scale))).when(s -> !s.isTuned());
        Gauge<Stage> exact = gauge("residual-exact", "√(1 − m/d²), m different waves", "", s -> Math.sqrt(1 - (double) waves(s) / s.target.length)).when(s -> !s.isTuned());
        Gauge<Stage> tail = gauge("residual-lora", "Left by low rank", "", s -> s.tails[Math.min(s.tails.length - 1, s.c.length / (s.rows + s.columns))]).when(s -> !s.isTuned());

        plane("map", "Classes by frequencies", "what the tuned network says of every place").draw(CELLS, "said", "class").draw(POINTS, "points", "examples");
        plane("map-lora", "Classes by low rank", "with as many numbers").draw(CELLS, "said-lora", "class").draw(POINTS, "points");
        history("losses", "Loss", "cross-entropy of the examples", loss, lora, full).log();
        multiples("changes", "Change of the matrix", "by frequencies, by low rank").draw(CELLS, "delta", "frequencies").draw(CELLS, "delta-lora", "low rank");
        plane("spectrum", "Frequencies", "the coefficients where they lie").draw(CELLS, "spectrum", "coefficient");
        history("residuals", "What is left of a given change", "with as many numbers", residual, exact, tail);
        multiples("target", "The change and what is caught of it", "same colors").draw(CELLS, "target", "change").draw(CELLS, "caught", "caught").alike("target", "caught");
        layer("coefficients", "coefficients", "", "number");
        layer("positions", "positions, row and column", "", "");

        formula("inverse", "Re of the inverse transform less a sum of cosines, largest", atMost(1e-10), "definition", x -> transformError(x.cancel()));
        formula("adjoint", "⟨ΔW(c), G⟩ less ⟨c, pulled-back G⟩", atMost(1e-10), "inner product", x -> adjointError(x.cancel()));
        atEnd("tuned", "accuracy with the frequencies tuned", accuracy, atLeast(0.4), "our run; eight classes, chance is 1/8");
        reference("generic", "normal numbers: residual over √(1 − n/d²), less one", atMost(0.03), "expected share of n of d² directions", t -> Math.abs(t.rest().value(residual) / Math.sqrt(1 - 512.0 / (WIDTH * WIDTH)) - 1),
                "task=matrix", "frequencies=512");
        reference("mirrors", "half of all frequencies: residual over √(1 − m/d²), less one", atMost(0.03), "a frequency and its mirror image are one wave", t -> Math.abs(t.rest().value(residual) / t.value(exact) - 1),
                "task=matrix", "frequencies=2048");
        Shared<double[]> run = shared(t -> {
            double[] sum = new double[3];
            for (int seed = 1; seed <= 5; seed++) {
                Stage l = t.anew(seed).rest().state();
                for (int k = 0; k < 3; k++) {
                    sum[k] += l.loss(k) / 5;
                }
            }
            return sum;
        });
        lengthy("lora", "loss over that of low rank", atMost(0.25), "our runs, mean of 5 seeds", run, m -> m[0] / m[1]);
        lengthy("full", "loss over that of a full change", atMost(2), "our runs, mean of 5 seeds", run, m -> m[0] / m[2]);
        reference("learned", "accuracy after 300 iterations", atLeast(0.9), "our run", t -> t.rest().value(accuracy));
        opens("A hundred and twenty-eight numbers", "The same budget as frequencies and as factors: who tells the classes apart?").pictured(60);
        preset("generic", "A generic change", "Random frequencies catch only their share; low rank catches more.").set("task=matrix", "frequencies=1024").panes("residuals", "target", "spectrum").pictured(100);
        preset("few", "Sixteen numbers", "With an eighth of the budget the borders are rough.").set("frequencies=16").pictured(60);
        tiny("frequencies=4", "task=matrix frequencies=3 matrix=1,2;0,1");
    }

    private int size(Knobs p) {
        return p.get(matrix).values().isEmpty() ? WIDTH * WIDTH : p.get(matrix).values().size();
    }

    // ---- the transform

    /** α Re F⁻¹ of coefficients at positions: α/(rows · columns) Σ c cos 2π(u i/rows + v j/columns). */
    static double[] change(double[] c, int[] positions, double alpha, int rows, int columns) {
        double[] w = new double[rows * columns];
        double[] cosR = turned(rows, 0);
        double[] sinR = turned(rows, 1);
        double[] cosC = turned(columns, 0);
        double[] sinC = turned(columns, 1);
        for (int k = 0; k < c.length; k++) {
            double factor = alpha * c[k] / w.length;
            for (int i = 0; i < rows && factor != 0; i++) {
                int u = positions[k] / columns * i % rows;
                for (int j = 0; j < columns; j++) {
                    int v = positions[k] % columns * j % columns;
                    w[i * columns + j] += factor * (cosR[u] * cosC[v] - sinR[u] * sinC[v]);
                }
            }
        }
        return w;
    }

    private static double[] turned(int n, int quarter) {
        return IntStream.range(0, n).mapToDouble(k -> quarter == 0 ? Math.cos(2 * Math.PI * k / n) : Math.sin(2 * Math.PI * k / n)).toArray();
    }

    private static Value change(Value c, int[] positions, double alpha, int rows, int columns) {
        int[] from = new int[rows * columns];
        Arrays.fill(from, c.size(0));
        for (int k = 0; k < c.size(0); k++) {
            from[positions[k]] = k;
        }
        Value placed = Value.cat(0, c, c.slice(0, 0, 1).times(0)).rows(c.tape().indices(from, from.length)).reshape(rows, columns);
        return Value.complex(placed, placed.times(0)).inverseFft(0, 1).real().times(alpha);
    }

    private static double transformError(CancelToken cancel) {
        double[] c = {1, -2, 0.5};
        int[] at = {3, 17, 30};
        try (Tape tape = Tape.precise(cancel)) {
            double[] torch = change(tape.of(c), at, 7, 5, 8).array();
            double[] sum = change(c, at, 7, 5, 8);
            return IntStream.range(0, sum.length).mapToDouble(k -> Math.abs(torch[k] - sum[k])).max().orElseThrow();
        }
    }

    private static double adjointError(CancelToken cancel) {
        double[] c = {1, -2, 0.5};
        int[] at = {3, 17, 30};
        double[] g = IntStream.range(0, 40).mapToDouble(k -> Math.sin(k * k)).toArray();
        try (Tape tape = Tape.precise(cancel)) {
            Value v = tape.variable(c, 3);
            Value w = change(v, at, 7, 5, 8);
            double[] back = w.pulledBack(tape.of(g, 5, 8), v).array();
            return Math.abs(Vectors.dot(change(c, at, 7, 5, 8), g) - Vectors.dot(c, back));
        }
    }

    // ---- the runs

    @Override
    protected Stage start(Knobs p, Philox random) {
        boolean own = p.is(task, "matrix") && !p.get(matrix).values().isEmpty();
        int rows = own ? p.get(matrix).rows() : WIDTH;
        int columns = own ? p.get(matrix).columns() : WIDTH;
        int[] positions = HouseModels.order(random.stream(4), 0, rows * columns);
        if (p.is(task, "matrix")) {
            double[] target = new double[rows * columns];
            random.stream(5).normals(0, 1, 0, target.length, target, 0);
            target = own ? p.get(matrix).values().stream().mapToDouble(Double::doubleValue).toArray() : target;
            double[] s = Matrix.of(rows, columns, target).singularValues();
            double[] tails = new double[s.length + 1];
            for (int k = 0; k < s.length; k++) {
                double[] rest = Arrays.copyOfRange(s, k, s.length);
                tails[k] = Vectors.norm(rest) / Vectors.norm(s);
            }
            return new Stage(new Toy(new DigitsNet(List.of()), new DigitsNet.Examples(new double[0], new int[0])), new Race<>(List.of(), List.of()), List.of(), List.of(), target, rows, columns, positions, new double[0], tails);
        }
        Weights[] weights = {Weights.of(() -> List.of(new Part("c", Start.ZERO, p.get(frequencies)))),
                Weights.of(() -> List.of(new Part("a", Start.normal(1 / Math.sqrt(WIDTH)), p.get(rank), WIDTH), new Part("b", Start.ZERO, WIDTH, p.get(rank)))),
                Weights.of(() -> List.of(new Part("w", Start.ZERO, WIDTH, WIDTH)))};
        Race<Fit> fits = Race.of(WAYS, w -> Fit.start(weights[WAYS.indexOf(w)], AdamW.ADAM, random.stream(6)));
        Toy toy = toy(random);
        Stage s = new Stage(toy, fits, List.of(), List.of(), new double[0], rows, columns, positions, new double[0], new double[0]);
        return judged(s, p);
    }

    private static Toy toy(Philox random) {
        double[] x = new double[2 * SAMPLES];
        random.stream(1).normals(0, SAMPLES, 0, 2, x, 0);
        int[] label = IntStream.range(0, SAMPLES).map(i -> i % CLASSES).toArray();
        for (int k = 0; k < x.length; k++) {
            double angle = 2 * Math.PI * label[k / 2] / CLASSES;
            x[k] = SPREAD * x[k] + 2 * (k % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
        }
        Philox r = random.stream(2);
        DigitsNet net = new DigitsNet(List.of(new DigitsNet.Layer(2, WIDTH, drawn(r, 1, 2 * WIDTH, 1), drawn(r, 2, WIDTH, 0.5)),
                new DigitsNet.Layer(WIDTH, WIDTH, drawn(r, 3, WIDTH * WIDTH, Math.sqrt(2.0 / WIDTH)), new double[WIDTH]), new DigitsNet.Layer(WIDTH, CLASSES, drawn(r, 4, WIDTH * CLASSES, 1 / Math.sqrt(WIDTH)), new double[CLASSES])));
        return new Toy(net, new DigitsNet.Examples(x, label));
    }

    private static double[] drawn(Philox r, int purpose, int n, double deviation) {
        double[] z = new double[n];
        r.stream(purpose).normals(0, 1, 0, n, z, 0);
        return Arrays.stream(z).map(v -> v * deviation).toArray();
    }

    private double[] delta(Stage s, int way, Knobs p) {
        double[] theta = s.fits.states().get(way).theta();
        return switch (way) {
            case 0 -> change(theta, s.positions, p.get(scale), WIDTH, WIDTH);
            case 1 -> Matrix.of(WIDTH, p.get(rank), Arrays.copyOfRange(theta, p.get(rank) * WIDTH, theta.length)).times(Matrix.of(p.get(rank), WIDTH, Arrays.copyOf(theta, p.get(rank) * WIDTH))).toArray();
            default -> theta;
        };
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        Knobs p = t.p();
        if (!s.isTuned()) {
            t.ask();
            return fitted(s, (int) ((long) p.get(frequencies) * (t.step() + 1) / STEPS), p);
        }
        Race<Fit> fits = s.fits;
        for (int k = 0; k < EACH && t.step() * EACH + k < ITERATIONS; k++) {
            fits = fits.then((way, fit) -> fit.step(t.context().cancel(), RATES.get(WAYS.indexOf(way)), w -> loss(s, w, way, p)));
        }
        return judged(new Stage(s.toy, fits, s.nets, s.scores, s.target, s.rows, s.columns, s.positions, s.c, s.tails), p);
    }

    private Value loss(Stage s, Theta w, String way, Knobs p) {
        Tape tape = w.tape();
        Value change = switch (way) {
            case "fourier" -> change(w.get("c"), s.positions, p.get(scale), WIDTH, WIDTH);
            case "lora" -> w.get("b").matmul(w.get("a"));
            default -> w.get("w");
        };
        Value before = tape.of(s.toy.net.forward(s.toy.examples.x()).get(1), SAMPLES, WIDTH);
        Value after = before.matmul(tape.of(s.toy.net.layers().get(1).w(), WIDTH, WIDTH).plus(change).transposed()).relu();
        return HouseModels.crossEntropy(after.matmul(tape.of(s.toy.net.layers().get(2).w(), CLASSES, WIDTH).transposed()), s.toy.examples.label());
    }

    private Stage judged(Stage s, Knobs p) {
        List<DigitsNet> nets = IntStream.range(0, WAYS.size()).mapToObj(way -> {
            double[] w = delta(s, way, p);
            double[] base = s.toy.net.layers().get(1).w();
            return s.toy.net.with(1, IntStream.range(0, w.length).mapToDouble(k -> base[k] + w[k]).toArray());
        }).toList();
        return new Stage(s.toy, s.fits, nets, nets.stream().map(n -> n.score(s.toy.examples)).toList(), s.target, s.rows, s.columns, s.positions, s.fits.states().getFirst().theta(), s.tails);
    }

    /** The first n coefficients, each the best; a frequency whose mirror image is there already has nothing to add. */
    private Stage fitted(Stage s, int n, Knobs p) {
        double[] c = Arrays.copyOf(s.c, n);
        double alpha = p.get(scale);
        boolean[] isNew = areNew(s, n);
        for (int k = s.c.length; k < n; k++) {
            if (isNew[k]) {
                double[] wave = change(new double[] {1}, new int[] {s.positions[k]}, alpha, s.rows, s.columns);
                c[k] = Vectors.dot(wave, s.target) / Vectors.dot(wave, wave);
            }
        }
        return new Stage(s.toy, s.fits, s.nets, s.scores, s.target, s.rows, s.columns, s.positions, c, s.tails);
    }

    /** Which of the first n frequencies are no mirror image (−u, −v) of one before. */
    private static boolean[] areNew(Stage s, int n) {
        boolean[] taken = new boolean[s.target.length];
        boolean[] isNew = new boolean[n];
        for (int k = 0; k < n; k++) {
            int u = s.positions[k] / s.columns;
            int v = s.positions[k] % s.columns;
            isNew[k] = !taken[(s.rows - u) % s.rows * s.columns + (s.columns - v) % s.columns];
            taken[s.positions[k]] = true;
        }
        return isNew;
    }

    /** Different waves among those that are fitted. */
    private static int waves(Stage s) {
        boolean[] isNew = areNew(s, s.c.length);
        return (int) IntStream.range(0, isNew.length).filter(k -> isNew[k]).count();
    }

    private static double residual(Stage s, double alpha) {
        double[] w = change(s.c, s.positions, alpha, s.rows, s.columns);
        return Vectors.norm(IntStream.range(0, w.length).mapToDouble(k -> s.target[k] - w[k]).toArray()) / Vectors.norm(s.target);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] w = change(s.c, s.positions, p.get(scale), s.rows, s.columns);
        to.matrix("delta", s.rows, s.columns, w);
        to.matrix("caught", s.rows, s.columns, w);
        to.matrix("delta-lora", s.rows, s.columns, s.isTuned() ? delta(s, 1, p) : new double[w.length]);
        to.matrix("target", s.rows, s.columns, s.isTuned() ? new double[w.length] : s.target);
        double[] spectrum = new double[w.length];
        for (int k = 0; k < s.c.length; k++) {
            spectrum[s.positions[k]] = s.c[k];
        }
        to.matrix("spectrum", s.rows, s.columns, spectrum);
        to.series("coefficients", IntStream.range(0, s.c.length).asDoubleStream().toArray(), s.c);
        to.matrix("positions", s.c.length, 2, IntStream.range(0, 2 * s.c.length).mapToDouble(k -> k % 2 == 0 ? s.positions[k / 2] / s.columns : s.positions[k / 2] % s.columns).toArray());
        double[] places = new double[s.isTuned() ? 2 * MAP * MAP : 0];
        for (int k = 0; k < places.length; k++) {
            places[k] = -REACH + 2 * REACH * ((k % 2 == 0 ? k / 2 / MAP : k / 2 % MAP) + 0.5) / MAP;
        }
        Rect domain = new Rect(-REACH, -REACH, REACH, REACH);
        for (int way = 0; way < 2; way++) {
            double[] said = new double[MAP * MAP];
            if (s.isTuned()) {
                double[] logits = s.nets.get(way).forward(places).getLast();
                Arrays.setAll(said, i -> IntStream.range(0, CLASSES).reduce(0, (a, b) -> logits[i * CLASSES + b] > logits[i * CLASSES + a] ? b : a));
            }
            to.field(way == 0 ? "said" : "said-lora", MAP, MAP, domain, said);
        }
        to.points("points", 2, s.toy.examples.x());
    }
}
