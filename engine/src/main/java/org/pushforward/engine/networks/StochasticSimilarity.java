package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.StructuralSimilarity;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.s3im}: a field is learnt from random pixels by squares alone, and by squares and the structural similarity of random patches
 * (Xie et al. 2023, arXiv:2308.07032): L = MSE + λ(1 − S3IM), the same pixels and weights for both.
 */
public final class StochasticSimilarity extends Study<StochasticSimilarity.State> {

    private static final List<String> WAYS = List.of("mse", "s3im");
    private static final int SIDE = FieldSamples.SIDE;
    private static final int KERNEL = 4;
    private static final int GROUP = KERNEL * KERNEL;
    private static final int WINDOW = 7;
    private static final int PIXELS = 61;
    private static final int SHUFFLE = 62;
    private static final int SAMPLES = 63;
    private static final int WAVES = 64;

    /** @param picture what the field is now */
    record Runner(Fit fit, double[] picture) { }

    /** @param patch numbers of the samples of the latest batch */
    record State(FieldNet net, FieldSamples samples, Race<Runner> race, int[] patch) {
        double[] picture(String way) {
            return race.get(way).picture;
        }
    }

    private final Knob<String> supervision;
    private final Knob<Double> noise;
    private final Knob<Double> detail;
    private final Knob<Double> weight;
    private final Knob<Integer> repeats;
    private final Knob<Integer> patch;
    private final Training training;

    public StochasticSimilarity() {
        super("networks.s3im", "Likeness of scattered pixels",
                "A field is learnt pixel by pixel, so its loss never sees how pixels vary together. S3IM shuffles the pixels of a batch into virtual patches and asks how alike they are in mean, variance and covariance. "
                        + "On this picture nothing is gained by it. Where all pixels are known, or one in ten, or line integrals, squares alone are level or ahead by tenths of a decibel, and more often than not it is seeds that decide. "
                        + "Where pixels are noisy it loses almost three decibels: it insists on the variance, and the noise has most of it, although SSIM rates the harder contrast higher. "
                        + "The paper's tests are radiance fields in three dimensions, where it reports errors down by nine tenths; a picture on a desktop does not show that. "
                        + "All pixels of a block count alike here, where the published code weighs them by a Gaussian; a shuffled patch is then a random partition into groups of sixteen.",
                List.of("L = \\mathrm{MSE} + λ(1 − \\mathrm{S3IM})", "\\mathrm{S3IM} = \\frac{1}{M} Σ_m \\mathrm{SSIM}(\\mathrm{shuffle}_m)", "\\mathrm{SSIM} = \\frac{(2ab + C_1)(2σ_{ab} + C_2)}{(a^2 + b^2 + C_1)(σ_a^2 + σ_b^2 + C_2)}"),
                new Citation("Z. Xie, X. Yang, Y. Yang, Q. Sun, Y. Jiang, H. Wang, Y. Cai, M. Sun", 2023, "S3IM: Stochastic Structural SIMilarity and Its Unreasonable Effectiveness for Neural Fields", "2308.07032"));
        group("What is known");
        supervision = choice("supervision", "D", "Known", List.of("dense", "sparse", "noisy", "views"), "dense", "All pixels; one in ten; all with noise; or integrals along 64 lines in each of three directions.");
        noise = real("noise", "ν", "Noise", 0.3, 0, 0.5, "Standard deviation added to every pixel; the picture spans about .1 to .9.").within(0, 10).when(supervision, "noisy");
        detail = real("detail", "σ", "Waves", 6, 0.5, 10, "Standard deviation of the random waves that the field is made of, in cycles a side; fewer where less is known.").within(1e-3, 100)
                .but(1.5, supervision, "sparse", "noisy", "views");
        group("Loss");
        weight = real("weight", "λ", "Weight", 1, 0, 2, "Of one minus S3IM, beside the mean square.").within(0, 100).live();
        repeats = whole("repeats", "M", "Patches", 10, 1, 20, "Shuffles of each batch.").within(1, 100);
        patch = whole("patch", "P", "Side of a patch", 16, 8, 32, "A batch has P × P samples; a multiple of 4.").within(4, 64);
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 5e-3, 1e-4, 1e-1, "Of Adam, falling to zero on half a cosine.").within(1e-8, 10).log().live(),
                whole("iterations", "N", "Iterations", 600, 100, 3000, "After which the training is finished.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 6, 1, 50, "Iterations between two pictures.").within(1, 1000).log());
        pace(15);
        refuse(p -> p.get(patch) % KERNEL != 0, p -> "patch: a side of " + p.get(patch) + " cannot be cut into blocks of 4; take " + p.get(patch) / KERNEL * KERNEL);

        var psnr = gauge("psnr", "PSNR with S3IM", "dB", s -> decibel(s.picture("s3im"), s.samples.truth()));
        var psnrMse = gauge("psnr-mse", "PSNR by squares alone", "dB", s -> decibel(s.picture("mse"), s.samples.truth()));
        var ssim = gauge("ssim", "SSIM with S3IM", "", s -> similarity(s.picture("s3im"), s.samples.truth()));
        var ssimMse = gauge("ssim-mse", "SSIM by squares alone", "", s -> similarity(s.picture("mse"), s.samples.truth()));
        var spread = gauge("spread", "Deviation over the picture's, with S3IM", "", s -> deviation(s.picture("s3im")) / deviation(s.samples.truth()));
        var spreadMse = gauge("spread-mse", "Deviation over the picture's, squares", "", s -> deviation(s.picture("mse")) / deviation(s.samples.truth()));
        var identity = gauge("identity-error", "S3IM: at equality, exchanged, unshuffled", "", StochasticSimilarity::identityError);

        multiples("pictures", "The field", "learnt twice").draw(CELLS, "truth", "picture").draw(CELLS, "picture-s3im", "squares and S3IM").draw(CELLS, "picture-mse", "squares alone")
                .draw(CELLS, "known", "known").alike("truth", "picture-s3im", "picture-mse");
        multiples("patches", "A virtual patch", "pixels from all over the picture; alike in blocks of 4 × 4").draw(CELLS, "patch-target", "known").draw(CELLS, "patch-s3im", "squares and S3IM")
                .draw(CELLS, "patch-mse", "squares alone")
                .alike("patch-target", "patch-s3im", "patch-mse");
        multiples("errors", "Error", "absolute").draw(CELLS, "error-s3im", "squares and S3IM").draw(CELLS, "error-mse", "squares alone").alike("error-s3im", "error-mse");
        history("psnr", "Peak signal-to-noise ratio", "of the whole picture, without noise", psnr, psnrMse);
        history("ssim", "Structural similarity", "over windows of 7 × 7", ssim, ssimMse);
        history("spread", "Deviation over that of the picture", "one is right", spread, spreadMse);

        always("identity", "S3IM: off one at equality, changed by exchange, off block SSIM unshuffled", identity, atMost(1e-9), "closed form");
        Shared<double[]> dense = shared(t -> t.means(5, psnr, psnrMse, ssim, ssimMse));
        lengthy("dense", "all pixels known: |PSNR gained|, mean of 5 seeds, dB", atMost(0.7), "our runs: squares alone ahead by .5", dense, r -> Math.abs(r[0] - r[1]));
        lengthy("dense-ssim", "all pixels known: |SSIM gained|, mean of 5 seeds", atMost(0.02), "our runs: squares alone ahead by .005", dense, r -> Math.abs(r[2] - r[3]));
        Shared<double[]> sparse = shared(t -> t.means(5, psnr, psnrMse, ssim, ssimMse), "supervision=sparse");
        lengthy("sparse", "one pixel in ten known: |PSNR gained|, mean of 5 seeds, dB", atMost(0.3), "our runs: a tie", sparse, r -> Math.abs(r[0] - r[1]));
        Shared<double[]> noisy = shared(t -> t.means(5, psnr, psnrMse, ssim, ssimMse, spread, spreadMse), "supervision=noisy");
        lengthy("noisy", "noise .3: PSNR lost, mean of 5 seeds, dB", atLeast(1.5), "our runs", noisy, r -> r[1] - r[0]);
        lengthy("noisy-ssim", "noise .3: SSIM gained all the same, mean of 5 seeds", atLeast(0.015), "our runs: .037", noisy, r -> r[2] - r[3]);
        lengthy("noisy-spread", "noise .3: deviation over that by squares alone, mean of 5 seeds", atLeast(1.1), "our runs: part of the noise is learnt", noisy, r -> r[4] / r[5]);
        opens("Random patches", "What is not neighbours can still be compared: pixels shuffled into patches.")
                .panes("pictures", "patches", "psnr", "ssim").pins("weight", "supervision", "noise", "repeats");
        preset("noisy", "Likeness to noise", "Insisting on the variance of noisy pixels costs decibels.").set("supervision=noisy")
                .panes("pictures", "psnr", "spread", "errors").pins("weight", "noise", "supervision");
        preset("views", "Three views", "Integrals along lines in three directions: too little is known for either.").set("supervision=views", "patch=8", "iterations=300", "iterations-per-step=3").panes("pictures", "errors", "psnr", "ssim").pins("weight", "supervision", "repeats");
        tiny("iterations=2 iterations-per-step=1", "supervision=views patch=8 iterations=2 iterations-per-step=1", "supervision=sparse repeats=1 iterations=2 iterations-per-step=1");
    }

    // ---- the loss

    /** S3IM of two vectors; groups of sixteen follow one another in the order. */
    static Value similarity(Value a, Value b, int[] order) {
        int groups = order.length / GROUP;
        Value which = a.tape().indices(order, order.length);
        Value x = a.rows(which).reshape(groups, GROUP);
        Value y = b.rows(which).reshape(groups, GROUP);
        Value mx = x.mean(1);
        Value my = y.mean(1);
        Value dx = x.minus(mx.unsqueeze(1));
        Value dy = y.minus(my.unsqueeze(1));
        Value covariance = dx.times(dy).mean(1).times(2).plus(StructuralSimilarity.C2);
        Value variances = dx.square().mean(1).plus(dy.square().mean(1)).plus(StructuralSimilarity.C2);
        Value means = mx.times(my).times(2).plus(StructuralSimilarity.C1);
        return means.times(covariance).over(mx.square().plus(my.square()).plus(StructuralSimilarity.C1).times(variances)).mean();
    }

    /** The patch as it is, then shuffled. */
    private static int[] orders(Training.Draw d, int n, int repeats) {
        int side = (int) Math.sqrt(n);
        int[] all = Arrays.copyOf(StructuralSimilarity.blockOrder(side, side, KERNEL), n * repeats);
        double[] u = d.uniforms(SHUFFLE, repeats, n);
        for (int m = 1; m < repeats; m++) {
            for (int k = 0; k < n; k++) {
                int other = Math.min(k, (int) (u[m * n + k] * (k + 1)));
                all[m * n + k] = all[m * n + other];
                all[m * n + other] = k;
            }
        }
        return all;
    }

    /** One number a sample. */
    private static Value predicted(FieldNet net, Theta w, FieldSamples s) {
        Value f = net.apply(w, s.places());
        return s.each() == 1 ? f : f.times(w.tape().of(s.weights(), s.weights().length)).reshape(s.count(), s.each()).sum(1);
    }

    // ---- training

    private int batch(Knobs p) {
        return p.get(patch) * p.get(patch);
    }

    @Override
    protected State start(Knobs p, Philox random) {
        FieldNet net = FieldNet.of(p.get(detail), random.stream(WAVES));
        FieldSamples samples = FieldSamples.of(p.get(supervision), p.get(noise), random.stream(SAMPLES));
        CancelToken cancel = CancelToken.current();
        Race<Runner> race = Race.of(WAYS, _ -> {
            Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random);
            return new Runner(fit, picture(net, fit, cancel));
        });
        int[] patch = new int[batch(p)];
        Arrays.setAll(patch, k -> k * 7 % samples.count());
        return new State(net, samples, race, patch);
    }

    private static double[] picture(FieldNet net, Fit fit, CancelToken cancel) {
        return fit.evaluate(cancel, w -> net.apply(w, FieldSamples.grid()));
    }

    @Override
    protected State next(State s, Turn t) {
        List<Training.Draw> draws = training.draws(t);
        CancelToken cancel = t.context().cancel();
        int n = batch(t.p());
        Race<Runner> race = s.race.then((way, r) -> {
            Fit fit = r.fit;
            for (Training.Draw d : draws) {
                FieldSamples some = s.samples.picked(d.picks(PIXELS, n, s.samples.count()));
                int[] order = way.equals("s3im") ? orders(d, n, t.get(repeats)) : new int[0];
                fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 10), w -> {
                    Value y = predicted(s.net, w, some);
                    Value target = w.tape().of(some.target(), n);
                    Value mse = y.minus(target).square().mean();
                    return way.equals("s3im") ? mse.plus(similarity(y, target, order).from(1).times(t.get(weight))) : mse;
                });
            }
            return new Runner(fit, picture(s.net, fit, cancel));
        });
        return new State(s.net, s.samples, race, draws.isEmpty() ? s.patch : draws.getLast().picks(PIXELS, n, s.samples.count()));
    }

    // ---- what is measured

    private static double decibel(double[] a, double[] truth) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - truth[k]) * (a[k] - truth[k]) / a.length;
        }
        return -10 * Math.log10(Math.max(1e-30, sum));
    }

    private static double similarity(double[] a, double[] truth) {
        return StructuralSimilarity.sliding(a, truth, SIDE, SIDE, WINDOW);
    }

    private static double deviation(double[] a) {
        double mean = Arrays.stream(a).average().orElseThrow();
        return Math.sqrt(Arrays.stream(a).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    }

    /** On the two fields as they are, by the values that are trained with; shuffled by a fixed step. */
    private static double identityError(State s) {
        double[] a = s.picture("s3im");
        double[] b = s.samples.truth();
        int[] blocks = StructuralSimilarity.blockOrder(SIDE, SIDE, KERNEL);
        int[] order = new int[a.length];
        Arrays.setAll(order, k -> (int) (k * 1237L % a.length));
        try (Tape tape = Tape.precise(CancelToken.current())) {
            Value x = tape.of(a, a.length);
            Value y = tape.of(b, b.length);
            double equal = Math.abs(similarity(x, x, order).number() - 1);
            double exchanged = Math.abs(similarity(x, y, order).number() - similarity(y, x, order).number());
            double plain = Math.abs(similarity(x, y, blocks).number() - StructuralSimilarity.blocks(a, b, SIDE, SIDE, KERNEL));
            return Math.max(equal, Math.max(exchanged, plain));
        }
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        double[] truth = s.samples.truth();
        to.field("truth", SIDE, SIDE, Rect.UNIT, truth);
        if (p.get(supervision).equals("sparse") || p.get(supervision).equals("noisy")) {
            to.as(p.get(supervision).equals("sparse") ? "known, zero elsewhere" : "known, cut at 0 and 1").field("known", SIDE, SIDE, Rect.UNIT, s.samples.known());
        }
        int side = (int) Math.sqrt(s.patch.length);
        FieldSamples some = s.samples.picked(s.patch);
        to.field("patch-target", side, side, Rect.UNIT, some.target());
        for (String way : WAYS) {
            Runner r = s.race.get(way);
            to.field("picture-" + way, SIDE, SIDE, Rect.UNIT, r.picture);
            double[] error = new double[truth.length];
            Arrays.setAll(error, k -> Math.abs(r.picture[k] - truth[k]));
            to.field("error-" + way, SIDE, SIDE, Rect.UNIT, error);
            to.field("patch-" + way, side, side, Rect.UNIT, r.fit.evaluate(to.context().cancel(), w -> predicted(s.net, w, some)));
        }
    }
}
