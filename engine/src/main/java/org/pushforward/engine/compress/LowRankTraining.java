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
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer.Column;
import org.pushforward.engine.learn.DigitsCourse;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.LowRankDescent;
import org.pushforward.engine.learn.Sgd;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.LowRank;
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
 * {@code compress.dlrt}: the weights are of low rank from the first step on and stay so, by an integrator that small singular values do not disturb;
 * plain descent on two factors and descent on full matrices beside.
 */
public final class LowRankTraining extends Study<LowRankTraining.Stage> {

    private static final int PARTS = 8;
    private static final int BATCH = 64;
    private static final int ROWS = 40;
    private static final int COLUMNS = 30;
    private static final int START = 61;
    private static final int AIM = 62;
    /** Layers of low rank: the two hidden ones. */
    private static final int LAYERS = 2;
    private static final List<String> RACERS = List.of("integrator", "plain", "dense");

    /**
     * Where a run stands.
     *
     * @param aim A; none for the digits
     * @param own factors of the matrix by the integrator, and its latest tail
     * @param plain the same by plain descent
     */
    record Stage(List<Matrix> aim, LowRank.Step own, LowRank plain, Race<Fit> fits, double[] loss, double[] accuracy, int done) {
        boolean isMatrix() {
            return !aim.isEmpty();
        }

        double error(boolean integrates) {
            return (integrates ? own.w() : plain).product().minus(aim.getFirst()).frobenius() / aim.getFirst().frobenius();
        }

        LowRankDescent.Kept kept(String racer) {
            return (LowRankDescent.Kept) fits.get(racer).memory();
        }

        List<LowRank> factors(boolean integrates) {
            return isMatrix() ? List.of(integrates ? own.w() : plain) : kept(integrates ? "integrator" : "plain").factors();
        }

        double tail() {
            return isMatrix() ? own.tail() : Arrays.stream(kept("integrator").tails()).max().orElse(0);
        }
    }

    private final Knob<String> problem;
    private final Knob<Integer> rank;
    private final Knob<Double> tolerance;
    private final Knob<Double> small;
    private final Knob<Double> rate;
    private final Knob<Integer> epochs;
    private final Knob<Integer> steps;

    public LowRankTraining() {
        super("compress.dlrt", "Training on the manifold of low rank",
                "Weights are U S Vᵀ from the first step to the last, and full matrices are never needed. Descent on two factors A Bᵀ does this too, but where singular values are small it hardly moves: the gradient of one factor carries the other. "
                        + "The integrator widens both bases by the direction of the gradient, takes its step in the wide space, and cuts small singular values off, so it is indifferent to them; with a tolerance θ the ranks find themselves; they fall at once, and rise only where one step brings more than is cut off. "
                        + "A small network for handwritten digits is the stand-in for the larger ones of the paper, its hidden layers are of low rank, the last is not. All start from the same matrices and descend plainly at one rate; others are in the table. "
                        + "From an ordinary start, with no small singular value, the two factors are faster: at a rate given, their steps grow with their singular values. For convenience gradients are formed in full here; what the factors keep is counted. "
                        + "Savings of time on large networks are not shown.",
                List.of("W = U S Vᵀ", "U′ = orth[U, US − ηGV],  V′ = orth[V, VSᵀ − ηGᵀU]", "S′ = U′ᵀ U S Vᵀ V′ − η U′ᵀ G V′", "cut √Σ_{i>r} σᵢ² ≤ θ‖S′‖"),
                new Citation("S. Schotthöfer, E. Zangrando, J. Kusch, G. Ceruti, F. Tudisco", 2022, "Low-rank lottery tickets: finding efficient low-rank neural networks via matrix differential equations", "2205.13571"),
                new Citation("G. Ceruti, J. Kusch, C. Lubich", 2022, "A rank-adaptive robust integrator for dynamical low-rank approximation", "10.1007/s10543-021-00907-7"));
        problem = choice("problem", "f", "Problem", List.of("digits", "matrix"), "digits", "Handwritten digits, or ½‖W − A‖² for a random 40 × 30 matrix A of the rank given, with singular values from 3 to about 1.");
        rank = whole("rank", "r", "Rank", 16, 1, 48, "At the start; with tolerance 0 always. At most 64 for the digits, 30 for the matrix.").within(1, 64).but(8, problem, "matrix");
        tolerance = real("tolerance", "θ", "Tolerance", 0, 0, 0.5, "Share of ‖S‖ that a step cuts off; 0 keeps the rank.").within(0, 0.9);
        small = real("small-sigma", "σ_r/σ₁", "Smallest singular value", 1e-3, 1e-8, 1, "At the start, over the largest; those between in equal ratios. 1: all alike, an ordinary start.").within(1e-12, 1).log().but(1e-8, problem, "matrix");
        rate = real("rate", "η", "Rate", 0.1, 0.01, 0.5, "Of all, constant.").within(1e-4, 1).log().but(0.2, problem, "matrix");
        epochs = whole("epochs", "E", "Epochs", 10, 1, 20, "Passes over the digits.").within(1, 100).when(problem, "digits");
        steps = whole("steps", "K", "Steps", 60, 10, 200, "After which the run is over.").within(1, 10_000).when(problem, "matrix");
        refuse(p -> isMatrix(p) && p.get(rank) > COLUMNS, p -> "rank is " + p.get(rank) + ", and the matrix has only " + COLUMNS + " columns; take a smaller rank");
        learns(rate);
        lasts(p -> isMatrix(p) ? p.get(steps) : (long) PARTS * p.get(epochs));
        pace(12);

        Gauge<Stage> accuracy = accuracy("accuracy", "Integrator", 0);
        Gauge<Stage> accuracyPlain = accuracy("accuracy-plain", "Two factors", 1);
        Gauge<Stage> accuracyDense = accuracy("accuracy-dense", "Full matrices", 2);
        Gauge<Stage> loss = loss("loss", "Integrator", 0);
        Gauge<Stage> lossPlain = loss("loss-plain", "Two factors", 1);
        Gauge<Stage> lossDense = loss("loss-dense", "Full matrices", 2);
        Gauge<Stage> error = gauge("error", "Integrator", "", s -> Math.max(1e-15, s.error(true))).when(Stage::isMatrix);
        Gauge<Stage> errorPlain = gauge("error-plain", "Two factors", "", s -> Math.max(1e-15, s.error(false))).when(Stage::isMatrix);
        Gauge<Stage> orthogonality = gauge("orthogonality-error", "Largest entry of UᵀU − I and VᵀV − I", "", s -> s.factors(true).stream().mapToDouble(LowRank::orthogonalityError).max().orElse(0));
        gauge("tail", "Cut off in the latest step, over ‖S‖", "", Stage::tail);
        Gauge<Stage> excess = gauge("tail-excess", "Cut off above the tolerance", "", (s, p) -> p.get(tolerance) > 0 ? Math.max(0, s.tail() - p.get(tolerance)) : 0);
        Gauge<Stage> kept = gauge("weights-kept", "Numbers of the factors over those of the matrices", "", s -> kept(s.factors(true)));
        Gauge<Stage> first = gauge("rank-1", "First layer", "", s -> s.factors(true).getFirst().rank());
        Gauge<Stage> second = gauge("rank-2", "Second layer", "", s -> s.factors(true).getLast().rank()).when(s -> !s.isMatrix());

        plot("spectrum", "Singular values", "second layer, or the matrix").draw(CURVE, "sigma", "integrator", "", "number").draw(CURVE, "sigma-plain", "two factors", "", "number")
                .draw(CURVE, "sigma-other", "full matrices", "", "number").draw(CURVE, "sigma-start", "all at the start", "", "number").log().note("What starts small rises at once by the integrator, and hardly moves by two factors.");
        history("accuracies", "Accuracy", "on the held-out fifth; same start, same batches, same rate", accuracy, accuracyPlain, accuracyDense);
        history("losses", "Loss on the digits trained on", "same start, same batches, same rate", loss, lossPlain, lossDense).log();
        history("errors", "Error of the matrix", "‖W − A‖/‖A‖", error, errorPlain).log();
        history("ranks", "Ranks", "of the integrator", first, second);
        multiples("factors", "Factors of the integrator", "second layer, or the matrix; rows by falling singular value").draw(CELLS, "u", "Uᵀ").draw(CELLS, "v", "Vᵀ").alike("u", "v");
        plot("counts", "Numbers kept", "of every matrix, in the factors and in full").draw(BARS, "kept", "numbers");
        history("kepts", "Numbers of the factors over those of the matrices", "r(m + n) over mn, all matrices of low rank", kept);
        words("rates", "Rates tried beforehand", "digits, rank 16, 10 epochs: held-out accuracy, mean of 3 seeds").draw(WORDS, "grid", "grid");
        layer("ranks", "rank", "", "matrix");

        always("orthogonal", "largest entry of UᵀU − I and VᵀV − I", orthogonality, atMost(1e-12), "the factors are orthonormal");
        always("tail", "cut off above the tolerance", excess, atMost(1e-14), "what truncation promises");
        formula("augmented", "‖U′S̃V′ᵀ − W‖/‖W‖", atMost(1e-13), "the wide bases hold the old ones", LowRankTraining::augmentedError);
        Shared<double[]> matrix = shared(LowRankTraining::matrixRuns, "problem=matrix");
        reference("small", "matrix, singular values from 1e-8: error after 60 steps", atMost(1e-5), "closed form: (1 − η)⁶⁰ = 1.5e-6 and a little", matrix, m -> m[0]);
        reference("indifferent", "the same over that from singular values of 1", atMost(2), "the integrator's bound knows no small singular values", matrix, m -> m[0] / m[1]);
        reference("rate", "|error of a step over that before − (1 − η)|, once the spaces are found", atMost(1e-6), "closed form", matrix, m -> Math.abs(m[2] - 0.8));
        reference("stiff", "two factors after ten steps: error from 1e-8 over that from 1", atLeast(2), "our runs, least of 3 seeds", matrix, m -> m[3]);
        Shared<double[]> hard = shared(t -> t.means(5, accuracy, accuracyPlain));
        lengthy("headline", "digits from small singular values: accuracy less that of two factors", atLeast(0.15), "our runs, mean of 5 seeds", hard, m -> m[0] - m[1]);
        lengthy("table", "digits, rate .1: accuracies less those of the table, largest", atMost(0.03), "the table, of three of these seeds", hard, m -> Math.max(Math.abs(m[0] - 0.867), Math.abs(m[1] - 0.692)));
        lengthy("ordinary", "digits from an ordinary start: loss of two factors, which win there, over the integrator's", atMost(0.8), "our runs, mean of 3 seeds", t -> {
            double[] m = t.means(3, lossPlain, loss);
            return m[0] / m[1];
        }, "small-sigma=1");
        opens("Small singular values are no trap", "Two factors hardly move where singular values are small; the integrator does not mind.").panes("spectrum", "accuracies", "losses", "factors").pins("rank", "small-sigma", "rate").pictured(40);
        preset("breathing", "Ranks that find themselves", "A tolerance instead of a rank: what matters little is cut off after every step, and a third of the rank will do.").set("tolerance=0.1", "rank=32", "small-sigma=0.01", "rate=0.2").panes("spectrum", "ranks", "accuracies", "counts").pins("tolerance", "rank", "small-sigma").pictured(40);
        preset("ordinary", "From an ordinary start", "With no small singular value, two factors are faster.").set("small-sigma=1").panes("losses", "accuracies", "spectrum", "rates").pins("small-sigma", "rate", "rank").pictured(40);
        preset("matrix", "One matrix, one straight line", "The error of the integrator falls by 1 − η a step from any start; two factors wait.").set("problem=matrix").panes("errors", "spectrum", "factors").pins("small-sigma", "rank", "rate").pictured(30);
        tiny("epochs=1 rank=4", "problem=matrix rank=3 steps=4 tolerance=0.1");
    }

    private Gauge<Stage> accuracy(String id, String label, int which) {
        return gauge(id, label, "", s -> s.accuracy[which]).when(s -> !s.isMatrix());
    }

    private Gauge<Stage> loss(String id, String label, int which) {
        return gauge(id, label, "nats", s -> Math.max(1e-8, s.loss[which])).when(s -> !s.isMatrix());
    }

    private boolean isMatrix(Knobs p) {
        return p.is(problem, "matrix");
    }

    private static double kept(List<LowRank> factors) {
        double low = factors.stream().mapToDouble(f -> (double) f.rank() * (f.u().rows() + f.v().rows())).sum();
        return low / factors.stream().mapToDouble(f -> (double) f.u().rows() * f.v().rows()).sum();
    }

    // ---- checks

    private static double augmentedError() {
        Philox random = new Philox(5);
        LowRank w = LowRank.random(12, 9, new double[] {1, 1e-3, 1e-8}, random);
        Matrix g = LowRank.random(12, 9, new double[] {3, 2, 1, 1}, random.stream(1)).product();
        return w.augmented(g, 0.1).product().minus(w.product()).frobenius() / w.product().frobenius();
    }

    /** Error after 60 steps from 1e-8 and from 1, the ratio of the last two, and how much worse two factors are after ten: worst of three seeds. */
    private static double[] matrixRuns(Trial<Stage> t) {
        double[] found = {0, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY};
        for (int seed = 1; seed <= 3; seed++) {
            Trial<Stage> hard = t.anew(seed, "small-sigma=1e-8");
            Trial<Stage> even = t.anew(seed, "small-sigma=1");
            found[3] = Math.min(found[3], hard.steps(10).state().error(false) / even.steps(10).state().error(false));
            double before = hard.steps(29).state().error(true);
            found[2] = hard.step().state().error(true) / before;
            found[0] = Math.max(found[0], hard.rest().state().error(true));
            found[1] = Math.min(found[1], even.rest().state().error(true));
        }
        return found;
    }

    // ---- the run

    /** r singular values in equal ratios. */
    private double[] sigma(Knobs p, double largest) {
        int r = p.get(rank);
        return IntStream.range(0, r).mapToDouble(k -> largest * Math.pow(p.get(small), r == 1 ? 0 : k / (r - 1.0))).toArray();
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Race<Fit> none = new Race<>(List.of(), List.of());
        if (isMatrix(p)) {
            int r = p.get(rank);
            LowRank w = LowRank.random(ROWS, COLUMNS, sigma(p, 1), random.stream(START));
            double[] truth = IntStream.range(0, r).mapToDouble(k -> 3 - 2.0 * k / r).toArray();
            Matrix a = LowRank.random(ROWS, COLUMNS, truth, random.stream(AIM)).product();
            return new Stage(List.of(a), new LowRank.Step(w, 0), w.halved(), none, new double[0], new double[0], 0);
        }
        Tape.prepare();
        List<LowRank> factors = IntStream.range(0, LAYERS).mapToObj(l -> {
            int out = DigitsNet.WIDTHS.get(l + 1);
            // alike, they have the norm of He's random matrix
            return LowRank.random(out, DigitsNet.WIDTHS.get(l), sigma(p, Math.sqrt(2.0 * out / p.get(rank))), random.stream(START + 10 * l));
        }).toList();
        Weights weights = HouseModels.weights();
        double[] theta = LowRankDescent.placed(HouseModels.initial(random), weights, factors);
        List<LowRank> halves = factors.stream().map(LowRank::halved).toList();
        Race<Fit> fits = Race.of(RACERS, name -> Fit.from(weights, switch (name) {
            case "integrator" -> new LowRankDescent(factors, true, p.get(tolerance));
            case "plain" -> new LowRankDescent(halves, false, 0);
            default -> new Sgd(0, false);
        }, theta));
        return judged(fits, 0, CancelToken.current());
    }

    private static Stage judged(Race<Fit> fits, int done, CancelToken cancel) {
        LowRank nothing = new LowRank(Matrix.identity(1), Matrix.identity(1), Matrix.identity(1));
        double[] loss = fits.states().stream().mapToDouble(f -> DigitsCourse.loss(f, cancel)).toArray();
        double[] accuracy = fits.states().stream().mapToDouble(f -> DigitsCourse.accuracy(f, cancel)).toArray();
        return new Stage(List.of(), new LowRank.Step(nothing, 0), nothing, fits, loss, accuracy, done);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        double eta = t.get(rate);
        if (s.isMatrix()) {
            Matrix a = s.aim.getFirst();
            LowRank.Step own = s.own.w().integrated(s.own.w().product().minus(a), eta, t.get(tolerance));
            LowRank plain = s.plain.descended(s.plain.product().minus(a), eta);
            return new Stage(s.aim, own, plain, s.fits, s.loss, s.accuracy, s.done + 1);
        }
        DigitsCourse course = new DigitsCourse(t.get(epochs), BATCH, false);
        int each = course.iterationsAnEpoch();
        int count = each * (s.done + 1) / PARTS - each * s.done / PARTS;
        CancelToken cancel = t.context().cancel();
        return judged(s.fits.then((_, fit) -> course.steps(fit, count, eta, t.random(), cancel)), s.done + 1, cancel);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        LowRank own = s.factors(true).getLast();
        LowRank plain = s.factors(false).getLast();
        spectrum(to, "sigma-start", sigma(p, s.isMatrix() ? 1 : Math.sqrt(2.0 * 128 / p.get(rank))));
        spectrum(to, "sigma", own.s().singularValues());
        spectrum(to, "sigma-plain", Arrays.copyOf(plain.product().singularValues(), plain.rank()));
        int most = Math.max(2 * p.get(rank), own.rank());
        Matrix other = s.isMatrix() ? s.aim.getFirst() : Matrix.of(128, 128, Arrays.copyOfRange(s.fits.get("dense").theta(), 64 * 128 + 128, 64 * 128 + 128 + 128 * 128));
        double[] full = other.singularValues();
        spectrum(s.isMatrix() ? to.as("A") : to, "sigma-other", Arrays.copyOf(full, Math.min(full.length, s.isMatrix() ? p.get(rank) : most)));
        to.matrix("u", own.rank(), own.u().rows(), own.u().transposed().toArray());
        to.matrix("v", own.rank(), own.v().rows(), own.v().transposed().toArray());
        List<LowRank> all = s.factors(true);
        to.series("ranks", IntStream.rangeClosed(1, all.size()).asDoubleStream().toArray(), all.stream().mapToDouble(LowRank::rank).toArray());
        List<String> names = s.isMatrix() ? List.of("matrix", "in full") : List.of("first", "in full", "second", "in full ");
        to.bars("kept", names, all.stream().flatMap(f -> Stream.of((double) f.rank() * (f.u().rows() + f.v().rows()), (double) f.u().rows() * f.v().rows())).mapToDouble(x -> x).toArray());
        to.table("grid", new Column.Words("start", "start", List.of("small singular values", "", "", "alike", "", "")),
                new Column.Words("method", "method", List.of("integrator", "two factors", "full matrices", "integrator", "two factors", "full matrices")),
                new Column.Words("reached", "at rates .05  .1  .2  .4", List.of(".751  .867  .914  .926", ".445  .692  .781  .535", ".767  .882  .924  .927", ".826  .897  .917  .570", ".908  .921  .918  .114", ".920  .940  .931  .753")));
    }

    private static void spectrum(Look to, String id, double[] sigma) {
        to.series(id, IntStream.rangeClosed(1, sigma.length).asDoubleStream().toArray(), Arrays.stream(sigma).map(v -> Math.max(1e-10, v)).toArray());
    }
}
