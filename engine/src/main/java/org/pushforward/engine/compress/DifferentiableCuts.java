package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.HouseCourse;
import org.pushforward.engine.learn.HouseModel;
import org.pushforward.engine.learn.TextNet;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code compress.dobi-svd}: layers are cut to low rank by what comes out of them, and where to cut is learned by gradient through a soft cut; beside it the
 * same cut everywhere, all cuts there are, and the decomposition of the weights alone.
 */
public final class DifferentiableCuts extends Study<DifferentiableCuts.Bench> {

    /** Steps of the learning, while all cuts are tried one after the other. */
    private static final int LEARNING = 60;
    private static final double RATE = 0.6;
    private static final double MEAN = 0.8;
    private static final double SQUARE = 0.95;
    private static final int WHOLE = 0;
    private static final int UNIFORM = 1;
    private static final int WEIGHTS = 2;
    private static final int LEARNED = 3;
    private static final int MOST = 64;
    private static final int SHOWN_TEXTS = 6;
    /** As low as the spectrum is drawn. */
    private static final double LOWEST = 1e-3;
    private static final double HARD = 1e3;

    /**
     * Where a run stands.
     *
     * @param course of the network; none where a matrix is given
     * @param cuts of every piece; before the training of the first of each kind
     * @param at where the pieces of the first kind are cut, as it is learned
     * @param moments of the gradient, first and second
     * @param step of the learning
     * @param tried held-out losses by the cut of the first kind, from 1
     * @param losses held out: whole, uniform, by weights alone, learned
     * @param least of what there is to know, at the held-out samples
     */
    record Bench(List<HouseCourse> course, List<ActivationCut> cuts, double at, double[] moments, int step, double[] tried, double[] losses, double least) {
        HouseModel model() {
            return course.getFirst().model();
        }

        boolean isNet() {
            return !course.isEmpty();
        }

        /** The pieces are being decomposed. */
        boolean isGathering() {
            return losses.length == 0;
        }

        boolean isJudged() {
            return losses.length > LEARNED;
        }

        double best() {
            return Arrays.stream(tried).min().orElseThrow();
        }
    }

    private final TextNet.Recipe recipe;
    private final Knob<String> model;
    private final Knob<Integer> budget;
    private final Knob<Double> sharpness;
    private final Knob<VectorValue> matrix;
    private final Knob<VectorValue> input;
    private final Knob<Integer> rank;

    public DifferentiableCuts() {
        this(TextNet.Recipe.HOUSE);
    }

    /** @param recipe of the text model, which a test has smaller */
    DifferentiableCuts(TextNet.Recipe recipe) {
        super("compress.dobi-svd", "Where to cut is learned",
                "A layer is cut to rank k by what comes out of it: the first k singular vectors of its outputs, carried back to the weights. That is the "
                + "best k directions for the outputs, and far better than those of the "
                        + "weights. How much each layer keeps, under a budget of weights, is learned by gradient: the cut is softened to a hyperbolic "
                        + "tangent over the singular values, and slides. With two kinds of layers there "
                        + "is one number to learn, so all cuts can be tried beside it. On digits the learned cut hardly beats the same rank everywhere, and "
                        + "in some runs loses to it; on the text, at its default budget, it finds the best there is. When next to nothing is kept, the "
                        + "weights alone are the better guide. "
                        + "Digits: the two hidden layers of a small network. Text: the attention and the feed-forward matrices of a small transformer that "
                        + "reads words made up by a chain of known entropy. Both are stand-ins for the "
                        + "language models of the paper, none of whose scores is shown. The directions are found once, from the outputs of the whole "
                        + "network, and the quantised storage of the paper is left out. Our reading of the soft cut.",
                List.of("A = X W ≈ A V_k V_kᵀ,   ‖A − A V_k V_kᵀ‖² = Σ_{i>k} σ_i²", "W_k = W V_k V_kᵀ", "g_i(k) = ½ + ½ tanh β(k − i + ½)",
                        "Σ k_l (inputs_l + outputs_l) ≤ budget"),
                new Citation("Q. Wang, J. Ke, M. Tomizuka, Y. Chen, K. Keutzer, C. Xu", 2025,
                        "Dobi-SVD: Differentiable SVD for LLM Compression and Some New Perspectives", "2502.02723"));
        this.recipe = recipe;
        model = choice("model", "N", "Network", HouseCourse.NAMES, "digits", "Handwritten digits, or text of known entropy, whose network is trained first, "
                + "some twenty seconds.");
        budget = whole("budget", "r", "Budget", 8, 2, 32, "Weights that are kept, given as the rank that they allow everywhere.")
                .within(1, 40).but(20, model, "text");
        sharpness = real("sharpness", "β", "Sharpness", 0.5, 0.1, 4, "Of the soft cut; the larger, the fewer singular values feel it.").within(0.02, 50).log();
        group("Your own matrix");
        matrix = vector("matrix", "W", "Matrix", 0, 0, "", "Instead of a network, with a row for every input: rows like \"3,1,0;1,2,1\".");
        input = vector("input", "X", "Input", 0, 0, "", "With as many columns as the matrix has rows; the identity when empty.");
        rank = whole("rank", "k", "Rank", 2, 1, 8, "That is kept of your own matrix in the end; the run goes through all up to it.").within(1, MOST);
        refuse(p -> !isGiven(p) && !p.get(input).values().isEmpty(), _ -> "input is multiplied with a matrix of your own; give matrix too");
        refuse(p -> isGiven(p) && Math.max(Math.max(p.get(matrix).rows(), p.get(matrix).columns()), p.get(input).rows()) > MOST, _ ->
                "matrix and input have at most 64 rows and columns");
        refuse(p -> isGiven(p) && !p.get(input).values().isEmpty() && p.get(input).columns() != p.get(matrix).rows(),
                p -> "input has " + p.get(input).columns() + " columns, and the matrix " + p.get(matrix).rows() + " rows; these must be as many");
        refuse(p -> isGiven(p) && p.get(rank) > Math.min(p.get(matrix).rows(), p.get(matrix).columns()),
                p -> "rank is " + p.get(rank) + ", and the matrix has only rank " + Math.min(p.get(matrix).rows(), p.get(matrix).columns())
                        + "; take a smaller rank");
        lasts(p -> isGiven(p) ? p.get(rank) : (p.is(model, "text") ? HouseCourse.steps(recipe) + 6 * recipe.blocks() : 1 + 2) + LEARNED + LEARNING);
        pace(30);

        Gauge<Bench> residual = gauge("residual", "‖XW − XWVVᵀ‖², measured", "", (s, p) ->
                        Math.max(1e-30, s.cuts.getFirst().residual(s.cuts.getFirst().hard(kept(s, p)))));
        Gauge<Bench> tail = gauge("tail", "Tail Σ σ²", "", (s, p) -> Math.max(1e-30, s.cuts.getFirst().tail(kept(s, p))));
        Gauge<Bench> whole = gauge("loss-whole", "Not cut", "nats", s -> s.losses[WHOLE]).when(Bench::isJudged);
        Gauge<Bench> loss = gauge("loss", "Learned cuts", "nats", s -> s.losses[LEARNED]).when(Bench::isJudged);
        Gauge<Bench> uniform = gauge("loss-uniform", "The same rank everywhere", "nats", s -> s.losses[UNIFORM]).when(Bench::isJudged);
        Gauge<Bench> best = gauge("loss-best", "Best of all cuts tried", "nats", Bench::best).when(s -> s.tried.length > 0);
        Gauge<Bench> weights = gauge("loss-weight-svd", "Weights alone, same rank", "nats", s -> s.losses[WEIGHTS]).when(Bench::isJudged);
        Gauge<Bench> entropy = gauge("loss-exact", "Exact predictor", "nats", s -> s.least).when(s -> s.isJudged() && s.least > 0);
        Gauge<Bench> first = gauge("cut-first", "First kind", "", s -> s.at).when(Bench::isJudged);
        Gauge<Bench> second = gauge("cut-second", "Second kind", "", (s, p) -> under(s, p).other(s.at)).when(Bench::isJudged);
        Gauge<Bench> over = gauge("over-budget", "Weights kept over the budget", "", (s, p) -> s.isNet() ? Math.max(0, under(s, p).over(s.at)) : 0);

        plot("spectrum", "Singular values of what comes out, and what the soft cut leaves of them", "of one matrix of each kind, over the largest")
                .draw(CURVE, "sigma-0", "first kind", "", "number").draw(CURVE, "left-0", "first kind, cut", "", "number")
                .draw(CURVE, "sigma-1", "second kind", "", "number").draw(CURVE, "left-1", "second kind, cut", "", "number").log();
        String along = "rank of the first kind";
        plot("cuts-tried", "Held-out loss by where the first kind is cut", "the second kind gets what is left of the budget")
                .draw(CURVE, "tried", "all cuts", "nats", along).draw(CURVE, "dense", "not cut", "nats", along)
                .draw(CURVE, "exact", "exact predictor", "nats", along).draw(CURVE, "uniform", "same rank", "nats", along)
                .draw(CURVE, "learned", "learned", "nats", along).log()
                .note("The learned cut slides under the curve that trying all cuts draws.");
        multiples("matrices", "What is left of a matrix", "of the first kind, a row an output").draw(CELLS, "w", "weights")
                .draw(CELLS, "w-activation", "by outputs").draw(CELLS, "w-weights", "by weights").alike("w", "w-activation", "w-weights");
        history("losses", "Held-out loss", "under the same budget of weights", weights, uniform, loss, best, whole, entropy).log();
        plot("kept", "Ranks kept", "by kind").draw(BARS, "cuts", "rank", "", "kind");
        history("cuts", "Where each kind is cut", "rank", first, second);
        plot("course", "Training of the network", "loss of its batches; only the text takes long").draw(CURVE, "trained", "loss", "nats", "step")
                .draw(CURVE, "rate", "entropy rate", "nats", "step").log();
        words("text", "Held-out texts", "what surprises the network as it is cut, in nats a word").draw(WORDS, "said", "surprise", "nats");
        history("tails", "Residual and tail of the singular values", "one and the same number", residual, tail).log();

        always("tail", "residual less tail, over all of ‖XW‖²", gauge("tail-error", "|Residual − tail| over ‖XW‖²", "", (s, p) -> tailError(s, kept(s, p))),
                atMost(1e-9), "Eckart & Young 1936");
        always("budget", "weights kept over the budget", over, atMost(0), "ranks are rounded down");
        reference("given", "residual less tail of a given matrix and input", atMost(1e-10), "Eckart & Young 1936", t ->
                Math.abs(t.rest().value(residual) - t.value(tail)),
                "matrix=3,1,0,2;1,2,1,0;0,1,4,1", "input=1,.2,0;.2,2,0;0,0,1;1,1,1", "rank=2");
        reference("slope", "derivative of a loss by the cut over a difference, less one", atMost(1e-3), "central difference, a hundredth of a rank",
                this::slopeError);
        for (int r : new int[] {4, 8, 16}) {
            Shared<double[]> run = shared(t -> compared(t), "budget=" + r);
            lengthy("weights-" + r, "rank " + r + ": loss with outputs over that with weights alone", atMost(0.8), "our runs, mean of 5 seeds", run, m -> m[0]);
            lengthy("best-" + r, "rank " + r + ": loss of learned cuts over the best of all", atMost(1.5), "our runs, mean of 5 seeds", run, m -> m[1]);
        }
        opens("Slide the cut along the truth", "Two layers share a budget; the learned cut slides along the curve of all cuts.")
                .panes("spectrum", "cuts-tried", "matrices", "losses").pictured(50);
        preset("text", "Cut a reader of known entropy", "A small transformer is trained first, then cut; its losses are held against what could be known at "
                + "all.").set("model=text").panes("course", "cuts-tried", "text", "losses").pictured(3);
        preset("tight", "Too little for anybody", "Two ranks a layer: every cut fails, and the weights alone do better than what comes out of them.")
                .set("budget=2").panes("cuts-tried", "losses", "spectrum", "kept").pins("budget", "sharpness").pictured(40);
        preset("given", "A matrix and an input", "What is left out is the tail of the singular values, exactly.")
                .set("matrix=3,1,0,2;1,2,1,0;0,1,4,1;2,0,1,1", "input=1,.2,0,0;.2,2,0,0;0,0,1,.5;0,0,.5,1", "rank=3")
                .panes("spectrum", "matrices", "tails").pins("rank", "matrix").pictured(2);
        tiny("budget=2", "matrix=3,1;1,2;0,1 rank=2");
    }

    private boolean isGiven(Knobs p) {
        return !p.get(matrix).values().isEmpty();
    }

    private static Matrix matrix(VectorValue v) {
        return Matrix.of(v.rows(), v.columns(), v.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private CutBudget under(Bench s, Knobs p) {
        return new CutBudget(s.model(), p.get(budget));
    }

    /** Whole rank of the first kind, or of the matrix that is given. */
    private int kept(Bench s, Knobs p) {
        return s.isNet() ? under(s, p).whole(s.at)[0] : s.step;
    }

    // ---- the learning

    /** One step of Adam on one number, with a rate that falls to 0. */
    private Bench learned(Bench s, Turn t) {
        CutBudget b = under(s, t.p());
        CancelToken cancel = t.context().cancel();
        double g = b.slope(s.cuts, s.at, t.get(sharpness), b.softened(s.cuts, s.at, t.get(sharpness)).traces(s.step, cancel));
        double[] m = {MEAN * s.moments[0] + (1 - MEAN) * g, SQUARE * s.moments[1] + (1 - SQUARE) * g * g};
        double mean = m[0] / (1 - Math.pow(MEAN, s.step + 1));
        double square = m[1] / (1 - Math.pow(SQUARE, s.step + 1));
        double rate = RATE * (1 - (double) s.step / LEARNING);
        double at = Math.clamp(s.at - rate * mean / Math.sqrt(square + 1e-30), 1, b.last());
        // So many cuts more that at the end of the learning all are known.
        double[] tried = Arrays.copyOf(s.tried, b.last() * (s.step + 1) / LEARNING);
        for (int k = s.tried.length; k < tried.length; k++) {
            tried[k] = b.cut(s.cuts, b.whole(k + 1), true).heldOut(cancel);
        }
        double[] losses = s.losses.clone();
        int[] ranks = b.whole(at);
        losses[LEARNED] = ranks[0] <= tried.length ? tried[ranks[0] - 1] : b.cut(s.cuts, ranks, true).heldOut(cancel);
        return new Bench(s.course, s.cuts, at, m, s.step + 1, tried, losses, s.least);
    }

    // ---- the run

    @Override
    protected Bench start(Knobs p, Philox random) {
        if (isGiven(p)) {
            Matrix w = matrix(p.get(matrix)).transposed();
            Matrix x = p.get(input).values().isEmpty() ? Matrix.identity(w.columns()) : matrix(p.get(input));
            return new Bench(List.of(), List.of(ActivationCut.of(x, w)), 0, new double[2], 0, new double[0], new double[0], 0);
        }
        HouseCourse course = HouseCourse.start(p.get(model), recipe, random);
        return new Bench(List.of(course), firsts(course.model()), p.get(budget), new double[2], 0, new double[0], new double[0], 0);
    }

    /** Of one piece of each kind. */
    private static List<ActivationCut> firsts(HouseModel model) {
        HouseModel.Traces t = model.traces(0, CancelToken.current());
        return IntStream.range(0, 2).mapToObj(kind -> cut(model, new CutBudget(model, 1).first(kind), t)).toList();
    }

    private static ActivationCut cut(HouseModel model, int piece, HouseModel.Traces t) {
        HouseModel.Piece q = model.pieces().get(piece);
        double[] x = t.inputs().get(piece);
        return ActivationCut.of(Matrix.of(x.length / q.inputs(), q.inputs(), x), Matrix.of(q.outputs(), q.inputs(), q.w()));
    }

    @Override
    protected Bench next(Bench s, Turn t) {
        if (!s.isNet()) {
            return new Bench(s.course, s.cuts, 0, s.moments, s.step + 1, s.tried, s.losses, 0);
        }
        HouseCourse course = s.course.getFirst();
        CancelToken cancel = t.context().cancel();
        if (!course.isDone()) {
            HouseCourse more = course.next(t.random(), cancel);
            return new Bench(List.of(more), more.isDone() ? firsts(more.model()) : s.cuts, s.at, s.moments, 0, s.tried, s.losses, 0);
        }
        int pieces = s.model().pieces().size();
        if (s.isJudged()) {
            return learned(s, t);
        }
        if (!s.isGathering() || s.cuts.size() == 2 + pieces) {
            return judged(s, t);
        }
        // Behind those of the two that are shown.
        List<ActivationCut> cuts = new ArrayList<>(s.cuts);
        cuts.add(cut(s.model(), t.step() - course.steps(), s.model().traces(cancel)));
        return new Bench(s.course, cuts, s.at, s.moments, 0, s.tried, s.losses, s.least);
    }

    /** One more of what does not change: whole, the same rank everywhere, weights alone; then what learning begins with. */
    private Bench judged(Bench s, Turn t) {
        CutBudget b = under(s, t.p());
        List<ActivationCut> cuts = s.losses.length == 0 ? s.cuts.subList(2, s.cuts.size()) : s.cuts;
        double at = Math.min(t.get(budget), b.last());
        double[] losses = Arrays.copyOf(s.losses, s.losses.length + 1);
        losses[s.losses.length] = switch (s.losses.length) {
            case WHOLE -> s.model().heldOut(t.context().cancel());
            case UNIFORM -> b.cut(cuts, b.whole(at), true).heldOut(t.context().cancel());
            default -> b.cut(cuts, b.whole(at), false).heldOut(t.context().cancel());
        };
        if (losses.length == LEARNED) {
            losses = Arrays.copyOf(losses, LEARNED + 1);
            losses[LEARNED] = losses[UNIFORM];
        }
        return new Bench(s.course, cuts, at, s.moments, 0, s.tried, losses, s.model().floor());
    }

    // ---- checks

    private static double tailError(Bench s, int k) {
        ActivationCut c = s.cuts.getFirst();
        return Math.abs(c.residual(c.hard(k)) - c.tail(k)) / Math.max(1e-300, c.tail(0));
    }

    private double slopeError(Trial<Bench> t) {
        Bench s = t.steps(1 + 2 + LEARNED + 1).state();
        double beta = t.knobs().get(sharpness);
        CutBudget b = under(s, t.knobs());
        double by = b.slope(s.cuts, s.at, beta, b.softened(s.cuts, s.at, beta).traces(t.context().cancel()));
        return Math.abs(by * 0.01 / (known(b, s, s.at + 0.005, beta) - known(b, s, s.at - 0.005, beta)) - 1);
    }

    /** Loss on all known digits of the network that is cut softly there. */
    private static double known(CutBudget b, Bench s, double at, double beta) {
        return ((DigitsNet) b.softened(s.cuts, at, beta)).score(DigitsNet.Examples.of(false)).loss();
    }

    private static double[] compared(Trial<Bench> t) {
        double[] mean = new double[2];
        for (int seed = 1; seed <= 5; seed++) {
            Bench b = t.anew(seed).rest().state();
            mean[0] += b.losses[UNIFORM] / b.losses[WEIGHTS] / 5;
            mean[1] += b.losses[LEARNED] / b.best() / 5;
        }
        return mean;
    }

    // ---- pictures

    @Override
    protected void look(Bench s, Knobs p, Look to) {
        for (int kind = 0; kind < (s.isNet() ? 2 : 1); kind++) {
            spectrum(s, p, kind, to);
        }
        ActivationCut c = s.cuts.getFirst();
        to.matrix("w", c.w().rows(), c.w().columns(), c.w().toArray());
        to.matrix("w-activation", c.w().rows(), c.w().columns(), c.hard(kept(s, p)).toArray());
        to.matrix("w-weights", c.w().rows(), c.w().columns(), ActivationCut.plain(c.w(), kept(s, p)).toArray());
        if (!s.isNet()) {
            return;
        }
        to.bars("cuts", s.model().kinds(), Arrays.stream(under(s, p).whole(s.at)).asDoubleStream().toArray());
        if (s.isJudged()) {
            double[] all = {1, under(s, p).last()};
            to.series("tried", IntStream.rangeClosed(1, s.tried.length).asDoubleStream().toArray(), s.tried);
            to.series("dense", all, new double[] {s.losses[WHOLE], s.losses[WHOLE]});
            stick("uniform", under(s, p).whole(p.get(budget))[0], s, UNIFORM, to);
            stick("learned", kept(s, p), s, LEARNED, to);
            if (s.least > 0) {
                to.series("exact", all, new double[] {s.least, s.least});
            }
        }
        CoursePicture.look(s.course.getFirst(), to);
        if (s.model() instanceof TextNet net) {
            text(s.isJudged() ? (TextNet) under(s, p).cut(s.cuts, under(s, p).whole(s.at), true) : net, to);
        }
    }

    /** From what the whole network loses up to what the cut one does. */
    private static void stick(String id, double x, Bench s, int which, Look to) {
        to.series(id, new double[] {x, x}, new double[] {s.losses[WHOLE], s.losses[which]});
    }

    /** Word by word. */
    private static void text(TextNet net, Look to) {
        List<String> words = new ArrayList<>();
        List<Double> told = new ArrayList<>();
        for (int n = 0; n < SHOWN_TEXTS; n++) {
            double[] surprise = net.surprise(n, to.context().cancel());
            String text = net.text(n);
            for (int k = 0; k < surprise.length; k++) {
                if (k == 0 || text.charAt(k - 1) == ' ') {
                    words.add("");
                    told.add(0.0);
                }
                words.set(words.size() - 1, words.getLast() + text.charAt(k));
                told.set(told.size() - 1, told.getLast() + surprise[k]);
            }
        }
        to.text("said", words.stream().map(String::strip).toList(), told.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void spectrum(Bench s, Knobs p, int kind, Look to) {
        ActivationCut c = s.cuts.get(s.isNet() && !s.isGathering() ? under(s, p).first(kind) : kind);
        int count = Math.min(c.sigma().length, s.isNet() ? 4 * p.get(budget) : MOST);
        double[] number = IntStream.rangeClosed(1, count).asDoubleStream().toArray();
        double[] g = ActivationCut.gates(count, s.isNet() ? kind == 0 ? s.at : under(s, p).other(s.at) : s.step, s.isNet() ? p.get(sharpness) : HARD);
        double largest = Math.max(1e-300, c.sigma()[0]);
        String name = s.isNet() ? s.model().kinds().get(kind) : "your matrix";
        to.as(name).series("sigma-" + kind, number, Arrays.stream(c.sigma()).limit(count).map(v -> Math.max(LOWEST, v / largest)).toArray());
        to.as(name + ", cut").series("left-" + kind, number, IntStream.range(0, g.length).mapToDouble(i -> Math.max(LOWEST, c.sigma()[i] / largest * g[i]))
                .toArray());
    }
}
