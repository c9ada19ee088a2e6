package org.pushforward.engine.analysis;

import static org.pushforward.engine.analysis.NearFieldArray.DEPTH;
import static org.pushforward.engine.analysis.NearFieldArray.SIDE;
import static org.pushforward.engine.analysis.NearFieldArray.VOXELS;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Convolution;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.mimo-radar}: near-field images from few antennas by back-projection, whose magnitude a three-dimensional network sharpens (Manisali, Oral & Oktem 2023); beside it a first stage that is learned too, kernels of two
 * dimensions, and conjugate gradients.
 */
public final class RadarImages extends Study<RadarImages.Seen> {

    private static final List<String> NETS = List.of("adjoint", "flat", "dense");
    private static final int TESTED = 6;
    private static final int CHANNELS = 8;
    private static final int ROUNDS = 15;

    /** An object, its echoes, and what back-projection makes of them. */
    record Scene(double[] object, double[] echo, double[] projected) { }

    record Seen(NearFieldArray array, List<Scene> test, double[][] iterated, Race<Fit> fits, Race<double[]> answers, Race<Double> psnr, double psnrAdjoint, double psnrCg, double adjointError, double peakError, double width) { }

    private final Knob<Integer> transmit;
    private final Knob<Integer> receive;
    private final Knob<Integer> frequencies;
    private final Knob<Double> snr;
    private final Knob<Integer> targets;
    private final Knob<String> stage;
    private final Knob<Integer> shown;
    private final Training training;

    public RadarImages() {
        super("analysis.mimo-radar", "Seeing through with few antennas", "A few transmitters and receivers look at something hidden. Back-projection undoes the phases of the echoes at every voxel, and blurs; a small network of three-dimensional kernels sharpens its magnitude, at once. "
                + "Beside it the same network behind a first stage that is learned instead of derived, one with kernels of two dimensions, and conjugate gradients, which need many projections. "
                + "Reflectivities have random phases, so the network sees magnitudes alone. "
                + "Far smaller than the paper: 16 × 16 × 8 voxels of balls and bars made here, a network of three layers for a U-Net, no measured echoes, and gradients without a sparse prior.",
                List.of("y = Σₓ s(x) e^(−ik(|x − t| + |x − r|)) + noise", "ŝ = N(|A*y|)", "δ = λz/(2D)"),
                new Citation("I. Manisali, O. Oral, F. S. Oktem", 2023, "Efficient Physics-Based Learned Reconstruction Methods for Real-Time 3D Near-Field MIMO Radar Imaging", "2312.16959"));
        group("Radar");
        transmit = whole("transmit", "M", "Transmitters", 6, 2, 8, "Spread over 30 × 30 cm.").within(1, 8);
        receive = whole("receive", "N", "Receivers", 6, 2, 8, "Spread over 30 × 30 cm.").within(1, 8);
        frequencies = whole("frequencies", "F", "Frequencies", 6, 1, 10, "From 8 to 16 GHz.").within(1, 10);
        snr = real("snr-db", "s", "Signal to noise", 20, 0, 40, "Of the echoes, in decibels.").within(-20, 100);
        group("Scene");
        targets = whole("targets", "T", "Targets", 2, 1, 4, "Balls and bars of a scene, at most.").within(1, 8);
        stage = choice("stage", "S", "Shown", NETS, "adjoint", "Which network is shown.").live();
        shown = whole("shown", "i", "Scene", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        training = training(real("learning-rate", "η", "Learning rate", 5e-3, 1e-4, 2e-2, "Of Adam.").within(1e-8, 1).log().live(), whole("batch", "B", "Batch", 4, 1, 4, "Scenes of an iteration.").within(1, 4),
                whole("iterations", "N", "Iterations", 500, 50, 1000, "After which the training is finished.").within(1, 100_000).log(), whole("iterations-per-step", "k", "Iterations a step", 1, 1, 4, "Between two pictures.").within(1, 4));
        pace(10);

        var psnr = gauge("psnr", "Back-projection and network", "dB", s -> s.psnr.get("adjoint"));
        var flat = gauge("psnr-flat", "Kernels of two dimensions", "dB", s -> s.psnr.get("flat"));
        var dense = gauge("psnr-dense", "Learned first stage", "dB", s -> s.psnr.get("dense"));
        var plain = gauge("psnr-adjoint", "Back-projection", "dB", Seen::psnrAdjoint);
        var cg = gauge("psnr-cg", "Conjugate gradients", "dB", Seen::psnrCg);
        var adjoint = gauge("adjoint-error", "⟨Ax, y⟩ less ⟨x, A*y⟩, relative", "", Seen::adjointError);
        gauge("peak-error", "Voxels between a point and its peak", "", Seen::peakError);
        gauge("width-ratio", "Width of a point over λz/(2D)", "", Seen::width);
        gauge("operations-ratio", "Operations, gradients over network", "", s -> 2.0 * ROUNDS * s.array.rows() * VOXELS * 4 / (s.array.rows() * VOXELS * 4.0 + 27.0 * VOXELS * (2 * CHANNELS + CHANNELS * CHANNELS)));

        space("object", "What is hidden", "what the network sees of it").isosurface("seen", "network", "", 0.3);
        multiples("images", "From the front", "largest along the depth").draw(FILL, "front-object", "object").draw(FILL, "front-projected", "back-projection").draw(FILL, "front-net", "network").draw(FILL, "front-cg", "gradients");
        history("psnr", "Peak signal to noise", "mean over held-out scenes", psnr, flat, dense, plain, cg);
        plot("array", "Antennas", "in centimeters").draw(POINTS, "transmitters", "transmitters", "cm", "x").draw(POINTS, "receivers", "receivers", "cm", "x");
        plot("line", "Along a line", "through the largest voxel of the object").draw(CURVE, "line-object", "object", "", "x").draw(CURVE, "line-projected", "back-projection", "", "x").draw(CURVE, "line-net", "network", "", "x");

        always("adjoint", "⟨Ax, y⟩ less ⟨x, A*y⟩, relative", adjoint, atMost(1e-12), "definition");
        reference("peak", "back-projection of a point: voxels from it to the largest", atMost(0), "all phases agree there", t -> t.state().peakError);
        reference("width", "−3 dB width of a point over λz/(2D)", within(1.25, 0.25), "1.20 to 1.36 measured in three arrays", t -> t.state().width);
        var runs = shared(RadarImages::run);
        lengthy("gain", "PSNR above back-projection", atLeast(1), "our run", runs, r -> r[0]);
        lengthy("learned", "PSNR above a first stage that is learned", atLeast(1.5), "our run", runs, r -> r[1]);

        opens("Back-projection, sharpened", "The blur of few antennas has a shape, and a small network undoes it.").pictured(120);
        preset("sparse", "Four antennas", "Two and two: ghosts that no network can tell from things.").set("transmit=2", "receive=2").pictured(25);
        preset("noise", "Loud noise", "At 0 dB back-projection averages and gradients do not.").set("snr-db=0").pictured(25);
        preset("lecture", "Physics first, or all learned?", "A first stage that must learn the phases of waves learns little in this time.").set("stage=dense").panes("psnr", "images", "line", "array").pins("stage", "shown").pictured(30);
        tiny("transmit=2 receive=1 frequencies=2 iterations=1 batch=1");
    }

    private static double[] run(Trial<Seen> t) {
        Seen s = t.rest().state();
        return new double[] {s.psnr.get("adjoint") - s.psnrAdjoint, s.psnr.get("adjoint") - s.psnr.get("dense")};
    }

    // ---- scenes

    private static double[] object(Philox random, int number, int most) {
        double[] u = new double[1 + 8 * most];
        random.stream(1).uniforms(number, 1, 0, u.length, u, 0);
        double[] m = new double[VOXELS];
        for (int k = 0; k < 1 + (int) (u[0] * most * 0.999); k++) {
            double[] c = {3 + (SIDE - 7) * u[8 * k + 1], 3 + (SIDE - 7) * u[8 * k + 2], 2 + (DEPTH - 5) * u[8 * k + 3]};
            boolean isBall = u[8 * k + 4] < 0.5;
            double angle = Math.PI * u[8 * k + 5];
            double radius = isBall ? 1.2 + 1.3 * u[8 * k + 6] : 0.9;
            for (int v = 0; v < VOXELS; v++) {
                double x = v / (SIDE * DEPTH) - c[0];
                double y = v / DEPTH % SIDE - c[1];
                double z = v % DEPTH - c[2];
                double along = isBall ? 0 : Math.clamp(Math.cos(angle) * x + Math.sin(angle) * y, -3.5, 3.5);
                double d = Math.sqrt(Math.pow(x - along * Math.cos(angle), 2) + Math.pow(y - along * Math.sin(angle), 2) + z * z);
                m[v] = Math.max(m[v], Math.clamp(radius + 0.5 - d, 0, 1));
            }
        }
        return m;
    }

    private Scene scene(NearFieldArray array, Knobs p, Philox random, int number) {
        double[] m = object(random, number, p.get(targets));
        double[] phase = new double[VOXELS];
        random.stream(2).uniforms(number, 1, 0, VOXELS, phase, 0);
        double[] s = new double[2 * VOXELS];
        for (int v = 0; v < VOXELS; v++) {
            s[2 * v] = m[v] * Math.cos(2 * Math.PI * phase[v]);
            s[2 * v + 1] = m[v] * Math.sin(2 * Math.PI * phase[v]);
        }
        double[] y = array.forward(s);
        double[] z = new double[y.length];
        random.stream(3).normals(number, 1, 0, z.length, z, 0);
        double size = Math.sqrt(Arrays.stream(y).map(a -> a * a).average().orElse(0)) * Math.pow(10, -p.get(snr) / 20);
        Arrays.setAll(y, k -> y[k] + size * z[k]);
        return new Scene(m, y, magnitude(array.adjoint(y)));
    }

    /** Over the largest. */
    private static double[] magnitude(double[] s) {
        double[] m = IntStream.range(0, VOXELS).mapToDouble(v -> Math.hypot(s[2 * v], s[2 * v + 1])).toArray();
        double most = Math.max(1e-300, Arrays.stream(m).max().orElse(1));
        return Arrays.stream(m).map(a -> a / most).toArray();
    }

    // ---- networks

    private static List<Weights.Owner> layers(String name, int rows) {
        boolean isFlat = name.equals("flat");
        int d = isFlat ? 2 : 3;
        int ends = isFlat ? DEPTH : 1;
        int width = isFlat ? 2 * CHANNELS : CHANNELS;
        List<Weights.Owner> all = new ArrayList<>(List.of(new Convolution("a", d, ends, width, 3, Convolution.Edge.ZERO), new Convolution("b", d, width, width, 3, Convolution.Edge.ZERO), new Convolution("c", d, width, ends, 3, Convolution.Edge.ZERO)));
        if (name.equals("dense")) {
            all.add(new Dense("first", 2 * rows, VOXELS));
        }
        return all;
    }

    private static double[] input(String name, List<Scene> scenes) {
        return scenes.stream().flatMapToDouble(s -> {
            double size = Math.sqrt(Arrays.stream(s.echo).map(a -> a * a).average().orElse(1)) + 1e-300;
            return name.equals("dense") ? Arrays.stream(s.echo).map(a -> a / size) : Arrays.stream(s.projected);
        }).toArray();
    }

    private static Value image(String name, int rows, Theta w, List<Scene> scenes) {
        List<Weights.Owner> l = layers(name, rows);
        Value x = w.tape().of(input(name, scenes), scenes.size(), -1);
        Value first = name.equals("dense") ? ((Dense) l.get(3)).apply(w, x).relu() : x;
        Value v = name.equals("flat") ? first.reshape(-1, SIDE, SIDE, DEPTH).permute(0, 3, 1, 2) : first.reshape(-1, 1, SIDE, SIDE, DEPTH);
        Value y = ((Convolution) l.get(2)).apply(w, ((Convolution) l.get(1)).apply(w, ((Convolution) l.get(0)).apply(w, v).relu()).relu()).plus(v);
        return (name.equals("flat") ? y.permute(0, 2, 3, 1) : y).reshape(-1, VOXELS);
    }

    @Override
    protected Seen start(Knobs p, Philox random) {
        int f = p.get(frequencies);
        NearFieldArray a = new NearFieldArray(p.get(transmit), p.get(receive), f);
        List<Scene> test = IntStream.range(0, TESTED).mapToObj(k -> scene(a, p, random.stream(4), k)).toList();
        double[][] iterated = scaled(test.stream().map(s -> magnitude(a.leastSquares(s.echo, ROUNDS, 0.05 * a.rows()))).toArray(double[][]::new), test);
        double[][] projected = scaled(test.stream().map(Scene::projected).toArray(double[][]::new), test);
        double adjoint = IntStream.range(0, TESTED).mapToDouble(k -> psnr(projected[k], test.get(k).object)).average().orElseThrow();
        double cg = IntStream.range(0, TESTED).mapToDouble(k -> psnr(iterated[k], test.get(k).object)).average().orElseThrow();
        int middle = (SIDE / 2 * SIDE + SIDE / 2) * DEPTH + DEPTH / 2;
        Race<Fit> fits = Race.of(NETS, name -> Fit.start(Weights.of(layers(name, a.rows()).toArray(Weights.Owner[]::new)), AdamW.ADAM, random));
        return judged(new Seen(a, test, iterated, fits, null, null, adjoint, cg, adjointError(a, random), peakError(a, middle), a.width(middle, f)), CancelToken.current());
    }

    private static double adjointError(NearFieldArray a, Philox random) {
        double[] x = new double[2 * VOXELS];
        double[] y = new double[2 * a.rows()];
        random.stream(8).normals(0, 1, 0, x.length, x, 0);
        random.stream(9).normals(0, 1, 0, y.length, y, 0);
        double[] ax = a.forward(x);
        double[] ay = a.adjoint(y);
        double one = IntStream.range(0, y.length).mapToDouble(k -> ax[k] * y[k]).sum();
        double other = IntStream.range(0, x.length).mapToDouble(k -> ay[k] * x[k]).sum();
        double size = Math.sqrt(Arrays.stream(ax).map(v -> v * v).sum() * Arrays.stream(y).map(v -> v * v).sum());
        return Math.abs(one - other) / size;
    }

    private static double peakError(NearFieldArray a, int voxel) {
        double[] s = new double[2 * VOXELS];
        s[2 * voxel] = 1;
        double[] m = magnitude(a.adjoint(a.forward(s)));
        int best = IntStream.range(0, VOXELS).reduce(voxel, (i, j) -> m[j] > m[i] + 1e-12 ? j : i);
        double[] x = NearFieldArray.place(best);
        double[] y = NearFieldArray.place(voxel);
        return Math.sqrt(Math.pow(x[0] - y[0], 2) + Math.pow(x[1] - y[1], 2) + Math.pow(x[2] - y[2], 2)) / NearFieldArray.SPACING;
    }

    @Override
    protected Seen next(Seen s, Turn t) {
        Race<Fit> fits = s.fits;
        int rows = s.array.rows();
        for (Training.Draw draw : training.draws(t)) {
            List<Scene> batch = IntStream.range(0, draw.batch()).mapToObj(k -> scene(s.array, t.p(), draw.random().stream(5), draw.iteration() * draw.batch() + k)).toList();
            double rate = training.rate(t.p(), draw.iteration(), 10);
            double[] wanted = batch.stream().flatMapToDouble(b -> Arrays.stream(b.object)).toArray();
            fits = fits.then((name, fit) -> fit.step(t.context().cancel(), name.equals("dense") ? 0.2 * rate : rate, w -> image(name, rows, w, batch).minus(w.tape().of(wanted, batch.size(), VOXELS)).square().mean()));
        }
        return judged(new Seen(s.array, s.test, s.iterated, fits, null, null, s.psnrAdjoint, s.psnrCg, s.adjointError, s.peakError, s.width), t.context().cancel());
    }

    private static Seen judged(Seen s, CancelToken cancel) {
        Race<double[]> answers = s.fits.then((name, fit) -> fit.evaluate(cancel, w -> image(name, s.array.rows(), w, s.test)));
        Race<Double> psnr = answers.then((_, y) -> IntStream.range(0, TESTED).mapToDouble(k -> psnr(Arrays.copyOfRange(y, k * VOXELS, (k + 1) * VOXELS), s.test.get(k).object)).average().orElseThrow());
        return new Seen(s.array, s.test, s.iterated, s.fits, answers, psnr, s.psnrAdjoint, s.psnrCg, s.adjointError, s.peakError, s.width);
    }

    private static double psnr(double[] a, double[] b) {
        return -10 * Math.log10(IntStream.range(0, VOXELS).mapToDouble(k -> Math.pow(a[k] - b[k], 2)).average().orElseThrow() + 1e-12);
    }

    /** All times the one number that brings them nearest to their objects. */
    private static double[][] scaled(double[][] images, List<Scene> scenes) {
        double both = 0;
        double own = 1e-300;
        for (int i = 0; i < images.length; i++) {
            for (int k = 0; k < VOXELS; k++) {
                both += images[i][k] * scenes.get(i).object[k];
                own += images[i][k] * images[i][k];
            }
        }
        double c = both / own;
        return Arrays.stream(images).map(a -> Arrays.stream(a).map(v -> c * v).toArray()).toArray(double[][]::new);
    }

    // ---- pictures

    @Override
    protected void look(Seen s, Knobs p, Look to) {
        int i = p.get(shown) - 1;
        double[] net = Arrays.copyOfRange(s.answers.get(p.get(stage)), i * VOXELS, (i + 1) * VOXELS);
        double half = SIDE * NearFieldArray.SPACING / 2;
        Rect base = new Rect(-half, -half, half, half);
        double depth = DEPTH * NearFieldArray.SPACING / 2;
        to.volume("seen", SIDE, SIDE, DEPTH, base, -depth, depth, net);
        double[] object = s.test.get(i).object;
        double[] projected = s.test.get(i).projected;
        to.field("front-object", SIDE, SIDE, base, front(object));
        to.field("front-projected", SIDE, SIDE, base, front(projected));
        to.field("front-net", SIDE, SIDE, base, front(net));
        to.field("front-cg", SIDE, SIDE, base, front(s.iterated[i]));
        int best = IntStream.range(0, VOXELS).reduce(0, (a, b) -> object[b] > object[a] ? b : a);
        int[] line = IntStream.range(0, SIDE).map(k -> k * SIDE * DEPTH + best % (SIDE * DEPTH)).toArray();
        double[] x = Arrays.stream(line).mapToDouble(v -> NearFieldArray.place(v)[0]).toArray();
        to.series("line-object", x, Arrays.stream(line).mapToDouble(v -> object[v]).toArray());
        to.series("line-projected", x, Arrays.stream(line).mapToDouble(v -> projected[v]).toArray());
        to.series("line-net", x, Arrays.stream(line).mapToDouble(v -> net[v]).toArray());
        antennas("transmitters", s.array.transmitters(), to);
        antennas("receivers", s.array.receivers(), to);
    }

    private static void antennas(String id, double[] xy, Look to) {
        to.series(id, IntStream.range(0, xy.length / 2).mapToDouble(k -> xy[2 * k]).toArray(), IntStream.range(0, xy.length / 2).mapToDouble(k -> xy[2 * k + 1]).toArray());
    }

    private static double[] front(double[] v) {
        return IntStream.range(0, SIDE * SIDE).mapToDouble(k -> IntStream.range(0, DEPTH).mapToDouble(z -> v[k * DEPTH + z]).max().orElseThrow()).toArray();
    }
}
