package org.pushforward.engine.compress;

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
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Router;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Experts;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code compress.dynmoe}: a mixture of experts in which every input decides how many it uses and the number of experts adapts, beside the grid search that it
 * replaces.
 */
public final class DynamicExperts extends Study<DynamicExperts.Stage> {

    /** Places for experts; who is born takes a free one. */
    static final int PLACES = 16;
    private static final int HIDDEN = 6;
    /** Thresholds are learned in units of this, so that they move as fast as the rest: our choice. */
    private static final double THRESHOLD_UNIT = 2.5;
    private static final double REACH = 3.2;
    private static final int MAP = 64;
    private static final int HELD_OUT = 600;
    private static final int SHOWN = 240;
    /** Iterations after which experts are born and die. */
    private static final int SEASON = 50;
    private static final double LOAD = 0.01;
    private static final Experts EXPERTS = new Experts("own", PLACES, 2, HIDDEN, 2);
    private static final int DIRECTION = weights().offset("w");
    private static final int THRESHOLD = weights().offset("threshold");
    private static final ExpertGrid GRID = ExpertGrid.of(2, HIDDEN, 2);

    /**
     * What happened since experts were last born or died.
     *
     * @param used inputs of every expert; {@code lost} sum of the inputs nobody took, and their number
     */
    record Season(double[] used, double[] lost, int count) {
        static Season fresh() {
            return new Season(new double[PLACES], new double[2], 0);
        }
    }

    /**
     * @param loss held out; {@code active} experts of an input, mean; {@code unserved} share of inputs that pass no threshold
     * @param used share of the held-out inputs of every expert
     */
    record Judged(double loss, double active, double unserved, double[] used, double[] grid) { }

    /**
     * Where a run stands.
     *
     * @param lives share of the inputs of every place, a row a season
     * @param newest place of the expert that was born after the last season, or −1
     * @param operations multiplications and additions of inputs through the mixture so far, and through the grid
     */
    record Stage(SixMaps maps, SixMaps.Points held, Fit own, boolean[] alive, Season season, Fit grid, List<double[]> lives, int newest, int born, int died, double operations, double operationsGrid, Judged judged) {
        int experts() {
            return (int) IntStream.range(0, PLACES).filter(e -> alive[e]).count();
        }

        /** Experts that nobody used in the last season, without the one that was just born. */
        int idle() {
            return lives.isEmpty() ? 0 : (int) IntStream.range(0, PLACES).filter(e -> alive[e] && e != newest && lives.getLast()[e] == 0).count();
        }
    }

    private final Knob<Integer> startExperts;
    private final Knob<Double> diversity;
    private final Training training;

    public DynamicExperts() {
        super("compress.dynmoe", "As many experts as it takes",
                "A mixture of experts has two numbers that are searched by trying: how many experts there are, and how many of them an input uses. Here each input uses every expert whose direction is near enough to its own, by a threshold that is learned, "
                        + "and gets the mean of what they say. Experts that nobody uses die; where inputs find nobody, one is born in their direction. The problem is ours, six affine maps around six places of the plane. "
                        + "Beside it the grid search: seventeen mixtures with the same networks and cosines, top 1, 2 or 4 of 2 to 16 experts, from the same points. Starting from sixteen, five or so are left without any trying, for a sixth of the work; the loss ends between the mean and the worst of the grid, and a search finds a third of it. "
                        + "Growing is the weak side: from two experts it stays with a few, because thresholds fall before anybody is left alone.",
                List.of("g_e(x) = 1 where σ(cos(x, w_e)) > σ(G_e)", "y = Σ_e g_e E_e(x) / Σ_e g_e,   ∂g_e as that of max(·, 0)", "loss + λ (‖ŴŴᵀ − I‖ + mean ‖w_e‖)"),
                new Citation("Y. Guo, Z. Cheng, X. Tang, Z. Tu, T. Lin", 2024, "Dynamic Mixture of Experts: An Auto-Tuning Approach for Efficient Transformer Models", "2405.14297"),
                new Citation("N. Shazeer, A. Mirhoseini, K. Maziarz, A. Davis, Q. Le, G. Hinton, J. Dean", 2017, "Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer", "1701.06538"));
        startExperts = whole("start-experts", "E₀", "Experts at the start", 16, 1, PLACES, "The number adapts by itself; there are sixteen places.").within(1, PLACES);
        diversity = real("diversity", "λ", "Diversity", 1, 1e-2, 10, "Weight of the loss that keeps the directions of the experts apart and short.").within(0, 100).log();
        training = training(3e-2, 128, 1200, 12);
        pace(15);

        Gauge<Stage> loss = gauge("loss", "Dynamic", "", s -> s.judged.loss);
        Gauge<Stage> best = gauge("loss-grid-best", "Best of the grid", "", s -> Arrays.stream(s.judged.grid).min().orElseThrow());
        Gauge<Stage> mean = gauge("loss-grid-mean", "Mean of the grid", "", s -> Arrays.stream(s.judged.grid).average().orElseThrow());
        Gauge<Stage> worst = gauge("loss-grid-worst", "Worst of the grid", "", s -> Arrays.stream(s.judged.grid).max().orElseThrow());
        Gauge<Stage> experts = gauge("experts", "Experts", "", Stage::experts);
        Gauge<Stage> active = gauge("mean-active", "Active for an input", "", s -> s.judged.active);
        Gauge<Stage> unserved = gauge("unserved", "Share of inputs that pass no threshold", "", s -> s.judged.unserved);
        Gauge<Stage> idle = gauge("idle", "Experts that nobody used", "", Stage::idle);
        gauge("born", "Born", "", Stage::born);
        gauge("died", "Died", "", Stage::died);
        Gauge<Stage> operations = gauge("operations", "Dynamic", "10⁶", s -> s.operations / 1e6).when(s -> s.operations > 0);
        Gauge<Stage> search = gauge("operations-grid", "Grid", "10⁶", s -> s.operationsGrid / 1e6).when(s -> s.operationsGrid > 0);

        plane("plane", "Experts that an input uses", "in the plane of the inputs; ends of lines are the directions of the experts").draw(CELLS, "active", "experts").draw(POINTS, "points", "inputs").draw(LINES, "directions", "directions");
        history("losses", "Loss", "half the mean square error, held out", loss, best, mean, worst).log();
        history("numbers", "How many", "experts there are, and that an input uses", experts, active);
        plot("grid", "What a search would find", "loss by the number of experts, and the dynamic one").draw(CURVE, "top-1", "top 1", "", "experts").draw(CURVE, "top-2", "top 2", "", "experts")
                .draw(CURVE, "top-4", "top 4", "", "experts").draw(POINTS, "dynamic", "dynamic", "", "experts").log();
        plane("lives", "Births and deaths", "a row a place, a column 50 iterations: share of the inputs that use the expert").draw(CELLS, "lives", "share");
        history("costs", "What it costs", "multiplications and additions of inputs through experts and routers, 10⁶", operations, search).log();

        atEnd("unserved", "share of held-out inputs that pass no threshold", unserved, atMost(0.01), "our runs: none; they would go to the best expert");
        always("idle", "experts that nobody used for 50 iterations", idle, atMost(0), "they die");
        formula("gate", "derivative by a threshold less (E_e − y)/Σg times that of the margin, largest", atMost(1e-12), "quotient rule", x -> gateError(x.cancel()));
        formula("margins", "share of inputs with a margin in the half plane of a single expert, less ½", atMost(0.03), "σ(cos) > σ(0)", DynamicExperts::halfError);
        Shared<double[]> five = shared(t -> t.means(5, experts, active, loss, worst, mean));
        String ours = "our runs, mean of 5 seeds";
        lengthy("experts", "experts at the end, from 16", atMost(8), ours, five, m -> m[0]);
        lengthy("active", "experts that an input uses", atMost(5), ours, five, m -> m[1]);
        lengthy("worst", "loss over the worst of the grid", atMost(0.8), ours, five, m -> m[2] / m[3]);
        lengthy("mean", "loss over the mean of the grid, which wins", atMost(2.5), ours, five, m -> m[2] / m[4]);

        opens("Sixteen become a few", "Experts that help nobody raise their thresholds until nobody asks them, and die.").pictured(60);
        preset("two", "Two stay a few", "From two experts it hardly grows: thresholds fall before anybody is left alone.").set("start-experts=2").panes("plane", "numbers", "losses", "lives").pictured(60);
        preset("search", "One training or seventeen", "The grid search finds better mixtures, for six times the work.").panes("grid", "costs", "losses", "numbers").pins("start-experts", "diversity").pictured(60);
        tiny("iterations=60 batch=16 iterations-per-step=30 start-experts=3");
    }

    private static double halfError() {
        SixMaps.Points p = SixMaps.of(new Philox(3)).sampled(new Philox(4), 2000);
        boolean[] alive = new boolean[PLACES];
        alive[2] = true;
        double[] theta = weights().initial(new Philox(5));
        return Math.abs(Router.usage(margins(theta, p.x(), alive), PLACES)[2] - 0.5);
    }

    /** One input, loss Σ y: the derivative by G_e of those that are active. */
    private static double gateError(CancelToken cancel) {
        boolean[] alive = new boolean[PLACES];
        Arrays.fill(alive, true);
        Weights weights = weights();
        double[] theta = weights.initial(new Philox(8));
        double[] x = {0.6, -0.9};
        try (Tape tape = Tape.precise(cancel)) {
            Theta w = Theta.variable(tape, weights, theta);
            Value in = tape.of(x, 1, 2);
            double[] slope = EXPERTS.apply(w, in, Router.shared(active(w, in, alive))).sum().grad(w.all()).array();
            double[] said = EXPERTS.each(w, in).sum(1, 2).array();
            double[] m = margins(theta, x, alive);
            double count = Arrays.stream(m).filter(v -> v > 0).count();
            double y = IntStream.range(0, PLACES).filter(e -> m[e] > 0).mapToDouble(e -> said[e]).sum() / count;
            return IntStream.range(0, PLACES).mapToDouble(e -> Math.abs(slope[THRESHOLD + e] - (m[e] > 0 ? -(said[e] - y) / count * THRESHOLD_UNIT / 4 : 0))).max().orElseThrow();
        }
    }

    // ---- the mixture

    static Weights weights() {
        Owner gate = () -> List.of(new Part("w", Start.normal(0.2), PLACES, 2), new Part("threshold", Start.ZERO, PLACES));
        return Weights.of(EXPERTS, gate);
    }

    private static Value unit(Value rows) {
        return rows.over(rows.norm(1).unsqueeze(1).plus(1e-9));
    }

    private static Value scores(Theta w, Value x) {
        return unit(x).matmul(unit(w.get("w")).transposed()).sigmoid();
    }

    /** 1 for the experts of an input, 0 for the others: n × places. */
    static Value active(Theta w, Value x, boolean[] alive) {
        Value margin = scores(w, x).minus(w.get("threshold").times(THRESHOLD_UNIT).sigmoid());
        return Router.above(margin).times(w.tape().of(mask(alive), PLACES));
    }

    /** The same, and the best expert for inputs that pass no threshold. */
    private static Value served(Theta w, Value x, boolean[] alive) {
        Value a = active(w, x, alive);
        Value best = Router.top(scores(w, x).plus(w.tape().of(mask(alive), PLACES)), 1);
        return a.plus(best.times(a.sum(1).unsqueeze(1).above(0).from(1)));
    }

    private static double[] mask(boolean[] alive) {
        return IntStream.range(0, PLACES).mapToDouble(e -> alive[e] ? 1 : 0).toArray();
    }

    private static Value loss(Theta w, SixMaps.Points p, boolean[] alive, double lambda) {
        Tape tape = w.tape();
        Value x = tape.of(p.x(), p.x().length / 2, 2);
        Value y = EXPERTS.apply(w, x, Router.shared(active(w, x, alive)));
        Value m = tape.of(mask(alive), PLACES, 1);
        Value u = unit(w.get("w")).times(m);
        Value apart = u.matmul(u.transposed()).minus(tape.of(identity(alive), PLACES, PLACES)).square().sum().plus(1e-12).root();
        Value small = w.get("w").norm(1).unsqueeze(1).times(m).sum().over(Math.max(1, Arrays.stream(mask(alive)).sum()));
        return y.minus(tape.of(p.y(), p.y().length / 2, 2)).square().sum(1).mean().times(0.5).plus(apart.plus(small).times(lambda));
    }

    private static double[] identity(boolean[] alive) {
        double[] i = new double[PLACES * PLACES];
        for (int e = 0; e < PLACES; e++) {
            i[e * PLACES + e] = alive[e] ? 1 : 0;
        }
        return i;
    }

    private static Value gridLoss(Theta w, SixMaps.Points p) {
        ExpertGrid.Said said = GRID.apply(w, w.tape().of(p.x(), p.x().length / 2, 2));
        return errors(said, p).sum().plus(said.load().times(LOAD));
    }

    private static Value errors(ExpertGrid.Said said, SixMaps.Points p) {
        return said.outputs().minus(said.outputs().tape().of(p.y(), p.y().length / 2, 2)).square().sum(2).mean(1).times(0.5);
    }

    /** Margins of the experts over their thresholds, σ(cos) − σ(G), in 64 bits; of places that are free −1: n × places. */
    static double[] margins(double[] theta, double[] x, boolean[] alive) {
        double[] m = new double[x.length / 2 * PLACES];
        for (int e = 0; e < PLACES; e++) {
            double u = theta[DIRECTION + 2 * e];
            double v = theta[DIRECTION + 2 * e + 1];
            double size = Math.hypot(u, v);
            double least = sigmoid(THRESHOLD_UNIT * theta[THRESHOLD + e]);
            for (int k = 0; k < x.length / 2; k++) {
                double cos = (u * x[2 * k] + v * x[2 * k + 1]) / (size * Math.hypot(x[2 * k], x[2 * k + 1]));
                m[k * PLACES + e] = alive[e] ? sigmoid(cos) - least : -1;
            }
        }
        return m;
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        SixMaps maps = SixMaps.of(random);
        boolean[] alive = new boolean[PLACES];
        Arrays.fill(alive, 0, p.get(startExperts), true);
        Stage s = new Stage(maps, maps.sampled(random, HELD_OUT), Fit.start(weights(), AdamW.ADAM, random.stream(5)), alive, Season.fresh(), Fit.start(Weights.of(GRID), AdamW.ADAM, random.stream(6)), List.of(), -1, 0, 0, 0, 0, null);
        return judged(s, CancelToken.current());
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        Stage now = s;
        for (Training.Draw draw : training.draws(t)) {
            double rate = t.get(training.rate()) * (1 - (double) draw.iteration() / t.get(training.iterations()));
            SixMaps.Points b = s.maps.points(draw.normals(7, draw.batch(), 2), draw.uniforms(8, draw.batch(), 1));
            boolean[] alive = now.alive;
            Season season = counted(now, b);
            Fit own = now.own.step(t.context().cancel(), rate, w -> loss(w, b, alive, t.get(diversity)));
            Fit grid = now.grid.step(t.context().cancel(), rate, w -> gridLoss(w, b));
            double inputs = (draw.iteration() + 1.0) * draw.batch();
            double used = Arrays.stream(season.used).sum() - Arrays.stream(now.season.used).sum();
            now = new Stage(s.maps, s.held, own, alive, season, grid, now.lives, now.newest, now.born, now.died, now.operations + used * 2 * EXPERTS.size() + 2.0 * draw.batch() * 3 * now.experts(),
                    inputs * GRID.operations(), now.judged);
            if ((draw.iteration() + 1) % SEASON == 0) {
                now = adapted(now, t);
            }
        }
        return judged(now, t.context().cancel());
    }

    private static Season counted(Stage s, SixMaps.Points b) {
        double[] a = margins(s.own.theta(), b.x(), s.alive);
        double[] used = s.season.used.clone();
        double[] lost = s.season.lost.clone();
        int count = s.season.count;
        for (int k = 0; k < b.x().length / 2; k++) {
            double any = 0;
            for (int e = 0; e < PLACES; e++) {
                double on = a[k * PLACES + e] > 0 ? 1 : 0;
                used[e] += on;
                any += on;
            }
            if (any == 0) {
                lost[0] += b.x()[2 * k];
                lost[1] += b.x()[2 * k + 1];
                count++;
            }
        }
        return new Season(used, lost, count);
    }

    /** Who was not used goes; where inputs found nobody, an expert is born in their direction. */
    private Stage adapted(Stage s, Turn t) {
        boolean[] alive = s.alive.clone();
        double[] theta = s.own.theta().clone();
        int died = s.died;
        int born = s.born;
        for (int e = 0; e < PLACES; e++) {
            boolean gone = alive[e] && s.season.used[e] == 0;
            alive[e] &= !gone;
            died += gone ? 1 : 0;
        }
        int free = IntStream.range(0, PLACES).filter(e -> !alive[e]).findFirst().orElse(-1);
        double size = Math.hypot(s.season.lost[0], s.season.lost[1]);
        if (s.season.count > 0 && size > 0 && free >= 0) {
            alive[free] = true;
            born++;
            theta[DIRECTION + 2 * free] = s.season.lost[0] / size;
            theta[DIRECTION + 2 * free + 1] = s.season.lost[1] / size;
            theta[THRESHOLD + free] = 0;
        }
        Fit own = new Fit(s.own.weights(), s.own.optimizer(), theta, s.own.memory(), s.own.iterations(), s.own.loss(), s.own.gradient(), s.own.isPrecise());
        List<double[]> lives = new ArrayList<>(s.lives);
        double inputs = (double) SEASON * t.get(training.batch());
        lives.add(Arrays.stream(s.season.used).map(v -> v / inputs).toArray());
        return new Stage(s.maps, s.held, own, alive, Season.fresh(), s.grid, lives, born > s.born ? free : -1, born, died, s.operations, s.operationsGrid, s.judged);
    }

    private static Stage judged(Stage s, CancelToken cancel) {
        int n = s.held.x().length / 2;
        double[] a = margins(s.own.theta(), s.held.x(), s.alive);
        double[] y = s.own.evaluate(cancel, w -> EXPERTS.apply(w, w.tape().of(s.held.x(), n, 2), Router.shared(served(w, w.tape().of(s.held.x(), n, 2), s.alive))));
        double[] grid = s.grid.evaluate(cancel, w -> errors(GRID.apply(w, w.tape().of(s.held.x(), n, 2)), s.held));
        double loss = 0;
        for (int k = 0; k < y.length; k++) {
            loss += 0.5 * Math.pow(y[k] - s.held.y()[k], 2) / n;
        }
        double active = 0;
        int unserved = 0;
        for (int k = 0; k < n; k++) {
            long any = Arrays.stream(a, k * PLACES, (k + 1) * PLACES).filter(m -> m > 0).count();
            active += Math.max(1.0, any) / n;
            unserved += any == 0 ? 1 : 0;
        }
        Judged j = new Judged(loss, active, (double) unserved / n, Router.usage(a, PLACES), grid);
        return new Stage(s.maps, s.held, s.own, s.alive, s.season, s.grid, s.lives, s.newest, s.born, s.died, s.operations, s.operationsGrid, j);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] places = new double[2 * MAP * MAP];
        for (int k = 0; k < places.length; k++) {
            places[k] = -REACH + 2 * REACH * ((k % 2 == 0 ? k / 2 / MAP : k / 2 % MAP) + 0.5) / MAP;
        }
        double[] m = margins(s.own.theta(), places, s.alive);
        double[] active = new double[MAP * MAP];
        Arrays.setAll(active, k -> Arrays.stream(m, k * PLACES, (k + 1) * PLACES).filter(v -> v > 0).count());
        to.field("active", MAP, MAP, new Rect(-REACH, -REACH, REACH, REACH), active);
        to.points("points", 2, Arrays.copyOf(s.held.x(), 2 * SHOWN));
        int[] there = IntStream.range(0, PLACES).filter(e -> s.alive[e]).toArray();
        double[] lines = new double[4 * there.length];
        for (int k = 0; k < there.length; k++) {
            double u = s.own.theta()[DIRECTION + 2 * there[k]];
            double v = s.own.theta()[DIRECTION + 2 * there[k] + 1];
            for (int end = 0; end < 2; end++) {
                double radius = (end == 0 ? 0.25 : 0.97 * REACH) / Math.hypot(u, v);
                lines[4 * k + 2 * end] = radius * u;
                lines[4 * k + 2 * end + 1] = radius * v;
            }
        }
        to.paths("directions", 2, lines, IntStream.rangeClosed(0, there.length).map(k -> 2 * k).toArray());
        for (int top : ExpertGrid.TOP) {
            int[] own = IntStream.range(0, s.judged.grid.length).filter(k -> GRID.mixtures().get(k).top() == top).toArray();
            to.series("top-" + top, Arrays.stream(own).mapToDouble(k -> GRID.mixtures().get(k).experts()).toArray(), Arrays.stream(own).mapToDouble(k -> s.judged.grid[k]).toArray());
        }
        to.series("dynamic", new double[] {s.experts()}, new double[] {s.judged.loss});
        int seasons = Math.max(1, p.get(training.iterations()) / SEASON);
        double[] lives = new double[PLACES * seasons];
        for (int k = 0; k < Math.min(seasons, s.lives.size()); k++) {
            for (int e = 0; e < PLACES; e++) {
                lives[e * seasons + k] = s.lives.get(k)[e];
            }
        }
        to.matrix("lives", PLACES, seasons, lives);
    }
}
