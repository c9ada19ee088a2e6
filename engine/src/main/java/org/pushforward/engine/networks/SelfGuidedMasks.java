package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code networks.sma}: a masked autoencoder that masks what its own queries look at, on pixels in an order that says nothing. */
public final class SelfGuidedMasks extends Study<SelfGuidedMasks.Run> {

    private static final int N = MaskedNet.TOKENS;
    private static final int SIDE = 8;
    private static final int WIDTH = 32;
    private static final int SHOWN = 7;
    /** Steps between two probes of a net. */
    private static final int PROBED = 20;
    /** Between the squares of the queries, darker than no attention. */
    private static final double GAP = -0.2;
    private static final double RIDGE = 1e-5;

    /** @param rates how many masks there were, the sum and the sum of squares of their neighbour rates, all since the start; {@code latest} mean of the latest step */
    record Side(Fit fit, double[] mask, double[] rates, double latest, double probe) {
        double mean() {
            return rates[0] == 0 ? 0 : rates[1] / rates[0];
        }
    }

    /**
     * Where a run stands.
     *
     * @param order the pixel of each token
     * @param own masks by its own attention; {@code random} any
     * @param attention of the shown digit, queries × tokens
     */
    record Run(MaskedNet net, int[] order, Side own, Side random, double[] attention, double error) {
        boolean isBegun() {
            return own.fit.iterations() > 0;
        }
    }

    private final Knob<Double> ratio;
    private final Knob<Integer> queries;
    private final Knob<Integer> selected;
    private final Training training;

    public SelfGuidedMasks() {
        super("networks.sma", "Masks from its own attention",
                "A net learns by filling in what is hidden. If single pixels are hidden at random, their neighbours give them away; but to hide patches one must know what is near. This net does not: its pixels come in scrambled "
                        + "order, each known by a learned mark alone. It hides what some of its queries look at most, and put back in order, its masks clump: it found out what belongs together. Small handwritten digits stand in for the "
                        + "proteins, molecules and particles of the paper. The clumping is slight, a few hundredths above chance in the mean when half of all is hidden, and one start in five stays at chance; a linear classifier on the latents does no better for it here; random masks are about a point ahead.",
                List.of("A = \\mathrm{softmax}(QK^⊤/√d)", "mask: the most of Σ_{q ∈ R} A_q, R drawn", "min Σ_{masked} (x − x̂)²"),
                new Citation("J. Xie, Y. Lee, A. S. Chen, C. Finn", 2024, "Self-Guided Masked Autoencoders for Domain-Agnostic Self-Supervised Learning", "2402.14789"),
                new Citation("A. Jaegle, S. Borgeaud, J.-B. Alayrac et al.", 2021, "Perceiver IO: A General Architecture for Structured Inputs & Outputs", "2107.14795"));
        ratio = real("mask-ratio", "r", "Masked", 0.5, 0.2, 0.8, "Share of the 64 tokens that is hidden.").within(0.05, 0.95).live();
        queries = whole("queries", "Q", "Queries", 8, 2, 16, "Learned vectors that look at the tokens.").within(1, 64);
        selected = whole("selected", "R", "Selected", 4, 1, 8, "Queries whose attention is added up for a mask; drawn anew for every picture.").within(1, 64).live();
        training = training(1e-2, 32, 800, 10);
        pace(10);
        refuse(p -> p.get(selected) > p.get(queries), p -> "selected: " + p.get(selected) + " of " + p.get(queries) + " queries cannot be drawn; take at most " + p.get(queries));

        Gauge<Run> rate = gauge("neighbour-rate", "Own attention", "", s -> s.own.latest).when(Run::isBegun);
        Gauge<Run> rateRandom = gauge("neighbour-rate-random", "Random", "", s -> s.random.latest).when(Run::isBegun);
        Gauge<Run> chance = gauge("neighbour-rate-exact", "Chance", "", (_, p) -> (masked(p) - 1.0) / (N - 1));
        Gauge<Run> sigmas = gauge("neighbour-sigmas", "Random masks less chance, standard errors", "", SelfGuidedMasks::sigmas);
        Gauge<Run> probe = gauge("probe", "Own attention", "", s -> s.own.probe).when(Run::isBegun);
        Gauge<Run> probeRandom = gauge("probe-random", "Random", "", s -> s.random.probe).when(Run::isBegun);
        Gauge<Run> error = gauge("permutation-error", "Outputs and attention of the scrambled net", "", Run::error);
        Gauge<Run> loss = gauge("loss", "Own attention", "", s -> Math.max(1e-9, s.own.fit.loss())).when(Run::isBegun);
        Gauge<Run> lossRandom = gauge("loss-random", "Random", "", s -> Math.max(1e-9, s.random.fit.loss())).when(Run::isBegun);

        multiples("masks", "What is hidden and what is filled in", "ink from 0 to 1; hidden pixels are −½; in order but for the first").draw(CELLS, "scrambled", "as it comes").draw(CELLS, "picture", "put in order")
                .draw(CELLS, "hidden", "masked by attention").draw(CELLS, "filled", "filled in, attention").draw(CELLS, "hidden-random", "masked at random").draw(CELLS, "filled-random", "filled in, random")
                .alike("scrambled", "picture", "hidden", "filled", "hidden-random", "filled-random");
        plane("attention", "Where each query looks", "put in order: a square of 8 × 8 a query, for the whole digit; square root of attention").draw(CELLS, "queries", "root of attention");
        history("clumps", "Masked neighbours of masked pixels", "share", rate, rateRandom, chance);
        history("probes", "Told right from the latents", "by a linear classifier, share of the held-out digits", probe, probeRandom);
        history("losses", "Squared error of what is hidden", "each on its own masks, so the two are different tasks", loss, lossRandom).log();

        always("permutation", "scrambled pixels and marks: outputs and attention less the permuted ones", error, atMost(1e-4), "nothing but the order changes");
        atEnd("chance", "random masks: neighbour rate less chance, in standard errors", sigmas, atMost(4), "(m − 1)/63 of m hidden; 4 lets one run in ten thousand go astray");
        reference("by-hand", "two pixels side by side: neighbour rate less that by hand", atMost(1e-12), "in a corner 1/2, beside it 1/3: 2/5 of pairs", _ -> Math.abs(MaskedNet.neighbourRates(pair(), IntStream.range(0, N).toArray())[0] - 0.4), "iterations=1");
        reference("hides", "attention on what is masked", atMost(1e-12), "e to the −10⁹", t -> leak(t.step().state()), "iterations=8");
        Shared<double[]> runs = shared(t -> t.means(5, rate, rateRandom, probe, probeRandom));
        lengthy("clumps", "neighbour rate of own masks less random", atLeast(0.02), "our runs, mean of 5 seeds; one of the five stays at chance", runs, m -> m[0] - m[1]);
        lengthy("probe", "told right from the latents, own less random: about a point is lost", atLeast(-0.03), "our runs, mean of 5 seeds; no gain here", runs, m -> m[2] - m[3]);
        opens("Scrambled, and yet it clumps", "A net that does not know what is near hides what belongs together.").panes("masks", "clumps", "attention", "probes").pins("mask-ratio", "selected").pictured(80);
        preset("all", "All queries at once", "When every query is asked, the mask is the same for one picture whenever it comes: nothing is drawn.").set("selected=8").panes("clumps", "masks", "attention", "losses").pins("selected", "mask-ratio").pictured(60);
        preset("single", "One query, one clump", "A quarter hidden, where a single query looks.").set("selected=1", "mask-ratio=0.25").panes("masks", "attention", "clumps", "probes").pins("selected", "mask-ratio").pictured(60);
        tiny("iterations=2 iterations-per-step=1 batch=8 queries=4 selected=2");
    }

    private static double[] pair() {
        double[] mask = new double[N];
        mask[0] = 1;
        mask[1] = 1;
        return mask;
    }

    private static double sigmas(Run s) {
        double n = s.random.rates[0];
        if (n < 2) {
            return 0;
        }
        double mean = s.random.rates[1] / n;
        return Math.abs(mean) / Math.sqrt(Math.max(1e-300, s.random.rates[2] / n - mean * mean) / n);
    }

    private static double leak(Run s) {
        double[] x = shown(s.order);
        double[] mask = s.own.mask;
        double[] a = s.own.fit.evaluate(CancelToken.current(), w -> s.net.attention(w, x, mask));
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] * mask[k % N]).max().orElseThrow();
    }

    private int masked(Knobs p) {
        return Math.clamp(Math.round(p.get(ratio) * N), 2, N - 1);
    }

    // ---- digits in scrambled order

    private static double[] scrambled(double[] x, int[] order) {
        return IntStream.range(0, x.length).mapToDouble(k -> x[k / N * N + order[k % N]]).toArray();
    }

    private static double[] shown(int[] order) {
        return scrambled(Arrays.copyOfRange(DigitsNet.Examples.of(true).x(), SHOWN * N, SHOWN * N + N), order);
    }

    // ---- the run

    @Override
    protected Run start(Knobs p, Philox random) {
        MaskedNet net = new MaskedNet(p.get(queries), WIDTH);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random.stream(1));
        Side side = new Side(fit, new double[N], new double[3], 0, 0);
        return seen(new Run(net, HouseModels.order(random.stream(2), 0, N), side, side, new double[0], 0), p, random, CancelToken.current());
    }

    @Override
    protected Run next(Run s, Turn t) {
        Side own = s.own;
        Side random = s.random;
        double[] gathered = new double[3];
        double[] gatheredRandom = new double[3];
        int masked = masked(t.p());
        double chance = (masked - 1.0) / (N - 1);
        CancelToken cancel = t.context().cancel();
        Fit fit = own.fit;
        Fit fitRandom = random.fit;
        for (Training.Draw d : training.draws(t)) {
            DigitsNet.Examples known = DigitsNet.Examples.of(false);
            double[] x = scrambled(HouseModels.picked(known, d.picks(3, d.batch(), known.count())).x(), s.order);
            double[] mask = masks(s.net, fit, x, t.p(), d.uniforms(4, d.batch(), s.net.queries()), cancel);
            double[] any = MaskedNet.masks(d.uniforms(5, d.batch(), N), masked);
            double rate = training.rate(t.p(), d.iteration(), 20);
            fit = fit.step(cancel, rate, w -> s.net.loss(w, x, mask));
            fitRandom = fitRandom.step(cancel, rate, w -> s.net.loss(w, x, any));
            gather(gathered, MaskedNet.neighbourRates(mask, s.order), chance);
            gather(gatheredRandom, MaskedNet.neighbourRates(any, s.order), chance);
        }
        long last = training.steps(t.p()) - 1;
        boolean isLast = t.step() == last;
        double probe = isLast || t.step() % PROBED == 0 ? probe(s.net, fit, s.order, cancel) : own.probe;
        double probeRandom = isLast || t.step() % PROBED == 0 ? probe(s.net, fitRandom, s.order, cancel) : random.probe;
        return seen(new Run(s.net, s.order, after(own, fit, gathered, chance, probe), after(random, fitRandom, gatheredRandom, chance, probeRandom), s.attention, s.error), t.p(), t.random(), cancel);
    }

    /** Differences to chance, so that the ratio may change on the way. */
    private static void gather(double[] sums, double[] rates, double chance) {
        for (double r : rates) {
            sums[0]++;
            sums[1] += r - chance;
            sums[2] += (r - chance) * (r - chance);
        }
    }

    private static Side after(Side s, Fit fit, double[] gathered, double chance, double probe) {
        double[] all = IntStream.range(0, 3).mapToDouble(k -> s.rates[k] + gathered[k]).toArray();
        return new Side(fit, s.mask, all, chance + gathered[1] / gathered[0], probe);
    }

    private double[] masks(MaskedNet net, Fit fit, double[] x, Knobs p, double[] u, CancelToken cancel) {
        double[] none = new double[x.length];
        return MaskedNet.masks(fit.evaluate(cancel, w -> net.attention(w, x, none)), net.queries(), Math.min(p.get(selected), net.queries()), masked(p), u);
    }

    /** What is seen of the digit that is shown: its masks and attention, and that scrambling once more changes nothing. */
    private Run seen(Run s, Knobs p, Philox random, CancelToken cancel) {
        double[] x = shown(s.order);
        double[] none = new double[N];
        double[] u = new double[N + s.net.queries()];
        random.stream(6).uniforms(0, 1, 0, u.length, u, 0);
        double[] attention = s.own.fit.evaluate(cancel, w -> s.net.attention(w, x, none));
        double[] mask = MaskedNet.masks(attention, s.net.queries(), Math.min(p.get(selected), s.net.queries()), masked(p), Arrays.copyOfRange(u, N, u.length));
        double[] any = MaskedNet.masks(Arrays.copyOf(u, N), masked(p));
        int[] turn = HouseModels.order(random.stream(7), 0, N);
        double[] theta = s.net.permuted(s.own.fit.theta(), turn);
        double[] y = s.own.fit.evaluate(cancel, w -> s.net.outputs(w, x, mask));
        double[] z = s.own.fit.evaluate(cancel, theta, w -> s.net.outputs(w, scrambled(x, turn), scrambled(mask, turn)));
        double[] other = s.own.fit.evaluate(cancel, theta, w -> s.net.attention(w, scrambled(x, turn), none));
        double error = Math.max(largest(scrambled(y, turn), z), largest(scrambled(attention, turn), other));
        return new Run(s.net, s.order, new Side(s.own.fit, mask, s.own.rates, s.own.latest, s.own.probe), new Side(s.random.fit, any, s.random.rates, s.random.latest, s.random.probe), attention, error);
    }

    private static double largest(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> Math.abs(a[k] - b[k])).max().orElseThrow();
    }

    /** Share of held-out digits told right by least squares with a small ridge on the latents of whole known digits. */
    private static double probe(MaskedNet net, Fit fit, int[] order, CancelToken cancel) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        double[] y = fit.evaluate(cancel, w -> {
            Value f = features(net, w, known, order);
            int m = f.size(1);
            double[] target = new double[known.count() * 10];
            double[] ridge = new double[m * m];
            for (int k = 0; k < known.count(); k++) {
                target[10 * k + known.label()[k]] = 1;
            }
            for (int k = 0; k < m; k++) {
                ridge[k * m + k] = RIDGE * known.count();
            }
            Value a = f.transposed().matmul(f).plus(w.tape().of(ridge, m, m));
            return features(net, w, held, order).matmul(a.solve(f.transposed().matmul(w.tape().of(target, known.count(), 10))));
        });
        return Calibration.accuracy(y, held.label());
    }

    private static Value features(MaskedNet net, Theta w, DigitsNet.Examples e, int[] order) {
        Value l = net.latents(w, scrambled(e.x(), order), new double[e.x().length]).reshape(e.count(), net.queries() * net.width());
        double[] one = new double[e.count()];
        Arrays.fill(one, 1);
        return Value.cat(1, l, w.tape().of(one, e.count(), 1));
    }

    // ---- pictures

    private static double[] inOrder(double[] x, int[] order) {
        double[] pixels = new double[N];
        for (int k = 0; k < N; k++) {
            pixels[order[k]] = x[k];
        }
        return pixels;
    }

    @Override
    protected void look(Run s, Knobs p, Look to) {
        double[] x = shown(s.order);
        to.matrix("scrambled", SIDE, SIDE, x);
        to.matrix("picture", SIDE, SIDE, inOrder(x, s.order));
        side(s, s.own, x, "", to);
        side(s, s.random, x, "-random", to);
        int across = Math.min(4, s.net.queries());
        int down = (s.net.queries() + across - 1) / across;
        int columns = across * (SIDE + 1) - 1;
        double[] all = new double[(down * (SIDE + 1) - 1) * columns];
        Arrays.fill(all, GAP);
        for (int q = 0; q < s.net.queries(); q++) {
            double[] a = inOrder(Arrays.copyOfRange(s.attention, q * N, q * N + N), s.order);
            for (int k = 0; k < N; k++) {
                all[(q / across * (SIDE + 1) + k / SIDE) * columns + q % across * (SIDE + 1) + k % SIDE] = Math.sqrt(a[k]);
            }
        }
        to.matrix("queries", all.length / columns, columns, all);
    }

    private static void side(Run s, Side side, double[] x, String name, Look to) {
        double[] y = side.fit.evaluate(to.context().cancel(), w -> s.net.outputs(w, x, side.mask));
        to.matrix("hidden" + name, SIDE, SIDE, inOrder(IntStream.range(0, N).mapToDouble(k -> side.mask[k] == 1 ? -0.5 : x[k]).toArray(), s.order));
        to.matrix("filled" + name, SIDE, SIDE, inOrder(IntStream.range(0, N).mapToDouble(k -> side.mask[k] == 1 ? y[k] : x[k]).toArray(), s.order));
    }
}
