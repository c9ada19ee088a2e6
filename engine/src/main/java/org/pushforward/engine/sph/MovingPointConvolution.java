package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.layer.PointKernel;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code sph.smpconv}: points that form a kernel and wander while they learn it, beside points that stay, a perceptron and a basis; and the same kernels in a
 * network that reads digits as sequences.
 */
public final class MovingPointConvolution extends Study<MovingPointConvolution.State> {

    private static final List<String> KERNELS = List.of("moving", "fixed", "fixed-double", "mlp");
    private static final List<String> NETWORKS = List.of("moving", "mlp", "short");
    private static final Rect SQUARE = new Rect(-1, -1, 1, 1);
    /** Every so many digits are kept for judging. */
    private static final int HELD_OUT = 5;

    /**
     * @param owners what has the weights: {@link PointKernel}, {@link KernelContest.Sines} or {@link SequenceNetwork}
     * @param outputs kernels on their places, or kernels of the first layer
     * @param scores errors, or accuracies
     * @param target and {@code basis}: of the first task
     * @param inputs samples and whether they are there, and labels: of the second
     */
    record State(boolean isDigits, Race<Owner> owners, Race<Fit> fits, List<double[]> outputs, double[] scores, double[] target, double[] basis, double[] inputs, int[] labels) {
        double score(String who) {
            return scores[owners.names().indexOf(who)];
        }
    }

    private final Knob<String> task;
    private final Knob<String> target;
    private final Knob<Integer> points;
    private final Knob<Integer> drop;
    private final Training training;

    public MovingPointConvolution() {
        super("sph.smpconv", "Points that become a kernel", "A few points carry weights; the kernel at a place is what the points nearby say. While they learn, the points wander to where something "
                + "is to be said. Beside them: as many points that stay on a grid, twice as many, a perceptron of sines and a basis, these with as many weights as "
                + "the moving points have. Where a kernel fills its square evenly, a smooth basis wins, and the table says so. Digits: kernels of points and of the perceptron reach as far as the sequence, "
                + "a short table does not; on 64 samples the table does best all the same, with all of them or with half missing. What was published for moving points was on sequences of 784 samples and more.",
                List.of("K(x) = 1/n(x) Σᵢ wᵢ max(0, 1 − |x − pᵢ|₁/rᵢ)", "n(x): points within reach, + 10⁻⁶", "error = ‖K − target‖/‖target‖"),
                new Citation("S. Kim, E. Park", 2023, "SMPConv: Self-moving Point Representations for Continuous Convolution", "2304.02330").code("https://github.com/sangnekim/SMPConv"),
                new Citation("D. Romero, A. Kuzina, E. Bekkers, J. Tomczak, M. Hoogendoorn", 2022, "CKConv: Continuous Kernel Convolution For Sequential Data", "2102.02611"));
        pace(30);
        task = choice("task", "T", "Task", List.of("kernel", "digits"), "kernel", "Learn a kernel, or tell digits.");
        target = choice("target", "K", "Target", List.of("gabor", "blur", "sph-gradient"), "gabor", "The kernel that is wanted.").when(task, "kernel");
        points = whole("points", "P", "Points", 16, 4, 64, "That form a kernel.").within(2, 256);
        drop = whole("drop", "m", "Missing", 0, 0, 48, "Of the 64 samples of a digit, missing at random.").within(0, 63).when(task, "digits");
        group("Training");
        var rate = real("learning-rate", "η", "Learning rate", 0.05, 1e-3, 0.2, "Of Adam; it falls to zero on half a cosine.").within(1e-8, 10).log().live().but(0.01, task, "digits");
        var batch = whole("batch", "B", "Batch", 64, 16, 512, "Digits of an iteration.").within(1, 4096).log().when(task, "digits");
        var iterations = whole("iterations", "N", "Iterations", 4000, 200, 20_000, "After which the training is finished.").within(1, 1_000_000).log().but(1500, task, "digits");
        var each = whole("iterations-per-step", "k", "Iterations a step", 20, 1, 100, "Iterations between two pictures.").within(1, 100_000).log();
        training = training(rate, batch, iterations, each);

        var errors = List.of(error("moving", "moving points"), error("fixed", "points that stay"), error("mlp", "perceptron"), gauge("error-basis", "Error, basis", "",
                s -> Vectors.relativeError(s.basis, s.target)).when(s -> !s.isDigits), error("fixed-double", "twice as many that stay"));
        var accuracies = NETWORKS.stream().map(who -> gauge("accuracy-" + who, "Accuracy, " + who, "", s -> s.score(who)).when(s -> s.isDigits && s.scores.length > 0)).toList();
        seen(errors, accuracies);
        judged(errors.getFirst(), errors.get(1), accuracies);
        opens("Points find a Gabor filter", "Sixteen points wander to the stripes, and leave those on a grid behind.").panes("wander", "kernels", "error", "table").pictured(60);
        preset("blur", "The streak of a camera", "All points gather along a line; a grid has most of them where nothing is.").set("target=blur").panes("wander", "kernels", "error", "table").pictured(60);
        preset("gradient", "A kernel that a basis knows better", "The gradient of an SPH kernel is smooth and fills its circle: there the Fourier basis wins.").set("target=sph-gradient").panes("wander", "kernels", "error", "table").pictured(60);
        preset("missing", "Digits with half of the samples", "Thirty-two of 64 samples are missing, and nobody reads well any more.").set("task=digits", "drop=32").panes("accuracy", "curves", "table").pictured(20);
        preset("digits", "Digits as sequences", "Three kinds of kernel with as many weights tell the digits: on sequences as short as these a short table is enough.").set("task=digits").panes("accuracy", "curves", "table").pictured(20);
        tiny("points=4 iterations=2 iterations-per-step=1", "points=4 task=digits iterations=2 iterations-per-step=1 batch=4 drop=8");
    }

    private Gauge<State> error(String who, String label) {
        return gauge("error-" + who, "Error, " + label, "", s -> s.score(who)).when(s -> !s.isDigits && s.scores.length > 0);
    }

    private void seen(List<Gauge<State>> errors, List<Gauge<State>> accuracies) {
        words("table", "Contestants", "weights of the kernels, and how they do").draw(WORDS, "contestants", "contestants");
        plane("wander", "Points", "the kernel they form, and how far each reaches").draw(FILL, "kernel-moving", "moving points").draw(LINES, "reach", "reach").draw(POINTS, "points", "weight");
        multiples("kernels", "Kernels", "one range of colors").draw(FILL, "kernel-target", "target").draw(FILL, "kernel-moving").draw(FILL, "kernel-fixed", "points that stay").draw(FILL, "kernel-fixed-double", "twice as many")
                .draw(FILL, "kernel-mlp", "perceptron").draw(FILL, "kernel-basis", "Fourier basis").alike("kernel-target", "kernel-moving", "kernel-fixed", "kernel-fixed-double", "kernel-mlp", "kernel-basis");
        history("error", "Error", "‖K − target‖/‖target‖", errors).log();
        history("accuracy", "Accuracy", "on digits that were not trained on", accuracies);
        plot("curves", "Kernels of the first layer", "the first channel, over the offset in units of the sequence").draw(CURVE, "curve-moving", "moving points", "", "offset").draw(CURVE, "curve-mlp", "perceptron", "", "offset").draw(CURVE, "curve-short", "short table", "", "offset");
    }

    private void judged(Gauge<State> moving, Gauge<State> fixed, List<Gauge<State>> accuracies) {
        var least = gauge("best-error", "Least error of all, or of all readers", "", s -> Arrays.stream(s.scores).map(v -> s.isDigits ? 1 - v : v).min().orElse(0)).when(s -> s.scores.length > 0);
        atEnd("learned", "least error at the end", least, atMost(1), "zero kernels leave 1");
        formula("hats", "evenly spaced points on a line, not divided: distance from linear interpolation", atMost(1e-7), "closed form", MovingPointConvolution::hats);
        for (String k : List.of("gabor", "blur", "sph-gradient")) {
            // Three seeds reach 0.36, 0.19 and 0.3; with radii at the full rate, other starts or rates the first stayed above 0.33 too.
            lengthy("ratio-" + k, k + ", 33², 16 points: error of moving over that of fixed, mean of 3 seeds", atMost(k.equals("gabor") ? 0.4 : k.equals("blur") ? 0.33 : 0.5), "points that stay on a 4 × 4 grid, as long trained",
                    t -> IntStream.rangeClosed(1, 3).mapToDouble(seed -> {
                        Trial<State> r = t.anew(seed).rest();
                        return r.value(moving) / r.value(fixed);
                    }).average().orElseThrow(), "target=" + k);
        }
        lengthy("digits", "digits, nothing missing: accuracy with moving points", atLeast(0.9), "360 digits that were not trained on", t -> t.rest().value(accuracies.getFirst()), "task=digits");
    }

    private static double hats() {
        double[] at = {-1, -0.5, 0, 0.5, 1};
        double[] f = {0.3, -1, 2, 0.7, 0.1};
        PointKernel k = new PointKernel("k", 1, at, 1, 0.5, false, false, u -> System.arraycopy(f, 0, u, 0, u.length));
        Weights weights = Weights.of(k);
        double worst = 0;
        try (Tape tape = Tape.precise(CancelToken.current())) {
            double[] x = IntStream.rangeClosed(0, 40).mapToDouble(i -> -1 + i / 20.0).toArray();
            double[] found = k.at(Theta.constant(tape, weights, weights.initial(new Philox(1))), tape.of(x, x.length, 1)).array();
            for (int i = 0; i < x.length; i++) {
                int left = Math.min(3, (int) ((x[i] + 1) * 2));
                double share = (x[i] - at[left]) * 2;
                worst = Math.max(worst, Math.abs(found[i] - (1 - share) * f[left] - share * f[left + 1]));
            }
        }
        return worst;
    }

    // ---- the run

    @Override
    protected State start(Knobs p, Philox random) {
        return p.is(task, "digits") ? digits(p, random) : kernels(p, random);
    }

    private State kernels(Knobs p, Philox random) {
        int n = p.get(points);
        double[] wanted = KernelContest.target(p.get(target));
        Race<Owner> owners = Race.of(KERNELS, who -> switch (who) {
            case "moving" -> KernelContest.moving(n, random.stream(1));
            case "fixed" -> KernelContest.fixed(n);
            case "fixed-double" -> KernelContest.fixed(2 * n);
            default -> KernelContest.Sines.like(n);
        });
        return new State(false, owners, begun(owners, random), List.of(), new double[0], wanted, KernelContest.basis("ffourier", n, wanted), new double[0], new int[0]);
    }

    private State digits(Knobs p, Philox random) {
        HandwrittenDigits all = HandwrittenDigits.load();
        int n = all.labels().length;
        int length = SequenceNetwork.LENGTH;
        double[] u = new double[n * length];
        random.stream(5).uniforms(0, n, 0, length, u, 0);
        double[] inputs = new double[2 * n * length];
        for (int i = 0; i < n; i++) {
            int from = i * length;
            int[] order = IntStream.range(0, length).boxed().sorted((a, b) -> Double.compare(u[from + a], u[from + b])).mapToInt(Integer::intValue).toArray();
            for (int k = p.get(drop); k < length; k++) {
                inputs[2 * (from + order[k])] = (double) all.pixels()[from + order[k]] / HandwrittenDigits.LARGEST;
                inputs[2 * (from + order[k]) + 1] = 1;
            }
        }
        int m = p.get(points);
        double[] places = IntStream.range(0, m).mapToDouble(k -> -1 + 2 * (k + 0.5) / m).toArray();
        Race<Owner> owners = Race.of(NETWORKS, who -> new SequenceNetwork(SequenceNetwork.Kind.values()[NETWORKS.indexOf(who)], m, places));
        return new State(true, owners, begun(owners, random), List.of(), new double[0], new double[0], new double[0], inputs, all.labels());
    }

    private static Race<Fit> begun(Race<Owner> owners, Philox random) {
        return owners.then((who, owner) -> Fit.start(Weights.of(owner), AdamW.ADAM, random.stream(10 + owners.names().indexOf(who))));
    }

    @Override
    protected State next(State s, Turn t) {
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), 1);
            int[] picks = s.isDigits ? trainable(draw.picks(1, draw.batch(), s.labels.length - s.labels.length / HELD_OUT - 1)) : new int[0];
            fits = fits.then((who, fit) -> fit.step(t.context().cancel(), rate, w -> loss(s, s.owners.get(who), w, picks)));
        }
        return judged(new State(s.isDigits, s.owners, fits, s.outputs, s.scores, s.target, s.basis, s.inputs, s.labels), t.context().cancel());
    }

    /** Numbers of those that are trained on; every fifth is not. */
    private static int[] trainable(int[] picks) {
        return Arrays.stream(picks).map(k -> k / (HELD_OUT - 1) * HELD_OUT + k % (HELD_OUT - 1)).toArray();
    }

    private static Value loss(State s, Owner owner, Theta w, int[] picks) {
        if (owner instanceof SequenceNetwork net) {
            return net.loss(w, picked(s, picks), Arrays.stream(picks).map(i -> s.labels[i]).toArray());
        }
        Value off = kernel(owner, w).minus(w.tape().of(s.target, s.target.length, 1));
        return off.square().mean().over(Arrays.stream(s.target).map(v -> v * v).average().orElseThrow());
    }

    private static double[] picked(State s, int[] picks) {
        int length = 2 * SequenceNetwork.LENGTH;
        double[] x = new double[picks.length * length];
        for (int k = 0; k < picks.length; k++) {
            System.arraycopy(s.inputs, picks[k] * length, x, k * length, length);
        }
        return x;
    }

    private static Value kernel(Owner owner, Theta w) {
        Value at = w.tape().of(KernelContest.places(), KernelContest.SIDE * KernelContest.SIDE, 2);
        return owner instanceof PointKernel k ? k.at(w, at) : ((KernelContest.Sines) owner).at(w, at);
    }

    private static State judged(State s, CancelToken token) {
        List<String> names = s.owners.names();
        List<double[]> outputs = names.stream().map(who -> s.fits.get(who).evaluate(token, w -> s.owners.get(who) instanceof SequenceNetwork net ? net.kernel(w, 0) : kernel(s.owners.get(who), w))).toList();
        double[] scores = new double[names.size()];
        int[] held = IntStream.range(0, s.labels.length / HELD_OUT).map(k -> k * HELD_OUT + HELD_OUT - 1).toArray();
        for (int k = 0; k < scores.length; k++) {
            scores[k] = s.isDigits ? accuracy(s, s.fits.get(names.get(k)), (SequenceNetwork) s.owners.get(names.get(k)), held, token) : Vectors.relativeError(outputs.get(k), s.target);
        }
        return new State(s.isDigits, s.owners, s.fits, outputs, scores, s.target, s.basis, s.inputs, s.labels);
    }

    private static double accuracy(State s, Fit fit, SequenceNetwork net, int[] held, CancelToken cancel) {
        double[] scores = fit.evaluate(cancel, w -> net.scores(w, w.tape().of(picked(s, held), held.length, SequenceNetwork.LENGTH, 2)));
        return Calibration.accuracy(scores, Arrays.stream(held).map(k -> s.labels[k]).toArray());
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        if (s.isDigits) {
            curves(s, to);
            return;
        }
        int n = KernelContest.SIDE;
        to.field("kernel-target", n, n, SQUARE, s.target);
        to.field("kernel-basis", n, n, SQUARE, s.basis);
        for (int k = 0; k < KERNELS.size() && !s.outputs.isEmpty(); k++) {
            to.field("kernel-" + KERNELS.get(k), n, n, SQUARE, s.outputs.get(k));
        }
        PointKernel k = (PointKernel) s.owners.get("moving");
        Fit fit = s.fits.get("moving");
        double[] at = fit.evaluate(to.context().cancel(), k::places);
        double[] radius = fit.evaluate(to.context().cancel(), k::radii);
        double[] weight = fit.evaluate(to.context().cancel(), w -> w.get("points.weight"));
        to.points("points", 2, at, new double[0], new Layer.Field("weight", "weight", "", weight));
        double[] xy = new double[10 * radius.length];
        for (int i = 0; i < radius.length; i++) {
            for (int c = 0; c < 5; c++) {
                xy[10 * i + 2 * c] = at[2 * i] + radius[i] * new int[] {1, 0, -1, 0, 1}[c];
                xy[10 * i + 2 * c + 1] = at[2 * i + 1] + radius[i] * new int[] {0, 1, 0, -1, 0}[c];
            }
        }
        to.paths("reach", 2, xy, IntStream.rangeClosed(0, radius.length).map(i -> 5 * i).toArray());
        int[] weights = {4 * k.points(), 2 * k.points(), 4 * k.points(), 4 * ((KernelContest.Sines) s.owners.get("mlp")).hidden() + 1, (int) Math.pow((int) Math.sqrt(4 * k.points()), 2)};
        double[] errors = Arrays.copyOf(s.scores, 5);
        errors[4] = Vectors.relativeError(s.basis, s.target);
        to.table("contestants", new Layer.Column.Words("who", "kernel", List.of("moving points", "points that stay", "twice as many that stay", "perceptron of sines", "Fourier basis, best")),
                new Layer.Column.Numbers("weights", "weights", "", Arrays.stream(weights).asDoubleStream().toArray()), new Layer.Column.Numbers("error", "error", "", errors));
    }

    private static Layer.Column products(String id, String label, State s, ToLongFunction<SequenceNetwork> of) {
        return new Layer.Column.Numbers(id, label, "", NETWORKS.stream().mapToDouble(who -> of.applyAsLong((SequenceNetwork) s.owners.get(who))).toArray());
    }

    private static void curves(State s, Look to) {
        if (s.outputs.isEmpty()) {
            return;
        }
        int m = 2 * SequenceNetwork.LENGTH - 1;
        double[] x = IntStream.range(0, m).mapToDouble(k -> (k - SequenceNetwork.LENGTH + 1.0) / SequenceNetwork.LENGTH).toArray();
        for (int k = 0; k < NETWORKS.size(); k++) {
            double[] table = s.outputs.get(k);
            to.series("curve-" + NETWORKS.get(k), x, IntStream.range(0, m).mapToDouble(i -> table[i * SequenceNetwork.CHANNELS]).toArray());
        }
        to.table("contestants", new Layer.Column.Words("who", "kernel", List.of("moving points", "perceptron of sines", "short table")), new Layer.Column.Numbers("weights", "weights of kernels", "",
                NETWORKS.stream().mapToDouble(who -> ((SequenceNetwork) s.owners.get(who)).kernelWeights()).toArray()),
                products("making", "products that make the kernels, a step", s, SequenceNetwork::kernelProducts), products("applying", "products that apply them, a digit", s, SequenceNetwork::convolutionProducts),
                new Layer.Column.Numbers("accuracy", "accuracy", "", s.scores));
    }
}
