package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.HouseCourse;
import org.pushforward.engine.learn.HouseModel;
import org.pushforward.engine.learn.TextNet;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** {@code compress.dsnot}: the mask of a pruned network is mended row by row, without training, until the expected error of every output is as small as swaps make it. */
public final class DynamicSparsity extends Study<DynamicSparsity.Bench> {

    private static final double SMALL_SPREAD = 1e-6;

    /**
     * What is known of one layer.
     *
     * @param mean of every input over the known digits; {@code variance} and {@code norm} of it too
     */
    record Inputs(double[] mean, double[] variance, double[] norm) { }

    /**
     * Masks of one layer, outputs × inputs, and how far every row is.
     *
     * @param expected E of pruned minus dense output, with its sign: −Σ over the pruned of w E[x]
     * @param done rows that swap no more
     * @param worst largest growth of |expected| at any accepted swap; at most 0
     */
    record Masks(boolean[] kept, boolean[] wanda, boolean[] magnitude, double[] expected, boolean[] done, int swaps, double worst) { }

    /**
     * Where a run stands.
     *
     * @param course of the network that is pruned
     * @param x what reaches the first matrix
     * @param error of the first matrix, and {@code accuracy}, of DSnoT, Wanda, magnitude
     */
    record Bench(HouseCourse course, double[] x, List<Inputs> inputs, List<Masks> masks, int cycles, double[] error, double[] accuracy) {
        HouseModel net() {
            return course.model();
        }

        int swaps() {
            return masks.stream().mapToInt(Masks::swaps).sum();
        }
    }

    private final TextNet.Recipe recipe;
    private final Knob<String> model;
    private final Knob<Double> sparsity;
    private final Knob<Integer> cycles;
    private final Knob<String> begin;

    public DynamicSparsity() {
        this(TextNet.Recipe.HOUSE);
    }

    /** @param recipe of the text model, which a test has smaller */
    DynamicSparsity(TextNet.Recipe recipe) {
        super("compress.dsnot", "Mending a mask without training",
                "A network is pruned: in every row only the weights with the largest |w| ‖x‖ stay. On average the outputs then are off. Row by row, a pruned weight comes back whose mean contribution undoes the error, "
                        + "and one of the least important goes for it, as long as the error shrinks and keeps its sign. No weight is trained. The two hidden layers of a small network for handwritten digits are pruned, "
                        + "or the attention and feed-forward matrices of a small transformer that reads text of known entropy: stand-ins for the language models of the paper. "
                        + "There inputs are normalised and their means are small, so that next to nothing is mended. At nine of ten weights gone it hurts: the mean is right and the rest is not, and the plain mask by |w| does best.",
                List.of("e_i = − Σ_{pruned j} w_{ij} E[x_j]", "grow j: largest −sign(e_i) w_{ij} E[x_j] / Var[x_j]", "prune j: least |w_{ij}| ‖x_j‖"),
                new Citation("Y. Zhang, L. Zhao, M. Lin, Y. Sun, Y. Yao, X. Han, J. Tanner, S. Liu, R. Ji", 2023, "Dynamic Sparse No Training: Training-Free Fine-tuning for Sparse LLMs", "2310.08915"),
                new Citation("M. Sun, Z. Liu, A. Bair, J. Z. Kolter", 2023, "A Simple and Effective Pruning Approach for Large Language Models", "2306.11695"));
        this.recipe = recipe;
        model = choice("model", "N", "Network", HouseCourse.NAMES, "digits", "Handwritten digits, or text of known entropy, whose network is trained first, some twenty seconds.");
        sparsity = real("sparsity", "s", "Sparsity", 0.7, 0.5, 0.9, "Share of every row that is pruned.").within(0, 0.98);
        cycles = whole("cycles", "T", "Cycles", 50, 5, 60, "Swaps of a row at most.").within(1, 500);
        begin = choice("start", "M₀", "Start", List.of("wanda", "magnitude"), "wanda", "The mask that is mended: by |w| ‖x‖ or by |w|.");
        lasts(p -> (p.is(model, "text") ? HouseCourse.steps(recipe) : 1) + (long) p.get(cycles));
        pace(8);

        Gauge<Bench> expected = gauge("expected-error", "Mean |expected error| of a row", "", s -> Math.max(1e-9, Arrays.stream(s.masks.getFirst().expected).map(Math::abs).average().orElseThrow()));
        Gauge<Bench> error = gauge("error", "Mended", "", s -> s.error[0]);
        Gauge<Bench> wanda = gauge("error-wanda", "Wanda", "", s -> s.error[1]);
        Gauge<Bench> magnitude = gauge("error-magnitude", "Magnitude", "", s -> s.error[2]);
        Gauge<Bench> accuracy = gauge("accuracy", "Accuracy, mended", "", s -> s.accuracy[0]);
        Gauge<Bench> accuracyWanda = gauge("accuracy-wanda", "Accuracy, Wanda", "", s -> s.accuracy[1]);
        Gauge<Bench> accuracyMagnitude = gauge("accuracy-magnitude", "Accuracy, magnitude", "", s -> s.accuracy[2]);
        gauge("swaps", "Swaps", "", Bench::swaps);
        Gauge<Bench> moved = gauge("sparsity-error", "Kept of a row less what is asked, largest", "", (s, p) -> s.masks.stream().mapToInt(m -> rowsOff(m, p.get(sparsity))).max().orElseThrow());
        Gauge<Bench> worst = gauge("growth", "Growth of |expected error| at a swap, largest", "", s -> s.masks.stream().mapToDouble(Masks::worst).max().orElseThrow());

        plane("weights", "Weights that are kept", "first matrix: a row an output, a column an input; what is pruned is 0").draw(CELLS, "kept", "weight");
        plot("rows", "Expected error of every row", "first matrix, before and after").draw(CURVE, "zero", "none", "", "row").draw(POINTS, "expected-before", "before", "", "row").draw(POINTS, "expected", "now", "", "row");
        plane("swaps", "Mask and swaps", "first matrix: ½ kept, 0 pruned; by swaps 1 grown, −1 pruned").draw(CELLS, "swapped", "mask");
        history("errors", "Error of the first matrix", "‖X(W − W M)ᵀ‖ / ‖XWᵀ‖, known samples", error, wanda, magnitude);
        history("accuracies", "Accuracy", "share of the held-out samples", accuracy, accuracyWanda, accuracyMagnitude);
        history("expected", "Mean |expected error| of a row", "first matrix", expected).log();
        plot("course", "Training of the network", "loss of its batches; only the text takes long").draw(CURVE, "trained", "loss", "nats", "step").draw(CURVE, "rate", "entropy rate", "nats", "step").log();
        layer("mask", "mask of the first matrix", "", "");

        always("sparsity", "kept of a row less what is asked", moved, atMost(0), "every swap grows one and prunes one");
        always("shrinks", "growth of |expected error| at a swap", worst, atMost(0), "what a swap is accepted for");
        formula("by-hand", "five weights, one swap: expected error less that by hand", atMost(1e-12), "by hand: −.5 becomes −.1", DynamicSparsity::byHand);
        reference("expected", "tracked expected error less that of the outputs, largest", atMost(1e-9), "mean output of the pruned layer less the dense one", t -> trackingError(t.rest().state()), "cycles=10");
        for (int percent : new int[] {60, 70, 80, 90}) {
            Shared<double[]> run = shared(t -> {
                double[] sum = new double[4];
                for (int seed = 1; seed <= 5; seed++) {
                    Bench b = t.anew(seed).rest().state();
                    sum[0] += b.error[0] / b.error[1] / 5;
                    sum[1] += b.accuracy[0] / 5;
                    sum[2] += b.accuracy[1] / 5;
                }
                return sum;
            }, "sparsity=0." + percent / 10);
            lengthy("error-" + percent, percent + " %: error of the first layer over Wanda's", atMost(0.93), "our runs, mean of 5 seeds", run, m -> m[0]);
            if (percent == 70 || percent == 80) {
                lengthy("accuracy-" + percent, percent + " %: accuracy less Wanda's", atLeast(0), "our runs, mean of 5 seeds", run, m -> m[1] - m[2]);
            }
            if (percent == 90) {
                lengthy("accuracy-90", "90 %: accuracy less Wanda's, which wins there", atMost(0), "our runs, mean of 5 seeds", run, m -> m[1] - m[2]);
            }
        }
        opens("Swap until the mean is right", "Weights come back and others go, row by row, and the outputs are right on average again.").pictured(12);
        preset("ninety", "At ninety percent it hurts", "The error of the layer falls by a third, and the network falls apart.").set("sparsity=0.9", "start=magnitude").panes("accuracies", "errors", "rows", "weights").pictured(30);
        preset("magnitude", "From a bad start", "Swaps mend a mask by magnitude too.").set("start=magnitude", "sparsity=0.8").panes("weights", "errors", "rows", "swaps").pins("sparsity", "start").pictured(12);
        preset("reader", "Nothing to mend in a reader", "A small transformer has inputs of mean nearly zero: the expected error falls, and the error of its first matrix does not.").set("model=text", "sparsity=0.5").panes("course", "errors", "accuracies", "rows").pictured(3);
        tiny("cycles=2", "cycles=1 start=magnitude sparsity=0.9");
    }

    /** Pruned .3 and .2 leave −.5; .3 comes back and −.1 goes. */
    private static double byHand() {
        double[] one = {1, 1, 1, 1, 1};
        boolean[] kept = {false, true, true, true, false};
        Masks m = swapped(new Masks(kept, kept, kept, new double[] {-0.5}, new boolean[1], 0, 0), new double[] {0.3, 0.4, -0.1, 0.9, 0.2}, new Inputs(one, one, one), 5);
        return Math.abs(m.expected[0] + 0.1);
    }

    private static double trackingError(Bench s) {
        HouseModel.Piece l = s.net().pieces().getFirst();
        double[] off = DigitsNet.product(s.x, masked(negated(l.w()), flipped(s.masks.getFirst().kept)), l.inputs(), l.outputs());
        double[] mean = new double[l.outputs()];
        int n = off.length / l.outputs();
        for (int k = 0; k < off.length; k++) {
            mean[k % l.outputs()] += off[k] / n;
        }
        return IntStream.range(0, mean.length).mapToDouble(i -> Math.abs(mean[i] - s.masks.getFirst().expected[i])).max().orElseThrow();
    }

    private static double[] negated(double[] w) {
        return Arrays.stream(w).map(v -> -v).toArray();
    }

    private static boolean[] flipped(boolean[] m) {
        boolean[] other = new boolean[m.length];
        for (int k = 0; k < m.length; k++) {
            other[k] = !m[k];
        }
        return other;
    }

    private static double[] masked(double[] w, boolean[] kept) {
        return IntStream.range(0, w.length).mapToDouble(k -> kept[k] ? w[k] : 0).toArray();
    }

    private static int rowsOff(Masks m, double sparsity) {
        int inputs = m.kept.length / m.expected.length;
        int asked = keptOf(inputs, sparsity);
        return IntStream.range(0, m.expected.length).map(i -> Math.abs(asked - (int) IntStream.range(i * inputs, (i + 1) * inputs).filter(k -> m.kept[k]).count())).max().orElseThrow();
    }

    private static int keptOf(int inputs, double sparsity) {
        return inputs - (int) Math.round(sparsity * inputs);
    }

    // ---- the method

    /** In every row those with the largest scores. */
    private static boolean[] largest(double[] score, int inputs, double sparsity) {
        boolean[] kept = new boolean[score.length];
        for (int row = 0; row < score.length; row += inputs) {
            IntStream.range(row, row + inputs).boxed().sorted((a, b) -> Double.compare(score[b], score[a])).limit(keptOf(inputs, sparsity)).forEach(k -> kept[k] = true);
        }
        return kept;
    }

    private static Masks started(double[] w, Inputs x, double sparsity, boolean byMagnitude) {
        int n = x.mean.length;
        boolean[] magnitude = largest(Arrays.stream(w).map(Math::abs).toArray(), n, sparsity);
        boolean[] wanda = largest(IntStream.range(0, w.length).mapToDouble(k -> Math.abs(w[k]) * x.norm[k % n]).toArray(), n, sparsity);
        boolean[] kept = byMagnitude ? magnitude : wanda;
        double[] expected = new double[w.length / n];
        for (int k = 0; k < w.length; k++) {
            expected[k / n] -= kept[k] ? 0 : w[k] * x.mean[k % n];
        }
        return new Masks(kept, wanda, magnitude, expected, new boolean[expected.length], 0, 0);
    }

    /** One swap of every row that still gains: what comes back undoes the expected error, what goes does too and matters least. */
    static Masks swapped(Masks m, double[] w, Inputs x, int n) {
        boolean[] kept = m.kept.clone();
        boolean[] done = m.done.clone();
        double[] expected = m.expected.clone();
        int swaps = m.swaps;
        double worst = m.worst;
        for (int i = 0; i < expected.length; i++) {
            if (done[i]) {
                continue;
            }
            double sign = Math.signum(expected[i]);
            int grow = -1;
            int prune = -1;
            double most = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int k = i * n; k < (i + 1) * n; k++) {
                double c = w[k] * x.mean[k % n];
                double gain = -sign * c / (x.variance[k % n] + SMALL_SPREAD);
                if (!kept[k] && gain > most) {
                    most = gain;
                    grow = k;
                }
                double matters = Math.abs(w[k]) * x.norm[k % n];
                if (kept[k] && sign * c >= 0 && matters < least) {
                    least = matters;
                    prune = k;
                }
            }
            double after = grow < 0 || prune < 0 ? Double.NaN : expected[i] + w[grow] * x.mean[grow % n] - w[prune] * x.mean[prune % n];
            if (!(Math.abs(after) < Math.abs(expected[i]))) {
                done[i] = true;
                continue;
            }
            worst = Math.max(worst, Math.abs(after) - Math.abs(expected[i]));
            done[i] = after * sign <= 0;
            expected[i] = after;
            kept[grow] = true;
            kept[prune] = false;
            swaps++;
        }
        return new Masks(kept, m.wanda, m.magnitude, expected, done, swaps, worst);
    }

    // ---- the run

    @Override
    protected Bench start(Knobs p, Philox random) {
        return pruned(HouseCourse.start(p.get(model), recipe, random), p, CancelToken.current());
    }

    private Bench pruned(HouseCourse course, Knobs p, CancelToken cancel) {
        HouseModel.Traces t = course.model().traces(cancel);
        List<HouseModel.Piece> pieces = course.model().pieces();
        List<Inputs> inputs = IntStream.range(0, pieces.size()).mapToObj(l -> inputs(t.inputs().get(l), pieces.get(l).inputs())).toList();
        List<Masks> masks = IntStream.range(0, pieces.size()).mapToObj(l -> started(pieces.get(l).w(), inputs.get(l), p.get(sparsity), p.is(begin, "magnitude"))).toList();
        Bench b = new Bench(course, t.inputs().getFirst(), inputs, masks, 0, new double[3], new double[3]);
        return judged(judged(judged(b, 0, cancel), 1, cancel), 2, cancel);
    }

    private static Inputs inputs(double[] x, int n) {
        double[] mean = new double[n];
        double[] square = new double[n];
        int count = x.length / n;
        for (int k = 0; k < x.length; k++) {
            mean[k % n] += x[k] / count;
            square[k % n] += x[k] * x[k] / count;
        }
        return new Inputs(mean, IntStream.range(0, n).mapToDouble(j -> Math.max(0, square[j] - mean[j] * mean[j])).toArray(), Arrays.stream(square).map(v -> Math.sqrt(v * count)).toArray());
    }

    /** Error of the first matrix and accuracy by one of the three masks. */
    private static Bench judged(Bench s, int way, CancelToken cancel) {
        List<HouseModel.Piece> pieces = s.net().pieces();
        List<double[]> w = IntStream.range(0, pieces.size()).mapToObj(l -> masked(pieces.get(l).w(), List.of(s.masks.get(l).kept, s.masks.get(l).wanda, s.masks.get(l).magnitude).get(way))).toList();
        HouseModel.Piece first = pieces.getFirst();
        double[] dense = DigitsNet.product(s.x, first.w(), first.inputs(), first.outputs());
        double[] sparse = DigitsNet.product(s.x, w.getFirst(), first.inputs(), first.outputs());
        double[] error = s.error.clone();
        error[way] = Vectors.norm(IntStream.range(0, dense.length).mapToDouble(k -> dense[k] - sparse[k]).toArray()) / Vectors.norm(dense);
        double[] accuracy = s.accuracy.clone();
        accuracy[way] = s.net().with(w).accuracy(cancel);
        return new Bench(s.course, s.x, s.inputs, s.masks, s.cycles, error, accuracy);
    }

    @Override
    protected Bench next(Bench s, Turn t) {
        CancelToken cancel = t.context().cancel();
        if (!s.course.isDone()) {
            HouseCourse more = s.course.next(t.random(), cancel);
            return more.isDone() ? pruned(more, t.p(), cancel) : new Bench(more, s.x, s.inputs, s.masks, 0, s.error, s.accuracy);
        }
        List<HouseModel.Piece> pieces = s.net().pieces();
        List<Masks> masks = new ArrayList<>();
        for (int l = 0; l < pieces.size(); l++) {
            t.ask();
            masks.add(swapped(s.masks.get(l), pieces.get(l).w(), s.inputs.get(l), pieces.get(l).inputs()));
        }
        return judged(new Bench(s.course, s.x, s.inputs, masks, s.cycles + 1, s.error, s.accuracy), 0, cancel);
    }

    // ---- pictures

    @Override
    protected void look(Bench s, Knobs p, Look to) {
        HouseModel.Piece l = s.net().pieces().getFirst();
        Masks m = s.masks.getFirst();
        to.matrix("kept", l.outputs(), l.inputs(), masked(l.w(), m.kept));
        to.matrix("mask", l.outputs(), l.inputs(), IntStream.range(0, m.kept.length).mapToDouble(k -> m.kept[k] ? 1 : 0).toArray());
        boolean[] before = p.is(begin, "magnitude") ? m.magnitude : m.wanda;
        to.matrix("swapped", l.outputs(), l.inputs(), IntStream.range(0, m.kept.length).mapToDouble(k -> m.kept[k] == before[k] ? m.kept[k] ? 0.5 : 0 : m.kept[k] ? 1 : -1).toArray());
        double[] row = IntStream.range(0, l.outputs()).asDoubleStream().toArray();
        to.series("zero", new double[] {0, l.outputs() - 1}, new double[2]);
        to.series("expected-before", row, started(l.w(), s.inputs.getFirst(), p.get(sparsity), p.is(begin, "magnitude")).expected);
        to.series("expected", row, m.expected);
        CoursePicture.look(s.course, to);
    }
}
