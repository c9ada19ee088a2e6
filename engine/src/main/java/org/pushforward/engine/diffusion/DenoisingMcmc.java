package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.dmcmc}: Langevin–Gibbs chains over place and noise, from whose least noisy states six integrators finish, beside the same
 * integrators from pure noise under the same budget (Kim & Ye 2022). A step is one round: a block of the chains, then all integrators.
 */
public final class DenoisingMcmc extends DiffusionStudy<DenoisingMcmc.Chains> {

    private static final double LEAST = 0.01;
    private static final double MOST = 50;
    private static final int DRAWN = 3000;
    private static final int TRACED = 25;
    /** The program's start of a chain: EDM's sampler with churn, 20 intervals, then half a unit of noise and ten steps. */
    private static final int WARM_UP_STEPS = 20;
    private static final int SETTLING = 10;
    private static final List<String> INTEGRATORS = List.of("kar1", "kar2", "flow", "rk45", "reverse", "em");
    private static final Interval.Tuning CHURN = new Interval.Tuning(1, 80, 0.05, 1, 1.007, 0.16, 1e-5, false);

    /**
     * @param x places of the chains
     * @param level index of each chain's noise, 0 the largest
     * @param trace (x₁, log₁₀ σ) of the first chains over the latest block, one array a step
     * @param dlg samples of every round by the chains, by integrator, and {@code plain} by noise alone
     * @param truth exact draws, and their spread
     */
    record Chains(GaussianMixture p, double[] x, int[] level, List<double[]> trace, Map<String, double[]> dlg, Map<String, double[]> plain,
            Map<String, Double> distance, Map<String, Double> evaluations, double[] truth, double spread, double floor, int warmUp, boolean warm) { }

    private final Knob<Double> eta;
    private final Knob<Integer> budget;
    private final Knob<Integer> skip;
    private final Knob<Integer> levels;
    private final Knob<String> sigmaStep;
    private final Knob<Integer> chains;
    private final Knob<Integer> rounds;
    private final Knob<VectorValue> query;

    public DenoisingMcmc() {
        super("diffusion.dmcmc", "Denoising MCMC",
                "Most of a sampler's work is spent where there is nothing but noise. Let a Markov chain walk over place and noise together instead: a "
                        + "Langevin step for the place, and the noise drawn anew from what the place looks like. Whenever the chain comes down to "
                        + "little noise, a short reverse integration finishes a sample. Beside it the same integrators start from pure noise with the "
                        + "same number of evaluations. The six integrators are not equal: in the plane reverse diffusion and Euler–Maruyama gain "
                        + "nothing from 17 evaluations on. Here the noise of a place is known exactly; the paper trains a classifier for it.",
                List.of("p(x, σ) ∝ p_σ(x),  σ ∈ {σ₁ … σ_L}", "x ← x + (η/2) ∇ log p_σ(x) + √η z", "σ ~ p(σᵢ | x) ∝ p_σᵢ(x)"),
                new Citation("B. Kim, J. C. Ye", 2022, "Denoising MCMC for Accelerating Diffusion-Based Generative Models", "2209.14593").code("https://github.com/1202kbs/DMCMC"),
                new Citation("T. Karras, M. Aittala, T. Aila, S. Laine", 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", "2206.00364"));
        group("Chain");
        eta = real("eta", "η", "Step", 0.1, 0.01, 1, "Of the Langevin walk; two or three times the variance of a mode.").within(1e-4, 10).log().live();
        budget = whole("budget", "B", "Budget", 9, 5, 100, "Evaluations that a sample may cost.").within(3, 1000).log();
        skip = whole("skip", "n", "Block", 0, 0, 50, "Langevin steps between two samples; 0 takes half of the budget.").within(0, 500);
        levels = whole("levels", "L", "Levels", 1000, 50, 2000, "Noise levels between 50 and .01, even in their logarithm.").within(2, 10_000).log();
        sigmaStep = choice("sigma-step", "σ", "Noise step", List.of("sample", "argmax"), "sample", "Drawn from p(σ | x), or the likeliest, as in the paper's program.");
        chains = whole("chains", "m", "Chains", 600, 100, 3000, "Chains side by side, each gives a sample a round.").within(10, 100_000).log();
        rounds = whole("rounds", "R", "Rounds", 3, 1, 20, "Samples of each chain.").within(1, 1000);
        query = vector("query", "x", "Query", 0, 0, "", "Places whose p(σ | x) is written.");
        problemKnobs();
        refuse(p -> p.get(skip) >= p.get(budget), p -> "skip: " + p.get(skip) + " Langevin steps leave nothing of a budget of " + p.get(budget)
                + "; take at most " + (p.get(budget) - 1));
        lasts(p -> p.get(rounds));
        pace(1);

        Map<String, Gauge<Chains>> dlg = new HashMap<>();
        Map<String, Gauge<Chains>> plain = new HashMap<>();
        for (String i : INTEGRATORS) {
            dlg.put(i, gauge("dlg-" + i, "Energy distance, chain + " + i, "", s -> s.distance.get("dlg-" + i)).when(s -> s.distance.containsKey("dlg-" + i)));
            plain.put(i, gauge("plain-" + i, "Energy distance, noise + " + i, "", s -> s.distance.get("plain-" + i)).when(s -> s.distance.containsKey("plain-" + i)));
        }
        for (String i : INTEGRATORS) {
            gauge("nfe-dlg-" + i, "Evaluations, chain + " + i, "", s -> s.evaluations.get("dlg-" + i)).when(s -> s.evaluations.containsKey("dlg-" + i));
            gauge("nfe-plain-" + i, "Evaluations, noise + " + i, "", s -> s.evaluations.get("plain-" + i)).when(s -> s.evaluations.containsKey("plain-" + i));
        }
        gauge("warm-up-nfe", "Evaluations before the first sample", "", s -> s.warmUp);
        gauge("energy-floor", "Energy distance of true draws", "", s -> s.floor).when(s -> s.warm);
        var ratio = gauge("kar1-ratio", "Chain over noise, kar1", "", s -> s.distance.get("dlg-kar1") / s.distance.get("plain-kar1"))
                .when(s -> s.distance.containsKey("dlg-kar1"));

        plane("walk", "Chains in place and noise", "x across, log₁₀ σ upwards, over p_σ(x)").draw(FILL, "product", "p_σ(x) over its largest")
                .draw(LINES, "trace", "the latest block").draw(POINTS, "ends", "chains now");
        plane("samples", "Samples", "chain + kar1 on the exact density").draw(FILL, "density", "p₀").draw(POINTS, "dlg", "chain + kar1");
        plane("plain", "From noise", "kar1 with the same evaluations").draw(FILL, "density").draw(POINTS, "plain", "noise + kar1");
        history("distance", "Energy distance to the data", "by round, with the level of true draws", List.of(dlg.get("kar1"), plain.get("kar1"), dlg.get("flow"),
                gaugeNamed("energy-floor"), plain.get("flow"))).log();
        plot("posterior", "What noise is it?", "p(σ | x) of the first places").draw(CURVE, "guess-1", "first chain", "", "log₁₀ σ")
                .draw(CURVE, "guess-2", "second chain", "", "log₁₀ σ").draw(CURVE, "guess-3", "third chain", "", "log₁₀ σ");
        layer("query-posterior", "p(σᵢ | x) of the query, largest σ first", "", "level");

        atEnd("gain", "chain over noise, kar1", ratio, atMost(1), "the paper's claim, at small budgets");
        for (int b : new int[] {9, 17}) {
            Shared<double[]> ratios = shared(t -> {
                double[] mean = new double[3];
                for (int seed = 1; seed <= 5; seed++) {
                    var end = t.anew(seed).rest();
                    for (int k = 0; k < 3; k++) {
                        String i = INTEGRATORS.get(k);
                        mean[k] += end.value(dlg.get(i)) / end.value(plain.get(i)) / 5;
                    }
                }
                return mean;
            }, "budget=" + b);
            for (int k = 0; k < 3; k++) {
                int which = k;
                String name = INTEGRATORS.get(k) + " with " + b + " evaluations: chain over noise, energy distance";
                String source = "the paper's claim; our runs, mean of 5 seeds";
                if (b == 9) {
                    reference("budget-9-" + INTEGRATORS.get(k), name, atMost(0.25), source, ratios, r -> r[which]);
                } else {
                    lengthy("budget-" + b + "-" + INTEGRATORS.get(k), name, atMost(0.75), source, ratios, r -> r[which]);
                }
            }
        }
        reference("posterior", "p(σ | x) at the middle of one Gaussian, ratio of two levels", within(1, 1e-10), "closed form ∏ (λᵢ + σ²)^−½",
                t -> {
                    double[] q = t.step().layer("query-posterior");
                    double s0 = sigma(0, 1000);
                    double s1 = sigma(600, 1000);
                    double exact = Math.sqrt((2.25 + s1 * s1) * (0.04 + s1 * s1) / ((2.25 + s0 * s0) * (0.04 + s0 * s0)));
                    return q[0] / q[600] / exact;
                }, "problem=aniso", "query=0.5,-0.3", "chains=10", "budget=5");
        opens("Chains instead of noise", "Nine evaluations a sample: the chain is where the data are, pure noise is not.");
        preset("seventeen", "With seventeen evaluations", "The gain shrinks, and two of six integrators no longer gain.").set("budget=17");
        preset("argmax", "The program's own noise step", "The likeliest noise instead of a draw: the chain no longer has the right law.").set("sigma-step=argmax");
        tiny("chains=12 rounds=2 levels=50 budget=7");
    }

    /** σᵢ = .01 · 5000^tᵢ, t from 1 to .001. */
    private static double sigma(int i, int levels) {
        double t = 1 + (double) i / (levels - 1) * (1e-3 - 1);
        return LEAST * Math.pow(MOST / LEAST, t);
    }

    @Override
    protected Chains start(Knobs p, Philox random) {
        GaussianMixture data = mixture(p, random);
        queries(p.get(query), data.dimension());
        int m = p.get(chains);
        return new Chains(data, new double[m * data.dimension()], new int[m], List.of(), Map.of(), Map.of(), Map.of(), Map.of(), new double[0], 0, 0, 0, false);
    }

    @Override
    protected Chains next(Chains s, Turn t) {
        Chains now = s.warm ? s : warmedUp(s, t);
        int block = t.get(skip) == 0 ? Math.max(1, t.get(budget) / 2) : t.get(skip);
        Walked w = walked(now.p, now.x, now.level, block, t, 10);
        int left = Math.max(1, t.get(budget) - block);
        int m = t.get(chains);
        Map<String, double[]> dlg = new HashMap<>(now.dlg);
        Map<String, double[]> plain = new HashMap<>(now.plain);
        Map<String, Double> evaluations = new HashMap<>();
        for (int k = 0; k < INTEGRATORS.size(); k++) {
            Integrator i = Integrator.values()[k];
            Finished a = i.finish(now.p, w.least, w.sigma, left, t.random().stream(100 + k).stream(t.step()), t.context());
            double[] z = t.normals(200 + k, m, now.p.dimension());
            Finished b = i.finish(now.p, Arrays.stream(z).map(v -> MOST * v).toArray(), repeated(MOST, m), t.get(budget),
                    t.random().stream(300 + k).stream(t.step()), t.context());
            dlg.merge(i.id(), a.x, DenoisingMcmc::joined);
            plain.merge(i.id(), b.x, DenoisingMcmc::joined);
            evaluations.put("dlg-" + i.id(), block + a.evaluations);
            evaluations.put("plain-" + i.id(), b.evaluations);
        }
        Map<String, Double> distance = distances(now, dlg, plain, t);
        return new Chains(now.p, w.x, w.level, w.trace, Map.copyOf(dlg), Map.copyOf(plain), distance, Map.copyOf(evaluations), now.truth, now.spread,
                now.floor, now.warmUp, true);
    }

    private static Map<String, Double> distances(Chains now, Map<String, double[]> dlg, Map<String, double[]> plain, Turn t) {
        int d = now.p.dimension();
        int n = INTEGRATORS.size();
        double[] found = new double[2 * n];
        t.workers().forEach(found.length, k -> {
            t.ask();
            double[] x = (k < n ? dlg : plain).get(INTEGRATORS.get(k % n));
            found[k] = EnergyDistance.between(x.length <= DRAWN * d ? x : Arrays.copyOfRange(x, x.length - DRAWN * d, x.length), now.truth, d, now.spread);
        });
        Map<String, Double> all = new HashMap<>();
        for (int k = 0; k < n; k++) {
            all.put("dlg-" + INTEGRATORS.get(k), found[k]);
            all.put("plain-" + INTEGRATORS.get(k), found[n + k]);
        }
        return Map.copyOf(all);
    }

    private static double[] joined(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static double[] repeated(double value, int n) {
        double[] v = new double[n];
        Arrays.fill(v, value);
        return v;
    }

    /** As the program begins its chains: from noise by {@code kar2}, half a unit of noise, and some steps. */
    private Chains warmedUp(Chains s, Turn t) {
        int m = t.get(chains);
        int d = s.p.dimension();
        double[] z = t.normals(1, m, d);
        Finished begun = Integrator.KAR2.finish(s.p, Arrays.stream(z).map(v -> MOST * v).toArray(), repeated(MOST, m), 2 * WARM_UP_STEPS - 1,
                t.random().stream(2), t.context());
        double[] x = Interval.sum(1, begun.x, 0.5, t.normals(3, m, d));
        int[] level = new int[m];
        double[] u = t.uniforms(4, m, 1);
        double[] sigmas = sigmas(t.get(levels));
        t.workers().forRanges(m, 16, (from, end) -> {
            double[] log = new double[sigmas.length];
            for (int q = from; q < end; q++) {
                level[q] = drawn(s.p, x, q * d, sigmas, log, u[q], false);
            }
        });
        Walked settled = walked(s.p, x, level, SETTLING, t, 5);
        double[] truth = s.p.draws(DRAWN, t.random().stream(DRAWS), 0);
        double[] other = s.p.draws(m * t.get(rounds), t.random().stream(OTHER_DRAWS), 0);
        double spread = EnergyDistance.meanDistance(truth, truth, d);
        t.ask();
        return new Chains(s.p, settled.x, settled.level, settled.trace, s.dlg, s.plain, s.distance, s.evaluations, truth, spread,
                EnergyDistance.between(other.length <= DRAWN * d ? other : Arrays.copyOf(other, DRAWN * d), truth, d, spread),
                2 * WARM_UP_STEPS - 1 + SETTLING, true);
    }

    /** Chains some steps later, with the least noisy state that each has met. */
    private record Walked(double[] x, int[] level, double[] least, double[] sigma, List<double[]> trace) { }

    private Walked walked(GaussianMixture p, double[] start, int[] startLevel, int steps, Turn t, int purpose) {
        int d = p.dimension();
        int m = startLevel.length;
        double[] x = start.clone();
        int[] level = startLevel.clone();
        double[] least = x.clone();
        int[] leastLevel = new int[m];
        double[] sigmas = sigmas(t.get(levels));
        boolean isLikeliest = t.p().is(sigmaStep, "argmax");
        double h = t.get(eta);
        List<double[]> trace = new ArrayList<>();
        trace.add(traced(x, level, sigmas, d));
        for (int k = 0; k < steps; k++) {
            double[] z = t.normals(purpose + 1000 * (k + 1), m, d);
            double[] u = t.uniforms(purpose + 1000 * (k + 1), m, 1);
            t.workers().forRanges(m, 16, (from, end) -> {
                t.ask();
                double[] score = new double[d];
                double[] log = new double[sigmas.length];
                for (int q = from; q < end; q++) {
                    p.look(x, q * d, sigmas[level[q]], score, new double[0]);
                    for (int i = 0; i < d; i++) {
                        x[q * d + i] += 0.5 * h * score[i] + Math.sqrt(h) * z[q * d + i];
                    }
                    level[q] = drawn(p, x, q * d, sigmas, log, u[q], isLikeliest);
                    if (level[q] > leastLevel[q]) {
                        leastLevel[q] = level[q];
                        System.arraycopy(x, q * d, least, q * d, d);
                    }
                }
            });
            trace.add(traced(x, level, sigmas, d));
        }
        return new Walked(x, level, least, Arrays.stream(leastLevel).mapToDouble(l -> sigmas[l]).toArray(), List.copyOf(trace));
    }

    private static double[] sigmas(int levels) {
        double[] s = new double[levels];
        Arrays.setAll(s, i -> sigma(i, levels));
        return s;
    }

    /** A level from p(σᵢ | x) ∝ p_σᵢ(x), or the likeliest. */
    private static int drawn(GaussianMixture p, double[] x, int at, double[] sigmas, double[] log, double u, boolean isLikeliest) {
        p.logDensities(x, at, sigmas, log);
        int best = 0;
        for (int i = 1; i < log.length; i++) {
            best = log[i] > log[best] ? i : best;
        }
        if (isLikeliest) {
            return best;
        }
        double top = log[best];
        double sum = 0;
        for (int i = 0; i < log.length; i++) {
            log[i] = Math.exp(log[i] - top);
            sum += log[i];
        }
        double left = u * sum;
        for (int i = 0; i < log.length; i++) {
            left -= log[i];
            if (left <= 0) {
                return i;
            }
        }
        return log.length - 1;
    }

    private static double[] traced(double[] x, int[] level, double[] sigmas, int d) {
        double[] t = new double[2 * Math.min(TRACED, level.length)];
        Arrays.setAll(t, k -> k % 2 == 0 ? x[k / 2 * d] : Math.log10(sigmas[level[k / 2]]));
        return t;
    }

    /** Samples, and what one cost. */
    private record Finished(double[] x, double evaluations) { }

    /** The integrators of the paper; each runs a particle from its own noise to 0 within a budget of evaluations. */
    private enum Integrator {
        KAR1(Sampler.HEUN), KAR2(Sampler.EDM_CHURN), FLOW(Sampler.DDIM), RK45(Sampler.RK45), REVERSE(Sampler.REVERSE_DIFFUSION), EM(Sampler.EULER_MARUYAMA);

        private final Sampler sampler;

        Integrator(Sampler sampler) {
            this.sampler = sampler;
        }

        String id() {
            return INTEGRATORS.get(ordinal());
        }

        Finished finish(GaussianMixture p, double[] x, double[] sigma, int budget, Philox random, StepContext context) {
            int d = p.dimension();
            double[] out = new double[x.length];
            int[] spent = new int[sigma.length];
            Score score = Score.of(p);
            context.workers().forRanges(sigma.length, 8, (from, end) -> {
                context.cancel().throwIfCancelled();
                var serial = new StepContext(Workers.serial(), context.cancel());
                for (int q = from; q < end; q++) {
                    Grid g = grid(sigma[q], budget);
                    Walk w = new Walk(g, 0, Arrays.copyOfRange(x, q * d, (q + 1) * d), List.of(), 0);
                    while (!w.isDone()) {
                        // Tweedie's formula is an Euler step to 0.
                        boolean isLast = w.i() == g.steps() - 1;
                        w = this == FLOW && !isLast ? inLambda(w, score, serial)
                                : w.next(isLast ? Sampler.DDIM : sampler, CHURN, score, d, random.stream(q), serial);
                    }
                    System.arraycopy(w.x(), 0, out, q * d, d);
                    spent[q] = w.evaluations();
                }
            });
            return new Finished(out, Arrays.stream(spent).average().orElseThrow());
        }

        /** Euler on the probability flow in the time of the exploding schedule, ln σ: dx = −½ g² ∇ log p dt = σ ε dλ, as its program does. */
        private static Walk inLambda(Walk w, Score score, StepContext context) {
            double sigma = w.grid().sigma()[w.i()];
            double h = w.grid().lambda(w.i() + 1) - w.grid().lambda(w.i());
            double[] x = Interval.sum(1, w.x(), -sigma * h, score.eps(w.x(), sigma, context));
            return new Walk(w.grid(), w.i() + 1, x, List.of(), w.evaluations() + 1);
        }

        /** Down to .01 by the budget, then 0. */
        private Grid grid(double sigma, int budget) {
            boolean isKarras = this == KAR1 || this == KAR2;
            int n = this == RK45 ? 2 : Math.max(1, isKarras ? (budget + 1) / 2 : budget);
            double[] level = new double[n + 1];
            for (int i = 0; i < n; i++) {
                double u = n == 1 ? 0 : (double) i / (n - 1);
                level[i] = isKarras ? Math.pow(Math.pow(sigma, 1 / 7.0) + u * (Math.pow(LEAST, 1 / 7.0) - Math.pow(sigma, 1 / 7.0)), 7)
                        : sigma * Math.pow(LEAST / sigma, u);
            }
            double[] none = new double[n + 1];
            Arrays.fill(none, Double.NaN);
            return new Grid(Schedule.VE, level, Arrays.copyOf(none, n), none);
        }
    }

    @Override
    protected void look(Chains s, Knobs p, Look to) {
        int d = s.p.dimension();
        lookAtTrace(s, to);
        if (d == 2) {
            double half = 1.9 * s.p.deviation() + 0.3 * s.p.largestSpread();
            Rect frame = new Rect(-half, -half, half, half);
            int n = 96;
            double[] density = new double[n * n];
            double[] x = new double[2];
            for (int k = 0; k < density.length; k++) {
                x[0] = frame.x0() + (k / n + 0.5) * frame.width() / n;
                x[1] = frame.y0() + (k % n + 0.5) * frame.height() / n;
                density[k] = Math.exp(s.p.logDensity(x, 0, 0.02));
            }
            to.field("density", n, n, frame, density);
            to.points("dlg", 2, s.dlg.getOrDefault("kar1", new double[0]));
            to.points("plain", 2, s.plain.getOrDefault("kar1", new double[0]));
        }
        double[] sigmas = sigmas(p.get(levels));
        double[] axis = Arrays.stream(sigmas).map(Math::log10).toArray();
        for (int q = 0; q < 3 && q < s.level.length; q++) {
            to.series("guess-" + (q + 1), axis, posterior(s.p, s.x, q * d, sigmas));
        }
        double[] asked = queries(p.get(query), d);
        if (asked.length > 0) {
            double[] rows = new double[asked.length / d * sigmas.length];
            for (int q = 0; q < asked.length / d; q++) {
                System.arraycopy(posterior(s.p, asked, q * d, sigmas), 0, rows, q * sigmas.length, sigmas.length);
            }
            to.matrix("query-posterior", asked.length / d, sigmas.length, rows);
        }
    }

    private static double[] posterior(GaussianMixture p, double[] x, int at, double[] sigmas) {
        double[] log = new double[sigmas.length];
        p.logDensities(x, at, sigmas, log);
        double top = Arrays.stream(log).max().orElseThrow();
        double[] mass = Arrays.stream(log).map(v -> Math.exp(v - top)).toArray();
        double sum = Arrays.stream(mass).sum();
        return Arrays.stream(mass).map(v -> v / sum).toArray();
    }

    private static void lookAtTrace(Chains s, Look to) {
        GaussianMixture p = s.p.marginal(0);
        double half = 2.2 * s.p.deviation() + 0.3 * s.p.largestSpread();
        Rect frame = new Rect(-half, Math.log10(LEAST), half, Math.log10(MOST));
        int n = 128;
        double[] density = new double[n * n];
        double[] x = new double[1];
        for (int j = 0; j < n; j++) {
            double sigma = Math.pow(10, frame.y0() + (j + 0.5) * frame.height() / n);
            double top = Double.MIN_NORMAL;
            for (int i = 0; i < n; i++) {
                x[0] = frame.x0() + (i + 0.5) * frame.width() / n;
                density[i * n + j] = Math.exp(p.logDensity(x, 0, sigma));
                top = Math.max(top, density[i * n + j]);
            }
            for (int i = 0; i < n; i++) {
                density[i * n + j] /= top;
            }
        }
        to.field("product", n, n, frame, density);
        int steps = s.trace.size();
        int shown = steps == 0 ? 0 : s.trace.getFirst().length / 2;
        double[] xy = new double[2 * shown * steps];
        int[] offsets = new int[shown + 1];
        for (int q = 0; q < shown; q++) {
            for (int k = 0; k < steps; k++) {
                System.arraycopy(s.trace.get(k), 2 * q, xy, 2 * (q * steps + k), 2);
            }
            offsets[q + 1] = (q + 1) * steps;
        }
        to.paths("trace", 2, xy, offsets);
        to.points("ends", 2, steps == 0 ? new double[0] : s.trace.getLast());
    }
}
