package org.pushforward.engine.sequence;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code sequence.etsc}: a Toeplitz matrix turned into a state-space model in closed form. A step is one token by the matrix and by the recurrence, and some
 * iterations of a gradient fit of the same size.
 */
public final class ToeplitzStates extends Study<ToeplitzStates.Stage> {

    /** Numbers a step of the gradient fit may touch. */
    private static final int BUDGET = 300_000;
    private static final double RATE = 0.01;
    private static final double DECAY = 0.97;
    /** Operations of a token: of a complex mode, and of a real transform of N numbers over N log₂ N (Cooley & Tukey). */
    private static final double A_MODE = 11;
    private static final double A_TRANSFORM = 2.5;

    private final Knob<Integer> length;
    private final Knob<String> kernel;
    private final Knob<SourceFile> file;
    private final Knob<Integer> tokens;

    /**
     * t_m = Σ_k b_k λ^{mk}, λ = e^{−2πi/(n + 1)}, k = 1 … n.
     *
     * @param weights b₁ to b_n, real and imaginary parts in turn
     * @param one |b₀|, the weight of λ = 1 in the kernel it gives back
     * @param error of the kernel it gives back, over the largest entry
     */
    record Exact(double[] weights, double one, double error) { }

    /** Modes b e^{m(−e^ρ + iθ)}, four numbers each, with what the optimizer knows, and its largest error over the largest entry. */
    record Fitted(double[] modes, Adam adam, double error) { }

    /**
     * @param state of the recurrence, real and imaginary parts
     * @param input tokens so far
     * @param error largest difference of the outputs so far, {@code within} the length of the kernel, and {@code largest} output
     */
    record Stage(double[] kernel, Exact exact, Fitted fitted, double[] state, double[] input, double error, double within, double largest) {

        int n() {
            return kernel.length;
        }
    }

    public ToeplitzStates() {
        super("sequence.etsc", "From a Toeplitz matrix to states", "A Toeplitz layer multiplies a sequence by a matrix with constant diagonals: to add a token it looks at all tokens before. A state-space model needs only its state. Any kernel of length n can be turned into one exactly and without training: "
                + "append one entry so that the sum is zero, take the discrete Fourier transform, and the roots of unity but one are the poles. It is stable, since all poles have modulus one, where fitting poles by gradients stops far away. The cost of a token is then constant, "
                + "but as large as the kernel is long: it beats recomputing the layer by fast transforms, which the paper compares with, and not a plain sum over the last n tokens, which takes fewer operations still. Beyond n tokens the roots of unity repeat the kernel, and the model is wrong.",
                List.of("y_m = Σ_j t_{m−j} u_j", "t_n = −Σ t_m,  b = DFT⁻¹(t),  λ_k = e^{−2πik/(n+1)},  b₀ = 0", "s_k ← λ_k s_k + u,  y = Re Σ_k b_k s_k"),
                new Citation("Z. Qin, Y. Zhong", 2023, "Accelerating Toeplitz Neural Network with Constant-time Inference Complexity", "10.18653/v1/2023.emnlp-main.750").code("https://github.com/OpenNLPLab/ETSC-Exact-Toeplitz-to-SSM-Conversion"));
        pace(20);
        group("Kernel");
        length = whole("length", "n", "Length", 128, 8, 512, "Entries of the kernel, and states.").within(2, 2048).log();
        kernel = choice("kernel", "t", "Kernel", List.of("decaying", "random", "file"), "decaying", "Normal numbers times 0.97ᵐ, as Toeplitz networks learn them; without decay; or your own.");
        file = points("file", "t", "File", "moons", "Rows of numbers, of which the last column is the kernel.").when(kernel, "file");
        group("Sequence");
        tokens = whole("tokens", "T", "Tokens", 0, 0, 1024, "Of the sequence; 0 is as many as the kernel is long.").within(0, 100_000);
        lasts(p -> p.get(tokens) > 0 ? p.get(tokens) : p.get(length));

        var kernelError = gauge("kernel-error", "Kernel", "", s -> Math.max(1e-18, s.exact.error));
        var recurrence = gauge("recurrence-error", "Recurrence", "", s -> Math.max(1e-18, s.error / s.largest)).when(s -> s.input.length > 0);
        var within = gauge("recurrence-error-within", "Recurrence, first n tokens", "", s -> s.within / s.largest).when(s -> s.input.length > 0);
        var gradient = gauge("gradient-error", "Gradient fit", "", s -> s.fitted.error);
        var one = gauge("weight-of-one", "Weight of λ = 1", "", s -> s.exact.one);
        gauge("states", "States", "", s -> s.n());
        var direct = gauge("operations-sum", "Sum over remembered tokens", "", s -> 2.0 * Math.min(s.n(), Math.max(1, s.input.length)));
        var again = gauge("operations-transform", "Layer again by transforms", "", s -> {
            double points = 2.0 * Math.max(1, s.input.length);
            return 3 * A_TRANSFORM * points * Math.log(points) / Math.log(2);
        });
        var constant = gauge("operations-recurrence", "Recurrence", "", s -> A_MODE * s.n() / 2);

        plane("poles", "Poles in the complex plane", "on the circle the roots of unity by |b|; inside the poles fitted by gradients").draw(LINES, "circle", "modulus 1").draw(POINTS, "fitted-poles", "fitted").draw(POINTS, "roots", "|b|");
        plane("toeplitz", "Toeplitz matrix", "one row a token; the latest is the last").draw(CELLS, "matrix", "entry");
        history("errors", "Errors", "largest, over the largest entry or output", gradient, recurrence, kernelError).log();
        history("cost", "Operations a token", "multiplications and additions", again, direct, constant).log();
        plot("entries", "The kernel", "and what comes back beyond its length").draw(CURVE, "kernel", "kernel", "", "m").draw(CURVE, "fitted-kernel", "gradient fit", "", "m").draw(CURVE, "returned", "closed form", "", "m");
        plot("modes", "Weights", "Re b and Im b").draw(POINTS, "weights", "b");

        always("kernel", "kernel given back, error / largest entry", kernelError, atMost(1e-10), "exact: Vandermonde system of roots of unity; rounding grows with length up to 2048");
        always("recurrence", "recurrence against the sum, first n tokens", within, atMost(1e-10), "exact; rounding grows with length up to 2048");
        always("one", "weight of λ = 1", one, atMost(1e-13), "closed form 0");
        reference("long", "n = 512, random: kernel error", atMost(1e-12), "exact; 1.1e-13 independently", t -> t.value(kernelError), "length=512", "kernel=random");
        reference("long-recurrence", "n = 512, random: recurrence error", atMost(5e-12), "exact; 7.4e-13 independently", t -> t.rest().value(recurrence), "length=512", "kernel=random");
        reference("gradient", "n = 64: gradient fit over closed form", atLeast(1e3), "Qin & Zhong 2023; ten orders here, after Adam for some thousand iterations", t -> t.rest().value(gradient) / t.value(kernelError), "length=64", "tokens=100");
        reference("beyond", "n = 64, 200 tokens: recurrence error", atLeast(0.05), "the roots of unity repeat the kernel after n + 1 tokens", t -> t.rest().value(recurrence), "length=64", "tokens=200");
        opens("A matrix becomes roots of unity", "Exact and without training, where a gradient fit of the same size stops far away.").pictured(100);
        preset("random", "A kernel that does not decay", "Noise of length 256: nothing that a few poles could fit, and exact all the same.").set("kernel=random", "length=256").pictured(120);
        preset("beyond", "Longer than the kernel", "After n tokens the kernel comes back and the outputs part.").set("length=64", "tokens=160").panes("errors", "entries", "poles", "cost").pictured(120);
        tiny("length=8", "length=6 kernel=random tokens=9", "length=7 kernel=file");
    }

    // ---- the closed form

    /** b_k = Σ_m t_m e^{2πikm/(n + 1)}/(n + 1), with t_n = −Σ t_m. */
    private static Exact exact(double[] t) {
        int n = t.length;
        double[] cos = new double[n + 1];
        double[] sin = new double[n + 1];
        for (int j = 0; j <= n; j++) {
            cos[j] = Math.cos(2 * Math.PI * j / (n + 1));
            sin[j] = Math.sin(2 * Math.PI * j / (n + 1));
        }
        double last = -Arrays.stream(t).sum();
        double[] b = new double[2 * n];
        for (int k = 1; k <= n; k++) {
            double re = last * cos[(int) ((long) k * n % (n + 1))];
            double im = last * sin[(int) ((long) k * n % (n + 1))];
            for (int m = 0; m < n; m++) {
                int j = (int) ((long) k * m % (n + 1));
                re += t[m] * cos[j];
                im += t[m] * sin[j];
            }
            b[2 * k - 2] = re / (n + 1);
            b[2 * k - 1] = im / (n + 1);
        }
        double worst = 0;
        double sum = 0;
        for (int m = 0; m <= n; m++) {
            double back = returned(b, m);
            sum += back;
            worst = Math.max(worst, Math.abs(back - (m < n ? t[m] : last)));
        }
        return new Exact(b, Math.abs(sum) / (n + 1), worst / largest(t));
    }

    /** Re Σ b_k λ_k^m. */
    private static double returned(double[] b, int m) {
        int n = b.length / 2;
        double sum = 0;
        for (int k = 1; k <= n; k++) {
            double angle = 2 * Math.PI * ((long) k * m % (n + 1)) / (n + 1);
            sum += b[2 * k - 2] * Math.cos(angle) + b[2 * k - 1] * Math.sin(angle);
        }
        return sum;
    }

    private static double largest(double[] t) {
        return Arrays.stream(t).map(Math::abs).max().orElseThrow();
    }

    // ---- the gradient fit

    /** Largest error over the largest entry; the gradient of the mean square when asked for. */
    private static double misfit(double[] modes, double[] t, double[] gradient) {
        int n = t.length;
        double[] r = new double[n];
        for (int m = 0; m < n; m++) {
            r[m] = -t[m];
        }
        for (int k = 0; k < modes.length; k += 4) {
            walk(modes, k, n, (m, re, im) -> r[m] += re);
        }
        if (gradient.length > 0) {
            for (int k = 0; k < modes.length; k += 4) {
                double[] sums = new double[4];
                walk(modes, k, n, (m, re, im) -> {
                    sums[0] += r[m] * re;
                    sums[1] += r[m] * im;
                    sums[2] += r[m] * m * re;
                    sums[3] += r[m] * m * im;
                });
                double b2 = modes[k] * modes[k] + modes[k + 1] * modes[k + 1] + 1e-300;
                // λᵐ = bλᵐ · b̄/|b|²
                gradient[k] = 2.0 / n * (sums[0] * modes[k] + sums[1] * modes[k + 1]) / b2;
                gradient[k + 1] = 2.0 / n * (sums[0] * modes[k + 1] - sums[1] * modes[k]) / b2;
                gradient[k + 2] = -2.0 / n * sums[2] * Math.exp(modes[k + 2]);
                gradient[k + 3] = -2.0 / n * sums[3];
            }
        }
        return largest(r) / largest(t);
    }

    private interface Term {
        void at(int m, double re, double im);
    }

    /** bλᵐ for m = 0 … n − 1. */
    private static void walk(double[] modes, int k, int n, Term term) {
        double radius = Math.exp(-Math.exp(modes[k + 2]));
        double x = radius * Math.cos(modes[k + 3]);
        double y = radius * Math.sin(modes[k + 3]);
        double re = modes[k];
        double im = modes[k + 1];
        for (int m = 0; m < n; m++) {
            term.at(m, re, im);
            double next = re * x - im * y;
            im = re * y + im * x;
            re = next;
        }
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        double[] t = kernel(p, random);
        int modes = Math.max(1, t.length / 2);
        double[] z = new double[4 * modes];
        random.stream(3).normals(0, modes, 0, 4, z, 0);
        double[] u = new double[modes];
        random.stream(4).uniforms(0, modes, 0, 1, u, 0);
        double[] m = new double[4 * modes];
        for (int k = 0; k < modes; k++) {
            m[4 * k] = 0.1 * z[4 * k];
            m[4 * k + 1] = 0.1 * z[4 * k + 1];
            m[4 * k + 2] = Math.log(0.03) + 0.5 * z[4 * k + 2];
            m[4 * k + 3] = Math.PI * (k + u[k]) / modes;
        }
        Fitted fitted = new Fitted(m, new Adam(m.length, Adam.Settings.of(RATE)), misfit(m, t, new double[0]));
        return new Stage(t, exact(t), fitted, new double[2 * t.length], new double[0], 0, 0, 1e-300);
    }

    private double[] kernel(Knobs p, Philox random) {
        int n = p.get(length);
        if (p.is(kernel, "file")) {
            PointCloud rows = PointSources.of(p.get(file)).cloud(n, random);
            int d = rows.dimension();
            double[] t = IntStream.range(0, Math.min(n, rows.size())).mapToDouble(i -> rows.coordinates()[i * d + d - 1]).toArray();
            if (t.length < 2 || !(largest(t) > 0)) {
                throw new InputException("file: the last column of " + p.get(file).name() + " has no kernel in it", "give at least two rows, not all zero");
            }
            return t;
        }
        double[] t = new double[n];
        random.stream(1).normals(0, n, 0, 1, t, 0);
        double decay = p.is(kernel, "random") ? 1 : DECAY;
        for (int m = 0; m < n; m++) {
            t[m] *= Math.pow(decay, m);
        }
        return t;
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        int n = s.n();
        double[] u = Arrays.copyOf(s.input, s.input.length + 1);
        int m = s.input.length;
        u[m] = t.normals(2, 1, 1)[0];
        double sum = 0;
        for (int j = Math.max(0, m - n + 1); j <= m; j++) {
            sum += s.kernel[m - j] * u[j];
        }
        double[] state = new double[2 * n];
        double y = 0;
        for (int k = 1; k <= n; k++) {
            double angle = 2 * Math.PI * k / (n + 1);
            double re = Math.cos(angle);
            double im = -Math.sin(angle);
            state[2 * k - 2] = re * s.state[2 * k - 2] - im * s.state[2 * k - 1] + u[m];
            state[2 * k - 1] = re * s.state[2 * k - 1] + im * s.state[2 * k - 2];
            y += s.exact.weights[2 * k - 2] * state[2 * k - 2] - s.exact.weights[2 * k - 1] * state[2 * k - 1];
        }
        double off = Math.abs(y - sum);
        return new Stage(s.kernel, s.exact, trained(s.fitted, s.kernel, t), state, u, Math.max(s.error, off), m < n ? Math.max(s.within, off) : s.within, Math.max(s.largest, Math.abs(sum)));
    }

    private static Fitted trained(Fitted f, double[] t, Turn turn) {
        double[] modes = f.modes.clone();
        Adam adam = f.adam.copy();
        double[] gradient = new double[modes.length];
        int iterations = Math.max(1, BUDGET / (t.length * modes.length));
        for (int k = 0; k < iterations; k++) {
            turn.ask();
            misfit(modes, t, gradient);
            adam.step(modes, gradient, RATE);
        }
        return new Fitted(modes, adam, misfit(modes, t, new double[0]));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        int n = s.n();
        int shown = Math.min(n, 128);
        int rows = Math.min(shown, s.input.length);
        double[] toeplitz = new double[shown * shown];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j <= i; j++) {
                toeplitz[i * shown + j] = s.kernel[i - j];
            }
        }
        to.matrix("matrix", shown, shown, toeplitz);
        to.path("circle", IntStream.rangeClosed(0, 200).boxed().flatMapToDouble(i -> Arrays.stream(new double[] {Math.cos(Math.PI * i / 100), Math.sin(Math.PI * i / 100)})).toArray());
        double[] roots = new double[2 * n];
        double[] size = new double[n];
        for (int k = 1; k <= n; k++) {
            roots[2 * k - 2] = Math.cos(2 * Math.PI * k / (n + 1));
            roots[2 * k - 1] = -Math.sin(2 * Math.PI * k / (n + 1));
            size[k - 1] = Math.hypot(s.exact.weights[2 * k - 2], s.exact.weights[2 * k - 1]);
        }
        to.graph("roots", roots, new int[0], List.of(new Layer.Field("weight", "|b|", "", size)), List.of(), List.of());
        double[] f = s.fitted.modes;
        double[] poles = new double[f.length];
        for (int k = 0; k < f.length; k += 4) {
            double radius = Math.exp(-Math.exp(f[k + 2]));
            double[] pair = {radius * Math.cos(f[k + 3]), radius * Math.sin(f[k + 3]), radius * Math.cos(f[k + 3]), -radius * Math.sin(f[k + 3])};
            System.arraycopy(pair, 0, poles, k, 4);
        }
        to.points("fitted-poles", 2, poles);
        double[] m = IntStream.range(0, n).asDoubleStream().toArray();
        to.series("kernel", m, s.kernel);
        double[] fit = new double[n];
        for (int k = 0; k < f.length; k += 4) {
            walk(f, k, n, (i, re, im) -> fit[i] += re);
        }
        to.series("fitted-kernel", m, fit);
        double[] longer = IntStream.range(0, Math.max(n, Math.min(s.input.length, 4 * n))).asDoubleStream().toArray();
        to.series("returned", longer, Arrays.stream(longer).map(i -> returned(s.exact.weights, (int) i)).toArray());
        to.points("weights", 2, s.exact.weights);
    }
}
