package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.orth-conv}: a convolution on the line is drawn towards an orthogonal one by the regulariser of its kernel alone, which never
 * forms the matrix; beside it the residual of the whole matrix and its singular values. One step is twenty steps of gradient descent.
 */
public final class OrthogonalConvolution extends Study<OrthogonalConvolution.State> {

    private static final String CIRCULAR = "circular";
    private static final String RESIDUAL = "residual";
    private static final int EACH = 20;
    private static final int STEPS = 120;
    private static final double RATE = 0.02;
    private static final int MAP = 8;
    /** Whose singular values are found within a second. */
    private static final int MOST_NUMBERS = 200_000;

    /**
     * M × C × k taps, row-major.
     *
     * @param stride of the outputs
     */
    record Kernel(int out, int in, int taps, int stride, double[] w) {

        double at(int m, int c, int t) {
            return w[(m * in + c) * taps + t];
        }

        /** What is subtracted where more outputs than inputs make a tall matrix: its least residual. */
        double excess() {
            return Math.max(0, out - in * stride);
        }

        /** A_τ = Σ_t K_t K_{t+τ}ᵀ, less I at lag 0. */
        double[] correlation(int lag) {
            double[] a = new double[out * out];
            for (int i = 0; i < out; i++) {
                for (int j = 0; j < out; j++) {
                    double sum = i == j && lag == 0 ? -1 : 0;
                    for (int c = 0; c < in; c++) {
                        for (int t = Math.max(0, -lag); t < taps && t + lag < taps; t++) {
                            sum += at(i, c, t) * at(j, c, t + lag);
                        }
                    }
                    a[i * out + j] = sum;
                }
            }
            return a;
        }

        /** L_orth: squares of all correlations at multiples of the stride, less the excess. */
        double regulariser() {
            double sum = -excess();
            for (int lag = -(taps - 1) / stride * stride; lag < taps; lag += stride) {
                for (double v : correlation(lag)) {
                    sum += v * v;
                }
            }
            return sum;
        }

        /** ∂L_orth/∂K = 4 Σ_τ A_τ K_{t+τ}. */
        double[] slope() {
            double[] g = new double[w.length];
            for (int lag = -(taps - 1) / stride * stride; lag < taps; lag += stride) {
                double[] a = correlation(lag);
                for (int i = 0; i < out; i++) {
                    for (int j = 0; j < out; j++) {
                        for (int c = 0; c < in; c++) {
                            for (int t = Math.max(0, -lag); t < taps && t + lag < taps; t++) {
                                g[(i * in + c) * taps + t] += 4 * a[i * out + j] * at(j, c, t + lag);
                            }
                        }
                    }
                }
            }
            return g;
        }

        /** The matrix on signals of a length: outputs × positions over inputs × places; the middle tap sees the place itself. */
        double[][] matrix(int length, boolean isCircular) {
            int positions = length / stride;
            double[][] k = new double[out * positions][in * length];
            for (int m = 0; m < out; m++) {
                for (int p = 0; p < positions; p++) {
                    for (int c = 0; c < in; c++) {
                        for (int t = 0; t < taps; t++) {
                            int at = p * stride + t - taps / 2;
                            if (isCircular || at >= 0 && at < length) {
                                k[m * positions + p][c * length + Math.floorMod(at, length)] += at(m, c, t);
                            }
                        }
                    }
                }
            }
            return k;
        }

        Kernel with(double[] other) {
            return new Kernel(out, in, taps, stride, other);
        }
    }

    /** @param residual ‖KKᵀ − I‖² of the matrix, or of KᵀK where it is tall; {@code least} and {@code most} singular values */
    record State(Kernel kernel, double regulariser, double residual, double[] singular) {

        double least() {
            return singular[singular.length - 1];
        }

        double most() {
            return singular[0];
        }
    }

    private final Knob<String> padding;
    private final Knob<String> target;
    private final Knob<Integer> in;
    private final Knob<Integer> out;
    private final Knob<Integer> taps;
    private final Knob<Integer> stride;
    private final Knob<Integer> length;

    public OrthogonalConvolution() {
        super("networks.orth-conv", "Orthogonal convolutions", "A layer that is orthogonal keeps lengths, forwards and backwards. For a convolution a regulariser of the small kernel is enough: with circular padding it is the "
                + "squared residual of the whole matrix, over the number of positions, exactly, whatever the length of the signal. Descent brings all singular values to 1. "
                + "Not every size allows it, and a theorem says which; the map shows it. With zero padding, the usual one, the regulariser still falls to 0, yet the matrix leaks at "
                + "its borders: its residual vanishes only for kernels with all their energy in the middle tap, which are no convolutions at all. Descent on it finds such a kernel for "
                + "one of six seeds; the others come to rest at a delay, whose last outputs fall off the border: singular values are 0, and the residual is their number. On the line and by plain descent; "
                + "the paper's networks are two-dimensional and trained on pictures.",
                List.of("L = Σ_τ ‖Σ_t K_t K_{t+τ}ᵀ − δ_τ I‖² − (M − CS)₊", "circular: ‖KKᵀ − I‖² = (N/S) L", "exists: M ≤ Ck where M ≤ CS,  S ≤ k where M ≥ CS"),
                new Citation("E. M. Achour, F. Malgouyres, F. Mamalet", 2022, "Existence, Stability and Scalability of Orthogonal Convolutional Neural Networks", "2108.05623"));
        pace(15);
        group("Layer");
        in = whole("channels-in", "C", "Channels in", 3, 1, 6, "Of the signal.").within(1, 16);
        out = whole("channels-out", "M", "Channels out", 2, 1, 8, "Of the layer.").within(1, 32);
        taps = whole("kernel", "k", "Taps", 5, 1, 9, "Length of the kernel.").within(1, 15);
        stride = whole("stride", "S", "Stride", 1, 1, 3, "Places between two outputs.").within(1, 8);
        padding = choice("padding", "p", "Padding", List.of(CIRCULAR, "same"), CIRCULAR, "The signal is periodic, or zero outside.");
        length = whole("length", "N", "Length", 24, 12, 48, "Of the signal, a multiple of the stride.").within(4, 256);
        group("Training");
        target = choice("target", "L", "Lowered", List.of("regulariser", RESIDUAL), "regulariser", "The regulariser of the kernel, or the residual of the whole matrix.");
        refuse(p -> p.get(out) <= p.get(in) * p.get(stride) && p.get(out) > p.get(in) * p.get(taps),
                p -> "channels-out: no orthogonal layer has M = " + p.get(out) + " > C k = " + p.get(in) * p.get(taps) + " while M ≤ C S; take fewer, or a longer kernel");
        refuse(p -> p.get(out) >= p.get(in) * p.get(stride) && p.get(stride) > p.get(taps), p -> "stride: no orthogonal layer has S = " + p.get(stride) + " > k = " + p.get(taps)
                + " while M ≥ C S; take a smaller one");
        refuse(p -> p.get(length) % p.get(stride) != 0 || p.get(length) < 2 * p.get(taps) - 1, p -> "length: " + p.get(length) + " is no multiple of the stride " + p.get(stride)
                + " or shorter than 2k − 1 = " + (2 * p.get(taps) - 1) + "; give one that is");
        refuse(p -> numbers(p) > MOST_NUMBERS, p -> "length: the matrix of the layer would have " + Math.round(numbers(p)) + " numbers; keep it to " + MOST_NUMBERS + " by a shorter length or fewer channels");
        lasts(_ -> STEPS);

        var regulariser = gauge("regulariser", "Regulariser of the kernel", "", s -> s.regulariser);
        var residual = gauge("residual", "Residual a position", "", (s, p) -> s.residual / (p.get(length) / p.get(stride)));
        var least = gauge("sigma-min", "Least singular value", "", State::least);
        var most = gauge("sigma-max", "Largest singular value", "", State::most);
        var centre = gauge("centre-energy", "Energy in the middle tap", "", s -> centre(s.kernel));
        var identity = gauge("identity-error", "Residual less regulariser", "", (s, p) -> p.get(padding).equals(CIRCULAR) ? Math.abs(s.residual / (p.get(length) / p.get(stride)) - s.regulariser) : 0);

        plane("matrix", "The layer as a matrix", "blocks of channels").draw(CELLS, "matrix", "weight");
        plot("singular", "Singular values", "sorted").draw(CURVE, "singular", "now", "", "number").draw(CURVE, "one", "orthogonal", "", "number");
        history("losses", "What is left", "per position; with circular padding one curve", regulariser, residual).log();
        plot("taps", "Energy by tap", "share of the kernel's").draw(BARS, "taps", "share");
        plane("exists", "Where there are orthogonal layers", "channels out down, channels in across, at this kernel and stride").draw(CELLS, "exists", "1: yes");
        history("sigmas", "Extreme singular values", "", least, most);

        always("identity", "residual a position less the regulariser, circular", identity, atMost(1e-11), "closed form (Achour et al. 2022, theorem)");
        reference("trained", "2 out of 3 channels, 5 taps, circular: largest distance of a singular value from 1", atMost(1e-3), "what is trained for", t -> Math.max(t.rest().value(most) - 1, 1 - t.value(least)));
        reference("tall", "6 out of 2 channels, 3 taps, stride 2: largest distance of a singular value from 1", atMost(1e-3), "the column-orthogonal case", t -> Math.max(t.rest().value(most) - 1, 1 - t.value(least)),
                "channels-in=2", "channels-out=6", "kernel=3", "stride=2");
        reference("strided", "4 out of 2 channels, 5 taps, stride 2: largest distance of a singular value from 1", atMost(1e-3), "a square matrix",
                t -> Math.max(t.rest().value(most) - 1, 1 - t.value(least)), "channels-in=2", "channels-out=4", "stride=2");
        reference("leaks", "same padding, regulariser lowered to 0: residual a position", atLeast(0.005), "the theorem's limit; borders leak", t -> leak(t, regulariser, residual), "padding=same");
        var lowered = shared(OrthogonalConvolution::lowered, "padding=same", "target=residual", "channels-in=2", "channels-out=2", "length=12");
        reference("middle", "same padding, residual lowered, five seeds: least energy in the middle tap where it vanishes", atLeast(0.95), "only kernels of one tap", lowered, OrthogonalConvolution::middle);
        reference("lost", "of these, where it does not vanish: residual off a whole number, and least singular value", atMost(0.02), "closed form: outputs of a delay that fall off the border", lowered,
                OrthogonalConvolution::lost);
        reference("gradient", "gradient of the regulariser against differences: worst relative difference", atMost(1e-6), "central differences", OrthogonalConvolution::byDifferences);
        opens("Singular values close ranks", "The regulariser falls, and every singular value goes to one.").pictured(40);
        preset("same", "The usual padding leaks", "The regulariser says orthogonal; the smallest singular value says no.").set("padding=same").pictured(80);
        preset("middle", "What zero padding allows", "Nothing is lost only with all energy in the middle tap. Other seeds stop at a delay: a singular value is zero.").set("padding=same", "target=residual", "channels-in=2", "channels-out=2", "length=12").pictured(100);
        preset("square", "As many out as in", "The hardest case: the last singular values come slowly.").set("channels-out=3").pictured(80);
        preset("tall", "More out than in", "Columns can be orthogonal where rows cannot.").set("channels-in=2", "channels-out=6", "kernel=3", "stride=2").pictured(60);
        tiny("length=12 kernel=3", "padding=same target=residual length=12 kernel=3 channels-out=2");
    }

    /** Of the matrix. */
    private double numbers(Knobs p) {
        return (double) p.get(out) * p.get(in) * p.get(length) * p.get(length) / p.get(stride);
    }

    private static double leak(Trial<State> t, Gauge<State> regulariser, Gauge<State> residual) {
        t.rest();
        return t.value(regulariser) < 1e-5 ? t.value(residual) : 0;
    }

    private static List<State> lowered(Trial<State> t) {
        return IntStream.rangeClosed(1, 5).mapToObj(seed -> t.anew(seed).rest().state()).toList();
    }

    private static boolean vanishes(State s) {
        return s.residual < 0.01;
    }

    /** 0 where none vanishes. */
    private static double middle(List<State> ends) {
        return ends.stream().filter(OrthogonalConvolution::vanishes).mapToDouble(s -> centre(s.kernel)).min().orElse(0);
    }

    private static double lost(List<State> ends) {
        return ends.stream().filter(s -> !vanishes(s)).mapToDouble(s -> Math.abs(s.residual - Math.rint(s.residual)) + s.least()).max().orElse(0);
    }

    @Override
    protected State start(Knobs p, Philox random) {
        double[] w = new double[p.get(out) * p.get(in) * p.get(taps)];
        random.normals(0, 1, 0, w.length, w, 0);
        double scale = 1 / Math.sqrt(p.get(taps) * p.get(in));
        return judged(new Kernel(p.get(out), p.get(in), p.get(taps), p.get(stride), Arrays.stream(w).map(v -> scale * v).toArray()), p);
    }

    private State judged(Kernel k, Knobs p) {
        double[][] m = k.matrix(p.get(length), p.get(padding).equals(CIRCULAR));
        double[] s = Matrix.of(m.length, m[0].length, Arrays.stream(m).flatMapToDouble(Arrays::stream).toArray()).singularValues();
        double residual = Arrays.stream(s).map(v -> (v * v - 1) * (v * v - 1)).sum();
        return new State(k, k.regulariser(), residual, s);
    }

    @Override
    protected State next(State s, Turn t) {
        Kernel k = s.kernel;
        for (int i = 0; i < EACH; i++) {
            t.ask();
            double[] g = t.get(target).equals(RESIDUAL) ? slopeOfResidual(k, t.get(length), t.get(padding).equals(CIRCULAR)) : k.slope();
            double[] w = k.w.clone();
            for (int j = 0; j < w.length; j++) {
                w[j] -= RATE * g[j];
            }
            k = k.with(w);
        }
        return judged(k, t.p());
    }

    /** Of ‖KKᵀ − I‖² a position, by the matrix: 4 (KKᵀ − I) K, added up over the places of each tap. */
    private static double[] slopeOfResidual(Kernel k, int length, boolean isCircular) {
        double[][] m = k.matrix(length, isCircular);
        int positions = length / k.stride;
        Matrix full = Matrix.of(m.length, m[0].length, Arrays.stream(m).flatMapToDouble(Arrays::stream).toArray());
        Matrix slope = full.times(full.transposed()).plusIdentity(-1).times(full);
        double[] g = new double[k.w.length];
        for (int o = 0; o < k.out; o++) {
            for (int p = 0; p < positions; p++) {
                for (int c = 0; c < k.in; c++) {
                    for (int t = 0; t < k.taps; t++) {
                        int at = p * k.stride + t - k.taps / 2;
                        if (isCircular || at >= 0 && at < length) {
                            g[(o * k.in + c) * k.taps + t] += 4 * slope.get(o * positions + p, c * length + Math.floorMod(at, length)) / positions;
                        }
                    }
                }
            }
        }
        return g;
    }

    private static double centre(Kernel k) {
        double[] share = shares(k);
        return share[k.taps / 2];
    }

    private static double[] shares(Kernel k) {
        double[] share = new double[k.taps];
        double sum = Math.max(1e-300, Arrays.stream(k.w).map(v -> v * v).sum());
        for (int j = 0; j < k.w.length; j++) {
            share[j % k.taps] += k.w[j] * k.w[j] / sum;
        }
        return share;
    }

    private static double byDifferences(Trial<State> t) {
        Kernel k = t.state().kernel;
        double[] g = k.slope();
        double worst = 0;
        for (int j = 0; j < g.length; j++) {
            double[] up = k.w.clone();
            double[] down = k.w.clone();
            up[j] += 1e-5;
            down[j] -= 1e-5;
            double difference = (k.with(up).regulariser() - k.with(down).regulariser()) / 2e-5;
            worst = Math.max(worst, Math.abs(g[j] - difference) / (1e-2 + Math.abs(difference)));
        }
        return worst;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        double[][] m = s.kernel.matrix(p.get(length), p.get(padding).equals(CIRCULAR));
        to.matrix("matrix", m.length, m[0].length, Arrays.stream(m).flatMapToDouble(Arrays::stream).toArray());
        double[] number = IntStream.rangeClosed(1, s.singular.length).asDoubleStream().toArray();
        to.series("singular", number, s.singular);
        to.series("one", new double[] {1, number.length}, new double[] {1, 1});
        to.bars("taps", IntStream.range(0, p.get(taps)).mapToObj(t -> String.valueOf(t - p.get(taps) / 2)).toList(), shares(s.kernel));
        double[] exists = new double[MAP * MAP];
        for (int i = 0; i < MAP; i++) {
            for (int j = 0; j < MAP; j++) {
                int outs = i + 1;
                int ins = j + 1;
                boolean rows = outs <= ins * p.get(stride) && outs <= ins * p.get(taps);
                boolean columns = outs >= ins * p.get(stride) && p.get(stride) <= p.get(taps);
                exists[i * MAP + j] = rows || columns ? 1 : 0;
            }
        }
        to.matrix("exists", MAP, MAP, exists);
    }
}
