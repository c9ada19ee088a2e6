package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.DigitsCourse;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.MatrixRule;
import org.pushforward.engine.learn.Muon;
import org.pushforward.engine.learn.Optimizer.Memory;
import org.pushforward.engine.learn.PerMatrix;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.NormBall;
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
 * {@code optimise.auon}: momentum divided by a root mean square of hyperbolic cosines, which was proposed in place of orthogonalization. The divisor is a
 * number near one, so what is left is Nesterov's momentum; it is shown live beside Nesterov, Muon and the hybrid.
 */
public final class CoshScaling extends Study<CoshScaling.Stage> {

    private static final int PARTS = 12;
    private static final int BATCH = 64;
    private static final int WIDTH = 128;
    private static final int CLASSES = 10;
    private static final double LEAST = 1e-8;
    /** A condition number that is no number any more. */
    private static final double SINGULAR = 1e14;
    /** Up to here rounding changes a condition number by less than 1e-10 of it. */
    private static final double ROUNDED = 1e5;
    private static final List<String> RACERS = List.of("auon", "nesterov", "muon", "hybrid");
    /** For batches of 64, 5 epochs and a falling rate. */
    private static final List<RateGrid> GRID = List.of(
            new RateGrid("AuON", new double[] {0.24, 0.5, 1, 2}, new double[] {0.212, 0.106, 0.0532, 0.0229}),
            new RateGrid("Nesterov", new double[] {0.24, 0.5, 1, 2}, new double[] {0.212, 0.106, 0.0529, 0.0238}),
            new RateGrid("Muon", new double[] {0.05, 0.1, 0.2}, new double[] {0.00275, 0.00953, 0.0332}),
            new RateGrid("hybrid, 5", new double[] {0.05, 0.1, 0.2}, new double[] {0.00281, 0.00811, 0.00786}),
            new RateGrid("hybrid, 1", new double[] {0.05, 0.1, 0.2, 0.4}, new double[] {0.0311, 0.0112, 0.0123, 0.0482}));

    /**
     * Nesterov's look ahead, some steps of Newton–Schulz, division by the scale: M ← μM + (1 − μ)G, A = (1 − μ)G + μM.
     *
     * @param newtonSchulz steps; 0 to leave A
     * @param gamma of the scale; 0 to leave it
     */
    record Rule(double momentum, int newtonSchulz, double gamma) implements MatrixRule {

        /** The mean, and A of the latest step. */
        record Kept(double[] m, double[] ahead) implements Memory {
            @Override
            public long bytes() {
                return (long) Double.BYTES * m.length;
            }
        }

        @Override
        public Memory start(int rows, int columns) {
            return new Kept(new double[rows * columns], new double[rows * columns]);
        }

        @Override
        public Step step(double[] g, int columns, Memory memory, CancelToken cancel) {
            double[] m = Muon.mean(((Kept) memory).m, g, momentum);
            double[] ahead = Muon.mean(m, g, momentum);
            double[] a = newtonSchulz > 0 ? Muon.orthogonalized(ahead, columns, newtonSchulz, cancel) : ahead;
            double operations = 6.0 * g.length + (gamma > 0 ? 8.0 * g.length : 0) + Muon.operations(g.length / columns, columns, newtonSchulz);
            return new Step(divided(a, scale(a, gamma)), new Kept(m, ahead), operations);
        }
    }

    /**
     * Where a run stands.
     *
     * @param given a matrix of one's own, empty for the digits
     * @param loss of all digits that are trained on, one a racer
     * @param worst largest |loss/loss of Nesterov − 1| at the end of an epoch so far
     */
    record Stage(double[] given, int columns, Race<Fit> fits, double[] loss, double worst, int done) {
        boolean isGiven() {
            return given.length > 0;
        }

        boolean hasAhead() {
            return isGiven() || done > 0;
        }

        /** What is about to be scaled: the matrix given, or that of a layer in the run with AuON. */
        double[] ahead(int layer) {
            return isGiven() ? given : ((Rule.Kept) ((PerMatrix.Kept) fits.get("auon").memory()).matrices().get(layer)).ahead;
        }
    }

    private final Knob<Double> gamma;
    private final Knob<Double> momentum;
    private final Knob<Integer> hybrid;
    private final Knob<Double> rate;
    private final Knob<Integer> epochs;
    private final Knob<VectorValue> matrix;

    public CoshScaling() {
        super("optimise.auon", "A scale that is one",
                "Muon makes all singular values of its step equal, by products of matrices. A rule was proposed that does without: it divides the momentum G by R, the root mean square of cosh(γG/‖G‖), and is said to recondition. "
                        + "But the entries of G/‖G‖ have squares that sum to one, so that nearly all of them are tiny and R is 1 + γ²/(2mn), a ten-thousandth above one. Whatever R is, it is one number: no condition number changes. "
                        + "What is left is Nesterov's momentum, and its curve and that of AuON lie on one another; at their largest rates rounding pulls them apart. The hybrid is Muon with one Newton–Schulz step (its paper) or five (its program), divided by the same R. "
                        + "The formulas are those of the program published with the paper. A small network for handwritten digits is the stand-in for language models; the rate of AuON and Nesterov is half of their best, the others have their best.",
                List.of("M ← μM + (1 − μ)G,  A = μM + (1 − μ)G", "R = √mean cosh²(γA/‖A‖_F)", "W ← W − ηA/R", "cosh(γ/√mn) ≤ R ≤ √(1 + sinh²γ/mn)"),
                new Citation("D. Maity", 2025, "AuON: A Linear-time Alternative to Orthogonal Momentum Updates", "2509.24320"));
        gamma = real("gamma", "γ", "Gamma", 1.5, 0, 20, "In the hyperbolic cosine; the program has 1.5.").within(0, 100);
        momentum = real("momentum", "μ", "Weight of the past", 0.95, 0, 0.99, "Of the running mean.").within(0, 0.9999);
        hybrid = whole("hybrid", "K", "Newton–Schulz steps", 1, 1, 5, "Of the hybrid, before the scale.").within(1, 20);
        rate = real("rate", "η", "Rate", 1, 0.1, 2, "Of AuON and Nesterov, falling linearly to 0; the program has .24.").within(1e-4, 100).log();
        epochs = whole("epochs", "E", "Epochs", 5, 1, 20, "Passes over the digits.").within(1, 200);
        matrix = vector("matrix", "A", "Your own matrix", 0, 0, "", "Rows like \"3,1;1,2\", scaled once; nothing is trained then. A singular one has no condition number.");
        refuse(p -> p.get(matrix).rows() > 128 || p.get(matrix).columns() > 128, _ -> "matrix has at most 128 rows and columns");
        refuse(p -> isGiven(p) && p.get(matrix).isNothing(), _ -> "matrix is zero; give one number that is not, of 1e-100 at least");
        learns(rate);
        lasts(p -> isGiven(p) ? 1 : (long) PARTS * p.get(epochs));
        pace(15);

        Gauge<Stage> loss = loss("loss", "AuON", 0);
        Gauge<Stage> nesterov = loss("loss-nesterov", "Nesterov", 1);
        Gauge<Stage> muon = loss("loss-muon", "Muon", 2);
        Gauge<Stage> mixed = loss("loss-hybrid", "Hybrid", 3);
        Gauge<Stage> scale = gauge("scale", "R", "", (s, p) -> scale(s.ahead(1), p.get(gamma))).when(Stage::hasAhead);
        Gauge<Stage> excess = gauge("scale-excess", "R − 1", "", (s, p) -> Math.max(1e-16, scale(s.ahead(1), p.get(gamma)) - 1)).when(Stage::hasAhead);
        Gauge<Stage> low = gauge("scale-low", "Least R − 1", "", (s, p) -> Math.max(1e-16, bounds(s.ahead(1).length, p.get(gamma))[0] - 1)).when(Stage::hasAhead);
        Gauge<Stage> high = gauge("scale-high", "Largest R − 1", "", (s, p) -> Math.max(1e-16, bounds(s.ahead(1).length, p.get(gamma))[1] - 1)).when(Stage::hasAhead);
        Gauge<Stage> outside = gauge("scale-outside", "R beyond its bounds", "", (s, p) -> outside(s.ahead(1), p.get(gamma))).when(Stage::hasAhead);
        Gauge<Stage> before = gauge("condition-momentum", "Momentum", "", s -> condition(s, s.ahead(2))).when(s -> s.hasAhead() && condition(s, s.ahead(2)) < SINGULAR);
        Gauge<Stage> after = gauge("condition-update", "AuON", "", (s, p) -> condition(s, divided(s.ahead(2), scale(s.ahead(2), p.get(gamma))))).when(s -> s.hasAhead() && condition(s, s.ahead(2)) < SINGULAR);
        Gauge<Stage> orthogonal = gauge("condition-muon", "Muon", "", s -> condition(s, Muon.orthogonalized(s.ahead(2), columns(s), Muon.STEPS, CancelToken.current()))).when(s -> s.hasAhead() && condition(s, s.ahead(2)) < SINGULAR);
        Gauge<Stage> change = gauge("condition-change", "|Condition after/before − 1|", "", (s, p) -> Math.abs(condition(s, divided(s.ahead(2), scale(s.ahead(2), p.get(gamma)))) / condition(s, s.ahead(2)) - 1))
                .when(s -> s.hasAhead() && condition(s, s.ahead(2)) < ROUNDED);
        Gauge<Stage> worst = gauge("loss-difference", "|loss/Nesterov’s − 1|, largest of all epochs", "", s -> s.worst).when(s -> !s.isGiven());

        plot("spectrum", "Singular values of the step", "what each makes of the same momentum of the second layer; largest 1").draw(CURVE, "of-nesterov", "momentum", "", "number").draw(CURVE, "of-auon", "AuON", "", "number")
                .draw(CURVE, "of-hybrid", "hybrid", "", "number").draw(CURVE, "of-muon", "Muon", "", "number").log();
        history("losses", "Loss on the digits trained on", "AuON lies on Nesterov", nesterov, loss, mixed, muon).log();
        history("scales", "R − 1", "of the second layer; on digits R lies on its lower bound", low, excess, high).log().note("R is a ten-thousandth above one, whatever the momentum is.");
        history("conditions", "Condition number of the step", "last layer, without the direction that is 0; AuON lies on the momentum", before, after, orthogonal).log();
        multiples("matrices", "Momentum and steps", "last layer, or your matrix, each over its largest entry").draw(CELLS, "m", "momentum").draw(CELLS, "m-auon", "AuON").draw(CELLS, "m-muon", "Muon").alike("m", "m-auon", "m-muon");
        words("rates", "Rates tried beforehand", "loss after 5 epochs of batches of 64, mean of 3 seeds").draw(WORDS, "grid", "grid");

        always("bounds", "R beyond its bounds", outside, atMost(1e-12), "closed form: Jensen’s inequality on both sides");
        always("condition", "condition number of the step over that of the momentum, less one", change, atMost(1e-10), "one number for all entries");
        reference("given", "R of one entry among four, less √(1 + sinh²γ/4)", atMost(1e-12), "closed form", t -> Math.abs(t.value(scale) - Math.sqrt(1 + Math.pow(Math.sinh(1.5), 2) / 4)), "matrix=0,0;2,0");
        formula("largest", "64 × 64: largest R that any matrix has", atMost(1.01), "closed form", () -> bounds(64 * 64, 1.5)[1]);
        reference("scale", "R of the second layer after an epoch", atMost(1.001), "closed form: at most 1.00014", t -> t.steps(PARTS).value(scale));
        Shared<double[]> run = shared(CoshScaling::measured);
        lengthy("difference", "mean loss over Nesterov’s, less one, largest of five epochs", atMost(0.02), "our runs, mean of 5 seeds", run, m -> m[0]);
        lengthy("table", "losses at the rates that are used over those of the table, or the other way about: worst", atMost(1.5), "the table, of the same seeds", t -> {
            double[] m = t.means(3, gaugeNamed("loss"), gaugeNamed("loss-nesterov"), gaugeNamed("loss-muon"), gaugeNamed("loss-hybrid"));
            return Math.max(Math.max(RateGrid.factor(GRID, "AuON", 1, m[0]), RateGrid.factor(GRID, "Nesterov", 1, m[1])),
                    Math.max(RateGrid.factor(GRID, "Muon", 0.05, m[2]), RateGrid.factor(GRID, "hybrid, 1", 0.1, m[3])));
        });
        lengthy("muon", "loss over Muon’s", atLeast(4), "our runs, mean of 5 seeds: 16; at its best rate 8", run, m -> m[1]);
        opens("Two curves on one another", "What was to replace orthogonalization is Nesterov’s momentum; Muon is elsewhere.").panes("losses", "spectrum", "scales", "conditions").pins("gamma", "rate", "hybrid").pictured(40);
        preset("gamma", "A large gamma is a small rate", "Only with γ far above the published one is R more than one, and then it shortens the step.").set("gamma=20").panes("losses", "scales", "spectrum", "conditions").pins("gamma", "rate").pictured(40);
        preset("best", "At the best rate", "The two still go together; rounding pulls them apart, and orthogonalization stays ahead.").set("rate=2", "hybrid=5").panes("losses", "rates", "spectrum", "scales").pins("rate", "hybrid", "gamma").pictured(59);
        preset("given", "Four numbers by hand", "The smaller the matrix, the larger R can be; the condition number stays.").set("matrix=3,1,0.2;0,1,-0.5;0.1,0,0.3").panes("matrices", "spectrum", "conditions", "scales").pins("gamma", "hybrid").pictured(1);
        tiny("epochs=1", "matrix=3,1;0,1", "matrix=1,2,3;0,1,0 gamma=0 hybrid=2");
    }

    private Gauge<Stage> loss(String id, String label, int which) {
        return gauge(id, label, "nats", s -> Math.max(LEAST, s.loss[which])).when(s -> !s.isGiven());
    }

    private boolean isGiven(Knobs p) {
        return !p.get(matrix).values().isEmpty();
    }

    /** Largest difference of the mean losses of five seeds at the ends of epochs, and the loss over Muon's. */
    private static double[] measured(Trial<Stage> t) {
        double[][] sum = new double[5][3];
        for (int seed = 1; seed <= 5; seed++) {
            Trial<Stage> run = t.anew(seed);
            for (double[] epoch : sum) {
                double[] loss = run.steps(PARTS).state().loss;
                IntStream.range(0, 3).forEach(k -> epoch[k] += loss[k]);
            }
        }
        double[] last = sum[4];
        return new double[] {Arrays.stream(sum).mapToDouble(e -> Math.abs(e[0] / e[1] - 1)).max().orElseThrow(), last[0] / last[2]};
    }

    // ---- the scale

    /** R = √mean cosh²(γA/‖A‖); one where γ or A is zero. */
    static double scale(double[] a, double gamma) {
        double norm = NormBall.FROBENIUS.norm(a, a.length);
        if (norm == 0) {
            return 1;
        }
        // cosh² = 1 + sinh², so that the small excess is not lost in the one
        return Math.sqrt(1 + Arrays.stream(a).map(v -> Math.sinh(gamma * v / norm)).map(v -> v * v).average().orElse(0));
    }

    /** sinh²(γ√q) is convex in q, so R is least where all squares q are equal and largest where one is all. */
    static double[] bounds(int n, double gamma) {
        return new double[] {Math.cosh(gamma / Math.sqrt(n)), Math.sqrt(1 + Math.pow(Math.sinh(gamma), 2) / n)};
    }

    private static double outside(double[] a, double gamma) {
        double[] b = bounds(a.length, gamma);
        double r = scale(a, gamma);
        return Arrays.stream(a).allMatch(v -> v == 0) ? 0 : Math.max(0, Math.max(b[0] / r - 1, r / b[1] - 1));
    }

    private static double[] divided(double[] a, double by) {
        return Arrays.stream(a).map(v -> v / by).toArray();
    }

    private static int columns(Stage s) {
        return s.isGiven() ? s.columns : WIDTH;
    }

    /** Of the last layer the least singular value is left out: its columns sum to zero, as the probabilities sum to one. */
    private static double condition(Stage s, double[] a) {
        double[] sigma = Matrix.of(a.length / columns(s), columns(s), a).singularValues();
        return sigma[0] / Math.max(1e-300, s.isGiven() ? sigma[sigma.length - 1] : sigma[CLASSES - 2]);
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        if (isGiven(p)) {
            double[] a = p.get(matrix).values().stream().mapToDouble(Double::doubleValue).toArray();
            return new Stage(a, p.get(matrix).columns(), new Race<>(List.of(), List.of()), new double[0], 0, 0);
        }
        double even = Math.log(10);
        return new Stage(new double[0], 0, Race.of(RACERS, name -> DigitsCourse.start(optimizer(p, name), random)), new double[] {even, even, even, even}, 0, 0);
    }

    private PerMatrix optimizer(Knobs p, String name) {
        double mu = p.get(momentum);
        return switch (name) {
            case "auon" -> new PerMatrix(new Rule(mu, 0, p.get(gamma)), 0, 0.02);
            case "nesterov" -> new PerMatrix(new Rule(mu, 0, 0), 0, 0.02);
            case "muon" -> new PerMatrix(new Rule(mu, Muon.STEPS, 0), 0, 0.05);
            default -> new PerMatrix(new Rule(mu, p.get(hybrid), p.get(gamma)), 0, 0.05);
        };
    }

    private double rate(Knobs p, String name) {
        return switch (name) {
            case "auon", "nesterov" -> p.get(rate);
            case "muon" -> RateGrid.best(GRID, "Muon");
            default -> RateGrid.best(GRID, p.get(hybrid) < 3 ? "hybrid, 1" : "hybrid, 5");
        };
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        if (s.isGiven()) {
            return new Stage(s.given, s.columns, s.fits, s.loss, 0, s.done + 1);
        }
        DigitsCourse course = new DigitsCourse(t.get(epochs), BATCH, true);
        int each = course.iterationsAnEpoch();
        int count = each * (s.done + 1) / PARTS - each * s.done / PARTS;
        CancelToken cancel = t.context().cancel();
        Race<Fit> fits = s.fits.then((name, fit) -> course.steps(fit, count, rate(t.p(), name), t.random(), cancel));
        double[] loss = fits.states().stream().mapToDouble(f -> DigitsCourse.loss(f, cancel)).toArray();
        double difference = (s.done + 1) % PARTS == 0 ? Math.abs(loss[0] / loss[1] - 1) : 0;
        return new Stage(s.given, 0, fits, loss, Math.max(s.worst, difference), s.done + 1);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        RateGrid.show(GRID, to, "grid");
        if (!s.hasAhead()) {
            for (String id : List.of("of-nesterov", "of-auon", "of-hybrid", "of-muon")) {
                to.series(id, new double[0], new double[0]);
            }
            for (String id : List.of("m", "m-auon", "m-muon")) {
                to.matrix(id, CLASSES, WIDTH, new double[CLASSES * WIDTH]);
            }
            return;
        }
        CancelToken cancel = to.context().cancel();
        double[] a = s.ahead(1);
        int n = columns(s);
        spectrum(to, "of-nesterov", a, n);
        spectrum(to, "of-auon", divided(a, scale(a, p.get(gamma))), n);
        spectrum(to, "of-hybrid", Muon.orthogonalized(a, n, p.get(hybrid), cancel), n);
        spectrum(to, "of-muon", Muon.orthogonalized(a, n, Muon.STEPS, cancel), n);
        double[] b = s.ahead(2);
        cells(to, "m", b, n);
        cells(to, "m-auon", divided(b, scale(b, p.get(gamma))), n);
        cells(to, "m-muon", Muon.orthogonalized(b, n, Muon.STEPS, cancel), n);
    }

    private static void spectrum(Look to, String id, double[] a, int columns) {
        double[] sigma = Matrix.of(a.length / columns, columns, a).singularValues();
        to.series(id, IntStream.rangeClosed(1, sigma.length).asDoubleStream().toArray(), Arrays.stream(sigma).map(v -> Math.max(1e-6, v / sigma[0])).toArray());
    }

    private static void cells(Look to, String id, double[] a, int columns) {
        to.matrix(id, a.length / columns, columns, divided(a, NormBall.MAX.norm(a, columns)));
    }
}
