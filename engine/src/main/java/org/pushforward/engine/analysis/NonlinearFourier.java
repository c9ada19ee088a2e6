package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jtransforms.fft.DoubleFFT_1D;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.TimeTable;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ZakharovShabat;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.nft-fiber}: a pulse breathes along a fiber while its nonlinear spectrum stands; and two networks that learn this transform and its inverse on random mixes of QAM symbols (Zhang, Chan &
 * Afshar 2024), beside the linear Fourier transform.
 */
public final class NonlinearFourier extends Study<NonlinearFourier.Fiber> {

    private static final List<String> WAYS = List.of("forward", "inverse");
    private static final int N = QamMixes.N;
    private static final int TESTED = 48;
    private static final double LOW = 0.1;
    private static final double HIGH = 0.6;
    private static final int SHOWN = 181;

    /** Root mean squares of a way: by the network at high and low power, by the linear transform at both. */
    record Errors(double high, double low, double linearHigh, double linearLow) { }

    /**
     * @param q the pulse, real and imaginary parts in turn
     * @param eigenvalues now, {@code first} at the start
     * @param spectrum a and b where they are shown
     */
    record Fiber(double[] q, double width, double z, double[] eigenvalues, double[] first, double[][] spectrum, double[] spectrumFirst, double energyError, Nets nets, Race<Fit> fits, QamMixes high, QamMixes low, Race<Errors> errors, Race<double[]> answers) { }

    /** A linear layer and a perceptron, added. */
    record Nets(Dense skip, Perceptron curved) implements Weights.Owner {
        @Override
        public List<Weights.Part> parts() {
            return IntStream.range(0, 2).mapToObj(k -> k == 0 ? skip.parts() : curved.parts()).flatMap(List::stream).toList();
        }

        Value apply(Theta w, Value x) {
            return skip.apply(w, x).plus(curved.apply(w, x));
        }
    }

    private final Knob<String> pulse;
    private final Knob<Double> amplitude;
    private final Knob<Double> duration;
    private final Knob<Integer> samples;
    private final Knob<Double> distance;
    private final Knob<SourceFile> data;
    private final Knob<Integer> hidden;
    private final Knob<Integer> shown;
    private final Training training;

    public NonlinearFourier() {
        super("analysis.nft-fiber", "A spectrum that stands in a fiber", "Light in a fiber changes its own refractive index, and its pulse breathes; the spectrum of the Zakharov–Shabat system stands all the same. Eigenvalues are solitons, the rest is the continuous part. "
                + "Beside it two networks learn the transform from q to b and its inverse, on random mixes of eight 16-QAM symbols, weak and strong; the linear Fourier transform does well only where pulses are weak. "
                + "Pulses and fiber are without loss, noise and polarization; mixes are made in time, where the paper modulates the nonlinear spectrum. Its errors, 5e-3 and 3e-2, are of other signals: ours stand beside them as measured.",
                List.of("v_t = [−iλ, q; −q*, iλ] v", "|a|² + |b|² = 1", "∫ |q|² dt = −(1/π) ∫ log |a|² dλ + 4 Σ Im λₖ", "q_z = i(q_tt + 2 |q|² q)"),
                new Citation("W. Q. Zhang, T. H. Chan, S. Afshar V.", 2024, "A neural network for forward and inverse nonlinear Fourier transforms for fiber optic communication", "2407.11093"));
        group("Pulse");
        pulse = choice("pulse", "q", "Pulse", List.of("sech", "rectangle", "qam", "file"), "sech", "A sech t; A over T; eight random symbols; or a table.");
        amplitude = real("amplitude", "A", "Amplitude", 2.2, 0.1, 4, "Of the pulse.").within(0.01, 5).but(0.8, pulse, "qam").but(1.0, pulse, "file");
        duration = real("duration", "T", "Duration", 40, 1, 60, "Of the window of sech; of a rectangle; of eight symbols.").within(0.1, 100).but(2.0, pulse, "rectangle").but(6.0, pulse, "qam");
        samples = whole("samples", "n", "Samples", 2048, 256, 4096, "Of the window.").within(64, 4096).log();
        distance = real("distance", "z", "Distance", 2, 0, 4, "Of the whole run.").within(0, 20);
        data = knob(TimeTable.parameter(Parameter.Info.of("data", "q", "File", "Pulse", "A table: time, Re q, Im q, at even or uneven times."), "none"));
        group("Networks");
        hidden = whole("hidden", "h", "Hidden", 128, 16, 256, "Units of each of two layers.").within(2, 256);
        shown = whole("shown", "i", "Mix", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        training = training(real("learning-rate", "η", "Learning rate", 2e-3, 1e-4, 1e-2, "Of Adam.").within(1e-8, 1).log().live(), whole("batch", "B", "Batch", 64, 16, 128, "Mixes of an iteration.").within(1, 128),
                whole("iterations", "N", "Iterations", 1200, 100, 4000, "After which the training is finished.").within(1, 100_000).log(), whole("iterations-per-step", "k", "Iterations a step", 4, 1, 10, "Between two pictures.").within(1, 20));
        refuse(p -> p.get(samples) % 64 != 0, _ -> "samples are a multiple of 64, so that a rectangle ends with one: give for example 2048");
        refuse(p -> p.is(pulse, "file") == (p.get(data).origin() == SourceFile.Origin.BUILT_IN), p -> p.is(pulse, "file") ? "no file of a pulse is given: set data to a table of time, Re q, Im q" : "a file is given that is not used: set pulse to file");
        refuse(p -> p.is(pulse, "file") && TimeTable.of(p.get(data)).times().length < 2, _ -> "the file has one time only: give two or more");
        pace(20);

        var unit = gauge("unit-error", "|a|² + |b|² − 1, largest", "", s -> Arrays.stream(s.spectrum).mapToDouble(v -> Math.abs(Arrays.stream(v).map(x -> x * x).sum() - 1)).max().orElseThrow());
        gauge("energy-error", "Trace formula, relative", "", Fiber::energyError);
        var drift = gauge("drift", "Drift of eigenvalues", "", NonlinearFourier::drift);
        gauge("solitons", "Solitons", "", s -> s.first.length / 2.0);
        gauge("z", "Distance", "", Fiber::z);
        var forward = gauge("rmse-forward", "To b, network", "", s -> s.errors.get("forward").high);
        var linear = gauge("rmse-linear", "To b, linear", "", s -> s.errors.get("forward").linearHigh);
        var inverse = gauge("rmse-inverse", "To q, network", "", s -> s.errors.get("inverse").high);
        var linearInverse = gauge("rmse-linear-inverse", "To q, linear", "", s -> s.errors.get("inverse").linearHigh);
        var forwardLow = gauge("rmse-forward-low", "To b, network, weak", "", s -> s.errors.get("forward").low);
        var linearLow = gauge("rmse-linear-low", "To b, linear, weak", "", s -> s.errors.get("forward").linearLow);

        plot("pulse", "Pulse", "|q|, here and where it entered").draw(CURVE, "pulse-first", "at the start", "", "time").draw(CURVE, "pulse-now", "here", "", "time");
        plot("spectrum", "Continuous spectrum", "|b|², here and where it entered").draw(CURVE, "spectrum-first", "at the start", "", "λ").draw(CURVE, "spectrum-now", "here", "", "λ");
        plot("solitons", "Eigenvalues", "in the upper half plane: solitons").draw(CURVE, "axis", "real axis", "", "Re λ").draw(POINTS, "solitons-first", "at the start", "", "Re λ").draw(POINTS, "solitons-now", "here", "", "Re λ");
        plot("forward", "A strong mix: Re b", "of a held-out mix").draw(CURVE, "b-true", "exact", "", "λ").draw(CURVE, "b-net", "network", "", "λ").draw(CURVE, "b-linear", "linear", "", "λ");
        plot("backward", "A strong mix: Re q", "from its b").draw(CURVE, "q-true", "exact", "", "time").draw(CURVE, "q-net", "network", "", "time").draw(CURVE, "q-linear", "linear", "", "time");
        history("errors", "Errors", "root mean square over strong mixes", forward, linear, inverse, linearInverse).log();
        history("weak", "Weak pulses", "root mean square over weak mixes", forwardLow, linearLow).log();
        history("drift", "Drift of eigenvalues", "largest distance from the start", drift);
        layer("b", "Re b, Im b, a row a λ", "", "");
        layer("lambda", "λ", "", "");
        layer("eigenvalues", "Re λₖ, Im λₖ, a row a soliton", "", "");

        always("unit", "|a|² + |b|² less 1", unit, atMost(1e-12), "identity");
        String satsuma = "closed form, Satsuma & Yajima 1974";
        reference("sech", "A sech t: |b|² less sin² πA / cosh² πλ", atMost(1e-4), satsuma, t -> spectrumError(t, x -> Math.pow(Math.sin(Math.PI * 2.2) / Math.cosh(Math.PI * x), 2)));
        reference("eigenvalues", "A sech t: eigenvalues less i(A − k − ½)", atMost(1e-4), satsuma, t -> Math.max(Math.abs(t.state().first[1] - 1.7), Math.abs(t.state().first[3] - 0.7)));
        reference("rectangle", "rectangle: |b|² less A² sin²(T√(λ² + A²))/(λ² + A²)", atMost(1e-12), "closed form", t -> spectrumError(t, x -> Math.pow(1.3 * Math.sin(2 * Math.hypot(x, 1.3)) / Math.hypot(x, 1.3), 2)), "pulse=rectangle", "amplitude=1.3");
        reference("trace", "A sech t: energy by the spectrum, relative", atMost(1e-4), "trace formula", t -> t.state().energyError);
        reference("stands", "A sech t: drift of eigenvalues over a distance of 0.5", atMost(1e-3), "isospectral flow", t -> drift(t.steps(10).state()), "distance=0.5", "iterations=10", "iterations-per-step=1", "batch=1", "hidden=2");
        var nets = shared(NonlinearFourier::threeSeeds);
        lengthy("forward", "strong mixes to b: error over that of the linear transform", atMost(0.3), "our runs, mean of 3 seeds", nets, r -> r[0]);
        lengthy("inverse", "strong mixes to q: error over that of the linear transform", atMost(0.5), "our runs, mean of 3 seeds", nets, r -> r[1]);

        opens("The pulse breathes, the spectrum stands", "Two solitons beat in a fiber, and neither moves in the plane of eigenvalues.").pictured(40);
        preset("rectangle", "A rectangle", "One soliton, and much that is none.").set("pulse=rectangle", "distance=0.5").pictured(40);
        preset("qam", "Eight symbols", "A random mix as it is sent.").set("pulse=qam").panes("pulse", "spectrum", "forward", "backward").pictured(60);
        preset("lecture", "Where the linear transform fails", "Weak pulses do without all this; strong ones do not.").panes("forward", "backward", "errors", "weak").pins("shown").pictured(120);
        tiny("samples=64 iterations=2 iterations-per-step=1 batch=2 hidden=2", "pulse=qam samples=64 iterations=1 batch=1 hidden=2", "pulse=rectangle samples=64 iterations=1 batch=1 hidden=2");
    }

    private static double drift(Fiber s) {
        double worst = 0;
        for (int k = 0; k + 1 < Math.min(s.first.length, s.eigenvalues.length); k += 2) {
            worst = Math.max(worst, Math.hypot(s.first[k] - s.eigenvalues[k], s.first[k + 1] - s.eigenvalues[k + 1]));
        }
        return worst;
    }

    private static double spectrumError(Trial<Fiber> t, java.util.function.DoubleUnaryOperator exact) {
        Fiber s = t.state();
        double[] x = lambdas();
        return IntStream.range(0, SHOWN).mapToDouble(k -> Math.abs(squareB(s.spectrum[k]) - exact.applyAsDouble(x[k]))).max().orElseThrow();
    }

    private static double[] threeSeeds(Trial<Fiber> t) {
        double[] mean = new double[2];
        for (int seed = 1; seed <= 3; seed++) {
            Fiber s = t.anew(seed).rest().state();
            for (int w = 0; w < 2; w++) {
                mean[w] += s.errors.states().get(w).high / s.errors.states().get(w).linearHigh / 3;
            }
        }
        return mean;
    }

    // ---- the fiber

    private double[] entered(Knobs p, Philox random, double width) {
        int n = p.get(samples);
        double[] q = new double[2 * n];
        double a = p.get(amplitude);
        double[] symbols = QamMixes.symbols(random.stream(7), 0);
        TimeTable table = p.is(pulse, "file") ? TimeTable.of(p.get(data)) : null;
        for (int k = 0; k < n; k++) {
            double t = -width / 2 + (k + 0.5) * width / n;
            double[] v = switch (p.get(pulse)) {
                case "sech" -> new double[] {a / Math.cosh(t), 0};
                case "rectangle" -> new double[] {Math.abs(t) < p.get(duration) / 2 ? a : 0, 0};
                case "qam" -> QamMixes.mix(symbols, a, t * 6 / p.get(duration));
                default -> read(table, a, t);
            };
            q[2 * k] = v[0];
            q[2 * k + 1] = v[1];
        }
        return q;
    }

    /** Joined by lines, about the middle of the times; missing values are 0. */
    private static double[] read(TimeTable table, double a, double t) {
        double[] x = table.times();
        double at = t + (x[0] + x[x.length - 1]) / 2;
        if (at < x[0] || at > x[x.length - 1]) {
            return new double[2];
        }
        int k = Arrays.binarySearch(x, at);
        int j = Math.clamp(k < 0 ? -k - 2 : k, 0, x.length - 2);
        double s = (at - x[j]) / (x[j + 1] - x[j]);
        return IntStream.range(0, 2).mapToDouble(c -> c < table.width() ? a * ((1 - s) * known(table.values()[j][c]) + s * known(table.values()[j + 1][c])) : 0).toArray();
    }

    private static double known(double v) {
        return Double.isNaN(v) ? 0 : v;
    }

    private double width(Knobs p) {
        return switch (p.get(pulse)) {
            case "sech" -> p.get(duration);
            case "rectangle" -> 16 * p.get(duration);
            case "qam" -> 4 * p.get(duration);
            default -> {
                double[] t = TimeTable.of(p.get(data)).times();
                yield 4 * (t[t.length - 1] - t[0]);
            }
        };
    }

    private static ZakharovShabat transform(double[] q, double width) {
        int n = q.length / 2;
        return new ZakharovShabat(IntStream.range(0, n).mapToDouble(k -> q[2 * k]).toArray(), IntStream.range(0, n).mapToDouble(k -> q[2 * k + 1]).toArray(), width / n, -width / 2);
    }

    private static double[] lambdas() {
        return IntStream.range(0, SHOWN).mapToDouble(k -> -3 + 6.0 * k / (SHOWN - 1)).toArray();
    }

    private static double[][] spectrum(ZakharovShabat z) {
        return Arrays.stream(lambdas()).mapToObj(x -> z.at(x, 0)).toArray(double[][]::new);
    }

    private static double squareB(double[] ab) {
        return ab[2] * ab[2] + ab[3] * ab[3];
    }

    /** Strang's splitting on a circle in time. */
    private static double[] along(double[] q, double width, double dz, Turn t) {
        double[] u = q.clone();
        int n = u.length / 2;
        DoubleFFT_1D fft = new DoubleFFT_1D(n);
        int parts = Math.clamp((long) Math.ceil(dz / 1e-3), 1, 60);
        double h = dz / parts;
        for (int step = 0; step < parts; step++) {
            t.ask();
            turned(u, h / 2);
            fft.complexForward(u);
            for (int k = 0; k < n; k++) {
                double w = 2 * Math.PI * (k <= n / 2 ? k : k - n) / width;
                turn(u, k, -w * w * h);
            }
            fft.complexInverse(u, true);
            turned(u, h / 2);
        }
        return u;
    }

    private static void turned(double[] u, double h) {
        for (int k = 0; k < u.length / 2; k++) {
            turn(u, k, 2 * h * (u[2 * k] * u[2 * k] + u[2 * k + 1] * u[2 * k + 1]));
        }
    }

    private static void turn(double[] u, int k, double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double x = u[2 * k];
        u[2 * k] = c * x - s * u[2 * k + 1];
        u[2 * k + 1] = s * x + c * u[2 * k + 1];
    }

    // ---- networks

    private static double[] given(String way, QamMixes m) {
        return way.equals("forward") ? m.q() : m.b();
    }

    private static double[] wanted(String way, QamMixes m) {
        return way.equals("forward") ? m.b() : m.q();
    }

    private static double apart(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length).mapToDouble(k -> (a[k] - b[k]) * (a[k] - b[k])).sum() / a.length);
    }

    private static double[] answer(Nets nets, Fit fit, double[] rows, CancelToken cancel) {
        return fit.evaluate(cancel, w -> nets.apply(w, w.tape().of(rows, rows.length / (2 * N), 2 * N)));
    }

    @Override
    protected Fiber start(Knobs p, Philox random) {
        double width = width(p);
        double[] q = entered(p, random, width);
        ZakharovShabat z = transform(q, width);
        double[] e = z.eigenvalues(Math.min(12, z.count()));
        double[][] spectrum = spectrum(z);
        Nets nets = new Nets(new Dense("skip", 2 * N, 2 * N), Perceptron.fromZero("net", Value::tanh, 2 * N, p.get(hidden), p.get(hidden), 2 * N));
        QamMixes high = QamMixes.drawn(random.stream(3), 0, TESTED, HIGH, HIGH);
        QamMixes low = QamMixes.drawn(random.stream(3), TESTED, TESTED, LOW, LOW);
        Race<Fit> fits = Race.of(WAYS, _ -> Fit.start(Weights.of(nets), AdamW.ADAM, random));
        Race<Errors> before = fits.then((way, _) -> new Errors(0, 0, apart(QamMixes.linear(way, given(way, high)), wanted(way, high)), apart(QamMixes.linear(way, given(way, low)), wanted(way, low))));
        return judged(new Fiber(q, width, 0, e, e, spectrum, Arrays.stream(spectrum).mapToDouble(NonlinearFourier::squareB).toArray(), Math.abs(z.energy(e) / z.energy() - 1), nets, fits, high, low, before, null), CancelToken.current());
    }

    @Override
    protected Fiber next(Fiber s, Turn t) {
        double dz = t.get(distance) / training.steps(t.p());
        double[] q = along(s.q, s.width, dz, t);
        ZakharovShabat z = transform(q, s.width);
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            QamMixes m = QamMixes.drawn(draw.random().stream(4), (long) draw.iteration() * draw.batch(), draw.batch(), LOW, HIGH);
            double rate = training.rate(t.p(), draw.iteration(), 20);
            fits = fits.then((way, fit) -> fit.step(t.context().cancel(), rate, w -> s.nets.apply(w, w.tape().of(given(way, m), draw.batch(), 2 * N)).minus(w.tape().of(wanted(way, m), draw.batch(), 2 * N)).square().mean()));
        }
        return judged(new Fiber(q, s.width, s.z + dz, z.eigenvalues(s.eigenvalues), s.first, spectrum(z), s.spectrumFirst, s.energyError, s.nets, fits, s.high, s.low, s.errors, null), t.context().cancel());
    }

    private static Fiber judged(Fiber s, CancelToken cancel) {
        Race<double[]> answers = s.fits.then((way, fit) -> answer(s.nets, fit, given(way, s.high), cancel));
        Race<Errors> errors = answers.then((way, y) -> new Errors(apart(y, wanted(way, s.high)), apart(answer(s.nets, s.fits.get(way), given(way, s.low), cancel), wanted(way, s.low)), s.errors.get(way).linearHigh, s.errors.get(way).linearLow));
        return new Fiber(s.q, s.width, s.z, s.eigenvalues, s.first, s.spectrum, s.spectrumFirst, s.energyError, s.nets, s.fits, s.high, s.low, errors, answers);
    }

    // ---- pictures

    @Override
    protected void look(Fiber s, Knobs p, Look to) {
        int n = s.q.length / 2;
        double[] first = entered(p, to.random(), s.width);
        double reach = p.is(pulse, "sech") ? Math.min(6, s.width / 2) : s.width / (p.is(pulse, "rectangle") ? 5 : 3);
        int[] near = IntStream.range(0, n).filter(k -> Math.abs(-s.width / 2 + (k + 0.5) * s.width / n) <= reach).toArray();
        double[] t = Arrays.stream(near).mapToDouble(k -> -s.width / 2 + (k + 0.5) * s.width / n).toArray();
        to.series("pulse-first", t, Arrays.stream(near).mapToDouble(k -> Math.hypot(first[2 * k], first[2 * k + 1])).toArray());
        to.series("pulse-now", t, Arrays.stream(near).mapToDouble(k -> Math.hypot(s.q[2 * k], s.q[2 * k + 1])).toArray());
        to.series("spectrum-first", lambdas(), s.spectrumFirst);
        to.series("spectrum-now", lambdas(), Arrays.stream(s.spectrum).mapToDouble(NonlinearFourier::squareB).toArray());
        to.series("axis", new double[] {-1.5, 1.5}, new double[2]);
        to.series("solitons-first", part(s.first, 0), part(s.first, 1));
        to.series("solitons-now", part(s.eigenvalues, 0), part(s.eigenvalues, 1));
        to.matrix("b", SHOWN, 2, Arrays.stream(s.spectrum).flatMapToDouble(v -> Arrays.stream(v, 2, 4)).toArray());
        to.matrix("lambda", SHOWN, 1, lambdas());
        to.matrix("eigenvalues", s.eigenvalues.length / 2, 2, s.eigenvalues);
        int from = (p.get(shown) - 1) * 2 * N;
        double[] x = IntStream.range(0, N).mapToDouble(QamMixes::lambda).toArray();
        double[] time = IntStream.range(0, N).mapToDouble(QamMixes::time).toArray();
        for (String way : WAYS) {
            String name = way.equals("forward") ? "b" : "q";
            double[] along = way.equals("forward") ? x : time;
            double[] row = Arrays.copyOfRange(given(way, s.high), from, from + 2 * N);
            to.series(name + "-true", along, Arrays.copyOfRange(wanted(way, s.high), from, from + N));
            to.series(name + "-net", along, Arrays.copyOfRange(s.answers.get(way), from, from + N));
            to.series(name + "-linear", along, Arrays.copyOf(QamMixes.linear(way, row), N));
        }
    }

    private static double[] part(double[] pairs, int which) {
        return IntStream.range(0, pairs.length / 2).mapToDouble(k -> pairs[2 * k + which]).toArray();
    }
}
