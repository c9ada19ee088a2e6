package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.LineKernel;
import org.pushforward.engine.learn.layer.LineKernel.Reading;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.SpectralConvolution;
import org.pushforward.engine.learn.layer.WeightedAttention;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.PeriodicBurgers;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.nns-to-nos}: a convolutional network for Burgers' equation and its twins that are operators, trained on one grid and asked on others (Berner,
 * Liu-Schiaffini, Kossaifi, Duruisseaux, Bonev, Azizzadenesheli & Anandkumar 2025).
 */
public final class ExtendedNetworks extends Study<ExtendedNetworks.Twins> {

    private static final List<String> OPERATORS = List.of("cnn", "differential", "local", "fno", "attention");
    /** Cells of the grid that all are trained on. */
    private static final int TRAINED = 64;
    private static final int[] GRIDS = {32, 48, 64, 96, 128, 256};
    private static final int AT_64 = 2;
    private static final int AT_128 = 4;
    private static final int AT_256 = 5;
    private static final int BLOCKS = 4;
    private static final int MODES = 12;
    private static final int TESTED = 8;
    private static final double NU = 0.01;
    private static final GaussianField INPUTS = GaussianField.matern(1, 8, 0.6, 0.15, 1.5);
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /** @param x functions at time 0 on some grid, and {@code y} at the end, one after the other */
    record Pairs(int cells, double[] x, double[] y) {

        /** Exact pairs of these numbers. */
        static Pairs of(Philox random, int from, int count, int cells, double time) {
            double[] x = new double[count * cells];
            double[] y = new double[count * cells];
            for (int k = 0; k < count; k++) {
                double[] u = INPUTS.sample(random, from + k, cells);
                System.arraycopy(u, 0, x, k * cells, cells);
                System.arraycopy(PeriodicBurgers.at(u, 1, NU, time), 0, y, k * cells, cells);
            }
            return new Pairs(cells, x, y);
        }

        Pairs picked(int[] which) {
            double[] u = new double[which.length * cells];
            double[] v = new double[which.length * cells];
            for (int k = 0; k < which.length; k++) {
                System.arraycopy(x, which[k] * cells, u, k * cells, cells);
                System.arraycopy(y, which[k] * cells, v, k * cells, cells);
            }
            return new Pairs(cells, u, v);
        }
    }

    /**
     * @param tests the same functions on every grid
     * @param errors of each network on each grid, relative, root mean square
     */
    record Twins(Pairs examples, List<Pairs> tests, Race<OperatorNetwork> nets, Race<Fit> fits, Race<double[]> errors, double order) {

        double error(String operator, int grid) {
            return errors.get(operator)[grid];
        }
    }

    private final Knob<String> operator;
    private final Knob<Integer> resolution;
    private final Knob<Integer> shown;
    private final Knob<Integer> width;
    private final Knob<Double> time;
    private final Knob<Integer> pairs;
    private final Training training;

    public ExtendedNetworks() {
        super("pde.nns-to-nos", "From networks to operators", "A convolutional network that was trained on 64 cells sees another function when the cells are finer: its taps keep their number and lose their width. "
                + "Read otherwise, the same taps become an operator: as a derivative when their mean is taken off and they are divided by the spacing, as an integral when a function is drawn through them and sums are weighted by "
                + "the spacing, as an attention whose sums have quadrature weights, or in Fourier space. All five have the same skeleton and see the same batches of exact pairs of Burgers' equation at 64 cells, then are asked on others. "
                + "In one dimension; the paper's fields are turbulent flows on 128 × 128 cells.",
                List.of("pixels: y_i = Σ θ_m x_{i+m}", "derivative: y_i = (h₀/h) Σ (θ_m − θ̄) x_{i+m}", "integral: y_i = (h/h₀) Σ κ_θ(kh) x_{i+k}", "attention: y_i = Σ ω_j e^{q_i·k_j} v_j / Σ ω_j e^{q_i·k_j}"),
                new Citation("J. Berner, M. Liu-Schiaffini, J. Kossaifi, V. Duruisseaux, B. Bonev, K. Azizzadenesheli, A. Anandkumar", 2025, "Principled Approaches for Extending Neural Architectures to Function Spaces for Operator Learning", "2506.10973"),
                new Citation("M. Liu-Schiaffini, J. Berner, B. Bonev, T. Kurth, K. Azizzadenesheli, A. Anandkumar", 2024, "Neural Operators with Localized Integral and Differential Kernels", "2402.16845"));
        group("Asked");
        operator = choice("operator", "K", "Operator", OPERATORS, "local", "Whose prediction, kernel and errors are shown.").live();
        resolution = whole("resolution", "n", "Cells", 256, 32, 256, "Of the grid it is asked on; trained at " + TRAINED + ".").within(32, 1024).log().live();
        shown = whole("shown", "i", "Function", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        group("Equation and networks");
        time = real("time", "T", "Time", 0.1, 0.02, 0.3, "At which the solution is predicted.").within(0.001, 2);
        pairs = whole("pairs", "P", "Pairs", 256, 64, 512, "Exact solutions that are learned from.").within(8, 1000);
        width = whole("width", "w", "Width", 12, 4, 24, "Channels of every network.").within(2, 32);
        training = training(5e-3, 16, 480, 2);
        pace(20);

        var at64 = gauge("error-64", "Error at 64 cells", "", (s, p) -> s.error(p.get(operator), AT_64));
        gauge("error-128", "Error at 128 cells", "", (s, p) -> s.error(p.get(operator), AT_128));
        var at256 = gauge("error-256", "Error at 256 cells", "", (s, p) -> s.error(p.get(operator), AT_256));
        var ratio = gauge("ratio", "Error at 256 over error at 64", "", (s, p) -> s.error(p.get(operator), AT_256) / s.error(p.get(operator), AT_64));
        var ratioCnn = gauge("ratio-cnn", "The same of the CNN", "", s -> s.error("cnn", AT_256) / s.error("cnn", AT_64));
        var order = gauge("derivative-order", "Order of the untrained derivative", "", Twins::order);
        var fine = gauges("fine", "256", "", OPERATORS, (s, o) -> s.error(o, AT_256));

        plot("solution", "Asked on another grid", "a held-out function").draw(CURVE, "cnn", "CNN", "", "x").draw(CURVE, "truth", "exact", "", "x").draw(CURVE, "prediction", "operator", "", "x").draw(CURVE, "initial", "at time 0", "", "x");
        PaneSpec against = plot("resolution", "Error against resolution", "held-out functions, relative; trained at 64 cells").log().logX();
        OPERATORS.forEach(o -> against.draw(CURVE, "against-" + o, o, "", "cells"));
        against.draw(CURVE, "trained", "64 cells", "", "cells");
        plot("kernel", "Kernel", "of the first block, first channel to first, as the grid sees it").draw(CURVE, "kernel", "kernel", "", "offset").draw(POINTS, "taps", "taps", "", "offset");
        history("fine", "Error at 256 cells", "relative, while all train at 64", fine).log();
        history("chosen", "The operator shown", "relative error", at64, at256).log();

        atEnd("order", "order of the untrained differential kernel on a sine", order, within(2, 0.1), "odd taps: h² to the derivative");
        formula("split", "attention with weights: change when a cell is cut in two", atMost(1e-12), "the sum does not change", ExtendedNetworks::splitChange);
        reference("pixels", "local kernel on the grid it was trained on, less a convolution", atMost(1e-12), "one and the same there", _ -> pixelDifference());
        var three = shared(t -> {
            double[] mean = new double[OPERATORS.size()];
            for (int seed = 1; seed <= 3; seed++) {
                Twins s = t.anew(seed).rest().state();
                for (int k = 0; k < mean.length; k++) {
                    mean[k] += s.error(OPERATORS.get(k), AT_256) / s.error(OPERATORS.get(k), AT_64) / 3;
                }
            }
            return mean;
        });
        String ours = "our runs, mean of 3 seeds";
        lengthy("cnn", "CNN: error at 256 cells over error at 64", atLeast(3), ours, three, r -> r[0]);
        // 2.3 is reached: what of the taps is even, a second derivative, goes out as h falls.
        lengthy("differential", "differential kernels: the same", atMost(2.6), ours, three, r -> r[1]);
        lengthy("local", "local integral kernels: the same", atMost(1.1), ours, three, r -> r[2]);
        lengthy("fno", "Fourier operator: the same", atMost(1.1), ours, three, r -> r[3]);

        opens("The same taps, four times as many cells", "The convolutional network breaks on a finer grid, its twin with an integral does not.").pictured(60);
        preset("coarse", "Below 64 cells", "On 32 cells a local integral has too few places to sum over and fails; 96, no multiple of 64, does not suit it either.").set("operator=local", "resolution=32").pictured(60);
        preset("lecture", "Which are operators?", "Five readings of one skeleton, against the resolution.").set("operator=differential").panes("resolution", "kernel", "fine", "solution").pictured(60);
        tiny("width=2 batch=4 iterations=4 iterations-per-step=2 pairs=8", "width=4 batch=4 iterations=2 iterations-per-step=2 pairs=8 operator=attention resolution=32");
    }

    private static double splitChange() {
        WeightedAttention a = new WeightedAttention("a", 4, 2, false);
        try (Tape tape = Tape.precise(CancelToken.current())) {
            Weights weights = Weights.of(a);
            Theta w = Theta.constant(tape, weights, weights.initial(new Philox(1)));
            double[] x = IntStream.range(0, 32).mapToDouble(k -> Math.sin(k * k)).toArray();
            double[] cut = Arrays.copyOf(x, 36);
            System.arraycopy(x, 28, cut, 32, 4);
            double[] cutWeights = new double[9];
            Arrays.fill(cutWeights, 1.0 / 8);
            cutWeights[7] = 3.0 / 32;
            cutWeights[8] = 1.0 / 32;
            double[] y = a.apply(w, tape.of(x, 1, 8, 4), even(8)).array();
            double[] z = a.apply(w, tape.of(cut, 1, 9, 4), cutWeights).array();
            return IntStream.range(0, y.length).mapToDouble(k -> Math.abs(y[k] - z[k])).max().orElseThrow();
        }
    }

    private static double pixelDifference() {
        try (Tape tape = Tape.precise(CancelToken.current())) {
            LineKernel local = new LineKernel("k", 2, 2, TRAINED, Reading.LOCAL);
            Weights weights = Weights.of(local);
            Theta w = Theta.constant(tape, weights, weights.initial(new Philox(1)));
            Value x = tape.of(IntStream.range(0, 2 * TRAINED).mapToDouble(k -> Math.sin(k * k)).toArray(), 1, 2, TRAINED);
            Value y = new LineKernel("k", 2, 2, TRAINED, Reading.PIXELS).apply(w, x);
            return local.apply(w, x).minus(y).abs().largest(2).largest(1).number();
        }
    }

    private static double[] even(int n) {
        double[] w = new double[n];
        Arrays.fill(w, 1.0 / n);
        return w;
    }

    private static OperatorNetwork network(String operator, int width) {
        return new OperatorNetwork(operator, 1, 3, width, 1, IntStream.range(0, BLOCKS).mapToObj(b -> mixing(operator, operator + ".mix." + b, width)).toList());
    }

    private static OperatorNetwork.Mixing mixing(String operator, String name, int width) {
        return switch (operator) {
            case "cnn" -> new LineKernel(name, width, 2, TRAINED, Reading.PIXELS);
            case "differential" -> new LineKernel(name, width, 1, TRAINED, Reading.DIFFERENTIAL);
            case "local" -> new LineKernel(name, width, 2, TRAINED, Reading.LOCAL);
            case "fno" -> {
                SpectralConvolution c = new SpectralConvolution(name, 1, width, width, MODES);
                yield OperatorNetwork.mixing(c, c::apply);
            }
            default -> {
                WeightedAttention a = new WeightedAttention(name, width, width % 2 == 0 ? 2 : 1, false);
                yield OperatorNetwork.mixing(a, (w, x) -> a.apply(w, x.permute(0, 2, 1), even(x.size(2))).permute(0, 2, 1));
            }
        };
    }

    @Override
    protected Twins start(Knobs p, Philox random) {
        Race<OperatorNetwork> nets = Race.of(OPERATORS, o -> network(o, p.get(width)));
        Race<Fit> fits = nets.then((o, net) -> Fit.start(Weights.of(net), AdamW.ADAM, random.stream(10 + OPERATORS.indexOf(o))));
        Pairs examples = Pairs.of(random.stream(EXAMPLES), 0, p.get(pairs), TRAINED, p.get(time));
        List<Pairs> tests = Arrays.stream(GRIDS).mapToObj(n -> Pairs.of(random.stream(HELD_OUT), 0, TESTED, n, p.get(time))).toList();
        return judged(new Twins(examples, tests, nets, fits, null, order(random)), _ -> true, CancelToken.current());
    }

    /** Halving of the error of h₀/h Σ θ_m sin 2π(x + mh), θ odd, as it is drawn for the networks, against its limit. */
    private static double order(Philox random) {
        double[] theta = Weights.of(new LineKernel("k", 1, 1, TRAINED, Reading.DIFFERENTIAL)).initial(random);
        ToDoubleFunction<Integer> error = n -> {
            double h = 1.0 / n;
            double y = (theta[0] * Math.sin(-2 * Math.PI * h) + theta[2] * Math.sin(2 * Math.PI * h)) * n / TRAINED;
            return Math.abs(y - 2 * theta[2] * 2 * Math.PI / TRAINED);
        };
        return Math.log(error.applyAsDouble(TRAINED) / error.applyAsDouble(2 * TRAINED)) / Math.log(2);
    }

    /** @param isDue networks that are tested now; of the others what is known stays */
    private static Twins judged(Twins s, Predicate<String> isDue, CancelToken cancel) {
        Race<double[]> errors = s.fits.then((o, fit) -> isDue.test(o) ? errors(s, o, fit, cancel) : s.errors.get(o));
        return new Twins(s.examples, s.tests, s.nets, s.fits, errors, s.order);
    }

    private static double[] errors(Twins s, String o, Fit fit, CancelToken cancel) {
        return s.tests.stream().mapToDouble(t -> Vectors.relativeError(predicted(s.nets.get(o), fit, t.cells, t.x, cancel), t.y)).toArray();
    }

    private static double[] predicted(OperatorNetwork net, Fit fit, int cells, double[] x, CancelToken cancel) {
        return fit.evaluate(cancel, w -> net.apply(w, channels(w.tape(), cells, x)));
    }

    /** The function, and where it is: (u, cos 2πx, sin 2πx). */
    private static Value channels(Tape tape, int cells, double[] x) {
        int n = x.length / cells;
        double[] c = new double[3 * x.length];
        for (int k = 0; k < n; k++) {
            System.arraycopy(x, k * cells, c, 3 * k * cells, cells);
            for (int j = 0; j < cells; j++) {
                c[(3 * k + 1) * cells + j] = Math.cos(2 * Math.PI * j / cells);
                c[(3 * k + 2) * cells + j] = Math.sin(2 * Math.PI * j / cells);
            }
        }
        return tape.of(c, n, 3, cells);
    }

    @Override
    protected Twins next(Twins s, Turn t) {
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            Pairs b = s.examples.picked(draw.picks(PICKS, draw.batch(), s.examples.x.length / TRAINED));
            double rate = training.rate(t.p(), draw.iteration(), 20);
            fits = fits.then((o, fit) -> fit.step(t.context().cancel(), rate, w -> s.nets.get(o).apply(w, channels(w.tape(), TRAINED, b.x))
                    .minus(w.tape().of(b.y, draw.batch(), 1, TRAINED)).square().mean()));
        }
        // One of them in each step, all at the end.
        boolean isEnd = training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        String due = OPERATORS.get(t.step() % OPERATORS.size());
        return judged(new Twins(s.examples, s.tests, s.nets, fits, s.errors, s.order), o -> isEnd || o.equals(due), t.context().cancel());
    }

    @Override
    protected void look(Twins s, Knobs p, Look to) {
        int n = p.get(resolution);
        CancelToken cancel = to.context().cancel();
        double[] fine = places(GRIDS[AT_256]);
        Pairs last = s.tests.get(AT_256).picked(new int[] {p.get(shown) - 1});
        to.series("initial", fine, last.x);
        to.series("truth", fine, last.y);
        double[] u = INPUTS.sample(to.random().stream(HELD_OUT), p.get(shown) - 1, n);
        String chosen = p.get(operator);
        to.series("cnn", places(n), predicted(s.nets.get("cnn"), s.fits.get("cnn"), n, u, cancel));
        if (!chosen.equals("cnn")) {
            to.as(chosen).series("prediction", places(n), predicted(s.nets.get(chosen), s.fits.get(chosen), n, u, cancel));
        }
        double[] grids = Arrays.stream(GRIDS).asDoubleStream().toArray();
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (String o : OPERATORS) {
            double[] e = s.errors.get(o);
            to.series("against-" + o, grids, e);
            least = Math.min(least, Arrays.stream(e).min().orElseThrow());
            most = Math.max(most, Arrays.stream(e).max().orElseThrow());
        }
        to.series("trained", new double[] {TRAINED, TRAINED}, new double[] {least, most});
        kernel(s, chosen, n, u, to);
    }

    private static double[] places(int n) {
        return IntStream.range(0, n).mapToDouble(j -> (double) j / n).toArray();
    }

    /** As weights of an integral over the circle, so that grids can be compared: taps over h. */
    private static void kernel(Twins s, String operator, int n, double[] u, Look to) {
        Fit fit = s.fits.get(operator);
        OperatorNetwork.Mixing first = s.nets.get(operator).mixings().getFirst();
        double[] k = fit.evaluate(to.context().cancel(), w -> {
            if (first instanceof LineKernel line) {
                return line.kernel(w, n).at(0, 0).at(0, 0);
            }
            double[] pulse = new double[s.nets.get(operator).width() * n];
            pulse[n / 2] = 1;
            return first.apply(w, w.tape().of(pulse, 1, s.nets.get(operator).width(), n)).at(0, 0).at(0, 0);
        });
        int reach = k.length == n ? n / 2 : k.length / 2;
        double[] x = IntStream.range(0, k.length).mapToDouble(j -> (double) (j - reach) / n).toArray();
        to.series("kernel", x, k);
        to.series("taps", x, k);
    }
}
