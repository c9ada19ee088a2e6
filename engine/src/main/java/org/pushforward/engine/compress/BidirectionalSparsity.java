package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer.Column;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsCourse;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.GroupMask;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code compress.nm-sparse}: of every M weights N are used, in groups along the inputs on the way forward and along the outputs on the way back, so that
 * both passes of a training can be cheap; dense training, one way only and the largest of all beside.
 */
public final class BidirectionalSparsity extends Study<BidirectionalSparsity.Stage> {

    private static final int PARTS = 4;
    private static final int BATCH = 64;
    /** Layers with masks: the two hidden ones. */
    private static final int SPARSE = 2;
    private static final int CORNER = 32;
    private static final List<String> RACERS = List.of("own", "dense", "forward", "unstructured");

    /** Masks of a layer for the way forward and the way back, outputs × inputs. */
    record Masks(double[] forward, double[] backward) { }

    /**
     * Where a run stands.
     *
     * @param matrix given, with as many columns; empty for the digits
     * @param shown masks of the second layer or of the matrix
     * @param flips share of the forward mask that is another than a step before
     */
    record Stage(double[] matrix, int columns, Race<Fit> fits, Masks shown, double[] accuracy, double[] loss, double flips, int done) {
        boolean isGiven() {
            return matrix.length > 0;
        }

        double[] weights() {
            return isGiven() ? matrix : layer(fits.get("own").theta(), 1);
        }
    }

    private final Knob<Integer> keep;
    private final Knob<Integer> group;
    private final Knob<String> direction;
    private final Knob<Integer> epochs;
    private final Knob<Double> rate;
    private final Knob<VectorValue> matrix;

    public BidirectionalSparsity() {
        super("compress.nm-sparse", "N of M weights, forward and back",
                "Hardware can skip weights when of every M in a row exactly N are used. On the way forward the rows are those of W, on the way back, where errors are carried to the inputs, they are those of Wᵀ; one mask does not serve both. "
                        + "So two masks are made of one dense matrix, each with the N largest of its groups, and made anew after every step; the derivative by the weights is dense and goes straight through. "
                        + "The way back is no derivative of the way forward then, and training hardly minds. Dense training, a mask forward only (with its exact derivative), and the largest weights of a layer wherever they are run beside. "
                        + "The two hidden layers of a small network for handwritten digits stand for the larger ones of the paper; the last layer is dense. Multiplications are counted, products here are dense ones with zeros: the accelerator of the paper and its speed are not shown.",
                List.of("forward: Y = X (W ∘ M_f)ᵀ", "back: ∂L/∂X ≈ ∂L/∂Y (W ∘ M_b)", "∂L/∂W = (∂L/∂Y)ᵀ X", "multiplications: (N/M + N/M + 1)/3"),
                new Citation("C. Fang, W. Sun, A. Zhou, Z. Wang", 2023, "Efficient N:M Sparse DNN Training Using Algorithm, Architecture, and Dataflow Co-Design", "2309.13015"));
        keep = whole("keep", "N", "Kept", 2, 1, 8, "Weights of a group that are used.").within(1, 32);
        group = whole("group", "M", "Group", 8, 2, 16, "Weights of a group; divides 64.").within(1, 32);
        direction = choice("direction", "↔", "Direction", List.of("both", "forward", "backward"), "both", "Ways that are sparse; forward alone takes its exact derivative back, backward alone is dense forward.");
        epochs = whole("epochs", "E", "Epochs", 20, 1, 40, "Passes over the digits.").within(1, 200);
        rate = real("rate", "η", "Rate", 1e-3, 1e-4, 1e-2, "Of Adam, for all.").within(1e-6, 1).log();
        matrix = vector("matrix", "W", "Your own matrix", 0, 0, "", "A row an output, like \"3,1,2,5;1,2,0,4\"; its masks are shown and nothing is trained then.");
        refuse(p -> p.get(keep) > p.get(group), p -> "keep is " + p.get(keep) + " of a group of " + p.get(group) + "; take a keep of at most " + p.get(group));
        refuse(p -> !isGiven(p) && 64 % p.get(group) != 0, p -> "a group of " + p.get(group) + " does not divide the 64 inputs; take 2, 4, 8, 16 or 32");
        refuse(p -> isGiven(p) && (p.get(matrix).rows() % p.get(group) != 0 || p.get(matrix).columns() % p.get(group) != 0),
                p -> "a group of " + p.get(group) + " does not divide " + p.get(matrix).rows() + " rows and " + p.get(matrix).columns() + " columns; take a group that divides both");
        learns(rate);
        lasts(p -> isGiven(p) ? 1 : (long) PARTS * p.get(epochs));
        pace(20);

        Gauge<Stage> accuracy = accuracy("accuracy", "Both ways, or as chosen", 0);
        Gauge<Stage> dense = accuracy("accuracy-dense", "Dense", 1);
        Gauge<Stage> forward = accuracy("accuracy-forward", "Forward only", 2);
        Gauge<Stage> unstructured = accuracy("accuracy-unstructured", "Largest of all", 3);
        List<Gauge<Stage>> losses = IntStream.range(0, 4).mapToObj(k -> gauge(List.of("loss", "loss-dense", "loss-forward", "loss-unstructured").get(k), List.of("Both ways, or as chosen", "Dense", "Forward only", "Largest of all").get(k), "nats",
                s -> Math.max(1e-8, s.loss[k])).when(s -> !s.isGiven())).toList();
        Gauge<Stage> ratio = gauge("macs-ratio", "Multiplications of the two passes, over dense", "", (s, p) -> (share(s.shown.forward) + back(s, p)) / 2);
        gauge("macs-total", "Multiplications of all passes, over dense", "", (s, p) -> (share(s.shown.forward) + back(s, p) + 1) / 3);
        Gauge<Stage> off = gauge("group-error", "Groups that do not keep their N largest", "", (s, p) -> groupsOff(s, p));
        Gauge<Stage> promise = gauge("macs-error", "Multiplications of a pass over dense less N/M, largest", "", (s, p) -> Math.max(Math.abs(share(s.shown.forward) - asked(p, "backward")), Math.abs(back(s, p) - asked(p, "forward"))));
        Gauge<Stage> flips = gauge("flips", "Forward mask", "", s -> s.flips).when(s -> !s.isGiven());
        Gauge<Stage> overlap = gauge("overlap", "In both masks", "", s -> IntStream.range(0, s.shown.forward.length).mapToDouble(k -> s.shown.forward[k] * s.shown.backward[k]).average().orElse(0));

        multiples("masks", "Weights in use", "corner of the second layer, or your matrix: a row an output").draw(CELLS, "corner-forward", "forward: N of M along rows").draw(CELLS, "corner-backward", "back: N of M along columns")
                .alike("corner-forward", "corner-backward").note("The same matrix, pruned along its rows and along its columns.");
        history("accuracies", "Accuracy", "on the held-out fifth; same start, same batches", accuracy, dense, forward, unstructured);
        history("losses", "Loss on the digits trained on", "with the masks of the way forward", losses).log();
        plot("macs", "Multiplications", "of a layer and a digit, dense and as they are").draw(BARS, "macs", "multiplications");
        multiples("both", "Masks", "of the second layer, or your matrix: 1 in use").draw(CELLS, "forward-mask", "forward").draw(CELLS, "backward-mask", "back").alike("forward-mask", "backward-mask");
        history("changes", "Share of the mask that changes in a step", "second layer", flips);
        history("overlaps", "Share of the weights in both masks", "(N/M)² if they knew nothing of one another", overlap);
        words("table", "Passes", "what each contestant can skip").draw(WORDS, "skips", "skips");

        always("groups", "groups that do not keep their N largest", off, atMost(0), "what N:M means");
        always("macs", "multiplications of a pass over dense less N/M", promise, atMost(1e-12), "counted from the masks");
        reference("by-hand", "matrix 3 1 2 4; 5 0 1 6, 1 of 2: weights in the wrong mask", atMost(0), "by hand", t -> wrong(t.state()), "matrix=3,1,2,4;5,0,1,6", "keep=1", "group=2");
        formula("back", "derivative by inputs and weights less Eδ(W ∘ M_b) and δᵀX, largest", atMost(1e-6), "by hand, in 32 bits", BidirectionalSparsity::derivativeError);
        Shared<double[]> run = shared(t -> t.means(5, accuracy, dense, forward, unstructured));
        lengthy("dense", "2 of 8: accuracy less that of dense training", atLeast(-0.02), "our runs, mean of 5 seeds", run, m -> m[0] - m[1]);
        lengthy("forward", "2 of 8: |accuracy less that of a mask forward only|", atMost(0.02), "our runs, mean of 5 seeds", run, m -> Math.abs(m[0] - m[2]));
        lengthy("one", "1 of 8: accuracy less that of dense training", atLeast(-0.04), "our runs, mean of 3 seeds", t -> {
            double[] m = t.means(3, accuracy, dense);
            return m[0] - m[1];
        }, "keep=1");
        opens("Two masks of one matrix", "Of every eight weights two are used: along rows on the way forward, along columns on the way back.").panes("masks", "accuracies", "losses", "macs").pins("keep", "group", "direction").pictured(40);
        preset("thin", "One of thirty-two", "So few that the way forward cannot do; the largest of all, wherever they are, do better.").set("keep=1", "group=32").panes("accuracies", "masks", "losses", "overlaps").pins("keep", "group", "direction").pictured(40);
        preset("moving", "Masks that settle", "Masks are made anew after every step, and change less and less.").set("keep=1", "group=4").panes("masks", "changes", "overlaps", "accuracies").pins("keep", "group", "direction").pictured(40);
        preset("given", "Masks of a small matrix", "Two of four along rows, two of four along columns.").set("matrix=3,1,2,4,-5,0,1,2;0,5,6,1,1,-2,0,3;2,2,7,1,0,4,-1,1;1,-3,0,2,6,1,2,5", "keep=2", "group=4").panes("masks", "both", "macs").pins("keep", "group").pictured(1);
        tiny("epochs=1", "epochs=1 keep=1 group=16 direction=backward", "matrix=3,1,2,4;0,5,6,1 keep=1 group=2");
    }

    private Gauge<Stage> accuracy(String id, String label, int which) {
        return gauge(id, label, "", s -> s.accuracy[which]).when(s -> !s.isGiven());
    }

    private boolean isGiven(Knobs p) {
        return !p.get(matrix).values().isEmpty();
    }

    /** The zeros of a mask along rows are out of step on the way back, and cannot be skipped there. */
    private double back(Stage s, Knobs p) {
        return p.is(direction, "forward") ? 1 : share(s.shown.backward);
    }

    /** N/M, or 1 where the direction leaves this way dense. */
    private double asked(Knobs p, String dense) {
        return p.is(direction, dense) ? 1 : (double) p.get(keep) / p.get(group);
    }

    private static double share(double[] mask) {
        return Arrays.stream(mask).sum() / mask.length;
    }

    // ---- checks

    private int groupsOff(Stage s, Knobs p) {
        double[] w = s.weights();
        int n = p.get(keep);
        int m = p.get(group);
        int columns = s.columns;
        int off = 0;
        for (int g = 0; g < w.length / m; g++) {
            int row = g;
            int column = g / columns * m * columns + g % columns;
            off += p.is(direction, "backward") || holds(w, s.shown.forward, row * m, 1, n, m) ? 0 : 1;
            off += p.is(direction, "forward") || holds(w, s.shown.backward, column, columns, n, m) ? 0 : 1;
        }
        return off;
    }

    private static boolean holds(double[] w, double[] mask, int from, int stride, int n, int m) {
        int kept = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int k = 0; k < m; k++) {
            double v = Math.abs(w[from + k * stride]);
            boolean in = mask[from + k * stride] == 1;
            kept += in ? 1 : 0;
            least = in ? Math.min(least, v) : least;
            most = in ? most : Math.max(most, v);
        }
        return kept == n && least >= most;
    }

    private static double wrong(Stage s) {
        double[] forward = {1, 0, 0, 1, 1, 0, 0, 1};
        double[] backward = {0, 1, 1, 0, 1, 0, 0, 1};
        return IntStream.range(0, 8).filter(k -> s.shown.forward[k] != forward[k] || s.shown.backward[k] != backward[k]).count();
    }

    private static double derivativeError() {
        double[] w = {3, 1, 2, 4, 0.5, 5, 6, 1};
        double[] x = {1, -2, 0.5, 3};
        double[] delta = {2, -1};
        Masks m = new Masks(GroupMask.alongRows(w, 4, 1, 2), GroupMask.alongColumns(w, 4, 1, 2));
        try (Tape tape = Tape.open(CancelToken.current())) {
            Value xv = tape.variable(x, 1, 4);
            Value wv = tape.variable(w, 2, 4);
            Value y = product(xv, wv, m);
            List<Value> g = y.times(tape.of(delta, 1, 2)).sum().grads(xv, wv);
            double[] byX = g.get(0).array();
            double[] byW = g.get(1).array();
            double worst = 0;
            for (int k = 0; k < 8; k++) {
                worst = Math.max(worst, Math.abs(byW[k] - delta[k / 4] * x[k % 4]));
            }
            for (int j = 0; j < 4; j++) {
                worst = Math.max(worst, Math.abs(byX[j] - delta[0] * w[j] * m.backward[j] - delta[1] * w[4 + j] * m.backward[4 + j]));
            }
            for (int i = 0; i < 2; i++) {
                int row = 4 * i;
                worst = Math.max(worst, Math.abs(y.array()[i] - IntStream.range(0, 4).mapToDouble(j -> w[row + j] * m.forward[row + j] * x[j]).sum()));
            }
            return worst;
        }
    }

    // ---- the method

    /** X (W ∘ M_f)ᵀ, whose derivatives are taken as δ (W ∘ M_b) by X and δᵀX by W. */
    static Value product(Value x, Value w, Masks m) {
        int[] shape = w.shape();
        Value fixed = w.detached();
        Value byWeights = x.detached().matmul(w.transposed());
        Value byInputs = x.matmul(fixed.times(w.tape().of(m.backward, shape)).transposed());
        Value forward = x.detached().matmul(fixed.times(w.tape().of(m.forward, shape)).transposed());
        return byWeights.plus(byInputs).plus(forward.minus(byWeights).minus(byInputs).detached());
    }

    private static double[] layer(double[] theta, int l) {
        return Arrays.copyOfRange(theta, offset(l), offset(l) + (l == 0 ? 64 : 128) * 128);
    }

    private static int offset(int l) {
        return l == 0 ? 0 : 65 * 128;
    }

    private Masks masks(double[] w, int columns, String racer, Knobs p) {
        int n = p.get(keep);
        int m = p.get(group);
        double[] all = new double[w.length];
        Arrays.fill(all, 1);
        return switch (racer) {
            case "dense" -> new Masks(all, all);
            case "unstructured" -> {
                double[] one = GroupMask.largest(w, w.length / m * n);
                yield new Masks(one, one);
            }
            case "forward" -> {
                double[] one = GroupMask.alongRows(w, columns, n, m);
                yield new Masks(one, one);
            }
            case "backward" -> new Masks(all, GroupMask.alongColumns(w, columns, n, m));
            case "both" -> new Masks(GroupMask.alongRows(w, columns, n, m), GroupMask.alongColumns(w, columns, n, m));
            default -> masks(w, columns, p.get(direction), p);
        };
    }

    private List<Masks> masks(double[] theta, String racer, Knobs p) {
        List<Masks> all = new ArrayList<>();
        for (int l = 0; l < SPARSE; l++) {
            all.add(masks(layer(theta, l), l == 0 ? 64 : 128, racer, p));
        }
        return all;
    }

    private static Value logits(Theta w, DigitsNet.Examples b, List<Masks> masks) {
        Value h = w.tape().of(b.x(), b.count(), 64);
        for (int l = 0; l < SPARSE; l++) {
            h = product(h, w.get("layer." + l + ".matrix"), masks.get(l)).plus(w.get("layer." + l + ".bias")).relu();
        }
        return w.linear(h, "layer.2.matrix", "layer.2.bias");
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        if (isGiven(p)) {
            VectorValue v = p.get(matrix);
            double[] w = v.values().stream().mapToDouble(Double::doubleValue).toArray();
            return new Stage(w, v.columns(), new Race<>(List.of(), List.of()), masks(w, v.columns(), "own", p), new double[4], new double[4], 0, 0);
        }
        Race<Fit> fits = Race.of(RACERS, _ -> DigitsCourse.start(AdamW.ADAM, random));
        return judged(fits, 0, List.of(), p, CancelToken.current());
    }

    private Stage judged(Race<Fit> fits, int done, List<Masks> before, Knobs p, CancelToken cancel) {
        double[] accuracy = new double[RACERS.size()];
        double[] loss = new double[RACERS.size()];
        for (int k = 0; k < accuracy.length; k++) {
            List<Masks> m = masks(fits.states().get(k).theta(), RACERS.get(k), p);
            DigitsNet net = DigitsNet.of(fits.states().get(k).theta(), DigitsNet.WIDTHS);
            for (int l = 0; l < SPARSE; l++) {
                double[] w = net.layers().get(l).w();
                double[] mask = m.get(l).forward;
                net = net.with(l, IntStream.range(0, w.length).mapToDouble(i -> w[i] * mask[i]).toArray());
            }
            accuracy[k] = net.score(DigitsNet.Examples.of(true)).accuracy();
            double[] masked = fits.states().get(k).theta().clone();
            for (int l = 0; l < SPARSE; l++) {
                double[] w = net.layers().get(l).w();
                System.arraycopy(w, 0, masked, offset(l), w.length);
            }
            DigitsNet.Examples known = DigitsNet.Examples.of(false);
            loss[k] = fits.states().get(k).evaluate(cancel, masked, w -> HouseModels.crossEntropy(HouseModels.logits(w, w.tape().of(known.x(), known.count(), 64)), known.label()))[0];
        }
        Masks shown = masks(layer(fits.get("own").theta(), 1), 128, "own", p);
        double flips = before.isEmpty() ? 0 : IntStream.range(0, shown.forward.length).mapToDouble(k -> Math.abs(shown.forward[k] - before.getFirst().forward[k])).average().orElse(0);
        return new Stage(new double[0], 128, fits, shown, accuracy, loss, flips, done);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        if (s.isGiven()) {
            return new Stage(s.matrix, s.columns, s.fits, s.shown, s.accuracy, s.loss, 0, s.done + 1);
        }
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        int each = new DigitsCourse(t.get(epochs), BATCH, false).iterationsAnEpoch();
        CancelToken cancel = t.context().cancel();
        Race<Fit> fits = s.fits;
        for (int i = each * s.done / PARTS; i < each * (s.done + 1) / PARTS; i++) {
            int[] order = HouseModels.order(t.random(), i / each, known.count());
            int from = i % each * BATCH;
            DigitsNet.Examples b = HouseModels.picked(known, Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
            fits = fits.then((name, fit) -> {
                if (name.equals("dense")) {
                    return fit.step(cancel, t.get(rate), w -> HouseModels.crossEntropy(HouseModels.logits(w, w.tape().of(b.x(), b.count(), 64)), b.label()));
                }
                List<Masks> m = masks(fit.theta(), name, t.p());
                return fit.step(cancel, t.get(rate), w -> HouseModels.crossEntropy(logits(w, b, m), b.label()));
            });
        }
        return judged(fits, s.done + 1, List.of(s.shown), t.p(), cancel);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] w = s.weights();
        int rows = w.length / s.columns;
        to.matrix("forward-mask", rows, s.columns, s.shown.forward);
        to.matrix("backward-mask", rows, s.columns, s.shown.backward);
        int r = Math.min(CORNER, rows);
        int c = Math.min(CORNER, s.columns);
        for (String way : List.of("forward", "backward")) {
            double[] mask = way.equals("forward") ? s.shown.forward : s.shown.backward;
            double[] corner = new double[r * c];
            Arrays.setAll(corner, k -> Math.abs(w[k / c * s.columns + k % c]) * mask[k / c * s.columns + k % c]);
            to.matrix("corner-" + way, r, c, corner);
        }
        double all = w.length;
        to.bars("macs", List.of("forward, dense", "forward", "back, dense", "back", "weights"), new double[] {all, Arrays.stream(s.shown.forward).sum(), all, back(s, p) * all, all});
        to.table("skips", new Column.Words("who", "contestant", List.of("both ways", "dense", "forward only", "largest of all")), new Column.Words("forward", "forward", List.of("N of M in rows", "nothing", "N of M in rows", "anywhere")),
                new Column.Words("back", "back", List.of("N of M in rows of Wᵀ", "nothing", "zeros out of step", "anywhere")), new Column.Words("weights", "derivative by weights", List.of("dense", "dense", "dense", "dense")));
    }
}
