package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer.Column;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.DigitsCourse;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.LowRankAdam;
import org.pushforward.engine.learn.LowRankAdam.Projector;
import org.pushforward.engine.learn.PerMatrix;
import org.pushforward.engine.learn.Projectors;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code optimise.dct-lowrank}: the subspace in which Adam or Muon works is spanned by the columns of a fixed cosine basis that the gradient leans on
 * most, in place of its singular vectors; random directions beside.
 */
public final class CosineSubspace extends Study<CosineSubspace.Stage> {

    private static final int PARTS = 6;
    private static final int BATCH = 64;
    private static final int RANDOM = 77;
    private static final double LEAST = 1e-8;
    private static final List<String> RACERS = List.of("cosine", "svd", "random");
    /** For batches of 64, 10 epochs, a falling rate, rank 16, a choice every ten steps. */
    private static final List<RateGrid> GRID = List.of(
            new RateGrid("cosines, Adam", new double[] {0.008, 0.016, 0.032, 0.064}, new double[] {0.0245, 0.00633, 0.00216, 0.00123}),
            new RateGrid("singular vectors, Adam", new double[] {0.008, 0.016, 0.032, 0.064}, new double[] {0.0345, 0.0112, 0.00384, 0.00794}),
            new RateGrid("random, Adam", new double[] {0.008, 0.016, 0.032, 0.064}, new double[] {0.0362, 0.0116, 0.00425, 0.00634}),
            new RateGrid("in full, Adam", new double[] {0.008, 0.016, 0.032, 0.064}, new double[] {0.0104, 0.00292, 0.00372, 0.00825}),
            new RateGrid("cosines, Muon", new double[] {0.05, 0.1, 0.2}, new double[] {0.00555, 0.00052, 0.00058}),
            new RateGrid("singular vectors, Muon", new double[] {0.05, 0.1, 0.2}, new double[] {0.00129, 0.00041, 0.00177}),
            new RateGrid("random, Muon", new double[] {0.05, 0.1, 0.2}, new double[] {0.00661, 0.00035, 0.00017}));

    /**
     * Where a run stands.
     *
     * @param gradients latest of every layer in the run with cosines, or the matrix given; m × n, m ≥ n unless given
     * @param energies kept of them by a fresh choice: cosine, singular vectors, random; means over the layers
     * @param worst least energy less r/n of any layer so far
     * @param mean of the energies so far
     * @param loss of all digits that are trained on, one a racer
     */
    record Stage(boolean isGiven, List<Matrix> gradients, double[] energies, double worst, double[] mean, Race<Fit> fits, double[] loss, int done) {
        boolean hasGradients() {
            return !gradients.isEmpty();
        }

        /** The one that is shown: the matrix given, or that of the second layer. */
        Matrix shown() {
            return gradients.get(isGiven ? 0 : 1);
        }
    }

    private final Knob<Integer> rank;
    private final Knob<String> selection;
    private final Knob<String> rule;
    private final Knob<Integer> refresh;
    private final Knob<Boolean> feedback;
    private final Knob<Double> rate;
    private final Knob<Integer> epochs;
    private final Knob<VectorValue> matrix;

    public CosineSubspace() {
        super("optimise.dct-lowrank", "Cosines in place of singular vectors",
                "To save memory, Adam is run in a subspace of rank r of every gradient. The best subspace is spanned by singular vectors, whose decomposition is dear and whose vectors must be kept. Here the columns come from a fixed basis of cosines: "
                        + "transform the gradient, take the r columns with most in them, remember their numbers. By the sum of squares they hold at least r/n of the gradient, and at most what singular vectors hold. "
                        + "Moments are turned into the new subspace when it is chosen anew. Random directions run beside it. A small network for handwritten digits is the stand-in for language models; all run at one rate, others are in the table. Operations are counted, not timed. "
                        + "After three epochs cosines lie between singular vectors and random directions; after ten they have caught up, as a subspace that keeps changing sees more.",
                List.of("S = G Q,  Q_jk = √(2/n) cos(πk(j + ½)/n)", "P = the r columns of Q with largest ‖S_k‖", "U = Adam(G P),  W ← W − ηUPᵀ", "r/n ≤ ‖GP‖²/‖G‖² ≤ Σ_{i≤r} σᵢ²/Σσᵢ²"),
                new Citation("I.-V. Modoranu, M. Safaryan, E. Schultheis, M. Ryabinin, A. Chumachenko, D. Alistarh", 2025, "FFT-based Dynamic Subspace Selection for Low-Rank Adaptive Optimization of Large Language Models", "2505.17967"),
                new Citation("J. Zhao, Z. Zhang, B. Chen, Z. Wang, A. Anandkumar, Y. Tian", 2024, "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection", "2403.03507"));
        rank = whole("rank", "r", "Rank", 16, 1, 64, "Of the subspace; a layer with fewer columns keeps all of them.").within(1, 128);
        selection = choice("selection", "‖S_k‖", "Selection", List.of("l1", "l2"), "l2", "Columns by the sum of absolute values, as in the program published, or of squares, which has the bound r/n.");
        rule = choice("rule", "U", "Rule", List.of("adam", "muon"), "adam", "What turns the gradient in the subspace into a step.");
        refresh = whole("refresh", "T", "Refresh", 10, 1, 50, "Steps from one choice of the subspace to the next.").within(1, 10_000);
        feedback = flag("feedback", "E", "Error feedback", false, "What the projection leaves out is added to the next gradient; this takes memory of full size.");
        rate = real("rate", "η", "Rate", 0.016, 0.004, 0.2, "Of all three, falling linearly to 0.").within(1e-5, 10).log().but(0.1, rule, "muon");
        epochs = whole("epochs", "E", "Epochs", 10, 1, 20, "Passes over the digits.").within(1, 200);
        matrix = vector("matrix", "G", "Your own matrix", 0, 0, "", "Rows like \"3,1;1,2\", projected on its columns; nothing is trained then.");
        refuse(p -> Math.max(p.get(matrix).rows(), p.get(matrix).columns()) > 128, _ -> "matrix has at most 128 rows and columns");
        refuse(p -> isGiven(p) && p.get(rank) > p.get(matrix).columns(), p -> "rank is " + p.get(rank) + ", and the matrix has only " + p.get(matrix).columns() + " columns; take a smaller rank");
        refuse(p -> isGiven(p) && p.get(matrix).isNothing(), _ -> "matrix is zero; give one number that is not, of 1e-100 at least");
        learns(rate);
        lasts(p -> isGiven(p) ? 1 : (long) PARTS * p.get(epochs));
        pace(12);

        Gauge<Stage> energy = gauge("energy", "Cosines", "", s -> s.energies[0]).when(Stage::hasGradients);
        Gauge<Stage> energySvd = gauge("energy-svd", "Singular vectors", "", s -> s.energies[1]).when(Stage::hasGradients);
        Gauge<Stage> energyRandom = gauge("energy-random", "Random", "", s -> s.energies[2]).when(Stage::hasGradients);
        Gauge<Stage> least = gauge("energy-bound", "r/n", "", (s, p) -> s.gradients.stream().mapToDouble(g -> share(g, p)).average().orElseThrow()).when(Stage::hasGradients);
        Gauge<Stage> above = gauge("energy-above", "Energy less r/n, least of any layer", "", s -> s.worst).when(Stage::hasGradients);
        Gauge<Stage> order = gauge("energy-order", "Energy of cosines above that of singular vectors", "", s -> s.energies[0] - s.energies[1]).when(Stage::hasGradients);
        Gauge<Stage> loss = loss("loss", "Cosines", 0);
        Gauge<Stage> lossSvd = loss("loss-svd", "Singular vectors", 1);
        Gauge<Stage> lossRandom = loss("loss-random", "Random", 2);
        gauge("state-bytes", "Bytes remembered, cosines", "bytes", s -> bytes(s, 0)).when(s -> !s.isGiven && s.done > 0);
        gauge("state-bytes-svd", "Bytes remembered, singular vectors", "bytes", s -> bytes(s, 1)).when(s -> !s.isGiven && s.done > 0);
        Gauge<Stage> work = gauge("operations", "Cosines", "", s -> PerMatrix.operations(s.fits.get("cosine"))).when(s -> !s.isGiven && s.done > 0);
        Gauge<Stage> workSvd = gauge("operations-svd", "Singular vectors", "", s -> PerMatrix.operations(s.fits.get("svd"))).when(s -> !s.isGiven && s.done > 0);

        plot("columns", "The gradient in cosines", "‖S_k‖/‖G‖ of every cosine, the taken ones lit; second layer, or your matrix").draw(BARS, "all", "number of the cosine").draw(BARS, "taken", "taken")
                .note("The columns that are lit make the subspace; the others are left out of this step.");
        history("energies", "Energy kept", "share of the squares of the gradient, by a fresh choice, mean of the layers", energySvd, energy, energyRandom, least);
        history("losses", "Loss on the digits trained on", "same weights, same batches, same rate", lossSvd, loss, lossRandom).log();
        multiples("gradients", "A gradient and what is kept of it", "second layer, or your matrix").draw(CELLS, "g", "gradient").draw(CELLS, "g-cosine", "cosines").draw(CELLS, "g-svd", "singular vectors").draw(CELLS, "g-random", "random")
                .alike("g", "g-cosine", "g-svd", "g-random");
        words("costs", "What it costs", "of the rule alone, 4 bytes a number; operations as counted, of decompositions by their textbook").draw(WORDS, "cost", "cost");
        history("operations", "Operations of the rule", "gradients not counted", work, workSvd).log();
        words("rates", "Rates tried beforehand", "loss after 10 epochs of batches of 64, rank 16, mean of 3 seeds").draw(WORDS, "grid", "grid");
        layer("columns", "columns taken", "", "place");

        always("order", "energy of cosines less that of singular vectors", order, atMost(1e-12), "Eckart & Young 1936");
        reference("bound", "energy less r/n by squares, least of any layer and step of an epoch", atLeast(-1e-12), "the largest r of n are at least r/n of the sum", t -> t.steps(PARTS).value(above));
        reference("aligned", "a matrix made of cosines: energy less that of singular vectors", atMost(1e-12), "closed form: its right singular vectors are columns of Q", t -> Math.abs(t.value(energy) - t.value(energySvd)),
                "matrix=4,4,4,4;1.3065629648763766,0.5411961001461971,-0.5411961001461971,-1.3065629648763766;0.5,-0.5,-0.5,0.5", "rank=2");
        reference("by-hand", "two columns 3 and 4, rank 1: energy less ½(7² / 25)", atMost(1e-12), "by hand: cosines (1, ±1)/√2 hold 49/50 and 1/50", t -> Math.abs(t.value(energy) - 0.98), "matrix=3,4", "rank=1");
        Shared<double[]> run = shared(CosineSubspace::measured);
        lengthy("energy", "mean energy over that of singular vectors", atLeast(0.65), "our runs, mean of 5 seeds and 10 epochs", run, m -> m[0]);
        lengthy("random", "mean energy over that of random directions", atLeast(1.3), "our runs, mean of 5 seeds and 10 epochs", run, m -> m[1]);
        lengthy("early-svd", "epoch 3: loss over that with singular vectors, which win there", atLeast(1), "our runs, mean of 5 seeds", run, m -> m[2]);
        lengthy("early-random", "epoch 3: loss over that with random directions", atMost(1), "our runs, mean of 5 seeds", run, m -> m[3]);
        lengthy("table", "losses at the rates that are used over those of the table, or the other way about: worst", atMost(1.5), "the table, of the same seeds", t -> {
            double[] m = t.means(3, loss, lossSvd, lossRandom);
            return Math.max(RateGrid.factor(GRID, "cosines, Adam", 0.016, m[0]), Math.max(RateGrid.factor(GRID, "singular vectors, Adam", 0.016, m[1]), RateGrid.factor(GRID, "random, Adam", 0.016, m[2])));
        });
        lengthy("late", "epoch 10: loss over that with singular vectors", atMost(1.5), "our runs, mean of 5 seeds", run, m -> m[4]);
        opens("The loudest cosines", "Of the cosines in a gradient the loudest are taken, without any decomposition.").panes("columns", "energies", "losses", "costs").pins("rank", "selection", "refresh").pictured(24);
        preset("two", "Rank two is too little", "Two singular vectors hold most of a gradient, two cosines half; random directions hold nothing, change more, and learn faster than cosines.").set("rank=2", "epochs=5").panes("columns", "energies", "losses", "gradients").pins("rank", "selection", "feedback").pictured(20);
        preset("muon", "Muon in a subspace", "The same subspaces, and orthogonalization within; random directions do as well.").set("rule=muon").panes("losses", "columns", "energies", "rates").pins("rule", "rank", "refresh").pictured(30);
        preset("given", "A wave and its neighbour", "Rows that are waves need few cosines, and singular vectors need no fewer.").set("matrix=1,0.7,0,-0.7,-1,-0.7,0,0.7;0.5,1,0.5,-0.5,-1,-0.5,0.5,1;2,1,1,0,0,-1,-1,-2", "rank=3").panes("columns", "gradients", "energies").pins("rank", "selection").pictured(1);
        tiny("epochs=1 rank=3", "matrix=3,1;0,1;2,2 rank=1 selection=l1");
    }

    private Gauge<Stage> loss(String id, String label, int which) {
        return gauge(id, label, "nats", s -> Math.max(LEAST, s.loss[which])).when(s -> !s.isGiven);
    }

    private boolean isGiven(Knobs p) {
        return !p.get(matrix).values().isEmpty();
    }

    private double share(Matrix g, Knobs p) {
        return Math.min(1, (double) p.get(rank) / g.columns());
    }

    /** Numbers of 32 bits are assumed; the moments here have 64. */
    private static double bytes(Stage s, int which) {
        return s.fits.states().get(which).memory().bytes() * 4.0 / Double.BYTES;
    }

    private static double[] measured(Trial<Stage> t) {
        double[] sum = new double[9];
        for (int seed = 1; seed <= 5; seed++) {
            Trial<Stage> run = t.anew(seed);
            Stage early = run.steps(3 * PARTS).state();
            Stage late = run.rest().state();
            for (int k = 0; k < 3; k++) {
                sum[k] += late.mean[k];
                sum[3 + k] += early.loss[k];
                sum[6 + k] += late.loss[k];
            }
        }
        return new double[] {sum[0] / sum[1], sum[0] / sum[2], sum[3] / sum[4], sum[3] / sum[5], sum[6] / sum[7]};
    }

    // ---- the run

    private List<Projector> projectors(Knobs p, Philox random) {
        return List.of(Projectors.cosine(p.is(selection, "l2")), Projectors.singular(), Projectors.random(random.stream(RANDOM)));
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        double even = Math.log(10);
        if (isGiven(p)) {
            VectorValue v = p.get(matrix);
            Matrix g = Matrix.of(v.rows(), v.columns(), v.values().stream().mapToDouble(Double::doubleValue).toArray());
            return seen(new Stage(true, List.of(g), new double[3], Double.POSITIVE_INFINITY, new double[3], new Race<>(List.of(), List.of()), new double[0], 0), p, random);
        }
        boolean muon = p.is(rule, "muon");
        List<Projector> all = projectors(p, random);
        Race<Fit> fits = Race.of(RACERS, name -> DigitsCourse.start(new PerMatrix(new LowRankAdam(all.get(RACERS.indexOf(name)), p.get(rank), p.get(refresh), muon, p.get(feedback)), 0, muon ? 0.05 : 1), random));
        return new Stage(false, List.of(), new double[3], Double.POSITIVE_INFINITY, new double[3], fits, new double[] {even, even, even}, 0);
    }

    /** What each would keep of the gradients that are there now. */
    private Stage seen(Stage s, Knobs p, Philox random) {
        double[] energies = new double[3];
        double worst = s.worst;
        List<Projector> all = projectors(p, random);
        for (int l = 0; l < s.gradients.size(); l++) {
            Matrix g = s.gradients.get(l);
            int r = Math.min(p.get(rank), g.columns());
            for (int k = 0; k < 3; k++) {
                // the right singular vectors of a wide matrix are no more than its rows
                int most = k == 1 ? Math.min(r, g.rows()) : r;
                double e = Projectors.energy(g, all.get(k).choose(g, most, (long) l << 32 | s.done));
                energies[k] += e / s.gradients.size();
                worst = k == 0 ? Math.min(worst, e - share(g, p)) : worst;
            }
        }
        double[] mean = new double[3];
        Arrays.setAll(mean, k -> s.done == 0 ? energies[k] : (s.mean[k] * (s.done - 1) + energies[k]) / s.done);
        return new Stage(s.isGiven, s.gradients, energies, worst, mean, s.fits, s.loss, s.done);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        if (s.isGiven) {
            return new Stage(true, s.gradients, s.energies, s.worst, s.mean, s.fits, s.loss, s.done + 1);
        }
        DigitsCourse course = new DigitsCourse(t.get(epochs), BATCH, true);
        int each = course.iterationsAnEpoch();
        int count = each * (s.done + 1) / PARTS - each * s.done / PARTS;
        CancelToken cancel = t.context().cancel();
        Race<Fit> fits = s.fits.then((_, fit) -> course.steps(fit, count, t.get(rate), t.random(), cancel));
        double[] loss = fits.states().stream().mapToDouble(f -> DigitsCourse.loss(f, cancel)).toArray();
        List<Matrix> gradients = ((PerMatrix.Kept) fits.get("cosine").memory()).matrices().stream().map(m -> ((LowRankAdam.Kept) m).latest().orElseThrow()).toList();
        return seen(new Stage(false, gradients, s.energies, s.worst, s.mean, fits, loss, s.done + 1), t.p(), t.random());
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        RateGrid.show(GRID, to, "grid");
        costs(s, p, to);
        if (!s.hasGradients()) {
            nothing(to);
            return;
        }
        Matrix g = s.shown();
        int n = g.columns();
        double[] transformed = Projectors.transformed(g);
        List<Integer> taken = Projectors.largest(Projectors.scores(transformed, n, p.is(selection, "l2")), Math.min(p.get(rank), n));
        double[] squares = Projectors.scores(transformed, n, true);
        double all = Math.max(1e-300, Arrays.stream(squares).sum());
        double[] edges = IntStream.rangeClosed(0, n).mapToDouble(k -> k - 0.5).toArray();
        to.bars("all", edges, IntStream.range(0, n).mapToDouble(k -> taken.contains(k) ? 0 : Math.sqrt(squares[k] / all)).toArray());
        to.bars("taken", edges, IntStream.range(0, n).mapToDouble(k -> taken.contains(k) ? Math.sqrt(squares[k] / all) : 0).toArray());
        to.series("columns", IntStream.rangeClosed(1, taken.size()).asDoubleStream().toArray(), taken.stream().mapToDouble(Integer::doubleValue).toArray());
        to.matrix("g", g.rows(), n, g.toArray());
        List<Projector> ways = projectors(p, to.random());
        List<String> ids = List.of("g-cosine", "g-svd", "g-random");
        for (int k = 0; k < 3; k++) {
            Matrix c = ways.get(k).choose(g, Math.min(p.get(rank), k == 1 ? Math.min(n, g.rows()) : n), s.done).columns();
            to.matrix(ids.get(k), g.rows(), n, g.times(c).times(c.transposed()).toArray());
        }
    }

    private static void nothing(Look to) {
        to.bars("all", new double[] {-0.5, 127.5}, new double[1]);
        to.bars("taken", new double[] {-0.5, 127.5}, new double[1]);
        to.series("columns", new double[0], new double[0]);
        for (String id : List.of("g", "g-cosine", "g-svd", "g-random")) {
            to.matrix(id, 128, 128, new double[128 * 128]);
        }
    }

    private static void costs(Stage s, Knobs p, Look to) {
        boolean runs = !s.isGiven && s.done > 0;
        double full = 8.0 * HouseModels.weights().size();
        double[] bytes = IntStream.range(0, 4).mapToDouble(k -> k == 3 ? full : runs ? bytes(s, k) : 0).toArray();
        double[] work = IntStream.range(0, 4).mapToDouble(k -> !runs ? 0 : k == 3 ? 12 * full / 8 * s.fits.get("svd").iterations() : PerMatrix.operations(s.fits.states().get(k))).toArray();
        to.table("cost", new Column.Words("rule", "subspace", List.of("cosines", "singular vectors", "random", "none: Adam in full")),
                new Column.Numbers("bytes", "bytes remembered", "", bytes), new Column.Numbers("operations", "operations so far", "", work));
    }
}
