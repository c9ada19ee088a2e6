package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code optimise.meha-bilevel}: an optimization whose constraint is a nonconvex optimization, by gradients alone and in a single loop, with the
 * Moreau envelope of the lower level as penalty; alternating descent beside it. A step is some iterations.
 */
public final class MoreauBilevel extends Study<MoreauBilevel.Stage> {

    private static final int ITERATIONS = 20_000;
    private static final int EACH = 50;
    private static final double STEP = 0.1;
    /** Penalty of the first iteration. */
    private static final double FIRST = 1;
    private static final int CELLS = 120;

    private final Knob<Integer> dimension;
    private final Knob<Double> a;
    private final Knob<Double> c;
    private final Knob<Double> p;
    private final Knob<Double> gamma;

    /** Values of an iteration: x, the first of y, the residual and k. */
    record Seen(double x, double y, double residual, double k) { }

    record Stage(double x, double[] y, double[] theta, double plainX, double[] plainY, int k, List<Seen> seen, List<Seen> plain) { }

    public MoreauBilevel() {
        super("optimise.meha-bilevel", "Two levels in one loop", "Choose x well, knowing that y will be whatever is best for somebody else. Here the other one minimizes sin(x + y − c), which has many minima. The lower level's value is replaced by its Moreau envelope, which is smooth, and the "
                + "difference between the two is a penalty that grows as the iterations go on: three gradient steps an iteration, no Hessian, no inner loop. Descending on the two levels in turn, each as if the other stood still, ends at x = a, which is not a solution. The rate depends on how the penalty grows, c_k = (k + 1)^p: "
                + "with a small p it is still weak after 20,000 iterations and x ends farther off. The update formulas are our reading of the paper, the start and step sizes are ours, and its experiments with networks are not shown.",
                List.of("min (x − a)² + ‖y − a − c‖²,  yᵢ ∈ argmin sin(x + yᵢ − cᵢ)", "θ ← θ − η(∇f(x, θ) + (θ − y)/γ)", "(x, y) ← (x, y) − α(∇F/c_k + ∇f(x, y) − ∇v_γ)", "x* = ((1 − n)a + nC)/(1 + n),  F* = n(C − 2a)²/(1 + n),  C = −π/2 + 2kπ nearest 2a"),
                new Citation("R. Liu, Z. Liu, W. Yao, S. Zeng, J. Zhang", 2024, "Moreau Envelope for Nonconvex Bi-Level Optimization: A Single-loop and Hessian-free Solution Strategy", "2405.09927"));
        pace(20);
        group("Problem");
        dimension = whole("dimension", "n", "Dimension", 1, 1, 20, "Entries of y.").within(1, 200);
        a = real("a", "a", "Target", 2, -4, 4, "Of x, and of y beyond c.").within(-20, 20);
        c = real("c", "c", "Shift", 2, -4, 4, "Of every entry of y.").within(-20, 20);
        group("Method");
        p = real("p", "p", "Growth", 0.4, 0.05, 0.49, "The penalty is (k + 1)^p; the theory allows 0 to ½.").within(0.001, 0.9);
        gamma = real("gamma", "γ", "Envelope", 0.5, 0.1, 0.9, "Of the Moreau envelope; below 1, so that the proximal problem is convex, and not below the step size.").within(0.1, 0.99);
        lasts(_ -> ITERATIONS / EACH);

        var x = gauge("x", "x", "", s -> s.x);
        var exact = gauge("x-exact", "x*, closed form", "", (_, k) -> exactX(k));
        var plainX = gauge("x-alternating", "x, alternating", "", s -> s.plainX);
        var upper = gauge("upper-value", "Upper level", "", (s, k) -> upper(k, s.x, s.y));
        var upperExact = gauge("upper-exact", "F*, closed form", "", (_, k) -> exactF(k));
        var plainUpper = gauge("upper-alternating", "Upper level, alternating", "", (s, k) -> upper(k, s.plainX, s.plainY));
        var error = gauge("x-error", "|x − x*|/|x*|", "", (s, k) -> Math.max(1e-12, Math.abs(s.x - exactX(k)) / Math.max(0.1, Math.abs(exactX(k)))));
        var plainError = gauge("x-error-alternating", "|x − x*|/|x*|, alternating", "", (s, k) -> Math.max(1e-12, Math.abs(s.plainX - exactX(k)) / Math.max(0.1, Math.abs(exactX(k)))));
        var residual = gauge("residual", "Residual", "", s -> Math.max(1e-14, s.seen.getLast().residual)).when(s -> s.k > 0);
        var slope = gauge("residual-slope", "Slope of the residual", "", MoreauBilevel::slope).when(s -> s.seen.size() > 20);
        var lower = gauge("lower-gap", "sin(x + y − c) + 1, largest", "", (s, k) -> lowerGap(s, k));

        plane("upper", "Upper level", "(x − a)² + (y − a − c)²; x to the right, y upwards").draw(FILL, "upper-landscape", "F").draw(LINES, "valleys", "lower minima").draw(LINES, "alternating", "alternating").draw(LINES, "path", "this method").draw(POINTS, "optimum", "optimum");
        plane("lower", "Lower level", "sin(x + y − c); x to the right, y upwards").draw(FILL, "lower-landscape", "f").draw(LINES, "alternating").draw(LINES, "path").draw(POINTS, "optimum");
        history("values", "x", "the closed form is the aim", exact, plainX, x);
        plot("decay", "Residual", "of the penalized problem; both axes logarithmic").draw(CURVE, "residuals", "residual", "", "iteration").draw(CURVE, "theory", "k^−p·", "", "iteration").log().logX();
        history("errors", "Relative error of x", "", plainError, error).log();
        history("uppers", "Value of the upper level", "alternating descent is below what is allowed, or above F*", upperExact, plainUpper, upper);

        atEnd("lower", "largest sin(x + yᵢ − cᵢ) + 1", lower, atMost(0.3), "closed form: 0 at a minimum of the lower level");
        atEnd("improves", "|x − x*|/|x*|", error, atMost(0.3), "closed form; small p and far starts end farther off");
        for (String set : List.of("dimension=1", "dimension=2", "dimension=5", "dimension=10")) {
            reference("x-" + set.substring(10), "n = " + set.substring(10) + ", p = 0.4: |x − x*|/|x*| after 20,000 iterations", atMost(0.02), "closed form", t -> t.rest().value(error), set);
        }
        reference("upper", "p = 0.4: |F/F* − 1|", atMost(0.2), "closed form; F grows as fast as the distance across the valley, which closes as 1/c_k", t -> Math.abs(t.rest().value(upper) / t.value(upperExact) - 1));
        reference("slope", "p = 0.4: slope of the residual, last nine tenths", atMost(-0.4), "the paper's rate K^(−(1−2p)/2) allows −0.1; −1.4 measured independently", t -> t.rest().value(slope));
        reference("alternating", "alternating descent: |x − a|", atMost(1e-6), "closed form: it cannot see that y follows x", t -> Math.abs(t.rest().value(plainX) - 2));
        reference("small-p", "p = 0.1 over p = 0.4: error of x", atLeast(3), "a weak penalty ends farther off; 5–16 % against 0.4–0.9 % measured independently", t -> error(t, error, "p=0.1") / error(t, error, "p=0.4"));
        opens("The right valley, by gradients alone", "Alternating descent stops at x = a; the envelope follows the valley to the optimum.").panes("upper", "values", "lower", "decay").pictured(399);
        preset("weak", "A penalty that grows too slowly", "With p = 0.1 the lower level is still violated at the end.").set("p=0.1").panes("errors", "values", "decay", "upper").pictured(399);
        preset("many", "Twenty followers", "Twenty entries of y, each in a valley of its own sine.").set("dimension=20").panes("values", "errors", "decay", "uppers").pictured(399);
        tiny("", "dimension=3 p=0.2");
    }

    private static double error(Trial<Stage> t, org.pushforward.engine.study.Gauge<Stage> error, String set) {
        return t.anew(1, set).rest().value(error);
    }

    // ---- the problem

    /** −π/2 + 2kπ nearest 2a. */
    private double valley(Knobs k) {
        return -Math.PI / 2 + 2 * Math.PI * Math.rint((2 * k.get(a) + Math.PI / 2) / (2 * Math.PI));
    }

    private double exactX(Knobs k) {
        int n = k.get(dimension);
        return ((1 - n) * k.get(a) + n * valley(k)) / (1 + n);
    }

    private double exactF(Knobs k) {
        int n = k.get(dimension);
        double d = valley(k) - 2 * k.get(a);
        return n * d * d / (1 + n);
    }

    private double upper(Knobs k, double x, double[] y) {
        double target = k.get(a) + k.get(c);
        return (x - k.get(a)) * (x - k.get(a)) + Arrays.stream(y).map(v -> (v - target) * (v - target)).sum();
    }

    private double lowerGap(Stage s, Knobs k) {
        return Arrays.stream(s.y).map(v -> Math.sin(s.x + v - k.get(c)) + 1).max().orElseThrow();
    }

    @Override
    protected Stage start(Knobs k, Philox random) {
        // the upper level's own optimum, of which the lower level knows nothing
        double[] y = new double[k.get(dimension)];
        Arrays.fill(y, k.get(a) + k.get(c));
        double x = k.get(a) - 0.5;
        Seen first = new Seen(x, y[0], 1, 0);
        return new Stage(x, y, y, x, y, 0, List.of(first), List.of(first));
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        double x = s.x;
        double[] y = s.y.clone();
        double[] theta = s.theta.clone();
        double plainX = s.plainX;
        double[] plainY = s.plainY.clone();
        double residual = 0;
        int n = y.length;
        // the sum over y makes the curvature along x grow with n
        double step = STEP / Math.sqrt(n);
        double stepX = STEP / n;
        for (int i = 0; i < EACH; i++) {
            double penalty = FIRST * Math.pow(s.k + i + 1, t.get(p));
            residual = iterated(x, y, theta, penalty, step, t.p());
            x -= stepX * gradientX(x, y, theta, penalty, t.p());
            for (int j = 0; j < n; j++) {
                plainY[j] -= STEP * Math.cos(plainX + plainY[j] - t.get(c));
            }
            plainX -= STEP * 2 * (plainX - t.get(a));
        }
        int k = s.k + EACH;
        return new Stage(x, y, theta, plainX, plainY, k, with(s.seen, new Seen(x, y[0], residual, k)), with(s.plain, new Seen(plainX, plainY[0], 0, k)));
    }

    /** θ and y of one iteration, in place; the residual |∇F + c_k(∇f − ∇v_γ)| before it. */
    private double iterated(double x, double[] y, double[] theta, double penalty, double step, Knobs k) {
        double shift = k.get(c);
        double sum = 0;
        double gx = gradientX(x, y, theta, penalty, k);
        for (int j = 0; j < y.length; j++) {
            theta[j] -= step * (Math.cos(x + theta[j] - shift) + (theta[j] - y[j]) / k.get(gamma));
            double g = 2 * (y[j] - k.get(a) - shift) / penalty + Math.cos(x + y[j] - shift) - (y[j] - theta[j]) / k.get(gamma);
            sum += g * g;
            y[j] -= step * g;
        }
        return penalty * Math.sqrt(sum + gx * gx);
    }

    private double gradientX(double x, double[] y, double[] theta, double penalty, Knobs k) {
        double g = 2 * (x - k.get(a)) / penalty;
        for (int j = 0; j < y.length; j++) {
            g += Math.cos(x + y[j] - k.get(c)) - Math.cos(x + theta[j] - k.get(c));
        }
        return g;
    }

    private static List<Seen> with(List<Seen> before, Seen one) {
        List<Seen> all = new ArrayList<>(before);
        all.add(one);
        return List.copyOf(all);
    }

    /** Of ln residual against ln k, over all but the first tenth. */
    private static double slope(Stage s) {
        double[] m = new double[5];
        for (Seen e : s.seen.subList(s.seen.size() / 10 + 1, s.seen.size())) {
            double u = Math.log(e.k);
            double v = Math.log(Math.max(1e-300, e.residual));
            m[0]++;
            m[1] += u;
            m[2] += v;
            m[3] += u * u;
            m[4] += u * v;
        }
        return (m[0] * m[4] - m[1] * m[2]) / (m[0] * m[3] - m[1] * m[1]);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs k, Look to) {
        double x0 = k.get(a);
        double y0 = k.get(a) + k.get(c);
        double half = Math.max(2.5, 1.3 * Math.abs(exactX(k) - x0));
        Rect domain = new Rect(x0 - half, y0 - half, x0 + half, y0 + half);
        double[] f = new double[CELLS * CELLS];
        double[] g = new double[CELLS * CELLS];
        for (int i = 0; i < f.length; i++) {
            double x = x0 - half + 2 * half * (i % CELLS + 0.5) / CELLS;
            double y = y0 - half + 2 * half * (i / CELLS + 0.5) / CELLS;
            f[i] = (x - x0) * (x - x0) + (y - y0) * (y - y0);
            g[i] = Math.sin(x + y - k.get(c));
        }
        to.field("upper-landscape", CELLS, CELLS, domain, f);
        to.field("lower-landscape", CELLS, CELLS, domain, g);
        double v = valley(k) + k.get(c);
        double low = Math.max(x0 - half, v - (y0 + half));
        double high = Math.min(x0 + half, v - (y0 - half));
        to.path("valleys", low < high ? new double[] {low, v - low, high, v - high} : new double[0]);
        to.path("path", trail(s.seen));
        to.path("alternating", trail(s.plain));
        to.points("optimum", 2, new double[] {exactX(k), v - exactX(k)});
        double[] at = s.seen.stream().skip(1).mapToDouble(Seen::k).toArray();
        double[] r = s.seen.stream().skip(1).mapToDouble(e -> Math.max(1e-14, e.residual)).toArray();
        to.series("residuals", at, r);
        to.as("slope −0.4").series("theory", at, Arrays.stream(at).map(i -> r[0] * Math.pow(i / at[0], -0.4)).toArray());
    }

    private static double[] trail(List<Seen> seen) {
        return seen.stream().flatMapToDouble(e -> java.util.stream.DoubleStream.of(e.x, e.y)).toArray();
    }
}
