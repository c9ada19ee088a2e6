package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.diffusion.CategoricalNoise.Kernel;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.d3pm}: structured diffusion on categories with every distribution summed, no network (Austin et al. 2021). One token, or two
 * that depend on each other and are denoised as if they did not. A step is one reverse step.
 *
 * @see CategoricalNoise
 */
public final class DiscreteDiffusion extends Study<DiscreteDiffusion.Stand> {

    private static final String TOKEN = "token";
    private static final String PAIR = "pair";
    private static final String DIGITS = "digits";
    /** Steps between two judgements of a training. */
    private static final int PREVIEW = 5;
    private static final int COLUMNS = 4;
    private static final int[] LENGTHS = {1, 2, 4, 8, 16, 32, 64};

    /** Where a run stands: laws that are summed, or a network that learns. */
    sealed interface Stand { }

    record Learned(DigitDiffusion digits) implements Stand { }

    /**
     * @param t time; steps are done when it is 0
     * @param model law of the tokens at t by the reverse chain, S or S × S
     * @param film that of earlier times, the first at T
     * @param tv distance from the true law at every time so far
     * @param byLength TV at the end for each kernel over T
     */
    record Summed(CategoricalNoise noise, boolean isPair, double[] data, int t, double[] model, List<double[]> film, List<Double> tv,
            Map<String, double[]> byLength) implements Stand { }

    private final Knob<String> problem;
    private final Knob<String> kernel;
    private final Knob<String> betas;
    private final Knob<Integer> transitions;
    private final Knob<Integer> states;
    private final Knob<Double> width;
    private final Knob<Double> floor;
    private final Knob<String> form;
    private final Knob<String> start;
    private final Knob<String> levels;
    private final Knob<String> loss;
    private final Knob<Double> lambda;
    private final Training training;

    public DiscreteDiffusion() {
        super("diffusion.d3pm", "Diffusion on categories",
                "A token forgets what it was by random jumps, and a chain of guesses brings it back. Which jumps are best? Here all laws are summed, "
                        + "nothing is learned, so what is left over is the method's own error: two tokens that depend on each other are guessed each for "
                        + "itself. With a mask they come back one at a time, and the error falls exactly as one over the number of steps; jumps to "
                        + "anywhere do a little better, jumps to neighbors worse. The program's shortcut for the reverse step is not the true posterior: "
                        + "choose the joint form and see what one token alone loses by it.",
                List.of("q(x_t | x₀) = Q̄_t[x₀, x_t],  Q̄_t = Q₁ ⋯ Q_t", "p(x_{t−1} | x_t) = Σ q(x_{t−1} | x_t, x₀) p(x₀ | x_t)",
                        "joint form: ∝ Q_t[·, x_t] · (p(x₀ | x_t) Q̄_{t−1})"),
                new Citation("J. Austin, D. D. Johnson, J. Ho, D. Tarlow, R. van den Berg", 2021,
                        "Structured Denoising Diffusion Models in Discrete State-Spaces", "2107.03006").code("https://github.com/google-research/google-research/tree/master/d3pm"));
        group("Data");
        problem = choice("problem", "p₀", "Data", List.of(TOKEN, PAIR, DIGITS), PAIR, "One token with p₀ ∝ 1 … K, two that like to be alike, or handwritten digits, which are learned.");
        states = whole("states", "K", "Categories", 8, 2, 32, "Of a token; a mask is one more.").when(problem, TOKEN, PAIR);
        width = real("width", "w", "Width", 1, 0.2, 5, "p₀(a, b) ∝ exp(−(a−b)²/2w²) + floor.").within(0.01, 100).log().when(problem, PAIR);
        floor = real("floor", "f", "Floor", 0.02, 0, 0.5, "How much of everything there is.").within(0, 100).when(problem, PAIR);
        group("Noise");
        kernel = choice("kernel", "Q", "Kernel", Kernel.names(), "absorbing", "Jumps to anywhere, to a mask, to near categories, or to neighbors.");
        betas = choice("betas", "β", "Amounts", List.of("auto", "cosine", "cosine-squared", "jsd", "linear"), "auto",
                "How much noise a step adds; auto pairs them with kernels as the paper does: cosine, 1/(T − t + 1) for the mask, else linear.");
        transitions = whole("transitions", "T", "Steps", 16, 1, 256, "Steps of the noise.").within(1, 1000).log();
        group("Reverse");
        form = choice("form", "p", "Form", List.of("posterior", "joint"), "posterior", "The mixture of posteriors, or the program's normalised product.").when(problem, TOKEN, PAIR);
        start = choice("start", "x_T", "Start", List.of("stationary", "exact"), "stationary", "From what the noise ends in, or from the true law at T.").when(problem, TOKEN, PAIR);
        group("Digits");
        levels = choice("levels", "K", "Grey levels", List.of("2", "5", "17"), "5", "Of every pixel.").when(problem, DIGITS);
        loss = choice("loss", "L", "Loss", List.of("vb", "ce", "hybrid"), "hybrid", "The bound, the cross-entropy of the clean pixel, or the bound with a little of it.")
                .when(problem, DIGITS);
        lambda = real("lambda", "λ", "Share of cross-entropy", 1e-3, 1e-4, 1, "In the hybrid loss.").within(0, 100).log().live().when(problem, DIGITS);
        training = training(2e-3, 64, 2000, 40);
        List.of(training.batch(), training.iterations(), training.each()).forEach(k -> k.when(problem, DIGITS));
        training.rate().when(problem, DIGITS);
        lasts(p -> p.is(problem, DIGITS) ? training.steps(p) : p.get(transitions));
        pace(4);

        var tv = gauge("tv", "Total variation from the truth", "", s -> summed(s).tv.getLast()).when(s -> s instanceof Summed);
        gauge("kl", "KL(truth ‖ model)", "nat", s -> kl(truth(summed(s), 0), summed(s).model))
                .when(s -> s instanceof Summed d && d.t == 0 && Double.isFinite(kl(truth(d, 0), d.model)));
        gauge("t", "t", "", s -> summed(s).t).when(s -> s instanceof Summed);
        var bits = gauge("bits-per-pixel", "Bits a pixel, held-out digits", "", s -> ((Learned) s).digits.bits()).when(DiscreteDiffusion::isJudged);
        gauge("bits-independent", "The same of independent pixels", "", s -> ((Learned) s).digits.independent()).when(s -> s instanceof Learned);
        var gain = gauge("bits-ratio", "Bits over those of independent pixels", "", s -> ((Learned) s).digits.bits() / ((Learned) s).digits.independent())
                .when(DiscreteDiffusion::isJudged);
        var trainingLoss = gauge("loss", "Loss", "nat", s -> ((Learned) s).digits.fit().loss()).when(s -> s instanceof Learned l && l.digits.fit().iterations() > 0);

        plane("film", "From noise to data", "t = T at the top left to 0; a mask is last; of digits, draws").draw(CELLS, "film", "share of the largest")
                .draw(LINES, "film-model", "model").draw(LINES, "film-truth", "truth");
        plane("model", "Model now", "its law at t").draw(CELLS, "model-now", "probability").alike("model-now", "truth-now");
        plane("truth", "Truth now", "the true law at t").draw(CELLS, "truth-now", "probability").alike("model-now", "truth-now");
        var lengths = plot("lengths", "Error by steps", "total variation at the end over T, both in logarithms").log();
        for (Kernel k : Kernel.values()) {
            lengths.draw(CURVE, "tv-" + k.id(), k.id(), "", "log₂ T");
        }
        plot("by-time", "Error on the way", "total variation from the true law at t").draw(CURVE, "tv-by-t", "TV", "", "t");
        history("bits", "Bits a pixel", "bound on the held-out fifth, with independent pixels", bits, gaugeNamed("bits-independent"));
        history("loss", "Loss", "mean of fifty iterations", trainingLoss).log();
        layer("model", "Model", "", "x");
        layer("target", "Data", "", "x");

        always("tv", "total variation", tv, atMost(1), "of two laws");
        atEnd("bits", "bits a pixel over those of independent pixels", gain, atMost(1.5), "independent pixels, counted");
        lengthy("digits", "digits, mask: bits a pixel over those of independent pixels, mean of 5 seeds", atMost(0.99), "counted on the same digits",
                t -> IntStream.rangeClosed(1, 5).mapToDouble(seed -> t.anew(seed).rest().value(gain)).average().orElseThrow(), "problem=digits", "kernel=absorbing");
        double[] uniform = {0.50812, 0.27748, 0.13382, 0.06048, 0.02790, 0.01326, 0.00645, 0.00318, 0.00158};
        reference("uniform", "two tokens, uniform, T = 1, 2, 4, … 256: worst difference", atMost(6e-6), "independent run in NumPy, 5 decimals", t -> {
            double worst = 0;
            for (int k = 0; k < uniform.length; k++) {
                worst = Math.max(worst, Math.abs(t.anew(1, "transitions=" + (1 << k)).rest().value(tv) - uniform[k]));
            }
            return worst;
        }, "kernel=uniform");
        reference("absorbing", "two tokens, mask: T · TV(T) / TV(1) − 1 for T = 2 … 64, worst", atMost(1e-10), "closed form: one token comes back at a time", t -> {
            double one = t.anew(1, "transitions=1").rest().value(tv);
            double worst = 0;
            for (int n : new int[] {2, 5, 16, 64}) {
                worst = Math.max(worst, Math.abs(n * t.anew(1, "transitions=" + n).rest().value(tv) / one - 1));
            }
            return worst;
        }, "kernel=absorbing");
        double[] sixteen = {0.0279, 0.0318, 0.0831, 0.0404};
        for (Kernel k : Kernel.values()) {
            reference("sixteen-" + k.id(), "two tokens, " + k.id() + ", T = 16", within(sixteen[k.ordinal()], 6e-5), "independent run in NumPy, 4 decimals",
                    t -> t.rest().value(tv), "kernel=" + k.id());
        }
        for (Kernel k : Kernel.values()) {
            reference("token-" + k.id(), "one token from the true law at T, " + k.id(), atMost(1e-14), "the posterior is exact",
                    t -> t.rest().value(tv), "problem=token", "start=exact", "kernel=" + k.id());
        }
        double[] joint = {0.063, 0.092, 0.103};
        reference("joint", "one token, uniform, joint form, T = 4, 8, 16: worst difference", atMost(6e-4), "independent run in NumPy, 3 decimals", t -> {
            double worst = 0;
            for (int k = 0; k < 3; k++) {
                worst = Math.max(worst, Math.abs(t.anew(1, "transitions=" + (4 << k)).rest().value(tv) - joint[k]));
            }
            return worst;
        }, "problem=token", "start=exact", "kernel=uniform", "form=joint");
        opens("A mask comes off", "Two tokens that like to be alike come back one at a time; the error is one over the number of steps.").pictured(16);
        preset("uniform", "Jumps to anywhere", "Better than the mask at equal steps: a wrong guess can be mended.").set("kernel=uniform");
        preset("gaussian", "Jumps to near categories", "Near is not better here: sixteen small jumps do not forget enough.").set("kernel=gaussian");
        preset("joint", "The shortcut's price", "One token, exact start, and still wrong: the program's form is not the posterior.")
                .set("problem=token", "start=exact", "kernel=uniform", "form=joint");
        preset("learned", "Learned digits", "Sixty-four pixels, five grey levels: a network guesses what is under the mask.").set("problem=digits")
                .panes("film", "bits", "loss");
        tiny("problem=digits levels=2 transitions=2 batch=4 iterations=4 iterations-per-step=2", "transitions=3 states=3", "problem=token kernel=nearest transitions=3 states=4 form=joint", "kernel=gaussian transitions=2 states=3 start=exact");
    }

    private CategoricalNoise noise(Knobs p, Kernel k, int steps) {
        return new CategoricalNoise(k, p.is(betas, "auto") ? k.usualBetas() : p.get(betas), p.get(states), steps);
    }

    private static Summed summed(Stand s) {
        return (Summed) s;
    }

    private static boolean isJudged(Stand s) {
        return s instanceof Learned l && !Double.isNaN(l.digits.bits());
    }

    @Override
    protected Stand start(Knobs p, Philox random) {
        if (p.is(problem, DIGITS)) {
            Kernel k = Kernel.named(p.get(kernel));
            String usual = p.is(betas, "auto") ? k.usualBetas() : p.get(betas);
            return new Learned(DigitDiffusion.start(new CategoricalNoise(k, usual, Integer.parseInt(p.get(levels)), p.get(transitions)), random));
        }
        CategoricalNoise noise = noise(p, Kernel.named(p.get(kernel)), p.get(transitions));
        boolean isPair = p.is(problem, PAIR);
        return begun(noise, isPair, data(p), p.is(start, "exact"));
    }

    private double[] data(Knobs p) {
        int k = p.get(states);
        boolean isPair = p.is(problem, PAIR);
        double[] data = new double[isPair ? k * k : k];
        Arrays.setAll(data, i -> isPair ? Math.exp(-(i / k - i % k) * (i / k - i % k) / (2 * p.get(width) * p.get(width))) + p.get(floor) : i + 1);
        double sum = Arrays.stream(data).sum();
        return Arrays.stream(data).map(v -> v / sum).toArray();
    }

    private static Summed begun(CategoricalNoise noise, boolean isPair, double[] data, boolean isExact) {
        Summed s = new Summed(noise, isPair, data, noise.steps(), new double[0], List.of(), List.of(), Map.of());
        double[] pi = noise.stationary();
        int n = noise.states();
        double[] law = isExact ? truth(s, s.t) : pi;
        if (!isExact && isPair) {
            law = new double[n * n];
            double[] both = law;
            Arrays.setAll(both, k -> pi[k / n] * pi[k % n]);
        }
        return with(s, s.t, law);
    }

    private static Summed with(Summed s, int t, double[] law) {
        List<double[]> film = new ArrayList<>(s.film);
        film.add(law);
        List<Double> tv = new ArrayList<>(s.tv);
        tv.add(distance(law, truth(s, t)));
        return new Summed(s.noise, s.isPair, s.data, t, law, List.copyOf(film), List.copyOf(tv), s.byLength);
    }

    /** The law of noised data at t, over all states. */
    private static double[] truth(Summed s, int t) {
        int n = s.noise.states();
        int k = s.noise.categories();
        double[] law = new double[s.isPair ? n * n : n];
        if (!s.isPair) {
            for (int x0 = 0; x0 < k; x0++) {
                for (int x = 0; x < n; x++) {
                    law[x] += s.data[x0] * s.noise.upTo(t, x0, x);
                }
            }
            return law;
        }
        double[] half = new double[k * n];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                for (int y = 0; y < n; y++) {
                    half[a * n + y] += s.data[a * k + b] * s.noise.upTo(t, b, y);
                }
            }
        }
        for (int a = 0; a < k; a++) {
            for (int x = 0; x < n; x++) {
                double q = s.noise.upTo(t, a, x);
                for (int y = 0; q > 0 && y < n; y++) {
                    law[x * n + y] += q * half[a * n + y];
                }
            }
        }
        return law;
    }

    @Override
    protected Stand next(Stand stand, Turn t) {
        if (stand instanceof Learned(DigitDiffusion digits)) {
            DigitDiffusion d = digits;
            for (Training.Draw draw : training.draws(t)) {
                d = d.trained(draw, training.rate(t.p(), draw.iteration(), 50), t.get(loss), t.get(lambda), t.context().cancel());
            }
            boolean isLast = t.step() + 1 == training.steps(t.p());
            return new Learned(isLast || t.step() % PREVIEW == 0 ? d.judged(t.random().stream(5), t.context().cancel()) : d);
        }
        Summed s = summed(stand);
        Summed after = reversed(s, t.p().is(form, "joint"), t);
        if (!s.byLength.isEmpty()) {
            return after;
        }
        Map<String, double[]> lengths = new HashMap<>();
        for (Kernel k : Kernel.values()) {
            double[] tv = new double[LENGTHS.length];
            for (int i = 0; i < tv.length; i++) {
                Summed run = begun(noise(t.p(), k, LENGTHS[i]), s.isPair, s.data, t.p().is(start, "exact"));
                while (run.t > 0) {
                    run = reversed(run, t.p().is(form, "joint"), t);
                }
                tv[i] = Math.max(1e-17, run.tv.getLast());
            }
            lengths.put(k.id(), tv);
        }
        return new Summed(after.noise, after.isPair, after.data, after.t, after.model, after.film, after.tv, Map.copyOf(lengths));
    }

    /** One step back; tokens are guessed each for itself, given all that is seen. */
    private static Summed reversed(Summed s, boolean isJoint, Turn turn) {
        int n = s.noise.states();
        double[] law = new double[s.model.length];
        for (int x = 0; x < n; x++) {
            turn.ask();
            for (int y = 0; y < (s.isPair ? n : 1); y++) {
                double mass = s.isPair ? s.model[x * n + y] : s.model[x];
                if (mass == 0) {
                    continue;
                }
                double[][] guess = guesses(s, x, y);
                double[] a = s.noise.reverse(s.t, x, guess[0], isJoint);
                if (!s.isPair) {
                    for (int u = 0; u < n; u++) {
                        law[u] += mass * a[u];
                    }
                    continue;
                }
                double[] b = s.noise.reverse(s.t, y, guess[1], isJoint);
                for (int u = 0; u < n; u++) {
                    for (int v = 0; v < n; v++) {
                        law[u * n + v] += mass * a[u] * b[v];
                    }
                }
            }
        }
        return with(s, s.t - 1, law);
    }

    /** p(a₀ | x_t) and p(b₀ | x_t). */
    private static double[][] guesses(Summed s, int x, int y) {
        int k = s.noise.categories();
        double[][] p = new double[2][k];
        double sum = 0;
        for (int a = 0; a < k; a++) {
            double qa = s.noise.upTo(s.t, a, x);
            for (int b = 0; b < (s.isPair ? k : 1); b++) {
                double joint = s.isPair ? s.data[a * k + b] * qa * s.noise.upTo(s.t, b, y) : s.data[a] * qa;
                p[0][a] += joint;
                p[1][b] += joint;
                sum += joint;
            }
        }
        for (int a = 0; a < k; a++) {
            p[0][a] = sum > 0 ? p[0][a] / sum : 1.0 / k;
            p[1][a] = sum > 0 ? p[1][a] / sum : 1.0 / k;
        }
        return p;
    }

    private static double distance(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += 0.5 * Math.abs(p[k] - q[k]);
        }
        return sum;
    }

    private static double kl(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += p[k] == 0 ? 0 : p[k] * Math.log(p[k] / q[k]);
        }
        return sum;
    }

    @Override
    protected void look(Stand stand, Knobs p, Look to) {
        if (stand instanceof Learned(DigitDiffusion digits)) {
            int side = 8;
            double[] sheet = new double[DigitDiffusion.SHOWN * DigitDiffusion.PIXELS];
            Arrays.setAll(sheet, k -> {
                int column = k / (4 * side);
                int row = 4 * side - 1 - k % (4 * side);
                int which = row / side * 4 + column / side;
                return digits.samples()[which * DigitDiffusion.PIXELS + row % side * side + column % side];
            });
            to.as("grey level").field("film", 4 * side, 4 * side, Rect.UNIT, sheet);
            return;
        }
        Summed s = summed(stand);
        int n = s.noise.states();
        int rows = s.isPair ? n : 1;
        to.field("model-now", n, rows, new Rect(0, 0, n, rows), s.model);
        double[] truth = truth(s, s.t);
        to.field("truth-now", n, rows, new Rect(0, 0, n, rows), truth);
        film(s, n, to);
        if (s.isPair) {
            to.matrix("model", n, n, s.model);
            to.matrix("target", n, n, truth(s, 0));
        } else {
            double[] axis = new double[n];
            Arrays.setAll(axis, k -> k);
            to.series("model", axis, s.model);
            to.series("target", axis, truth(s, 0));
        }
        double[] time = new double[s.tv.size()];
        Arrays.setAll(time, k -> s.noise.steps() - k);
        to.series("tv-by-t", time, s.tv.stream().mapToDouble(v -> v).toArray());
        double[] log = Arrays.stream(LENGTHS).mapToDouble(v -> Math.log(v) / Math.log(2)).toArray();
        s.byLength.forEach((k, tv) -> to.series("tv-" + k, log, tv));
    }

    /** Eight times in two rows, model over truth, each law over its largest value; one token: all times as columns. */
    private static void film(Summed s, int n, Look to) {
        int steps = s.noise.steps();
        int shown = s.isPair ? Math.min(2 * COLUMNS, steps + 1) : steps + 1;
        int columns = s.isPair ? Math.min(COLUMNS, shown) : shown;
        int lines = s.isPair && shown > COLUMNS ? 2 : 1;
        int wide = s.isPair ? n : 1;
        int gap = s.isPair ? 1 : 0;
        int nx = columns * (wide + gap) - gap;
        int high = 2 * n + 1;
        int ny = lines * (high + 2) - 2;
        double[] picture = new double[nx * ny];
        List<Rect> models = new ArrayList<>();
        List<Rect> truths = new ArrayList<>();
        for (int k = 0; k < shown; k++) {
            int at = shown == 1 ? 0 : (int) Math.round((double) k * steps / (shown - 1));
            double[] truth = truth(s, steps - at);
            double[] model = at < s.film.size() ? s.film.get(at) : new double[truth.length];
            double top = Math.max(Arrays.stream(truth).max().orElse(1), Double.MIN_NORMAL);
            int x0 = k % columns * (wide + gap);
            int y0 = (lines - 1 - k / columns) * (high + 2);
            if (at < s.film.size()) {
                models.add(new Rect(x0, y0 + n + 1, x0 + wide, y0 + high));
            }
            truths.add(new Rect(x0, y0, x0 + wide, y0 + n));
            for (int i = 0; i < wide; i++) {
                for (int j = 0; j < n; j++) {
                    int from = s.isPair ? i * n + j : j;
                    picture[(x0 + i) * ny + y0 + n + 1 + j] = Math.min(1, model[from] / top);
                    picture[(x0 + i) * ny + y0 + j] = truth[from] / top;
                }
            }
        }
        to.field("film", nx, ny, new Rect(0, 0, nx, ny), picture);
        frames("film-model", models, to);
        frames("film-truth", truths, to);
    }

    private static void frames(String id, List<Rect> frames, Look to) {
        double[] xy = frames.stream().flatMapToDouble(r -> DoubleStream.of(r.x0(), r.y0(), r.x1(), r.y0(), r.x1(), r.y1(), r.x0(), r.y1(), r.x0(), r.y0())).toArray();
        to.paths(id, 2, xy, IntStream.rangeClosed(0, frames.size()).map(k -> 5 * k).toArray());
    }
}
