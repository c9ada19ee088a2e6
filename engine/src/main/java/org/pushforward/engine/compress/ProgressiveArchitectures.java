package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code compress.epnas}: a progressive search for a network, whose next trial is drawn by what a regression expects, beside random trials and the greedy
 * choice, on a table of all networks that the run trains first.
 */
public final class ProgressiveArchitectures extends Study<ProgressiveArchitectures.Stage> {

    private static final List<String> WAYS = List.of("drawn", "random", "greedy");
    private static final int BATCH = 128;
    private static final double RATE = 6e-3;
    private static final double BEST = 0.01;
    private static final int REPEATS = 100;
    private static final int REPEATS_EACH = 2;
    /** Trials of the searches that are watched, at most. */
    private static final int WATCHED = 60;
    private static final int SHARED_EACH = 30;
    private static final int SHARED_STEPS = 8;
    private static final int JUDGED_EACH = 63;
    private static final int SHOWN = 6;
    private static final int SEARCH = 40;

    /**
     * All networks.
     *
     * @param own held-out losses; NaN of those that are not trained yet
     * @param shared with the weights of one network for all
     * @param winners whether a network is one of the best hundredth
     */
    record Table(SmallNetworks nets, double[] own, double[] shared, boolean[] winners) { }

    /**
     * Trials so far.
     *
     * @param drawn and {@code greedy} that are watched, {@code random} in the order in which random trials take all networks
     * @param found trials that the repeated searches took, one number a way, negative when they found nothing
     */
    record Searches(ProgressiveSearch drawn, ProgressiveSearch greedy, int[] random, List<int[]> found) {
        int trials() {
            return drawn.order().length;
        }
    }

    /**
     * Where a run stands.
     *
     * @param fit of the group that is being trained, then of the shared weights; {@code group} and {@code epoch} of it
     * @param iterations of the shared weights
     * @param judged networks whose loss with shared weights is known
     */
    record Stage(Table table, Fit fit, int group, int epoch, int iterations, int judged, Searches searches, boolean isOver) {
        boolean isTable() {
            return judged == table.nets.count();
        }

        int repeats() {
            return searches == null ? 0 : searches.found.size();
        }

        double mean(int way) {
            return searches.found.stream().mapToInt(f -> Math.abs(f[way])).average().orElseThrow();
        }
    }

    private final Knob<Double> temperature;
    private final Knob<Integer> budget;
    private final Knob<Boolean> sharedWeights;
    private final Knob<Integer> layers;
    private final Knob<Integer> epochs;

    public ProgressiveArchitectures() {
        super("compress.epnas", "Growing a network by trials",
                "Which of 819 small networks reads digits best? Every trial costs a training. The search starts with all networks of one layer and makes those that it tried longer by one. A regression on widths and kinds predicts the losses, "
                        + "and the next trial is drawn with probability ∝ exp(−prediction / T). Beside it: trials at random, and the greedy choice T = 0. The run first trains all networks, five epochs each, so that it is known which are the best hundredth; "
                        + "then every search is repeated a hundred times. The surrogate is our reading of the paper's reinforced one, and the networks are small dense ones, no convolutions. Here the greedy choice "
                        + "needs no more trials than drawing. With weights that all networks share, trials get cheap and rank the networks only roughly; then drawing goes on where greedy gets stuck.",
                List.of("log loss ≈ wᵀ f,   f: widths and kinds by place", "P(next = k) ∝ exp(−wᵀ f_k / T)", "random: (N + 1)/(m + 1) trials to the first of m"),
                new Citation("Y. Zhou, P. Wang, S. Arik, H. Yu, S. Zawad, F. Yan, G. Diamos", 2019, "EPNAS: Efficient Progressive Neural Architecture Search", "1907.04648"));
        temperature = real("temperature", "T", "Temperature", 0.1, 1e-3, 3, "Of the draw, in units of the logarithm of a loss; 0 is greedy.").within(0, 1e6).log().live();
        budget = whole("budget", "B", "Budget", 300, 10, 819, "Trials of a search; one that has found nothing by then counts as that many.").within(1, 819).live();
        sharedWeights = flag("shared-weights", "W", "Shared weights", false, "Trials observe the loss with weights that all networks share, instead of that of an own training.").live();
        group("Table");
        layers = whole("layers", "L", "Layers", 3, 1, 3, "Of a network at most: 9, 90 or 819 networks.").within(1, 3);
        epochs = whole("epochs", "N", "Epochs", 5, 1, 10, "Of every training.").within(1, 100);
        rests(this::steps, s -> s.isOver ? Status.FINISHED : Status.RUNNING, _ -> Double.NaN);
        pace(20);

        Gauge<Stage> drawn = gauge("evaluations", "Trials, drawn", "", s -> s.mean(0)).when(s -> s.repeats() > 0);
        Gauge<Stage> random = gauge("evaluations-random", "Trials, random", "", s -> s.mean(1)).when(s -> s.repeats() > 0);
        Gauge<Stage> greedy = gauge("evaluations-greedy", "Trials, greedy", "", s -> s.mean(2)).when(s -> s.repeats() > 0);
        Gauge<Stage> rank = gauge("rank-correlation", "Rank correlation of shared and own weights", "", s -> rankCorrelation(s.table.shared, s.table.own)).when(Stage::isTable);
        gauge("best-loss", "Best loss of the drawn search", "nats", s -> best(s, s.searches.drawn.order())).when(s -> s.repeats() > 0);
        gauge("trained", "Networks trained", "", s -> Arrays.stream(s.table.own).filter(v -> !Double.isNaN(v)).count());

        plane("tree", "All networks", "layers from the middle outwards, by loss; lines are what the search has tried").draw(LINES, "branches", "tried").draw(POINTS, "nets", "loss", "log₁₀ nats").draw(LINES, "best", "best so far");
        plot("sizes", "Loss and size", "every network").draw(POINTS, "pareto", "loss", "nats", "weights").log().logX();
        plot("found", "Searches that found one of the best hundredth", "share of a hundred").draw(CURVE, "found-drawn", "drawn", "", "trials").draw(CURVE, "found-random", "random", "", "trials")
                .draw(CURVE, "found-greedy", "greedy", "", "trials");
        plot("sampling", "What may come next", "probability of the six likeliest; width and first letter of the kind").draw(BARS, "sampling", "probability");
        plot("progress", "Best loss so far", "of the searches that are watched").draw(CURVE, "best-drawn", "drawn", "nats", "trials").draw(CURVE, "best-random", "random", "nats", "trials")
                .draw(CURVE, "best-greedy", "greedy", "nats", "trials").log();
        plot("ranks", "Shared weights and own ones", "every network").draw(POINTS, "shared", "loss with own weights", "nats", "loss with shared weights").log().logX();
        plane("cells", "The latest trial and the best", "from the digits to the right").draw(LINES, "chains", "layers");

        Gauge<Stage> ratio = gauge("ratio", "Trials, drawn over random", "", s -> s.mean(0) / s.mean(1)).when(s -> s.repeats() > 0);
        atEnd("ratio", "trials over those of random search", ratio, atMost(1.3), "our runs; a search must not be worse than none");
        formula("greedy", "choices at temperature 1e-9 that are not those at 0, of 300", atMost(0), "limit of the draw", ProgressiveArchitectures::greedyDifference);
        formula("random", "trials of 4000 random searches over (N + 1)/(m + 1), less one", atMost(0.05), "negative hypergeometric mean", ProgressiveArchitectures::randomError);
        Shared<double[]> three = shared(t -> t.means(3, drawn, random, greedy, rank));
        String ours = "our runs, mean of 3 seeds with a hundred searches each";
        lengthy("drawn", "trials over those of random search", atMost(0.65), ours, three, m -> m[0] / m[1]);
        lengthy("greedy-too", "trials of the greedy search over those of random search", atMost(0.65), ours, three, m -> m[2] / m[1]);
        Shared<double[]> one = shared(t -> t.means(3, drawn, greedy), "shared-weights=true");
        lengthy("shared", "shared weights: trials over those of the greedy search, which gets stuck", atMost(1), ours, one, m -> m[0] / m[1]);
        lengthy("rank", "rank correlation of shared and own weights", atLeast(0.3), ours, three, m -> m[3]);

        opens("From one layer to three", "All networks are trained for the truth; then three searches race to the best of them.").pictured(290);
        preset("hot", "A search that is too hot", "At temperature 3 predictions hardly matter, and trials are wasted.").pictured(290).set("temperature=3").panes("tree", "found", "sampling", "progress");
        preset("shared", "One set of weights for all", "Trials get cheap, and what they observe is only roughly right: greedy gets stuck, drawing does not.").pictured(290).set("shared-weights=true").panes("tree", "ranks", "found", "progress").pins("shared-weights", "temperature", "budget");
        tiny("layers=2 epochs=1 budget=20", "layers=1 epochs=1 budget=5 shared-weights=true temperature=0");
    }

    private long steps(Knobs p) {
        SmallNetworks nets = new SmallNetworks(p.get(layers));
        return (long) nets.groups().size() * p.get(epochs) + (long) SHARED_STEPS * p.get(epochs) + (nets.count() + JUDGED_EACH - 1) / JUDGED_EACH + Math.max(REPEATS / REPEATS_EACH, watched(p));
    }

    private int watched(Knobs p) {
        return Math.min(Math.min(WATCHED, p.get(budget)), new SmallNetworks(p.get(layers)).count());
    }

    // ---- closed forms

    private static int greedyDifference() {
        SmallNetworks nets = new SmallNetworks(3);
        double[] losses = new double[nets.count()];
        new Philox(4).uniforms(0, losses.length, 0, 1, losses, 0);
        double[] u = new double[300];
        new Philox(5).uniforms(0, u.length, 0, 1, u, 0);
        ProgressiveSearch cold = ProgressiveSearch.of(nets, losses, 1e-9);
        ProgressiveSearch greedy = ProgressiveSearch.of(nets, losses, 0);
        for (double v : u) {
            cold = cold.next(v);
            greedy = greedy.next(v);
        }
        int[] own = cold.order();
        int[] other = greedy.order();
        return (int) IntStream.range(0, u.length).filter(k -> own[k] != other[k]).count();
    }

    private static double randomError() {
        boolean[] winners = new boolean[819];
        Arrays.fill(winners, 0, 8, true);
        double mean = IntStream.range(0, 4000).map(r -> trials(HouseModels.order(new Philox(6), r, 819), winners, 819)).average().orElseThrow();
        return Math.abs(mean / (820 / 9.0) - 1);
    }

    /** Spearman's: the correlation of the ranks. */
    static double rankCorrelation(double[] x, double[] y) {
        int[] a = ranks(x);
        int[] b = ranks(y);
        double n = x.length;
        double off = IntStream.range(0, x.length).mapToDouble(k -> (double) (a[k] - b[k]) * (a[k] - b[k])).sum();
        return n > 1 ? 1 - 6 * off / (n * (n * n - 1)) : 1;
    }

    private static int[] ranks(double[] x) {
        int[] by = byLoss(x);
        int[] rank = new int[x.length];
        for (int k = 0; k < by.length; k++) {
            rank[by[k]] = k;
        }
        return rank;
    }

    private static int[] byLoss(double[] x) {
        return IntStream.range(0, x.length).boxed().sorted((i, j) -> x[i] != x[j] ? Double.compare(x[i], x[j]) : i - j).mapToInt(Integer::intValue).toArray();
    }

    /** To the first of the winners, or −budget. */
    private static int trials(int[] order, boolean[] winners, int budget) {
        return IntStream.range(0, budget).filter(k -> winners[order[k]]).map(k -> k + 1).findFirst().orElse(-budget);
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        Tape.prepare();
        SmallNetworks nets = new SmallNetworks(p.get(layers));
        double[] unknown = new double[nets.count()];
        Arrays.fill(unknown, Double.NaN);
        return new Stage(new Table(nets, unknown, unknown, new boolean[unknown.length]), null, 0, 0, 0, 0, null, false);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        if (s.group < s.table.nets.groups().size()) {
            return trained(s, t);
        }
        if (s.iterations < SHARED_EACH * SHARED_STEPS * t.get(epochs)) {
            return shared(s, t);
        }
        return s.isTable() ? searched(s, t) : judged(s, t);
    }

    /** One epoch of a group of networks. */
    private Stage trained(Stage s, Turn t) {
        SmallNetworks.Group g = s.table.nets.groups().get(s.group);
        CancelToken cancel = t.context().cancel();
        Fit fit = s.epoch == 0 ? Fit.start(SmallNetworks.weights(g), AdamW.ADAM, t.random().stream(100 + s.group)) : s.fit;
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        int[] order = HouseModels.order(t.random(), s.epoch, known.count());
        for (int from = 0; from < order.length; from += BATCH) {
            DigitsNet.Examples b = HouseModels.picked(known, Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
            fit = fit.step(cancel, RATE, w -> SmallNetworks.losses(g, w, w.tape().of(b.x(), b.count(), SmallNetworks.PIXELS), b.label()).sum());
        }
        if (s.epoch + 1 < t.get(epochs)) {
            return new Stage(s.table, fit, s.group, s.epoch + 1, 0, 0, null, false);
        }
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        double[] losses = fit.evaluate(cancel, w -> SmallNetworks.losses(g, w, w.tape().of(held.x(), held.count(), SmallNetworks.PIXELS), held.label()));
        double[] own = s.table.own.clone();
        for (int k = 0; k < losses.length; k++) {
            own[g.numbers()[k]] = losses[k];
        }
        boolean isLast = s.group + 1 == s.table.nets.groups().size();
        Table table = new Table(s.table.nets, own, s.table.shared, isLast ? winners(own) : s.table.winners);
        return new Stage(table, isLast ? Fit.start(SharedWeights.weights(), AdamW.ADAM, t.random().stream(7)) : fit, s.group + 1, 0, 0, 0, null, false);
    }

    private static boolean[] winners(double[] own) {
        boolean[] winners = new boolean[own.length];
        Arrays.stream(byLoss(own)).limit(Math.max(1, Math.round(BEST * own.length))).forEach(k -> winners[k] = true);
        return winners;
    }

    /** Iterations of the weights that all networks share, each with a batch and a network by lot. */
    private Stage shared(Stage s, Turn t) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        Fit fit = s.fit;
        for (int k = 0; k < SHARED_EACH; k++) {
            int i = s.iterations + k;
            double[] u = new double[BATCH + 1];
            t.random().stream(8).uniforms(0, u.length, i, 1, u, 0);
            int number = Math.min(s.table.nets.count() - 1, (int) (u[BATCH] * s.table.nets.count()));
            DigitsNet.Examples b = HouseModels.picked(known, IntStream.range(0, BATCH).map(j -> Math.min(known.count() - 1, (int) (u[j] * known.count()))).toArray());
            fit = fit.step(t.context().cancel(), RATE, w -> SharedWeights.loss(number, w, w.tape().of(b.x(), b.count(), SmallNetworks.PIXELS), b.label()));
        }
        return new Stage(s.table, fit, s.group, 0, s.iterations + SHARED_EACH, 0, null, false);
    }

    private static Stage judged(Stage s, Turn t) {
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        double[] shared = s.table.shared.clone();
        int to = Math.min(shared.length, s.judged + JUDGED_EACH);
        for (int k = s.judged; k < to; k++) {
            int number = k;
            shared[k] = s.fit.evaluate(t.context().cancel(), w -> SharedWeights.loss(number, w, w.tape().of(held.x(), held.count(), SmallNetworks.PIXELS), held.label()))[0];
        }
        return new Stage(new Table(s.table.nets, s.table.own, shared, s.table.winners), s.fit, s.group, 0, s.iterations, to, null, false);
    }

    private Stage searched(Stage s, Turn t) {
        Searches now = s.searches == null ? fresh(s.table, t.p(), t.random()) : s.searches;
        List<int[]> found = new ArrayList<>(now.found);
        for (int k = 0; k < REPEATS_EACH && found.size() < REPEATS; k++) {
            t.ask();
            found.add(repeated(s.table, t.p(), t.random(), found.size()));
        }
        boolean goesOn = now.trials() < watched(t.p());
        double u = draw(t.random(), 0, now.trials());
        Searches next = new Searches(goesOn ? now.drawn.next(u) : now.drawn, goesOn ? now.greedy.next(u) : now.greedy, now.random, List.copyOf(found));
        return new Stage(s.table, s.fit, s.group, 0, s.iterations, s.judged, next, next.trials() >= watched(t.p()) && found.size() >= REPEATS);
    }

    private Searches fresh(Table table, Knobs p, Philox random) {
        return new Searches(ProgressiveSearch.of(table.nets, observed(table, p), p.get(temperature)), ProgressiveSearch.of(table.nets, observed(table, p), 0), HouseModels.order(random.stream(SEARCH), 0, table.nets.count()), List.of());
    }

    private double[] observed(Table table, Knobs p) {
        return p.get(sharedWeights) ? table.shared : table.own;
    }

    private static double draw(Philox random, int repeat, int trial) {
        double[] u = new double[1];
        random.stream(SEARCH + 1).uniforms(repeat, 1, trial, 1, u, 0);
        return u[0];
    }

    /** Trials of a whole search to the first winner, one number a way. */
    private int[] repeated(Table table, Knobs p, Philox random, int repeat) {
        int most = Math.min(p.get(budget), table.nets.count());
        int[] trials = new int[WAYS.size()];
        for (int way = 0; way < WAYS.size(); way += 2) {
            ProgressiveSearch search = ProgressiveSearch.of(table.nets, observed(table, p), way == 0 ? p.get(temperature) : 0);
            do {
                search = search.next(draw(random, repeat, search.order().length));
            } while (search.order().length < most && !table.winners[search.order()[search.order().length - 1]]);
            trials[way] = table.winners[search.order()[search.order().length - 1]] ? search.order().length : -most;
        }
        trials[1] = trials(HouseModels.order(random.stream(SEARCH), repeat, table.nets.count()), table.winners, most);
        return trials;
    }

    /** The searches begin anew; the table stays. */
    @Override
    protected Stage changed(Stage s, Knobs before, Knobs now) {
        return new Stage(s.table, s.fit, s.group, s.epoch, s.iterations, s.judged, null, false);
    }

    // ---- pictures

    private static double best(Stage s, int[] order) {
        return Arrays.stream(order).mapToDouble(k -> s.table.own[k]).min().orElse(Double.NaN);
    }

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        int[] known = IntStream.range(0, s.table.nets.count()).filter(k -> !Double.isNaN(s.table.own[k])).toArray();
        double[] log = Arrays.stream(known).mapToDouble(k -> Math.log10(s.table.own[k])).toArray();
        to.points("nets", 2, NetworkTree.places(known), new double[] {0.022}, new Layer.Field("loss", "log₁₀ loss", "", log));
        double[] sizes = Arrays.stream(known).mapToDouble(SmallNetworks::size).toArray();
        to.series("pareto", sizes, Arrays.stream(known).mapToDouble(k -> s.table.own[k]).toArray());
        int[] judged = s.isTable() ? known : new int[0];
        to.series("shared", Arrays.stream(judged).mapToDouble(k -> s.table.shared[k]).toArray(), Arrays.stream(judged).mapToDouble(k -> s.table.own[k]).toArray());
        int[] order = s.searches == null ? new int[0] : s.searches.drawn.order();
        NetworkTree.branches(order, to);
        int[] leader = Arrays.stream(order).boxed().min((a, b) -> Double.compare(s.table.own[a], s.table.own[b])).stream().mapToInt(Integer::intValue).toArray();
        NetworkTree.ring(leader, to);
        NetworkTree.chains(order.length == 0 ? new int[0] : new int[] {order[order.length - 1], leader[0]}, to);
        List<int[]> watched = s.searches == null ? List.of(new int[0], new int[0], new int[0]) : List.of(order, Arrays.copyOf(s.searches.random, order.length), s.searches.greedy.order());
        for (int way = 0; way < WAYS.size(); way++) {
            int[] own = watched.get(way);
            double[] trial = IntStream.rangeClosed(1, own.length).asDoubleStream().toArray();
            to.series("best-" + WAYS.get(way), trial, IntStream.rangeClosed(1, own.length).mapToDouble(n -> best(s, Arrays.copyOf(own, n))).toArray());
            found(s, way, to);
        }
        sampling(s, to);
    }

    private static void found(Stage s, int way, Look to) {
        int[] trials = s.searches == null ? new int[0] : s.searches.found.stream().mapToInt(f -> f[way]).filter(f -> f > 0).sorted().toArray();
        double n = s.repeats();
        to.series("found-" + WAYS.get(way), Arrays.stream(trials).asDoubleStream().toArray(), IntStream.rangeClosed(1, trials.length).mapToDouble(k -> k / n).toArray());
    }

    private static void sampling(Stage s, Look to) {
        if (s.searches == null || s.searches.drawn.isOver()) {
            to.bars("sampling", List.of("none yet"), new double[1]);
            return;
        }
        ProgressiveSearch.Choice c = s.searches.drawn.choice();
        int[] likeliest = IntStream.range(0, c.numbers().length).boxed().sorted((i, j) -> Double.compare(c.probability()[j], c.probability()[i])).limit(SHOWN).mapToInt(Integer::intValue).toArray();
        to.bars("sampling", Arrays.stream(likeliest).mapToObj(k -> SmallNetworks.name(c.numbers()[k])).toList(), Arrays.stream(likeliest).mapToDouble(k -> c.probability()[k]).toArray());
    }
}
