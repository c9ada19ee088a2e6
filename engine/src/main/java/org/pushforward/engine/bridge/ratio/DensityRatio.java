package org.pushforward.engine.bridge.ratio;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.*;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.learn.DivergedException;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code bridge.density-ratio}: the ratio of two densities as the integral of the time score along a bridge between them (D3RE). One
 * step is some iterations of training. When the noise or the learning rate changes, the training goes on from the present weights.
 *
 * @see GaussianRatio
 * @see TimeScoreNetwork
 */
public final class DensityRatio extends Study<DensityRatio.Learned> {

    /** Points of either end at which the ratio is judged. */
    private static final int JUDGED = 128;
    private static final GaussLegendre RULE = new GaussLegendre(80);
    private static final int DRAWS = 600;
    private static final int SAMPLES = 161;
    private static final int CELLS = 48;

    /**
     * Where the training stands.
     *
     * @param judged n points of p₀, then n of p₁
     * @param query first coordinate of the point that is looked at
     */
    record Learned(RatioScene scene, TimeScoreNetwork net, Fit fit, double[] judged, double query, Measures measures) {

        static Learned of(RatioScene scene, TimeScoreNetwork net, Fit fit, double[] judged, double query, CancelToken cancel) {
            double[] all = Arrays.copyOf(judged, judged.length + net.dimension());
            all[judged.length] = query;
            return new Learned(scene, net, fit, judged, query, Measures.of(scene, net.logRatio(fit, all, cancel), judged));
        }

        /** The query as a point. */
        double[] point() {
            double[] x = new double[net.dimension()];
            x[0] = query;
            return x;
        }
    }

    /**
     * How good the learned ratio is.
     *
     * @param atQuery log r at the query
     * @param targetError root mean square error of log r over points of p₁; NaN where the truth is not known
     * @param relativeError the same over the root mean square of log r itself
     * @param sourceError the same over points of p₀, most of which no X_t near t = 1 comes by: the network extrapolates
     * @param divergence E_{p₁} log r, an estimate of KL(p₁ ‖ p₀)
     */
    record Measures(double atQuery, double targetError, double relativeError, double sourceError, double divergence) {

        /** @param ratio log r at the judged points and at the query */
        static Measures of(RatioScene scene, double[] ratio, double[] judged) {
            int d = scene.dimension();
            int n = judged.length / d / 2;
            double[] square = new double[2];
            double divergence = 0;
            double size = 0;
            for (int p = 0; p < 2 * n; p++) {
                divergence += p >= n ? ratio[p] / n : 0;
                double exact = scene.exact().isPresent() ? scene.exact().get().logRatio(judged, p * d) : Double.NaN;
                double gap = ratio[p] - exact;
                size += p >= n ? exact * exact / n : 0;
                square[p / n] += gap * gap / n;
            }
            return new Measures(ratio[2 * n], Math.sqrt(square[1]), Math.sqrt(square[1] / size), Math.sqrt(square[0]), divergence);
        }
    }

    private final Knob<String> problem;
    private final Knob<Integer> dimension;
    private final Knob<Double> s0;
    private final Knob<Double> mu;
    private final Knob<Double> s1;
    private final Knob<SourceFile> p0;
    private final Knob<SourceFile> p1;
    private final Knob<String> path;
    private final Knob<Double> gamma2;
    private final Knob<Double> e;
    private final Knob<String> coupling;
    private final Knob<Double> query;
    private final Training training;

    public DensityRatio() {
        super("bridge.density-ratio", "Density ratio by a bridge",
                "How much likelier is a point under one distribution than under another, when only samples are given? Let one become the other "
                        + "along a path p_t: log p₁/p₀ is the sum of all small changes, ∫ ∂_t log p_t dt. A network learns that time score from "
                        + "samples alone. Where the ends are narrow or far apart the time score is huge and nothing is learned; bridge noise γ² "
                        + "and a little widening e of both ends keep it small. Set both to zero and watch the size of the score. Between N(0, 1) and N(6, 0.05) it takes γ² = 8: after 4000 "
                        + "iterations at η = 0.002 log r is off by 0.4 of its size over p₁, without noise by 2.3, where answering 0 has 1.",
                List.of("X_t = α X₀ + β X₁ + √λ Z,  λ = γ² t(1−t) + (α² + β²) e", "log p₁/p₀ (x) = ∫₀¹ s(x, t) dt,  s = ∂_t log p_t",
                        "J = E[2w ∂_t s + 2w′ s + w s²] + 2w(0) E_p₀ s(·, 0) − 2w(1) E_p₁ s(·, 1),  w = λ + λ̄ (mean over t), 1 if λ = 0"),
                new Citation("W. Chen, S. Li, J. Li, J. Yang, J. Paisley, D. Zeng", 2025, "Dequantified Diffusion-Schrödinger Bridge for Density Ratio Estimation", "2505.05034"),
                new Citation("K. Choi, C. Meng, Y. Song, S. Ermon", 2022, "Density Ratio Estimation via Infinitesimal Classification", "2111.11010")
                        .code("https://github.com/ermongroup/dre-infinity"));
        String paper = "Chen et al. 2025";
        group("Distributions");
        problem = choice("problem", "Ω", "Problem", List.of("gaussian", "sets"), "gaussian", "Two normal distributions, whose ratio is known, or two point sets.");
        dimension = whole("dimension", "d", "Dimension", 1, 1, 20, "Both are round; the target is moved along the first axis.").within(1, 64).when(problem, "gaussian");
        s0 = real("source-variance", "s₀", "Source variance", 1, 0.01, 4, "Variance of every coordinate.").within(1e-6, 1e3).log().when(problem, "gaussian");
        mu = real("target-mean", "μ", "Target mean", 2, -5, 5, "The source has mean 0.").within(-100, 100).when(problem, "gaussian");
        s1 = real("target-variance", "s₁", "Target variance", 0.25, 0.01, 4, "Variance of every coordinate.").within(1e-6, 1e3).log().when(problem, "gaussian");
        p0 = points("source", "p₀", "Source", "gaussian", "Points of the denominator.").when(problem, "sets");
        p1 = points("target", "p₁", "Target", "checkerboard", "Points of the numerator.").when(problem, "sets");
        group("Path");
        path = choice("path", "α, β", "Path", DiffusedInterpolant.Path.names(), "linear", "How the weight moves from one end to the other.").source(paper);
        gamma2 = real("gamma2", "γ²", "Bridge noise", 0.5, 0, 10, "Variance γ² t(1−t) that is added on the way.").within(0, 100).live().source(paper);
        e = real("e", "e", "Dequantisation", 1e-3, 0, 0.1, "Variance (α² + β²) e by which both ends are widened.").within(0, 10).live().source(paper);
        coupling = choice("coupling", "π", "Coupling", List.of("independent", "minibatch-ot"), "independent", "How the points of a minibatch are paired.").source(paper);
        group("Training");
        var batch = whole("batch", "B", "Batch", 256, 64, 2048, "Pairs in a minibatch.").within(8, 8192).log();
        var rate = real("learning-rate", "η", "Learning rate", 5e-3, 1e-4, 1e-2, "Of Adam.").within(1e-7, 1e6).log().live();
        var iterations = whole("steps", "N", "Iterations", 4000, 500, 20_000, "Iterations of the training.").within(1, 1_000_000).log();
        var each = whole("iterations-per-step", "k", "Iterations a step", 20, 1, 100, "Iterations between two pictures.").within(1, 10_000).log();
        training = training(rate, batch, iterations, each);
        group("Query");
        query = real("query", "x", "Query", 1, -5, 5, "First coordinate of the point whose time score is shown; the others are 0.").within(-1e3, 1e3).live();

        gauge("iterations", "Iterations", "", s -> s.fit.iterations());
        time(s -> s.fit.iterations());
        var loss = gauge("loss", "Loss", "", s -> s.fit.loss()).when(s -> s.fit.iterations() > 0);
        gauge("kl", "E_p₁ log r", "nat", s -> s.measures.divergence);
        gauge("log-ratio", "log r at x", "nat", s -> s.measures.atQuery);
        gauge("log-ratio-exact", "log r at x, exact", "nat", s -> s.scene.exact().orElseThrow().logRatio(s.point(), 0)).when(DensityRatio::isKnown);
        var error = gauge("log-ratio-error", "RMS error of log r over p₁", "nat", s -> s.measures.targetError).when(DensityRatio::isKnown);
        var relative = gauge("log-ratio-relative-error", "the same, relative to log r", "", s -> s.measures.relativeError).when(DensityRatio::isKnown);
        var sourceError = gauge("log-ratio-error-source", "RMS error of log r over p₀", "nat", s -> s.measures.sourceError).when(DensityRatio::isKnown);
        gauge("kl-exact", "KL(p₁ ‖ p₀), exact", "nat", s -> s.scene.exact().orElseThrow().divergence()).when(DensityRatio::isKnown);
        gauge("score-peak", "max_t √E s²", "", s -> s.scene.exactPath().orElseThrow().peak()).when(s -> s.scene.exactPath().isPresent());
        gauge("gamma", "γ", "", s -> Math.sqrt(s.scene.interpolant().gamma2()));
        fails((s, p, step) -> Double.isFinite(s.measures.divergence) ? Optional.empty() : Optional.of(new Status.Failure(Status.Kind.DIVERGED, "loss", "",
                "The training diverged: the learned ratio is no number; a smaller learning rate may help", List.of(DivergedException.smaller(rate.id(), p.get(rate))))));

        plot("ratio", "Log ratio", "log p₁/p₀ along the first axis").draw(CURVE, "ratio", "network", "nat").draw(CURVE, "ratio-exact", "exact", "nat");
        plot("score", "Time score", "s(x, t) at the query, along t").draw(CURVE, "score", "network", "", "t").draw(CURVE, "score-exact", "exact", "", "t");
        plot("path", "Path", "draws of X_t, first coordinate").draw(CURVE, "mean", "mean", "", "t").draw(CURVE, "upper", "+2σ", "", "t")
                .draw(CURVE, "lower", "−2σ", "", "t").draw(POINTS, "path", "draws of X_t");
        plot("size", "Size of the score", "√E s² along t: what has to be learned").draw(CURVE, "score-size", "√E s²", "", "t").log();
        history("error", "Error of the log ratio", "root mean square over points of p₁ and of p₀", error, sourceError).log();
        plane("plane", "Log ratio in the plane", "two-dimensional sets").draw(FILL, "ratio-plane", "log p₁/p₀", "nat").draw(POINTS, "source", "p₀").draw(POINTS, "target", "p₁");
        history("loss", "Loss", "J, average of fifty iterations", loss);

        // Seeds and presets end at 0.11 to 0.27: what is left is the noise of the last minibatches.
        atEnd("ratio", "RMS error of log r over p₁ / RMS of log r", relative, atMost(0.4), "closed form of normal distributions");
        String numpy = "independent run of the closed form in NumPy, ten digits";
        GaussianRatio known = new GaussianRatio(1, 1, 2, 0.25, new DiffusedInterpolant(DiffusedInterpolant.Path.LINEAR, 0.5, 1e-3));
        formula("score", "N(0, 1) → N(2, ¼), γ² = 0.5, e = 0.001: time score at x = 1, t = ½", within(0.8561643836, 1e-10), numpy, () -> known.timeScore(new double[] {1}, 0, 0.5));
        formula("integral", "the same: its integral at x = 1", within(-0.8008804529, 1e-10), numpy, () -> known.integral(new double[] {1}));
        formula("difference", "time score against ∂_t log p_t by differences, three paths", atMost(2e-10), "central differences of the density", DensityRatio::differenceError);
        formula("blow-up", "ends a hundred times narrower, γ = e = 0: growth of the peak of √E s²", within(100, 1),
                "as one over the width, without bound; E s² by quadrature of differences of log p_t", () -> growth(0, 0));
        formula("bounded", "the same with γ² = 0.5, e = 0.01", within(1, 0.01), "the widened ends bound it; E s² by quadrature of differences of log p_t", () -> growth(0.5, 0.01));
        // Seeds 1 to 5 end at 0.29 to 0.57: what is left is the noise of the last minibatches.
        reference("learned", "RMS error of the learned log ratio over p₁, N(0, 1) → N(2, ¼)", atMost(0.6), "closed form", t -> t.rest().value(error),
                "steps=1500", "iterations-per-step=250");
        // It still moves by a fifth from one picture to the next: 0.42 with noise, 2.3 without.
        String[] far = {"target-mean=6", "target-variance=0.05", "learning-rate=0.002", "steps=4000", "iterations-per-step=800", "gamma2=8"};
        var both = shared(t -> new double[] {t.rest().value(relative), t.anew(1, "gamma2=0", "e=0").rest().value(relative)}, far);
        lengthy("far", "N(0, 1) → N(6, 0.05), γ² = 8, 4000 iterations: RMS error of log r over p₁ / RMS of log r", atMost(0.8), "closed form; answering 0 has 1", both, r -> r[0]);
        lengthy("far-noiseless", "the same with γ² = e = 0, over that with noise", atLeast(2), "closed form; noise bridges ends far apart (Chen et al. 2025)", both, r -> r[1] / r[0]);
        timed("one step as it opens: 20 iterations of a network", 0.2);
        tiny("coupling=minibatch-ot batch=16 steps=8 iterations-per-step=2");
        opens("Density ratio", "The log ratio of two normal distributions, learned from samples along a noisy path, beside the truth.").set("steps=1500", "iterations-per-step=50");
        preset("blow-up", "Density ratio without noise", "Narrow ends and no bridge noise: the time score is large and the ratio is hard to learn. Raise γ² and e.")
                .set("steps=1000", "iterations-per-step=50", "gamma2=0", "e=0", "source-variance=0.01", "target-variance=0.01");
        preset("plane", "Density ratio in the plane", "Where is the pinwheel likelier than the eight Gaussians? Learned from samples of both.")
                .set("steps=1500", "iterations-per-step=50", "problem=sets", "source=8-gaussians", "target=pinwheel", "gamma2=1", "e=0.05").panes("plane", "ratio", "score", "loss");
    }

    private static boolean isKnown(Learned s) {
        return s.scene.exact().isPresent();
    }

    private static double differenceError() {
        double worst = 0;
        for (DiffusedInterpolant.Path path : DiffusedInterpolant.Path.values()) {
            GaussianRatio r = new GaussianRatio(1, 1, 2, 0.25, new DiffusedInterpolant(path, 0.5, 1e-3));
            for (double t : new double[] {0.1, 0.5, 0.9}) {
                double h = 1e-4;
                for (double x : new double[] {-1, 0.5, 2}) {
                    double slope = (Math.log(r.density(x, t + h)) - Math.log(r.density(x, t - h))) / (2 * h);
                    double finer = (Math.log(r.density(x, t + h / 2)) - Math.log(r.density(x, t - h / 2))) / h;
                    worst = Math.max(worst, Math.abs((4 * finer - slope) / 3 - r.timeScore(new double[] {x}, 0, t)));
                }
            }
        }
        return worst;
    }

    /** Peak of √E s² between N(0, s) and N(2, s) for s = 1e-8 over that for s = 1e-4. */
    private static double growth(double gamma2, double e) {
        double[] peak = new double[2];
        for (int k = 0; k < 2; k++) {
            double s = k == 0 ? 1e-4 : 1e-8;
            GaussianRatio r = new GaussianRatio(1, s, 2, s, new DiffusedInterpolant(DiffusedInterpolant.Path.LINEAR, gamma2, e));
            for (int i = 0; i <= 1000; i++) {
                peak[k] = Math.max(peak[k], meanSquare(r, i / 1000.0));
            }
        }
        return Math.sqrt(peak[1] / peak[0]);
    }

    /** E s² over twelve deviations; s by central differences, over which the density moves by 1e-4 of its deviation or so. */
    private static double meanSquare(GaussianRatio r, double t) {
        double h = 1e-4 * Math.sqrt(r.variance(t));
        double sum = 0;
        double reach = 12 * Math.sqrt(r.variance(t));
        for (int k = 0; k < RULE.size(); k++) {
            double x = r.meanAt(t) + reach * (2 * RULE.node(k) - 1);
            double s = (Math.log(r.density(x, t + h)) - Math.log(r.density(x, t - h))) / (2 * h);
            sum += 2 * reach * RULE.weight(k) * s * s * r.density(x, t);
        }
        return sum;
    }

    @Override
    protected Learned start(Knobs p, Philox random) {
        boolean optimal = p.is(coupling, "minibatch-ot");
        RatioScene scene;
        if (p.is(problem, "sets")) {
            PointSources.Pair ends = PointSources.pair(p.get(p0), p.get(p1));
            scene = new RatioScene(ends.source(), ends.target(), interpolant(p), optimal, Optional.empty());
        } else {
            scene = RatioScene.between(new GaussianRatio(p.get(dimension), p.get(s0), p.get(mu), p.get(s1), interpolant(p)), optimal);
        }
        TimeScoreNetwork net = new TimeScoreNetwork(scene.dimension());
        return Learned.of(scene, net, net.untrained(random), scene.judged(random.stream(20), JUDGED), p.get(query), CancelToken.current());
    }

    private DiffusedInterpolant interpolant(Knobs p) {
        return new DiffusedInterpolant(DiffusedInterpolant.Path.valueOf(p.get(path).toUpperCase(Locale.ROOT)), p.get(gamma2), p.get(e));
    }

    @Override
    protected Learned next(Learned s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Fit fit = training.run(s.fit, t, (w, draw) -> s.net.loss(w, s.scene, draw.batch(), draw.iteration(), t.random(), cancel));
        return Learned.of(s.scene, s.net, fit, s.judged, s.query, cancel);
    }

    @Override
    protected Learned changed(Learned s, Knobs before, Knobs now) {
        return Learned.of(s.scene.with(interpolant(now)), s.net, s.fit, s.judged, now.get(query), CancelToken.current());
    }

    @Override
    protected void look(Learned s, Knobs p, Look to) {
        lookAtPath(s, to);
        lookAtScore(s, to);
        lookAtRatio(s, to);
        if (s.net.dimension() == 2) {
            lookAtPlane(s, to);
        }
    }

    private static double[] grid(double low, double high) {
        double[] x = new double[SAMPLES];
        Arrays.setAll(x, k -> low + k * (high - low) / (SAMPLES - 1));
        return x;
    }

    /** Draws of X_t at their times, first coordinate, with mean and spread where they are known. */
    private static void lookAtPath(Learned s, Look to) {
        int d = s.net.dimension();
        double[][] pairs = s.scene.pairs(to.random().stream(21), 0, DRAWS, to.context().cancel());
        double[] z = new double[DRAWS * d];
        to.random().stream(22).normals(0, DRAWS, 0, d, z, 0);
        double[] t = new double[DRAWS];
        to.random().stream(23).uniforms(0, DRAWS, 0, 1, t, 0);
        double[] xt = new double[d];
        double[] xy = new double[2 * DRAWS];
        for (int p = 0; p < DRAWS; p++) {
            s.scene.interpolate(pairs[0], pairs[1], z, p * d, t[p], xt, 0);
            xy[2 * p] = t[p];
            xy[2 * p + 1] = xt[0];
        }
        to.points("path", 2, xy);
        s.scene.exactPath().ifPresent(r -> {
            double[] times = grid(0, 1);
            to.series("mean", times, Arrays.stream(times).map(r::meanAt).toArray());
            to.series("upper", times, Arrays.stream(times).map(v -> r.meanAt(v) + 2 * Math.sqrt(r.variance(v))).toArray());
            to.series("lower", times, Arrays.stream(times).map(v -> r.meanAt(v) - 2 * Math.sqrt(r.variance(v))).toArray());
        });
    }

    private static void lookAtScore(Learned s, Look to) {
        double[] t = grid(0, 1);
        double[] x = s.point();
        double[] copies = new double[SAMPLES * x.length];
        Arrays.setAll(copies, k -> x[k % x.length]);
        to.series("score", t, s.net.timeScore(s.fit, copies, t, to.context().cancel()));
        s.scene.exactPath().ifPresent(r -> {
            to.series("score-exact", t, Arrays.stream(t).map(v -> r.timeScore(x, 0, v)).toArray());
            to.series("score-size", t, Arrays.stream(t).map(v -> Math.sqrt(r.meanSquare(v))).toArray());
        });
    }

    private static void lookAtRatio(Learned s, Look to) {
        int d = s.net.dimension();
        double[] bounds = s.scene.bounds(to.random().stream(24), 0);
        double[] x = grid(bounds[0], bounds[1]);
        double[] points = new double[SAMPLES * d];
        for (int k = 0; k < SAMPLES; k++) {
            points[k * d] = x[k];
        }
        to.series("ratio", x, s.net.logRatio(s.fit, points, to.context().cancel()));
        s.scene.exact().ifPresent(r -> {
            double[] exact = new double[SAMPLES];
            Arrays.setAll(exact, k -> r.logRatio(points, k * d));
            to.series("ratio-exact", x, exact);
        });
    }

    private static void lookAtPlane(Learned s, Look to) {
        double[] bx = s.scene.bounds(to.random().stream(24), 0);
        double[] by = s.scene.bounds(to.random().stream(24), 1);
        Rect domain = new Rect(bx[0], by[0], bx[1], by[1]);
        double[] points = new double[2 * CELLS * CELLS];
        for (int k = 0; k < CELLS * CELLS; k++) {
            points[2 * k] = domain.x0() + (k / CELLS + 0.5) * domain.width() / CELLS;
            points[2 * k + 1] = domain.y0() + (k % CELLS + 0.5) * domain.height() / CELLS;
        }
        double[][] ends = s.scene.pairs(to.random().stream(21), 0, DRAWS, to.context().cancel());
        to.field("ratio-plane", CELLS, CELLS, domain, s.net.logRatio(s.fit, points, to.context().cancel()));
        to.points("source", 2, ends[0]);
        to.points("target", 2, ends[1]);
    }
}
