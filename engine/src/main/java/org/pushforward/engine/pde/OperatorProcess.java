package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.NormalDistribution;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.no-gp}: neural operators with random weights become a Gaussian process on functions as they grow wide; its posterior, in closed form,
 * solves Burgers' equation from examples. A step draws more operators and takes a tenth of the examples more.
 */
public final class OperatorProcess extends Study<OperatorProcess.State> {

    private static final int STEPS = 10;
    private static final int[] WIDTHS = {4, 16, 64, 256, 1024};
    private static final int DRAWS = 200;
    private static final int NETS = 24;
    private static final int TESTED = 40;
    private static final int CURVES = 6;

    /** @param posterior of the tested functions; {@code null} before the first examples */
    record State(int step, OperatorKernel kernel, double[][] inputs, double[][] outputs, OperatorKernel.Posterior posterior, double plain, double[][] variances, double[][] kernels, double[][] samples) {

        int examples() {
            return posterior == null ? 0 : posterior.examples();
        }
    }

    private final Knob<Integer> width;
    private final Knob<Integer> depth;
    private final Knob<Integer> modes;
    private final Knob<Integer> pairs;
    private final Knob<Integer> shown;

    public OperatorProcess() {
        super("pde.no-gp", "Infinitely wide neural operators", "A Fourier neural operator with random weights is a random operator. As it grows wide its values become Gaussian and its covariance a formula: correlations of the inputs at all shifts, passed through the arc-cosine map of the "
                + "rectifier, layer by layer. So the posterior after examples has a closed form, error bars included, and nothing is trained. Because the process does not change with a shift, each frequency of the output is a small system of its own. "
                + "Beside it a process on the same inputs that does not know of shifts. On the line, and without the pointwise term of the first layer, which would break the shift.",
                List.of("f(u) = m^{−½} Σⱼ aⱼ ReLU(κⱼ ∗ u) → GP(0, K)", "K₀(d) = Σ_k σ_k² û_k v̂_k* e^{ikd},  K ← ReLU map,  K ← ½ (σ ∗ K + K)", "posterior: α̂(ω) = K̂(ω)⁻¹ ŷ(ω)"),
                new Citation("D. A. de Souza, Y. Zhu, H. J. Cunningham, Y. Saporito, D. Mesquita, M. P. Deisenroth", 2025, "Infinite Neural Operators: Gaussian processes on functions", "2510.16675"));
        pace(4);
        group("Operators");
        width = whole("width", "m", "Width drawn", 16, 4, 1024, "Of the operators whose values are shown; the nearest of 4, 16, 64, 256 and 1024.").within(1, 4096).log().live();
        depth = whole("depth", "L", "Layers", 2, 1, 4, "Of the limit process with which examples are learned; the operators drawn have one.").within(1, 6);
        modes = whole("modes", "k", "Frequencies", 16, 2, 24, "That a layer mixes.").within(1, 31);
        group("Examples");
        pairs = whole("pairs", "n", "Examples", 120, 20, 300, "Pairs of functions at time 0 and time 1; all after ten steps.").within(10, 600);
        shown = whole("shown", "i", "Function shown", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        lasts(_ -> STEPS);

        gauge("examples", "Examples", "", State::examples);
        var error = gauge("regression-error", "Operator process", "", s -> s.posterior.error(s.outputs)).when(s -> s.step > 0);
        var plain = gauge("regression-error-plain", "Without shifts", "", State::plain).when(s -> s.step > 0);
        var coverage = gauge("coverage", "Held-out values inside 95 % ribbons", "", s -> s.posterior.coverage(s.outputs)).when(s -> s.step > 0);
        var interpolation = gauge("interpolation-error", "Posterior at the examples", "", s -> s.posterior.atExamples()).when(s -> s.step > 0);
        var kernelSlope = gauge("kernel-slope", "Slope of the kernel's spread", "", s -> slope(spreads(s))).when(s -> s.step > 0);
        var variationSlope = gauge("variation-slope", "Slope of the distance to a Gaussian", "", s -> slope(variations(s))).when(s -> s.step > 0);

        plot("burgers", "Burgers' equation from examples", "a held-out function").draw(CURVE, "initial", "at time 0", "", "x").draw(CURVE, "posterior", "process and its 95 % ribbon", "", "x").draw(CURVE, "truth", "exact", "", "x");
        plot("draws", "Random operators", "of the width chosen, applied to one function").draw(CURVE, "draw-1", "1", "", "x").draw(CURVE, "draw-2", "2", "", "x").draw(CURVE, "draw-3", "3", "", "x").draw(CURVE, "draw-4", "4", "", "x")
                .draw(CURVE, "draw-5", "5", "", "x").draw(CURVE, "draw-6", "6", "", "x");
        plot("value", "One of their values", "its law, and the limit").draw(CURVE, "law", "width chosen", "", "value").draw(CURVE, "limit", "Gaussian", "", "value");
        plot("rates", "Towards the limit", "against the width").draw(POINTS, "spread", "spread of the kernel", "", "width").draw(POINTS, "variation", "total variation of one value", "", "width")
                .draw(CURVE, "half", "m^(−½)", "", "width").draw(CURVE, "one", "1/m", "", "width").log().logX();
        history("errors", "Error over held-out functions", "relative, after ever more examples", error, plain).log();
        history("coverage", "Inside 95 % ribbons", "share of the held-out values", coverage);

        always("interpolates", "posterior at the examples less the examples, relative", interpolation, atMost(1e-6), "exact up to the jitter");
        reference("regression", "200 examples: relative error over 40 held-out functions", atMost(0.06), "exact solution (Cole 1951; Hopf 1950)", t -> t.rest().value(error), "pairs=200");
        reference("better", "120 examples: error over that of the process without shifts", atMost(0.5), "same examples, same arc-cosine map", t -> t.rest().value(error) / t.value(plain));
        reference("covers", "share of held-out values inside 95 % ribbons", within(0.92, 0.07), "the nominal 0.95", t -> t.rest().value(coverage));
        reference("kernel-rate", "slope of the kernel's spread against the width", within(-0.5, 0.1), "law of large numbers", t -> t.rest().value(kernelSlope));
        reference("variation-rate", "slope of the total variation of one value against the width", within(-1, 0.2), "the spread of a variance enters twice", t -> t.rest().value(variationSlope));
        opens("A solver nobody trained", "Ever more examples: the ribbon narrows around the shock.").pictured(4);
        preset("narrow", "Four units wide", "Narrow operators: peaked laws with heavy tails.").set("width=4").panes("value", "draws", "rates", "burgers").pictured(6);
        preset("deep", "Four layers", "A deeper process learns a little better, or not.").set("depth=4").pictured(6);
        tiny("pairs=10 modes=4", "pairs=10 depth=1");
    }

    @Override
    protected State start(Knobs p, Philox random) {
        OperatorKernel kernel = new OperatorKernel(p.get(depth), p.get(modes));
        double[][] inputs = new double[TESTED][];
        double[][] outputs = new double[TESTED][];
        for (int i = 0; i < TESTED; i++) {
            inputs[i] = ViscousBurgers.random(random.stream(1), i);
            outputs[i] = ViscousBurgers.at(inputs[i]);
        }
        return drawn(new State(0, kernel, inputs, outputs, null, 1, new double[WIDTHS.length][0], new double[WIDTHS.length][0], null), p, random, 0);
    }

    private State drawn(State s, Knobs p, Philox random, int step) {
        double[][] samples = s.kernel.operators(s.inputs[0], nearest(p.get(width)), CURVES, random.stream(2 + step));
        return new State(step, s.kernel, s.inputs, s.outputs, s.posterior, s.plain, s.variances, s.kernels, samples);
    }

    @Override
    protected State next(State s, Turn t) {
        Knobs p = t.p();
        int n = Math.max(2, p.get(pairs) * (s.step + 1) / STEPS);
        double[][] u = new double[n][];
        double[][] y = new double[n][];
        Philox examples = new Philox(17).stream(0);
        for (int i = 0; i < n; i++) {
            t.ask();
            u[i] = ViscousBurgers.random(examples, i);
            y[i] = ViscousBurgers.at(u[i]);
        }
        OperatorKernel.Posterior posterior = s.kernel.posterior(u, y, s.inputs, t);
        double plain = s.kernel.plain(u, y, s.inputs, s.outputs);
        double[][] variances = new double[WIDTHS.length][];
        double[][] kernels = new double[WIDTHS.length][];
        for (int w = 0; w < WIDTHS.length; w++) {
            t.ask();
            variances[w] = joined(s.variances[w], s.kernel.variances(WIDTHS[w], DRAWS, t.random().stream(1000 + 20 * s.step + w)));
            kernels[w] = joined(s.kernels[w], s.kernel.kernels(s.inputs[0], WIDTHS[w], NETS, t.random().stream(1010 + 20 * s.step + w)));
        }
        return drawn(new State(s.step + 1, s.kernel, s.inputs, s.outputs, posterior, plain, variances, kernels, null), p, t.random(), s.step + 1);
    }

    @Override
    protected State changed(State s, Knobs before, Knobs now) {
        return drawn(s, now, new Philox(23), s.step);
    }

    private static double[] joined(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static int nearest(int width) {
        int best = WIDTHS[0];
        for (int w : WIDTHS) {
            best = Math.abs(Math.log((double) w / width)) < Math.abs(Math.log((double) best / width)) ? w : best;
        }
        return best;
    }

    /** Root mean square, over operators, of their kernel at one shift less the limit. */
    private static double[] spreads(State s) {
        double limit = s.kernel.limit(s.inputs[0]);
        return Arrays.stream(s.kernels).mapToDouble(k -> Math.sqrt(Arrays.stream(k).map(v -> (v - limit) * (v - limit)).average().orElse(1))).toArray();
    }

    /** ½ ∫ |mean of N(0, s²) − N(0, 1)| of one value, whose variance s² has mean 1. */
    private static double[] variations(State s) {
        double[] v = new double[WIDTHS.length];
        double h = 0.1;
        for (int w = 0; w < v.length; w++) {
            double[] law = law(s.variances[w], h);
            for (int i = 0; i < law.length; i++) {
                v[w] += 0.5 * h * Math.abs(law[i] - NormalDistribution.density((i - law.length / 2) * h));
            }
        }
        return v;
    }

    /** Density of one value at multiples of h up to 8 on both sides; the draws are scaled to the mean that they must have. */
    private static double[] law(double[] variances, double h) {
        double mean = Arrays.stream(variances).average().orElse(1);
        int half = (int) Math.round(8 / h);
        double[] law = new double[2 * half + 1];
        for (double v : variances) {
            double sigma = Math.max(h, Math.sqrt(v / mean));
            for (int i = 0; i < law.length; i++) {
                law[i] += NormalDistribution.density((i - half) * h / sigma) / sigma / variances.length;
            }
        }
        return law;
    }

    /** Of the logarithms against those of the widths, least squares. */
    private static double slope(double[] values) {
        double mx = 0;
        double my = 0;
        for (int w = 0; w < values.length; w++) {
            mx += Math.log(WIDTHS[w]) / values.length;
            my += Math.log(values[w]) / values.length;
        }
        double xx = 0;
        double xy = 0;
        for (int w = 0; w < values.length; w++) {
            xx += (Math.log(WIDTHS[w]) - mx) * (Math.log(WIDTHS[w]) - mx);
            xy += (Math.log(WIDTHS[w]) - mx) * (Math.log(values[w]) - my);
        }
        return xy / xx;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int i = p.get(shown) - 1;
        double[] x = new double[ViscousBurgers.N];
        Arrays.setAll(x, k -> (double) k / x.length);
        to.series("initial", x, s.inputs[i]);
        to.series("truth", x, s.outputs[i]);
        if (s.posterior != null) {
            double[] mean = s.posterior.mean()[i];
            double band = 1.96 * s.posterior.deviation()[i];
            to.series("posterior", x, mean, Arrays.stream(mean).map(v -> v - band).toArray(), Arrays.stream(mean).map(v -> v + band).toArray());
        }
        for (int c = 0; c < CURVES; c++) {
            to.series("draw-" + (c + 1), x, s.samples[c]);
        }
        double h = 0.05;
        double[] at = new double[161];
        Arrays.setAll(at, k -> (k - 80) * h);
        to.series("limit", at, Arrays.stream(at).map(NormalDistribution::density).toArray());
        if (s.step > 0) {
            int w = Arrays.binarySearch(WIDTHS, nearest(p.get(width)));
            double[] law = law(s.variances[w], h);
            to.series("law", at, Arrays.copyOfRange(law, law.length / 2 - 80, law.length / 2 + 81));
            double[] widths = Arrays.stream(WIDTHS).asDoubleStream().toArray();
            double[] spread = spreads(s);
            double[] variation = variations(s);
            to.series("spread", widths, spread);
            to.series("variation", widths, variation);
            to.series("half", widths, Arrays.stream(widths).map(m -> spread[0] * Math.sqrt(4 / m)).toArray());
            to.series("one", widths, Arrays.stream(widths).map(m -> variation[0] * 4 / m).toArray());
        }
    }
}
