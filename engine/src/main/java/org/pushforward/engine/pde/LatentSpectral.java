package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.numerics.DarcyFlow;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code pde.lsm}: flow through a porous medium, solved by a few tokens in a basis of sines and cosines (Wu, Hu, Luo, Wang & Long 2023). */
public final class LatentSpectral extends Study<LatentSpectral.Learned> {

    private static final int N = 24;
    private static final String LSM = "lsm";
    private static final String TRUNK = "trunk";
    private static final String FNO = "fno";
    private static final List<String> NETS = List.of(LSM, TRUNK, FNO);
    private static final int CHANNELS = 3;
    private static final int FNO_MODES = 6;
    private static final int TESTED = 32;
    private static final int MOST_TOKENS = 8;
    private static final int JUDGED = 6;
    private static final int WARM_UP = 20;
    private static final int CURVES = 4;
    private static final GaussianField FIELD = GaussianField.matern(2, 8, 1, 0.2, 1.5);
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /** A network as it is trained. */
    record Net(Owner owner, int size, double operations, BiFunction<Theta, Value, Value> apply) { }

    /**
     * Media and what flows through them, N × N cells each.
     *
     * @param u pressures over their scale
     */
    record Media(double[][] a, double[][] u, double scale) { }

    /** @param outputs of the held-out media, one after the other */
    record Learned(Media examples, Media tests, LatentNetwork lsm, Race<Net> nets, Race<Fit> fits, Race<double[]> outputs, Race<Double> errors, double rowSum) { }

    private final Knob<Integer> tokens;
    private final Knob<Integer> bases;
    private final Knob<String> field;
    private final Knob<Integer> width;
    private final Knob<Integer> shown;
    private final Knob<Integer> samples;
    private final Knob<Integer> epochs;
    private final Knob<Integer> batch;
    private final Knob<Double> rate;

    public LatentSpectral() {
        super("pde.lsm", "Solved by a few tokens", "A latent spectral model gathers the places of a patch into a few tokens by attention, at a cost linear in the places; moves the tokens by sums of sines and cosines of themselves, as a spectral method "
                + "expands a solution; and hands what has changed back to the places. Such blocks stand in a U-Net at every scale. Here two scales, 24 × 24 cells, Darcy's flow through two-phase media, and beside it the same U-Net without blocks, "
                + "from the same start on the same batches, and a Fourier operator of about as many weights. The paper's gain over the best rival is 11.5 % in the mean of seven problems; here the blocks beat the U-Net in four of five seeds by up to 7 % and lose in one by 9 %, so in the mean nothing is gained over it; over the Fourier operator it is 12 %. "
                + "Blocks as we read them: one head, and only the change of the tokens is handed back, so that they start as the identity.",
                List.of("−∇·(a ∇u) = 1, u = 0 on the edge", "z = t + softmax(t (K h)ᵀ/√d) V h", "z′ = z + Σ_i a_i sin(πiz/N) + b_i cos(πiz/N)", "h ← h + softmax(Q h (P z′)ᵀ/√d) (z′ − z)"),
                new Citation("H. Wu, T. Hu, H. Luo, J. Wang, M. Long", 2023, "Solving High-Dimensional PDEs with Latent Spectral Models", "2301.12664"),
                new Citation("O. Ronneberger, P. Fischer, T. Brox", 2015, "U-Net: Convolutional Networks for Biomedical Image Segmentation", "1505.04597"));
        group("Shown");
        shown = whole("shown", "i", "Medium", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        group("Network");
        tokens = whole("tokens", "T", "Tokens", 4, 1, MOST_TOKENS, "Of a patch: 6 × 6 places on the fine scale, all of the field on the coarse one.").within(1, MOST_TOKENS);
        bases = whole("bases", "N", "Bases", 12, 1, 24, "Sines, and as many cosines, of every channel of a token.").within(1, 64);
        width = whole("width", "d", "Width", 12, 4, 24, "Channels of the finest scale; twice as many on the coarse one.").within(2, 64);
        group("Medium");
        field = choice("field", "a", "Medium", List.of("two-phase", "smooth"), "two-phase", "3 or 12 by the sign of a random field, or 6 times its exponential.");
        samples = whole("samples", "S", "Samples", 400, 32, 800, "Media that are learned from.").within(4, 2000);
        group("Training");
        rate = real("learning-rate", "η", "Learning rate", 4e-3, 1e-4, 1e-1, "Of the optimizer; on half a cosine down to zero.").within(1e-8, 10).log().live();
        batch = whole("batch", "B", "Batch", 8, 4, 32, "Samples of an iteration.").within(1, 512);
        epochs = whole("epochs", "E", "Epochs", 8, 2, 60, "Times that all samples are seen; a step is one batch.").within(1, 1000);
        learns(rate);
        lasts(this::iterations);
        refuse(p -> p.get(batch) > p.get(samples), p -> "batch: " + p.get(batch) + " of " + p.get(samples) + " samples; take at most as many as there are, or more samples");
        pace(20);

        var error = gauge("error", "latent tokens", "", s -> s.errors.get(LSM));
        var errorTrunk = gauge("error-trunk", "U-Net alone", "", s -> s.errors.get(TRUNK));
        var errorFno = gauge("error-fno", "Fourier operator", "", s -> s.errors.get(FNO));
        var rowSum = gauge("row-sum-error", "Rows of attention less 1", "", Learned::rowSum);
        gauge("operations", "Multiplications of the blocks", "", s -> s.lsm.blockOperations(N));
        gauge("operations-trunk", "Multiplications of the U-Net", "", s -> s.lsm.trunkOperations(N));
        gauge("parameters", "Weights", "", s -> s.nets.get(LSM).size);
        gauge("parameters-trunk", "Weights of the U-Net alone", "", s -> s.nets.get(TRUNK).size);

        multiples("pressure", "Pressure", "of a held-out medium, over its scale").draw(FILL, "truth", "finite volumes").draw(FILL, "pressure-lsm", "latent tokens").draw(FILL, "pressure-trunk", "U-Net alone").draw(FILL, "pressure-fno", "Fourier operator");
        PaneSpec overlays = multiples("tokens", "What the tokens look at", "weight of each place in its patch; 1 is the mean");
        IntStream.rangeClosed(1, MOST_TOKENS).forEach(t -> overlays.draw(CELLS, "token-" + t, "token " + t));
        history("error", "Error", "held-out media, relative", error, errorTrunk, errorFno).log();
        plane("medium", "Medium", "conductivity").draw(CELLS, "medium", "a");
        multiples("errors", "Errors", "less the truth").draw(FILL, "error-of-lsm", "latent tokens").draw(FILL, "error-of-trunk", "U-Net alone").draw(FILL, "error-of-fno", "Fourier operator");
        PaneSpec moves = plot("bases", "How tokens move", "change of a channel by its value, finest scale");
        IntStream.rangeClosed(1, CURVES).forEach(c -> moves.draw(CURVE, "move-" + c, "channel " + c, "", "z"));
        plot("cost", "Cost", "million multiplications").draw(BARS, "cost", "multiplications / 10⁶");

        always("rows", "rows of attention less 1, worst", rowSum, atMost(1e-6), "weights of a mean");
        formula("identity", "block with zero weights less the identity", atMost(0), "nothing has changed", LatentSpectral::identityDifference);
        formula("linear", "operations on four times the places over four times the operations, less 1", atMost(1e-12), "places in patches, tokens a patch", () -> {
            LatentNetwork net = new LatentNetwork(CHANNELS, 12, 4, 12);
            return Math.abs(net.blockOperations(2 * N) / (4 * net.blockOperations(N)) - 1);
        });
        var five = shared(t -> {
            double[] mean = new double[2];
            for (int seed = 1; seed <= 5; seed++) {
                Learned s = t.anew(seed).rest().state();
                mean[0] += s.errors.get(LSM) / s.errors.get(FNO) / 5;
                mean[1] += s.errors.get(LSM) / s.errors.get(TRUNK) / 5;
            }
            return mean;
        });
        lengthy("fno", "error over that of a Fourier operator of equal size", atMost(0.94), "our runs, mean of 5 seeds", five, r -> r[0]);
        lengthy("trunk", "error over that of the U-Net alone: no loss beyond the spread", atMost(1.05), "our runs, mean of 5 seeds; no gain is promised", five, r -> r[1]);

        opens("Through sand and gravel", "Four tokens a patch, moved by sines and cosines, in a U-Net.").pins("tokens", "bases", "field", "shown").pictured(120);
        preset("one", "One token, one sine", "With one token a patch and one basis there is little to solve with: the blocks hardly help.").set("tokens=1", "bases=1").pins("tokens", "bases", "shown").panes("pressure", "error", "bases", "medium").pictured(120);
        preset("smooth", "A smooth medium", "Without jumps the Fourier operator is ahead, and the tokens gain nothing.").set("field=smooth").pins("field", "tokens", "samples").panes("pressure", "medium", "errors", "error").pictured(120);
        preset("lecture", "What does a token see?", "Eight tokens, what they gather from, and how they are moved.").set("tokens=8").pins("tokens", "bases", "shown").panes("tokens", "medium", "bases", "error").pictured(120);
        tiny("samples=4 batch=2 epochs=1 width=2 tokens=2 bases=2", "samples=4 batch=4 epochs=1 width=2 tokens=1 bases=1 field=smooth");
    }

    private long iterations(Knobs p) {
        return Math.max(1, (long) p.get(epochs) * p.get(samples) / p.get(batch));
    }

    private static double identityDifference() {
        try (Tape tape = Tape.precise(CancelToken.current())) {
            LatentNetwork net = new LatentNetwork(1, 4, 3, 5);
            Theta w = Theta.constant(tape, Weights.of(net), Weights.of(net).initial(new Philox(1)));
            Value h = tape.of(IntStream.range(0, 12 * 12 * 4).mapToDouble(k -> Math.sin(k * k)).toArray(), 1, 12, 12, 4);
            return Arrays.stream(net.block(w, 0, h).minus(h).array()).map(Math::abs).max().orElseThrow();
        }
    }

    private static Media media(Philox random, int count, boolean isSmooth, double scale) {
        double[][] a = new double[count][];
        double[][] u = new double[count][];
        double[] one = new double[N * N];
        Arrays.fill(one, 1);
        for (int k = 0; k < count; k++) {
            a[k] = Arrays.stream(FIELD.sample(random, k, N)).map(v -> isSmooth ? 6 * Math.exp(0.7 * v) : v > 0 ? 12 : 3).toArray();
            u[k] = DarcyFlow.solve(N, a[k], one);
        }
        double s = scale > 0 ? scale : Math.sqrt(Arrays.stream(u).flatMapToDouble(Arrays::stream).map(v -> v * v).average().orElseThrow());
        return new Media(a, Arrays.stream(u).map(v -> Arrays.stream(v).map(q -> q / s).toArray()).toArray(double[][]::new), s);
    }

    /** (log a, x, y), about of order 1. */
    private static double[] channels(double[][] a) {
        double[] x = new double[a.length * N * N * CHANNELS];
        for (int k = 0; k < a.length * N * N; k++) {
            x[CHANNELS * k] = Math.log(a[k / (N * N)][k % (N * N)] / 6);
            x[CHANNELS * k + 1] = 2 * (k % (N * N) / N + 0.5) / N - 1;
            x[CHANNELS * k + 2] = 2 * (k % N + 0.5) / N - 1;
        }
        return x;
    }

    private static Value input(Theta w, double[] channels) {
        return w.tape().of(channels, channels.length / (N * N * CHANNELS), N, N, CHANNELS);
    }

    @Override
    protected Learned start(Knobs p, Philox random) {
        boolean isSmooth = p.is(field, "smooth");
        Media examples = media(random.stream(EXAMPLES), p.get(samples), isSmooth, 0);
        Media tests = media(random.stream(HELD_OUT), TESTED, isSmooth, examples.scale);
        LatentNetwork lsm = new LatentNetwork(CHANNELS, p.get(width), p.get(tokens), p.get(bases));
        LatentNetwork trunk = new LatentNetwork(CHANNELS, p.get(width), 0, 0);
        FlowOperators.Operator fno = FlowOperators.denseOfSize(CHANNELS, FNO_MODES, lsm.size());
        Race<Net> nets = new Race<>(NETS, List.of(new Net(lsm, lsm.size(), lsm.blockOperations(N) + lsm.trunkOperations(N), lsm::apply), new Net(trunk, trunk.size(), trunk.trunkOperations(N), trunk::apply),
                new Net(fno, fno.size(), fno.operations(N), fno::apply)));
        // The arrays of the trunk come first, so that both start as the same function.
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net.owner), AdamW.ADAM.clipped(1), random.stream(c.equals(FNO) ? 11 : 10)));
        return judged(new Learned(examples, tests, lsm, nets, fits, null, null, 0), NETS, CancelToken.current());
    }

    private static Learned judged(Learned s, List<String> due, CancelToken cancel) {
        double[] x = channels(s.tests.a);
        Race<double[]> outputs = s.nets.then((c, net) -> due.contains(c) ? s.fits.get(c).evaluate(cancel, w -> net.apply.apply(w, input(w, x))) : s.outputs.get(c));
        double[] truth = Arrays.stream(s.tests.u).flatMapToDouble(Arrays::stream).toArray();
        Race<Double> errors = outputs.then((_, y) -> VorticityFilms.distance(y, truth));
        double rows = due.contains(LSM) ? s.fits.get(LSM).evaluate(cancel, w -> s.lsm.attention(w, input(w, x)).sum(3).minus(1).abs().reshape(-1).largest(0))[0] : s.rowSum;
        return new Learned(s.examples, s.tests, s.lsm, s.nets, s.fits, outputs, errors, rows);
    }

    @Override
    protected Learned next(Learned s, Turn t) {
        long all = iterations(t.p());
        Training.Draw draw = new Training.Draw(t.step(), t.get(batch), t.random());
        int[] which = draw.picks(PICKS, draw.batch(), s.examples.a.length);
        double[] x = channels(Arrays.stream(which).mapToObj(k -> s.examples.a[k]).toArray(double[][]::new));
        double[] y = Arrays.stream(which).boxed().flatMapToDouble(k -> Arrays.stream(s.examples.u[k])).toArray();
        double eta = t.get(rate) * Math.min(1, (t.step() + 1.0) / WARM_UP) * 0.5 * (1 + Math.cos(Math.PI * t.step() / all));
        Race<Fit> fits = s.fits.then((c, fit) -> fit.step(t.context().cancel(), eta, w -> {
            Value target = w.tape().of(y, which.length, N, N, 1);
            return s.nets.get(c).apply.apply(w, input(w, x)).minus(target).norm(1, 2, 3).over(target.norm(1, 2, 3)).mean();
        }));
        List<String> due = t.step() + 1L >= all || t.step() % JUDGED == 0 ? NETS : List.of();
        return judged(new Learned(s.examples, s.tests, s.lsm, s.nets, fits, s.outputs, s.errors, s.rowSum), due, t.context().cancel());
    }

    @Override
    protected void look(Learned s, Knobs p, Look to) {
        int i = p.get(shown) - 1;
        to.field("medium", N, N, Rect.UNIT, s.tests.a[i]);
        to.field("truth", N, N, Rect.UNIT, s.tests.u[i]);
        for (String c : NETS) {
            double[] u = Arrays.copyOfRange(s.outputs.get(c), i * N * N, (i + 1) * N * N);
            to.field("pressure-" + c, N, N, Rect.UNIT, u);
            to.field("error-of-" + c, N, N, Rect.UNIT, IntStream.range(0, N * N).mapToDouble(k -> u[k] - s.tests.u[i][k]).toArray());
        }
        CancelToken cancel = to.context().cancel();
        int side = LatentNetwork.patch(0);
        double[] x = channels(new double[][] {s.tests.a[i]});
        double[] seen = s.fits.get(LSM).evaluate(cancel, w -> s.lsm.attention(w, input(w, x)));
        for (int t = 0; t < s.lsm.tokens(); t++) {
            double[] overlay = new double[N * N];
            for (int k = 0; k < N * N; k++) {
                int patch = k / N / side * (N / side) + k % N / side;
                overlay[k] = side * side * seen[(patch * s.lsm.tokens() + t) * side * side + k / N % side * side + k % N % side];
            }
            to.field("token-" + (t + 1), N, N, Rect.UNIT, overlay);
        }
        double[] z = IntStream.range(0, 97).mapToDouble(k -> -4 + k / 12.0).toArray();
        int d = s.lsm.width();
        double[] change = s.fits.get(LSM).evaluate(cancel, w -> s.lsm.moved(w, 0, w.tape().of(z, z.length, 1).expand(z.length, d)));
        for (int c = 0; c < Math.min(CURVES, d); c++) {
            int at = c;
            to.series("move-" + (c + 1), z, IntStream.range(0, z.length).mapToDouble(k -> change[k * d + at]).toArray());
        }
        to.bars("cost", List.of("latent tokens", "U-Net alone", "Fourier operator"), NETS.stream().mapToDouble(c -> s.nets.get(c).operations / 1e6).toArray());
    }
}
