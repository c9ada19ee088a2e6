package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer.Column;
import org.pushforward.engine.compress.NeuronGroups.Chosen;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Sgd;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
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
 * {@code compress.hesso}: a network is trained and pruned in one go, period by period the neurons that matter least fade out; gradual magnitude, random
 * neurons, and one cut at the end beside.
 */
public final class HybridPruning extends Study<HybridPruning.Stage> {

    private static final int PARTS = 4;
    private static final int BATCH = 64;
    private static final int START = 71;
    private static final int RANDOM = 72;
    private static final List<String> RACERS = List.of("hesso", "gradual", "random", "dense");

    /**
     * One training.
     *
     * @param gone removed neurons, those of the first layer first
     * @param fading neurons that go in this period
     */
    record Runner(Fit fit, boolean[] gone, boolean[] fading) { }

    /**
     * Where a run stands.
     *
     * @param left what is left of a fading neuron, a share
     * @param cut what one cut would take of the dense network now
     * @param accuracy of the racers, and of the dense network with the cut
     * @param removal largest difference of outputs when the removed neurons are taken out, over the largest output
     * @param rescued neurons that rescoring has taken off the list so far
     */
    record Stage(NeuronGroups groups, Race<Runner> runners, double left, Chosen cut, double[] accuracy, double removal, int rescued, int done) {
        Runner own() {
            return runners.states().getFirst();
        }
    }

    private final Knob<Double> sparsity;
    private final Knob<Integer> periods;
    private final Knob<String> saliency;
    private final Knob<Boolean> cric;
    private final Knob<Integer> hidden;
    private final Knob<Integer> epochs;
    private final Knob<Double> rate;

    public HybridPruning() {
        super("compress.hesso", "Neurons that fade out during training",
                "Training and pruning in one go. After a while, and then period by period, the neurons with the least saliency are told to go: all others train on, and these fade to zero over the period. Their saliency is a mean of five scores, of size and of what the loss would lose. "
                        + "At the end neurons at zero are taken out, and nothing changes. Gradual magnitude takes the smallest neurons at once, random takes any, one cut takes the smallest of the network trained in full. Where one cut by size takes a whole layer nothing is recognized any more: "
                        + "the collapse that the corrective cycle CRIC is made against. It zeroes the candidates, scores all again there, and keeps who has mattered, until the list stays. A small network for handwritten digits is the stand-in for vision and language models; "
                        + "fading and scores are those of the published program, the cycle is our reading. Every contestant but the cut keeps at least one neuron a layer. At half of the neurons all tie. What keeps the layer alive here is the mixed saliency; the cycle finds nearly nobody to rescue, one cut without further training still recognizes little, and HESSO, which retrains, gains nothing by it. At 85 % random neurons do no worse than the smallest ones, and less than two points are between all.",
                List.of("x ← (x − η ĝ)(T − t − 1)/(T − t)", "s = ⅕ Σ s_i/‖s_i‖, of five scores", "‖x‖, ‖x‖/√n, 1 + cos(x, ĝ)", "|⟨x, ĝ⟩|, ½⟨x, ĝ⟩²", "CRIC: score ← max(score, score with the candidates at 0)"),
                new Citation("T. Chen, X. Qu, D. Aponte, C. Banbury, J. Ko, T. Ding, Y. Ma, V. Lyapunov, I. Zharkov, L. Liang", 2024, "HESSO: Towards Automatic Efficient and User Friendly Any Neural Network Training and Pruning", "2409.09085"));
        sparsity = real("sparsity", "K", "Group sparsity", 0.85, 0.3, 0.95, "Share of the neurons of both hidden layers that goes.").within(0, 0.98);
        periods = whole("periods", "P", "Periods", 5, 1, 10, "In which the neurons go, an equal number in each.").within(1, 100);
        saliency = choice("saliency", "s", "Saliency", List.of("mixed", "magnitude", "taylor"), "mixed", "Mean of five scores, the size of the weights alone, or |⟨x, ĝ⟩| alone.");
        cric = flag("cric", "CRIC", "Corrective cycle", false, "Candidates are zeroed and all scored again, until the list stays; also for the one cut, which goes by saliency then.");
        hidden = whole("hidden", "h", "Hidden neurons", 64, 16, 128, "Of each of the two hidden layers.").within(4, 256);
        epochs = whole("epochs", "E", "Epochs", 40, 8, 60, "Passes over the digits; an eighth before the first period, half for the periods.").within(1, 200);
        rate = real("rate", "η", "Rate", 1e-3, 1e-4, 1e-2, "Of Adam, for all.").within(1e-6, 1).log();
        refuse(p -> NeuronGroups.going(p.get(sparsity), 2 * p.get(hidden)) > 2 * p.get(hidden) - 2, _ -> "so much sparsity leaves less than a neuron a layer; take a smaller sparsity or more hidden neurons");
        refuse(p -> periodLength(p) < 1, _ -> "periods are shorter than an iteration; take fewer periods or more epochs");
        learns(rate);
        lasts(p -> (long) PARTS * p.get(epochs));
        pace(24);

        Gauge<Stage> accuracy = gauge("accuracy", "HESSO", "", s -> s.accuracy[0]);
        Gauge<Stage> gradual = gauge("accuracy-gradual", "Gradual magnitude", "", s -> s.accuracy[1]);
        Gauge<Stage> random = gauge("accuracy-random", "Random", "", s -> s.accuracy[2]);
        Gauge<Stage> dense = gauge("accuracy-dense", "Nothing removed", "", s -> s.accuracy[3]);
        Gauge<Stage> oneshot = gauge("accuracy-oneshot", "One cut", "", s -> s.accuracy[4]);
        Gauge<Stage> share = gauge("group-sparsity", "Neurons at zero", "", s -> s.groups.zeros(s.own().fit.theta()) / (double) s.groups.count());
        Gauge<Stage> off = gauge("sparsity-error", "Neurons at zero less those asked for", "", (s, p) -> Math.abs(s.groups.zeros(s.own().fit.theta()) - NeuronGroups.going(p.get(sparsity), s.groups.count())));
        Gauge<Stage> removal = gauge("removal-error", "Change of outputs at removal", "", s -> s.removal);
        Gauge<Stage> first = gauge("left-1", "HESSO, first layer", "neurons", s -> s.groups.left(s.own().gone, 0));
        Gauge<Stage> second = gauge("left-2", "HESSO, second layer", "neurons", s -> s.groups.left(s.own().gone, 1));
        Gauge<Stage> cutFirst = gauge("cut-1", "One cut, first layer", "neurons", s -> s.groups.left(s.cut.which(), 0));
        Gauge<Stage> cutSecond = gauge("cut-2", "One cut, second layer", "neurons", s -> s.groups.left(s.cut.which(), 1));
        Gauge<Stage> rescued = gauge("rescued", "HESSO, all periods", "neurons", s -> s.rescued);
        Gauge<Stage> rescuedCut = gauge("rescued-cut", "One cut, now", "neurons", s -> s.cut.rescued());
        gauge("weights-kept", "Numbers of the small network over those of the full one", "", s -> s.groups.numbers(s.own().gone) / s.groups.numbers(new boolean[s.groups.count()]));

        multiples("neurons", "Weights into the neurons of HESSO", "a column a neuron, a row an input: size of the weight").draw(CELLS, "w-1", "first hidden layer").draw(CELLS, "w-2", "second hidden layer").alike("w-1", "w-2")
                .note("Columns fade, and are gone; the others train on.");
        history("accuracies", "Accuracy", "on the held-out fifth; same start, same batches", accuracy, gradual, random, dense, oneshot);
        plot("masks", "What is left of every neuron", "1 kept, 0 removed; in between fading").draw(BARS, "mask-1", "neuron of the first layer, then of the second").draw(BARS, "mask-2", "second layer");
        history("lefts", "Neurons left", "of each layer", first, second, cutFirst, cutSecond);
        plot("scores", "Size of the neurons", "‖x‖ of those that are left, falling").draw(CURVE, "score-1", "first layer", "", "rank").draw(CURVE, "score-2", "second layer", "", "rank");
        history("rescues", "Taken off the list by rescoring", "by the corrective cycle", rescued, rescuedCut);
        words("sizes", "What is left", "numbers of the network, and its accuracy").draw(WORDS, "sizes", "sizes");

        always("removal", "change of outputs when the neurons at zero are taken out", removal, atMost(1e-6), "they add nothing; sums of 32 bits in another order");
        atEnd("sparsity", "neurons at zero less those asked for", off, atMost(0), "exact by construction");
        formula("by-hand", "saliency of two neurons less that by hand, largest", atMost(1e-12), "by hand", HybridPruning::byHand);
        formula("fades", "what is left of a neuron three steps into a period of seven, less 4/7", atMost(1e-15), "closed form: Π (T − t − 1)/(T − t)", HybridPruning::fadeLeft);
        Shared<double[]> run = shared(t -> t.means(5, accuracy, gradual, random));
        lengthy("gradual", "85 %: accuracy less that of gradual magnitude", atLeast(0.01), "our runs, mean of 5 seeds", run, m -> m[0] - m[1]);
        lengthy("random", "85 %: accuracy less that of random neurons", atLeast(0), "our runs, mean of 5 seeds; less than a point", run, m -> m[0] - m[2]);
        Shared<double[]> cut = shared(t -> t.means(3, accuracy, oneshot), "sparsity=0.7");
        lengthy("collapse", "70 %: accuracy of one cut by size over that of HESSO", atMost(0.3), "our runs, mean of 3 seeds: a layer is gone", cut, m -> m[1] / m[0]);
        lengthy("half", "50 %: |accuracy less that of gradual magnitude|, a tie", atMost(0.01), "our runs, mean of 3 seeds", t -> {
            double[] m = t.means(3, accuracy, gradual);
            return Math.abs(m[0] - m[1]);
        }, "sparsity=0.5");
        opens("Columns fade and are gone", "Period by period the least neurons fade out while the others train on.").panes("neurons", "accuracies", "masks", "lefts").pins("sparsity", "periods", "saliency").pictured(80);
        preset("collapse", "One cut takes a whole layer", "By size alone one cut takes a whole layer, and nothing is recognized any more.").set("sparsity=0.7").panes("accuracies", "neurons", "lefts", "scores").pins("sparsity", "saliency").pictured(90);
        preset("cric", "Score, zero, score again", "The corrective cycle zeroes the candidates, scores all again, and keeps who has mattered.").set("sparsity=0.7", "cric=true").panes("accuracies", "lefts", "rescues", "neurons").pins("cric", "sparsity", "periods").pictured(90);
        preset("half", "At half of the neurons all tie", "Half of the neurons are too many anyway: any gradual choice will do.").set("sparsity=0.5").panes("neurons", "accuracies", "masks", "sizes").pins("sparsity", "saliency", "cric").pictured(100);
        tiny("epochs=1 hidden=8 periods=2 cric=true sparsity=0.6", "epochs=1 hidden=6 periods=1 saliency=taylor sparsity=0.5");
    }

    // ---- checks

    private static double byHand() {
        double[] s = NeuronGroups.saliency(new double[] {5, 1}, new double[] {4, 2}, new double[] {5, 2}, 4, "mixed");
        // scores (5, 1), (2.5, .5), (1.16, 2), (4, 2), (8, 2), each over its norm
        double expected = (2 * 5 / Math.sqrt(26) + 1.16 / Math.sqrt(1.16 * 1.16 + 4) + 4 / Math.sqrt(20) + 8 / Math.sqrt(68)) / 5;
        return Math.abs(s[0] - expected);
    }

    private static double fadeLeft() {
        return Math.abs(IntStream.range(0, 3).mapToDouble(t -> NeuronGroups.fade(t, 7)).reduce(1, (a, b) -> a * b) - 4.0 / 7);
    }

    // ---- the run

    private static int each() {
        return (DigitsNet.Examples.of(false).count() + BATCH - 1) / BATCH;
    }

    private int periodLength(Knobs p) {
        return each() * p.get(epochs) / 2 / p.get(periods);
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Tape.prepare();
        NeuronGroups groups = new NeuronGroups(p.get(hidden));
        double[] theta = HouseModels.weights(groups.widths()).initial(random.stream(START));
        Race<Runner> runners = Race.of(RACERS, _ -> new Runner(Fit.from(HouseModels.weights(groups.widths()), AdamW.ADAM, theta), new boolean[groups.count()], new boolean[groups.count()]));
        return judged(new Stage(groups, runners, 1, new Chosen(new boolean[groups.count()], 0), new double[5], 0, 0, 0), p, CancelToken.current());
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int from = each() * s.done / PARTS;
        int to = each() * (s.done + 1) / PARTS;
        Stage now = s;
        for (int i = from; i < to; i++) {
            t.ask();
            now = iterated(now, i, t);
        }
        return judged(new Stage(now.groups, now.runners, now.left, now.cut, now.accuracy, 0, now.rescued, s.done + 1), t.p(), t.context().cancel());
    }

    private Stage iterated(Stage s, int i, Turn t) {
        Knobs p = t.p();
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        int[] order = HouseModels.order(t.random(), i / each(), known.count());
        int from = i % each() * BATCH;
        DigitsNet.Examples b = HouseModels.picked(known, Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
        int length = periodLength(p);
        int begin = each() * p.get(epochs) / 8;
        int at = i - begin;
        boolean prunes = at >= 0 && at < length * p.get(periods);
        int[] rescued = {s.rescued};
        Race<Runner> runners = s.runners.then((name, r) -> {
            Fit fit = r.fit.step(t.context().cancel(), p.get(rate), w -> loss(w, b, s.groups.layers()));
            if (name.equals("dense") || at < 0) {
                return new Runner(fit, r.gone, r.fading);
            }
            boolean[] gone = r.gone;
            boolean[] fading = r.fading;
            if (prunes && at % length == 0) {
                gone = NeuronGroups.joined(gone, fading);
                Chosen c = chosen(name, s.groups, r.fit, fit, gone, at / length, t);
                fading = c.which();
                rescued[0] += c.rescued();
            }
            double factor = prunes && name.equals("hesso") ? NeuronGroups.fade(at % length, length) : 0;
            boolean over = at % length == length - 1 || factor == 0;
            double[] theta = s.groups.scaled(s.groups.scaled(fit.theta(), gone, 0), fading, factor);
            Fit moved = new Fit(fit.weights(), fit.optimizer(), theta, fit.memory(), fit.iterations(), fit.loss(), fit.gradient(), fit.isPrecise());
            return new Runner(moved, over ? NeuronGroups.joined(gone, fading) : gone, over ? new boolean[fading.length] : fading);
        });
        double left = prunes ? 1 - (at % length + 1.0) / length : 0;
        return new Stage(s.groups, runners, left, s.cut, s.accuracy, s.removal, rescued[0], s.done);
    }

    private static Value loss(Theta w, DigitsNet.Examples b, int layers) {
        return HouseModels.crossEntropy(HouseModels.logits(w, w.tape().of(b.x(), b.count(), 64), layers), b.label());
    }

    /** Who goes in a period: ĝ is the direction that Adam has just gone. */
    private Chosen chosen(String name, NeuronGroups groups, Fit before, Fit after, boolean[] gone, int period, Turn t) {
        Knobs p = t.p();
        int all = NeuronGroups.going(p.get(sparsity), groups.count());
        int count = period + 1 == p.get(periods) ? all - all / p.get(periods) * period : all / p.get(periods);
        double[] x = before.theta();
        double[] scores = switch (name) {
            case "random" -> t.uniforms(RANDOM, groups.count(), 1);
            case "gradual" -> groups.norms(x);
            default -> groups.saliency(x, IntStream.range(0, x.length).mapToDouble(k -> (x[k] - after.theta()[k]) / p.get(rate)).toArray(), p.get(saliency));
        };
        boolean corrects = name.equals("hesso") && p.get(cric);
        return corrects ? corrected(groups, x, scores, gone, count, true, p, t.context().cancel()) : new Chosen(groups.least(scores, gone, count, true), 0);
    }

    /** CRIC: candidates zeroed, all scored again, the highest score of each counts, until the list stays. */
    private Chosen corrected(NeuronGroups groups, double[] x, double[] first, boolean[] gone, int count, boolean spares, Knobs p, CancelToken cancel) {
        return groups.corrected(first, gone, count, spares, out -> groups.saliency(x, gradient(groups, groups.scaled(groups.scaled(x, gone, 0), out, 0), cancel), p.get(saliency)));
    }

    /** Of the loss of all digits that are trained on. */
    private static double[] gradient(NeuronGroups groups, double[] theta, CancelToken cancel) {
        double[] moved = Fit.from(HouseModels.weights(groups.widths()), new Sgd(0, false), theta).step(cancel, 1, w -> loss(w, DigitsNet.Examples.of(false), groups.layers())).theta();
        return IntStream.range(0, theta.length).mapToDouble(k -> theta[k] - moved[k]).toArray();
    }

    private Stage judged(Stage s, Knobs p, CancelToken cancel) {
        double[] dense = s.runners.get("dense").fit.theta();
        int count = NeuronGroups.going(p.get(sparsity), s.groups.count());
        boolean[] none = new boolean[s.groups.count()];
        Chosen cut = p.get(cric) ? corrected(s.groups, dense, s.groups.saliency(dense, gradient(s.groups, dense, cancel), p.get(saliency)), none, count, false, p, cancel)
                : new Chosen(s.groups.least(s.groups.norms(dense), none, count, false), 0);
        double[] accuracy = new double[RACERS.size() + 1];
        for (int k = 0; k < accuracy.length; k++) {
            double[] theta = k < RACERS.size() ? s.runners.states().get(k).fit.theta() : s.groups.scaled(dense, cut.which(), 0);
            accuracy[k] = DigitsNet.of(theta, s.groups.widths()).score(DigitsNet.Examples.of(true)).accuracy();
        }
        return new Stage(s.groups, s.runners, s.left, cut, accuracy, removalError(s, cancel), s.rescued, s.done);
    }

    private static double removalError(Stage s, CancelToken cancel) {
        Runner own = s.own();
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        double[] full = own.fit.evaluate(cancel, w -> HouseModels.logits(w, w.tape().of(held.x(), held.count(), 64), s.groups.layers()));
        Fit small = Fit.from(HouseModels.weights(s.groups.widths(own.gone)), AdamW.ADAM, s.groups.without(own.fit.theta(), own.gone));
        double[] less = small.evaluate(cancel, w -> HouseModels.logits(w, w.tape().of(held.x(), held.count(), 64), s.groups.layers()));
        double largest = Arrays.stream(full).map(Math::abs).max().orElse(1);
        return IntStream.range(0, full.length).mapToDouble(k -> Math.abs(full[k] - less[k])).max().orElse(0) / largest;
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        Runner own = s.own();
        double[] theta = own.fit.theta();
        int h = s.groups.hidden();
        for (int l = 0; l < 2; l++) {
            int inputs = s.groups.widths().get(l);
            double[] rows = s.groups.into(theta, l);
            double[] columns = new double[rows.length];
            Arrays.setAll(columns, k -> Math.abs(rows[k % h * inputs + k / h]));
            to.matrix("w-" + (l + 1), inputs, h, columns);
            int first = l * h;
            double[] mask = IntStream.range(first, first + h).mapToDouble(g -> own.gone[g] ? 0 : own.fading[g] ? s.left : 1).toArray();
            // neurons of the second layer stand behind those of the first
            to.bars("mask-" + (l + 1), IntStream.rangeClosed(first, first + h).mapToDouble(k -> k - 0.5).toArray(), mask);
            double[] norms = s.groups.norms(theta);
            double[] score = IntStream.range(first, first + h).filter(g -> !own.gone[g]).mapToDouble(g -> norms[g]).map(v -> -v).sorted().map(v -> -v).toArray();
            to.series("score-" + (l + 1), IntStream.rangeClosed(1, score.length).asDoubleStream().toArray(), score);
        }
        double full = s.groups.numbers(new boolean[s.groups.count()]);
        double small = s.groups.numbers(own.gone);
        to.table("sizes", new Column.Words("network", "network", List.of("nothing removed", "HESSO", "gradual magnitude", "random", "one cut")),
                new Column.Numbers("numbers", "numbers", "", new double[] {full, small, s.groups.numbers(s.runners.get("gradual").gone), s.groups.numbers(s.runners.get("random").gone), s.groups.numbers(s.cut.which())}),
                new Column.Numbers("accuracy", "accuracy", "", new double[] {s.accuracy[3], s.accuracy[0], s.accuracy[1], s.accuracy[2], s.accuracy[4]}));
    }
}
