package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.AreaAverage;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.data.PictureReader;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.CubicConvolution;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.VorticityFlow;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code pde.srno}: a coarse picture as a function that can be asked anywhere (Wei & Zhang 2023). */
public final class ZoomOperator extends Study<ZoomOperator.Zoom> {

    private static final int FINE = SmallPictures.FINE;
    /** Cells a side of a coarse picture. */
    private static final int SIDE = 16;
    private static final int FEATURES = 24;
    private static final int[] TRAINED = {2, 3, 4};
    private static final double UNTRAINED = 3.3;
    private static final double[] SCALES = {1.5, 2, 2.5, 3, 3.3, 4, 5, 6, 8};
    /** Places of a picture that are asked in an iteration. */
    private static final int ASKED = 512;
    private static final int TESTED = 12;
    private static final int JUDGED = 10;
    private static final int WARM_UP = 30;
    private static final double LOSS_SCALE = 100;
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /** Fine pictures, and their means over coarse cells. */
    record Pictures(double[][] fine, double[][] coarse) {

        static Pictures of(double[][] fine) {
            return new Pictures(fine, Arrays.stream(fine).map(f -> AreaAverage.square(f, FINE, SIDE)).toArray(double[][]::new));
        }
    }

    /**
     * @param targets of the examples at the trained scales
     * @param bicubic mean square error at ×2 and ×3.3
     * @param own of the network
     * @param share of the power beyond the coarse grid's waves at ×4, over the truth's
     */
    record Zoom(Pictures examples, double[][][] targets, Pictures tests, ZoomNetwork net, Fit fit, double[] bicubic, double[] own, double share) { }

    private final Knob<Double> scale;
    private final Knob<Integer> width;
    private final Knob<Integer> heads;
    private final Knob<String> source;
    private final Knob<SourceFile> picture;
    private final Knob<Integer> shown;
    private final Knob<Integer> count;
    private final Training training;

    public ZoomOperator() {
        super("pde.srno", "Zoom as an operator", "A picture is taken for a function: what a network makes of the coarse one can be asked at any place, so one network zooms by any factor. Features of the four nearest cells, weighted by area, are mixed among all places "
                + "that are asked by Galerkin attention, whose cost grows with the number of places and not with its square, and what comes of it is added to bilinear interpolation. It learns from 16 × 16 means of generated pictures with sharp edges and stripes "
                + "to give the means over cells half, a third and a quarter as wide; 3.3 and all beyond 4 it has never seen, nor 1, where the coarse picture itself is right and the network spoils it. Our pictures stand in for photographs (the paper: DIV2K, a deep encoder, 256 channels); the loss is of squares, which is what is measured.",
                List.of("z = (z_1 s_1, …, z_4 s_4, δ_1, …, δ_4, cell)", "h ← h + q (kᵀ v)/n, then h ← h + MLP(h)", "u = bilinear + last h", "PSNR = −10 log₁₀ mean (u − u*)²"),
                new Citation("M. Wei, X. Zhang", 2023, "Super-Resolution Neural Operator", "2303.02584"),
                new Citation("R. Keys", 1981, "Cubic Convolution Interpolation for Digital Image Processing", "10.1109/TASSP.1981.1163711"));
        group("Shown");
        scale = real("scale", "s", "Zoom", 4, 1, 8, "Of the picture that is shown; any number.").within(1, 8).live();
        shown = whole("shown", "i", "Picture shown", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        group("Pictures");
        source = choice("source", "I", "Pictures", List.of("shapes", "flow", "picture"), "shapes", "Generated with edges and stripes; vorticity of a flow; or pieces of a picture, of its left part to learn from and of its right part to test.");
        picture = knob(new Parameter.Source(Info.of("picture", "F", "Picture file", "Pictures", "Whose pieces are used; grey, its shorter side scaled to 256 cells.").shownFor("source", "picture"), "a picture", PictureReader.EXTENSIONS, List.of(),
                Parameter.Default.of(SourceFile.sample("flower.jpg")), f -> PictureReader.read(f).understood()));
        count = whole("pictures", "P", "Pictures learned from", 160, 16, 320, "Of 128 × 128 cells.").within(2, 1000);
        group("Network");
        width = whole("width", "w", "Width", 32, 8, 64, "Channels of the attention.").within(2, 256);
        heads = whole("heads", "H", "Heads", 4, 1, 8, "Of the attention; must divide the width.").within(1, 64);
        training = trainingOnFields(8e-3, 8, 500, 2);
        refuse(p -> p.get(width) % p.get(heads) != 0, p -> "heads: " + p.get(heads) + " do not divide a width of " + p.get(width) + "; take 1, 2 or 4 heads, or another width");
        pace(20);

        var psnr = gauge("psnr", "operator, ×2", "dB", s -> decibel(s.own[0]));
        var bicubic = gauge("psnr-bicubic", "bicubic, ×2", "dB", s -> decibel(s.bicubic[0]));
        var beyond = gauge("psnr-untrained", "operator, ×3.3", "dB", s -> decibel(s.own[1]));
        var bicubicBeyond = gauge("psnr-bicubic-untrained", "bicubic, ×3.3", "dB", s -> decibel(s.bicubic[1]));
        gauge("spectrum-ratio", "Power beyond the coarse grid at ×4, over the truth's", "", Zoom::share);
        gauge("operations", "Multiplications for the picture shown", "", (s, p) -> s.net.encoderOperations() + s.net.operations(Math.pow(cells(p.get(scale)), 2)));
        var doubled = gauge("operations-growth", "Operations on four times the places, over four times the operations", "", s -> s.net.operations(4.0 * FINE * FINE) / (4 * s.net.operations((double) FINE * FINE)));

        multiples("zoom", "One picture, any zoom", "each cell is a mean; the truth at the same zoom").draw(CELLS, "coarse", "coarse, 16 × 16").draw(CELLS, "bicubic", "bicubic").draw(CELLS, "operator", "operator").draw(CELLS, "truth", "truth");
        history("psnr", "Quality", "peak signal to noise, 12 held-out pictures", psnr, bicubic, beyond, bicubicBeyond);
        plot("scales", "Quality by zoom", "of the picture shown; trained at 2, 3 and 4").draw(CURVE, "scales-operator", "operator", "dB", "zoom").draw(CURVE, "scales-bicubic", "bicubic", "dB", "zoom");
        plot("spectrum", "Spectrum at ×4", "of the picture shown, mean square by wave number; the coarse grid ends at 8").draw(CURVE, "spectrum-operator", "operator", "", "wave number").draw(CURVE, "spectrum-bicubic", "bicubic", "", "wave number")
                .draw(CURVE, "spectrum-truth", "truth", "", "wave number").log();
        multiples("errors", "Errors", "less the truth").draw(CELLS, "error-of-bicubic", "bicubic").draw(CELLS, "error-of-operator", "operator");

        always("linear", "operations on four times the places over four times the operations", doubled, atMost(1 + 1e-12), "counted: kᵀv first");
        formula("identity", "zoom by 1 with a last layer of zeros, less the picture", atMost(1e-15), "bilinear interpolation at cell centers", ZoomOperator::identityDifference);
        var three = shared(t -> {
            double[] mean = new double[2];
            for (int seed = 1; seed <= 3; seed++) {
                Zoom s = t.anew(seed).rest().state();
                for (int k = 0; k < 2; k++) {
                    mean[k] += (decibel(s.own[k]) - decibel(s.bicubic[k])) / 3;
                }
            }
            return mean;
        });
        String runs = "our runs, mean of 3 seeds";
        lengthy("twice", "decibels above bicubic at ×2", atLeast(1), runs, three, r -> r[0]);
        lengthy("untrained", "decibels above bicubic at ×3.3, never trained", atLeast(0.65), runs, three, r -> r[1]);

        opens("Sharper than its cells", "Edges are put where the means of the cells say they must be, at any zoom.").pins("scale", "source", "shown").pictured(60);
        preset("flow", "A flow has no edges", "Where all is smooth bicubic zoom is off by less than a hundredth; the network learns that cells are means, and adds waves that are not there.").set("source=flow").pins("source", "scale", "shown").panes("zoom", "psnr", "spectrum", "errors").pictured(60);
        preset("picture", "A flower by its left half", "Learned from the left part of a photograph and tested on the right, where edges are others: bicubic zoom stays ahead.").set("source=picture").pins("scale", "shown", "source").panes("zoom", "psnr", "scales", "errors").pictured(60);
        preset("lecture", "Zoom by 3.3", "A factor that was never trained lies on the same curve as those that were.").set("scale=3.3").pins("scale", "width", "heads", "shown").panes("scales", "zoom", "spectrum", "psnr").pictured(60);
        tiny("pictures=2 width=4 heads=2 batch=2 iterations=4 iterations-per-step=2", "pictures=2 width=2 heads=1 batch=1 iterations=2 source=flow scale=1", "pictures=2 width=2 heads=1 batch=1 iterations=2 source=picture scale=2.5");
    }

    private static double decibel(double meanSquare) {
        return -10 * Math.log10(Math.max(meanSquare, 1e-12));
    }

    private static int cells(double scale) {
        return (int) Math.round(SIDE * scale);
    }

    private static double identityDifference() {
        try (Tape tape = Tape.precise(CancelToken.current())) {
            ZoomNetwork net = new ZoomNetwork(6, 3, 4, 2);
            Theta w = Theta.constant(tape, Weights.of(net), Weights.of(net).initial(new Philox(1)));
            double[] x = IntStream.range(0, 36).mapToDouble(k -> Math.sin(k * k)).toArray();
            double[] y = net.apply(w, new double[][] {x}, ZoomNetwork.places(6, 6, IntStream.range(0, 36).toArray())).array();
            return IntStream.range(0, 36).mapToDouble(k -> Math.abs(x[k] - y[k])).max().orElseThrow();
        }
    }

    private double[][] pictures(Knobs p, Philox random, int n, boolean isTest) {
        if (p.is(source, "flow")) {
            return SmallPictures.flow(random, n);
        }
        if (p.is(source, "picture")) {
            Photograph photo = PictureReader.read(p.get(picture));
            return SmallPictures.crops(photo, random, n, !isTest);
        }
        return IntStream.range(0, n).mapToObj(k -> SmallPictures.shapes(random, k)).toArray(double[][]::new);
    }

    @Override
    protected Zoom start(Knobs p, Philox random) {
        Pictures examples = Pictures.of(pictures(p, random.stream(EXAMPLES), p.get(count), false));
        Pictures tests = Pictures.of(pictures(p, random.stream(HELD_OUT), TESTED, true));
        double[][][] targets = Arrays.stream(TRAINED).mapToObj(s -> Arrays.stream(examples.fine).map(f -> AreaAverage.square(f, FINE, s * SIDE)).toArray(double[][]::new)).toArray(double[][][]::new);
        ZoomNetwork net = new ZoomNetwork(SIDE, FEATURES, p.get(width), p.get(heads));
        double[] bicubic = Arrays.stream(new double[] {2, UNTRAINED}).map(s -> error(tests, cells(s), c -> CubicConvolution.zoomed(c, SIDE, cells(s)))).toArray();
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM.clipped(1), random.stream(10));
        return judged(new Zoom(examples, targets, tests, net, fit, bicubic, null, 0), CancelToken.current());
    }

    private interface Zoomer {
        double[] of(double[] coarse);
    }

    private static double error(Pictures tests, int m, Zoomer zoomer) {
        return IntStream.range(0, tests.fine.length).mapToDouble(k -> meanSquare(zoomer.of(tests.coarse[k]), AreaAverage.square(tests.fine[k], FINE, m))).average().orElseThrow();
    }

    private static double meanSquare(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> (a[k] - b[k]) * (a[k] - b[k])).average().orElseThrow();
    }

    /** What the network makes of a coarse picture on m × m cells. */
    private static double[] zoomed(Zoom s, double[] coarse, int m, CancelToken cancel) {
        ZoomNetwork.Places all = ZoomNetwork.places(SIDE, m, IntStream.range(0, m * m).toArray());
        return s.fit.evaluate(cancel, w -> s.net.apply(w, new double[][] {coarse}, all));
    }

    private static Zoom judged(Zoom s, CancelToken cancel) {
        double[] own = Arrays.stream(new double[] {2, UNTRAINED}).map(z -> error(s.tests, cells(z), c -> zoomed(s, c, cells(z), cancel))).toArray();
        int m = 4 * SIDE;
        double share = power(zoomed(s, s.tests.coarse[0], m, cancel), m) / power(AreaAverage.square(s.tests.fine[0], FINE, m), m);
        return new Zoom(s.examples, s.targets, s.tests, s.net, s.fit, s.bicubic, own, share);
    }

    /** Of waves that the coarse grid does not hold. */
    private static double power(double[] u, int m) {
        return Arrays.stream(VorticityFlow.spectrum(u, m)).skip(SIDE / 2 + 1L).sum();
    }

    @Override
    protected Zoom next(Zoom s, Turn t) {
        Fit fit = s.fit;
        for (Training.Draw draw : training.draws(t)) {
            int b = draw.batch();
            int[] which = draw.picks(PICKS, b, s.examples.fine.length);
            int scaled = draw.picks(PICKS + 1, 1, TRAINED.length)[0];
            int m = TRAINED[scaled] * SIDE;
            int[] asked = draw.picks(PICKS + 2, ASKED, m * m);
            ZoomNetwork.Places places = ZoomNetwork.places(SIDE, m, asked);
            double[][] coarse = Arrays.stream(which).mapToObj(k -> s.examples.coarse[k]).toArray(double[][]::new);
            double[] y = new double[b * ASKED];
            Arrays.setAll(y, k -> s.targets[scaled][which[k / ASKED]][asked[k % ASKED]]);
            fit = fit.step(t.context().cancel(), training.rate(t.p(), draw.iteration(), WARM_UP), w -> s.net.apply(w, coarse, places).minus(w.tape().of(y, b, ASKED)).square().mean().times(LOSS_SCALE));
        }
        Zoom next = new Zoom(s.examples, s.targets, s.tests, s.net, fit, s.bicubic, s.own, s.share);
        boolean isDue = t.step() % JUDGED == 0 || training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        return isDue ? judged(next, t.context().cancel()) : next;
    }

    @Override
    protected void look(Zoom s, Knobs p, Look to) {
        CancelToken cancel = to.context().cancel();
        int i = p.get(shown) - 1;
        int m = cells(p.get(scale));
        double[] coarse = s.tests.coarse[i];
        double[] own = zoomed(s, coarse, m, cancel);
        double[] bicubic = CubicConvolution.zoomed(coarse, SIDE, m);
        double[] truth = AreaAverage.square(s.tests.fine[i], FINE, m);
        to.field("coarse", SIDE, SIDE, Rect.UNIT, coarse);
        to.as("bicubic, " + m + " × " + m).field("bicubic", m, m, Rect.UNIT, bicubic);
        to.field("operator", m, m, Rect.UNIT, own);
        to.field("truth", m, m, Rect.UNIT, truth);
        to.field("error-of-bicubic", m, m, Rect.UNIT, less(bicubic, truth));
        to.field("error-of-operator", m, m, Rect.UNIT, less(own, truth));
        double[][] quality = new double[2][SCALES.length];
        for (int k = 0; k < SCALES.length; k++) {
            int c = cells(SCALES[k]);
            double[] exact = AreaAverage.square(s.tests.fine[i], FINE, c);
            quality[0][k] = decibel(meanSquare(zoomed(s, coarse, c, cancel), exact));
            quality[1][k] = decibel(meanSquare(CubicConvolution.zoomed(coarse, SIDE, c), exact));
        }
        to.series("scales-operator", SCALES, quality[0]);
        to.series("scales-bicubic", SCALES, quality[1]);
        int four = 4 * SIDE;
        double[] waves = IntStream.rangeClosed(1, four / 2).asDoubleStream().toArray();
        to.series("spectrum-operator", waves, spectrum(zoomed(s, coarse, four, cancel), four));
        to.series("spectrum-bicubic", waves, spectrum(CubicConvolution.zoomed(coarse, SIDE, four), four));
        to.series("spectrum-truth", waves, spectrum(AreaAverage.square(s.tests.fine[i], FINE, four), four));
    }

    private static double[] less(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray();
    }

    private static double[] spectrum(double[] u, int m) {
        return Arrays.stream(VorticityFlow.spectrum(u, m)).skip(1).map(v -> Math.max(v, 1e-12)).toArray();
    }
}
