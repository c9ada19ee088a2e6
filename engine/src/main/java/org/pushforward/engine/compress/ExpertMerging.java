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
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Router;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Experts;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code compress.mc-smoe}: the experts of a trained mixture are brought into one order of neurons, grouped by what the router says of them, merged by how often
 * they are used, and then cut to low rank and a few columns.
 */
public final class ExpertMerging extends Study<ExpertMerging.Stage> {

    static final int COUNT = Routing.COUNT;
    private static final int HIDDEN = 32;
    private static final int PIXELS = Routing.PIXELS;
    private static final int CLASSES = Routing.CLASSES;
    private static final int TOP = 2;
    private static final int BATCH = 64;
    private static final double RATE = 3e-3;
    private static final double LOAD = 0.01;
    /** Share of the columns of U that are kept besides the low rank, as in the authors' code. */
    private static final double COLUMNS = 0.1;
    private static final List<String> WAYS = List.of("merged", "unaligned", "unweighted", "naive", "random");
    private static final Experts EXPERTS = new Experts("e", COUNT, PIXELS, HIDDEN, CLASSES);
    private static final Weights MIXTURE = Weights.of(EXPERTS, () -> List.of(new Part("router", Start.normal(0.1), COUNT, PIXELS), new Part("router.bias", Start.ZERO, COUNT)));
    private static final Weights DENSE = Weights.of(new Experts("e", 1, PIXELS, HIDDEN, CLASSES));

    /**
     * Where a run stands.
     *
     * @param fit of the dense network or of the mixture
     * @param planted order of the neurons of every expert when it was copied
     * @param experts as they were trained, {@code aligned} in the order of the first one, as far as they are
     * @param orders that aligned them
     * @param groups there are now; {@code label} the leader of every expert
     * @param losses held out by number of groups from 8 down, one row a way
     * @param compressed loss after compression
     */
    record Stage(Fit fit, boolean isMixed, List<int[]> planted, List<DenseExpert> experts, List<DenseExpert> aligned, List<int[]> orders, Routing routing, int groups, int[] label, List<double[]> losses, double loss,
                 double compressed, double moved) {
        boolean isRouted() {
            return routing != null;
        }

        double loss(int way) {
            return losses.isEmpty() ? loss : losses.getLast()[way];
        }
    }

    private final Knob<Integer> groups;
    private final Knob<String> origin;
    private final Knob<Integer> residualRank;
    private final Knob<Integer> epochs;

    public ExpertMerging() {
        super("compress.mc-smoe", "Merge, then compress",
                "A mixture of experts is large, and its experts resemble each other. Their neurons are brought into one order, experts are grouped by what the router says of them, and every group becomes one expert, weighted by how often each is used; "
                        + "the router stays. Then the first matrices are cut to low rank and a tenth of their columns. Nothing is trained again. Digits, eight experts of 32 neurons of which an input uses two. If they began as copies of one network, in orders of their own, "
                        + "half of them can go for a little loss, and without the order it fails. Experts that learned from their own random start do not merge, aligned or not. "
                        + "Groups by lot do as well here, and the effective rank does not fall, as the paper finds it does in large models, whose memory and scores are not shown.",
                List.of("P_e = argmax_P Σ ⟨W_1, P W_e⟩", "leader of e: argmax cos(r_e, r_l), r the router's logits", "W = Σ_e f_e P_e W_e / Σ_e f_e,   f_e how often e is used", "W ≈ A B + S"),
                new Citation("P. Li, Z. Zhang, P. Yadav, Y.-L. Sung, Y. Cheng, M. Bansal, T. Chen", 2023, "Merge, Then Compress: Demystify Efficient SMoE with Hints from Its Routing Policy", "2310.01334"),
                new Citation("A. Komatsuzaki, J. Puigcerver, J. Lee-Thorp, C. Riquelme Ruiz, B. Mustafa, J. Ainslie, Y. Tay, M. Dehghani, N. Houlsby", 2022, "Sparse Upcycling: Training Mixture-of-Experts from Dense Checkpoints", "2212.05055"));
        groups = whole("groups", "G", "Groups", 4, 1, 7, "Experts that are left.").within(1, COUNT);
        origin = choice("origin", "O", "Origin", List.of("upcycled", "independent"), "upcycled", "Experts that began as copies of one trained network, in random orders of its neurons, or each from its own random weights.");
        residualRank = whole("residual-rank", "r", "Rank", 12, 1, 31, "Of the merged matrices of the first layer in the end; a tenth of the columns is kept besides.").within(1, HIDDEN);
        epochs = whole("epochs", "N", "Epochs", 10, 2, 30, "Of the dense network, and then of the mixture.").within(1, 200);
        lasts(p -> 2L * p.get(epochs) + COUNT + COUNT - p.get(groups) + 1);
        pace(6);

        Gauge<Stage> loss = gauge("loss", "Merged", "nats", s -> s.loss(0));
        Gauge<Stage> unmerged = gauge("loss-unmerged", "Not merged", "nats", s -> s.loss);
        Gauge<Stage> unaligned = gauge("loss-unaligned", "Not aligned", "nats", s -> s.loss(1));
        gauge("loss-unweighted", "Not weighted", "nats", s -> s.loss(2));
        Gauge<Stage> naive = gauge("loss-naive", "Neither", "nats", s -> s.loss(3));
        Gauge<Stage> random = gauge("loss-random-groups", "Random groups", "nats", s -> s.loss(4));
        Gauge<Stage> compressed = gauge("loss-compressed", "Merged and cut", "nats", s -> s.compressed).when(s -> s.compressed > 0);
        Gauge<Stage> hits = gauge("permutation-hits", "Neurons where they were put, share", "", ExpertMerging::hits).when(s -> !s.planted.isEmpty());
        Gauge<Stage> moved = gauge("permutation-error", "Change of a logit by the alignment, largest", "", Stage::moved);
        Gauge<Stage> before = gauge("rank-before", "Effective rank, before", "", s -> s.experts.stream().mapToDouble(DenseExpert::effectiveRank).average().orElseThrow()).when(s -> !s.losses.isEmpty());
        Gauge<Stage> after = gauge("rank-after", "Effective rank, merged", "", s -> merged(s).stream().mapToDouble(DenseExpert::effectiveRank).average().orElseThrow()).when(s -> !s.losses.isEmpty());
        gauge("bytes-ratio", "Bytes left, share", "", (s, p) -> bytesRatio(s.groups, s.compressed > 0 ? p.get(residualRank) : 0));

        PaneSpec match = multiples("match", "Neurons of the experts slide into one order", "cosines of their neurons (columns) with those of expert 1 (rows)");
        IntStream.range(1, COUNT).forEach(e -> match.draw(CELLS, "match-" + (e + 1), "expert " + (e + 1)));
        match.alike(IntStream.range(1, COUNT).mapToObj(e -> "match-" + (e + 1)).toArray(String[]::new));
        plane("router", "Who follows whom", "experts; followers move to their leaders").draw(LINES, "graph", "experts");
        plot("groups", "Held-out loss by experts that are left", "nats").draw(CURVE, "by-merged", "merged", "nats", "experts left").draw(CURVE, "by-unaligned", "not aligned", "nats", "experts left")
                .draw(CURVE, "by-unweighted", "not weighted", "nats", "experts left").draw(CURVE, "by-naive", "neither", "nats", "experts left").draw(CURVE, "by-random", "random groups", "nats", "experts left")
                .draw(POINTS, "cut", "merged and cut", "nats", "experts left").log();
        history("losses", "Held-out loss", "training, alignment, merging", loss, unaligned, naive, unmerged).log();
        plot("spectrum", "Singular values of the first matrices", "mean over the experts").draw(CURVE, "spectrum-before", "before", "", "number").draw(CURVE, "spectrum-after", "merged", "", "number");
        multiples("matrices", "A first matrix, merged and cut", "a row a neuron, a column a pixel").draw(CELLS, "own", "expert 1").draw(CELLS, "merged", "its group").draw(CELLS, "low", "low rank and columns").alike("own", "merged", "low");

        always("moved", "change of a logit when neurons are put into another order", moved, atMost(1e-6), "an order of neurons is no property of a network");
        formula("planted", "neurons of a network in random orders that are not put back", atMost(0), "planted orders", x -> plantedMisses(x.cancel()));
        formula("whole", "change of a matrix of rank three cut to rank three, relative", atMost(1e-10), "Eckart & Young 1936", ExpertMerging::lowRankError);
        Shared<double[]> up = shared(t -> t.means(5, loss, unaligned, naive, random, unmerged, before, after, hits));
        Shared<double[]> own = shared(t -> t.means(5, loss, unaligned, unmerged), "origin=independent");
        String ours = "our runs, mean of 5 seeds";
        lengthy("unaligned", "copies, 8 to 4: loss over that without alignment", atMost(0.85), ours, up, m -> m[0] / m[1]);
        lengthy("naive", "copies, 8 to 4: loss over that without alignment and weights", atMost(0.7), ours, up, m -> m[0] / m[2]);
        lengthy("hits", "copies: neurons that are put back, share", atLeast(0.99), ours, up, m -> m[7]);
        lengthy("random", "copies: loss over that of groups by lot, which tie", atLeast(0.8), ours, up, m -> m[0] / m[3]);
        lengthy("rank", "copies: effective rank merged over before, which does not fall", atLeast(0.97), ours, up, m -> m[6] / m[5]);
        lengthy("independent", "own starts: loss over that without merging, a failure", atLeast(2), ours, own, m -> m[0] / m[2]);

        opens("Eight experts become four", "Copies that went their own ways are put into one order and merged.").pictured(24);
        preset("independent", "Strangers do not merge", "Experts from their own random starts have no common order: merging fails, aligned or not.").set("origin=independent").panes("match", "groups", "losses", "router").pictured(33);
        preset("two", "Down to two", "Six of eight experts go; without alignment nothing would be left.").set("groups=2", "residual-rank=8").panes("match", "groups", "matrices", "spectrum").pins("groups", "origin", "residual-rank").pictured(35);
        tiny("epochs=1 groups=6", "epochs=1 groups=7 origin=independent");
    }

    private static int plantedMisses(CancelToken cancel) {
        DenseExpert d = experts(DENSE, DENSE.initial(new Philox(2)), 1).getFirst();
        int misses = 0;
        for (int e = 0; e < COUNT; e++) {
            int[] planted = HouseModels.order(new Philox(3), e, HIDDEN);
            int[] found = d.matching(d.permuted(planted), cancel);
            misses += (int) IntStream.range(0, HIDDEN).filter(h -> planted[found[h]] != h).count();
        }
        return misses;
    }

    private static double lowRankError() {
        double[] u = new double[HIDDEN * PIXELS];
        Arrays.setAll(u, k -> Math.sin(k / PIXELS + 2.0 * (k % PIXELS)) + 0.1 * (k / PIXELS));
        DenseExpert d = new DenseExpert(u, new double[HIDDEN], new double[HIDDEN], new double[1]);
        double[] cut = d.compressed(3, 0).u();
        return IntStream.range(0, u.length).mapToDouble(k -> Math.abs(cut[k] - u[k])).max().orElseThrow();
    }

    // ---- the mixture

    private static Value gates(Theta w, Value x) {
        return Router.softmax(w.linear(x, "router", "router.bias"), TOP);
    }

    private static Fit trained(Fit fit, boolean isMixed, int epoch, Turn t) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        int[] order = HouseModels.order(t.random(), epoch, known.count());
        Fit f = fit;
        for (int from = 0; from < order.length; from += BATCH) {
            DigitsNet.Examples b = HouseModels.picked(known, Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
            f = f.step(t.context().cancel(), RATE, w -> {
                Value x = w.tape().of(b.x(), b.count(), PIXELS);
                if (!isMixed) {
                    return HouseModels.crossEntropy(new Experts("e", 1, PIXELS, HIDDEN, CLASSES).each(w, x).at(0, 0), b.label());
                }
                Value r = w.linear(x, "router", "router.bias");
                Value said = EXPERTS.apply(w, x, Router.softmax(r, TOP));
                return HouseModels.crossEntropy(said, b.label()).plus(Router.load(r.softmax(1), Router.top(r, TOP)).times(LOAD / TOP));
            });
        }
        return f;
    }

    private static List<DenseExpert> experts(Weights weights, double[] theta, int count) {
        int u = weights.offset("e.in");
        int a = weights.offset("e.in.bias");
        int v = weights.offset("e.out");
        int b = weights.offset("e.out.bias");
        int in = HIDDEN * PIXELS;
        int out = HIDDEN * CLASSES;
        return IntStream.range(0, count).mapToObj(e -> new DenseExpert(Arrays.copyOfRange(theta, u + e * in, u + (e + 1) * in), Arrays.copyOfRange(theta, a + e * HIDDEN, a + (e + 1) * HIDDEN),
                Arrays.copyOfRange(theta, v + e * out, v + (e + 1) * out), Arrays.copyOfRange(theta, b + e * CLASSES, b + (e + 1) * CLASSES))).toList();
    }

    /** Eight copies of a dense network, the neurons of each in an order of its own, and a new router. */
    private static Fit upcycled(Fit dense, List<int[]> planted, Philox random) {
        DenseExpert d = experts(DENSE, dense.theta(), 1).getFirst();
        double[] theta = MIXTURE.initial(random.stream(3));
        for (int e = 0; e < COUNT; e++) {
            DenseExpert copy = d.permuted(planted.get(e));
            System.arraycopy(copy.u(), 0, theta, MIXTURE.offset("e.in") + e * copy.u().length, copy.u().length);
            System.arraycopy(copy.a(), 0, theta, MIXTURE.offset("e.in.bias") + e * HIDDEN, HIDDEN);
            System.arraycopy(copy.v(), 0, theta, MIXTURE.offset("e.out") + e * copy.v().length, copy.v().length);
            System.arraycopy(copy.b(), 0, theta, MIXTURE.offset("e.out.bias") + e * CLASSES, CLASSES);
        }
        return Fit.from(MIXTURE, AdamW.ADAM, theta);
    }

    private static Routing routing(Fit fit, CancelToken cancel) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        double[] gates = fit.evaluate(cancel, w -> gates(w, w.tape().of(held.x(), held.count(), PIXELS)));
        double[] usage = Router.usage(fit.evaluate(cancel, w -> gates(w, w.tape().of(known.x(), known.count(), PIXELS))), COUNT);
        double[] r = fit.evaluate(cancel, w -> w.linear(w.tape().of(known.x(), known.count(), PIXELS), "router", "router.bias"));
        Matrix logits = Matrix.of(known.count(), COUNT, r);
        double[] gram = logits.transposed().times(logits).toArray();
        return new Routing(gates, usage, IntStream.range(0, gram.length).mapToDouble(k -> gram[k] / Math.sqrt(gram[k / COUNT * (COUNT + 1)] * gram[k % COUNT * (COUNT + 1)])).toArray());
    }

    // ---- merging

    /** The merged experts, one a group. */
    private static List<DenseExpert> merged(Stage s) {
        List<DenseExpert> routes = Routing.merged(s.aligned, s.label, s.routing.usage());
        return IntStream.range(0, COUNT).filter(e -> s.label[e] == e).mapToObj(routes::get).toList();
    }

    private static double[] losses(Stage s, int[] label, int count, Philox random) {
        double[] even = new double[COUNT];
        Arrays.fill(even, 1);
        Routing r = s.routing;
        return new double[] {r.loss(Routing.merged(s.aligned, label, r.usage())), r.loss(Routing.merged(s.experts, label, r.usage())), r.loss(Routing.merged(s.aligned, label, even)), r.loss(Routing.merged(s.experts, label, even)),
            r.loss(Routing.merged(s.aligned, Routing.byLot(label, random, count), r.usage()))};
    }

    /** Neurons that the alignment puts where the planted orders say, a share. */
    private static double hits(Stage s) {
        int hits = 0;
        for (int e = 1; e < COUNT; e++) {
            for (int h = 0; h < HIDDEN; h++) {
                hits += s.planted.get(e)[s.orders.get(e)[h]] == s.planted.getFirst()[h] ? 1 : 0;
            }
        }
        return (double) hits / ((COUNT - 1) * HIDDEN);
    }

    /** Bytes of merged and compressed experts and the router, over those of the mixture; rank 0 for whole matrices. */
    static double bytesRatio(int groups, int rank) {
        int router = COUNT * (PIXELS + 1);
        int first = rank == 0 ? HIDDEN * PIXELS : Math.min(HIDDEN * PIXELS, rank * (HIDDEN + PIXELS) + columns() * HIDDEN);
        return (double) (router + groups * (EXPERTS.size() - HIDDEN * PIXELS + first)) / (router + COUNT * EXPERTS.size());
    }

    private static int columns() {
        return (int) Math.round(COLUMNS * PIXELS);
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        boolean isMixed = p.is(origin, "independent");
        List<int[]> planted = IntStream.range(0, isMixed ? 0 : COUNT).mapToObj(e -> HouseModels.order(random.stream(5), e, HIDDEN)).toList();
        Fit fit = Fit.start(isMixed ? MIXTURE : DENSE, AdamW.ADAM, random.stream(6));
        int[] alone = IntStream.range(0, COUNT).toArray();
        Stage s = new Stage(fit, isMixed, planted, List.of(), List.of(), List.of(), null, COUNT, alone, List.of(), Math.log(CLASSES), 0, 0);
        return observed(s, fit, isMixed, CancelToken.current());
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int n = t.get(epochs);
        if (t.step() < 2 * n) {
            boolean isCopied = t.step() == n && !s.isMixed;
            Fit before = isCopied ? upcycled(s.fit, s.planted, t.random()) : s.fit;
            boolean isMixed = s.isMixed || isCopied;
            return observed(s, trained(before, isMixed, t.step(), t), isMixed, t.context().cancel());
        }
        int aligned = t.step() - 2 * n;
        if (aligned < COUNT) {
            return aligned(s, aligned, t.context().cancel());
        }
        if (s.groups > t.get(groups)) {
            int count = s.groups - 1;
            int[] label = s.routing.leaders(count);
            List<double[]> losses = new ArrayList<>(s.losses);
            losses.add(losses(s, label, count, t.random()));
            return new Stage(s.fit, true, s.planted, s.experts, s.aligned, s.orders, s.routing, count, label, losses, s.loss, 0, s.moved);
        }
        List<DenseExpert> cut = Routing.merged(s.aligned, s.label, s.routing.usage()).stream().map(e -> e.compressed(t.get(residualRank), columns())).toList();
        return new Stage(s.fit, true, s.planted, s.experts, s.aligned, s.orders, s.routing, s.groups, s.label, s.losses, s.loss, s.routing.loss(cut), s.moved);
    }

    private static Stage observed(Stage s, Fit fit, boolean isMixed, CancelToken cancel) {
        List<int[]> asIs = IntStream.range(0, COUNT).mapToObj(_ -> IntStream.range(0, HIDDEN).toArray()).toList();
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        if (isMixed) {
            List<DenseExpert> experts = experts(MIXTURE, fit.theta(), COUNT);
            Routing r = routing(fit, cancel);
            return new Stage(fit, true, s.planted, experts, experts, asIs, r, COUNT, s.label, List.of(), r.loss(experts), 0, 0);
        }
        double loss = fit.evaluate(cancel, w -> HouseModels.crossEntropy(new Experts("e", 1, PIXELS, HIDDEN, CLASSES).each(w, w.tape().of(held.x(), held.count(), PIXELS)).at(0, 0), held.label()))[0];
        DenseExpert d = experts(DENSE, fit.theta(), 1).getFirst();
        List<DenseExpert> copies = s.planted.stream().map(d::permuted).toList();
        return new Stage(fit, false, s.planted, copies, copies, asIs, null, COUNT, s.label, List.of(), loss, 0, 0);
    }

    private static Stage aligned(Stage s, int e, CancelToken cancel) {
        int[] order = s.aligned.getFirst().matching(s.aligned.get(e), cancel);
        List<DenseExpert> aligned = new ArrayList<>(s.aligned);
        aligned.set(e, s.aligned.get(e).permuted(order));
        List<int[]> orders = new ArrayList<>(s.orders);
        orders.set(e, order);
        double[] before = s.routing.logits(s.experts);
        double[] after = s.routing.logits(aligned);
        double moved = IntStream.range(0, before.length).mapToDouble(k -> Math.abs(before[k] - after[k])).max().orElseThrow();
        return new Stage(s.fit, true, s.planted, s.experts, List.copyOf(aligned), List.copyOf(orders), s.routing, COUNT, s.label, s.losses, s.loss, 0, Math.max(s.moved, moved));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        for (int e = 1; e < COUNT; e++) {
            to.matrix("match-" + (e + 1), HIDDEN, HIDDEN, s.aligned.getFirst().cosines(s.aligned.get(e)));
        }
        graph(s, to);
        double[] left = IntStream.rangeClosed(0, s.losses.size()).mapToDouble(k -> COUNT - k).toArray();
        for (int way = 0; way < WAYS.size(); way++) {
            int w = way;
            to.series("by-" + WAYS.get(way), left, IntStream.rangeClosed(0, s.losses.size()).mapToDouble(k -> k == 0 ? s.loss : s.losses.get(k - 1)[w]).toArray());
        }
        to.series("cut", s.compressed > 0 ? new double[] {s.groups} : new double[0], s.compressed > 0 ? new double[] {s.compressed} : new double[0]);
        List<DenseExpert> merged = s.isRouted() ? merged(s) : s.experts;
        double[] number = IntStream.rangeClosed(1, HIDDEN).asDoubleStream().toArray();
        to.series("spectrum-before", number, spectrum(s.experts));
        to.series("spectrum-after", number, spectrum(merged));
        DenseExpert group = s.isRouted() ? Routing.merged(s.aligned, s.label, s.routing.usage()).getFirst() : s.experts.getFirst();
        to.matrix("own", HIDDEN, PIXELS, s.experts.getFirst().u());
        to.matrix("merged", HIDDEN, PIXELS, group.u());
        to.matrix("low", HIDDEN, PIXELS, group.compressed(p.get(residualRank), columns()).u());
    }

    private static double[] spectrum(List<DenseExpert> experts) {
        double[] mean = new double[HIDDEN];
        for (DenseExpert e : experts) {
            double[] sigma = Matrix.of(HIDDEN, PIXELS, e.u()).singularValues();
            Arrays.setAll(mean, k -> mean[k] + sigma[k] / experts.size());
        }
        return mean;
    }

    /** Experts on a circle; who follows stands on the way to the leader. */
    private static void graph(Stage s, Look to) {
        double[] xy = new double[2 * COUNT];
        List<Integer> edges = new ArrayList<>();
        for (int e = 0; e < COUNT; e++) {
            double near = s.label[e] == e ? 0 : 0.75;
            double own = 2 * Math.PI * e / COUNT;
            double its = 2 * Math.PI * s.label[e] / COUNT;
            xy[2 * e] = (1 - near) * Math.cos(own) + near * Math.cos(its);
            xy[2 * e + 1] = (1 - near) * Math.sin(own) + near * Math.sin(its);
            if (s.label[e] != e) {
                edges.add(e);
                edges.add(s.label[e]);
            }
        }
        double[] usage = s.isRouted() ? s.routing.usage() : new double[COUNT];
        to.graph("graph", xy, edges.stream().mapToInt(Integer::intValue).toArray(), List.of(new Layer.Field("usage", "share of digits", "", usage)), List.of(),
                IntStream.rangeClosed(1, COUNT).mapToObj(Integer::toString).toList());
    }
}
