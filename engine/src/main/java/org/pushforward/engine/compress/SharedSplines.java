package org.pushforward.engine.compress;

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
import org.pushforward.engine.compress.SplineNet.Data;
import org.pushforward.engine.compress.SplineNet.Score;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.GainShapeBias;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Quantizer;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/** {@code compress.share-kan}: the splines on the edges of a Kolmogorov–Arnold network as gain, bias and one of a few shared shapes, against leaving edges out. */
public final class SharedSplines extends Study<SharedSplines.Run> {

    private static final int MOST_WORDS = 256;
    private static final int M = SplineNet.M;
    /** Bytes of a coefficient in 32 bits. */
    private static final int FLOAT = 4;
    /** Turns of a book that is made at once. */
    private static final int TURNS = 8;
    /** Points of the curves at the end: shares of 0 to .9, books of 1 to 256. */
    private static final int PARTS = 10;
    private static final int FUNCTION_KNOWN = 1000;
    private static final int FUNCTION_HELD = 500;
    private static final int DRAWN = 25;

    /** A point of each curve: a share pruned, with coefficients in 32 and in 8 bits, and a number of shapes. */
    record Point(double share, int words, double prunedBytes, double sharedBytes, Score pruned, Score prunedBits, Score shared) { }

    /**
     * Where a run stands.
     *
     * @param draw what books are drawn with
     * @param theta of the dense, the shared, the pruned network
     * @param points of the curves at the end
     */
    record Run(SplineNet net, Data known, Data held, double[] draw, Fit fit, List<GainShapeBias> books, double[] shared, double[] pruned, List<Score> scores, double bytes, double prunedBytes, List<Point> points) {
        double ratio(int a, int b) {
            return Math.sqrt(scores.get(a).loss() / scores.get(b).loss());
        }
    }

    private final Knob<String> task;
    private final Knob<Integer> codebook;
    private final Knob<Double> pruned;
    private final Knob<Integer> unit;
    private final Training training;

    public SharedSplines() {
        super("compress.share-kan", "Splines from a shared book",
                "In a Kolmogorov–Arnold network every edge is a curve of its own. Many of them look alike: a few shapes, scaled and shifted, do for all. The shapes are means of clusters; an edge keeps a number, a gain and a bias, "
                        + "three bytes in place of forty-four. Beside it edges are left out, the weakest first. A network of splines for small handwritten digits stands in for the object detector of the paper, which is of the kind "
                        + "that loses half of its precision when a tenth of the edges goes. Digits do not: a tenth is not missed. A small network that fits a function breaks at once, and there shared shapes fail as well. "
                        + "The network has splines alone and tanh between its layers, a simplification; memory of a processor and the compiler of the paper are not shown.",
                List.of("φ(x) = Σ_k c_k B_k(x)", "c ≈ g w_{k} + b, b = mean c, g = ‖c − b‖", "bytes: K (G + 3) a layer + 3 an edge, dense 4 (G + 3) an edge"),
                new Citation("J. Smith", 2025, "SHARe-KAN: Holographic Vector Quantization for Memory-Bound Inference", "2512.15742"),
                new Citation("Z. Liu, Y. Wang, S. Vaidya, F. Ruehle, J. Halverson, M. Soljačić, T. Y. Hou, M. Tegmark", 2024, "KAN: Kolmogorov-Arnold Networks", "2404.19756"));
        task = choice("task", "T", "Task", List.of("digits", "function"), "digits", "64-24-10 splines for digits, or 2-5-1 for exp(sin πx + y²)/4.");
        codebook = whole("codebook", "K", "Shapes", 16, 1, MOST_WORDS, "Shapes of a layer that its edges share.").within(1, MOST_WORDS).log().live();
        pruned = real("pruned", "s", "Pruned", 0.86, 0, 0.95, "Share of all edges that is left out, the weakest first. At .86 the digits take as many bytes as with 256 shapes.").within(0, 0.99).live();
        unit = whole("unit", "h", "Hidden unit shown", 0, 0, 23, "Whose 64 edges are drawn for digits.").within(0, 23).live();
        training = training(1e-2, 64, 1000, 10);
        lasts(p -> training.steps(p) + PARTS);
        pace(12);

        Gauge<Run> loss = gauge("loss", "Shared shapes", "", s -> s.scores.get(1).loss());
        Gauge<Run> lossPruned = gauge("loss-pruned", "Pruned", "", s -> s.scores.get(2).loss());
        Gauge<Run> lossDense = gauge("loss-dense", "Dense", "", s -> s.scores.get(0).loss());
        Gauge<Run> accuracy = gauge("accuracy", "Shared shapes", "", s -> s.scores.get(1).accuracy()).when(s -> s.net.classifies());
        Gauge<Run> accuracyPruned = gauge("accuracy-pruned", "Pruned", "", s -> s.scores.get(2).accuracy()).when(s -> s.net.classifies());
        Gauge<Run> accuracyDense = gauge("accuracy-dense", "Dense", "", s -> s.scores.get(0).accuracy()).when(s -> s.net.classifies());
        Gauge<Run> bytes = gauge("bytes", "Bytes, shared shapes", "B", Run::bytes);
        Gauge<Run> bytesPruned = gauge("bytes-pruned", "Bytes, pruned", "B", Run::prunedBytes);
        Gauge<Run> bytesDense = gauge("bytes-dense", "Bytes, dense", "B", s -> (double) FLOAT * M * s.net.edges());
        Gauge<Run> mean = gauge("shape-mean", "Largest |mean| of a shape", "", s -> s.books.stream().mapToDouble(GainShapeBias::meanError).max().orElseThrow());
        Gauge<Run> split = gauge("split-error", "Squared error of the coefficients less Σ g² ‖s − w‖², relative", "", SharedSplines::splitError);

        plane("edges", "Edges, trained and shared", "a curve a box; digits: a hidden unit, a box a pixel; function: two rows of inputs, each layer to its own scale").draw(LINES, "trained", "as trained").draw(LINES, "shared", "gain, shape, bias");
        plane("left", "Edges that are left", "the same edges after pruning; orange ones are gone").draw(LINES, "kept", "kept").draw(LINES, "gone", "pruned");
        plane("book", "The book of the first layer", "all shapes that its edges choose from").draw(LINES, "shapes", "shapes");
        plane("numbers", "The number an edge keeps", "first layer: a row a hidden unit, a column an input").draw(CELLS, "number", "shape");
        plot("budget", "Loss for bytes", "points: shared, pruned, dense now; curves when training is over").draw(CURVE, "by-shared", "shared shapes", "", "bytes").draw(CURVE, "by-pruned", "pruned, 32 bits", "", "bytes").draw(CURVE, "by-bits", "pruned, 8 bits", "", "bytes")
                .draw(POINTS, "now", "now", "", "bytes").log().logX()
                .note("Left is small. The third curve is the fairer rival: pruned, and its coefficients in 8 bits as those of the shapes are.");
        plot("shares", "Loss for edges left out", "drawn when training is over").draw(CURVE, "by-share", "pruned", "", "share pruned").log();
        history("losses", "Held-out loss", "cross-entropy in nats, or squared error", loss, lossPruned, lossDense).log()
                .note("The books follow the weights; when training is over they are drawn anew, as for a network one was given.");
        history("accuracies", "Accuracy", "on the held-out fifth", accuracy, accuracyPruned, accuracyDense).note("A curve that is missing lies under another.");

        always("mean", "mean of a shape of the book", mean, atMost(1e-12), "means of shapes without mean");
        always("split", "squared error less that of the shapes times squared gains", split, atMost(1e-9), "c − ĉ = g (s − w)");
        reference("bytes", "bytes of all arrays less Σ K (G + 3) + 3 an edge", atMost(0), "2 · 16 · 11 + 3 · 1776", t -> Math.abs(t.value(bytes) - 5680), "iterations=1");
        reference("bias", "spread of an output when all gains are 0", atMost(1e-12), "Σ B = 1: a bias adds the same everywhere", t -> flat(t.state()), "iterations=1");
        reference("whole", "squared error with a shape an edge", atMost(1e-24), "nothing is left to share", t -> t.step().state().books.stream().mapToDouble(GainShapeBias::error).sum(), "iterations=10", "task=function", "codebook=16");
        Shared<double[]> digits = shared(SharedSplines::digits);
        lengthy("headline", "loss with 16 shapes over that of pruning to the size of 256", atMost(0.4), "our runs, mean of 5 seeds", digits, m -> m[0]);
        lengthy("dense", "accuracy lost by 16 shapes", atMost(0.02), "our runs, mean of 5 seeds", digits, m -> m[1]);
        lengthy("tenth", "accuracy lost when a tenth is pruned: no collapse", atMost(0.02), "our runs, mean of 5 seeds", digits, m -> m[2]);
        lengthy("bits", "loss with 16 shapes over that of pruning in 8 bits to about the same bytes", atMost(0.8), "our runs, mean of 5 seeds", digits, m -> m[3]);
        reference("smaller", "bytes, dense over 16 shapes", atLeast(13), "78144/5680", t -> t.value(bytesDense) / t.value(bytes), "iterations=1");
        Shared<double[]> function = shared(t -> ratios(t), "task=function", "iterations=3000", "batch=250", "pruned=0.1", "codebook=4");
        lengthy("function", "error of the function, a tenth pruned over dense", atLeast(20), "our runs, mean of 5 seeds", function, m -> m[0]);
        lengthy("function-shared", "error of the function, 4 shapes over dense: they fail too", atLeast(20), "our runs, mean of 5 seeds", function, m -> m[1]);

        opens("A few shapes for all edges", "Sixteen curves, scaled and shifted, replace fifteen hundred.").panes("edges", "losses", "budget", "book").pins("codebook", "pruned", "unit").pictured(110);
        preset("function", "A function forgives nothing", "One edge of fifteen left out, or four shapes for ten edges: the fit is gone.").set("task=function", "iterations=3000", "batch=250", "pruned=0.1", "codebook=4", "iterations-per-step=20")
                .panes("edges", "losses", "left", "shares").pins("codebook", "pruned").pictured(160);
        preset("tenth", "A tenth is not missed", "What breaks the detector of the paper does nothing to digits.").set("pruned=0.1", "codebook=4").panes("left", "accuracies", "edges", "shares").pins("codebook", "pruned", "unit").pictured(110);
        tiny("iterations=2 batch=8", "iterations=2 batch=8 task=function codebook=3");
    }

    /** Loss over pruned loss; accuracy lost by sharing, and by pruning a tenth; loss over that of three tenths of the edges in 8 bits. */
    private static double[] digits(Trial<Run> t) {
        double[] sum = new double[4];
        for (int seed = 1; seed <= 5; seed++) {
            Run s = t.anew(seed).rest().state();
            sum[0] += s.scores.get(1).loss() / s.scores.get(2).loss() / 5;
            sum[1] += (s.scores.get(0).accuracy() - s.scores.get(1).accuracy()) / 5;
            sum[2] += (s.scores.get(0).accuracy() - s.points.get(1).pruned.accuracy()) / 5;
            sum[3] += s.scores.get(1).loss() / s.points.get(7).prunedBits.loss() / 5;
        }
        return sum;
    }

    /** Root mean square errors over that of the dense network: pruned, shared. */
    private static double[] ratios(Trial<Run> t) {
        double[] sum = new double[2];
        for (int seed = 1; seed <= 5; seed++) {
            Run s = t.anew(seed).rest().state();
            sum[0] += s.ratio(2, 0) / 5;
            sum[1] += s.ratio(1, 0) / 5;
        }
        return sum;
    }

    private static double flat(Run s) {
        double[] theta = new double[s.fit.theta().length];
        int at = 0;
        for (GainShapeBias b : s.books) {
            for (double v : b.bias()) {
                Arrays.fill(theta, at, at + M, v);
                at += M;
            }
        }
        double[] y = s.net.outputs(theta, Arrays.copyOf(s.held.x(), 64 * 50));
        int out = s.net.widths().getLast();
        return IntStream.range(out, y.length).mapToDouble(k -> Math.abs(y[k] - y[k % out])).max().orElseThrow();
    }

    private static double splitError(Run s) {
        double worst = 0;
        for (int l = 0; l < s.books.size(); l++) {
            double[] c = s.net.layer(s.fit.theta(), l);
            double[] e = s.books.get(l).exact();
            double square = 0;
            double all = 0;
            for (int k = 0; k < c.length; k++) {
                square += (c[k] - e[k]) * (c[k] - e[k]);
                all += c[k] * c[k];
            }
            worst = Math.max(worst, Math.abs(square - s.books.get(l).error()) / Math.max(1e-300, all));
        }
        return worst;
    }

    // ---- the run

    @Override
    protected Run start(Knobs p, Philox random) {
        boolean isDigits = p.is(task, "digits");
        SplineNet net = isDigits ? SplineNet.digits() : SplineNet.function();
        Data known = isDigits ? SplineNet.digits(false) : SplineNet.function(random.stream(1), FUNCTION_KNOWN);
        Data held = isDigits ? SplineNet.digits(true) : SplineNet.function(random.stream(2), FUNCTION_HELD);
        double[] draw = new double[MOST_WORDS];
        random.stream(3).uniforms(0, MOST_WORDS, 0, 1, draw, 0);
        Fit fit = Fit.start(net.weights(), AdamW.ADAM, random.stream(4));
        Run s = new Run(net, known, held, draw, fit, List.of(), new double[0], new double[0], List.of(), 0, 0, List.of());
        return judged(s, drawn(s, p.get(codebook), 1), p);
    }

    private static List<GainShapeBias> drawn(Run s, int words, int turns) {
        return IntStream.range(0, s.net.layers()).mapToObj(l -> GainShapeBias.drawn(s.net.layer(s.fit.theta(), l), M, words, s.draw).improved(turns)).toList();
    }

    @Override
    protected Run next(Run s, Turn t) {
        long steps = training.steps(t.p());
        if (t.step() < steps) {
            Fit fit = s.fit;
            for (Training.Draw d : training.draws(t)) {
                Data batch = s.net.picked(s.known, d.picks(5, d.batch(), s.known.count()));
                fit = fit.step(t.context().cancel(), training.rate(t.p(), d.iteration(), 1), w -> s.net.loss(w, batch));
            }
            Run after = with(s, fit);
            // The books follow the weights, and are drawn anew when these are at rest.
            return judged(after, t.step() + 1 == steps ? drawn(after, t.get(codebook), TURNS)
                    : IntStream.range(0, s.books.size()).mapToObj(l -> s.books.get(l).following(s.net.layer(after.fit.theta(), l))).toList(), t.p());
        }
        Run finer = judged(s, s.books.stream().map(b -> b.improved(1)).toList(), t.p());
        t.ask();
        List<Point> points = new ArrayList<>(s.points);
        points.add(point(s, points.size()));
        return new Run(s.net, s.known, s.held, s.draw, s.fit, finer.books, finer.shared, finer.pruned, finer.scores, finer.bytes, finer.prunedBytes, points);
    }

    private static Run with(Run s, Fit fit) {
        return new Run(s.net, s.known, s.held, s.draw, fit, s.books, s.shared, s.pruned, s.scores, s.bytes, s.prunedBytes, s.points);
    }

    @Override
    protected Run changed(Run s, Knobs before, Knobs now) {
        return judged(s, before.get(codebook).equals(now.get(codebook)) ? s.books : drawn(s, now.get(codebook), TURNS), now);
    }

    private Run judged(Run s, List<GainShapeBias> books, Knobs p) {
        List<GainShapeBias.Packed> packed = books.stream().map(GainShapeBias::packed).toList();
        double[] shared = unpacked(packed);
        double[] left = pruned(s.net, s.fit.theta(), p.get(pruned));
        List<Score> scores = List.of(s.net.score(s.fit.theta(), s.held), s.net.score(shared, s.held), s.net.score(left, s.held));
        double bytes = packed.stream().mapToInt(GainShapeBias.Packed::bytes).sum();
        return new Run(s.net, s.known, s.held, s.draw, s.fit, books, shared, left, scores, bytes, (double) FLOAT * M * kept(s.net, p.get(pruned)), s.points);
    }

    private static double[] unpacked(List<GainShapeBias.Packed> packed) {
        return packed.stream().flatMapToDouble(b -> Arrays.stream(GainShapeBias.unpacked(b, M))).toArray();
    }

    private static int kept(SplineNet net, double share) {
        return net.edges() - (int) Math.round(share * net.edges());
    }

    /** θ with the edges of the smallest ‖c‖ set to 0, over both layers. */
    static double[] pruned(SplineNet net, double[] dense, double share) {
        double[] theta = dense.clone();
        double[] square = new double[net.edges()];
        for (int k = 0; k < theta.length; k++) {
            square[k / M] += theta[k] * theta[k];
        }
        for (int e : Vectors.smallest(square, square.length - kept(net, share))) {
            Arrays.fill(theta, e * M, e * M + M, 0);
        }
        return theta;
    }

    private static Point point(Run s, int k) {
        double share = (double) k / PARTS;
        int words = Math.min(MOST_WORDS, 1 << k);
        double[] left = pruned(s.net, s.fit.theta(), share);
        double[] bits = Quantizer.uniform(8, M).rounded(left);
        List<GainShapeBias.Packed> packed = drawn(s, words, TURNS).stream().map(GainShapeBias::packed).toList();
        return new Point(share, words, (double) FLOAT * M * kept(s.net, share), packed.stream().mapToInt(GainShapeBias.Packed::bytes).sum(), s.net.score(left, s.held), s.net.score(bits, s.held),
                s.net.score(unpacked(packed), s.held));
    }

    // ---- pictures

    /** An edge that is drawn in a cell of its own. */
    private record Cell(int edge, int column, int row) { }

    private List<Cell> cells(SplineNet net, Knobs p) {
        List<Cell> all = new ArrayList<>();
        if (net.classifies()) {
            for (int k = 0; k < 64; k++) {
                all.add(new Cell(p.get(unit) * 64 + k, k % 8, 7 - k / 8));
            }
            return all;
        }
        for (int o = 0; o < 5; o++) {
            all.add(new Cell(2 * o, o, 2));
            all.add(new Cell(2 * o + 1, o, 1));
            all.add(new Cell(10 + o, o, 0));
        }
        return all;
    }

    @Override
    protected void look(Run s, Knobs p, Look to) {
        List<Cell> cells = cells(s.net, p);
        double[] at = places();
        double[] scale = {1e-9, 1e-9};
        for (Cell c : cells) {
            int l = c.edge < s.net.edges(0) ? 0 : 1;
            scale[l] = Math.max(scale[l], Arrays.stream(SplineNet.curve(s.fit.theta(), c.edge, at)).map(Math::abs).max().orElseThrow());
        }
        draw("trained", lines(s, cells, s.fit.theta(), scale), to);
        draw("shared", lines(s, cells, s.shared, scale), to);
        List<Cell> kept = cells.stream().filter(c -> IntStream.range(c.edge * M, c.edge * M + M).anyMatch(k -> s.pruned[k] != 0)).toList();
        draw("gone", lines(s, cells.stream().filter(c -> !kept.contains(c)).toList(), s.fit.theta(), scale), to);
        draw("kept", lines(s, kept, s.pruned, scale), to);
        double[] means = s.books.getFirst().book().means();
        int side = (int) Math.ceil(Math.sqrt(means.length / M));
        draw("shapes", IntStream.range(0, means.length / M).mapToObj(w -> new Line(new Cell(w, w % side, side - 1 - w / side), SplineNet.curve(means, w, at))).toList(), to);
        to.matrix("number", s.net.widths().get(1), s.net.widths().getFirst(), Arrays.stream(s.books.getFirst().book().of()).asDoubleStream().toArray());
        to.series("now", new double[] {s.bytes, s.prunedBytes, (double) FLOAT * M * s.net.edges()}, new double[] {s.scores.get(1).loss(), s.scores.get(2).loss(), s.scores.get(0).loss()});
        curves(s.points, to);
    }

    private static double[] places() {
        return IntStream.range(0, DRAWN).mapToDouble(k -> -1 + 2.0 * k / (DRAWN - 1)).toArray();
    }

    private record Line(Cell cell, double[] y) { }

    private static List<Line> lines(Run s, List<Cell> cells, double[] theta, double[] scale) {
        double[] at = places();
        List<Line> all = new ArrayList<>(cells.stream().map(c -> new Line(c, Arrays.stream(SplineNet.curve(theta, c.edge, at)).map(v -> v / scale[c.edge < s.net.edges(0) ? 0 : 1]).toArray())).toList());
        // A flat line of no length above all keeps the legend off the curves.
        all.add(new Line(new Cell(-1, 0, s.net.classifies() ? 8 : 3), new double[0]));
        return all;
    }

    private static void draw(String id, List<Line> lines, Look to) {
        double[] at = places();
        double[] xy = new double[2 * DRAWN * lines.size()];
        for (int l = 0; l < lines.size(); l++) {
            Line line = lines.get(l);
            for (int k = 0; k < DRAWN; k++) {
                int n = l * DRAWN + k;
                boolean isEmpty = line.y.length == 0;
                xy[2 * n] = line.cell.column + (isEmpty ? 0 : 0.42 * at[k]);
                xy[2 * n + 1] = line.cell.row + (isEmpty ? 0 : 0.45 * Math.clamp(line.y[k], -1.1, 1.1));
            }
        }
        to.paths(id, 2, xy, IntStream.rangeClosed(0, lines.size()).map(k -> k * DRAWN).toArray());
    }

    private static void curves(List<Point> points, Look to) {
        double[] pruned = points.stream().mapToDouble(q -> q.pruned.loss()).toArray();
        List<Point> books = points.subList(0, Math.min(PARTS - 1, points.size()));
        to.series("by-shared", books.stream().mapToDouble(Point::sharedBytes).toArray(), books.stream().mapToDouble(q -> q.shared.loss()).toArray());
        to.series("by-pruned", points.stream().mapToDouble(Point::prunedBytes).toArray(), pruned);
        to.series("by-bits", points.stream().mapToDouble(q -> q.prunedBytes / FLOAT).toArray(), points.stream().mapToDouble(q -> q.prunedBits.loss()).toArray());
        to.series("by-share", points.stream().mapToDouble(Point::share).toArray(), pruned);
    }
}
