package org.pushforward.engine.bridge.fitting;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.atRounding;
import static org.pushforward.engine.api.Pane.Style.*;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.table.CategoricalShape;
import org.pushforward.engine.bridge.discrete.Divergence;
import org.pushforward.engine.bridge.discrete.table.MarkovianProjection;
import org.pushforward.engine.bridge.discrete.table.StaticPlan;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code bridge.ipf-imf}: two ways to the same Schrödinger bridge, one of which breaks a marginal at every half step. One step is half an
 * iteration of both.
 *
 * @see LineCoupling
 * @see MarkovianProjection
 */
public final class IpfImf extends Study<IpfImf.Both> {

    /** Where both stand: half iterations of IPF, how far both are from the bridge, and the couplings. */
    record Both(double eps, int half, Errors ipf, Errors imf, Problem problem) { }

    /** KL(q ‖ q*), L1 distances of the marginals from the wanted ones, and E ½|X₀ − X₁|² of a coupling q. */
    record Errors(double divergence, double source, double target, double cost) { }

    /** Couplings of normal distributions on the line, or on the cells of [0, 1]. */
    sealed interface Problem { }

    record Line(LineCoupling truth, LineCoupling ipf, LineCoupling imf) implements Problem { }

    /** IPF as scalings u, v of the kernel, IMF as a coupling. */
    record Grid(CategoricalReference r, double[] p0, double[] p1, Matrix truth, double[] u, double[] v, Matrix imf, int imfHalf)
            implements Problem {
        Matrix ipf() {
            double[] q = r.kernel().toArray();
            int s = p0.length;
            Arrays.setAll(q, k -> u[k / s] * q[k] * v[k % s]);
            return Matrix.of(s, s, q);
        }
    }

    private final Knob<String> problem;
    private final Knob<Double> m0;
    private final Knob<Double> a;
    private final Knob<Double> m1;
    private final Knob<Double> b;
    private final Knob<String> p0;
    private final Knob<String> p1;
    private final Knob<Integer> cells;
    private final Knob<Integer> between;
    private final Knob<Double> eps;

    public IpfImf() {
        super("bridge.ipf-imf", "IPF against IMF",
                "Both fittings end at the bridge, and from different sides. Proportional fitting (Sinkhorn's iteration, and what diffusion "
                        + "Schrödinger bridges learn) keeps the kernel of the reference: every iterate is a bridge, between wrong ends. It mends "
                        + "one marginal and breaks the other. Markovian fitting keeps the ends: it mixes the reference's bridges over a coupling "
                        + "and takes the Markov process with the same marginals, so p₀ and p₁ are right from the start and only the coupling "
                        + "moves. Watch the marginals. Then change ε: proportional fitting starts again, Markovian fitting goes on.",
                List.of("IPF: q(x, y) ← q(x, y) p₁(y) / q₁(y),  then p₀(x) / q₀(x)", "IMF: q ← law of (X₀, X₁) of the Markovian projection of ∫ W^{x,y} dq",
                        "on the line: c ← ½g exp(−(ε/g) arccos(r)/√(1−r²)),  g = 2√(ab),  r = (2c+ε)/g"),
                new Citation("R. Sinkhorn", 1964, "A relationship between arbitrary positive matrices and doubly stochastic matrices", "10.1214/aoms/1177703591"),
                new Citation("Y. Shi, V. De Bortoli, A. Campbell, A. Doucet", 2023, "Diffusion Schrödinger Bridge Matching", "2303.16852").code("https://github.com/yuyang-shi/dsbm-pytorch"),
                new Citation("S. Peluchetti", 2023, "Diffusion Bridge Mixture Transports, Schrödinger Bridge Problems and Generative Modeling", "2304.00917"));
        pace(2);
        group("Distributions");
        problem = choice("problem", "Ω", "Problem", List.of("gaussian", "grid"), "gaussian", "Two normal distributions on the line, or densities on cells of [0, 1].");
        m0 = real("source-mean", "m₀", "Source mean", 0, -5, 5, "Mean of the normal distribution.").within(-1e3, 1e3).when(problem, "gaussian");
        a = real("source-variance", "a", "Source variance", 1, 0.05, 5, "Variance of the normal distribution.").within(1e-3, 1e3).log().when(problem, "gaussian");
        m1 = real("target-mean", "m₁", "Target mean", 2, -5, 5, "Mean of the normal distribution.").within(-1e3, 1e3).when(problem, "gaussian");
        b = real("target-variance", "b", "Target variance", 0.25, 0.05, 5, "Variance of the normal distribution.").within(1e-3, 1e3).log().when(problem, "gaussian");
        p0 = choice("source", "p₀", "Source", CategoricalShape.names(), "bump", "How the mass is spread over the cells.").when(problem, "grid");
        p1 = choice("target", "p₁", "Target", CategoricalShape.names(), "two-bumps", "How the mass is spread over the cells.").when(problem, "grid");
        cells = whole("cells", "S", "Cells", 64, 16, 128, "Cells of [0, 1].").within(4, 256).when(problem, "grid");
        group("Bridge");
        between = whole("steps", "N", "Times between", 15, 1, 30, "Times between the first and the last; N + 1 transitions of IMF.").within(0, 100).when(problem, "grid");
        eps = real("eps", "ε", "Noise", 1, 1e-3, 10, "Variance per unit of time of the reference √ε W. IPF starts again when it changes; IMF goes on.")
                .within(1e-6, 1e6).log().live().but(0.02, problem, "grid");
        var tolerance = real("tolerance", "δ", "Tolerance", 1e-10, 1e-12, 1e-4, "The run has converged when both divergences are at most that.").within(1e-14, 1).log();

        var klIpf = gauge("kl-ipf", "KL to the bridge, IPF", "nat", s -> s.ipf.divergence).when(s -> Double.isFinite(s.ipf.divergence));
        // Infinite at first where cells of a marginal are empty.
        var klImf = gauge("kl-imf", "KL to the bridge, IMF", "nat", s -> s.imf.divergence).when(s -> Double.isFinite(s.imf.divergence));
        var source = gauge("source-error-ipf", "error of p₀, IPF", "", s -> s.ipf.source);
        var target = gauge("target-error-ipf", "error of p₁, IPF", "", s -> s.ipf.target);
        // Marginals of the projection are sums over its plan, while on the line they are copied.
        var sourceImf = gauge("source-error-imf", "error of p₀, IMF", "", s -> s.imf.source).when(s -> s.problem instanceof Grid);
        var targetImf = gauge("target-error-imf", "error of p₁, IMF", "", s -> s.imf.target).when(s -> s.problem instanceof Grid);
        gauge("cost-ipf", "E ½|x−y|², IPF", "", s -> s.ipf.cost);
        gauge("cost-imf", "E ½|x−y|², IMF", "", s -> s.imf.cost);
        gauge("eps", "ε", "", s -> s.eps);
        gauge("sigma", "σ = √ε", "", s -> Math.sqrt(s.eps));
        gauge("reg", "reg = 2ε for |x−y|²", "", s -> 2 * s.eps);
        var cIpf = gauge("covariance-ipf", "Cov(X₀, X₁), IPF", "", s -> ((Line) s.problem).ipf.c()).when(s -> s.problem instanceof Line);
        var cImf = gauge("covariance-imf", "Cov(X₀, X₁), IMF", "", s -> ((Line) s.problem).imf.c()).when(s -> s.problem instanceof Line);
        gauge("covariance", "Cov(X₀, X₁), bridge", "", s -> ((Line) s.problem).truth.c()).when(s -> s.problem instanceof Line);
        converges(klIpf, s -> Math.max(s.ipf.divergence, s.imf.divergence), tolerance, 20);

        plane("ipf", "IPF", "coupling, X₁ over X₀").draw(FILL, "ipf-plan", "density of IPF").draw(LINES, "truth-ellipse", "bridge, 2σ")
                .draw(LINES, "ipf-ellipse", "IPF, 2σ").alike("ipf-plan", "imf-plan");
        plane("imf", "IMF", "coupling, X₁ over X₀").draw(FILL, "imf-plan", "density of IMF").draw(LINES, "truth-ellipse")
                .draw(LINES, "imf-ellipse", "IMF, 2σ").alike("ipf-plan", "imf-plan");
        plot("target", "Marginal at t = 1", "wanted and what both have").draw(CURVE, "target", "p₁").draw(CURVE, "target-ipf", "IPF").draw(CURVE, "target-imf", "IMF");
        plot("source", "Marginal at t = 0", "wanted and what both have").draw(CURVE, "source", "p₀").draw(CURVE, "source-ipf", "IPF").draw(CURVE, "source-imf", "IMF");
        history("kl", "Divergence from the bridge", "KL(q ‖ q*) by half iteration", klIpf, klImf).log()
                .note("A straight line divides the error by the same number in every half iteration; compare the slopes.");
        history("marginals", "Broken marginals", "L1 errors of IPF; IMF has none", source, target).log();

        always("imf-source", "grid: error of p₀ under IMF, L1", sourceImf, atMost(1e-12), "a projection keeps both marginals");
        always("imf-target", "grid: error of p₁ under IMF, L1", targetImf, atMost(1e-12), "a projection keeps both marginals");
        atEnd("ipf", "KL to the bridge, IPF", klIpf, atMost(1e-4), "closed form, or Sinkhorn on the grid");
        atEnd("imf", "KL to the bridge, IMF", klImf, atMost(1e-4), "closed form, or Sinkhorn on the grid");
        String[] unit = {"target-mean=0", "target-variance=1", "eps=1", "tolerance=1e-14"};
        reference("imf-sequence", "covariances 0, .546…, .611…, .617… of IMF: worst error", atMost(2e-10), "independent run in NumPy, N(0, 1) → N(0, 1), ε = 1",
                t -> sequence(t, cImf, 0, 0.5462930159, 0.6111428259, 0.6173850824), unit);
        reference("ipf-sequence", "covariances ½, ⅔, ⅗, ⅝, … of IPF: worst error", atRounding(), "ratios of Fibonacci numbers",
                t -> sequence(t, cIpf, 1, 1.0 / 2, 2.0 / 3, 3.0 / 5, 5.0 / 8, 8.0 / 13, 13.0 / 21), unit);
        formula("imf-projection", "line, ε = 0.1, 1, 10: covariance and variance at the end of a Markovian projection off its formula", atRounding(),
                "the projection's linear diffusion, its moments by quadrature over time", IpfImf::projectionError);
        double c = 0.5 * (Math.sqrt(0.01 + 1) - 0.1);
        reference("limit", "both from N(0, 1) to N(2, ¼), ε = 0.1: error of the covariance", atRounding(), "closed form c = ½(√(ε² + 4ab) − ε)",
                t -> Math.max(Math.abs(t.rest().value(cIpf) - c), Math.abs(t.value(cImf) - c)), "target-mean=2", "target-variance=0.25", "eps=0.1", "tolerance=1e-14");

        tiny("", "problem=grid cells=8 steps=2");
        opens("IPF against IMF", "Two fittings of one bridge: one mends a marginal and breaks the other, one never breaks any.").pins("eps", "target-mean", "target-variance");
        preset("grid", "IPF against IMF on a grid", "A bump becomes two under little noise; watch the marginal at t = 1.").set("problem=grid", "eps=0.005");
    }

    private static double sequence(Trial<Both> t, Gauge<Both> g, double... expected) {
        double worst = 0;
        for (double e : expected) {
            worst = Math.max(worst, Math.abs(t.value(g) - e));
            t.step();
        }
        return worst;
    }

    /**
     * dX = K X dt + √ε dW with the slope K = (v̇ − ε)/2v that keeps the variances v(t) of the bridges' mixture: Cov(X₀, X₁) = a e^∫K, and
     * Var X₁ = e^2∫K (a + ε ∫ e^(−2∫₀ᵗK) dt), which is to be b.
     */
    private static double projectionError() {
        GaussLegendre rule = new GaussLegendre(24);
        double worst = 0;
        for (double eps : new double[] {0.1, 1, 10}) {
            LineCoupling q = new LineCoupling(0, 0, 1, 0.2, 0.25);
            int parts = 200;
            double exponent = 0;
            double noise = 0;
            for (int p = 0; p < parts; p++) {
                double begin = (double) p / parts;
                for (int k = 0; k < rule.size(); k++) {
                    double t = begin + rule.node(k) / parts;
                    noise += rule.weight(k) / parts * eps * Math.exp(-2 * (exponent + integral(q, eps, begin, t, rule)));
                }
                exponent += integral(q, eps, begin, begin + 1.0 / parts, rule);
            }
            worst = Math.max(worst, Math.abs(q.markovian(eps).c() - q.a() * Math.exp(exponent)));
            worst = Math.max(worst, Math.abs(q.markovian(eps).b() - Math.exp(2 * exponent) * (q.a() + noise)));
        }
        return worst;
    }

    /** ∫K dt; v is quadratic in t, so a central difference is its slope. */
    private static double integral(LineCoupling q, double eps, double from, double to, GaussLegendre rule) {
        double sum = 0;
        for (int k = 0; k < rule.size(); k++) {
            double t = from + (to - from) * rule.node(k);
            double slope = 0.5 * (q.variance(t + 1, eps) - q.variance(t - 1, eps));
            sum += (to - from) * rule.weight(k) * 0.5 * (slope - eps) / q.variance(t, eps);
        }
        return sum;
    }

    @Override
    protected Both start(Knobs p, Philox random) {
        double e = p.get(eps);
        if (p.is(problem, "gaussian")) {
            return line(e, 0, new Line(LineCoupling.plan(p.get(m0), p.get(a), p.get(m1), p.get(b), e), LineCoupling.reference(p.get(m0), p.get(a), e),
                    new LineCoupling(p.get(m0), p.get(m1), p.get(a), 0, p.get(b))));
        }
        int s = p.get(cells);
        double[] x = CategoricalShape.named(p.get(p0)).probabilities(s);
        double[] y = CategoricalShape.named(p.get(p1)).probabilities(s);
        double[] product = new double[s * s];
        Arrays.setAll(product, k -> x[k / s] * y[k % s]);
        return grid(e, p.get(between), x, y, Matrix.of(s, s, product), 0);
    }

    @Override
    protected Both next(Both s, Turn t) {
        boolean toTarget = s.half % 2 == 0;
        if (s.problem instanceof Line(LineCoupling q, LineCoupling ipf, LineCoupling imf)) {
            return line(s.eps, s.half + 1, new Line(q, toTarget ? ipf.withTarget(q.mean1(), q.b()) : ipf.withSource(q.mean0(), q.a()), imf.markovian(s.eps)));
        }
        Grid g = (Grid) s.problem;
        // The kernel is symmetric: one product serves both halves.
        double[] other = g.r.kernel().times(toTarget ? g.u : g.v);
        double[] scaled = new double[other.length];
        Arrays.setAll(scaled, k -> (toTarget ? g.p1 : g.p0)[k] == 0 ? 0 : (toTarget ? g.p1 : g.p0)[k] / other[k]);
        MarkovianProjection imf = g.imfHalf % 2 == 0 ? MarkovianProjection.forward(g.imf, g.r, t.context()) : MarkovianProjection.backward(g.imf, g.r, t.context());
        return judged(s.eps, s.half + 1, new Grid(g.r, g.p0, g.p1, g.truth, toTarget ? g.u : scaled, toTarget ? scaled : g.v, imf.coupling(), g.imfHalf + 1));
    }

    /** The iterates of IPF hold the old kernel, so IPF starts again from the new reference; IMF goes on from its coupling. */
    @Override
    protected Both changed(Both s, Knobs before, Knobs p) {
        double e = p.get(eps);
        if (s.problem instanceof Line(LineCoupling q, LineCoupling _, LineCoupling imf)) {
            return line(e, 0, new Line(LineCoupling.plan(q.mean0(), q.a(), q.mean1(), q.b(), e), LineCoupling.reference(q.mean0(), q.a(), e), imf));
        }
        Grid g = (Grid) s.problem;
        return grid(e, g.r.transitions() - 1, g.p0, g.p1, g.imf, g.imfHalf);
    }

    private static Both line(double eps, int half, Line l) {
        return new Both(eps, half, errors(l.ipf, l.truth), errors(l.imf, l.truth), l);
    }

    private static Errors errors(LineCoupling q, LineCoupling truth) {
        return new Errors(q.divergence(truth), distance(q.mean0(), q.a(), truth.mean0(), truth.a()), distance(q.mean1(), q.b(), truth.mean1(), truth.b()), q.cost());
    }

    /** ∫|N(m, v) − N(n, w)| by the midpoint rule on a thousand cells over both; exactly 0 for equal laws. */
    private static double distance(double m, double v, double n, double w) {
        double low = Math.min(m - 8 * Math.sqrt(v), n - 8 * Math.sqrt(w));
        double h = (Math.max(m + 8 * Math.sqrt(v), n + 8 * Math.sqrt(w)) - low) / 1000;
        double sum = 0;
        for (int k = 0; k < 1000; k++) {
            double x = low + (k + 0.5) * h;
            sum += Math.abs(density(x, m, v) - density(x, n, w));
        }
        return h * sum;
    }

    private static double density(double x, double mean, double variance) {
        return Math.exp(-0.5 * (x - mean) * (x - mean) / variance) / Math.sqrt(2 * Math.PI * variance);
    }

    private static Both grid(double eps, int between, double[] p0, double[] p1, Matrix imf, int imfHalf) {
        int s = p0.length;
        CategoricalReference r = CategoricalReference.walk(s, eps * s * s / (between + 1), between);
        double[] ones = new double[s];
        Arrays.fill(ones, 1);
        return judged(eps, 0, new Grid(r, p0, p1, StaticPlan.of(r.kernel(), p0, p1, "eps"), p0, ones, imf, imfHalf));
    }

    private static Both judged(double eps, int half, Grid g) {
        return new Both(eps, half, errors(g.ipf(), g), errors(g.imf, g), g);
    }

    private static Errors errors(Matrix q, Grid g) {
        int s = g.p0.length;
        double cost = 0;
        for (int i = 0; i < s; i++) {
            for (int j = 0; j < s; j++) {
                cost += q.get(i, j) * 0.5 * (i - j) * (i - j) / ((double) s * s);
            }
        }
        return new Errors(Divergence.kl(q.toArray(), g.truth.toArray()), distance(MarkovianProjection.rowSums(q), g.p0),
                distance(MarkovianProjection.rowSums(q.transposed()), g.p1), cost);
    }

    private static double distance(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.abs(x[k] - y[k]);
        }
        return sum;
    }

    @Override
    protected void look(Both s, Knobs p, Look to) {
        if (s.problem instanceof Line l) {
            lookAtLine(l, s.eps, to);
            return;
        }
        Grid g = (Grid) s.problem;
        Matrix ipf = g.ipf();
        int n = g.p0.length;
        double[] x = new double[n];
        Arrays.setAll(x, k -> (k + 0.5) / n);
        to.field("ipf-plan", n, n, Rect.UNIT, ipf.scaled((double) n * n).toArray());
        to.field("imf-plan", n, n, Rect.UNIT, g.imf.scaled((double) n * n).toArray());
        double[][] masses = {g.p0, MarkovianProjection.rowSums(ipf), MarkovianProjection.rowSums(g.imf), g.p1, MarkovianProjection.rowSums(ipf.transposed()),
            MarkovianProjection.rowSums(g.imf.transposed())};
        String[] ids = {"source", "source-ipf", "source-imf", "target", "target-ipf", "target-imf"};
        for (int k = 0; k < ids.length; k++) {
            to.series(ids[k], x, Arrays.stream(masses[k]).map(v -> v * n).toArray());
        }
    }

    private static void lookAtLine(Line l, double eps, Look to) {
        LineCoupling q = l.truth;
        double reference = 2 * Math.sqrt(q.a() + eps);
        double[] x = {q.mean0() - 3.6 * Math.sqrt(q.a()), q.mean0() + 3.6 * Math.sqrt(q.a())};
        double[] y = {Math.min(q.mean1() - 3.6 * Math.sqrt(q.b()), q.mean0() - reference), Math.max(q.mean1() + 3.6 * Math.sqrt(q.b()), q.mean0() + reference)};
        Rect domain = new Rect(x[0], y[0], x[1], y[1]);
        to.field("ipf-plan", 96, 96, domain, plan(l.ipf, domain));
        to.field("imf-plan", 96, 96, domain, plan(l.imf, domain));
        to.path("truth-ellipse", ellipse(q));
        to.path("ipf-ellipse", ellipse(l.ipf));
        to.path("imf-ellipse", ellipse(l.imf));
        String[] of = {"", "-ipf", "-imf"};
        LineCoupling[] all = {q, l.ipf, l.imf};
        for (int k = 0; k < 3; k++) {
            LineCoupling c = all[k];
            curve("source" + of[k], x, c.mean0(), c.a(), to);
            curve("target" + of[k], y, c.mean1(), c.b(), to);
        }
    }

    private static void curve(String id, double[] range, double mean, double variance, Look to) {
        double[] x = new double[181];
        Arrays.setAll(x, k -> range[0] + k * (range[1] - range[0]) / 180);
        to.series(id, x, Arrays.stream(x).map(v -> density(v, mean, variance)).toArray());
    }

    private static double[] plan(LineCoupling q, Rect r) {
        double det = q.a() * q.b() - q.c() * q.c();
        double[] values = new double[96 * 96];
        for (int k = 0; k < values.length; k++) {
            double x = r.x0() + (k / 96 + 0.5) * r.width() / 96 - q.mean0();
            double y = r.y0() + (k % 96 + 0.5) * r.height() / 96 - q.mean1();
            values[k] = Math.exp(-0.5 * (q.b() * x * x - 2 * q.c() * x * y + q.a() * y * y) / det) / (2 * Math.PI * Math.sqrt(det));
        }
        return values;
    }

    private static double[] ellipse(LineCoupling q) {
        double s = Math.sqrt(q.a());
        double across = q.c() / s;
        double rest = Math.sqrt(Math.max(0, q.b() - across * across));
        double[] xy = new double[2 * 97];
        for (int k = 0; k <= 96; k++) {
            double angle = 2 * Math.PI * (k % 96) / 96;
            xy[2 * k] = q.mean0() + 2 * s * Math.cos(angle);
            xy[2 * k + 1] = q.mean1() + 2 * (across * Math.cos(angle) + rest * Math.sin(angle));
        }
        return xy;
    }
}
