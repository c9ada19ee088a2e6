package org.pushforward.engine.sequence;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Estimate;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.MatrixExponential;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code sequence.hippo-prophecy}: a state-space model whose weights are written down, not trained, predicts the next sample of any smooth system. A step is
 * a few samples.
 */
public final class HippoProphecy extends Study<HippoProphecy.Stage> {

    private static final int EACH = 4;
    private static final int SUBSTEPS = 10;
    private static final int WARM_UP = 500;
    /** Windows before errors count, which the memory takes to fill. */
    private static final int FILLING = 10;
    /** Windows before the slope is drawn. */
    private static final int SEEN = 2;
    /** What a signal does not exceed unless its integration has failed. */
    private static final double LARGEST = 1e15;
    private static final int[] SWEEP = {2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64};
    private static final int SHOWN = 160;

    private final Knob<String> system;
    private final Knob<Double> slope;
    private final Knob<SourceFile> file;
    private final Knob<Integer> size;
    private final Knob<Double> window;
    private final Knob<Double> dt;
    private final Knob<String> hold;
    private final Knob<Integer> samples;

    /** A model with N states: how it steps, and the weights that read off value and derivative now. */
    record Model(MatrixExponential.Discrete steps, double[] value, double[] derivative) { }

    /** Memory of one model, with mean squares of its errors. */
    record Memory(Model model, double[] x, Estimate prediction, Estimate slope) {

        double value() {
            return Vectors.dot(model.value, x);
        }

        double derivative() {
            return Vectors.dot(model.derivative, x);
        }
    }

    /** Samples and derivatives of the system, whether they are a line that is joined by lines, and the memory of the knob's model first, then of the sweep by both holds. */
    record Stage(double[] u, double[] du, boolean line, int k, List<Memory> memories, Estimate persistence, Estimate slopes, List<double[]> predicted) {

        double ratio(Memory m) {
            return Math.sqrt(m.prediction.mean() / persistence.mean());
        }

        double slopeError(Memory m) {
            return Math.sqrt(m.slope.mean() / slopes.mean());
        }

        boolean judged() {
            return persistence.count() > 0 && persistence.mean() > 0;
        }
    }

    public HippoProphecy() {
        super("sequence.hippo-prophecy", "A memory that prophesies", "A HiPPO memory keeps the coefficients of the polynomial that fits the input over the last window. Its value and its slope at the present are fixed linear functions of these coefficients, so a state-space layer whose weights are simply written down predicts the next sample of any smooth system, "
                + "in context and without training. More coefficients fit better, until the error of sampling takes over: derivatives of high polynomials amplify it by up to N². With an input that is held between samples that happens at once; joined by lines it works, up to a dozen coefficients here. "
                + "The paper also proves an asymptotic bound on the error of the slope, which is not shown.",
                List.of("θẋ = Ax + Bu,  A_ij = (2i+1)·(−1 for i < j, (−1)^{i−j+1} else),  B_i = (2i+1)(−1)^i", "û = Σ (−1)^i x_i,  û′ = Σ (−1)^i i(i+1) x_i/θ", "u(t + Δ) ≈ û + Δ û′"),
                new Citation("F. A. Joseph, K. K. Haefeli, N. Liniger, C. Gulcehre", 2024, "HiPPO-Prophecy: State-Space Models can Provably Learn Dynamical Systems in Context", "2407.09375"));
        pace(30);
        group("System");
        system = choice("system", "f", "System", List.of("lorenz", "van-der-pol", "two-tone", "ramp", "file"), "lorenz", "Whose first coordinate is watched.");
        slope = real("slope", "a", "Slope", 1.7, -5, 5, "Of the ramp.").within(-1e6, 1e6).when(system, "ramp");
        file = points("file", "u", "File", "moons", "Rows of numbers, of which the last column is the signal, a sample each.").when(system, "file");
        group("Model");
        size = whole("size", "N", "Size", 8, 2, 64, "Coefficients of the memory.").within(1, 100);
        window = real("window", "θ", "Window", 0.2, 0.05, 2, "That the memory spans.").within(1e-3, 1e3).log();
        hold = choice("hold", "h", "Between samples", List.of("foh", "zoh"), "foh", "The input is joined by lines, or held.");
        group("Samples");
        dt = real("dt", "Δ", "Sampling", 0.01, 1e-3, 0.05, "Time between samples.").within(1e-5, 10).log();
        samples = whole("samples", "T", "Samples", 2000, 500, 10_000, "After which the run is over.").within(4, 200_000).log();
        lasts(p -> (p.get(samples) + EACH - 1L) / EACH);
        refuse(p -> !(p.get(window) / p.get(dt) >= 2 && p.get(window) / p.get(dt) <= 1e4), p -> "the window holds " + Math.round(p.get(window) / p.get(dt)) + " samples; 2 to 10000 are allowed, change window or dt");

        gauge("derivative", "Slope now", "", s -> s.memories.getFirst().derivative());
        gauge("derivative-exact", "True slope now", "", s -> s.du[s.k]);
        var error = gauge("derivative-error", "Slope, relative error", "", s -> s.slopeError(s.memories.getFirst())).when(Stage::judged);
        var ratio = gauge("prediction-ratio", "Prediction over persistence", "", s -> s.ratio(s.memories.getFirst())).when(Stage::judged);
        var off = gauge("slope-off", "Slope − true slope", "", s -> Math.abs(s.memories.getFirst().derivative() - s.du[s.k]));
        var line = gauge("line-error", "Slope of a line, relative error", "", s -> Math.abs(s.memories.getFirst().derivative() - s.du[s.k]) / Math.max(1, Math.abs(s.du[s.k]))).when(s -> s.line && s.judged());
        gauge("time", "Time", "", (s, p) -> s.k * p.get(dt));

        plot("memory", "The memory slides along", "polynomial over the window, and the next points").draw(CURVE, "signal", "signal", "", "time").draw(CURVE, "polynomial", "memory", "", "time").draw(POINTS, "ahead", "predicted", "", "time");
        plot("sizes", "Error and size", "of the prediction over that of “as now”").draw(CURVE, "sweep-zoh", "held", "", "N").draw(CURVE, "sweep-foh", "joined by lines", "", "N").log().logX();
        plot("slopes", "The slope", "read off the memory, once it has seen two windows").draw(CURVE, "true-slope", "exact", "", "time").draw(CURVE, "read-slope", "read off", "", "time");
        history("errors", "Errors so far", "root mean square after ten windows", ratio, error).log();

        atEnd("line", "slope of a ramp, relative error", line, atMost(1e-8), "exact but for rounding, which N² amplifies");
        reference("ramp", "ramp, after ten windows: |slope read off − slope|", atMost(3e-11), "exact: a line is a polynomial", t -> t.rest().value(off), "system=ramp");
        reference("lorenz", "Lorenz, N = 8, lines: prediction over persistence", atMost(0.1), "0.054 measured independently", t -> t.rest().value(ratio));
        reference("lorenz-slope", "Lorenz, N = 8, lines: relative error of the slope", atMost(0.03), "0.011 measured independently", t -> t.rest().value(error));
        reference("van-der-pol", "van der Pol: prediction over persistence", atMost(0.1), "converged run of ours", t -> t.rest().value(ratio), "system=van-der-pol");
        reference("held", "Lorenz, N = 64, held: prediction over persistence", atLeast(10), "48 measured independently: it fails", t -> t.rest().value(ratio), "size=64", "hold=zoh");
        reference("optimum", "Lorenz, lines: size with the least error", atMost(12), "sampling errors grow with N²", t -> {
            Stage s = t.rest().state();
            return SWEEP[IntStream.range(0, SWEEP.length).boxed().min((i, j) -> Double.compare(s.ratio(s.memories.get(1 + i)), s.ratio(s.memories.get(1 + j)))).orElseThrow()];
        });
        opens("Weights that are written down", "Eight coefficients of the last fifth of a second tell where the Lorenz system goes next.").pictured(120);
        preset("held", "Sixty-four coefficients of a held input", "The steps of a held input are amplified by N²: the prophecy is noise.").set("size=64", "hold=zoh").pictured(120);
        preset("ramp", "A ramp is known exactly", "After a few windows the slope is right to rounding.").set("system=ramp", "samples=600").panes("memory", "slopes", "errors", "sizes").pictured(100);
        preset("oscillator", "Van der Pol's oscillator", "Slow stretches and sudden turns; the turns are where the window is too long.").set("system=van-der-pol", "window=0.6", "dt=0.02").pictured(250);
        tiny("samples=40 window=0.05", "system=ramp samples=30 hold=zoh", "system=file samples=20 size=3", "system=two-tone samples=20");
    }

    // ---- systems

    private static double[][] integrated(UnaryOperator<double[]> f, double[] start, int n, double dt) {
        double[] s = start;
        double[][] out = new double[2][n];
        double h = dt / SUBSTEPS;
        for (int k = -WARM_UP; k < n; k++) {
            if (k >= 0) {
                out[0][k] = s[0];
                out[1][k] = f.apply(s)[0];
            }
            for (int i = 0; i < SUBSTEPS; i++) {
                double[] a = f.apply(s);
                double[] b = f.apply(moved(s, a, h / 2));
                double[] c = f.apply(moved(s, b, h / 2));
                double[] d = f.apply(moved(s, c, h));
                double[] next = s.clone();
                Arrays.setAll(next, j -> next[j] + h / 6 * (a[j] + 2 * b[j] + 2 * c[j] + d[j]));
                s = next;
            }
        }
        return out;
    }

    private static double[] moved(double[] s, double[] by, double h) {
        double[] x = s.clone();
        Arrays.setAll(x, j -> x[j] + h * by[j]);
        return x;
    }

    private double[][] signal(Knobs p, Philox random) {
        int n = p.get(samples) + 2;
        double h = p.get(dt);
        return switch (p.get(system)) {
            case "lorenz" -> integrated(s -> new double[] {10 * (s[1] - s[0]), s[0] * (28 - s[2]) - s[1], s[0] * s[1] - 8.0 / 3 * s[2]}, new double[] {1, 1, 1}, n, h);
            case "van-der-pol" -> integrated(s -> new double[] {s[1], 3 * (1 - s[0] * s[0]) * s[1] - s[0]}, new double[] {0.5, 0}, n, h);
            case "two-tone" -> sampled(n, h, t -> Math.sin(2 * Math.PI * t) + 0.5 * Math.sin(5.3 * t + 1), t -> 2 * Math.PI * Math.cos(2 * Math.PI * t) + 2.65 * Math.cos(5.3 * t + 1));
            case "ramp" -> sampled(n, h, t -> p.get(slope) * t, _ -> p.get(slope));
            default -> fromFile(p, random, n, h);
        };
    }

    private static double[][] sampled(int n, double h, DoubleUnaryOperator u, DoubleUnaryOperator du) {
        return new double[][] {IntStream.range(0, n).mapToDouble(k -> u.applyAsDouble(k * h)).toArray(), IntStream.range(0, n).mapToDouble(k -> du.applyAsDouble(k * h)).toArray()};
    }

    /** Slopes by central differences; the last sample is repeated. */
    private double[][] fromFile(Knobs p, Philox random, int n, double h) {
        PointCloud rows = PointSources.of(p.get(file)).cloud(n, random);
        int d = rows.dimension();
        if (rows.size() < 4) {
            throw new InputException("file: " + p.get(file).name() + " has " + rows.size() + " rows", "give at least four samples");
        }
        double[] u = IntStream.range(0, n).mapToDouble(i -> rows.coordinates()[Math.min(i, rows.size() - 1) * d + d - 1]).toArray();
        double[] du = IntStream.range(0, n).mapToDouble(i -> (u[Math.min(n - 1, i + 1)] - u[Math.max(0, i - 1)]) / (h * (Math.min(n - 1, i + 1) - Math.max(0, i - 1)))).toArray();
        return new double[][] {u, du};
    }

    // ---- models

    private static Model model(int n, double theta, double dt, boolean joined) {
        double[] a = new double[n * n];
        double[] b = new double[n];
        double[] value = new double[n];
        double[] derivative = new double[n];
        for (int i = 0; i < n; i++) {
            int sign = i % 2 == 0 ? 1 : -1;
            for (int j = 0; j < n; j++) {
                a[i * n + j] = (2 * i + 1) / theta * (i < j ? -1 : (i - j) % 2 == 0 ? -1 : 1);
            }
            b[i] = (2 * i + 1) / theta * sign;
            value[i] = sign;
            derivative[i] = sign * i * (i + 1.0) / theta;
        }
        Matrix m = Matrix.of(n, n, a);
        return new Model(joined ? MatrixExponential.firstOrderHold(m, b, dt) : MatrixExponential.zeroOrderHold(m, b, dt), value, derivative);
    }

    private static Memory empty(int n, double theta, double dt, boolean joined) {
        return new Memory(model(n, theta, dt, joined), new double[n], Estimate.NONE, Estimate.NONE);
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        double[][] s = signal(p, random);
        if (!Arrays.stream(s).flatMapToDouble(Arrays::stream).allMatch(v -> Math.abs(v) < LARGEST)) {
            throw new InputException("dt = " + p.get(dt) + " is too coarse for the system to be integrated", "take a smaller dt, 0.01 for example");
        }
        List<Memory> all = new ArrayList<>();
        all.add(empty(p.get(size), p.get(window), p.get(dt), p.is(hold, "foh")));
        for (boolean joined : new boolean[] {true, false}) {
            for (int n : SWEEP) {
                all.add(empty(n, p.get(window), p.get(dt), joined));
            }
        }
        return new Stage(s[0], s[1], p.is(system, "ramp") && p.is(hold, "foh"), 0, List.copyOf(all), Estimate.NONE, Estimate.NONE, List.of());
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int k = s.k;
        List<Memory> memories = s.memories;
        Estimate persistence = s.persistence;
        Estimate slopes = s.slopes;
        List<double[]> predicted = new ArrayList<>(s.predicted);
        double h = t.get(dt);
        for (int i = 0; i < EACH && k < t.get(samples); i++, k++) {
            int now = k + 1;
            double[] u = s.u;
            double[] du = s.du;
            boolean counts = now * h > FILLING * t.get(window);
            List<Memory> after = new ArrayList<>();
            for (Memory m : memories) {
                t.ask();
                Memory next = new Memory(m.model, m.model.steps.step(m.x, u[now - 1], u[now]), m.prediction, m.slope);
                double miss = next.value() + h * next.derivative() - u[now + 1];
                double off = next.derivative() - du[now];
                after.add(counts ? new Memory(next.model, next.x, next.prediction.and(miss * miss), next.slope.and(off * off)) : next);
            }
            memories = after;
            if (counts) {
                persistence = persistence.and(Math.pow(u[now + 1] - u[now], 2));
                slopes = slopes.and(du[now] * du[now]);
            }
            Memory mine = memories.getFirst();
            predicted.add(new double[] {(now + 1) * h, mine.value() + h * mine.derivative(), mine.derivative()});
        }
        return new Stage(s.u, s.du, s.line, k, List.copyOf(memories), persistence, slopes, List.copyOf(predicted.subList(Math.max(0, predicted.size() - SHOWN), predicted.size())));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double h = p.get(dt);
        int first = Math.max(0, s.k - SHOWN);
        double[] time = IntStream.rangeClosed(first, s.k).mapToDouble(k -> k * h).toArray();
        to.series("signal", time, Arrays.copyOfRange(s.u, first, s.k + 1));
        to.series("true-slope", time, Arrays.copyOfRange(s.du, first, s.k + 1));
        // while the memory fills, its slope is that of a jump and hides everything after
        List<double[]> read = s.predicted.stream().filter(d -> d[0] - h >= SEEN * p.get(window)).toList();
        to.series("read-slope", read.stream().mapToDouble(d -> d[0] - h).toArray(), read.stream().mapToDouble(d -> d[2]).toArray());
        double[] back = IntStream.rangeClosed(0, 80).mapToDouble(i -> p.get(window) * (1 - i / 80.0)).toArray();
        double[] x = s.memories.getFirst().x;
        to.series("polynomial", Arrays.stream(back).map(b -> s.k * h - b).toArray(), Arrays.stream(back).map(b -> legendre(x, 2 * b / p.get(window) - 1)).toArray());
        List<double[]> last = s.predicted.subList(Math.max(0, s.predicted.size() - EACH), s.predicted.size());
        to.series("ahead", last.stream().mapToDouble(d -> d[0]).toArray(), last.stream().mapToDouble(d -> d[1]).toArray());
        double[] n = s.judged() ? Arrays.stream(SWEEP).asDoubleStream().toArray() : new double[0];
        to.series("sweep-foh", n, IntStream.range(0, n.length).mapToDouble(i -> s.ratio(s.memories.get(1 + i))).toArray());
        to.series("sweep-zoh", n, IntStream.range(0, n.length).mapToDouble(i -> s.ratio(s.memories.get(1 + SWEEP.length + i))).toArray());
    }

    /** Σ xᵢ Pᵢ(z). */
    private static double legendre(double[] x, double z) {
        double before = 0;
        double now = 1;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * now;
            double next = ((2 * i + 1) * z * now - i * before) / (i + 1);
            before = now;
            now = next;
        }
        return sum;
    }
}
