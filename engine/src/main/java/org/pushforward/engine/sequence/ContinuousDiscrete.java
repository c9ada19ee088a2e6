package org.pushforward.engine.sequence;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.ARROWS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.data.TimeTable;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.KalmanFilter;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code sequence.ncdssm}: a state that moves in continuous time, seen at irregular times through noise, with its states integrated out by a Kalman filter while the drift is learned (Ansari, Heng, Lim & Soh
 * 2023). Pendulums made here, beside interpolation and autoregression; or a table of times and values under a linear drift that is given.
 */
public final class ContinuousDiscrete extends Study<ContinuousDiscrete.Seen> {

    private static final int TRAINED = 96;
    private static final int TESTED = 12;
    private static final int TIMES = Pendulums.TIMES;
    private static final double TUBE = 1.959963984540054;

    /**
     * @param train nothing where a table is filtered
     * @param steps the filter of all tested series
     * @param smooth the same, given later observations too
     */
    record Seen(Pendulums train, Pendulums test, DriftFilter model, Fit fit, List<List<KalmanFilter.Step>> steps, List<List<KalmanFilter.Normal>> smooth, Pendulums.Rivals rivals, Score score) {
        boolean isTrained() {
            return fit != null;
        }
    }

    record Score(double imputation, double forecast, double coverage, double likelihood) { }

    private final Knob<String> dynamics;
    private final Knob<VectorValue> drift;
    private final Knob<VectorValue> diffusion;
    private final Knob<Double> noise;
    private final Knob<SourceFile> data;
    private final Knob<Double> missing;
    private final Knob<Double> auxiliary;
    private final Knob<Integer> hidden;
    private final Knob<Integer> shown;
    private final Training training;

    public ContinuousDiscrete() {
        super("sequence.ncdssm", "States in continuous time", "Irregular dots of a swinging pendulum, half of them missing, and a tube that says where it was in between and will be next. A filter moves mean and covariance of the state in continuous time and corrects them at every dot; "
                + "its likelihood has the states integrated out, and a drift is learned through it: linear, locally linear, or nonlinear. Beside it interpolation by lines and by a spline, and an autoregression. "
                + "A table of times and values is filtered exactly, under the linear drift that is given. "
                + "Smaller than the paper: the angle is observed through noise of known size, without an encoder; the state has two components in place of six; the auxiliary variable is the observation with noise added.",
                List.of("dz = f(z) dt + q dW,  yₖ = z₁(tₖ) + N(0, r²)", "ṁ = f(m),  Ṗ = JP + PJᵀ + Q", "log p(y) = Σₖ log N(yₖ; m₁, P₁₁ + r²)"),
                new Citation("A. F. Ansari, A. Heng, A. Lim, H. Soh", 2023, "Neural Continuous-Discrete State Space Models for Irregularly-Sampled Time Series", "2301.11308"));
        group("Model");
        dynamics = choice("dynamics", "f", "Dynamics", List.of("lti", "locally-linear", "nonlinear"), "nonlinear", "Fz; Σ αₖ(z) Fₖ z; or Fz and a network.");
        drift = vector("drift", "F", "Drift", 0, 0, "0,1;-1,0", "Of a table; where a training starts.");
        diffusion = vector("diffusion", "q", "Diffusion", 0, 0, "0.3", "One number, one a component, or a matrix.");
        noise = real("noise", "r", "Noise", 0.1, 0.02, 0.5, "Standard deviation of an observation.").within(1e-3, 100).log();
        auxiliary = real("auxiliary", "a", "Auxiliary noise", 0, 0, 0.5, "Added to the observations anew in each iteration; 0: none.").within(0, 10);
        hidden = whole("hidden", "h", "Hidden", 24, 4, 64, "Units of the network.").within(1, 128);
        group("Data");
        data = knob(TimeTable.parameter(Parameter.Info.of("data", "y", "Data", "Data", "Pendulums, or a table: time, values; an empty cell is missing."), "pendulum"));
        missing = real("missing", "m", "Missing", 0.5, 0, 0.8, "Share of the times at which a pendulum is not seen.").within(0, 0.9);
        shown = whole("shown", "i", "Series", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 2e-2, 1e-3, 1e-1, "Of Adam.").within(1e-8, 10).log().live(),
                whole("batch", "B", "Batch", 24, 8, 64, "Series of an iteration.").within(1, 96),
                whole("iterations", "N", "Iterations", 240, 50, 1000, "After which the training is finished.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 1, 1, 10, "Between two pictures.").within(1, 50));
        lasts(p -> isTable(p) ? 1 : training.steps(p));
        refuse(p -> p.get(drift).rows() != p.get(drift).columns() || p.get(drift).rows() < 1 || p.get(drift).rows() > 8, _ -> "the drift is no square matrix of 1 to 8 rows: give for example 0,1;-1,0");
        refuse(p -> !List.of(1, p.get(drift).rows(), p.get(drift).rows() * p.get(drift).rows()).contains(p.get(diffusion).values().size()), _ -> "the diffusion does not fit the drift: give one number, one a row of the drift, or a matrix of its size");
        refuse(p -> isTable(p) && !p.is(dynamics, "lti"), _ -> "a table is filtered under a drift that is given: set dynamics to lti");
        refuse(p -> isTable(p) && TimeTable.of(p.get(data)).width() > p.get(drift).rows(), p -> "the table has " + TimeTable.of(p.get(data)).width() + " values a time: give a drift of at least as many rows");
        refuse(p -> !isTable(p) && (p.get(diffusion).values().size() > p.get(drift).rows() || p.get(diffusion).values().stream().anyMatch(v -> v <= 0)), _ -> "a training starts from positive diffusions: give one number above 0, or one a component");
        pace(20);

        var likelihood = gauge("log-likelihood", "Log-likelihood of the series shown", "", (s, p) -> KalmanFilter.logLikelihood(s.steps.get(index(s, p))));
        var imputation = gauge("imputation", "Filled gaps, filter", "", s -> s.score.imputation).when(Seen::isTrained);
        var linear = gauge("imputation-linear", "Filled gaps, lines", "", s -> s.rivals.linear()).when(Seen::isTrained);
        var spline = gauge("imputation-spline", "Filled gaps, spline", "", s -> s.rivals.spline()).when(Seen::isTrained);
        var forecast = gauge("forecast", "Forecast, filter", "", s -> s.score.forecast).when(Seen::isTrained);
        var auto = gauge("forecast-autoregression", "Forecast, autoregression", "", s -> s.rivals.autoregression()).when(Seen::isTrained);
        var coverage = gauge("coverage", "In the 95 % tube", "", s -> s.score.coverage).when(Seen::isTrained);
        gauge("likelihood", "Log-likelihood an observation", "", s -> s.score.likelihood);

        plot("tube", "What was seen, and what is inferred", "95 % tube given all observations; after the last of them a forecast").draw(CURVE, "smoothed", "filter", "", "time").draw(CURVE, "truth", "truth", "", "time").draw(POINTS, "seen", "seen", "", "time");
        plane("phase", "Learned drift", "arrows in the plane of the first two components, with the path inferred").draw(ARROWS, "field", "drift").draw(LINES, "path", "inferred");
        history("gaps", "Filled gaps", "mean square at missing times, held-out series", imputation, linear, spline).log();
        plot("forecasts", "Forecasts", "after the last observation").draw(CURVE, "forecast-filter", "filter", "", "time").draw(CURVE, "forecast-auto", "autoregression", "", "time").draw(CURVE, "forecast-truth", "truth", "", "time");
        history("forecast", "Forecast", "mean square after the last observation", forecast, auto).log();
        history("likelihoods", "Log-likelihood", "of the series shown", likelihood);
        history("coverages", "Coverage", "missing observations in the 95 % tube", coverage);
        layer("mean", "filtered means, a row a time", "", "");
        layer("covariance", "filtered covariances, a row a time", "", "");
        layer("smoothed-mean", "smoothed means, a row a time", "", "");
        layer("smoothed-covariance", "smoothed covariances, a row a time", "", "");

        String joint = "closed form: joint normal distribution";
        formula("joint", "likelihood at irregular times less that of the joint distribution", atMost(1e-8), joint, () -> jointError(0));
        formula("joint-smooth", "smoothed means less those of the joint distribution", atMost(1e-8), joint, () -> jointError(1));
        formula("split", "likelihood with intervals split, difference", atMost(1e-10), "identity", () -> jointError(2));
        atEnd("covers", "held-out values in the 95 % tube", coverage, atLeast(0.5), "95 % when model and noise are right");
        reference("exact", "untrained linear model: its likelihood less the exact filter's, relative", atMost(0.02), "the midpoint rule has order 2", t -> Math.abs(KalmanFilter.logLikelihood(t.state().steps.getFirst()) / exactLikelihood(t.state()) - 1), "dynamics=lti", "drift=0,1;-1,-0.1");
        formula("marginal", "variance of a gradient with sampled states over that with states integrated out", atLeast(2), "Rao & Blackwell", ContinuousDiscrete::varianceRatio);
        var runs = shared(ContinuousDiscrete::threeSeeds);
        String ours = "our runs, mean of 3 seeds";
        lengthy("gaps", "filled gaps: mean square over that of lines", atMost(0.5), ours, runs, r -> r[0]);
        lengthy("ahead", "forecast: mean square over autoregression's", atMost(0.75), ours, runs, r -> r[1]);
        lengthy("tube", "missing observations in the 95 % tube", within(0.92, 0.07), ours, runs, r -> r[2]);

        fails((s, _, step) -> Double.isFinite(s.score.likelihood) ? Optional.empty() : Optional.of(new Status.Failure(Status.Kind.DIVERGED, "likelihood", "",
                "After " + step + " steps the states under the learned drift leave all bounds between two times.", List.of())));
        opens("A tube through the gaps", "Half of the dots are missing; a drift is learned that passes where they were.").pictured(150);
        preset("linear", "A linear drift", "Wide swings are slower than small ones, which no linear drift can tell.").set("dynamics=lti").pictured(120);
        preset("local", "Locally linear", "Four linear drifts, mixed by a network of the state.").set("dynamics=locally-linear").pictured(120);
        preset("sparse", "Four of five missing", "Interpolation has nothing left to go by.").set("missing=0.8").panes("tube", "gaps", "forecasts", "phase").pictured(150);
        preset("lecture", "What does a filter know?", "How the tube narrows at every dot and widens between them.").panes("tube", "phase", "coverages", "likelihoods").set("missing=0.7").pins("shown").pictured(100);
        tiny("iterations=2 hidden=2 batch=2", "dynamics=lti iterations=1 batch=2", "dynamics=locally-linear iterations=1 batch=2 hidden=2");
    }

    private boolean isTable(Knobs p) {
        return p.get(data).origin() != SourceFile.Origin.BUILT_IN;
    }

    private int index(Seen s, Knobs p) {
        return Math.min(p.get(shown), s.steps.size()) - 1;
    }

    // ---- data

    private static Matrix square(VectorValue q, int d) {
        double[] all = new double[d * d];
        Arrays.setAll(all, k -> q.values().size() == d * d ? q.values().get(k) : k / d == k % d ? q.values().get(q.values().size() == 1 ? 0 : k / d) : 0);
        Matrix m = Matrix.of(d, d, all);
        return m.times(m.transposed());
    }

    private static double[] numbers(VectorValue v) {
        return v.values().stream().mapToDouble(x -> x).toArray();
    }

    @Override
    protected Seen start(Knobs p, Philox random) {
        int d = p.get(drift).rows();
        double[] f = numbers(p.get(drift));
        if (isTable(p)) {
            TimeTable t = TimeTable.of(p.get(data));
            KalmanFilter filter = new KalmanFilter(Matrix.of(d, d, f), square(p.get(diffusion), d), p.get(noise));
            List<KalmanFilter.Step> steps = filter.filter(t.times(), t.values(), new KalmanFilter.Normal(new double[d], Matrix.identity(d)));
            long known = Arrays.stream(t.values()).flatMapToDouble(Arrays::stream).filter(y -> !Double.isNaN(y)).count();
            double[][] first = {Arrays.stream(t.values()).mapToDouble(y -> y[0]).toArray()};
            return new Seen(null, new Pendulums(t.times(), new double[0][], first, first), new DriftFilter("lti", d, 1, f, new double[d], p.get(noise), 1), null, List.of(steps), List.of(KalmanFilter.smoothed(steps)),
                    new Pendulums.Rivals(0, 0, 0, new double[0][]), new Score(0, 0, 0, KalmanFilter.logLikelihood(steps) / Math.max(1, known)));
        }
        double[] q = new double[d];
        Arrays.setAll(q, k -> p.get(diffusion).values().get(p.get(diffusion).values().size() == 1 ? 0 : k));
        DriftFilter model = new DriftFilter(p.get(dynamics), d, p.get(hidden), f, q, p.get(noise), 1.5);
        Pendulums train = Pendulums.drawn(random.stream(4), TRAINED, TIMES, p.get(noise), p.get(missing));
        Pendulums test = Pendulums.drawn(random.stream(5), TESTED, TIMES + Pendulums.AHEAD, p.get(noise), p.get(missing));
        Seen s = judged(train, test, model, Fit.start(Weights.of(model), AdamW.ADAM, random), Pendulums.rivals(train, test), CancelToken.current());
        if (!Double.isFinite(s.score.likelihood)) {
            throw new InputException("drift: the states of a training that starts from it leave all bounds between two times; give smaller entries");
        }
        return s;
    }

    @Override
    protected Seen next(Seen s, Turn t) {
        if (!s.isTrained()) {
            return s;
        }
        Fit fit = s.fit;
        for (Training.Draw draw : training.draws(t)) {
            int[] picks = draw.picks(1, draw.batch(), TRAINED);
            double[] z = draw.normals(2, draw.batch(), TIMES);
            double[][] batch = new double[picks.length][TIMES];
            for (int i = 0; i < picks.length; i++) {
                for (int k = 0; k < TIMES; k++) {
                    batch[i][k] = s.train.observed()[picks[i]][k] + t.get(auxiliary) * z[i * TIMES + k];
                }
            }
            fit = fit.step(t.context().cancel(), training.rate(t.p(), draw.iteration(), 10), w -> s.model.loss(w, s.train.times(), batch));
        }
        return judged(s.train, s.test, s.model, fit, s.rivals, t.context().cancel());
    }

    // ---- how good it is

    private static Seen judged(Pendulums train, Pendulums test, DriftFilter model, Fit fit, Pendulums.Rivals rivals, CancelToken cancel) {
        List<List<KalmanFilter.Step>> steps = model.filtered(fit, cancel, test.times(), test.observed());
        double likelihood = steps.stream().mapToDouble(KalmanFilter::logLikelihood).sum();
        List<List<KalmanFilter.Normal>> smooth = Double.isFinite(likelihood) ? smoothed(steps) : List.of();
        if (smooth.isEmpty()) {
            return new Seen(train, test, model, fit, steps, smooth, rivals, new Score(Double.NaN, Double.NaN, Double.NaN, Double.NaN));
        }
        double[] in = new double[2];
        double seen = 0;
        for (int i = 0; i < steps.size(); i++) {
            for (int k = 0; k < TIMES; k++) {
                double y = test.heldOut()[i][k];
                KalmanFilter.Normal at = smooth.get(i).get(k);
                if (Double.isNaN(y)) {
                    seen++;
                } else {
                    in[Math.abs(y - at.mean()[0]) <= TUBE * Math.sqrt(at.covariance().get(0, 0) + model.noise() * model.noise()) ? 0 : 1]++;
                }
            }
        }
        double gaps = test.meanSquare(0, TIMES, (i, k) -> smooth.get(i).get(k).mean()[0]);
        double ahead = test.meanSquare(TIMES, test.times().length, (i, k) -> smooth.get(i).get(k).mean()[0]);
        return new Seen(train, test, model, fit, steps, smooth, rivals, new Score(gaps, ahead, in[0] / Math.max(1, in[0] + in[1]), likelihood / seen));
    }

    /** None where a covariance has become indefinite in the filter's 32 bits. */
    private static List<List<KalmanFilter.Normal>> smoothed(List<List<KalmanFilter.Step>> steps) {
        try {
            return steps.stream().map(KalmanFilter::smoothed).toList();
        } catch (ArithmeticException lost) {
            return List.of();
        }
    }

    // ---- checks

    private static double[] threeSeeds(Trial<Seen> t) {
        double[] mean = new double[3];
        for (int seed = 1; seed <= 3; seed++) {
            Seen s = t.anew(seed).rest().state();
            mean[0] += s.score.imputation / s.rivals.linear() / 3;
            mean[1] += s.score.forecast / s.rivals.autoregression() / 3;
            mean[2] += s.score.coverage / 3;
        }
        return mean;
    }

    private static double exactLikelihood(Seen s) {
        double[][] y = Arrays.stream(s.test.observed()[0]).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
        Matrix start = Matrix.identity(2).scaled(s.model.spread() * s.model.spread());
        Matrix q = Matrix.of(2, 2, Math.pow(s.model.diffusion()[0], 2), 0, 0, Math.pow(s.model.diffusion()[1], 2));
        return KalmanFilter.logLikelihood(new KalmanFilter(Matrix.of(2, 2, s.model.first()), q, s.model.noise()).filter(s.test.times(), y, new KalmanFilter.Normal(new double[2], start)));
    }

    private static final KalmanFilter SMALL = new KalmanFilter(Matrix.of(2, 2, 0, 1, -4, -0.2), Matrix.of(2, 2, 0.01, 0, 0, 0.3), 0.15);

    /** Of five observations: 0 their likelihood, 1 the smoothed means, 2 what a time between them changes. */
    private static double jointError(int which) {
        double[] t = {0, 0.3, 0.42, 1.7, 2.9};
        double[] y = {0.4, 0.1, -0.1, 0.6, -0.5};
        KalmanFilter.Normal start = new KalmanFilter.Normal(new double[2], Matrix.identity(2));
        List<KalmanFilter.Step> steps = SMALL.filter(t, Arrays.stream(y).mapToObj(v -> new double[] {v}).toArray(double[][]::new), start);
        if (which == 2) {
            double[][] more = {{0.4}, {0.1}, {-0.1}, {Double.NaN}, {0.6}, {Double.NaN}, {-0.5}};
            return Math.abs(KalmanFilter.logLikelihood(SMALL.filter(new double[] {0, 0.3, 0.42, 0.5, 1.7, 2, 2.9}, more, start)) - KalmanFilter.logLikelihood(steps));
        }
        int n = t.length;
        double[] joint = new double[n * n];
        Matrix c = Matrix.identity(2);
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                KalmanFilter.Move m = SMALL.over(t[i] - t[i - 1]);
                c = m.transition().times(c).times(m.transition().transposed()).plus(m.covariance());
            }
            for (int j = i; j < n; j++) {
                joint[i * n + j] = SMALL.over(t[j] - t[i]).transition().times(c).get(0, 0);
                joint[j * n + i] = joint[i * n + j];
            }
        }
        Matrix k = Matrix.of(n, n, joint);
        Matrix s = k.plusIdentity(0.15 * 0.15);
        Matrix row = Matrix.of(1, n, y);
        if (which == 0) {
            double log = -0.5 * (n * Math.log(2 * Math.PI) + Math.log(s.determinant()) + row.over(s).times(row.transposed()).get(0, 0));
            return Math.abs(log - KalmanFilter.logLikelihood(steps));
        }
        double[] means = k.over(s).times(y);
        return IntStream.range(0, n).mapToDouble(i -> Math.abs(means[i] - KalmanFilter.smoothed(steps).get(i).mean()[0])).max().orElseThrow();
    }

    /** Of ∂ log p/∂ log r over 200 draws of an auxiliary variable y + N(0, 0.1²). */
    private static double varianceRatio() {
        double[] t = IntStream.range(0, 12).mapToDouble(k -> 0.3 * k).toArray();
        double[][] moments = new double[2][2];
        for (int draw = 0; draw < 200; draw++) {
            double[] z = new double[36];
            new Philox(1).normals(draw, 1, 0, 36, z, 0);
            double[][] a = new double[12][1];
            for (int k = 0; k < 12; k++) {
                a[k][0] = Math.cos(2 * t[k]) + 0.1 * z[24 + k];
            }
            List<KalmanFilter.Step> steps = SMALL.filter(t, a, new KalmanFilter.Normal(new double[2], Matrix.identity(2)));
            List<KalmanFilter.Normal> smooth = KalmanFilter.smoothed(steps);
            double[][] path = KalmanFilter.drawn(steps, z);
            double[] g = new double[2];
            for (int k = 0; k < 12; k++) {
                g[0] += (Math.pow(a[k][0] - smooth.get(k).mean()[0], 2) + smooth.get(k).covariance().get(0, 0)) / (0.15 * 0.15) - 1;
                g[1] += Math.pow((a[k][0] - path[k][0]) / 0.15, 2) - 1;
            }
            for (int w = 0; w < 2; w++) {
                moments[w][0] += g[w] / 200;
                moments[w][1] += g[w] * g[w] / 200;
            }
        }
        return (moments[1][1] - moments[1][0] * moments[1][0]) / (moments[0][1] - moments[0][0] * moments[0][0]);
    }

    // ---- pictures

    @Override
    protected void look(Seen s, Knobs p, Look to) {
        int i = index(s, p);
        int d = s.model.d();
        double[] t = s.test.times();
        List<KalmanFilter.Normal> smooth = s.smooth.get(i);
        double[] mean = smooth.stream().mapToDouble(n -> n.mean()[0]).toArray();
        double[] reach = smooth.stream().mapToDouble(n -> TUBE * Math.sqrt(Math.max(0, n.covariance().get(0, 0)))).toArray();
        double[] lower = new double[t.length];
        double[] upper = new double[t.length];
        Arrays.setAll(lower, k -> mean[k] - reach[k]);
        Arrays.setAll(upper, k -> mean[k] + reach[k]);
        to.series("smoothed", t, mean, lower, upper);
        double[] none = {};
        to.series("truth", s.isTrained() ? t : none, s.isTrained() ? s.test.truth()[i] : none);
        int[] at = IntStream.range(0, t.length).filter(k -> !Double.isNaN(s.test.observed()[i][k])).toArray();
        to.series("seen", Arrays.stream(at).mapToDouble(k -> t[k]).toArray(), Arrays.stream(at).mapToDouble(k -> s.test.observed()[i][k]).toArray());
        double[] after = s.isTrained() ? Arrays.copyOfRange(t, TIMES, t.length) : none;
        to.series("forecast-filter", after, s.isTrained() ? Arrays.copyOfRange(mean, TIMES, t.length) : none, s.isTrained() ? Arrays.copyOfRange(lower, TIMES, t.length) : none, s.isTrained() ? Arrays.copyOfRange(upper, TIMES, t.length) : none);
        to.series("forecast-auto", after, s.isTrained() ? Arrays.copyOfRange(s.rivals.forecasts()[i], TIMES, t.length) : none);
        to.series("forecast-truth", after, s.isTrained() ? Arrays.copyOfRange(s.test.truth()[i], TIMES, t.length) : none);
        phase(s, smooth, to);
        to.matrix("mean", t.length, d, flat(s.steps.get(i).stream().map(KalmanFilter.Step::known).toList(), true));
        to.matrix("covariance", t.length, d * d, flat(s.steps.get(i).stream().map(KalmanFilter.Step::known).toList(), false));
        to.matrix("smoothed-mean", t.length, d, flat(smooth, true));
        to.matrix("smoothed-covariance", t.length, d * d, flat(smooth, false));
    }

    private static double[] flat(List<KalmanFilter.Normal> all, boolean isMean) {
        return all.stream().flatMapToDouble(n -> Arrays.stream(isMean ? n.mean() : n.covariance().toArray())).toArray();
    }

    private static void phase(Seen s, List<KalmanFilter.Normal> smooth, Look to) {
        int d = s.model.d();
        int n = 15;
        double[] places = new double[n * n * d];
        for (int k = 0; k < n * n; k++) {
            places[k * d] = -5 + 10.0 * (k / n) / (n - 1);
            if (d > 1) {
                places[k * d + 1] = -4 + 8.0 * (k % n) / (n - 1);
            }
        }
        Matrix f = Matrix.of(d, d, s.model.first());
        double[] flow = s.isTrained() ? s.model.field(s.fit, places) : IntStream.range(0, n * n).boxed().flatMapToDouble(k -> Arrays.stream(f.times(Arrays.copyOfRange(places, k * d, k * d + d)))).toArray();
        double[] u = IntStream.range(0, n * n).mapToDouble(k -> flow[k * d]).toArray();
        double[] v = IntStream.range(0, n * n).mapToDouble(k -> d > 1 ? flow[k * d + 1] : 0).toArray();
        to.vectors("field", n, n, new Rect(-5.36, -4.29, 5.36, 4.29), u, v);
        to.path("path", smooth.stream().flatMapToDouble(m -> Arrays.stream(new double[] {m.mean()[0], d > 1 ? m.mean()[1] : 0})).toArray());
    }
}
