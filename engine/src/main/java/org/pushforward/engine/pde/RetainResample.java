package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.JetPerceptron;
import org.pushforward.engine.learn.layer.JetPerceptron.Jet;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.r3-sampling}: u_t + βu_x = 0 on a circle by physics-informed networks that differ in their collocation points alone: fixed, drawn anew each
 * iteration, or those with |residual| above the mean kept and the others drawn anew (Daw, Bu, Wang, Perdikaris & Karpatne 2023, algorithm 1).
 */
public final class RetainResample extends Study<RetainResample.Lanes> {

    private static final String R3 = "r3";
    private static final String UNIFORM = "uniform";
    private static final String FIXED = "fixed";
    private static final List<String> ALL = List.of(R3, UNIFORM, FIXED);
    private static final JetPerceptron NET = JetPerceptron.of("u", 2, 32, 32, 32, 1);
    private static final Weights WEIGHTS = Weights.of(NET);
    private static final double START_WEIGHT = 100;
    private static final int STARTS = 64;
    private static final int NX = 48;
    private static final int NT = 33;
    /** A turn of the circle is as wide as all of the time is high. */
    private static final Rect PLANE = new Rect(0, 0, 2, 1);
    private static final int ROUNDS = 30;
    /** Of the causal gate (1 − tanh α(t − γ))/2: steepness, start, how fast γ moves where the loss is small, and how much a loss holds it. */
    private static final double STEEP = 5;
    private static final double GATE_START = -0.5;
    private static final double GATE_RATE = 2e-3;
    private static final double GATE_HOLD = 20;

    /** One network: its points as x and t in turn, how many of them were kept, the gate's γ, the error. */
    record Lane(Fit fit, double[] points, int kept, double gamma, double error) { }

    /** @param ratio mean residual of the points of R3 over that of uniform points */
    record Lanes(Race<Lane> lanes, double ratio) { }

    private final Knob<Double> beta;
    private final Knob<Integer> points;
    private final Knob<String> method;
    private final Knob<Boolean> causal;
    private final Training training;

    public RetainResample() {
        super("pde.r3-sampling", "Points that stay where it is wrong",
                "A wave runs round a circle thirty times as fast as time goes. A network that is told the equation at points and the wave at time 0 alone must carry it from the bottom of the picture to the top, and with "
                        + "fixed points, or points drawn anew, it often settles for a flat answer whose residual is small almost everywhere. R3 keeps each point whose residual is above the mean and draws the others "
                        + "anew: points gather where the wave is being carried, and their number never changes. All three networks start alike and take the same steps. Ours: three layers of 32 instead of four of 50, 400 points instead of 1000, and "
                        + "thousands of iterations instead of 300 000: after the four thousand of the opening none has arrived, after forty thousand R3 has (a preset; an error of 0.03), where uniform points have 0.7 in our prototype.",
                List.of("u_t + β u_x = 0,  u(x, 0) = sin x", "keep {p : |r(p)| > mean |r|}, draw the rest", "g(t) = ½ (1 − tanh α(t − γ))"),
                new Citation("A. Daw, J. Bu, S. Wang, P. Perdikaris, A. Karpatne", 2023, "Mitigating Propagation Failures in Physics-informed Neural Networks using Retain-Resample-Release (R3) Sampling", "2207.02338")
                        .code("https://github.com/arkadaw9/r3_sampling_icml2023"),
                new Citation("A. Krishnapriyan, A. Gholami, S. Zhe, R. Kirby, M. Mahoney", 2021, "Characterizing possible failure modes in physics-informed neural networks", "2109.01050"));
        group("Problem");
        beta = real("beta", "β", "Speed", 30, 1, 50, "Of the wave; the circle is 2π long and time goes to 1.").within(0, 1000);
        group("Points");
        points = whole("points", "N", "Points", 400, 100, 1000, "Where the residual is asked.").within(8, 20_000).log();
        method = choice("method", "M", "Method", List.of("race", R3, UNIFORM, FIXED), "race", "All three or one.");
        causal = flag("causal", "g", "Causal gate", false, "R3 counts residuals only up to a time that moves upwards as they fall.");
        group("Training");
        var rate = real("learning-rate", "η", "Learning rate", 1e-3, 1e-4, 2e-2, "Of Adam; a tenth less every 5000 iterations.").within(1e-8, 10).log().live();
        var iterations = whole("iterations", "n", "Iterations", 4000, 500, 50_000, "Of each network.").within(1, 10_000_000).log();
        var each = whole("iterations-per-step", "k", "Iterations a step", 10, 1, 100, "Between two pictures.").within(1, 100_000).log();
        training = training(rate, iterations, each);
        pace(12);

        Gauge<Lanes> error = error("error", R3, "Error, R3");
        Gauge<Lanes> uniform = error("error-uniform", UNIFORM, "Error, uniform");
        Gauge<Lanes> fixed = error("error-fixed", FIXED, "Error, fixed");
        Gauge<Lanes> ratio = gauge("retained-ratio", "|r| at R3's points over uniform points", "", Lanes::ratio).when(s -> s.lanes.has(R3) && s.ratio > 0);
        gauge("retained", "Points kept", "", s -> s.lanes.get(R3).kept).when(s -> s.lanes.has(R3));
        Gauge<Lanes> gate = gauge("gate", "γ of the gate", "", s -> s.lanes.get(R3).gamma).when(s -> s.lanes.has(R3));
        List<Gauge<Lanes>> losses = gauges("loss", "Loss", "", ALL, (s, who) -> s.lanes.has(who) ? s.lanes.get(who).fit.loss() : Double.NaN);
        losses.forEach(g -> g.when(s -> s.lanes.has(g.id().substring(5)) && s.lanes.get(g.id().substring(5)).fit.iterations() > 0));

        plane("residual", "Residual and points, R3", "log₁₀ |u_t + βu_x|; round the circle, time upwards").draw(FILL, "residual", "log₁₀ |r|").draw(POINTS, "points-r3", "points");
        history("errors", "Error", "relative L² over all places and times", error, uniform, fixed).log();
        multiples("fields", "u(x, t)", "round the circle, time upwards; one range of colors").draw(FILL, "exact", "exact").draw(FILL, "field-r3", "R3").draw(FILL, "field-uniform", "uniform").draw(FILL, "field-fixed", "fixed")
                .alike("exact", "field-r3", "field-uniform", "field-fixed");
        plot("age", "Where R3's points are", "share by time; a flat line were uniform").draw(CURVE, "by-time", "points", "", "t");
        plane("residual-fixed", "Residual and points, fixed", "what the points do not see").draw(FILL, "residual-fixed", "log₁₀ |r|").draw(POINTS, "points-fixed", "points");
        history("loss", "Loss", "each at its own points", losses).log();
        history("gathered", "Residual at R3's points", "over that at uniform ones: above 1 they are where it is wrong", ratio);
        history("gate", "Gate", "γ, the time up to which residuals count", gate);

        always("count", "points, kept and new, over those asked for", gauge("share", "Points over those asked for", "", (s, p) -> s.lanes.states().getFirst().points.length / 2.0 / p.get(points)), within(1, 0), "retain and resample keep the number");
        reference("alone", "the sampler on a frozen residual, 30 rounds: mean at its points over the mean everywhere", atLeast(2), "the algorithm alone; uniform points have 1", RetainResample::alone);
        reference("still", "points of R3 after 20 iterations less those asked for", atMost(0), "retain and resample keep the number", t -> Math.abs(t.steps(2).state().lanes.get(R3).points.length / 2.0 - 60), "points=60", "method=r3");
        reference("unmoved", "kept points that moved", atMost(0), "what is retained stays where it is", RetainResample::moved);
        reference("one", "R3 on a constant residual keeps", atMost(0), "nothing is above the mean", t -> next(new double[] {1, 1, 2, 2, 3, 3}, x -> 1.0, new Philox(1), 0).kept);
        for (long seed = 1; seed <= 3; seed++) {
            long s = seed;
            lengthy("beats-fixed-" + s, "R3's error over that of fixed points, 4000 iterations, seed " + s, atMost(1.02), "exact solution sin(x − βt); neither has arrived yet", t -> {
                var run = t.anew(s).rest();
                return run.value(error) / run.value(fixed);
            });
        }
        lengthy("published", "R3's error at β = 30 after 40 000 iterations", atMost(0.12), "exact solution; 0.030 on seed 1, NumPy runs 0.03 to 0.09, uniform 0.64 to 0.70, fixed 0.97 and 1.7", t -> t.rest().value(error),
                "method=r3", "iterations=40000", "iterations-per-step=100");
        opens("The wave must be carried upwards", "Points gather where the residual is; the picture of the wave grows from below.").panes("residual", "errors", "fields", "age").pictured(60);
        preset("arrives", "Forty thousand iterations: R3 arrives", "For a long time nothing, then within a few thousand iterations the wave is there; it takes minutes.").set("method=r3", "iterations=40000", "iterations-per-step=40").panes("fields", "errors", "residual", "age").pictured(30);
        preset("slow", "At a speed of 10 all arrive", "Points hardly matter where nothing is hard.").set("beta=10").panes("fields", "errors", "residual", "age").pictured(60);
        preset("gate", "With a gate in time", "What comes later does not count before what came earlier is right.").set("causal=true", "method=r3").panes("residual", "gate", "fields", "errors").pictured(60);
        preset(FIXED, "What fixed points do not see", "The residual between the points is anybody's guess.").set("points=100").panes("residual-fixed", "residual", "errors", "fields").pictured(60);
        tiny("points=16 iterations=3 iterations-per-step=1", "points=16 iterations=2 iterations-per-step=1 method=r3 causal=true", "points=8 iterations=2 method=fixed");
    }

    private Gauge<Lanes> error(String id, String who, String label) {
        return gauge(id, label, "", s -> s.lanes.get(who).error).when(s -> s.lanes.has(who));
    }

    /** What R3 makes of points: those above the mean first, in their order, then new ones. */
    record Sampled(double[] points, int kept) { }

    static Sampled next(double[] points, ToDoubleFunction<double[]> fitness, Philox random, int round) {
        int n = points.length / 2;
        double[] f = new double[n];
        Arrays.setAll(f, k -> fitness.applyAsDouble(new double[] {points[2 * k], points[2 * k + 1]}));
        return next(points, f, random, round);
    }

    private static Sampled next(double[] points, double[] fitness, Philox random, int round) {
        int n = points.length / 2;
        double mean = Arrays.stream(fitness).average().orElseThrow();
        double[] next = drawn(n, random, round);
        int kept = 0;
        for (int k = 0; k < n; k++) {
            if (fitness[k] > mean) {
                next[2 * kept] = points[2 * k];
                next[2 * kept + 1] = points[2 * k + 1];
                kept++;
            }
        }
        return new Sampled(next, kept);
    }

    private static double[] drawn(int n, Philox random, int round) {
        double[] u = new double[2 * n];
        random.uniforms((long) round * n, n, 0, 2, u, 0);
        for (int k = 0; k < n; k++) {
            u[2 * k] *= 2 * Math.PI;
        }
        return u;
    }

    private static double alone(Trial<Lanes> t) {
        ToDoubleFunction<double[]> bump = x -> Math.exp(-((x[0] - 3) * (x[0] - 3) + 30 * (x[1] - 0.4) * (x[1] - 0.4)));
        double[] p = drawn(400, new Philox(5), 0);
        for (int round = 1; round <= ROUNDS; round++) {
            t.context().cancel().throwIfCancelled();
            p = next(p, bump, new Philox(5), round).points;
        }
        return mean(p, bump) / mean(drawn(20_000, new Philox(6), 0), bump);
    }

    private static double mean(double[] p, ToDoubleFunction<double[]> f) {
        double sum = 0;
        for (int k = 0; k < p.length; k += 2) {
            sum += f.applyAsDouble(new double[] {p[k], p[k + 1]});
        }
        return 2 * sum / p.length;
    }

    private static double moved(Trial<Lanes> t) {
        double[] p = drawn(100, new Philox(7), 0);
        Sampled s = next(p, x -> x[1], new Philox(7), 1);
        double mean = mean(p, x -> x[1]);
        int at = 0;
        int moved = 0;
        for (int k = 0; k < 100; k++) {
            if (p[2 * k + 1] > mean) {
                moved += p[2 * k] == s.points[2 * at] && p[2 * k + 1] == s.points[2 * at + 1] ? 0 : 1;
                at++;
            }
        }
        return moved + Math.abs(at - s.kept);
    }

    @Override
    protected Lanes start(Knobs p, Philox random) {
        List<String> who = p.is(method, "race") ? ALL : List.of(p.get(method));
        Race<Lane> lanes = Race.of(who, name -> {
            Fit fit = Fit.start(WEIGHTS, AdamW.ADAM, random);
            return new Lane(fit, drawn(p.get(points), random.stream(1), 0), 0, p.get(causal) ? GATE_START : 1, error(fit, p.get(beta), CancelToken.current()));
        });
        return new Lanes(lanes, 0);
    }

    @Override
    protected Lanes next(Lanes s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Race<Lane> lanes = s.lanes;
        for (int i = training.done(t.p(), t.step()); i < training.done(t.p(), t.step() + 1L); i++) {
            int iteration = i;
            double eta = t.get(training.rate()) * Math.pow(0.9, i / 5000.0);
            lanes = lanes.then((who, lane) -> {
                t.ask();
                return trained(who, lane, iteration, eta, t);
            });
        }
        lanes = lanes.then((_, lane) -> new Lane(lane.fit, lane.points, lane.kept, lane.gamma, error(lane.fit, t.get(beta), cancel)));
        return new Lanes(lanes, lanes.has(R3) ? ratio(lanes.get(R3), t) : 0);
    }

    private double ratio(Lane lane, Turn t) {
        double[] here = residuals(lane.fit, lane.points, t.get(beta), t.context().cancel());
        double[] there = residuals(lane.fit, drawn(2000, t.random().stream(4), t.step()), t.get(beta), t.context().cancel());
        return Arrays.stream(here).average().orElseThrow() / Math.max(1e-12, Arrays.stream(there).average().orElseThrow());
    }

    private Lane trained(String who, Lane lane, int iteration, double eta, Turn t) {
        CancelToken cancel = t.context().cancel();
        double b = t.get(beta);
        boolean gated = who.equals(R3) && t.get(causal);
        double[] weight = new double[lane.points.length / 2];
        Arrays.setAll(weight, k -> gated ? 0.5 * (1 - Math.tanh(STEEP * (lane.points[2 * k + 1] - lane.gamma))) : 1);
        Fit fit = lane.fit.step(cancel, eta, w -> residual(w, lane.points, b).times(w.tape().of(weight, weight.length, 1)).square().mean().plus(begin(w).times(START_WEIGHT)));
        double gamma = gated ? lane.gamma + Math.min(0.1, GATE_RATE * Math.exp(-GATE_HOLD * Math.min(1, fit.loss()))) : lane.gamma;
        return switch (who) {
            case FIXED -> new Lane(fit, lane.points, weight.length, gamma, lane.error);
            case UNIFORM -> new Lane(fit, drawn(weight.length, t.random().stream(2), iteration), 0, gamma, lane.error);
            default -> {
                double[] r = residuals(fit, lane.points, b, cancel);
                Arrays.setAll(r, k -> r[k] * weight[k]);
                Sampled s = next(lane.points, r, t.random().stream(3), iteration);
                yield new Lane(fit, s.points, s.kept, gamma, lane.error);
            }
        };
    }

    private static Value residual(Theta w, double[] points, double b) {
        int n = points.length / 2;
        double[] x = new double[n];
        double[] t = new double[n];
        Arrays.setAll(x, k -> points[2 * k]);
        Arrays.setAll(t, k -> points[2 * k + 1]);
        Value place = Value.cat(1, w.tape().of(x, n, 1), w.tape().of(t, n, 1));
        Value one = place.times(0);
        Jet u = NET.apply(w, new Jet(place, one.plus(w.tape().of(1, 0)), one.plus(w.tape().of(0, 1)), one));
        return u.b().plus(u.a().times(b));
    }

    private static double[] residuals(Fit fit, double[] points, double b, CancelToken cancel) {
        return Arrays.stream(fit.evaluate(cancel, w -> residual(w, points, b))).map(Math::abs).toArray();
    }

    /** The start, and that both ends of the circle are one. */
    private static Value begin(Theta w) {
        double[] at = new double[2 * STARTS];
        double[] known = new double[STARTS];
        double[] left = new double[2 * STARTS];
        double[] right = new double[2 * STARTS];
        for (int k = 0; k < STARTS; k++) {
            at[2 * k] = 2 * Math.PI * k / STARTS;
            known[k] = Math.sin(at[2 * k]);
            left[2 * k + 1] = (double) k / (STARTS - 1);
            right[2 * k] = 2 * Math.PI;
            right[2 * k + 1] = left[2 * k + 1];
        }
        Value start = at(w, at).minus(w.tape().of(known, STARTS, 1)).square().mean();
        return start.plus(at(w, left).minus(at(w, right)).square().mean());
    }

    private static Value at(Theta w, double[] xt) {
        return NET.apply(w, w.tape().of(xt, xt.length / 2, 2));
    }

    /** Places and times of the pictures, x slow. */
    private static double[] grid() {
        double[] p = new double[2 * NX * NT];
        for (int k = 0; k < NX * NT; k++) {
            p[2 * k] = 2 * Math.PI * (k / NT + 0.5) / NX;
            p[2 * k + 1] = (k % NT + 0.5) / NT;
        }
        return p;
    }

    private static double[] field(Fit fit, CancelToken cancel) {
        return fit.evaluate(cancel, w -> at(w, grid()));
    }

    private static double[] exact(double b) {
        double[] p = grid();
        double[] u = new double[NX * NT];
        Arrays.setAll(u, k -> Math.sin(p[2 * k] - b * p[2 * k + 1]));
        return u;
    }

    private static double error(Fit fit, double b, CancelToken cancel) {
        return Vectors.relativeError(field(fit, cancel), exact(b));
    }

    @Override
    protected void look(Lanes s, Knobs p, Look to) {
        CancelToken cancel = to.context().cancel();
        to.field("exact", NX, NT, PLANE, exact(p.get(beta)));
        for (String who : ALL) {
            double[] u = s.lanes.has(who) ? field(s.lanes.get(who).fit, cancel) : new double[NX * NT];
            to.field("field-" + who, NX, NT, PLANE, u);
        }
        Lane first = s.lanes.states().getFirst();
        shown("residual", "points-r3", s.lanes.has(R3) ? s.lanes.get(R3) : first, p, to);
        shown("residual-fixed", "points-fixed", s.lanes.has(FIXED) ? s.lanes.get(FIXED) : first, p, to);
        double[] points = (s.lanes.has(R3) ? s.lanes.get(R3) : first).points;
        int bins = 20;
        double[] t = new double[bins];
        double[] share = new double[bins];
        Arrays.setAll(t, k -> (k + 0.5) / bins);
        for (int k = 1; k < points.length; k += 2) {
            share[Math.min(bins - 1, (int) (points[k] * bins))] += 2.0 * bins / points.length;
        }
        to.series("by-time", t, share);
    }

    private void shown(String residual, String points, Lane lane, Knobs p, Look to) {
        double[] r = residuals(lane.fit, grid(), p.get(beta), to.context().cancel());
        to.field(residual, NX, NT, PLANE, Arrays.stream(r).map(v -> Math.log10(Math.max(1e-6, v))).toArray());
        double[] xy = lane.points.clone();
        for (int k = 0; k < xy.length; k += 2) {
            xy[k] /= Math.PI;
        }
        to.points(points, 2, xy, new double[] {0.008}, new Layer.Field[0]);
    }
}
