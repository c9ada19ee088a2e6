package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsCourse;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Muon;
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
 * {@code optimise.muon-trust-region}: every step goes to where a ball about the weights touches the level set of the gradient. The norm that makes the
 * ball makes the method; momentum before or after is the difference between Muon and its forerunner.
 */
public final class TrustRegionDescent extends Study<TrustRegionDescent.Stage> {

    private static final int PARTS = 12;
    private static final int SIDE = 8;
    /** Rate of the biases over that of the matrices, a norm each. */
    private static final double[] VECTORS = {0.05, 0.02, 1};
    /** What 32 bits still tell from 0. */
    private static final double LEAST = 1e-8;
    private static final List<String> RACERS = List.of("chosen", "after", "adam");

    /** For batches of 64, 5 epochs and a falling rate. */
    private static final List<RateGrid> GRID = List.of(
            new RateGrid("spectral, before", new double[] {0.025, 0.05, 0.1, 0.2}, new double[] {0.0405, 0.0024, 0.0017, 0.0051}),
            new RateGrid("spectral, after", new double[] {0.2, 0.4, 0.8, 1.6}, new double[] {0.0244, 0.0101, 0.0083, 0.0147}),
            new RateGrid("frobenius, before", new double[] {0.2, 0.3, 0.4}, new double[] {0.0303, 0.0185, 0.0239}),
            new RateGrid("frobenius, after", new double[] {0.2, 0.4, 0.8}, new double[] {0.143, 0.0783, 0.0395}),
            new RateGrid("max, before", new double[] {0.004, 0.008, 0.016}, new double[] {0.0179, 0.0129, 0.0244}),
            new RateGrid("max, after", new double[] {0.004, 0.008, 0.016}, new double[] {0.0987, 0.0583, 0.0393}),
            new RateGrid("adam", new double[] {0.008, 0.016, 0.032, 0.064}, new double[] {0.0408, 0.0207, 0.0231, 0.0376}));

    /**
     * One descent on ½‖W − W*‖².
     *
     * @param m momentum
     */
    record Descent(double[] w, double[] m) { }

    /**
     * Where a run stands.
     *
     * @param target W*, empty for the digits
     * @param descents of the order chosen and of "after"
     * @param error of the predicted decrease of the latest step
     * @param fits by {@link #RACERS}
     * @param before weights of each at the step before
     * @param loss of all digits that are trained on, one a racer
     */
    record Stage(double[] target, int columns, List<Descent> descents, double error, Race<Fit> fits, List<double[]> before, double[] loss, double accuracy, int done) {
        boolean isMatrix() {
            return target.length > 0;
        }

        double objective(int which) {
            double[] w = descents.get(which).w;
            return 0.5 * IntStream.range(0, w.length).mapToDouble(k -> (w[k] - target[k]) * (w[k] - target[k])).sum();
        }
    }

    private final Knob<String> problem;
    private final Knob<String> norm;
    private final Knob<String> order;
    private final Knob<Double> eta;
    private final Knob<Double> decay;
    private final Knob<Double> momentum;
    private final Knob<Double> noise;
    private final Knob<VectorValue> target;
    private final Knob<Integer> steps;
    private final Knob<Integer> batch;
    private final Knob<Integer> epochs;
    private final Knob<Boolean> falling;

    public TrustRegionDescent() {
        super("optimise.muon-trust-region", "Steps to the edge of a ball",
                "About the weights lies a ball, and the step goes to its point where the gradient says the loss is least. The norm that makes the ball makes the method: the spectral norm gives UVᵀ and Muon, the Frobenius norm normalized descent, "
                        + "the largest entry the sign. Two things are explained by it. With noise the momentum belongs before this step, as in Muon, and not after it, as in Orthogonal-SGDM: what has been cut to the ball no longer averages out. And decay λ keeps the weights "
                        + "in a ball of radius 1/λ, where the method is Frank and Wolfe's. A small network for handwritten digits is the stand-in for the language models; five steps of Newton–Schulz with Jordan's coefficients stand for UVᵀ there, "
                        + "every rule takes its best rate of a printed grid, biases are Adam's. Without noise momentum after is better, and at a constant rate Muon stalls: both are presets.",
                List.of("W ← (1 − ηλ)W − η D(M),  D = argmax_{‖D‖ ≤ 1} ⟨M, D⟩", "M ← βM + (1 − β)G", "f(W − ηUVᵀ) = f(W) − η‖G‖_* + η²n/2", "λ‖W‖ ≤ 1,  f → ½ Σ (σᵢ − 1/λ)₊²"),
                new Citation("D. Kovalev", 2025, "Understanding Gradient Orthogonalization for Deep Learning via Non-Euclidean Trust-Region Optimization", "2503.12645"),
                new Citation("M. Tuddenham, A. Prügel-Bennett, J. Hare", 2022, "Orthogonalising gradients to speed up neural network optimisation", "2202.07052"));
        problem = choice("problem", "f", "Problem", List.of("digits", "matrix"), "digits", "Handwritten digits, or ½‖W − W*‖² of one matrix, where everything is known.");
        norm = choice("norm", "‖·‖", "Norm", List.of("spectral", "frobenius", "max"), "spectral", "Of the ball: largest singular value, root of the sum of squares, largest entry.");
        order = choice("order", "D(M)", "Momentum", List.of("before", "after"), "before", "Before the step to the edge of the ball (Muon) or after it (Orthogonal-SGDM).");
        eta = real("eta", "η", "Rate", 0, 0, 1, "Radius of the ball. 0: for the digits the best of the grid, for a matrix 2/((k + 2)λ).").within(0, 10).but(0.05, problem, "matrix");
        decay = real("decay", "λ", "Decay", 0, 0, 2, "Of the weights; the ball they stay in has radius 1/λ.").within(0, 100);
        momentum = real("momentum", "β", "Weight of the past", 0.9, 0, 0.99, "Of the running mean.").within(0, 0.9999).but(0.0, problem, "matrix");
        group("Digits");
        batch = whole("batch", "B", "Batch", 64, 16, 1437, "Digits of an iteration; the noise is theirs, and all 1437 have none.").within(8, 1437).log().when(problem, "digits");
        epochs = whole("epochs", "E", "Epochs", 5, 1, 40, "Passes over the digits.").within(1, 200).when(problem, "digits");
        falling = flag("falling", "η↘", "Falling rate", true, "Linearly to 0 at the end, or constant.").when(problem, "digits");
        group("Matrix");
        noise = real("noise", "σ", "Noise", 0, 0, 5, "Deviation of what is added to every entry of the gradient.").within(0, 100).when(problem, "matrix");
        target = vector("target", "W*", "Your own target", 0, 0, "", "Rows like \"3,1;1,2\"; a random 8 × 8 matrix when empty.").when(problem, "matrix");
        steps = whole("steps", "K", "Steps", 1000, 100, 2000, "After which the run is over.").within(1, 100_000).when(problem, "matrix");
        refuse(p -> isMatrix(p) && p.get(eta) == 0 && p.get(decay) == 0, _ -> "eta 0 stands for 2/((k + 2)λ), which needs a decay; give decay above 0, or an eta");
        refuse(p -> p.get(eta) * p.get(decay) > 1, _ -> "eta times decay is above 1, which turns the weights over; take a smaller eta or decay");
        refuse(p -> Math.max(p.get(target).rows(), p.get(target).columns()) > 64, _ -> "target has at most 64 rows and columns");
        learns(eta);
        lasts(p -> isMatrix(p) ? p.get(steps) : stepsOf(course(p)));
        pace(20);

        Gauge<Stage> loss = gauge("loss", "Order chosen", "nats", s -> Math.max(LEAST, s.loss[0])).when(s -> !s.isMatrix());
        Gauge<Stage> lossAfter = gauge("loss-after", "Momentum after", "nats", s -> Math.max(LEAST, s.loss[1])).when(s -> !s.isMatrix());
        Gauge<Stage> lossAdam = gauge("loss-adam", "Adam", "nats", s -> Math.max(LEAST, s.loss[2])).when(s -> !s.isMatrix());
        Gauge<Stage> accuracy = gauge("accuracy", "Held-out accuracy", "", s -> s.accuracy).when(s -> !s.isMatrix());
        Gauge<Stage> objective = gauge("objective", "Order chosen", "", s -> Math.max(1e-16, s.objective(0))).when(Stage::isMatrix);
        Gauge<Stage> objectiveAfter = gauge("objective-after", "Momentum after", "", s -> Math.max(1e-16, s.objective(1))).when(Stage::isMatrix);
        Gauge<Stage> exact = gauge("objective-exact", "Closed form", "", (s, p) -> Math.max(1e-16, exact(s, p))).when(Stage::isMatrix);
        Gauge<Stage> gap = gauge("objective-gap", "Objective less closed form", "", (s, p) -> s.objective(0) - exact(s, p)).when(Stage::isMatrix);
        Gauge<Stage> error = gauge("descent-error", "Decrease less that of the formula", "", s -> s.error).when(s -> !Double.isNaN(s.error));
        Gauge<Stage> spectral = gauge("spectral-norm", "‖W‖₂", "", s -> NormBall.SPECTRAL.norm(s.isMatrix() ? s.descents.getFirst().w : second(s.fits.states().getFirst().theta()), s.isMatrix() ? s.columns : 128));
        Gauge<Stage> ball = gauge("ball", "λ‖W‖ − 1", "", (s, p) -> p.get(decay) * ball(p).norm(s.descents.getFirst().w, s.columns) - 1).when(Stage::isMatrix);
        Gauge<Stage> operations = gauge("operations-ratio", "Operations of the rule over Adam's", "", s -> PerMatrix.operations(s.fits.get("chosen")) / PerMatrix.operations(s.fits.get("adam"))).when(s -> !s.isMatrix() && s.done > 0);

        plane("balls", "Balls about the weights", "2 × 2 matrices a b; b a: a to the right, b upwards").draw(FILL, "landscape", "loss")
                .draw(LINES, "path-spectral", "spectral").draw(LINES, "path-frobenius", "Frobenius").draw(LINES, "path-max", "largest entry").draw(LINES, "level", "level set of the gradient")
                .draw(POINTS, "weights", "weights").draw(POINTS, "aim", "W*").note("Each step goes to where the ball touches the line; there the loss falls fastest for a step of this size.");
        history("losses", "Loss on the digits trained on", "same weights, same batches", loss, lossAfter, lossAdam).log();
        plot("spectrum", "Singular values", "of the last step of the second layer, or of the matrix").draw(CURVE, "singular-values", "order chosen", "", "number")
                .draw(CURVE, "singular-after", "momentum after", "", "number").draw(CURVE, "singular-adam", "Adam", "", "number").log();
        history("objectives", "Objective of the matrix", "½‖W − W*‖²; without momentum the two orders are one", objective, objectiveAfter, exact).log();
        history("orders", "Momentum before or after", "½‖W − W*‖²", objective, objectiveAfter).log();
        words("rates", "Rates tried beforehand", "loss, 5 epochs of batches of 64, 3 seeds").draw(WORDS, "grid", "grid");
        history("norms", "Spectral norm", "of the matrix, or of the second layer", spectral);
        history("accuracies", "Accuracy", "on the held-out fifth", accuracy);
        history("operations", "Operations of the rule over Adam's", "gradients not counted", operations);

        always("ball", "λ‖W‖ − 1 of the matrix", ball, atMost(1e-9), "convex combinations of points of the ball");
        always("least", "objective less the least within the ball", gap, atLeast(-1e-9), "closed form");
        formula("dual", "⟨G, D⟩ over the dual norm, less one, largest of three norms", atMost(1e-12), "duality", TrustRegionDescent::dualError);
        reference("descent", "decrease less η‖G‖_* − η²n/2, largest of 30 steps", atMost(1e-10), "closed form", t -> largest(t, error, 30), "problem=matrix");
        reference("frank-wolfe", "objective less ½Σ(σᵢ − 1/λ)₊² after 1000 steps", atMost(5e-5), "closed form; the gap falls as 1/k", t -> t.rest().value(gap), "problem=matrix", "eta=0", "decay=0.5");
        reference("noise", "matrix, noise 3: objective over that with momentum after, mean of steps 150–200", atMost(0.6), "our runs, one seed; .2–.4", t -> late(t, objective, objectiveAfter),
                "problem=matrix", "noise=3", "momentum=0.9");
        reference("noiseless", "matrix without noise: objective with momentum after over that before, mean of steps 150–200", atMost(0.5), "our runs: the other order wins", t -> late(t, objectiveAfter, objective),
                "problem=matrix", "momentum=0.9");
        Shared<double[]> run = shared(t -> t.means(5, loss, lossAfter, lossAdam));
        lengthy("adam", "digits: loss over Adam's", atMost(0.6), "our runs, mean of 5 seeds", run, m -> m[0] / m[2]);
        lengthy("after", "digits: loss over that with momentum after", atMost(0.4), "our runs, mean of 5 seeds", run, m -> m[0] / m[1]);
        lengthy("table", "losses at the rates that are used over those of the table, or the other way about: worst", atMost(1.5), "the table, of three of these seeds", run,
                m -> Math.max(RateGrid.factor(GRID, "adam", RateGrid.best(GRID, "adam"), m[2]), Math.max(RateGrid.factor(GRID, "spectral, before", RateGrid.best(GRID, "spectral, before"), m[0]), RateGrid.factor(GRID, "spectral, after", RateGrid.best(GRID, "spectral, after"), m[1]))));
        lengthy("constant", "digits, η = .1 constant: loss over Adam's, to which it loses then", atLeast(1), "our runs, mean of 3 seeds", t -> ratio(t, loss, lossAdam), "falling=false", "eta=0.1");
        lengthy("quiet", "digits, all at once, 40 epochs: loss with momentum after over that before", atMost(0.5), "our runs, mean of 3 seeds", t -> ratio(t, lossAfter, loss), "batch=1437", "epochs=40");
        opens("Three balls, three methods", "Diamond, disc and square find different ways; on digits the spectral ball wins.").panes("balls", "losses", "spectrum", "rates").pins("norm", "order", "batch", "falling").pictured(36);
        preset("ball", "Decay is a ball", "A matrix descends within a ball and ends at the point of it nearest to the target.").set("problem=matrix", "eta=0", "decay=0.5", "steps=400").panes("objectives", "spectrum", "balls", "norms").pins("norm", "decay", "eta").pictured(60);
        preset("noise", "Noise belongs into the mean", "Gradients with noise: averaged and then cut to the ball, or cut first and then averaged.").set("problem=matrix", "noise=3", "momentum=0.9", "steps=250").panes("orders", "balls", "spectrum", "norms").pins("noise", "order", "momentum").pictured(150);
        preset("constant", "A rate that does not fall", "Every step has the same length, so the loss cannot settle.").set("falling=false", "eta=0.1").panes("losses", "spectrum", "balls", "norms").pins("falling", "eta", "order").pictured(50);
        preset("quiet", "Without noise the other order wins", "All digits at once: momentum after the step to the ball is far ahead.").set("batch=1437", "epochs=40").panes("losses", "spectrum", "balls", "accuracies").pins("batch", "order", "norm").pictured(36);
        tiny("epochs=1 batch=720", "problem=matrix norm=max eta=0 decay=0.5 steps=4", "problem=matrix norm=frobenius order=after momentum=0.5 noise=1 steps=4 target=1,2,3;0,1,0");
    }

    private boolean isMatrix(Knobs p) {
        return p.is(problem, "matrix");
    }

    private NormBall ball(Knobs p) {
        return NormBall.valueOf(p.get(norm).toUpperCase(Locale.ROOT));
    }

    private DigitsCourse course(Knobs p) {
        return new DigitsCourse(p.get(epochs), p.get(batch), p.get(falling));
    }

    private static long stepsOf(DigitsCourse c) {
        return Math.min((long) PARTS * c.epochs(), c.iterations());
    }

    private double exact(Stage s, Knobs p) {
        return p.get(decay) == 0 ? 0 : ball(p).halfSquaredDistance(s.target, s.columns, 1 / p.get(decay));
    }

    // ---- checks

    private static double dualError() {
        double[] g = {3, -1, 0.5, 2, 1, -2};
        double worst = 0;
        for (NormBall b : NormBall.values()) {
            double[] d = b.farthest(g, 3);
            worst = Math.max(worst, Math.abs(IntStream.range(0, 6).mapToDouble(k -> g[k] * d[k]).sum() / b.dual(g, 3) - 1));
        }
        return worst;
    }

    private static double largest(Trial<Stage> t, Gauge<Stage> g, int steps) {
        double worst = 0;
        for (int k = 0; k < steps; k++) {
            worst = Math.max(worst, Math.abs(t.step().value(g)));
        }
        return worst;
    }

    private static double late(Trial<Stage> t, Gauge<Stage> one, Gauge<Stage> other) {
        t.steps(150);
        double[] sum = new double[2];
        for (int k = 0; k < 50; k++) {
            sum[0] += t.step().value(one);
            sum[1] += t.value(other);
        }
        return sum[0] / sum[1];
    }

    private static double ratio(Trial<Stage> t, Gauge<Stage> one, Gauge<Stage> other) {
        double[] sum = new double[2];
        for (int seed = 1; seed <= 3; seed++) {
            Trial<Stage> run = t.anew(seed).rest();
            sum[0] += run.value(one);
            sum[1] += run.value(other);
        }
        return sum[0] / sum[1];
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        if (isMatrix(p)) {
            VectorValue given = p.get(target);
            double[] aim = given.values().stream().mapToDouble(Double::doubleValue).toArray();
            if (aim.length == 0) {
                aim = new double[SIDE * SIDE];
                random.stream(1).normals(0, 1, 0, aim.length, aim, 0);
            }
            Descent still = new Descent(new double[aim.length], new double[aim.length]);
            return new Stage(aim, given.values().isEmpty() ? SIDE : given.columns(), List.of(still, still), Double.NaN, new Race<>(List.of(), List.of()), List.of(), new double[0], 0, 0);
        }
        Race<Fit> fits = Race.of(RACERS, name -> DigitsCourse.start(name.equals("adam") ? AdamW.ADAM : rule(p, name), random));
        List<double[]> theta = fits.states().stream().map(Fit::theta).toList();
        return new Stage(new double[0], 0, List.of(), Double.NaN, fits, theta, new double[] {Math.log(10), Math.log(10), Math.log(10)}, 0.1, 0);
    }

    private PerMatrix rule(Knobs p, String name) {
        boolean before = name.equals("chosen") && p.is(order, "before");
        return new PerMatrix(new Muon(ball(p), before, p.get(momentum)), p.get(decay), VECTORS[ball(p).ordinal()]);
    }

    /** The best of the grid; for the spectral norm and Adam also of one for small batches and of one for all at once. */
    private double rate(Knobs p, String name) {
        boolean adam = name.equals("adam");
        boolean before = name.equals("chosen") && p.is(order, "before");
        if (name.equals("chosen") && p.get(eta) > 0) {
            return p.get(eta);
        }
        if (p.get(batch) <= 32 && before && ball(p) == NormBall.SPECTRAL) {
            return 0.025;
        }
        if (p.get(batch) >= 512 && (adam || before && ball(p) == NormBall.SPECTRAL)) {
            return adam ? 0.032 : 0.2;
        }
        String rule = adam ? "adam" : p.get(norm) + (before ? ", before" : ", after");
        return RateGrid.best(GRID, rule);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        return s.isMatrix() ? descended(s, t) : trained(s, t);
    }

    private Stage descended(Stage s, Turn t) {
        Knobs p = t.p();
        double[] disturbance = t.normals(2, 1, s.target.length);
        double rate = p.get(eta) > 0 ? p.get(eta) : 2 / ((s.done + 2) * p.get(decay));
        double beta = p.get(momentum);
        List<Descent> next = new ArrayList<>();
        for (int which = 0; which < 2; which++) {
            Descent d = s.descents.get(which);
            double[] g = new double[d.w.length];
            Arrays.setAll(g, k -> d.w[k] - s.target[k] + p.get(noise) * disturbance[k]);
            boolean before = which == 0 && p.is(order, "before");
            double[] m = Muon.mean(d.m, before ? g : ball(p).farthest(g, s.columns), beta);
            double[] step = before ? ball(p).farthest(m, s.columns) : m;
            double[] w = new double[g.length];
            Arrays.setAll(w, k -> (1 - rate * p.get(decay)) * d.w[k] - rate * step[k]);
            next.add(new Descent(w, m));
        }
        Stage moved = new Stage(s.target, s.columns, next, Double.NaN, s.fits, s.before, s.loss, 0, s.done + 1);
        boolean plain = p.get(decay) == 0 && p.get(noise) == 0 && beta == 0;
        double error = plain ? s.objective(0) - moved.objective(0) - promised(s, ball(p), rate) : Double.NaN;
        return new Stage(s.target, s.columns, next, error, s.fits, s.before, s.loss, 0, s.done + 1);
    }

    /** η‖G‖_dual − ½η²‖D‖², with ‖D‖² = n, 1 or the number of entries; of a singular G its rank, or the entries that are not 0. */
    private static double promised(Stage s, NormBall ball, double rate) {
        double[] w = s.descents.getFirst().w;
        double[] g = new double[w.length];
        Arrays.setAll(g, k -> w[k] - s.target[k]);
        return rate * ball.dual(g, s.columns) - 0.5 * rate * rate * ball.farthestSquares(g, s.columns);
    }

    private Stage trained(Stage s, Turn t) {
        DigitsCourse c = course(t.p());
        long all = stepsOf(c);
        int count = (int) (c.iterations() * (s.done + 1L) / all - c.iterations() * (long) s.done / all);
        CancelToken cancel = t.context().cancel();
        Race<Fit> fits = s.fits.then((name, fit) -> c.steps(fit, count, rate(t.p(), name), t.random(), cancel));
        double[] loss = fits.states().stream().mapToDouble(f -> DigitsCourse.loss(f, cancel)).toArray();
        return new Stage(s.target, 0, s.descents, Double.NaN, fits, s.fits.states().stream().map(Fit::theta).toList(), loss, DigitsCourse.accuracy(fits.get("chosen"), cancel), s.done + 1);
    }

    // ---- pictures

    private static double[] second(double[] theta) {
        int at = 64 * 128 + 128;
        return Arrays.copyOfRange(theta, at, at + 128 * 128);
    }

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        SlidingBalls.show(s.done, ball(p), to);
        spectra(s, p, to);
        RateGrid.show(GRID, to, "grid");
    }

    private static void spectra(Stage s, Knobs p, Look to) {
        if (s.isMatrix()) {
            spectrum(to.as("weights"), "singular-values", s.descents.getFirst().w, s.columns, false);
            spectrum(to.as("target"), "singular-after", s.target, s.columns, false);
            to.series("singular-adam", new double[0], new double[0]);
            return;
        }
        List<String> layers = List.of("singular-values", "singular-after", "singular-adam");
        for (int k = 0; k < layers.size(); k++) {
            double[] now = second(s.fits.states().get(k).theta());
            double[] then = second(s.before.get(k));
            spectrum(to, layers.get(k), IntStream.range(0, now.length).mapToDouble(i -> now[i] - then[i]).toArray(), 128, true);
        }
    }

    private static void spectrum(Look to, String id, double[] w, int columns, boolean scaled) {
        double[] sigma = Matrix.of(w.length / columns, columns, w).singularValues();
        double largest = scaled && sigma[0] > 0 ? sigma[0] : 1;
        to.series(id, IntStream.rangeClosed(1, sigma.length).asDoubleStream().toArray(), Arrays.stream(sigma).map(v -> Math.max(1e-6, v / largest)).toArray());
    }
}
