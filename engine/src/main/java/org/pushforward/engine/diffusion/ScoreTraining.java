package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.train}: a score network learns live, with previews of what it would sample, and, where the data are a known mixture, with the
 * error of its denoiser at every place and noise.
 *
 * @see ScoreNetwork
 */
public final class ScoreTraining extends Study<ScoreTraining.Learned> {

    private static final int WARM_UP = 200;
    /** Steps between two previews. */
    private static final int PREVIEW = 5;

    /**
     * @param average exponential moving average of the weights
     * @param fresh some data, to be seen
     * @param samples of the latest preview
     */
    record Learned(LearnedData data, ScoreNetwork net, Fit fit, double[] average, double[] fresh, double[] samples, double energy, double ratio,
            double denoiser, boolean isJudged) { }

    private final Knob<SourceFile> data;
    private final Knob<Integer> width;
    private final Knob<Integer> depth;
    private final Knob<Boolean> fourier;
    private final Knob<Double> ema;
    private final Training training;

    public ScoreTraining() {
        super("diffusion.train", "Learning a score",
                "A network that takes the noise out of a point has learned the score of the data: the best guess of the clean point is where the slope of "
                        + "the log density leads. It trains here while you watch, and every few steps two thousand points are sampled with it. Sines of the "
                        + "coordinates let a small network draw sharp edges: turn them off and the checkerboard leaks. On a mixture the best denoiser is "
                        + "known, so the error is seen at every place and every noise.",
                List.of("min E w(σ) |D_θ(x₀ + σz, σ) − x₀|²", "D = c_skip x + c_out F(c_in x, ln σ/4)", "∇ log p_σ = (D − x)/σ²"),
                new Citation("T. Karras, M. Aittala, T. Aila, S. Laine", 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", "2206.00364"),
                new Citation("M. Tancik et al.", 2020, "Fourier Features Let Networks Learn High Frequency Functions in Low Dimensional Domains", "2006.10739"));
        group("Data");
        data = knob(LearnedData.parameter("Data", "checkerboard"));
        group("Network");
        width = whole("width", "H", "Width", 128, 16, 256, "Of the hidden layers.").within(4, 1024).log();
        depth = whole("depth", "L", "Depth", 3, 1, 6, "Residual layers.").within(0, 12);
        fourier = flag("fourier", "sin", "Sines of the coordinates", true, "Four octaves of sines and cosines beside the coordinates.");
        ema = real("ema", "γ", "Averaging", 0.999, 0.9, 0.9999, "Of the weights that are sampled with.").within(0, 0.999999);
        training = training(2e-3, 256, 3000, 60);
        pace(30);

        var loss = gauge("loss", "Loss", "", s -> s.fit.loss()).when(s -> s.fit.iterations() > 0);
        gauge("energy-distance", "Energy distance to the data", "", s -> s.energy).when(Learned::isJudged);
        var ratio = gauge("energy-ratio", "Energy distance over that of true draws", "", s -> s.ratio).when(Learned::isJudged);
        var denoiser = gauge("denoiser-error", "Error of the denoiser", "", s -> s.denoiser).when(s -> s.isJudged && s.data.truth().isPresent());
        var leak = gauge("leak", "Share outside the squares", "", s -> LearnedData.leak(s.samples)).when(s -> s.isJudged && s.data.name().equals("checkerboard"));

        multiples("samples", "Samples beside data", "two thousand by the averaged network; fresh draws").draw(POINTS, "samples", "samples").draw(POINTS, "data", "data");
        history("loss", "Loss", "mean of fifty iterations", loss).log();
        history("quality", "Quality", "energy distance over that of true draws; 1 is perfect", ratio).log();
        history("leak", "Outside the squares", "share of the samples; checkerboard only", leak).log();
        plane("gap", "Learned − true denoiser", "x across, log₁₀ σ upwards, y = 0; mixtures only").draw(FILL, "gap", "√w |D_θ − D|");

        atEnd("ratio", "energy distance over that of true draws", ratio, atMost(6), "1 for a perfect sampler");
        for (String set : List.of("moons", "swiss-roll", "checkerboard")) {
            Shared<double[]> run = shared(t -> {
                double[] mean = new double[2];
                for (int seed = 1; seed <= 5; seed++) {
                    var end = t.anew(seed).rest();
                    mean[0] += end.value(ratio) / 5;
                    mean[1] += set.equals("checkerboard") ? end.value(leak) / 5 : 0;
                }
                return mean;
            }, "data=" + set);
            lengthy("ratio-" + set, set + ": energy distance over that of true draws", atMost(3), "our runs, mean of 5 seeds", run, r -> r[0]);
            if (set.equals("checkerboard")) {
                lengthy("leak", "checkerboard: share of samples outside the squares", atMost(0.08), "our runs, mean of 5 seeds", run, r -> r[1]);
            }
        }
        reference("learns", "ring of eight, 300 iterations: error of the denoiser before over after", atLeast(1.5), "the mixture's denoiser in closed form",
                t -> {
                    double before = t.anew(1, "iterations=1", "iterations-per-step=1").rest().value(denoiser);
                    return before / t.rest().value(denoiser);
                }, "data=ring8", "iterations=300", "width=64", "iterations-per-step=300", "ema=0.9");
        opens("A checkerboard from noise", "A network learns where the squares are; the share outside falls as it goes.");
        preset("without", "Without the sines", "The same network, coordinates only: three times as many points fall outside.").set("fourier=false");
        preset("ring", "Where the truth is known", "Eight discs: see at which place and noise the denoiser still errs.").set("data=ring8").panes("samples", "gap", "loss", "quality");
        preset("moons", "Two moons", "The set that every method draws first.").set("data=moons");
        timed("one step as it opens: 60 iterations", 0.2);
        tiny("width=8 depth=1 batch=8 iterations=4 iterations-per-step=2", "data=ring8 fourier=false width=4 batch=8 iterations=2 iterations-per-step=1");
    }

    @Override
    protected Learned start(Knobs p, Philox random) {
        LearnedData d = LearnedData.of(p.get(data));
        ScoreNetwork net = new ScoreNetwork(d.dimension(), p.get(width), p.get(depth), p.get(fourier), d.deviation());
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random);
        return new Learned(d, net, fit, fit.theta(), d.draws(LearnedData.JUDGED, random.stream(9), 0), new double[0], 0, 0, 0, false);
    }

    @Override
    protected Learned next(Learned s, Turn t) {
        Fit fit = s.fit;
        double[] average = s.average;
        for (Training.Draw draw : training.draws(t)) {
            double[] clean = s.data.draws(draw.batch(), t.random().stream(8), draw.iteration());
            fit = fit.step(t.context().cancel(), training.rate(t.p(), draw.iteration(), WARM_UP), w -> s.net.loss(w, clean, draw, new ArrayList<>()));
            // A young average would remember the start.
            double ramp = Math.min(t.get(ema), (draw.iteration() + 1.0) / (draw.iteration() + 10.0));
            average = fit.averaged(average, ramp);
        }
        boolean isLast = t.step() + 1 == training.steps(t.p());
        if (!isLast && t.step() % PREVIEW != 0) {
            return new Learned(s.data, s.net, fit, average, s.fresh, s.samples, s.energy, s.ratio, s.denoiser, s.isJudged);
        }
        double[] samples = s.data.samples(s.net.score(fit, average), t.random().stream(10), t.context());
        double[] energy = s.data.energy(samples, t.random().stream(11), t.context());
        double denoiser = s.data.truth().isPresent() ? s.data.denoiserError(s.net, fit, average, t.context()) : 0;
        return new Learned(s.data, s.net, fit, average, s.fresh, samples, energy[0], energy[1], denoiser, true);
    }

    @Override
    protected void look(Learned s, Knobs p, Look to) {
        int d = s.data.dimension();
        to.points("data", d, s.fresh);
        to.points("samples", d, s.samples);
        s.data.truth().ifPresent(truth -> GapMap.draw("gap", s.net, s.fit, s.average, truth, to));
    }
}
