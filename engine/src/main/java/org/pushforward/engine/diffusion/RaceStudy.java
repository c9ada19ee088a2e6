package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.race}: two to six samplers from the same noise under the same budgets of evaluations, each against the exact flow. One step
 * is one sampler with one budget.
 */
public final class RaceStudy extends DiffusionStudy<RaceStudy.Standings> {

    private static final int MOST = 6;
    private static final int FINER = 8;
    private static final String NONE = "none";
    private static final List<String> FIELD = List.of("ddim", "heun", "s-pndm", "f-pndm", "dpmpp-2m", "ipndm");

    /** What one sampler made of one budget. */
    record Result(int contestant, int budget, int steps, int nfe, double rms, double median, double[] cloud, double[] errors) { }

    /**
     * @param heats what is to be run, in order
     * @param exact where every particle ends, x; found in the first step that asks for it
     * @param onPaths where every particle ends on its Brownian path, x, by a fine walk; found in the first step that asks for it
     * @param worth DDIM's median errors by its steps, the comparison of "worth"
     */
    record Standings(GaussianMixture p, double[] z, double[] exact, double[] onPaths, List<Heat> heats, List<Result> done, List<double[]> worth) { }

    record Heat(int contestant, int budget, int steps) { }

    private final List<Knob<String>> samplers = new ArrayList<>();
    private final Knob<VectorValue> budgets;
    private final Knob<String> count;
    private final Knob<Integer> shown;

    public RaceStudy() {
        super("diffusion.race", "Race of samplers",
                "How many evaluations of a network is a picture worth? Samplers start from the same noise, spend the same budgets and are measured "
                        + "against the exact flow of every particle. PNDM's claim: a multistep rule that is moved along the curve of the data needs "
                        + "fifty steps where DDIM needs a thousand. DPM++ SDE, 2M SDE and 3M SDE add noise, from one Brownian path a particle, and are measured "
                        + "against a fine walk on the same path: their errors fall with order 1, whatever their name says. DPM-Solver-fast "
                        + "suffers where levels are even in time, and is among the best on one long Gaussian and Karras' grid. Who wins depends on the budget: at ten "
                        + "evaluations plain DDIM is best and high orders are worth nothing, at a hundred they win. \"Worth\" is the number of DDIM steps that give the same median error.",
                List.of("error(NFE) = median |x − x_exact|", "slope = d log error / d log NFE", "F-PNDM: N + 9 evaluations, S-PNDM: N + 1, Heun: 2N"),
                new Citation("L. Liu, Y. Ren, Z. Lin, Z. Zhao", 2022, "Pseudo Numerical Methods for Diffusion Models on Manifolds", "2202.09778").code("https://github.com/luping-liu/PNDM"),
                new Citation("J. Song, C. Meng, S. Ermon", 2021, "Denoising Diffusion Implicit Models", "2010.02502"));
        group("Contest");
        List<String> measured = new ArrayList<>(Arrays.stream(Sampler.values()).filter(s -> !s.isRandom() || s.isOnPath()).map(Sampler::id).toList());
        measured.add(NONE);
        for (int k = 0; k < MOST; k++) {
            samplers.add(choice("sampler-" + (k + 1), "Φ" + (char) ('₁' + k), "Sampler " + (k + 1), measured, FIELD.get(k), "A contestant, or none; rk45 and dpm-adaptive spend what their tolerance asks for, whatever the budget."));
        }
        budgets = vector("budgets", "B", "Budgets", 1, 0, "10,20,50,100", "Evaluations a particle that are allowed, rising.");
        count = choice("count", "#", "Counted are", List.of("nfe", "steps"), "nfe", "Evaluations, of which a step may take several, or steps.");
        shown = whole("shown", "b", "Shown", 20, 10, 100, "The clouds are those of the budget nearest to this.").within(1, 100_000).live();
        problemKnobs();
        gridKnobs();
        lasts(p -> heats(p).size());
        pace(3);

        List<Gauge<Standings>> rms = new ArrayList<>();
        List<Gauge<Standings>> median = new ArrayList<>();
        for (int k = 0; k < MOST; k++) {
            int c = k;
            rms.add(gauge("rms-" + (k + 1), "RMS error, sampler " + (k + 1), "", s -> last(s, c).rms()).when(s -> has(s, c)));
            median.add(gauge("median-" + (k + 1), "Median error, sampler " + (k + 1), "", s -> last(s, c).median()).when(s -> has(s, c)));
            gauge("nfe-" + (k + 1), "Evaluations, sampler " + (k + 1), "", s -> last(s, c).nfe()).when(s -> has(s, c));
            gauge("slope-" + (k + 1), "Slope, sampler " + (k + 1), "", s -> slope(of(s, c))).when(s -> of(s, c).size() > 1);
            gauge("worth-" + (k + 1), "Worth in DDIM steps, sampler " + (k + 1), "", s -> worth(s, last(s, c).median())).when(s -> has(s, c) && s.worth.size() > 1);
        }
        var shrinks = gauge("shrinks", "Last over first median error, the worst sampler", "", s -> IntStream.range(0, MOST).filter(c -> of(s, c).size() > 1)
                .mapToDouble(c -> of(s, c).getLast().median / of(s, c).getFirst().median).max().orElse(0)).when(s -> !s.done.isEmpty());
        atEnd("shrinks", "last over first median error, the worst sampler", shrinks, atMost(1), "every sampler is consistent: more evaluations, less error");
        var chart = plot("chart", "Error by evaluations", "median over the particles, logarithmic in both").log().logX();
        for (int k = 0; k < MOST; k++) {
            chart.draw(CURVE, "median-" + (k + 1), "sampler " + (k + 1), "", "evaluations");
        }
        var clouds = multiples("clouds", "Clouds", "where the particles of each sampler ended, colored by log₁₀ of their error");
        for (int k = 0; k < MOST; k++) {
            clouds.draw(POINTS, "tile-" + (k + 1), "sampler " + (k + 1), "log₁₀ error");
            layer("cloud-" + (k + 1), "sampler " + (k + 1), "", "x");
            layer("rms-" + (k + 1), "RMS error, sampler " + (k + 1), "", "NFE");
        }

        String[] discrete = {"schedule=ddpm-linear", "count=steps", "budgets=50", "sampler-1=f-pndm", "sampler-2=none", "sampler-3=none", "sampler-4=none",
            "sampler-5=none", "sampler-6=none", "noise=lattice", "particles=512"};
        for (String problem : List.of("ring8", "aniso")) {
            for (String schedule : List.of("ddpm-linear", "ddpm-quad", "ddpm-cosine")) {
                reference("claim-" + problem + "-" + schedule, "F-PNDM with 50 steps over DDIM with 1000, median error, " + problem + ", " + schedule,
                        atMost(0.99), "PNDM's abstract: 50 steps beat 1000 of DDIM; measured here .31 to .77",
                        t -> t.rest().value(median.getFirst()) / t.anew(1, "sampler-1=ddim", "budgets=1000").rest().value(median.getFirst()),
                        with(discrete, "problem=" + problem, "schedule=" + schedule));
            }
        }
        for (int steps : new int[] {50, 100}) {
            reference("fon-" + steps, "F-PNDM over FON, median error with " + steps + " steps, ring of eight", atMost(0.8),
                    "the paper's control moves straight instead of along the data",
                    t -> t.rest().value(median.getFirst()) / t.anew(1, "sampler-1=fon").rest().value(median.getFirst()),
                    with(discrete, "budgets=" + steps));
        }
        Shared<double[]> slopes = shared(t -> {
            var end = t.rest();
            return new double[] {end.value(slopeOf(0)), end.value(slopeOf(1)), end.value(slopeOf(2))};
        }, "sampler-1=ddim", "sampler-2=heun", "sampler-3=f-pndm", "sampler-4=none", "sampler-5=none", "sampler-6=none", "schedule=edm", "count=steps",
                "budgets=400,800", "noise=lattice", "particles=128");
        Shared<double[]> winners = shared(t -> {
            var end = t.rest().state();
            double[] best = new double[2];
            for (int k = 0; k < 2; k++) {
                int which = k;
                best[k] = end.done.stream().filter(r -> r.budget == (which == 0 ? 10 : 100)).min(Comparator.comparingDouble(Result::median)).orElseThrow().contestant;
            }
            return best;
        }, "budgets=10,100", "noise=lattice", "particles=512");
        reference("first-10", "who has the least median error with 10 evaluations: DDIM, the first", within(0, 0.1), "our run; one step of high order is too long",
                winners, w -> w[0]);
        reference("first-100", "with 100: iPNDM, the sixth", within(5, 0.1), "our run", winners, w -> w[1]);
        reference("slope-ddim", "slope of DDIM between 400 and 800 steps", within(-1, 0.1), "order 1", slopes, s -> s[0]);
        reference("slope-heun", "slope of Heun", within(-2, 0.1), "order 2", slopes, s -> s[1]);
        reference("slope-path", "slope of DPM++2M SDE between 100 and 200 steps, against its fine walk, one long Gaussian", within(-1, 0.2), "theory: strong order 1",
                t -> t.rest().value(slopeOf(0)), "sampler-1=dpmpp-2m-sde", "sampler-2=none", "sampler-3=none", "sampler-4=none", "sampler-5=none", "sampler-6=none", "problem=aniso",
                "schedule=edm", "count=steps", "budgets=100,200", "noise=lattice", "particles=256");
        reference("slope-f-pndm", "slope of F-PNDM", within(-2, 0.1), "order 2, though its warm-up is of order 4", slopes, s -> s[2]);
        opens("Six samplers, one noise", "At ten evaluations plain DDIM is first, at a hundred it is among the last: errors against the exact flow.").pins("problem", "count", "shown");
        preset("pndm", "Fifty steps for a thousand", "PNDM's claim on its own thousand steps of noise, counted in steps.")
                .set("schedule=ddpm-linear", "count=steps", "budgets=10,20,50,100,200,500,1000", "sampler-2=fon", "sampler-6=none");
        preset("paths", "Three walkers, one noise", "DPM++ SDE samplers on one Brownian path a particle: all fall with order 1, and with few steps three memories are worse than none.")
                .set("schedule=edm", "budgets=10,20,40,80,160", "sampler-1=dpmpp-sde", "sampler-2=dpmpp-2m-sde", "sampler-3=dpmpp-3m-sde", "sampler-4=none", "sampler-5=none",
                        "sampler-6=none", "particles=1000");
        preset("long", "One long Gaussian", "Nothing to branch: the orders show in their purest form.").set("problem=aniso", "schedule=edm", "budgets=10,20,40,80,160");
        tiny("particles=20 budgets=13,20 sampler-5=none sampler-6=none", "particles=20 budgets=20,50 schedule=ddpm-quad sampler-1=fon",
                "particles=20 budgets=10,20 schedule=scaled-linear sampler-1=dpmpp-2m-sde sampler-2=deis sampler-3=dpmpp-sde sampler-4=none sampler-5=none sampler-6=none");
    }

    private static String[] with(String[] a, String... b) {
        String[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private Gauge<Standings> slopeOf(int c) {
        return gaugeNamed("slope-" + (c + 1));
    }

    /** Every contestant with every budget that it can use; the largest number of steps within it. A custom grid has one number of steps: it is run once. */
    private List<Heat> heats(Knobs p) {
        List<Heat> all = new ArrayList<>();
        for (double budget : array(p.get(budgets))) {
            for (int c = 0; c < MOST; c++) {
                if (!p.is(samplers.get(c), NONE)) {
                    int n = stepsWithin(p, Sampler.named(p.get(samplers.get(c))), (int) budget);
                    int contestant = c;
                    boolean isRepeated = gridKind(p).equals("custom") && all.stream().anyMatch(h -> h.contestant == contestant);
                    if (n > 0 && !isRepeated) {
                        all.add(new Heat(c, (int) budget, n));
                    }
                }
            }
        }
        return all;
    }

    private int stepsWithin(Knobs p, Sampler sampler, int budget) {
        int least = sampler.least();
        if (gridKind(p).equals("custom")) {
            int cost = p.is(count, "steps") ? steps(p) : sampler.evaluations(steps(p), endsAtZero(p));
            return cost <= budget && steps(p) >= least ? steps(p) : 0;
        }
        boolean isDiscrete = gridKind(p).equals("pndm");
        for (int n = Math.min(budget, isDiscrete ? Schedule.STEPS : budget); n >= least; n--) {
            boolean fits = !isDiscrete || Schedule.STEPS % n == 0;
            if (fits && (p.is(count, "steps") || sampler.evaluations(n, endsAtZero(p)) <= budget)) {
                return n;
            }
        }
        return 0;
    }

    private static List<Result> of(Standings s, int c) {
        return s.done.stream().filter(r -> r.contestant == c).toList();
    }

    private static boolean has(Standings s, int c) {
        return s.done.stream().anyMatch(r -> r.contestant == c);
    }

    private static Result last(Standings s, int c) {
        return of(s, c).getLast();
    }

    /** Of a line through log median against log NFE, by least squares. */
    private static double slope(List<Result> r) {
        double mx = r.stream().mapToDouble(v -> Math.log(v.nfe)).average().orElseThrow();
        double my = r.stream().mapToDouble(v -> Math.log(v.median)).average().orElseThrow();
        double xy = r.stream().mapToDouble(v -> (Math.log(v.nfe) - mx) * (Math.log(v.median) - my)).sum();
        double xx = r.stream().mapToDouble(v -> (Math.log(v.nfe) - mx) * (Math.log(v.nfe) - mx)).sum();
        return xx == 0 ? 0 : xy / xx;
    }

    /** The steps of DDIM with that median error, between the measured ones in logarithms and along the last slope beyond them. */
    private static double worth(Standings s, double median) {
        List<double[]> w = s.worth;
        int k = 1;
        while (k < w.size() - 1 && w.get(k)[1] > median) {
            k++;
        }
        double[] a = w.get(k - 1);
        double[] b = w.get(k);
        double share = Math.log(median / a[1]) / Math.log(b[1] / a[1]);
        return a[0] * Math.pow(b[0] / a[0], share);
    }

    @Override
    protected Standings start(Knobs p, Philox random) {
        GaussianMixture data = mixture(p, random);
        double[] b = array(p.get(budgets));
        for (int k = 0; k < b.length; k++) {
            if (!(b[k] >= 1) || b[k] > 100_000 || k > 0 && b[k] <= b[k - 1]) {
                throw new InputException("budgets: " + b[k] + " is not allowed; give rising numbers of evaluations from 1 to 100000");
            }
        }
        List<Heat> heats = heats(p);
        if (heats.isEmpty()) {
            throw new InputException("budgets: no sampler can do anything with at most " + (int) b[b.length - 1] + " evaluations; give larger ones");
        }
        for (Heat h : heats) {
            Sampler.named(p.get(samplers.get(h.contestant))).requireFits(grid(p, h.steps, Sampler.named(p.get(samplers.get(h.contestant)))), gridKind(p));
        }
        return new Standings(data, start(p, data.dimension(), random), new double[0], new double[0], heats, List.of(), List.of());
    }

    @Override
    protected Standings next(Standings s, Turn t) {
        Heat h = s.heats.get(t.step());
        Sampler phi = Sampler.named(t.get(samplers.get(h.contestant)));
        Grid grid = grid(t.p(), h.steps, phi);
        int d = s.p.dimension();
        Walk w = run(s, grid, phi, t);
        double[] exact = phi.isOnPath() || mayKeep(s.exact, t) ? s.exact : exact(s, grid, t);
        double[] onPaths = !phi.isOnPath() || mayKeep(s.onPaths, t) ? s.onPaths : onPaths(s, grid, t);
        double[] e = distances(w.shown(), phi.isOnPath() ? onPaths : exact, d);
        double[] sorted = e.clone();
        Arrays.sort(sorted);
        List<Result> done = new ArrayList<>(s.done);
        done.add(new Result(h.contestant, h.budget, h.steps, w.evaluations(), rms(e), quantile(sorted, 0.5), w.shown(), e));
        List<double[]> worth = new ArrayList<>(s.worth);
        if (Sampler.named(t.get(samplers.get(h.contestant))) == Sampler.DDIM && (worth.isEmpty() || worth.getLast()[0] != h.steps)) {
            worth.add(new double[] {h.steps, quantile(sorted, 0.5)});
        }
        return new Standings(s.p, s.z, exact, onPaths, s.heats, List.copyOf(done), List.copyOf(worth));
    }

    /** Whether an end holds for the next heat too: the first level of the pndm grid depends on the number of steps. */
    private boolean mayKeep(double[] end, Turn t) {
        return end.length > 0 && !gridKind(t.p()).equals("pndm");
    }

    private static double[] exact(Standings s, Grid grid, Turn t) {
        int n = grid.steps();
        double[] end = ExactFlow.across(s.p, Walk.start(grid, s.z).x(), grid.sigma()[0], grid.sigma()[n], t.context());
        return Interval.sum(grid.alpha(n), end, 0, end);
    }

    /** On a grid finer than the finest of any heat that takes place on paths. */
    private double[] onPaths(Standings s, Grid grid, Turn t) {
        int most = s.heats.stream().filter(h -> Sampler.named(t.get(samplers.get(h.contestant))).isOnPath()).mapToInt(Heat::steps).max().orElseThrow();
        Grid finest = gridKind(t.p()).equals("pndm") ? grid : grid(t.p(), most, Sampler.DPMPP_2M_SDE);
        return run(s, finest.refined(FINER), Sampler.DPMPP_2M_SDE, t).shown();
    }

    private Walk run(Standings s, Grid grid, Sampler sampler, Turn t) {
        Interval.Tuning usual = Interval.Tuning.USUAL;
        Interval.Tuning tuning = new Interval.Tuning(usual.eta(), usual.churn(), usual.churnFrom(), usual.churnTo(), usual.churnNoise(), usual.snr(),
                usual.tolerance(), lowerOrderFinal(t.p()));
        Walk w = Walk.start(grid, s.z);
        while (!w.isDone()) {
            w = w.next(sampler, tuning, Score.of(s.p), s.p.dimension(), t.random().stream(NOISE), t.context());
        }
        return w;
    }

    @Override
    protected void look(Standings s, Knobs p, Look to) {
        int d = s.p.dimension();
        double[] b = array(p.get(budgets));
        double nearest = Arrays.stream(b).boxed().min((x, y) -> Double.compare(Math.abs(x - p.get(shown)), Math.abs(y - p.get(shown)))).orElseThrow();
        for (int c = 0; c < MOST; c++) {
            if (p.is(samplers.get(c), NONE)) {
                continue;
            }
            List<Result> mine = of(s, c);
            String name = Sampler.named(p.get(samplers.get(c))).title();
            if (!mine.isEmpty()) {
                double[] nfe = mine.stream().mapToDouble(Result::nfe).toArray();
                to.series("rms-" + (c + 1), nfe, mine.stream().mapToDouble(Result::rms).toArray());
                to.as(name).series("median-" + (c + 1), nfe, mine.stream().mapToDouble(Result::median).toArray());
            }
            Result seen = mine.stream().filter(r -> r.budget == (int) nearest).findFirst().orElse(mine.isEmpty() ? null : mine.getFirst());
            if (seen != null) {
                double[] flat = IntStream.range(0, seen.cloud.length).filter(k -> k % d < 2).mapToDouble(k -> seen.cloud[k]).toArray();
                to.as(name + " · " + seen.nfe + " NFE").points("tile-" + (c + 1), 2, flat, Arrays.stream(seen.errors).map(e -> Math.log10(Math.max(1e-8, e))).toArray());
                to.points("cloud-" + (c + 1), d, seen.cloud);
            }
        }
    }
}
