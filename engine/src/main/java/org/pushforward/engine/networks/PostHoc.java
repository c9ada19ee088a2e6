package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.BSplines;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.pho}: a model y = Xβ + d(x) of splines and a slope, X, and a network d that sees everything, so that d may say what β should. Afterwards the part of d that X can say is
 * moved, γ = X⁺d, β ← β + γ, d ← d − Xγ (Rügamer 2023, arXiv:2306.00522); beside it d is made orthogonal to X in every batch of the training.
 */
public final class PostHoc extends Study<PostHoc.State> {

    private static final List<String> WAYS = List.of("free", "during");
    private static final int INPUTS = 5;
    private static final int BATCH = 32;
    private static final int TESTED = 1000;
    private static final int PLACES = 121;
    private static final int CUBIC = 3;
    private static final double SLOPE = 0.8;
    private static final double NOISE = 0.3;
    /** A direction of X with less than this share of its length left depends on those before. */
    private static final double DEPENDENT = 1e-8;

    /**
     * Samples: inputs n × 5 uniform in [−1, 1], X n × columns, and what is to be found.
     *
     * @param clean without noise
     * @param basis orthonormal columns that span X, as {@link #basis}
     */
    record Data(double[] x, double[] design, double[] y, double[] clean, double[] basis) { }

    /**
     * Where a training stands.
     *
     * @param deep d of the samples
     * @param gamma of the projection of d on X
     * @param loss mean square on the samples
     * @param error root mean square distance from the clean values of others
     * @param identity largest change of a prediction by moving Xγ, on all samples
     */
    record Runner(Fit fit, double[] beta, double[] deep, double[] gamma, double loss, double error, double identity) { }

    record State(Data known, Data other, Race<Runner> race) { }

    private final Knob<Integer> epochs;
    private final Knob<Integer> samples;
    private final Knob<Integer> knots;
    private final Knob<Double> rate;

    public PostHoc() {
        super("networks.pho", "Give the splines back what is theirs",
                "Splines and slopes can be read, a network fits the rest. But the network sees their inputs too and takes part of what is theirs. One may forbid it that in every batch of the training, or leave the training alone and "
                        + "afterwards move whatever the splines can say from the network to them: no prediction changes. Twenty epochs at a small rate, with splines that have not caught up: moving afterwards gives better curves, better predictions "
                        + "and a smaller loss than forbidding. After 400 epochs, or at a larger rate at which the splines keep up, the forbidding training has the better spline, since what is moved has the noise of "
                        + "the samples in it; its predictions still are no better. Data are generated; the paper's larger networks and its data on an epidemic are not shown.",
                List.of("y = Xβ + d(x)", "γ = X⁺ d,  β ← β + γ,  d ← d − X γ,  Xᵀ d = 0"),
                new Citation("D. Rügamer", 2023, "A New PHO-rmula for Improved Performance of Semi-Structured Networks", "2306.00522"));
        epochs = whole("epochs", "T", "Epochs", 20, 5, 400, "Of both trainings; one a step.").within(1, 10_000).log();
        samples = whole("samples", "n", "Samples", 1000, 200, 4000, "With noise of deviation .3.").within(64, 20_000).log();
        knots = whole("knots", "K", "Intervals", 10, 3, 20, "Of the cubic spline of x₁ on [−1, 1].").within(1, 25);
        rate = real("learning-rate", "η", "Learning rate", 2e-3, 1e-4, 1e-1, "Of Adam, for both; the figures in the text are for .002.").within(1e-8, 10).log().live();
        learns(rate);
        lasts(p -> p.get(epochs));
        pace(6);

        Gauge<State> identity = gauge("identity-error", "Largest change of a prediction", "", s -> s.race.get("free").identity);
        Gauge<State> orthogonal = gauge("orthogonality-error", "‖Xᵀd‖, afterwards", "", s -> Vectors.norm(crossed(s.known, left(s))));
        Gauge<State> spline = gauge("spline-error", "Spline, afterwards", "", s -> splineError(s, "post"));
        Gauge<State> splineNone = gauge("spline-error-none", "Spline, never", "", s -> splineError(s, "none"));
        Gauge<State> splineDuring = gauge("spline-error-during", "Spline, during", "", s -> splineError(s, "during"));
        Gauge<State> error = gauge("prediction-error", "Prediction, afterwards", "", s -> s.race.get("free").error);
        Gauge<State> errorDuring = gauge("prediction-error-during", "Prediction, during", "", s -> s.race.get("during").error);
        Gauge<State> loss = gauge("loss", "Loss, afterwards", "", s -> s.race.get("free").loss);
        Gauge<State> lossDuring = gauge("loss-during", "Loss, during", "", s -> s.race.get("during").loss);
        plot("spline", "The spline on the truth", "less its mean").draw(CURVE, "truth", "truth", "", "x₁").draw(CURVE, "never", "never moved", "", "x₁").draw(CURVE, "afterwards", "moved afterwards", "", "x₁")
                .draw(CURVE, "during", "forbidden during", "", "x₁");
        plot("parts", "What the network says along x₁", "a dot a sample").draw(POINTS, "before", "d", "", "x₁").draw(POINTS, "after", "d − Xγ", "", "x₁").draw(CURVE, "moved", "spline of γ", "", "x₁");
        plot("slope", "The slope of x₂", "").draw(BARS, "slopes", "slope");
        history("splines", "Error of the spline", "root mean square", spline, splineNone, splineDuring).log();
        history("predictions", "Error of predictions", "root mean square on 1000 other samples, without noise", error, errorDuring).log();
        history("losses", "Loss", "mean square on the samples", loss, lossDuring).log();
        layer("design", "X of the samples", "", "");
        layer("deep", "d − Xγ of the samples", "", "");
        layer("coefficients", "β + γ: spline, then slope", "", "");

        always("identity", "largest change of a prediction, samples and others", identity, atMost(1e-12), "identity: Xγ leaves d and joins Xβ");
        always("orthogonal", "‖Xᵀd‖ afterwards", orthogonal, atMost(1e-10), "γ = X⁺d; rounding");
        formula("by-hand", "line through (0, 1), (1, 2), (2, 4): what is left against that by hand", atMost(1e-14), "by hand: 1/6, −1/3, 1/6", PostHoc::byHand);
        Shared<double[]> runs = shared(t -> t.means(5, spline, splineNone, splineDuring, error, errorDuring, loss, lossDuring));
        lengthy("never", "spline: error over that of never moving", atMost(0.6), "our runs, mean of 5 seeds", runs, r -> r[0] / r[1]);
        lengthy("during", "spline: error over that of forbidding", atMost(0.75), "our runs, mean of 5 seeds", runs, r -> r[0] / r[2]);
        lengthy("prediction", "prediction: error over that of forbidding", atMost(0.85), "our runs, mean of 5 seeds", runs, r -> r[3] / r[4]);
        lengthy("loss", "loss over that of forbidding", atMost(0.5), "our runs, mean of 5 seeds", runs, r -> r[5] / r[6]);
        Shared<double[]> fast = shared(t -> t.means(5, spline, splineDuring), "learning-rate=0.03");
        lengthy("fast", "rate .03: error of the spline of forbidding over that moved afterwards", atMost(0.85), "our runs, mean of 5 seeds: here forbidding wins", fast, r -> r[1] / r[0]);
        opens("Afterwards, not during", "The network has taken half of the curve; moved back, the spline comes near the truth.").panes("spline", "parts", "splines", "predictions").pictured(15);
        preset("fast", "Splines that keep up", "At fifteen times the rate the splines find their curves themselves, and forbidding gives the better one.").set("learning-rate=0.03").panes("spline", "splines", "predictions", "losses").pictured(15);
        preset("long", "Four hundred epochs", "In the end the training that forbids has the better spline.").set("epochs=400").panes("splines", "spline", "predictions", "losses").pictured(40);
        preset("lecture", "The same predictions, another curve", "Few samples: see the trend leave the network's dots.").set("samples=400", "epochs=60").panes("parts", "spline", "slope", "predictions").pins("samples", "knots", "learning-rate")
                .pictured(30);
        tiny("epochs=2 samples=64 knots=3");
    }

    private static double byHand() {
        double[] design = {1, 0, 1, 1, 1, 2};
        double[] d = {1, 2, 4};
        double[] left = sum(d, product(design, LeastSquares.solve(design, 2, d)), -1);
        double[] same = without(d, basis(design, 2));
        double[] hand = {1.0 / 6, -1.0 / 3, 1.0 / 6};
        double worst = 0;
        for (int k = 0; k < 3; k++) {
            worst = Math.max(worst, Math.max(Math.abs(left[k] - hand[k]), Math.abs(same[k] - hand[k])));
        }
        return worst;
    }

    // ---- data

    private static double structured(double x) {
        return 2 * Math.sin(4 * x) + 2 * x * x;
    }

    /** Its mean given x₁ and x₂ is 0, so that spline and slope are what they are. */
    private static double unstructured(double[] x, int at) {
        return 2 * x[at + 2] * x[at + 3] + 1.5 * x[at] * Math.sin(3 * x[at + 4]);
    }

    private static Data drawn(int n, BSplines splines, Philox random) {
        double[] x = new double[INPUTS * n];
        double[] e = new double[n];
        random.stream(1).uniforms(0, n, 0, INPUTS, x, 0);
        random.stream(2).normals(0, n, 0, 1, e, 0);
        Arrays.setAll(x, k -> 2 * x[k] - 1);
        int columns = splines.count() + 1;
        double[] design = new double[n * columns];
        double[] clean = new double[n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(splines.byMatrix(x[INPUTS * i]), 0, design, i * columns, columns - 1);
            design[i * columns + columns - 1] = x[INPUTS * i + 1];
            clean[i] = structured(x[INPUTS * i]) + SLOPE * x[INPUTS * i + 1] + unstructured(x, INPUTS * i);
        }
        double[] y = new double[n];
        Arrays.setAll(y, k -> clean[k] + NOISE * e[k]);
        return new Data(x, design, y, clean, basis(design, columns));
    }

    /** Orthonormal columns that span those of X, by Gram and Schmidt, twice; a column that depends on those before is 0. n × columns, row-major. */
    static double[] basis(double[] design, int columns) {
        int n = design.length / columns;
        double[] q = design.clone();
        for (int c = 0; c < columns; c++) {
            double before = columnLength(q, c, columns, n);
            for (int turn = 0; turn < 2; turn++) {
                for (int d = 0; d < c; d++) {
                    double along = 0;
                    for (int i = 0; i < n; i++) {
                        along += q[i * columns + c] * q[i * columns + d];
                    }
                    for (int i = 0; i < n; i++) {
                        q[i * columns + c] -= along * q[i * columns + d];
                    }
                }
            }
            double length = columnLength(q, c, columns, n);
            double scale = length > DEPENDENT * before ? 1 / length : 0;
            for (int i = 0; i < n; i++) {
                q[i * columns + c] *= scale;
            }
        }
        return q;
    }

    private static double columnLength(double[] q, int c, int columns, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += q[i * columns + c] * q[i * columns + c];
        }
        return Math.sqrt(sum);
    }

    // ---- the model and its trainings

    static Perceptron deep() {
        return new Perceptron("deep", Value::tanh, INPUTS, 32, 32, 1);
    }

    private int columns(Knobs p) {
        return p.get(knots) + CUBIC + 1;
    }

    private Weights weights(Knobs p) {
        Owner linear = () -> List.of(new Part("beta", Start.ZERO, columns(p)));
        return Weights.of(linear, deep());
    }

    @Override
    protected State start(Knobs p, Philox random) {
        BSplines splines = new BSplines(CUBIC, p.get(knots));
        Data known = drawn(p.get(samples), splines, random.stream(1));
        Data other = drawn(TESTED, splines, random.stream(2));
        CancelToken cancel = CancelToken.current();
        return new State(known, other, Race.of(WAYS, way -> judged(way, Fit.start(weights(p), AdamW.ADAM, random.stream(3)), known, other, cancel)));
    }

    @Override
    protected State next(State s, Turn t) {
        CancelToken cancel = t.context().cancel();
        int[] order = HouseModels.order(t.random(), t.step(), s.known.y.length);
        int columns = columns(t.p());
        Race<Fit> trained = s.race.then((_, r) -> r.fit);
        for (int from = 0; from + BATCH <= order.length; from += BATCH) {
            int[] which = Arrays.copyOfRange(order, from, from + BATCH);
            double[] x = rows(s.known.x, INPUTS, which);
            double[] design = rows(s.known.design, columns, which);
            double[] y = rows(s.known.y, 1, which);
            double[] q = basis(design, columns);
            trained = trained.then((way, fit) -> fit.step(cancel, t.get(rate), w -> loss(w, way.equals("during"), x, design, q, y)));
        }
        return new State(s.known, s.other, trained.then((way, fit) -> judged(way, fit, s.known, s.other, cancel)));
    }

    /** Mean square on a batch; where it is forbidden, β learns as if there were no network: Xᵀ(I − QQᵀ)d = 0. */
    static Value loss(Theta w, boolean isForbidden, double[] x, double[] design, double[] q, double[] y) {
        int columns = design.length / y.length;
        Value d = deepOf(w, x);
        Value left = isForbidden ? without(d, w.tape().of(q, y.length, columns)) : d;
        return w.tape().of(design, y.length, columns).matmul(w.get("beta").unsqueeze(1)).plus(left).minus(w.tape().of(y, y.length, 1)).square().mean();
    }

    private static Value deepOf(Theta w, double[] x) {
        return deep().apply(w, w.tape().of(x, x.length / INPUTS, INPUTS));
    }

    /** (I − Q Qᵀ) d. */
    private static Value without(Value d, Value q) {
        return d.minus(q.matmul(q.transposed().matmul(d)));
    }

    private static double[] rows(double[] a, int width, int[] which) {
        double[] out = new double[which.length * width];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(a, which[k] * width, out, k * width, width);
        }
        return out;
    }

    private static Runner judged(String way, Fit fit, Data known, Data other, CancelToken cancel) {
        double[] beta = fit.evaluate(cancel, w -> w.get("beta"));
        double[] deep = fit.evaluate(cancel, w -> deepOf(w, known.x));
        double[] deepOther = fit.evaluate(cancel, w -> deepOf(w, other.x));
        double[] gamma = LeastSquares.solve(known.design, beta.length, deep);
        if (way.equals("during")) {
            deep = without(deep, known.basis);
            deepOther = without(deepOther, other.basis);
        }
        double[] now = sum(product(known.design, beta), deep, 1);
        double[] nowOther = sum(product(other.design, beta), deepOther, 1);
        double identity = Math.max(moved(known, beta, gamma, deep, now), moved(other, beta, gamma, deepOther, nowOther));
        return new Runner(fit, beta, deep, gamma, meanSquare(sum(now, known.y, -1)), Math.sqrt(meanSquare(sum(nowOther, other.clean, -1))), identity);
    }

    /** Largest |X(β + γ) + (d − Xγ) − now|. */
    private static double moved(Data data, double[] beta, double[] gamma, double[] deep, double[] now) {
        double[] then = sum(product(data.design, sum(beta, gamma, 1)), sum(deep, product(data.design, gamma), -1), 1);
        return Arrays.stream(sum(then, now, -1)).map(Math::abs).max().orElseThrow();
    }

    private static double[] without(double[] d, double[] q) {
        int columns = q.length / d.length;
        double[] along = new double[columns];
        for (int k = 0; k < q.length; k++) {
            along[k % columns] += q[k] * d[k / columns];
        }
        return sum(d, product(q, along), -1);
    }

    private static double[] product(double[] design, double[] beta) {
        double[] y = new double[design.length / beta.length];
        for (int k = 0; k < design.length; k++) {
            y[k / beta.length] += design[k] * beta[k % beta.length];
        }
        return y;
    }

    private static double[] sum(double[] a, double[] b, double factor) {
        double[] c = new double[a.length];
        Arrays.setAll(c, k -> a[k] + factor * b[k]);
        return c;
    }

    private static double meanSquare(double[] a) {
        return Arrays.stream(a).map(v -> v * v).average().orElseThrow();
    }

    // ---- what is measured

    /** d − Xγ of the free training on its samples. */
    private static double[] left(State s) {
        Runner r = s.race.get("free");
        return sum(r.deep, product(s.known.design, r.gamma), -1);
    }

    private static double[] crossed(Data data, double[] d) {
        int columns = data.design.length / d.length;
        double[] c = new double[columns];
        for (int k = 0; k < data.design.length; k++) {
            c[k % columns] += data.design[k] * d[k / columns];
        }
        return c;
    }

    private static double[] coefficients(State s, String which) {
        Runner r = s.race.get(which.equals("during") ? "during" : "free");
        return which.equals("post") ? sum(r.beta, r.gamma, 1) : r.beta;
    }

    private static double[] places() {
        double[] x = new double[PLACES];
        Arrays.setAll(x, k -> 2.0 * k / (PLACES - 1) - 1);
        return x;
    }

    private static double[] truth() {
        return centred(Arrays.stream(places()).map(PostHoc::structured).toArray());
    }

    private static double[] spline(State s, String which) {
        double[] beta = coefficients(s, which);
        BSplines b = new BSplines(CUBIC, beta.length - CUBIC - 1);
        return centred(Arrays.stream(places()).map(x -> {
            double[] at = b.byMatrix(x);
            double sum = 0;
            for (int k = 0; k < at.length; k++) {
                sum += at[k] * beta[k];
            }
            return sum;
        }).toArray());
    }

    private static double[] centred(double[] f) {
        double mean = Arrays.stream(f).average().orElseThrow();
        return Arrays.stream(f).map(v -> v - mean).toArray();
    }

    private static double splineError(State s, String which) {
        return Math.sqrt(meanSquare(sum(spline(s, which), truth(), -1)));
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        double[] x = places();
        to.series("truth", x, truth());
        to.series("afterwards", x, spline(s, "post"));
        to.series("never", x, spline(s, "none"));
        to.series("during", x, spline(s, "during"));
        Runner r = s.race.get("free");
        double[] first = new double[s.known.y.length];
        Arrays.setAll(first, k -> s.known.x[INPUTS * k]);
        double mean = Arrays.stream(r.deep).average().orElseThrow();
        to.series("before", first, Arrays.stream(r.deep).map(v -> v - mean).toArray());
        to.series("after", first, left(s));
        to.series("moved", x, sum(spline(s, "post"), spline(s, "none"), -1));
        int last = r.beta.length - 1;
        to.bars("slopes", List.of("truth", "never", "afterwards", "during"), new double[] {SLOPE, coefficients(s, "none")[last], coefficients(s, "post")[last], coefficients(s, "during")[last]});
        to.matrix("design", s.known.y.length, r.beta.length, s.known.design);
        to.matrix("deep", s.known.y.length, 1, left(s));
        to.matrix("coefficients", r.beta.length, 1, coefficients(s, "post"));
    }
}
