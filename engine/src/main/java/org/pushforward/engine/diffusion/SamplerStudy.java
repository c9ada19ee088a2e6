package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.ARROWS;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;
import static org.pushforward.engine.api.Pane.Style.TUBES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SlicedWasserstein;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.sampler}: a cloud flows from noise to data by one sampler and the exact score, beside the exact flow of every particle. One
 * step is one interval of the grid.
 *
 * @see Sampler
 * @see ExactFlow
 */
public final class SamplerStudy extends DiffusionStudy<SamplerStudy.Flow> {

    /** Particles whose trails are kept, and that distances are measured with. */
    private static final int TRAILS = 250;
    private static final int TUBES_SHOWN = 80;
    private static final int MEASURED = 2000;
    /** Components times cells of a density that may be drawn. */
    private static final double WORK = 4e6;

    /**
     * @param exact x̂ of the exact flow at the present level, or of the fine walk; empty for random samplers without a path
     * @param fine what a sampler on a Brownian path is compared with
     * @param trails places of the first particles as they are drawn, one array a level
     * @param end what is measured at the end only
     * @param launches particles sent off by hand
     */
    record Flow(GaussianMixture p, Walk walk, Optional<FineWalk> fine, double[] exact, double[] errors, List<double[]> trails, Query query, End end,
            List<Launch> launches) {
        boolean isCompared() {
            return exact.length > 0;
        }
    }

    /** Energy distance and sliced W₂ from fresh draws, and that of fresh draws among themselves. */
    record End(double energy, double floor, double sliced) {
        static final End NONE = new End(Double.NaN, Double.NaN, Double.NaN);
    }

    /** Points whose score, density and likelihood are told. */
    record Query(double[] x, double[] score, double[] logDensity, double[] logLikelihood) { }

    private final Knob<String> sampler;
    private final Knob<Double> eta;
    private final Knob<Double> churn;
    private final Knob<Double> churnFrom;
    private final Knob<Double> churnTo;
    private final Knob<Double> churnNoise;
    private final Knob<Double> snr;
    private final Knob<Double> tolerance;
    private final Knob<VectorValue> query;
    private final Knob<Double> querySigma;

    public SamplerStudy() {
        super("diffusion.sampler", "Diffusion sampler",
                "A diffusion turns data into noise; a sampler turns noise back into data by following the score, the slope of the log density of the "
                        + "spoiled data. Here the score is exact, so whatever is wrong is the sampler's. Every particle has an exact path of its own: "
                        + "the color tells how far it has strayed. Divide position and noise by α, and every schedule becomes one equation, "
                        + "dx̂/dσ̂ = ε; samplers differ only in how they step through it. Those of DPM++ SDE walk with noise that comes from one Brownian path a "
                        + "particle, the same for any number of steps; they are compared with finer walks on it. There the order is 1 whatever the memory, and with ten "
                        + "steps 3M is the worst of them. The picture is scaled to the spread of the data at every noise.",
                List.of("dx̂/dσ̂ = ε(x̂, σ̂),  ε = −σ̂ ∇ log p_σ̂", "d(x̂/σ̂²) = D ds + dB_s,  s = 1/σ̂²", "p_σ̂ = Σ w_k N(μ_k, C_k + σ̂²I)", "D = x̂ − σ̂ ε"),
                new Citation("L. Liu, Y. Ren, Z. Lin, Z. Zhao", 2022, "Pseudo Numerical Methods for Diffusion Models on Manifolds", "2202.09778").code("https://github.com/luping-liu/PNDM"),
                new Citation("T. Karras, M. Aittala, T. Aila, S. Laine", 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", "2206.00364"),
                new Citation("Y. Song, J. Sohl-Dickstein, D. P. Kingma, A. Kumar, S. Ermon, B. Poole", 2021,
                        "Score-Based Generative Modeling through Stochastic Differential Equations", "2011.13456"),
                new Citation("C. Lu, Y. Zhou, F. Bao, J. Chen, C. Li, J. Zhu", 2022,
                        "DPM-Solver: A Fast ODE Solver for Diffusion Probabilistic Model Sampling in Around 10 Steps", "2206.00927"),
                new Citation("C. Lu, Y. Zhou, F. Bao, J. Chen, C. Li, J. Zhu", 2022,
                        "DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models", "2211.01095").code("https://github.com/crowsonkb/k-diffusion"),
                new Citation("Q. Zhang, Y. Chen", 2022, "Fast Sampling of Diffusion Models with Exponential Integrator", "2204.13902").code("https://github.com/qsh-zh/deis"));
        group("Sampler");
        sampler = choice("sampler", "Φ", "Sampler", Sampler.names(), "f-pndm", "How a particle gets from one noise level to the next.");
        eta = real("eta", "η", "Noise kept", 1, 0, 1, "0 is the flow; 1 is DDPM, and of DPM++ the equation whose noise is the path's own.").live()
                .when(sampler, "ddpm", "dpmpp-sde", "dpmpp-2m-sde", "dpmpp-3m-sde");
        churn = real("churn", "S_churn", "Churn", 40, 0, 100, "How much noise is added before a step.").within(0, 1e4).live().when(sampler, "edm-churn");
        churnFrom = real("s-min", "S_min", "Churn from", 0.05, 0, 1, "No churn below this noise.").within(0, 1e6).when(sampler, "edm-churn");
        churnTo = real("s-max", "S_max", "Churn to", 50, 1, 80, "No churn above this noise.").within(0, 1e6).when(sampler, "edm-churn");
        churnNoise = real("s-noise", "S_noise", "Churn noise", 1.003, 0.95, 1.05, "Deviation of what churn adds.").within(0, 10).when(sampler, "edm-churn");
        snr = real("snr", "r", "Signal to noise", 0.16, 0.01, 0.5, "Of the Langevin step after each predictor.").within(1e-6, 10).log().live()
                .when(sampler, "predictor-corrector");
        tolerance = real("tolerance", "tol", "Tolerance", 1e-5, 1e-8, 1e-2, "Of the adaptive pairs.").within(1e-12, 1).log().when(sampler, "rk45", "dpm-adaptive");
        problemKnobs();
        gridKnobs();
        group("Query");
        query = vector("query", "x", "Query", 0, 0, "", "Points, a row each, whose score and density are written.");
        querySigma = real("query-sigma", "σ", "Noise of the query", 0.5, 0.01, 10, "At which they are asked, with α = 1.").positive().log();
        lasts(p -> steps(p));
        pace(12);

        var nfe = gauge("nfe", "Evaluations a particle", "", s -> s.walk.evaluations());
        gauge("sigma", "σ", "", s -> s.walk.grid().sigma()[s.walk.i()]);
        var rms = gauge("rms-error", "Error, root mean square", "", s -> rms(s.errors)).when(Flow::isCompared);
        var median = gauge("median-error", "Error, median", "", s -> quantile(sorted(s), 0.5)).when(Flow::isCompared);
        gauge("p95-error", "Error, 95 %", "", s -> quantile(sorted(s), 0.95)).when(Flow::isCompared);
        var worst = gauge("max-error", "Error, largest", "", s -> quantile(sorted(s), 1)).when(s -> s.isCompared() && s.fine.isEmpty());
        // A walk with few steps may end in another disc, which is no fault of the program: it is shown and has no bound.
        var strayed = gauge("path-error", "Distance from the fine walk, largest", "", s -> quantile(sorted(s), 1)).when(s -> s.fine.isPresent());
        var energy = gauge("energy-distance", "Energy distance to the data", "", s -> s.end.energy).when(s -> s.walk.isDone());
        gauge("energy-floor", "The same of true draws", "", s -> s.end.floor).when(s -> s.walk.isDone());
        gauge("sliced-w2", "Sliced W₂ to the data", "", s -> s.end.sliced).when(s -> s.walk.isDone());

        brush();
        plane("flow", "Flow", "exact density, particles colored by error; the brush launches one where it is").draw(FILL, "density", "p_σ")
                .draw(LINES, "trails", "trails").draw(POINTS, "cloud", "log₁₀ error").draw(LINES, "launched", "launched, exact")
                .draw(LINES, "launched-sampler", "launched, sampler");
        plane("guesses", "One path, fine and coarse", "D, where a few particles of a DPM++ SDE sampler are headed, and with 16 times as many steps").draw(FILL, "density", "p_σ")
                .draw(LINES, "guesses-fine", "fine steps").draw(LINES, "guesses-coarse", "the sampler's").draw(POINTS, "guesses-now", "now");
        plot("schedule", "Schedule", "along the steps, a dot a level; λ = ln 1/σ").log()
                .draw(CURVE, "alpha", "α", "", "step / N").draw(CURVE, "noise-level", "σ", "", "step / N").draw(CURVE, "signal", "e^λ = 1/σ", "", "step / N")
                .draw(POINTS, "levels", "now");
        history("error", "Error along the path", "distance from the exact flow or the fine walk, by evaluations", rms, median, worst, strayed).log().against(nfe)
                .note("The error is largest where one step decides to which disc a particle goes.");
        plot("errors", "Errors", "share of the particles, by log₁₀ of the error").draw(BARS, "errors", "log₁₀ error");
        plane("score", "Score", "where the flow leads from here").draw(FILL, "density").draw(ARROWS, "velocity", "−ε");
        space("space", "Flow in space", "data with three columns").draw(LINES, "trails-space", "trails").draw(POINTS, "cloud-space", "log₁₀ error");
        space("space-time", "Flow in time", "upwards, a few particles colored by error").draw(TUBES, "trails-in-time", "log₁₀ error").draw(THIN, "box", "the domain")
                .stretched().axes("x", "y", "step / N");
        layer("particles", "Particles", "", "x");
        layer("reference", "Exact flow", "", "x");
        layer("query-score", "Score at the query", "", "x");
        layer("query-log-density", "log p at the query", "nat", "query");
        layer("query-log-likelihood", "log p by the flow", "nat", "query");

        atEnd("finite", "largest error over the data's width", worst, atMost(4), "a particle is at most lost between modes");
        String[] table = {"noise=lattice", "particles=512"};
        reference("ring8-ddim", "RMS error of DDIM, ring of eight, VP, N = 20", within(0.0666604811, 6e-8), "independent run in NumPy",
                t -> t.rest().value(rms), add(table, "sampler=ddim"));
        reference("ring8-f-pndm", "RMS error of F-PNDM, N = 41", within(0.00693586887, 6e-9), "independent run in NumPy",
                t -> t.rest().value(rms), add(table, "steps=41"));
        reference("aniso-heun", "RMS error of Heun, one long Gaussian, Karras, N = 25", within(0.0272083412, 2e-8), "independent run in NumPy",
                t -> t.rest().value(rms), add(table, "problem=aniso", "sampler=heun", "schedule=edm", "steps=25"));
        for (String one : List.of(RING8, ANISO)) {
            formula("table-" + one, one + ": RMS errors of samplers with 10 to 100 evaluations on two grids, worst relative difference", atMost(1e-6),
                    "independent runs in NumPy and SciPy", () -> ErrorTable.worst(one));
        }
        formula("order-deis", "order of tAB3-DEIS, median error between 400 and 800 steps of Karras on VP", within(4, 0.2), "theory: four ε; 3.87 reached",
                () -> SamplerOrders.slope(Sampler.DEIS, "vp-linear", "karras"));
        formula("order-dpm-fast", "order of DPM-Solver-fast, the same of edm", within(3, 0.1), "theory: steps of order 3 but one or two", () -> SamplerOrders.slope(Sampler.DPM_FAST, "edm", "karras"));
        formula("order-dpm-adaptive", "order of DPM-Solver-23 in its evaluations, tolerances 1e-4 and 1e-6", within(3, 0.4), "theory",
                () -> SamplerOrders.adaptiveSlope(Sampler.DPM_ADAPTIVE));
        formula("strong-order", "strong order of DPM++ SDE, 2M SDE and 3M SDE between 100 and 200 steps, one long Gaussian, the one furthest from 1", within(1, 0.2),
                "theory: order 1 where noise does not depend on the place (Kloeden & Platen 1992); a walk of 3200 steps on the same paths", SamplerStudy::strongOrder);
        formula("law-on-paths", "variances of DPM++ SDE with 100 steps, one long Gaussian, over λ + σ², largest deviation", atMost(0.05),
                "closed form; ten thousand draws allow .028, DDPM is .13 off", () -> SamplerOrders.varianceOff(Sampler.DPMPP_SDE, 100));
        reference("closed-form", "exact flow of one Gaussian against its closed form", atMost(1e-10), "closed form", SamplerStudy::closedForm,
                "problem=aniso", "noise=lattice", "particles=200", "schedule=edm", "sampler=ddim", "steps=4");
        reference("likelihood", "log likelihood by the flow − log density", atMost(1e-5), "closed form of the mixture",
                t -> SlicedWasserstein.between(t.step().layer("query-log-likelihood"), t.layer("query-log-density"), 1), "query=0,0;2,0.1;-1,1.7",
                "query-sigma=0.3", "particles=10");
        opens("Noise becomes a ring", "Two thousand particles flow into eight discs; the color tells how far a sampler strays from the exact path.").pins("sampler", "steps", "schedule", "grid");
        preset("one-step-too-far", "The last step of DPM++2M", "On even time steps its last one is too bold; turn on the easy last step.")
                .set("sampler=dpmpp-2m", "steps=20");
        preset("points", "Any points you have", "The score of five hundred blurred points is exact too: draw, import or photograph your own.")
                .set("problem=points", "sampler=dpmpp-2m", "schedule=edm", "steps=25");
        preset("random", "With noise on the way", "Ancestral sampling has no path to compare with: read the distance from the data.").set("sampler=ddpm", "steps=50");
        preset("path", "One noise, eight steps", "Eight paths of noise as 128 steps follow them, and as eight do. Give more steps: the noise stays, the sampler comes nearer.")
                .set("sampler=dpmpp-sde", "steps=8", "schedule=edm").panes("guesses", "flow", "error", "errors");
        preset("space", "In space", "Three blobs in three dimensions, the same errors.").panes("space", "schedule", "error", "errors")
                .set("problem=mixture", "weights=1,1,1", "means=-2,0,0;2,0,0;0,2,1", "covs=.1,0,0,.1,0,.1;.3,.2,0,.3,0,.05;.05,0,0,.05,0,.5", "schedule=cosine");
        tiny("particles=40 steps=5", "particles=20 steps=4 sampler=dpmpp-3m-sde schedule=sigmoid final-zero=true grid=log", "particles=20 steps=6 sampler=dpm-fast schedule=laplace",
                "particles=30 steps=4 sampler=edm-churn problem=points points=10 schedule=edm",
                "particles=20 steps=4 sampler=unipc-bh2 problem=mixture means=-1,0,0;1,0,1 covs=.1,0,0,.1,0,.1;.1,0,0,.1,0,.1 query=0,0,0");
    }

    private static double strongOrder() {
        double[] ends = SamplerOrders.onPaths();
        return Stream.of(Sampler.DPMPP_SDE, Sampler.DPMPP_2M_SDE, Sampler.DPMPP_3M_SDE).map(s -> SamplerOrders.strongSlope(s, ends))
                .max(Comparator.comparingDouble(order -> Math.abs(order - 1))).orElseThrow();
    }

    private static String[] add(String[] a, String... b) {
        String[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** Largest distance of the reference from x = μ + U diag √((λ + σ²)/(λ + σ₀²)) Uᵀ (x₀ − μ). */
    private static double closedForm(Trial<Flow> t) {
        double[] x0 = t.state().walk.x();
        double[] exact = t.rest().state().exact;
        double from = 80;
        double to = 2e-3;
        double c = Math.cos(Math.PI / 6);
        double s = Math.sin(Math.PI / 6);
        double a = Math.sqrt((2.25 + to * to) / (2.25 + from * from));
        double b = Math.sqrt((0.04 + to * to) / (0.04 + from * from));
        double worst = 0;
        for (int k = 0; k < x0.length; k += 2) {
            double u = a * (c * (x0[k] - 0.5) + s * (x0[k + 1] + 0.3));
            double v = b * (-s * (x0[k] - 0.5) + c * (x0[k + 1] + 0.3));
            worst = Math.max(worst, Math.max(Math.abs(exact[k] - 0.5 - c * u + s * v), Math.abs(exact[k + 1] + 0.3 - s * u - c * v)));
        }
        return worst;
    }

    private static double[] sorted(Flow s) {
        double[] e = s.errors.clone();
        Arrays.sort(e);
        return e;
    }

    @Override
    protected Flow start(Knobs p, Philox random) {
        GaussianMixture data = mixture(p, random);
        Sampler phi = Sampler.named(p.get(sampler));
        Grid grid = grid(p, steps(p), phi);
        phi.requireFits(grid, gridKind(p));
        int d = data.dimension();
        Walk walk = Walk.start(grid, start(p, d, random));
        double[] asked = queries(p.get(query), d);
        boolean isCompared = !phi.isRandom() || phi.isOnPath();
        Query q = new Query(asked, new double[0], new double[0], new double[0]);
        return new Flow(data, walk, phi.isOnPath() ? Optional.of(FineWalk.start(data, walk)) : Optional.empty(), isCompared ? walk.x() : new double[0], new double[isCompared ? walk.x().length / d : 0],
                List.of(drawn(data, walk, TRAILS)), q, End.NONE, List.of());
    }

    @Override
    protected Flow next(Flow s, Turn t) {
        int d = s.p.dimension();
        Sampler phi = Sampler.named(t.get(sampler));
        Walk walk = s.walk.next(phi, tuning(t.p()), Score.of(s.p), d, t.random().stream(NOISE), t.context());
        double[] level = walk.grid().sigma();
        Optional<FineWalk> fine = s.fine.map(f -> f.next(walk, phi, tuning(t.p()), s.p, t.random().stream(NOISE), t.context()));
        double[] exact = fine.map(f -> f.walk().x()).orElseGet(() -> s.isCompared() ? ExactFlow.across(s.p, s.exact, level[walk.i() - 1], level[walk.i()], t.context()) : s.exact);
        double alpha = walk.grid().alpha(walk.i());
        double[] errors = s.isCompared() ? Arrays.stream(distances(walk.x(), exact, d)).map(e -> alpha * e).toArray() : s.errors;
        List<double[]> trails = new ArrayList<>(s.trails);
        trails.add(drawn(s.p, walk, TRAILS));
        Query q = t.step() == 0 ? asked(s.p, s.query.x, t.get(querySigma), Math.max(level[0], 80), t.context()) : s.query;
        End end = walk.isDone() ? measured(s.p, walk.shown(), t) : s.end;
        return new Flow(s.p, walk, fine, exact, errors, List.copyOf(trails), q, end, s.launches);
    }

    /** Paths through the places that were clicked. */
    @Override
    protected Flow painted(Flow s, Knobs p, List<Stroke> strokes) {
        if (s.p.dimension() != 2) {
            throw new InputException("particles are launched in the plane; these data have " + s.p.dimension() + " columns");
        }
        List<Launch> launches = Launch.of(strokes, s.p, s.walk, Sampler.named(p.get(sampler)), tuning(p));
        return new Flow(s.p, s.walk, s.fine, s.exact, s.errors, s.trails, s.query, s.end, launches);
    }

    private Interval.Tuning tuning(Knobs p) {
        return new Interval.Tuning(p.get(eta), p.get(churn), p.get(churnFrom), p.get(churnTo), p.get(churnNoise), p.get(snr), p.get(tolerance),
                lowerOrderFinal(p));
    }

    private static Query asked(GaussianMixture p, double[] x, double sigma, double top, StepContext context) {
        int d = p.dimension();
        double[] score = new double[x.length];
        double[] log = new double[x.length / d];
        double[] one = new double[d];
        for (int q = 0; q < log.length; q++) {
            log[q] = p.look(x, q * d, sigma, one, new double[0]);
            System.arraycopy(one, 0, score, q * d, d);
        }
        return new Query(x, score, log, ExactFlow.logLikelihood(p, x, sigma, top, context));
    }

    private static End measured(GaussianMixture p, double[] x, Turn t) {
        int d = p.dimension();
        int n = Math.min(MEASURED, x.length / d);
        double[] some = Arrays.copyOf(x, n * d);
        double[] draws = p.draws(n, t.random().stream(DRAWS), 0);
        double[] others = p.draws(n, t.random().stream(OTHER_DRAWS), 0);
        t.ask();
        double spread = EnergyDistance.meanDistance(draws, draws, d);
        t.ask();
        double energy = EnergyDistance.between(some, draws, d, spread);
        t.ask();
        return new End(energy, EnergyDistance.between(others, draws, d, spread), d > 3 ? Double.NaN : SlicedWasserstein.between(some, draws, d));
    }

    /** The first particles where they are drawn: at every noise scaled to the spread of the data. */
    private static double[] drawn(GaussianMixture p, Walk w, int most) {
        int d = p.dimension();
        double c = Launch.scale(p, w.grid().sigma()[w.i()]);
        double[] y = Arrays.copyOf(w.x(), (int) Math.min(w.x().length, (long) most * d));
        Arrays.setAll(y, k -> c * y[k]);
        return y;
    }

    @Override
    protected void look(Flow s, Knobs p, Look to) {
        int d = s.p.dimension();
        double[] cloud = drawn(s.p, s.walk, Integer.MAX_VALUE);
        double[] log = Arrays.stream(s.errors).map(e -> Math.log10(Math.max(1e-8, e))).toArray();
        lookAtPlane(s, d, cloud, log, to);
        if (d == 3) {
            to.points("cloud-space", 3, cloud, log);
            trails("trails-space", s.trails, 3, 3, to);
        }
        lookAtNumbers(s, log, to);
        to.points("particles", d, s.walk.shown());
        if (s.isCompared()) {
            double alpha = s.walk.grid().alpha(s.walk.i());
            to.points("reference", d, Interval.sum(alpha, s.exact, 0, s.exact));
        }
        if (s.query.logDensity.length > 0) {
            double[] number = IntStream.range(0, s.query.logDensity.length).asDoubleStream().toArray();
            to.points("query-score", d, s.query.score);
            to.series("query-log-density", number, s.query.logDensity);
            to.series("query-log-likelihood", number, s.query.logLikelihood);
        }
    }

    /** In space, the first two coordinates. */
    private static void lookAtPlane(Flow s, int d, double[] cloud, double[] log, Look to) {
        double[] flat = d == 2 ? cloud : IntStream.range(0, cloud.length).filter(k -> k % d < 2).mapToDouble(k -> cloud[k]).toArray();
        to.points("cloud", 2, flat, log);
        trails("trails", s.trails, d, 2, to);
        int few = Math.min(TUBES_SHOWN, s.trails.getFirst().length / d);
        double[] share = IntStream.range(0, s.trails.size()).mapToDouble(i -> (double) i / s.walk.grid().steps()).toArray();
        to.inTime("trails-in-time", share, s.trails.stream().map(x -> Arrays.copyOf(x, few * d)).toList(), d, Arrays.copyOf(log, Math.min(few, log.length)));
        if (d != 2) {
            return;
        }
        s.fine.ifPresent(f -> lookAtGuesses(f, to));
        launched("launched", s.launches.stream().map(Launch::exact).toList(), to);
        launched("launched-sampler", s.launches.stream().map(Launch::sampled).toList(), to);
        double sigma = s.walk.grid().sigma()[s.walk.i()];
        double c = Launch.scale(s.p, sigma);
        double half = 1.9 * s.p.deviation() + 0.3 * s.p.largestSpread();
        double cx = center(s.p, 0);
        double cy = center(s.p, 1);
        Rect frame = new Rect(cx - half, cy - half, cx + half, cy + half);
        to.box("box", frame, 0, 1);
        int n = (int) Math.clamp(Math.sqrt(WORK / s.p.components()), 24, 96);
        double[] density = new double[n * n];
        double[] u = new double[n * n];
        double[] v = new double[n * n];
        // A level where the density still has a width of pixels.
        double seen = Math.max(sigma, half / n);
        to.context().workers().forRanges(n, 4, (from, end) -> {
            to.context().cancel().throwIfCancelled();
            double[] x = new double[2];
            double[] score = new double[2];
            for (int i = from; i < end; i++) {
                for (int j = 0; j < n; j++) {
                    x[0] = (frame.x0() + (i + 0.5) * frame.width() / n) / c;
                    x[1] = (frame.y0() + (j + 0.5) * frame.height() / n) / c;
                    density[i * n + j] = Math.exp(s.p.look(x, 0, seen, score, new double[0])) / (c * c);
                    u[i * n + j] = c * seen * score[0];
                    v[i * n + j] = c * seen * score[1];
                }
            }
        });
        to.field("density", n, n, frame, density);
        to.vectors("velocity", n, n, frame, u, v);
    }

    private static void lookAtGuesses(FineWalk fine, Look to) {
        trails("guesses-fine", fine.guesses(), 2, 2, to);
        trails("guesses-coarse", fine.coarse(), 2, 2, to);
        to.points("guesses-now", 2, fine.coarse().getLast());
    }

    private static void launched(String id, List<double[]> paths, Look to) {
        int[] offsets = new int[paths.size() + 1];
        for (int k = 0; k < paths.size(); k++) {
            offsets[k + 1] = offsets[k] + paths.get(k).length / 2;
        }
        if (offsets[paths.size()] > 0) {
            to.paths(id, 2, paths.stream().flatMapToDouble(Arrays::stream).toArray(), offsets);
        }
    }

    private static double center(GaussianMixture p, int i) {
        return IntStream.range(0, p.components()).mapToDouble(k -> p.weight(k) * p.mean(k, i)).sum();
    }

    /** Places of the same particles, one array a level, as lines. */
    static void trails(String id, List<double[]> trails, int d, int shown, Look to) {
        int particles = trails.getFirst().length / d;
        int levels = trails.size();
        double[] xy = new double[particles * levels * shown];
        int[] offsets = new int[particles + 1];
        for (int q = 0; q < particles; q++) {
            for (int k = 0; k < levels; k++) {
                System.arraycopy(trails.get(k), q * d, xy, (q * levels + k) * shown, shown);
            }
            offsets[q + 1] = (q + 1) * levels;
        }
        to.paths(id, shown, xy, offsets);
    }

    private static void lookAtNumbers(Flow s, double[] log, Look to) {
        Grid g = s.walk.grid();
        int n = g.steps();
        // A last level of 0 has no logarithm.
        int shown = g.sigma()[n] == 0 ? n : n + 1;
        double[] share = new double[shown];
        double[] alpha = new double[shown];
        double[] signal = new double[shown];
        Arrays.setAll(share, i -> (double) i / n);
        Arrays.setAll(alpha, g::alpha);
        Arrays.setAll(signal, i -> 1 / g.sigma()[i]);
        to.series("alpha", share, alpha);
        to.series("noise-level", share, Arrays.copyOf(g.sigma(), shown));
        to.series("signal", share, signal);
        int now = Math.min(s.walk.i(), shown - 1);
        to.points("levels", 2, new double[] {share[now], g.sigma()[now]});
        if (log.length > 0 && s.walk.i() > 0) {
            to.histogram("errors", log, 40);
        }
    }
}
