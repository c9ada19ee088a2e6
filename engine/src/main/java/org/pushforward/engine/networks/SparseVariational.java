package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.NormalDistribution;
import org.pushforward.engine.numerics.Philox;
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
 * {@code networks.ssvi-bnn}: mean-field inference of the weights of a network of which only a share is ever there (Li, Miao, Qiu & Zhang 2024, arXiv:2402.11025). Every few iterations the weights
 * with the least signal to noise of |w| go, and as many come where the derivative of the loss by an absent mean is largest. Beside it: the same by magnitude, the same with random ones coming, and
 * all weights. The network is {@link VariationalNet}.
 */
public final class SparseVariational extends Study<SparseVariational.State> {

    private static final List<String> CRITERIA = List.of("snr", "magnitude", "random");
    private static final List<String> WAYS = List.of("snr", "magnitude", "random", "dense");
    private static final int BINS = 15;
    private static final int NOISE = 100;
    /** Share of the weights that go at first, falling to 0 on half a cosine; nothing moves after that share of the iterations. */
    private static final double SHARE_MOVED = 0.3;
    private static final double UNTIL = 0.6;

    /**
     * @param there 1 or 0 a weight
     * @param change 1 what came, −1 what went at the last exchange
     * @param p mean probabilities of the held-out digits, or means and variances of the curve
     */
    record Runner(Fit fit, double[] there, double[] change, double[] p) { }

    record State(VariationalNet net, VariationalProblem data, Race<Runner> race) { }

    private final Knob<String> problem;
    private final Knob<Double> density;
    private final Knob<String> criterion;
    private final Knob<Integer> every;
    private final Training training;

    public SparseVariational() {
        super("networks.ssvi-bnn", "A Bayesian network that is never whole",
                "Every weight has a mean and a variance, but only a share of the weights is there, at every moment of the training. Every few iterations those that say least, by signal to noise, go, and as many come where the loss "
                        + "would fall fastest. Beside it: choosing by magnitude, letting random weights come, and all weights. In a linear model the right inputs are found and the best means and variances reached. For handwritten digits a tenth of the "
                        + "weights does as well as all, in accuracy and in calibration; by magnitude one chooses as well, and at a tenth random weights do no worse either: only at a twentieth and below does it matter which come. "
                        + "Choosing over the whole network, and the shares that move, are our reading; the gradient of absent weights is counted. The paper's residual networks and pictures are not shown.",
                List.of("w ~ N(μ, σ²) or 0", "loss = −E log p(y | w) + KL(q ‖ N(0, τ²))", "go: least E|w|/√Var|w|,  come: largest |∂loss/∂μ|"),
                new Citation("J. Li, Z. Miao, Q. Qiu, R. Zhang", 2024, "Training Bayesian Neural Networks with Sparse Subspace Variational Inference", "2402.11025"));
        group("Problem");
        problem = choice("problem", "D", "Problem", List.of("digits", "band", "linear"), "digits",
                "Handwritten digits by 64-64-10; a curve with a gap by 1-32-32-1; a linear model of 16 inputs of which 4 matter.");
        group("Network");
        density = real("density", "s", "Density", 0.1, 0.02, 0.5, "Share of the weights that are there.").within(0.001, 1).but(0.25, problem, "linear");
        criterion = choice("criterion", "C", "Shown", CRITERIA, "snr", "What goes: by signal to noise, by |μ|; or what comes at random.").live();
        every = whole("every", "T", "Exchange every", 20, 5, 100, "Iterations between two exchanges.").within(1, 10_000);
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 1e-2, 1e-3, 1e-1, "Of Adam, falling to zero on half a cosine.").within(1e-8, 10).but(5e-2, problem, "linear").log().live(),
                whole("batch", "B", "Batch", 64, 16, 512, "Samples of an iteration; the band and the linear model take all.").within(1, 2000).log(),
                whole("iterations", "N", "Iterations", 800, 200, 4000, "After which the training is finished.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 10, 1, 50, "Iterations between two pictures.").within(1, 1000).log());
        pace(20);

        Gauge<State> active = gauge("active", "Weights that are there", "", (s, p) -> Arrays.stream(s.race.get(p.get(criterion)).there).sum());
        Gauge<State> moved = gauge("active-error", "Weights there less what is asked", "", (s, p) -> CRITERIA.stream()
                .mapToDouble(c -> Math.abs(Arrays.stream(s.race.get(c).there).sum() - asked(s.net, p))).max().orElseThrow());
        Gauge<State> accuracy = gauge("accuracy", "As shown", "", (s, p) -> accuracy(s, p.get(criterion))).when(s -> s.data.noise() == 0);
        Gauge<State> dense = gauge("accuracy-dense", "All weights", "", s -> accuracy(s, "dense")).when(s -> s.data.noise() == 0);
        List<Gauge<State>> accuracies = CRITERIA.stream().map(c -> gauge("accuracy-" + c, words(c), "", s -> accuracy(s, c)).when(s -> s.data.noise() == 0)).toList();
        Gauge<State> calibration = gauge("calibration", "As shown", "", (s, p) -> calibration(s, p.get(criterion)).error()).when(s -> s.data.noise() == 0);
        Gauge<State> calibrationDense = gauge("calibration-dense", "All weights", "", s -> calibration(s, "dense").error()).when(s -> s.data.noise() == 0);
        List<Gauge<State>> calibrations = CRITERIA.stream().map(c -> gauge("calibration-" + c, words(c), "", s -> calibration(s, c).error()).when(s -> s.data.noise() == 0)).toList();
        Gauge<State> meanError = gauge("mean-error", "μ off the optimum, largest", "", (s, p) -> linearErrors(s, p.get(criterion))[0]).when(s -> s.net.layers() == 1);
        Gauge<State> varianceError = gauge("variance-error", "σ² off the optimum, relative", "", (s, p) -> linearErrors(s, p.get(criterion))[1]).when(s -> s.net.layers() == 1);
        Gauge<State> found = gauge("found", "True inputs found", "", (s, p) -> linearErrors(s, p.get(criterion))[2]).when(s -> s.net.layers() == 1);
        gauge("operations-ratio", "Products over those of all weights", "", (s, p) -> (3.0 * asked(s.net, p) / s.net.size() * p.get(every) + 1) / (3.0 * p.get(every)));
        Gauge<State> coverage = gauge("coverage", "Of the 90 % band, where there are samples", "", (s, p) -> s.data.coverage(s.race.get(p.get(criterion)).p())).when(s -> s.data.noise() > 0 && s.net.layers() > 1);

        plane("mask", "Means of the weights that are there", "a row a neuron, a column an input of it; the others are 0").draw(CELLS, "weights", "μ");
        plane("changes", "What comes and goes", "1 came, ½ stays, −1 went").draw(CELLS, "there", "mask");
        plot("reliability", "Can it be believed?", "held-out digits").draw(CURVE, "believed", "as it says", "", "confidence").draw(CURVE, "shown", "share of the weights", "", "confidence")
                .draw(CURVE, "whole", "all weights", "", "confidence");
        plot("band", "The band", "90 % of what may be seen; no samples between −.2 and .4").draw(CURVE, "shown-band", "share of the weights").draw(CURVE, "whole-mean", "all weights, mean").draw(CURVE, "curve", "truth")
                .draw(POINTS, "observations", "samples");
        plot("weights", "Weights of the inputs", "means, and two deviations where they are there").draw(CURVE, "posterior", "inferred", "", "input").draw(POINTS, "true", "true", "", "input").draw(POINTS, "best", "mean-field optimum", "", "input");
        history("accuracies", "Accuracy", "on 360 held-out digits", Stream.concat(accuracies.stream(), Stream.of(dense)).toList());
        history("calibrations", "Calibration error", "on 360 held-out digits, 15 bins", Stream.concat(calibrations.stream(), Stream.of(calibrationDense)).toList());
        history("linear", "Off the mean-field optimum", "of the inputs that are there", meanError, varianceError).log();
        history("coverages", "Coverage of the 90 % band", "where there are samples", coverage);

        always("active", "weights there less what is asked, largest of three criteria", moved, atMost(0), "what goes is replaced");
        formula("folded", "signal to noise of |w| less that by quadrature, largest", atMost(1e-6), "folded normal law", SparseVariational::foldedError);
        Shared<double[]> linear = shared(t -> {
            double[] worst = {0, 0, VariationalProblem.TRUE_INPUTS};
            for (int seed = 1; seed <= 5; seed++) {
                Trial<State> r = t.anew(seed).rest();
                worst[0] = Math.max(worst[0], r.value(meanError));
                worst[1] = Math.max(worst[1], r.value(varianceError));
                worst[2] = Math.min(worst[2], r.value(found));
            }
            return worst;
        }, "problem=linear");
        lengthy("mean", "linear model: means off the mean-field optimum", atMost(1e-9), "posterior mean; worst of 5 seeds", linear, r -> r[0]);
        lengthy("variance", "linear model: variances off the mean-field optimum, relative", atMost(1e-9), "1/diagonal of the precision; worst of 5 seeds", linear, r -> r[1]);
        lengthy("found", "linear model: true inputs found", atLeast(VariationalProblem.TRUE_INPUTS), "planted; fewest of 5 seeds", linear, r -> r[2]);
        Shared<double[]> tenth = shared(t -> t.means(5, accuracy, dense, accuracies.get(1), calibration, calibrationDense, accuracies.get(2)));
        lengthy("accuracy", "a tenth: accuracy below that of all weights", atMost(0.03), "our runs, mean of 5 seeds", tenth, r -> r[1] - r[0]);
        lengthy("calibration", "a tenth: calibration error over that of all weights", atMost(1.25), "our runs, mean of 5 seeds", tenth, r -> r[3] / r[4]);
        lengthy("magnitude", "a tenth: |accuracy less that by magnitude|, a tie", atMost(0.015), "our runs, mean of 5 seeds", tenth, r -> Math.abs(r[0] - r[2]));
        Shared<double[]> few = shared(t -> t.means(5, accuracy, accuracies.get(2)), "density=0.05");
        lengthy("random", "a tenth: |accuracy less that with random ones coming|", atMost(0.02), "our runs, mean of 5 seeds", tenth, r -> Math.abs(r[0] - r[5]));
        lengthy("few", "a twentieth: accuracy above that with random ones coming", atLeast(0.02), "our runs, mean of 5 seeds", few, r -> r[0] - r[1]);
        opens("A tenth, at every moment", "The mask moves, the number of weights does not.").panes("mask", "accuracies", "reliability", "calibrations").pictured(20);
        preset("few", "A twentieth", "Now it matters which weights come: random ones fall behind.").set("density=0.05").panes("accuracies", "changes", "mask", "reliability").pictured(20);
        preset("band", "A band with a gap", "A tenth of a network for a curve: independent weights doubt a little more where it has seen nothing, not enough.").set("problem=band").panes("band", "changes", "mask", "coverages").pictured(40);
        preset("linear", "Four inputs of sixteen", "Those that matter stay; their means and variances are known exactly.").set("problem=linear").panes("weights", "linear", "changes").pins("density", "criterion", "every").pictured(40);
        tiny("iterations=2 iterations-per-step=1 every=1", "problem=band iterations=2 iterations-per-step=1 every=1", "problem=linear iterations=2 iterations-per-step=1 every=1");
    }

    /** E|w| and E w² of some normal laws on panels up to eight deviations from the mean. */
    private static double foldedError() {
        GaussLegendre rule = new GaussLegendre(40);
        double worst = 0;
        for (double mean : new double[] {0, 0.3, 1, 3}) {
            double folded = 0;
            for (double from : new double[] {mean - 8, 0}) {
                double to = from == 0 ? mean + 8 : 0;
                for (int panel = 0; panel < 4; panel++) {
                    for (int k = 0; k < rule.size(); k++) {
                        double x = from + (to - from) * (panel + rule.node(k)) / 4;
                        folded += (to - from) / 4 * rule.weight(k) * Math.abs(x) * NormalDistribution.density(x - mean);
                    }
                }
            }
            worst = Math.max(worst, Math.abs(folded / Math.sqrt(mean * mean + 1 - folded * folded) - VariationalNet.signalToNoise(2 * mean, 2)));
        }
        return worst;
    }

    private static String words(String criterion) {
        return switch (criterion) {
            case "snr" -> "By signal to noise";
            case "magnitude" -> "By magnitude";
            default -> "Random ones come";
        };
    }

    private static int asked(VariationalNet net, double density) {
        return Math.max(1, (int) Math.round(density * net.size()));
    }

    private int asked(VariationalNet net, Knobs p) {
        return asked(net, p.get(density));
    }

    // ---- the run

    @Override
    protected State start(Knobs p, Philox random) {
        VariationalNet net = VariationalProblem.net(p.get(problem));
        VariationalProblem data = VariationalProblem.of(p.get(problem), random);
        int count = asked(net, p);
        double[] u = new double[net.size()];
        random.stream(3).uniforms(0, u.length, 0, 1, u, 0);
        double[] chosen = largest(u, all(u.length, 1), count);
        CancelToken cancel = CancelToken.current();
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random.stream(4));
        Fit first = net.layers() == 1 ? fit.precise() : fit;
        return new State(net, data, Race.of(WAYS, way -> {
            double[] there = way.equals("dense") ? all(u.length, 1) : chosen;
            return new Runner(first, there, new double[u.length], data.predicted(net, first, there, random, 0, cancel));
        }));
    }

    private static double[] all(int n, double value) {
        double[] a = new double[n];
        Arrays.fill(a, value);
        return a;
    }

    /** 1 at the largest scores among those allowed, 0 elsewhere; ties to the first. */
    static double[] largest(double[] score, double[] allowed, int count) {
        double[] out = new double[score.length];
        IntStream.range(0, score.length).filter(k -> allowed[k] > 0).boxed().sorted((a, b) -> Double.compare(score[b], score[a])).limit(count).forEach(k -> out[k] = 1);
        return out;
    }

    @Override
    protected State next(State s, Turn t) {
        CancelToken cancel = t.context().cancel();
        return new State(s.net, s.data, s.race.then((way, r) -> {
            Fit fit = r.fit;
            double[] there = r.there;
            double[] change = r.change;
            for (Training.Draw d : training.draws(t)) {
                double[] now = there;
                fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 1), w -> loss(s, w, now, now, d));
                boolean isTime = (d.iteration() + 1) % t.get(every) == 0 && d.iteration() < UNTIL * t.get(training.iterations());
                if (isTime && !way.equals("dense")) {
                    Runner exchanged = exchanged(s, way, new Runner(fit, there, change, r.p), d, t);
                    fit = exchanged.fit;
                    there = exchanged.there;
                    change = exchanged.change;
                }
            }
            return new Runner(fit, there, change, s.data.predicted(s.net, fit, there, t.random(), t.step() + 1, cancel));
        }));
    }

    /** −E log p + KL, over the number of samples; a Gaussian's expectation over the last layer is taken exactly. */
    private static Value loss(State s, Theta w, double[] there, double[] meansThere, Training.Draw d) {
        VariationalProblem data = s.data;
        int n = data.n();
        Value kl = s.net.divergence(w, there).over(n);
        int inputs = s.net.widths().getFirst();
        if (data.noise() > 0) {
            VariationalNet.Output out = s.net.apply(w, w.tape().of(data.x(), n, inputs), there, meansThere, noise(s.net, n, d));
            Value square = out.mean().minus(w.tape().of(data.y(), n, 1)).square().plus(out.variance());
            return square.mean().over(2 * data.noise() * data.noise()).plus(kl);
        }
        int[] which = d.picks(1, Math.min(d.batch(), n), n);
        DigitsNet.Examples b = HouseModels.picked(new DigitsNet.Examples(data.x(), data.label()), which);
        VariationalNet.Output out = s.net.apply(w, w.tape().of(b.x(), which.length, inputs), there, meansThere, noise(s.net, which.length, d));
        int classes = s.net.widths().getLast();
        Value logits = out.mean().plus(out.variance().plus(1e-12).root().times(w.tape().of(d.normals(NOISE, which.length, classes), which.length, classes)));
        return HouseModels.crossEntropy(logits, b.label()).plus(kl);
    }

    private static List<double[]> noise(VariationalNet net, int n, Training.Draw d) {
        return IntStream.range(0, net.layers() - 1).mapToObj(l -> d.normals(NOISE + 1 + l, n, net.widths().get(l + 1))).toList();
    }

    /** Some go and as many come. */
    private Runner exchanged(State s, String way, Runner r, Training.Draw d, Turn t) {
        int active = (int) Arrays.stream(r.there).sum();
        double share = SHARE_MOVED * 0.5 * (1 + Math.cos(Math.PI * d.iteration() / (UNTIL * t.get(training.iterations()))));
        int count = Math.min((int) Math.round(share * active), r.there.length - active);
        double[] means = s.net.picked(r.fit.theta(), true);
        double[] rho = s.net.picked(r.fit.theta(), false);
        double[] worst = new double[means.length];
        Arrays.setAll(worst, k -> way.equals("magnitude") ? -Math.abs(means[k]) : -VariationalNet.signalToNoise(means[k], Math.exp(rho[k])));
        double[] gone = largest(worst, r.there, count);
        double[] kept = new double[means.length];
        double[] absent = new double[means.length];
        Arrays.setAll(kept, k -> r.there[k] - gone[k]);
        Arrays.setAll(absent, k -> 1 - kept[k]);
        // What has just gone may come back, and then stays as it was.
        double[] come = largest(way.equals("random") ? d.uniforms(2, means.length, 1) : slopes(s, r.fit, kept, means, rho, d, t.context().cancel()), absent, count);
        double[] there = new double[means.length];
        double[] change = new double[means.length];
        for (int k = 0; k < means.length; k++) {
            there[k] = kept[k] + come[k];
            change[k] = there[k] - r.there[k];
            if (change[k] > 0) {
                means[k] = 0;
                rho[k] = Math.log(VariationalNet.YOUNG);
            }
        }
        double[] theta = s.net.replaced(r.fit.theta(), means, rho);
        Fit f = r.fit;
        return new Runner(new Fit(f.weights(), f.optimizer(), theta, f.memory(), f.iterations(), f.loss(), f.gradient(), f.isPrecise()), there, change, r.p);
    }

    /** |∂loss/∂μ|, of absent weights too, which are 0. */
    private static double[] slopes(State s, Fit fit, double[] kept, double[] means, double[] rho, Training.Draw d, CancelToken cancel) {
        double[] present = new double[means.length];
        Arrays.setAll(present, k -> kept[k] * means[k]);
        double[] theta = s.net.replaced(fit.theta(), present, rho);
        try (Tape tape = fit.isPrecise() ? Tape.precise(cancel) : Tape.open(cancel)) {
            Theta w = Theta.variable(tape, fit.weights(), theta);
            double[] slope = loss(s, w, kept, all(means.length, 1), d).grad(w.all()).array();
            return Arrays.stream(s.net.picked(slope, true)).map(Math::abs).toArray();
        }
    }

    // ---- what is measured

    private static double accuracy(State s, String way) {
        return Calibration.accuracy(s.race.get(way).p, s.data.heldLabel());
    }

    private static Calibration calibration(State s, String way) {
        return Calibration.of(s.race.get(way).p, s.data.heldLabel(), BINS);
    }

    /** Of the linear model: μ and σ² off the mean-field optimum of the inputs that are there, posterior mean and 1/diagonal of the precision, and how many of them matter. */
    private static double[] linearErrors(State s, String way) {
        Runner r = s.race.get(way);
        double[] mu = s.net.picked(r.fit.theta(), true);
        double[] rho = s.net.picked(r.fit.theta(), false);
        double bias = r.fit.theta()[r.fit.theta().length - 1];
        int[] at = IntStream.range(0, VariationalProblem.INPUTS).filter(k -> r.there[k] > 0).toArray();
        double[] best = s.data.optimum(s.net.prior(), at, bias);
        double mean = 0;
        double variance = 0;
        double hits = 0;
        for (int i = 0; i < at.length; i++) {
            mean = Math.max(mean, Math.abs(mu[at[i]] - best[i]));
            variance = Math.max(variance, Math.abs(Math.exp(2 * rho[at[i]]) / best[at.length + i] - 1));
            hits += VariationalProblem.truth(at[i]) == 0 ? 0 : 1;
        }
        return new double[] {mean, variance, hits};
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        Runner r = s.race.get(p.get(criterion));
        int layer = s.net.layers() == 3 ? 1 : 0;
        int in = s.net.widths().get(layer);
        int out = s.net.widths().get(layer + 1);
        int from = layer == 0 ? 0 : s.net.widths().get(0) * s.net.widths().get(1);
        double[] mu = s.net.picked(r.fit.theta(), true);
        double[] means = new double[in * out];
        double[] there = new double[in * out];
        Arrays.setAll(means, k -> mu[from + k] * r.there[from + k]);
        Arrays.setAll(there, k -> r.change[from + k] == 0 ? 0.5 * r.there[from + k] : r.change[from + k]);
        to.matrix("weights", out, in, means);
        to.matrix("there", out, in, there);
        if (s.data.noise() == 0) {
            to.series("believed", new double[] {0, 1}, new double[] {0, 1});
            reliability(to, "shown", calibration(s, p.get(criterion)));
            reliability(to, "whole", calibration(s, "dense"));
        } else if (s.net.layers() > 1) {
            double[] x = s.data.held();
            double half = NormalDistribution.quantile(0.95);
            double[][] band = new double[3][VariationalProblem.PLACES];
            for (int k = 0; k < VariationalProblem.PLACES; k++) {
                band[0][k] = r.p[k];
                band[1][k] = r.p[k] - half * Math.sqrt(r.p[VariationalProblem.PLACES + k]);
                band[2][k] = r.p[k] + half * Math.sqrt(r.p[VariationalProblem.PLACES + k]);
            }
            to.series("shown-band", x, band[0], band[1], band[2]);
            to.series("whole-mean", x, Arrays.copyOf(s.race.get("dense").p, VariationalProblem.PLACES));
            to.series("curve", x, Arrays.stream(x).map(VariationalProblem::curve).toArray());
            to.series("observations", s.data.x(), s.data.y());
        } else {
            linear(s, r, mu, to);
        }
    }

    private static void reliability(Look to, String id, Calibration c) {
        int[] used = IntStream.range(0, BINS).filter(b -> c.count()[b] > 0).toArray();
        to.series(id, Arrays.stream(used).mapToDouble(b -> c.confidence()[b]).toArray(), Arrays.stream(used).mapToDouble(b -> c.accuracy()[b]).toArray());
    }

    private static void linear(State s, Runner r, double[] mu, Look to) {
        double[] rho = s.net.picked(r.fit.theta(), false);
        double[][] curve = new double[5][VariationalProblem.INPUTS];
        int[] at = IntStream.range(0, VariationalProblem.INPUTS).filter(k -> r.there[k] > 0).toArray();
        double[] best = s.data.optimum(s.net.prior(), at, r.fit.theta()[r.fit.theta().length - 1]);
        for (int k = 0; k < VariationalProblem.INPUTS; k++) {
            curve[0][k] = k + 1;
            curve[1][k] = mu[k] * r.there[k];
            curve[2][k] = curve[1][k] - 2 * Math.exp(rho[k]) * r.there[k];
            curve[3][k] = curve[1][k] + 2 * Math.exp(rho[k]) * r.there[k];
            curve[4][k] = VariationalProblem.truth(k);
        }
        to.series("posterior", curve[0], curve[1], curve[2], curve[3]);
        to.series("true", curve[0], curve[4]);
        to.series("best", Arrays.stream(at).mapToDouble(k -> k + 1).toArray(), Arrays.copyOf(best, at.length));
    }
}
