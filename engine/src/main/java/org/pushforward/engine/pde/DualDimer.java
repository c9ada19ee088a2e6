package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.dual-dimer}: saddles that are lowest in one block of variables and highest in another, by two dimers beside gradient descent–ascent; and
 * a heat equation learned under weights that climb.
 *
 * @see SaddleSearch
 * @see MinimaxTraining
 */
public final class DualDimer extends Study<DualDimer.Stage> {

    private static final String HEAT = "heat";
    private static final String BILINEAR = "bilinear";
    private static final int STEPS = 120;
    private static final int HEAT_STEPS = 250;
    private static final int EACH = 4;
    private static final double FOUND = 1e-8;
    private static final double FAR = 1e12;
    private static final double[] RATES = {0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3};
    private static final double[] FIXED = {1, 10, 100};
    private static final int STARTS = 15;
    private static final int MOST = 5000;
    private static final double REACH = 2.5;
    private static final int CELLS = 96;

    /**
     * @param dimer and {@code ascent}: both searches; {@code path} and {@code spiral}: the first variables of both blocks so far
     * @param trained under climbing and fixed weights, with their errors; empty elsewhere
     */
    record Stage(SaddleSearch f, SaddleSearch.Place dimer, SaddleSearch.Place ascent, double[] path, double[] spiral, int steps, double from, List<MinimaxTraining> trained, double[] errors) { }

    private final Knob<String> problem;
    private final Knob<Double> coupling;
    private final Knob<Integer> dimension;
    private final Knob<Double> startX;
    private final Knob<Double> startY;
    private final Knob<Double> rate;
    private final Knob<Double> climb;

    public DualDimer() {
        super("pde.dual-dimer", "Two dimers on a saddle",
                "Minimax problems ask for a place that is lowest in some variables and highest in others. Descent–ascent spirals around it, and on xy away from it. A dimer is a pair of places close by: the "
                        + "difference of their gradients tells a curvature without a Hessian. One dimer turns to the lowest curvature of the first block, one to the highest of the second, and Newton's step in "
                        + "the plane of the two lands on the saddle; every gradient is counted. The stronger the blocks are coupled the more it wins; in twenty variables it loses, as the dimers have to turn first. The heat equation is the paper's use: the weights of its losses climb while the "
                        + "network descends. There λ follows its gradient alone; dimers among four hundred weights would cost three times as many gradients. The step of Newton in the plane of the dimers is our reading.",
                List.of("min_x max_y f(x, y)", "κ = u·(∇f(z + δu) − ∇f(z))/δ", "xy: ‖z_k‖ = ‖z₀‖ (1 + η²)^{k/2}", "Σ λ_k L_k − ½μ Σ (λ_k − 1)²"),
                new Citation("D. Liu, Y. Wang", 2021, "A Dual-Dimer method for training physics-constrained neural networks with minimax architecture", "2005.00615"));
        group("Problem");
        problem = choice("problem", "P", "Problem", List.of("trigonometric", BILINEAR, HEAT), "trigonometric", "x² + 3 sin²x − y² − 3 sin²y + cxy; cxy; or the heat equation by a network.");
        coupling = real("coupling", "c", "Coupling", 4, 0, 10, "How strongly the blocks pull at each other.").within(0, 1e3).but(1.0, problem, BILINEAR).when(problem, "trigonometric", BILINEAR);
        dimension = whole("dimension", "d", "Variables of a block", 1, 1, 20, "With more than one the blocks are coupled by a rotation.").within(1, 100).when(problem, "trigonometric");
        startX = real("start", "x₀", "Start, x", 1.8, -2.5, 2.5, "First variable of the first block; the others are drawn.").within(-100, 100).when(problem, "trigonometric", BILINEAR);
        startY = real("start-y", "y₀", "Start, y", -1.2, -2.5, 2.5, "First variable of the second block.").within(-100, 100).when(problem, "trigonometric", BILINEAR);
        group("Steps");
        rate = real("rate", "η", "Rate", 0.05, 0.005, 0.5, "Of descent–ascent; of Adam, times a tenth, in the heat equation.").within(1e-5, 10).log().but(0.1, problem, BILINEAR);
        climb = real("climb", "ρ", "Rate of the weights", 2, 0.2, 200, "How fast λ climbs; a hundred is too fast.").within(0, 1e6).log().when(problem, HEAT);
        learns(rate);
        lasts(p -> p.is(problem, HEAT) ? HEAT_STEPS : STEPS);
        pace(8);
        refuse(p -> p.is(problem, BILINEAR) && p.get(coupling) == 0, p -> "coupling = 0 leaves nothing to look for in cxy; take a coupling above 0");

        var taken = gauge("evaluations", "Gradients, dual dimer", "", s -> s.dimer.evaluations());
        var takenAscent = gauge("evaluations-gda", "Gradients, descent–ascent", "", s -> s.ascent.evaluations());
        var slope = gauge("slope", "|∇f|, dual dimer", "", s -> Math.max(1e-16, s.dimer.slope())).when(s -> s.trained.isEmpty());
        var slopeAscent = gauge("slope-gda", "|∇f|, descent–ascent", "", s -> Math.max(1e-16, s.ascent.slope())).when(s -> s.trained.isEmpty());
        gauge("x", "x", "", s -> s.dimer.v()[0]);
        gauge("y", "y", "", s -> s.dimer.v()[s.f.d()]);
        var low = gauge("eigenvalue-x", "Lowest curvature in x", "", s -> s.dimer.low()).when(s -> !Double.isNaN(s.dimer.low()));
        var high = gauge("eigenvalue-y", "Highest curvature in y", "", s -> s.dimer.high()).when(s -> !Double.isNaN(s.dimer.high()));
        var growth = gauge("growth-error", "Growth over (1 + η²c²)^{k/2}, less 1", "", this::grown).when(s -> s.f.isBilinear() && s.steps > 0);
        var error = gauge("error", "Error, climbing weights", "", s -> s.errors[0]).when(s -> s.errors.length > 0);
        var fixed = gauge("error-fixed", "Error, fixed weights, median", "", s -> s.errors[2]).when(s -> s.errors.length > 0);
        var one = gauge("error-1", "Error, weights 1", "", s -> s.errors[1]).when(s -> s.errors.length > 0);
        var hundred = gauge("error-100", "Error, weights 100", "", s -> s.errors[3]).when(s -> s.errors.length > 0);
        var weightStart = gauge("weight-start", "λ of the start", "", s -> s.trained.getFirst().lambda()[1]).when(s -> !s.trained.isEmpty());
        var weightSides = gauge("weight-sides", "λ of the sides", "", s -> s.trained.getFirst().lambda()[2]).when(s -> !s.trained.isEmpty());
        var weightEquation = gauge("weight-equation", "λ of the equation", "", s -> s.trained.getFirst().lambda()[0]).when(s -> !s.trained.isEmpty());

        plane("landscape", "The landscape", "lowest along x, highest along y: f, both paths, the dimers").draw(FILL, "f", "f").draw(LINES, "spiral", "descent–ascent").draw(LINES, "path", "dual dimer").draw(LINES, "dimers", "dimers");
        history("slopes", "Slope", "|∇f| by iterations", slope, slopeAscent).log();
        history("bought", "Gradients taken", "a dimer costs one more for each turn", taken, takenAscent);
        history("curvatures", "Curvatures along the dimers", "a saddle of the right kind: first above, second below zero", low, high);
        plane("learned", "Learned", "u of x and t, under climbing weights").draw(FILL, "u", "u");
        plane("truth", "Truth", "e^{−νπ²t} sin πx + ½ e^{−9νπ²t} sin 3πx").draw(FILL, "exact", "u");
        history("errors", "Error", "relative L2; the same start, iterations and points", error, one, fixed, hundred).log();
        history("weights", "Weights of the losses", "climbing", weightEquation, weightStart, weightSides).log();

        atEnd("growth", "growth of descent–ascent on cxy, less its closed form", growth, atMost(1e-12), "closed form (1 + η²c²)^{k/2}");
        reference("lands", "on xy: |z| of the dual dimer after 3 iterations", atMost(1e-8), "the saddle is 0", t -> {
            Stage s = t.steps(3).state();
            return Math.hypot(s.dimer.v()[0], s.dimer.v()[1]);
        }, "problem=bilinear");
        reference("grows", "on xy: |z_k| / (|z₀| (1 + η²)^{k/2}) − 1 after 120 steps", atMost(1e-12), "closed form", t -> t.rest().value(growth), "problem=bilinear", "rate=0.1");
        for (double c : new double[] {1, 4, 10}) {
            formula("gradients-" + (int) c, "gradients to |∇f| ≤ 1e-8 over descent–ascent's at its best rate, c = " + (int) c + ", median of 15 starts", atMost(c == 1 ? 1.3 : c == 4 ? 1 : 0.5), "counted; ascent has the best of seven rates",
                    () -> ratio(c));
        }
        reference("curvature-x", "curvature along the x dimer at the end less the Hessian's lowest", atMost(1e-5), "closed form 2 + 6 cos 2x", t -> {
            Stage s = t.steps(30).state();
            return Math.abs(s.dimer.low() - s.f.curvatures(s.dimer.v())[0]);
        });
        reference("curvature-y", "the same of the y dimer and the highest, in 2 × 5 variables", atMost(1e-3), "closed form −2 − 6 cos 2y", t -> {
            Stage s = t.steps(60).state();
            return Math.abs(s.dimer.high() - s.f.curvatures(s.dimer.v())[1]);
        }, "dimension=5", "coupling=1", "start=0.4", "start-y=0.4");
        reference("index", "lowest curvature in x and −highest in y at the end, the smaller", atLeast(1), "a saddle of the right index", t -> {
            Stage s = t.steps(30).state();
            return Math.min(s.dimer.low(), -s.dimer.high());
        });
        formula("twenty", "gradients over descent–ascent's at its best rate, 2 × 10 variables, c = 1", atLeast(1), "counted: here it loses", () -> ratio(10, 1));
        for (long seed = 1; seed <= 3; seed++) {
            long s = seed;
            lengthy("heat-" + s, "heat: error under climbing weights over the median of fixed 1, 10, 100, seed " + s, atMost(0.65), "closed form; the same iterations; 0.14 to 0.29", t -> {
                var run = t.anew(s).rest();
                return run.value(error) / run.value(fixed);
            }, "problem=heat");
        }
        opens("Around the saddle, or onto it", "Descent–ascent spirals; two dimers and Newton's step land.").panes("landscape", "slopes", "bought", "curvatures").pictured(12);
        preset("away", "On xy it goes away", "Each step of descent–ascent is at right angles to where it should go; the dimers need two.").set("problem=bilinear").panes("landscape", "slopes", "bought", "curvatures").pictured(40);
        preset("strong", "Strongly coupled", "Ten times as much pull across as along.").set("coupling=10", "rate=0.02").panes("landscape", "slopes", "bought", "curvatures").pictured(12);
        preset("many", "Twenty variables", "Two directions of twenty are solved for at once, the rest is descent: the dimers do not pay.").set("dimension=10", "coupling=1", "rate=0.1").panes("slopes", "bought", "landscape", "curvatures").pictured(30);
        preset(HEAT, "Weights that climb", "The losses of a heat equation under weights that grow where it errs, beside three that are fixed.").set("problem=heat").panes("learned", "errors", "truth", "weights").pictured(40);
        tiny("", "problem=bilinear", "problem=heat", "dimension=3");
    }

    private double grown(Stage s, Knobs p) {
        double eta = p.get(rate);
        double c = s.f.c();
        double now = Math.hypot(s.ascent.v()[0], s.ascent.v()[1]);
        return Math.abs(now / (s.from * Math.pow(1 + eta * eta * c * c, s.steps / 2.0)) - 1);
    }

    /** Median over starts of gradients until found, dual dimer over the best rate of descent–ascent. */
    private static double ratio(double c) {
        return ratio(1, c);
    }

    private static double ratio(int d, double c) {
        double[] best = new double[RATES.length];
        double[] dimer = new double[STARTS];
        double[][] ascent = new double[RATES.length][STARTS];
        for (int k = 0; k < STARTS; k++) {
            Philox random = new Philox(100 + k);
            SaddleSearch f = search(false, c, d, random);
            double[] u = new double[2 * d];
            random.uniforms(1, 1, 0, 2 * d, u, 0);
            double[] v = Arrays.stream(u).map(t -> REACH * (2 * t - 1)).toArray();
            dimer[k] = evaluations(f, f.begin(v, random), 0, true);
            for (int r = 0; r < RATES.length; r++) {
                ascent[r][k] = evaluations(f, f.begin(v, random), RATES[r], false);
            }
        }
        Arrays.setAll(best, r -> median(ascent[r]));
        return median(dimer) / Arrays.stream(best).min().orElseThrow();
    }

    private static double median(double[] a) {
        double[] s = a.clone();
        Arrays.sort(s);
        return s[s.length / 2];
    }

    private static int evaluations(SaddleSearch f, SaddleSearch.Place from, double rate, boolean isDimer) {
        SaddleSearch.Place p = from;
        while (p.slope() > FOUND && p.evaluations() < MOST && p.slope() < FAR) {
            p = isDimer ? f.dualDimer(p, f.d() == 1 ? 0 : 0.1) : f.descentAscent(p, rate);
        }
        return p.slope() <= FOUND ? p.evaluations() : MOST;
    }

    private static SaddleSearch search(boolean isBilinear, double c, int d, Philox random) {
        double[] z = new double[d * d];
        random.normals(9, 1, 0, d * d, z, 0);
        return new SaddleSearch(isBilinear, c, d, d == 1 ? new double[] {1} : Matrix.of(d, d, z).orthonormalised().toArray());
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        boolean isHeat = p.is(problem, HEAT);
        int d = p.is(problem, "trigonometric") ? p.get(dimension) : 1;
        SaddleSearch f = search(p.is(problem, BILINEAR), isHeat ? 1 : p.get(coupling), d, random);
        double[] u = new double[2 * d];
        random.uniforms(3, 1, 0, 2 * d, u, 0);
        double[] v = Arrays.stream(u).map(t -> REACH * (2 * t - 1)).toArray();
        v[0] = isHeat ? 0 : p.get(startX);
        v[d] = isHeat ? 0 : p.get(startY);
        SaddleSearch.Place begin = f.begin(v, random);
        double[] path = {v[0], v[d]};
        List<MinimaxTraining> trained = !isHeat ? List.of() : IntStream.range(0, 1 + FIXED.length).mapToObj(k -> MinimaxTraining.start(random, k == 0 ? 1 : FIXED[k - 1], k == 0)).toList();
        return new Stage(f, begin, begin, path, path, 0, Math.hypot(v[0], v[d]), trained, errors(trained, CancelToken.current()));
    }

    /** Of climbing weights, of 1, the median of the fixed ones, of 100. */
    private static double[] errors(List<MinimaxTraining> trained, CancelToken cancel) {
        if (trained.isEmpty()) {
            return new double[0];
        }
        double[] all = trained.stream().mapToDouble(m -> m.error(cancel)).toArray();
        return new double[] {all[0], all[1], median(Arrays.copyOfRange(all, 1, all.length)), all[all.length - 1]};
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        CancelToken cancel = t.context().cancel();
        if (!s.trained.isEmpty()) {
            List<MinimaxTraining> trained = s.trained;
            for (int k = 0; k < EACH; k++) {
                trained = trained.stream().map(m -> m.next(t.get(rate) * 0.1, t.get(climb), cancel)).toList();
            }
            return new Stage(s.f, s.dimer, s.ascent, s.path, s.spiral, s.steps + 1, s.from, trained, errors(trained, cancel));
        }
        SaddleSearch.Place dimer = s.dimer.slope() > 1e-14 ? s.f.dualDimer(s.dimer, s.f.d() == 1 ? 0 : t.get(rate)) : s.dimer;
        SaddleSearch.Place ascent = s.ascent.slope() < FAR ? s.f.descentAscent(s.ascent, t.get(rate)) : s.ascent;
        return new Stage(s.f, dimer, ascent, and(s.path, dimer), and(s.spiral, ascent), s.steps + 1, s.from, s.trained, s.errors);
    }

    private static double[] and(double[] path, SaddleSearch.Place p) {
        double[] longer = Arrays.copyOf(path, path.length + 2);
        longer[path.length] = p.v()[0];
        longer[path.length + 1] = p.v()[p.v().length / 2];
        return longer;
    }

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        Rect square = new Rect(-REACH, -REACH, REACH, REACH);
        int d = s.f.d();
        double[] f = new double[CELLS * CELLS];
        double[] v = s.dimer.v().clone();
        for (int k = 0; k < f.length; k++) {
            v[0] = REACH * (2 * (k / CELLS + 0.5) / CELLS - 1);
            v[d] = REACH * (2 * (k % CELLS + 0.5) / CELLS - 1);
            f[k] = s.f.value(v);
        }
        to.field("f", CELLS, CELLS, square, f);
        to.path("path", s.path);
        to.path("spiral", near(s.spiral));
        double x = s.dimer.v()[0];
        double y = s.dimer.v()[d];
        double a = 0.35 * s.dimer.dimerX()[0];
        double b = 0.35 * s.dimer.dimerY()[0];
        to.paths("dimers", 2, new double[] {x - a, y, x + a, y, x, y - b, x, y + b}, new int[] {0, 2, 4});
        int n = MinimaxTraining.SIDE;
        double[] exact = new double[n * n];
        Arrays.setAll(exact, k -> MinimaxTraining.exact(k / n / (n - 1.0), k % n / (n - 1.0)));
        to.field("exact", n, n, Rect.UNIT, exact);
        to.field("u", n, n, Rect.UNIT, Optional.of(s.trained).filter(m -> !m.isEmpty()).map(m -> m.getFirst().field(to.context().cancel())).orElse(new double[n * n]));
    }

    /** What is still on the picture. */
    private static double[] near(double[] path) {
        int end = 2;
        while (end < path.length && Math.abs(path[end]) < REACH && Math.abs(path[end + 1]) < REACH) {
            end += 2;
        }
        return Arrays.copyOf(path, Math.min(path.length, end));
    }
}
