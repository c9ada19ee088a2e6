package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.layer.CoordinateJets;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.sdgd}: physics-informed networks in many dimensions that take the terms of a few sampled dimensions in each iteration, times d/|S|, in place of all
 * (stochastic dimension gradient descent; Hu, Shukla, Karniadakis & Kawaguchi 2024, algorithms 2 and 3), beside one that takes all of them, at as many multiplications.
 */
public final class SampledDimensions extends Study<SampledDimensions.Learned> {

    private static final String SAMPLED = "sampled";
    private static final String FULL = "full";
    private static final String SAME = "same";
    private static final String INDEPENDENT = "independent";
    private static final int SIDE = 48;
    private static final int TESTS = 500;
    private static final int PROBES = 16;
    private static final int DRAWS = 64;
    /** A sweep forward and two back. */
    private static final double SWEEPS = 3;
    private static final double MILLION = 1e6;
    private static final int SEEDS = 3;

    /** @param bias of the squared residual, measured, and as the variance says */
    record Learned(ManyDimensions problem, Race<Fit> lanes, double[] errors, double bias, double variance) {

        double error(String who) {
            return errors[lanes.names().indexOf(lanes.has(who) ? who : FULL)];
        }
    }

    private final Knob<String> problem;
    private final Knob<Integer> dimension;
    private final Knob<Integer> sampled;
    private final Knob<String> estimator;
    private final Knob<Boolean> rival;
    private final Training training;

    public SampledDimensions() {
        super("pde.sdgd", "A hundred dimensions, eight at a time",
                "An equation in a hundred dimensions has a hundred second derivatives, and a network must be differentiated along each of them in every iteration. But they are only summed: take eight at random, times 100/8, and "
                        + "the sum is right on average, as the gradient is over a batch. An iteration then costs the same in a hundred dimensions as in a thousand, and memory too. Beside it all derivatives are taken, in as many iterations as the same "
                        + "multiplications pay for. One subset for the whole squared residual adds the variance of the sum to the loss, a bias; two independent subsets, one a factor, have none, at twice the cost. Given long enough both come to rest at one error, which is the "
                        + "curved part of u: small beside its value, and learned by neither here (a preset). Smaller than the paper's: three layers of 64, a thousand iterations, a thousand dimensions instead of 100 000, and points of the control problem are not sought where the residual is large.",
                List.of("Σᵢ aᵢ = f;   ball: aᵢ = ∂ᵢ²u;   HJB: aᵢ = ∂ᵢ²u − (∂ᵢu)²", "r_S = d/|S| Σ_{i∈S} aᵢ − f", "E r_S² = r² + d² (1/|S|)(1 − |S|/d) s²,   E r_I r_J = r²"),
                new Citation("Z. Hu, K. Shukla, G. Karniadakis, K. Kawaguchi", 2024, "Tackling the Curse of Dimensionality with Physics-Informed Neural Networks", "2307.12306").code("https://github.com/zheyuanhu01/SDGD_PINN"));
        group("Problem");
        problem = choice("problem", "Ω", "Problem", List.of("poisson", "hjb"), "poisson", "Poisson's equation in the unit ball, or the Hamilton–Jacobi–Bellman equation of a control problem.");
        dimension = whole("dimension", "d", "Dimensions", 100, 2, 1000, "Of space.").within(2, 10_000).log();
        group("Derivatives");
        sampled = whole("sampled", "|S|", "Sampled dimensions", 8, 1, 32, "Along which an iteration differentiates.").within(1, 256).log();
        estimator = choice("estimator", "r²", "Estimator", List.of(SAME, INDEPENDENT, FULL), SAME, "One subset for both factors of r², two independent ones, or all dimensions.");
        rival = flag("rival", "Σ", "All derivatives beside", true, "A second network that differentiates along every dimension, at the same cost.");
        var rate = real("learning-rate", "η", "Learning rate", 2e-3, 1e-4, 1e-2, "Of Adam; falls to zero along half a cosine.").within(1e-8, 10).log().live();
        var batch = whole("batch", "B", "Batch", 100, 16, 400, "Points of an iteration.").within(1, 10_000).log();
        var iterations = whole("iterations", "N", "Iterations", 1000, 100, 20_000, "With sampled dimensions; with all of them as many as cost the same.").within(1, 10_000_000).log();
        var each = whole("iterations-per-step", "k", "Iterations a step", 4, 1, 50, "Between two pictures.").within(1, 100_000).log();
        training = training(rate, batch, iterations, each);
        pace(10);
        refuse(p -> p.get(sampled) > p.get(dimension), p -> "sampled is " + p.get(sampled) + " of " + p.get(dimension) + " dimensions; take at most " + p.get(dimension));
        refuse(p -> p.get(dimension) > 250 && (p.get(rival) || p.is(estimator, FULL)), p -> "all derivatives in " + p.get(dimension)
                + " dimensions need more memory than there may be; set rival=false and another estimator, or take at most 250 dimensions");

        Gauge<Learned> error = gauge("error", "Error, sampled", "", s -> s.error(SAMPLED));
        Gauge<Learned> full = gauge("error-full", "Error, all derivatives", "", s -> s.error(FULL)).when(s -> s.lanes.has(FULL));
        Gauge<Learned> bias = gauge("bias", "Bias of r², measured", "", Learned::bias);
        Gauge<Learned> exact = gauge("bias-exact", "Bias of r², by its variance", "", Learned::variance);
        gauge("operations", "Multiplications an iteration", "10⁶", (s, p) -> operations(s.problem, p, false) / MILLION);
        gauge("operations-full", "the same with all derivatives", "10⁶", (s, p) -> operations(s.problem, p, true) / MILLION);
        gauge("memory", "Carried forward in an iteration", "MB", (s, p) -> carried(p, false) / MILLION);
        gauge("memory-full", "the same with all derivatives", "MB", (s, p) -> carried(p, true) / MILLION);

        multiples("slice", "The solution on a plane through the origin", "spanned by two directions drawn at random").draw(FILL, "exact", "exact").draw(FILL, "field-sampled", SAMPLED).draw(FILL, "field-full", "all derivatives")
                .alike("exact", "field-sampled", "field-full");
        history("error", "Error", "relative L² at 500 points; both have made as many multiplications", error, full).log();
        plot("cost", "Multiplications of an iteration", "by the number of dimensions").draw(CURVE, "cost-sampled", SAMPLED, "10⁶", "log₁₀ d").draw(CURVE, "cost-full", "all derivatives", "10⁶", "log₁₀ d").log();
        history("bias", "Bias of the squared residual", "mean of the estimate − r², at 16 points and 64 draws, and by its variance", bias, exact);
        multiples("off", "What is wrong on the plane", "u of the network − u").draw(FILL, "off-sampled", SAMPLED).draw(FILL, "off-full", "all derivatives").alike("off-sampled", "off-full");

        atEnd("ahead", "error over that with all derivatives", gauge("ratio", "Error over that with all derivatives", "", s -> s.error(SAMPLED) / s.error(FULL)).when(s -> s.problem.isBall() && s.lanes.names().size() == 2), atMost(1.05), "exact solution; the same multiplications");
        statistics();
        Shared<double[]> all = shared(t -> {
            double[] sums = new double[4];
            for (long seed = 1; seed <= SEEDS; seed++) {
                Trial<Learned> run = t.anew(seed).steps(50);
                Trial<Learned> two = t.anew(seed, "estimator=independent").steps(50);
                sums[0] += run.value(error) / run.value(full) / SEEDS;
                run.rest();
                sums[1] += run.value(error) / SEEDS;
                sums[2] += run.value(error) / run.value(full) / SEEDS;
                sums[3] += two.value(error) / two.value(full) / SEEDS;
            }
            return sums;
        });
        String means = "exact solution; mean of 3 seeds";
        lengthy("against-full", "Poisson, d = 100, 200 iterations with eight dimensions: error over that with all derivatives at as many multiplications", atMost(0.25), means, all, e -> e[0]);
        lengthy("poisson", "error after 1000 iterations", atMost(0.1), "exact solution; 0.09, 0.005 and 0.04 for three seeds, as the coefficients of u cancel each other or not", all, e -> e[1]);
        lengthy("in-the-end", "the same over that with all derivatives", atMost(0.8), means, all, e -> e[2]);
        lengthy("independent-against-full", "two independent subsets, 200 iterations: error over that with all derivatives at as many multiplications", atMost(0.5), means, all, e -> e[3]);
        opens("A hundred dimensions, eight at a time", "The same multiplications buy eleven times as many iterations: the surface is there while the other is still rising.").panes("slice", "error", "cost", "bias").pins("dimension", "sampled", "estimator", "learning-rate").pictured(60);
        preset("thousand", "A thousand dimensions", "An iteration costs what it costs in a hundred, but for the first layer.").set("dimension=1000", "rival=false").panes("slice", "cost", "error", "off").pins("dimension", "sampled").pictured(60);
        preset("independent", "Two subsets, no bias", "Unbiased, at twice the cost: here the bias does less harm than half of the iterations.").set("estimator=independent").panes("bias", "error", "slice", "off").pins("estimator", "sampled").pictured(60);
        preset("one", "One dimension at a time", "An eighth of the work and eight times the bias: the error wanders, and in the end is a tenth larger than with eight dimensions.").set("sampled=1").panes("off", "bias", "error", "slice").pins("sampled", "estimator").pictured(60);
        preset("long", "Given long enough", "Six times as many iterations: all derivatives come to rest where eight at a time have long been.").set("iterations=6000", "iterations-per-step=8").panes("error", "slice", "off", "bias").pins("learning-rate", "sampled").pictured(60);
        preset("hjb", "Optimal control in a hundred dimensions", "Derivatives enter squared, and are still only summed. Neither comes nearer than a twelfth: mean squares are not enough for this equation (the paper seeks points where the residual is large).").set("problem=hjb").panes("slice", "error", "off", "cost").pins("dimension", "sampled", "estimator").pictured(60);
        tiny("dimension=5 sampled=2 batch=8 iterations=4 iterations-per-step=2", "problem=hjb dimension=4 sampled=2 batch=8 iterations=4 iterations-per-step=2 estimator=independent",
                "dimension=3 sampled=1 batch=4 iterations=2 estimator=full", "dimension=300 sampled=3 batch=4 iterations=2 rival=false");
    }

    private void statistics() {
        String source = "3 standard errors over 4000 draws of subsets; a network at its start, d = 20, three dimensions";
        Function<ManyDimensions, double[][]> terms = q -> DimensionSubsets.termsAt(Fit.start(q.weights(), AdamW.ADAM, new Philox(3)), q, probes(q, new Philox(3)), CancelToken.current());
        for (boolean ball : new boolean[] {true, false}) {
            ManyDimensions q = problem(ball, 20, new Philox(3));
            String name = ball ? "poisson" : "hjb";
            formula("unbiased-" + name, name + ": mean of r_I r_J − r², independent subsets, over 3 standard errors", atMost(1), source, () -> {
                double[] m = DimensionSubsets.moments(terms.apply(q), q, 3, true, 4000, new Philox(4));
                return Math.abs(m[0]) / (3 * m[1]);
            });
            formula("biased-" + name, name + ": mean of r_S² − r² less its variance, one subset, over 3 standard errors", atMost(1), source, () -> {
                double[][] a = terms.apply(q);
                double[] m = DimensionSubsets.moments(a, q, 3, false, 4000, new Philox(5));
                return Math.abs(m[0] - DimensionSubsets.variance(a, q, 3)) / (3 * m[1]);
            });
        }
        formula("monte-carlo", "HJB in ten dimensions: Monte-Carlo mean of e^(−u) against the integral, over 3 standard errors", atMost(1), "Cole–Hopf, 20 000 draws at x = (1, …, 1), t = 0", SampledDimensions::monteCarlo);
    }

    private static double monteCarlo() {
        int d = 10;
        int n = 20_000;
        double[] z = new double[n * d];
        new Philox(6).normals(0, n, 0, d, z, 0);
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < n; k++) {
            double q = 0;
            for (int i = 0; i < d; i++) {
                double y = 1 + Math.sqrt(2) * z[k * d + i];
                q += y * y;
            }
            sum += 1 / (1 + q) / n;
            squares += 1 / ((1 + q) * (1 + q)) / n;
        }
        return Math.abs(sum - problem(false, d, new Philox(1)).expected(d, 1)) / (3 * Math.sqrt((squares - sum * sum) / n));
    }

    private static ManyDimensions problem(boolean isBall, int d, Philox random) {
        double[] c = new double[d];
        random.stream(1).normals(0, 1, 0, d, c, 0);
        // So that u is of size 1 in any dimension, as a network is at its start.
        Arrays.setAll(c, i -> c[i] / Math.sqrt(d));
        return new ManyDimensions(isBall, d, c);
    }

    private static double[] drawn(ManyDimensions q, int n, Philox random) {
        double[] z = new double[n * q.d()];
        double[] u = new double[n];
        random.normals(0, n, 0, q.d(), z, 0);
        random.stream(9).uniforms(0, n, 0, 1, u, 0);
        return q.points(z, u);
    }

    private static double[] probes(ManyDimensions q, Philox random) {
        return drawn(q, PROBES, random.stream(2));
    }

    private static double[] tests(ManyDimensions q, Philox random) {
        return drawn(q, TESTS, random.stream(3));
    }

    /** Multiplications an iteration. */
    private double operations(ManyDimensions q, Knobs p, boolean all) {
        return p.get(training.batch()) * SWEEPS * multiplications(q, p, all);
    }

    private double multiplications(ManyDimensions q, Knobs p, boolean all) {
        int time = q.isBall() ? 0 : 1;
        boolean isFull = all || p.is(estimator, FULL);
        double once = CoordinateJets.products(q.net(), time + (isFull ? q.d() : p.get(sampled)));
        return !isFull && p.is(estimator, INDEPENDENT) ? 2 * once : once;
    }

    /** Bytes of what every unit carries, in 32 bits. */
    private double carried(Knobs p, boolean all) {
        boolean isFull = all || p.is(estimator, FULL);
        double arrays = 1 + 2.0 * (isFull ? p.get(dimension) : p.get(sampled));
        return 4.0 * p.get(training.batch()) * 3 * 64 * arrays * (!isFull && p.is(estimator, INDEPENDENT) ? 2 : 1);
    }

    @Override
    protected Learned start(Knobs p, Philox random) {
        ManyDimensions q = problem(p.is(problem, "poisson"), p.get(dimension), random);
        List<String> who = p.is(estimator, FULL) ? List.of(FULL) : p.get(rival) ? List.of(SAMPLED, FULL) : List.of(SAMPLED);
        Fit fit = Fit.start(q.weights(), AdamW.ADAM, random);
        double error = error(fit, q, random, CancelToken.current());
        double[] errors = new double[who.size()];
        Arrays.fill(errors, error);
        return new Learned(q, Race.of(who, _ -> fit), errors, 0, 0);
    }

    @Override
    protected Learned next(Learned s, Turn t) {
        ManyDimensions q = s.problem;
        int from = training.done(t.p(), t.step());
        int to = training.done(t.p(), t.step() + 1L);
        double share = s.lanes.has(SAMPLED) ? multiplications(q, t.p(), false) / multiplications(q, t.p(), true) : 1;
        Race<Fit> lanes = s.lanes.then((who, fit) -> who.equals(SAMPLED) ? trained(fit, q, t, from, to, 1) : trained(fit, q, t, (int) (from * share), (int) (to * share), share));
        double[] errors = lanes.states().stream().mapToDouble(f -> error(f, q, t.random(), t.context().cancel())).toArray();
        if (!lanes.has(SAMPLED)) {
            return new Learned(q, lanes, errors, 0, 0);
        }
        double[][] a = DimensionSubsets.termsAt(lanes.get(SAMPLED), q, probes(q, t.random()), t.context().cancel());
        boolean two = t.p().is(estimator, INDEPENDENT);
        int m = t.get(sampled);
        return new Learned(q, lanes, errors, DimensionSubsets.moments(a, q, m, two, DRAWS, t.random().stream(100 + t.step()))[0], two ? 0 : DimensionSubsets.variance(a, q, m));
    }

    /** @param share of the iterations that there are: 1 of those with sampled dimensions */
    private Fit trained(Fit start, ManyDimensions q, Turn t, int from, int to, double share) {
        boolean isFull = share < 1 || t.p().is(estimator, FULL);
        int all = (int) Math.max(1, t.get(training.iterations()) * share);
        int m = t.get(sampled);
        Fit fit = start;
        for (int i = from; i < to; i++) {
            t.ask();
            Training.Draw draw = new Training.Draw(i, t.get(training.batch()), t.random().stream(4));
            double[] x = q.points(draw.normals(1, draw.batch(), q.d()), draw.uniforms(2, draw.batch(), 1));
            double eta = t.get(training.rate()) * 0.5 * (1 + Math.cos(Math.PI * i / all));
            Philox dims = t.random().stream(5);
            int[] first = isFull ? IntStream.range(0, q.d()).toArray() : DimensionSubsets.subset(dims, 2L * i, q.d(), m);
            int[] second = isFull || t.p().is(estimator, SAME) ? first : DimensionSubsets.subset(dims, 2L * i + 1, q.d(), m);
            fit = fit.step(t.context().cancel(), eta, w -> DimensionSubsets.loss(w, q, x, first, second));
        }
        return fit;
    }

    private static double error(Fit fit, ManyDimensions q, Philox random, CancelToken cancel) {
        double[] x = tests(q, random);
        return Vectors.relativeError(q.said(fit, x, cancel), q.exact(x));
    }

    /** Nodes of the plane, x slow, as points; half as wide as said. */
    private static double[] plane(ManyDimensions q, Philox random, double half) {
        double[] e = new double[q.d()];
        double[] f = new double[q.d()];
        random.stream(6).normals(0, 1, 0, q.d(), e, 0);
        random.stream(7).normals(0, 1, 0, q.d(), f, 0);
        double norm = Math.sqrt(Arrays.stream(e).map(v -> v * v).sum());
        Arrays.setAll(e, i -> e[i] / norm);
        double along = IntStream.range(0, q.d()).mapToDouble(i -> e[i] * f[i]).sum();
        Arrays.setAll(f, i -> f[i] - along * e[i]);
        double other = Math.sqrt(Arrays.stream(f).map(v -> v * v).sum());
        double[] x = new double[SIDE * SIDE * q.inputs()];
        for (int k = 0; k < SIDE * SIDE; k++) {
            double a = half * ((2.0 * (k / SIDE) + 1) / SIDE - 1);
            double b = half * ((2.0 * (k % SIDE) + 1) / SIDE - 1);
            for (int i = 0; i < q.d(); i++) {
                x[k * q.inputs() + i] = a * e[i] + b * f[i] / other;
            }
        }
        return x;
    }

    @Override
    protected void look(Learned s, Knobs p, Look to) {
        ManyDimensions q = s.problem;
        double half = q.isBall() ? 1 / Math.sqrt(2) : 1.5 * Math.sqrt(q.d());
        Rect rect = new Rect(-half, -half, half, half);
        double[] x = plane(q, to.random(), half);
        double[] exact = q.exact(x);
        to.field("exact", SIDE, SIDE, rect, exact);
        for (String who : s.lanes.names()) {
            double[] u = q.said(s.lanes.get(who), x, to.context().cancel());
            to.field("field-" + who, SIDE, SIDE, rect, u);
            double[] off = new double[u.length];
            Arrays.setAll(off, k -> u[k] - exact[k]);
            to.field("off-" + who, SIDE, SIDE, rect, off);
        }
        double[] log = IntStream.rangeClosed(0, 30).mapToDouble(k -> 0.3 + 0.1 * k).toArray();
        to.series("cost-sampled", log, Arrays.stream(log).map(l -> cost(q, p, l, false)).toArray());
        to.series("cost-full", log, Arrays.stream(log).map(l -> cost(q, p, l, true)).toArray());
    }

    private double cost(ManyDimensions q, Knobs p, double log, boolean all) {
        int d = (int) Math.max(p.get(sampled), Math.round(Math.pow(10, log)));
        return operations(new ManyDimensions(q.isBall(), d, new double[0]), p, all) / MILLION;
    }
}
