package org.pushforward.engine.sequence;

import static org.pushforward.engine.api.Check.Criterion.above;
import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.MatrixExponential;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code sequence.s4d}: what is left of HiPPO when only the diagonal part is kept, and which diagonal to begin with. A step is the next size.
 */
public final class DiagonalStates extends Study<DiagonalStates.Stage> {

    private static final int[] SIZES = {2, 4, 6, 8, 12, 16, 24, 32, 48, 64};
    private static final List<String> INITS = List.of("legs", "lin", "inv", "real", "random");
    private static final double END = 6;
    private static final double GRID = 0.01;
    /** From where kernels are compared point by point, and how many of them. */
    private static final double LATE = 0.3;
    private static final int KERNELS = 4;
    /** The delay task: samples that are left out, learned from and judged on, and the width of the filter that makes the input smooth. */
    private static final int LEFT_OUT = 1000;
    private static final int LEARNED = 2000;
    private static final double SMOOTH = 8;
    private static final int SHORT = 400;

    private final Knob<Integer> size;
    private final Knob<String> init;
    private final Knob<Integer> delay;
    private final Knob<Double> dt;

    /**
     * The diagonal part of HiPPO: e^{tA}B ≈ Σ weights e^{λt}.
     *
     * @param lambda real and imaginary parts, and {@code weights} of kernel n likewise, a row a kernel
     */
    record Diagonal(double[] lambda, double[][] weights) { }

    record Row(int n, double response, double kernel, double[] readout) { }

    /** @param latest diagonal part of the latest size; {@code outputs}: of HiPPO and of it */
    record Stage(List<Row> rows, Diagonal latest, double[][] outputs, double recurrence) {

        boolean begun() {
            return !rows.isEmpty();
        }
    }

    public DiagonalStates() {
        super("sequence.s4d", "Diagonal state spaces", "S4 owes its memory to the HiPPO matrix, which is not normal and costs work. S4D keeps the diagonal part only. Point by point its kernels never come near those of HiPPO, however many states it has: they carry ever faster oscillations. A smooth input does not see these, and the outputs do converge. "
                + "That is why the diagonal part is a good beginning, and so is the rule Inv, which imitates its eigenvalues. Real ones repeat a delay of a unit of time or two better than all others and forget what lies beyond three; random ones fall behind at once, and Lin, whose modes repeat after two units, beyond one. This is seen without training: the readout of fixed states is fitted by least squares to repeat a smooth signal after a delay, and judged on another stretch. "
                + "The paper trains deep networks on long sequences, which is not shown.",
                List.of("LegS: (e^{tA}B)_n = √(2n+1) e^{−t} P_n(2e^{−t} − 1)", "S4D-LegS: A + ½BBᵀ = −½I + K,  ½B", "Lin: −½ + iπn,  Inv: −½ + i(N/π)(N/(2n+1) − 1),  Real: −(n+1)"),
                new Citation("A. Gu, A. Gupta, K. Goel, C. Ré", 2022, "On the Parameterization and Initialization of Diagonal State Space Models", "2206.11893"),
                new Citation("A. Yu, A. Nigmetov, D. Morozov, M. W. Mahoney, N. B. Erichson", 2024, "Robustifying State-space Models for Long Sequences via Approximate Diagonalization", "2310.01698"));
        pace(2);
        group("System");
        size = whole("size", "N", "Largest size", 32, 4, 64, "States of the last step; those of the delay task each stand for a conjugate pair.").within(2, 64);
        init = choice("init", "λ₀", "Initialization", INITS, "legs", "Whose kernel, recurrence and readout are reported; all are fitted.");
        group("Delay task");
        delay = whole("delay", "d", "Delay", 100, 10, 300, "Samples after which the input is to be repeated.").within(1, 900);
        dt = real("dt", "Δ", "Step", 0.05, 5e-3, 0.2, "Time between samples.").within(1e-4, 2).log();
        lasts(p -> sizes(p.get(size)).length);

        gauge("response-error", "Output on a smooth input", "", s -> s.rows.getLast().response).when(Stage::begun);
        gauge("kernel-error", "Kernels, point by point", "", s -> s.rows.getLast().kernel).when(Stage::begun);
        var recurrence = gauge("recurrence-error", "Recurrence against convolution", "", Stage::recurrence).when(Stage::begun);
        gauge("readout-error", "Delay task", "", (s, p) -> s.rows.getLast().readout[INITS.indexOf(p.get(init))]).when(Stage::begun);
        List<Gauge<Stage>> readouts = gauges("readout-error", "Delay task", "", INITS, (s, c) -> s.rows.getLast().readout[INITS.indexOf(c)]);
        readouts.forEach(g -> g.when(Stage::begun));
        gauge("states", "States", "", s -> s.rows.getLast().n).when(Stage::begun);

        plot("kernels", "Kernels", "the second one of HiPPO, n = 1, and of its diagonal part").draw(CURVE, "diagonal-1", "diagonal", "", "t").draw(CURVE, "hippo-1", "HiPPO", "", "t");
        plot("outputs", "Answer to two bumps", "n = 0").draw(CURVE, "input", "input", "", "t").draw(CURVE, "output-hippo", "HiPPO", "", "t").draw(CURVE, "output-diagonal", "diagonal", "", "t");
        plot("convergence", "What converges and what does not", "largest errors; that of the output over its largest value").draw(CURVE, "kernel-errors", "kernels, point by point", "", "N").draw(CURVE, "response-errors", "output", "", "N").log().logX();
        plot("readouts", "Repeat after a delay", "relative error on another stretch").draw(CURVE, "error-legs", "LegS", "", "N").draw(CURVE, "error-lin", "Lin", "", "N").draw(CURVE, "error-inv", "Inv", "", "N").draw(CURVE, "error-real", "real", "", "N").draw(CURVE, "error-random", "random", "", "N").log().logX();
        plot("kernel-pane", "Kernel of the initialization", "Σ e^{λt}, real part").draw(CURVE, "kernel", "kernel", "", "t");

        always("recurrence", "recurrence against convolution / largest output", recurrence, atMost(1e-12), "exact; rounding grows with size and initialization");
        reference("legs", "e^{tA}B of LegS, N = 16, t = 0.1 to 2: worst distance from √(2n+1)e^{−t}P_n(2e^{−t} − 1)", atMost(1e-13), "closed form", _ -> legsError());
        var both = shared(t -> t.rest().state().rows, "size=64");
        reference("falls", "output error at N = 16 over that at 64", atLeast(10), "36 measured independently", both, r -> row(r, 16).response / row(r, 64).response);
        reference("response", "output error at N = 64", atMost(4e-3), "1.6e-3 measured independently", both, r -> row(r, 64).response);
        reference("pointwise", "kernels, point by point: least error of N = 8 to 64", above(1), "Yu et al. 2024: it converges input by input, not as a system", both, r -> r.stream().filter(x -> x.n >= 8).mapToDouble(Row::kernel).min().orElseThrow());
        reference("inverse", "64 modes: highest frequency of LegS over that of Inv", within(1, 0.05), "the paper: both grow like N²/π; eigenvalues independently 1.016", _ -> highest("legs") / highest("inv"));
        reference("readout", "N = 32, delay 100: LegS", atMost(0.06), "0.03 measured independently", both, r -> row(r, 32).readout[0]);
        reference("real", "N = 32, delay 100: real", atLeast(0.3), "0.4 measured independently", both, r -> row(r, 32).readout[3]);
        reference("short", "N = 32, delay 30: real over LegS, which it beats", atMost(0.05), "our run; polynomials in e^(−t) are enough for one and a half units of time", t -> {
            double[] readout = t.rest().state().rows.getLast().readout;
            return readout[3] / readout[0];
        }, "delay=30");
        opens("Kernels that never meet, outputs that do", "The diagonal part of HiPPO oscillates ever faster, and a smooth input does not notice.").pictured(8);
        preset("sixty-four", "Sixty-four states", "The kernels are as far apart as ever; the outputs agree to three digits.").set("size=64").panes("kernels", "outputs", "convergence", "readouts").pictured(10);
        preset("delay", "Which diagonal to begin with", "Five initializations on a delay of five units: LegS and Inv remember, the others forget.").set("size=48", "delay=100").panes("readouts", "kernel-pane", "convergence", "outputs").pictured(9);
        preset("long", "A delay that is too long", "Three hundred samples are beyond the reach of all five.").set("delay=300", "dt=0.1").panes("readouts", "kernels", "convergence", "outputs").pictured(8);
        tiny("size=4 delay=20", "size=6 init=random dt=0.1");
    }

    private static int[] sizes(int most) {
        return IntStream.concat(Arrays.stream(SIZES).filter(n -> n < most), IntStream.of(most)).toArray();
    }

    private static Row row(List<Row> rows, int n) {
        return rows.stream().filter(r -> r.n == n).findFirst().orElseThrow();
    }

    // ---- HiPPO and its diagonal part

    private static double[] legs(int n) {
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i * n + j] = i == j ? -(i + 1) : -Math.sqrt((2 * i + 1.0) * (2 * j + 1.0));
            }
        }
        return a;
    }

    private static double basis(int n, double t) {
        double x = 2 * Math.exp(-t) - 1;
        double before = 0;
        double now = 1;
        for (int k = 0; k < n; k++) {
            double next = ((2 * k + 1) * x * now - k * before) / (k + 1);
            before = now;
            now = next;
        }
        return Math.sqrt(2 * n + 1) * Math.exp(-t) * now;
    }

    private static double legsError() {
        int n = 16;
        double worst = 0;
        double[] b = IntStream.range(0, n).mapToDouble(i -> Math.sqrt(2 * i + 1)).toArray();
        for (double t : new double[] {0.1, 0.5, 1, 2}) {
            double[] x = MatrixExponential.of(Matrix.of(n, n, legs(n)).scaled(t)).times(b);
            for (int i = 0; i < n; i++) {
                worst = Math.max(worst, Math.abs(x[i] - basis(i, t)));
            }
        }
        return worst;
    }

    private static Diagonal diagonal(int n) {
        double[] a = legs(n);
        double[] k = new double[n * n];
        Arrays.setAll(k, i -> i / n == i % n ? 0 : -(a[i] + 0.5 * Math.sqrt((2.0 * (i / n) + 1) * (2.0 * (i % n) + 1))));
        ComplexMatrix.Hermitian h = new ComplexMatrix(n, n, new double[n * n], k).hermitian();
        ComplexMatrix u = h.vectors();
        double[] lambda = new double[2 * n];
        double[][] weights = new double[Math.min(KERNELS, n)][2 * n];
        for (int m = 0; m < n; m++) {
            lambda[2 * m] = -0.5;
            lambda[2 * m + 1] = h.values()[m];
            double br = 0;
            double bi = 0;
            for (int i = 0; i < n; i++) {
                br += 0.5 * Math.sqrt(2 * i + 1) * u.re()[i * n + m];
                bi -= 0.5 * Math.sqrt(2 * i + 1) * u.im()[i * n + m];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i][2 * m] = u.re()[i * n + m] * br - u.im()[i * n + m] * bi;
                weights[i][2 * m + 1] = u.re()[i * n + m] * bi + u.im()[i * n + m] * br;
            }
        }
        return new Diagonal(lambda, weights);
    }

    /** Re Σ w e^{λt}. */
    private static double kernel(double[] w, double[] lambda, double t) {
        double sum = 0;
        for (int m = 0; m < lambda.length; m += 2) {
            double size = Math.exp(lambda[m] * t);
            sum += size * (w[m] * Math.cos(lambda[m + 1] * t) - w[m + 1] * Math.sin(lambda[m + 1] * t));
        }
        return sum;
    }

    private static double bumps(double t) {
        return Math.exp(-Math.pow((t - 1.5) / 0.5, 2)) - 0.7 * Math.exp(-Math.pow((t - 3.5) / 0.7, 2));
    }

    /** Re Σ w ∫ e^{λ(t − s)} u(s) ds on the grid, exact for an input that is joined by lines. */
    private static double[] answer(double[] w, double[] lambda) {
        int n = (int) Math.round(END / GRID) + 1;
        double[] y = new double[n];
        for (int m = 0; m < lambda.length; m += 2) {
            double size = Math.exp(lambda[m] * GRID);
            double er = size * Math.cos(lambda[m + 1] * GRID);
            double ei = size * Math.sin(lambda[m + 1] * GRID);
            double[] held = over(er - 1, ei, lambda[m], lambda[m + 1]);
            double[] slope = over(held[0] - GRID, held[1], lambda[m] * GRID, lambda[m + 1] * GRID);
            double x = 0;
            double z = 0;
            for (int i = 1; i < n; i++) {
                double u = bumps((i - 1) * GRID);
                double rise = bumps(i * GRID) - u;
                double next = er * x - ei * z + held[0] * u + slope[0] * rise;
                z = er * z + ei * x + held[1] * u + slope[1] * rise;
                x = next;
                y[i] += w[m] * x - w[m + 1] * z;
            }
        }
        return y;
    }

    private static double[] over(double ar, double ai, double br, double bi) {
        double d = br * br + bi * bi;
        return new double[] {(ar * br + ai * bi) / d, (ai * br - ar * bi) / d};
    }

    // ---- initializations and the delay task

    private static double highest(String init) {
        return modes(init, 32, new Philox(1))[1];
    }

    /** N modes, each with its conjugate but the real ones. */
    private static double[] modes(String init, int n, Philox random) {
        double[] lambda = new double[2 * n * (init.equals("real") ? 2 : 1)];
        double[] u = new double[n];
        random.stream(9).uniforms(0, n, 0, 1, u, 0);
        double[] legs = init.equals("legs") ? diagonal(2 * n).lambda : new double[0];
        for (int k = 0; k < lambda.length / 2; k++) {
            lambda[2 * k] = init.equals("real") ? -(k + 1) : -0.5;
            lambda[2 * k + 1] = switch (init) {
                case "legs" -> legs[2 * k + 1];      // falling, so the first half is above the axis
                case "lin" -> Math.PI * k;
                case "inv" -> 2 * n / Math.PI * (2.0 * n / (2 * k + 1) - 1);
                case "random" -> 2 * n * u[k];
                default -> 0;
            };
        }
        return lambda;
    }

    private double[] smoothNoise(Philox random) {
        int n = LEFT_OUT + 2 * LEARNED;
        int reach = (int) (5 * SMOOTH);
        double[] z = new double[n + 2 * reach];
        random.stream(8).normals(0, z.length, 0, 1, z, 0);
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = -reach; j <= reach; j++) {
                u[i] += Math.exp(-0.5 * j * j / (SMOOTH * SMOOTH)) * z[i + reach + j];
            }
        }
        double size = Math.sqrt(Arrays.stream(u).map(v -> v * v).average().orElseThrow());
        return Arrays.stream(u).map(v -> v / size).toArray();
    }

    /** States of all modes, a row a sample: real parts, and imaginary ones where there are any. */
    private static double[] states(double[] lambda, double[] u, double dt, boolean real, Turn t) {
        int modes = lambda.length / 2;
        int columns = real ? modes : 2 * modes;
        double[] f = new double[u.length * columns];
        for (int m = 0; m < modes; m++) {
            t.ask();
            double size = Math.exp(lambda[2 * m] * dt);
            double er = size * Math.cos(lambda[2 * m + 1] * dt);
            double ei = size * Math.sin(lambda[2 * m + 1] * dt);
            double x = 0;
            double y = 0;
            for (int i = 0; i < u.length; i++) {
                double next = er * x - ei * y + u[i];
                y = er * y + ei * x;
                x = next;
                f[i * columns + m] = x;
                if (!real) {
                    f[i * columns + modes + m] = y;
                }
            }
        }
        return f;
    }

    /** The relative error, on the second stretch, of the best readout of the first one. */
    private double delayed(double[] f, double[] u, int d) {
        int columns = f.length / u.length;
        double[] scale = new double[columns];
        for (int i = LEFT_OUT * columns; i < (LEFT_OUT + LEARNED) * columns; i++) {
            scale[i % columns] = Math.max(scale[i % columns], Math.abs(f[i]));
        }
        double[] design = new double[LEARNED * columns];
        Arrays.setAll(design, i -> scale[i % columns] > 0 ? f[LEFT_OUT * columns + i] / scale[i % columns] : 0);
        double[] c = LeastSquares.solve(design, columns, Arrays.copyOfRange(u, LEFT_OUT - d, LEFT_OUT + LEARNED - d));
        double off = 0;
        double all = 0;
        for (int i = LEFT_OUT + LEARNED; i < u.length; i++) {
            double y = -u[i - d];
            for (int j = 0; j < columns; j++) {
                y += scale[j] > 0 ? c[j] * f[i * columns + j] / scale[j] : 0;
            }
            off += y * y;
            all += u[i - d] * u[i - d];
        }
        return Math.sqrt(off / all);
    }

    /** Largest difference of the recurrence and the sum over the kernel, over the largest output; all weights 1. */
    private static double recurrence(double[] lambda, double[] u, double dt, Turn t) {
        double[] k = new double[SHORT];
        for (int i = 0; i < SHORT; i++) {
            double[] w = new double[lambda.length];
            for (int m = 0; m < w.length; m += 2) {
                w[m] = 1;
            }
            k[i] = kernel(w, lambda, i * dt);
        }
        double[] f = states(lambda, Arrays.copyOf(u, SHORT), dt, true, t);
        int modes = lambda.length / 2;
        double worst = 0;
        double most = 0;
        for (int i = 0; i < SHORT; i++) {
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                sum += k[i - j] * u[j];
            }
            double y = 0;
            for (int m = 0; m < modes; m++) {
                y += f[i * modes + m];
            }
            worst = Math.max(worst, Math.abs(y - sum));
            most = Math.max(most, Math.abs(sum));
        }
        return worst / most;
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        return new Stage(List.of(), new Diagonal(new double[0], new double[0][]), new double[0][], 0);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int n = sizes(t.get(size))[s.rows.size()];
        t.ask();
        Diagonal d = diagonal(n);
        double[] hippo = answer(new double[] {1, 0}, new double[] {-1, 0});
        double[] mine = answer(d.weights[0], d.lambda);
        double pointwise = 0;
        for (int i = 0; i < d.weights.length; i++) {
            t.ask();
            for (double at = LATE; at <= END; at += GRID / 2) {
                pointwise = Math.max(pointwise, Math.abs(kernel(d.weights[i], d.lambda, at) - basis(i, at)));
            }
        }
        double[] u = smoothNoise(t.random());
        double[] readout = new double[INITS.size()];
        for (int k = 0; k < readout.length; k++) {
            t.ask();
            double[] lambda = modes(INITS.get(k), n, t.random());
            readout[k] = delayed(states(lambda, u, t.get(dt), INITS.get(k).equals("real"), t), u, t.get(delay));
        }
        List<Row> rows = new ArrayList<>(s.rows);
        rows.add(new Row(n, apart(hippo, mine), pointwise, readout));
        return new Stage(List.copyOf(rows), d, new double[][] {hippo, mine}, recurrence(modes(t.get(init), n, t.random()), u, t.get(dt), t));
    }

    private static double apart(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow() / Arrays.stream(a).map(Math::abs).max().orElseThrow();
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] none = {};
        double[] time = IntStream.rangeClosed(0, 600).mapToDouble(i -> END * i / 600.0).toArray();
        double[] near = IntStream.rangeClosed(0, 600).mapToDouble(i -> END * i / 1800.0).toArray();
        to.series("hippo-1", near, Arrays.stream(near).map(t -> basis(1, t)).toArray());
        to.series("diagonal-1", s.begun() ? near : none, s.begun() ? Arrays.stream(near).map(t -> kernel(s.latest.weights[1], s.latest.lambda, t)).toArray() : none);
        to.series("input", time, Arrays.stream(time).map(DiagonalStates::bumps).toArray());
        double[] grid = s.begun() ? IntStream.range(0, s.outputs[0].length).mapToDouble(i -> i * GRID).toArray() : none;
        to.series("output-hippo", grid, s.begun() ? s.outputs[0] : none);
        to.series("output-diagonal", grid, s.begun() ? s.outputs[1] : none);
        double[] n = s.rows.stream().mapToDouble(Row::n).toArray();
        to.series("kernel-errors", n, s.rows.stream().mapToDouble(Row::kernel).toArray());
        to.series("response-errors", n, s.rows.stream().mapToDouble(Row::response).toArray());
        for (int k = 0; k < INITS.size(); k++) {
            int of = k;
            to.series("error-" + INITS.get(k), n, s.rows.stream().mapToDouble(r -> r.readout[of]).toArray());
        }
        double[] lambda = s.begun() ? modes(p.get(init), s.rows.getLast().n, to.random()) : none;
        double[] ones = new double[lambda.length];
        Arrays.setAll(ones, k -> k % 2 == 0 ? 1 : 0);
        to.series("kernel", time, Arrays.stream(time).map(t -> kernel(ones, lambda, t)).toArray());
    }
}
