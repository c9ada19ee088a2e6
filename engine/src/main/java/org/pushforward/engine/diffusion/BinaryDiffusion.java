package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.PlaneHistogram;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.binary}: a trained score network is made binary with one basis and with two, and all three, the full one too, are fine-tuned
 * equally long (Zheng et al. 2024, BinaryDM). The first and the last layer stay as they are.
 *
 * @see BinaryBlock
 */
public final class BinaryDiffusion extends Study<BinaryDiffusion.Trio> {

    private static final List<String> WAYS = List.of("full", "one", "two");
    private static final double SLOWER = 0.25;
    private static final int WARM_UP = 100;
    /** Of the components of a representation, this part is mimicked, with this weight. */
    private static final int KEPT = 4;
    private static final double MIMIC = 1e-4;
    /** Multiplications of one bit that count as one of 32. */
    private static final double WORD = 64;
    /** Steps of training between two looks at what would become of the network if it were made binary now. */
    private static final int PREVIEW = 10;
    private static final int CELLS = 64;
    /** Width in cells of the Gaussian that smooths samples. */
    private static final double BLUR = 1.5;

    /**
     * @param teacher the trained network
     * @param fits of the three: as they would begin, at a look during the training, then as they are fine-tuned
     * @param nets their architectures
     */
    record Trio(LearnedData data, ScoreNetwork net, Fit teacher, Race<Fit> fits, Race<ScoreNetwork> nets, List<Matrix> bases, double[] error, double[] ratio,
            List<double[]> samples, boolean isJudged) {

        boolean isTuned() {
            return isJudged && fits.get("two").iterations() > 0;
        }
    }

    private final Knob<Integer> width;
    private final Knob<Integer> depth;
    private final Knob<Integer> fineTune;
    private final Knob<String> bits;
    private final Knob<Boolean> mimic;
    private final Knob<Boolean> progressive;
    private final Training training;

    public BinaryDiffusion() {
        super("diffusion.binary", "Binary diffusion network",
                "Weights of one bit: a sign, times a number a row. One basis of signs loses detail that a second one, of what the first leaves over, gives "
                        + "back. All three networks come from one training and are fine-tuned equally long; the error of each denoiser is exact, because the "
                        + "data are a known mixture. In the plane samples cannot tell the three apart, so look at the errors. Published for LDM-4 on "
                        + "bedrooms: 27.1 times smaller, 16.0 times fewer operations; here the first and last layer weigh more.",
                List.of("w ≈ σ_I sign(w) + σ_II sign(w − σ_I sign(w))", "saved: 32·n / (32·n_full + bases·n_binary + 32·scales)",
                        "operations: full + bases · bits of inputs · binary/64"),
                new Citation("X. Zheng, X. Liu, H. Qin et al.", 2024, "BinaryDM: Accurate Weight Binarization for Efficient Diffusion Models", "2404.05662").code("https://github.com/Xingyu-Zheng/BinaryDM"));
        group("Network");
        width = whole("width", "H", "Width", 64, 16, 256, "Of the hidden layers.").within(4, 1024).log();
        depth = whole("depth", "L", "Depth", 3, 1, 6, "Residual layers, which become binary.").within(1, 12);
        group("Binary");
        fineTune = whole("fine-tune", "F", "Fine-tuning", 200, 50, 2000, "Iterations of all three after the training.").within(1, 1_000_000).log();
        bits = choice("activation-bits", "b", "Bits of inputs", List.of("32", "8", "4"), "32", "Inputs of binary layers are rounded to so many bits.");
        mimic = flag("mimic", "LRM", "Mimicking", false, "The leading quarter of every representation is drawn to that of the trained network.");
        progressive = flag("progressive", "P", "Progressive start", false, "Layers become binary one after the other in the first half, the deepest first.");
        training = training(2e-3, 256, 2000, 50);
        lasts(p -> training.steps(p) + Math.ceilDiv(p.get(fineTune), p.get(training.each())));
        pace(30);

        var loss = gauge("loss", "Loss", "", s -> s.isTuned() ? s.fits.get("two").loss() : s.teacher.loss()).when(s -> s.teacher.iterations() > 0);
        List<Gauge<Trio>> errors = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            int which = k;
            errors.add(gauge("denoiser-error-" + WAYS.get(k), "Error of the denoiser, " + WAYS.get(k), "", s -> s.error[which]).when(Trio::isJudged));
        }
        var excess = gauge("excess-ratio", "Excess of two bases over that of one", "", s -> (s.error[2] - s.error[0]) / (s.error[1] - s.error[0]))
                .when(s -> s.isJudged && s.error[1] != s.error[0]);
        for (int k = 0; k < 3; k++) {
            int which = k;
            gauge("energy-ratio-" + WAYS.get(k), "Energy distance over that of true draws, " + WAYS.get(k), "", s -> s.ratio[which]).when(Trio::isJudged);
        }
        var storage = gauge("storage-saving", "Storage, full over two bases", "", (s, p) -> storage(p));
        gauge("operations-saving", "Operations, full over two bases", "", (s, p) -> operations(p));

        multiples("gaps", "Learned − true denoiser", "x across, y = 0, log₁₀ σ upwards; one range").draw(FILL, "gap-full", "full, √w |D_θ − D|")
                .draw(FILL, "gap-one", "one basis, √w |D_θ − D|").draw(FILL, "gap-two", "two bases, √w |D_θ − D|").alike("gap-full", "gap-one", "gap-two");
        history("error", "Error of the denoiser", "until the fine-tuning begins: if made binary now", errors).log();
        multiples("densities", "Densities", "2000 samples of each, smoothed as the truth is; one range").draw(FILL, "density-true", "truth, p")
                .draw(FILL, "density-full", "full, p").draw(FILL, "density-one", "one basis, p").draw(FILL, "density-two", "two bases, p")
                .alike("density-true", "density-full", "density-one", "density-two");
        history("loss", "Loss", "mean of fifty iterations", loss).log();

        atEnd("excess", "excess of two bases over that of one", excess, atMost(1), "the second basis helps");
        for (String b : List.of("32", "4")) {
            lengthy("excess-" + b, "ring of eight, " + b + "-bit inputs: excess of two bases over that of one, mean of 5 seeds", atMost(b.equals("32") ? 0.6 : 0.8),
                    "the mixture's denoiser in closed form", shared(t -> {
                        double mean = 0;
                        for (int seed = 1; seed <= 5; seed++) {
                            mean += t.anew(seed).rest().value(excess) / 5;
                        }
                        return mean;
                    }, "activation-bits=" + b), r -> r);
        }
        reference("storage", "storage saved at width 64, depth 3", within(32.0 * (2370 + 3 * 4096 + 192) / (32.0 * (2370 + 192 + 384) + 2 * 3 * 4096), 1e-9),
                "counted by hand: 34·64+64 and 64·2+2 weights at 32 bits, two bits a binary weight, bias and two scales a row", t -> t.value(storage));
        opens("Weights of one bit", "The same network three times: one basis of signs loses what a second one gives back.");
        preset("four", "Four-bit inputs", "Inputs are rounded too; the second basis still helps.").set("activation-bits=4");
        tiny("width=8 depth=1 batch=8 iterations=2 fine-tune=2 iterations-per-step=1 mimic=true", "width=4 depth=2 batch=8 iterations=2 fine-tune=4 iterations-per-step=2 activation-bits=4 progressive=true");
    }

    private static long firstAndLast(Knobs p, int width) {
        int inputs = 2 * 9 + 16;
        return (long) inputs * width + width + 2L * width + 2;
    }

    private double storage(Knobs p) {
        long full = firstAndLast(p, p.get(width));
        long binary = (long) p.get(depth) * p.get(width) * p.get(width);
        long rows = (long) p.get(depth) * p.get(width);
        return 32.0 * (full + binary + rows) / (32.0 * (full + rows + 2 * rows) + 2 * binary);
    }

    private double operations(Knobs p) {
        double full = (2 * 9 + 16.0) * p.get(width) + 2.0 * p.get(width);
        double binary = (double) p.get(depth) * p.get(width) * p.get(width);
        return (full + binary) / (full + 2 * Integer.parseInt(p.get(bits)) * binary / WORD);
    }

    @Override
    protected Trio start(Knobs p, Philox random) {
        LearnedData d = LearnedData.of(SourceFile.builtIn("ring8"));
        ScoreNetwork net = new ScoreNetwork(2, p.get(width), p.get(depth), true, d.deviation());
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random);
        return new Trio(d, net, fit, new Race<>(List.of(), List.of()), new Race<>(List.of(), List.of()), List.of(), new double[3], new double[3], List.of(), false);
    }

    @Override
    protected Trio next(Trio s, Turn t) {
        long trained = training.steps(t.p());
        if (t.step() < trained) {
            Fit fit = s.teacher;
            for (Training.Draw draw : training.draws(t)) {
                double[] clean = s.data.draws(draw.batch(), t.random().stream(8), draw.iteration());
                fit = fit.step(t.context().cancel(), training.rate(t.p(), draw.iteration(), WARM_UP), w -> s.net.loss(w, clean, draw, new ArrayList<>()));
            }
            Trio learned = new Trio(s.data, s.net, fit, s.fits, s.nets, s.bases, s.error, s.ratio, s.samples, s.isJudged);
            return t.step() % PREVIEW == 0 ? judged(split(learned, t), t) : learned;
        }
        int each = t.get(training.each());
        int from = (int) (t.step() - trained) * each;
        Trio now = from == 0 ? split(s, t) : s;
        int to = Math.min(t.get(fineTune), from + each);
        Race<Fit> fits = now.fits;
        for (int i = from; i < to; i++) {
            int iteration = i;
            Training.Draw draw = new Training.Draw(t.get(training.iterations()) + i, t.get(training.batch()), t.random());
            double[] clean = now.data.draws(draw.batch(), t.random().stream(8), draw.iteration());
            double rate = SLOWER * t.get(training.rate()) * 0.5 * (1 + Math.cos(Math.PI * i / t.get(fineTune)));
            fits = fits.then((way, fit) -> fit.step(t.context().cancel(), rate, w -> loss(now, way, w, clean, draw, iteration, t)));
        }
        boolean isLast = to == t.get(fineTune);
        Trio after = new Trio(now.data, now.net, now.teacher, fits, now.nets, now.bases, now.error, now.ratio, now.samples, now.isJudged);
        return isLast || from == 0 ? judged(after, t) : after;
    }

    /** Three copies of the trained network. */
    private Trio split(Trio s, Turn t) {
        int h = t.get(width);
        Weights from = Weights.of(s.net);
        int b = Integer.parseInt(t.get(bits));
        Race<ScoreNetwork> nets = Race.of(WAYS, way -> way.equals("full") ? s.net : with(s.net, new BinaryBlock(way.equals("one") ? 1 : 2, b, Set.of())));
        double[][] seen = representations(s, t);
        Race<Fit> fits = nets.then((way, net) -> {
            if (way.equals("full")) {
                return Fit.from(from, AdamW.ADAM, s.teacher.theta());
            }
            Weights w = Weights.of(net);
            double[] theta = w.initial(t.random());
            System.arraycopy(s.teacher.theta(), from.offset("first.matrix"), theta, w.offset("first.matrix"), from.offset("block.0.matrix"));
            System.arraycopy(s.teacher.theta(), from.offset("last.matrix"), theta, w.offset("last.matrix"), 2 * h + 2);
            for (int k = 0; k < t.get(depth); k++) {
                double input = Arrays.stream(seen[k]).map(v -> Math.abs(v / (1 + Math.exp(-v)))).average().orElse(1);
                ((BinaryBlock) net.block()).begin(from, s.teacher.theta(), w, theta, "block." + k, h, input);
            }
            return Fit.from(w, AdamW.ADAM, theta);
        });
        List<Matrix> bases = new ArrayList<>();
        for (int k = 1; t.get(mimic) && k < seen.length; k++) {
            bases.add(leading(seen[k], h));
        }
        return new Trio(s.data, s.net, s.teacher, fits, nets, List.copyOf(bases), s.error, s.ratio, s.samples, false);
    }

    private static ScoreNetwork with(ScoreNetwork n, ScoreNetwork.Block block) {
        return new ScoreNetwork(n.dimension(), n.width(), n.depth(), n.fourier(), n.sigmaData(), block);
    }

    /** What stands between the layers of the trained network on a batch, n × width each. */
    private double[][] representations(Trio s, Turn t) {
        Training.Draw draw = new Training.Draw(-1, 512, t.random());
        double[] clean = s.data.draws(512, t.random().stream(8), -1);
        double[][] seen = new double[t.get(depth) + 1][];
        s.teacher.evaluate(t.context().cancel(), w -> {
            List<Value> trunk = new ArrayList<>();
            Value loss = s.net.loss(w, clean, draw, trunk);
            Arrays.setAll(seen, k -> trunk.get(k).array());
            return loss;
        });
        return seen;
    }

    /** The leading quarter of the principal axes of rows, width × kept. */
    private static Matrix leading(double[] rows, int width) {
        int n = rows.length / width;
        double[] mean = new double[width];
        for (int k = 0; k < rows.length; k++) {
            mean[k % width] += rows[k] / n;
        }
        double[] centered = rows.clone();
        Arrays.setAll(centered, k -> rows[k] - mean[k % width]);
        Matrix x = Matrix.of(n, width, centered);
        List<double[]> axes = x.transposed().times(x).symmetrised().principalAxes(Math.max(1, width / KEPT));
        double[] all = new double[width * axes.size()];
        Arrays.setAll(all, k -> axes.get(k % axes.size())[k / axes.size()]);
        return Matrix.of(width, axes.size(), all);
    }

    private Value loss(Trio s, String way, Theta w, double[] clean, Training.Draw draw, int iteration, Turn t) {
        ScoreNetwork net = s.nets.get(way);
        if (net.block() instanceof BinaryBlock b && t.get(progressive)) {
            net = with(net, new BinaryBlock(b.bases(), b.bits(), still(t, iteration)));
        }
        List<Value> trunk = new ArrayList<>();
        Value loss = net.loss(w, clean, draw, trunk);
        if (s.bases.isEmpty() || way.equals("full")) {
            return loss;
        }
        List<Value> wanted = new ArrayList<>();
        s.net.loss(Theta.constant(w.tape(), Weights.of(s.net), s.teacher.theta()), clean, draw, wanted);
        for (int k = 0; k < s.bases.size(); k++) {
            Matrix m = s.bases.get(k);
            Value e = w.tape().of(m.toArray(), m.rows(), m.columns());
            loss = loss.plus(trunk.get(k + 1).minus(wanted.get(k + 1)).matmul(e).square().sum(1).mean().times(MIMIC));
        }
        return loss;
    }

    /** Layers that are not binary yet: they change one after the other in the first half, the deepest first. */
    private Set<String> still(Turn t, int iteration) {
        int layers = t.get(depth);
        int done = (int) Math.min(layers, 1 + 2L * iteration * layers / t.get(fineTune));
        Set<String> left = new HashSet<>();
        for (int k = 0; k < layers - done; k++) {
            left.add("block." + k);
        }
        return left;
    }

    private static Trio judged(Trio s, Turn t) {
        double[] error = new double[3];
        double[] ratio = new double[3];
        List<double[]> samples = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            ScoreNetwork net = s.nets.states().get(k);
            Fit fit = s.fits.states().get(k);
            error[k] = s.data.denoiserError(net, fit, fit.theta(), t.context());
            double[] x = s.data.samples(net.score(fit, fit.theta()), t.random().stream(10), t.context());
            samples.add(x);
            ratio[k] = s.data.energy(x, t.random().stream(11), t.context())[1];
        }
        return new Trio(s.data, s.net, s.teacher, s.fits, s.nets, s.bases, error, ratio, List.copyOf(samples), true);
    }

    @Override
    protected void look(Trio s, Knobs p, Look to) {
        GaussianMixture truth = s.data.truth().orElseThrow();
        double half = 2 * truth.deviation();
        Rect plane = new Rect(-half, -half, half, half);
        double cell = plane.width() / CELLS;
        double[] density = new double[CELLS * CELLS];
        Arrays.setAll(density, k -> Math.exp(truth.logDensity(new double[] {-half + (k / CELLS + 0.5) * cell, -half + (k % CELLS + 0.5) * cell}, 0, BLUR * cell)));
        to.field("density-true", CELLS, CELLS, plane, density);
        if (!s.isJudged) {
            GapMap.draw("gap-full", s.net, s.teacher, s.teacher.theta(), truth, to);
            return;
        }
        for (int k = 0; k < 3; k++) {
            Fit fit = s.fits.states().get(k);
            GapMap.draw("gap-" + WAYS.get(k), s.nets.states().get(k), fit, fit.theta(), truth, to);
            to.field("density-" + WAYS.get(k), CELLS, CELLS, plane, PlaneHistogram.density(s.samples.get(k), plane, CELLS, BLUR));
        }
    }
}
