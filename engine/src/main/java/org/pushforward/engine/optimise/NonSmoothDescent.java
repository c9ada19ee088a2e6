package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code optimise.nondiff-gd}: gradient descent where there is no gradient, three ways: |x| beside x², a penalized regression by subgradients beside
 * proximal steps, and a Lipschitz function that no sharpness bounds. A step is one iteration, of the regression five.
 */
public final class NonSmoothDescent extends Study<NonSmoothDescent.Stage> {

    private static final int DIMENSION = 50;
    private static final int SAMPLES = 100;
    private static final int TRUE_ONES = 5;
    private static final double NOISE = 0.5;
    private static final int EACH = 5;
    private static final int STEPS = 240;
    private static final int TRAIL = 40;
    /** Penalties of the sweep in units of λ_max, after that of the knob. */
    private static final double[] SWEEP = {0.05, 0.1, 0.2, 0.35, 0.6, 1, 1.1, 1.6, 2.4, 3.6, 5.4, 8, 12};

    private final Knob<String> problem;
    private final Knob<Double> alpha;
    private final Knob<Double> lambda;
    private final Knob<Double> start;

    /** Least squares ½|Xw − y|²/n by its Gram matrix and Xᵀy/n, with the largest useful penalty and curvature. */
    record Regression(double[] gram, double[] moment, double largest, double curvature) { }

    /** Subgradient and proximal weights of one penalty, and the norm of the subgradient's one iteration before. */
    record Pair(double penalty, double[] sub, double[] ista, double before) {

        /** Mean of two iterations, between which weights jump across zero. */
        double norm() {
            return 0.5 * (before + norm1(sub));
        }
    }

    /**
     * @param x iterates on the function of the problem, and {@code smooth}: on the quadratic one, all so far
     * @param cycle αλ where theory has a two-cycle, 0 elsewhere
     * @param fits of the regression, the knob's penalty first; empty elsewhere
     */
    record Stage(double[] x, double[] smooth, double cycle, List<Pair> fits, Regression regression) {

        double now() {
            return x[x.length - 1];
        }

        double sum() {
            return Math.abs(x[x.length - 1]) + Math.abs(x[x.length - 2]);
        }
    }

    public NonSmoothDescent() {
        super("optimise.nondiff-gd", "Descent where there is no gradient", "Much of what is known of gradient descent is known for functions with a Lipschitz gradient. Three ways it fails without one. On |x| any constant step ends in a two-cycle, where on x² it converges. "
                + "With an ℓ₁ penalty, subgradient descent, which is what automatic differentiation does, ends with weights that grow with the penalty, although the minimizer is zero: each weight jumps across zero by αλ forever. Proximal steps (ISTA) give exact zeros. "
                + "And the edge of stability, where the sharpness settles at 2/α, fails on a convex Lipschitz function: a step beyond 2 cycles where the curvature is zero. The regression is generated; no network is trained here.",
                List.of("|x|: xₖ₊₁ = xₖ − αλ sign xₖ  ⇒  |xₖ| + |xₖ₊₁| = αλ", "lasso: ½|Xw − y|²/n + λ|w|₁,  |w|₁ → about αλd/2", "Huber: ½x² for |x| ≤ 1, else |x| − ½"),
                new Citation("S. K. Kumar", 2024, "GD doesn't make the cut: Three ways that non-differentiability affects neural network training", "2401.08426"));
        pace(8);
        group("Problem");
        problem = choice("problem", "P", "Problem", List.of("abs", "huber", "lasso"), "abs", "λ|x| beside ½λx², the Huber function beside ½x², or a regression with an ℓ₁ penalty.");
        lambda = real("lambda", "λ", "Penalty", 1, 0.1, 12, "Slope of λ|x|; of the regression in units of λ_max, from which on the minimizer is zero.").within(1e-3, 100).log().when(problem, "abs", "lasso");
        start = real("start", "x₀", "Start", 1.83, -3, 3, "First iterate.").within(-100, 100).when(problem, "abs", "huber");
        group("Method");
        alpha = real("alpha", "α", "Step size", 0.4, 0.01, 4, "Constant.").within(1e-4, 20).log().but(2.5, problem, "huber").but(0.15, problem, "lasso");
        lasts(_ -> STEPS);
        refuse(p -> p.is(problem, "abs") && p.get(alpha) * p.get(lambda) >= 2, p -> "αλ = " + brief(p.get(alpha) * p.get(lambda)) + " makes descent on ½λx² diverge, which |x| is compared with; take αλ below 2");
        refuse(p -> p.is(problem, "lasso") && p.get(alpha) >= 1, p -> "alpha = " + brief(p.get(alpha)) + " makes descent on the least squares alone diverge; take a step below 1, for example 0.15");

        var sum = gauge("cycle-sum", "|x| + |next x|", "", Stage::sum).when(s -> s.x.length > 1);
        var off = gauge("cycle-error", "|x| + |next x| − αλ", "", s -> Math.abs(s.sum() - s.cycle) / (1 + s.cycle)).when(s -> s.cycle > 0 && s.x.length > STEPS / 2);
        var sharpness = gauge("sharpness", "Sharpness f″(x)", "", s -> Math.abs(s.now()) <= 1 ? 1 : 0).when(s -> s.x.length > 0 && s.regression.largest == 0);
        var bound = gauge("two-over-alpha", "2/α", "", (s, p) -> 2 / p.get(alpha)).when(s -> s.x.length > 0);
        var l1 = gauge("l1-subgradient", "|w|₁, subgradient", "", s -> s.fits.getFirst().norm()).when(s -> !s.fits.isEmpty());
        var ista = gauge("l1-ista", "|w|₁, ISTA", "", s -> norm1(s.fits.getFirst().ista)).when(s -> !s.fits.isEmpty());
        var ratio = gauge("l1-ratio", "|w|₁ of the subgradient over αλd/2", "", (s, p) -> s.fits.getFirst().norm() / predicted(s, p, s.fits.getFirst().penalty)).when(s -> !s.fits.isEmpty());
        var away = gauge("distance", "|x|, this function", "", s -> Math.max(1e-16, Math.abs(s.now()))).when(s -> s.x.length > 0);
        var smoothAway = gauge("distance-smooth", "|x|, quadratic", "", s -> Math.max(1e-16, Math.abs(s.smooth[s.smooth.length - 1]))).when(s -> s.x.length > 0);

        plot("landscape", "Iterates on the function", "the latest forty of either").draw(CURVE, "function", "this function", "", "x").draw(CURVE, "quadratic", "quadratic", "", "x").draw(POINTS, "trail", "its iterates", "", "x").draw(POINTS, "smooth-trail", "iterates, quadratic", "", "x");
        history("distances", "Distance from the minimizer", "same start, same step", away, smoothAway).log();
        plot("sequence", "The iterates in turn", "").draw(CURVE, "iterates", "this function", "", "iteration").draw(CURVE, "smooth-iterates", "quadratic", "", "iteration");
        words("said", "In numbers", "").draw(WORDS, "facts", "facts");
        plot("paradox", "The penalty and what it leaves", "ℓ₁ norm after the latest iteration").draw(CURVE, "theory", "αλd/2", "", "λ/λ_max").draw(POINTS, "sweep-subgradient", "subgradient", "", "λ/λ_max").draw(CURVE, "sweep-ista", "ISTA", "", "λ/λ_max").logX();
        plot("weights", "Weights", "fifty, of which five are not zero in truth").draw(POINTS, "weights-subgradient", "subgradient", "", "weight").draw(POINTS, "weights-ista", "ISTA", "", "weight");
        history("norms", "ℓ₁ norm", "", l1, ista);
        history("edge", "Sharpness and the edge of stability", "theory for smooth functions says it settles at 2/α", sharpness, bound);

        atEnd("cycle", "(|x| + |next x| − αλ)/(1 + αλ)", off, atMost(1e-13), "closed form, on |x|; on Huber with α > 2");
        reference("cycle-sum", "α = 0.3, λ = 2: |x| + |next x|", within(0.6, 1e-15), "closed form αλ", t -> t.rest().value(sum), "alpha=0.3", "lambda=2");
        reference("smooth", "½λx² with the same steps: |x| / |1 − αλ|ᵏ − 1", atMost(1e-12), "closed form", t -> Math.abs(t.steps(100).value(smoothAway) / (1.83 * Math.pow(0.9, 100)) - 1), "alpha=0.1");
        reference("huber", "Huber, α = 2.1 to 4: largest sharpness of the last two iterates", atMost(0), "closed form: the cycle ±α/2 is where f is linear", t -> {
            double worst = 0;
            for (double a : new double[] {2.1, 2.5, 3, 4}) {
                Stage s = t.anew(1, "alpha=" + a).rest().state();
                worst = Math.max(worst, Math.max(Math.abs(s.now()) <= 1 ? 1 : 0, Math.abs(s.x[s.x.length - 2]) <= 1 ? 1 : 0));
            }
            return worst;
        }, "problem=huber");
        reference("paradox", "lasso, λ = 1.1 to 12 λ_max: least growth of |w|₁ from one to the next", atLeast(1.2), "the paper's paradox; penalties grow by 1.45 or more", t -> {
            List<Pair> f = t.rest().state().fits.subList(7, 1 + SWEEP.length);
            return IntStream.range(1, f.size()).mapToDouble(k -> f.get(k).norm() / f.get(k - 1).norm()).min().orElseThrow();
        }, "problem=lasso");
        reference("predicted", "lasso, λ = 1.1 to 12 λ_max: worst |w|₁ / (αλd/2) − 1", atMost(0.3), "each weight jumps across zero by αλ", t -> {
            Stage s = t.rest().state();
            return s.fits.subList(7, 1 + SWEEP.length).stream().mapToDouble(f -> Math.abs(f.norm() / predicted(s, t.knobs(), f.penalty) - 1)).max().orElseThrow();
        }, "problem=lasso");
        reference("ista", "lasso, λ = 1.1 to 12 λ_max: largest |w|₁ of ISTA", atMost(0), "closed form: the minimizer is zero", t -> t.rest().state().fits.subList(7, 1 + SWEEP.length).stream().mapToDouble(f -> norm1(f.ista)).max().orElseThrow(), "problem=lasso");
        reference("ratio", "lasso, λ = 2 λ_max: |w|₁ / (αλd/2)", within(1, 0.3), "each weight jumps across zero by αλ", t -> t.rest().value(ratio), "problem=lasso", "lambda=2");
        opens("|x| never settles", "The same steps converge on x² and bounce forever on |x|.").pictured(40);
        preset("paradox", "A larger penalty, larger weights", "Subgradients against proximal steps: one curve rises with the penalty where the other is zero.").set("problem=lasso", "lambda=2").panes("paradox", "weights", "norms", "said").pictured(60);
        preset("edge", "Beyond the edge of stability", "A step above 2 cycles where the curvature is zero, not 2/α.").set("problem=huber").panes("landscape", "edge", "sequence", "distances").pictured(40);
        preset("below", "Below the edge all is well", "With a step below 2 the Huber function is as good as the quadratic one.").set("problem=huber", "alpha=1.7").panes("landscape", "edge", "sequence", "distances").pictured(40);
        tiny("", "problem=huber", "problem=lasso");
    }

    private static String brief(double v) {
        return String.format(Locale.ROOT, "%.3g", v);
    }

    private static double norm1(double[] w) {
        return Arrays.stream(w).map(Math::abs).sum();
    }

    private double slope(Knobs p) {
        return p.is(problem, "abs") ? p.get(lambda) : 1;
    }

    /** αλd/2 for a penalty in units of λ_max. */
    private double predicted(Stage s, Knobs p, double penalty) {
        return p.get(alpha) * penalty * s.regression.largest * DIMENSION / 2;
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        if (!p.is(problem, "lasso")) {
            boolean cycles = p.is(problem, "abs") || p.get(alpha) > 2;
            return new Stage(new double[] {p.get(start)}, new double[] {p.get(start)}, cycles ? p.get(alpha) * slope(p) : 0, List.of(), new Regression(new double[0], new double[0], 0, 0));
        }
        Regression r = regression(random);
        double[] w = new double[DIMENSION];
        random.stream(3).normals(0, 1, 0, DIMENSION, w, 0);
        List<Pair> fits = IntStream.rangeClosed(0, SWEEP.length).mapToObj(k -> new Pair(k == 0 ? p.get(lambda) : SWEEP[k - 1], w, w, norm1(w))).toList();
        return new Stage(new double[0], new double[0], 0, fits, r);
    }

    /** Scaled so that the largest curvature of ½|Xw − y|²/n is 2, whose steps converge below 1. */
    private static Regression regression(Philox random) {
        double[] x = new double[SAMPLES * DIMENSION];
        random.stream(1).normals(0, SAMPLES, 0, DIMENSION, x, 0);
        double[] noise = new double[SAMPLES];
        random.stream(2).normals(0, SAMPLES, 0, 1, noise, 0);
        double[] y = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            y[i] = NOISE * noise[i];
            for (int j = 0; j < TRUE_ONES; j++) {
                y[i] += (j % 2 == 0 ? 2 : -2) * x[i * DIMENSION + j];
            }
        }
        Matrix design = Matrix.of(SAMPLES, DIMENSION, x);
        Matrix gram = design.transposed().times(design).scaled(1.0 / SAMPLES).symmetrised();
        double scale = 2 / Arrays.stream(gram.eigenvalues()).max().orElseThrow();
        double[] moment = Arrays.stream(design.transposed().times(y)).map(v -> scale * v / SAMPLES).toArray();
        return new Regression(gram.scaled(scale).toArray(), moment, Arrays.stream(moment).map(Math::abs).max().orElseThrow(), 2);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        double a = t.get(alpha);
        if (s.fits.isEmpty()) {
            double x = s.now();
            double slope = slope(t.p());
            boolean round = t.p().is(problem, "huber") && Math.abs(x) <= 1;
            double v = s.smooth[s.smooth.length - 1];
            return new Stage(longer(s.x, x - a * (round ? x : slope * Math.signum(x))), longer(s.smooth, Math.clamp((1 - a * slope) * v, -1e12, 1e12)), s.cycle, s.fits, s.regression);
        }
        List<Pair> fits = s.fits;
        for (int k = 0; k < EACH; k++) {
            t.ask();
            fits = fits.stream().map(f -> iterated(f, s.regression, a)).toList();
        }
        return new Stage(s.x, s.smooth, 0, fits, s.regression);
    }

    private static double[] longer(double[] x, double v) {
        double[] all = Arrays.copyOf(x, x.length + 1);
        all[x.length] = v;
        return all;
    }

    /** w − α(∇ + λ sign w), and the proximal step: w − α∇ drawn towards zero by αλ. */
    private static Pair iterated(Pair f, Regression r, double a) {
        double pull = a * f.penalty * r.largest;
        double[] sub = new double[DIMENSION];
        double[] ista = new double[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            double g = -r.moment[i];
            double h = -r.moment[i];
            for (int j = 0; j < DIMENSION; j++) {
                g += r.gram[i * DIMENSION + j] * f.sub[j];
                h += r.gram[i * DIMENSION + j] * f.ista[j];
            }
            sub[i] = f.sub[i] - a * g - pull * Math.signum(f.sub[i]);
            double moved = f.ista[i] - a * h;
            ista[i] = Math.abs(moved) <= pull ? 0 : moved - Math.copySign(pull, moved);
        }
        return new Pair(f.penalty, sub, ista, norm1(f.sub));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        boolean lasso = !s.fits.isEmpty();
        double[] none = {};
        double[] trail = lasso ? none : Arrays.copyOfRange(s.x, Math.max(0, s.x.length - TRAIL), s.x.length);
        double[] smooth = lasso ? none : Arrays.copyOfRange(s.smooth, Math.max(0, s.smooth.length - TRAIL), s.smooth.length);
        // a diverging quadratic one is followed as far as the function is drawn
        double reach = lasso ? 1 : 1.1 * Math.max(0.7 * p.get(alpha) * slope(p), Math.abs(p.get(start)));
        double[] x = IntStream.rangeClosed(-100, 100).mapToDouble(i -> reach * i / 100).toArray();
        to.series("function", lasso ? none : x, lasso ? none : value(p, x));
        to.series("quadratic", lasso ? none : x, lasso ? none : quadratic(p, x));
        to.series("trail", trail, value(p, trail));
        double[] near = Arrays.stream(smooth).filter(v -> Math.abs(v) <= reach).toArray();
        to.series("smooth-trail", near, quadratic(p, near));
        to.series("iterates", index(lasso ? 0 : s.x.length), s.x);
        double[] followed = Arrays.stream(s.smooth).map(v -> Math.clamp(v, -2 * reach, 2 * reach)).toArray();
        to.series("smooth-iterates", index(followed.length), followed);
        List<Pair> sweep = lasso ? s.fits.subList(1, s.fits.size()) : List.of();
        to.series("sweep-subgradient", lasso ? SWEEP : none, sweep.stream().mapToDouble(Pair::norm).toArray());
        to.series("sweep-ista", lasso ? SWEEP : none, sweep.stream().mapToDouble(f -> norm1(f.ista)).toArray());
        to.series("theory", lasso ? SWEEP : none, sweep.stream().mapToDouble(f -> predicted(s, p, f.penalty)).toArray());
        to.series("weights-subgradient", index(lasso ? DIMENSION : 0), lasso ? s.fits.getFirst().sub : none);
        to.series("weights-ista", index(lasso ? DIMENSION : 0), lasso ? s.fits.getFirst().ista : none);
        facts(s, p, to);
    }

    private void facts(Stage s, Knobs p, Look to) {
        boolean lasso = !s.fits.isEmpty();
        List<String> what = lasso ? List.of("λ/λ_max", "|w|₁, subgradient", "αλd/2", "|w|₁, ISTA", "exact zeros, subgradient", "exact zeros, ISTA") : List.of("αλ", "|x| + |next x|", "sharpness", "2/α", "x", "x, quadratic");
        double[] of = lasso ? new double[] {p.get(lambda), s.fits.getFirst().norm(), predicted(s, p, p.get(lambda)), norm1(s.fits.getFirst().ista), zeros(s.fits.getFirst().sub), zeros(s.fits.getFirst().ista)}
                : new double[] {p.get(alpha) * slope(p), s.x.length > 1 ? s.sum() : 0, p.is(problem, "huber") && Math.abs(s.now()) <= 1 ? 1 : 0, 2 / p.get(alpha), s.now(), s.smooth[s.smooth.length - 1]};
        to.table("facts", new Layer.Column.Words("what", "what", what), new Layer.Column.Numbers("value", "value", "", of));
    }

    private static double zeros(double[] w) {
        return Arrays.stream(w).filter(v -> v == 0).count();
    }

    private static double[] index(int n) {
        return IntStream.range(0, n).asDoubleStream().toArray();
    }

    private double[] value(Knobs p, double[] x) {
        boolean huber = p.is(problem, "huber");
        return Arrays.stream(x).map(v -> huber ? Math.abs(v) <= 1 ? 0.5 * v * v : Math.abs(v) - 0.5 : p.get(lambda) * Math.abs(v)).toArray();
    }

    private double[] quadratic(Knobs p, double[] x) {
        return Arrays.stream(x).map(v -> 0.5 * slope(p) * v * v).toArray();
    }
}
