package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.pntk}: the empirical neural tangent kernel of a network with O outputs, NO × NO, beside the one of the sum of its outputs, N × N,
 * once for each width from {@value #FIRST} on. One step doubles the width.
 */
public final class TangentKernel extends Study<TangentKernel.State> {

    private static final int FIRST = 16;
    private static final int INPUTS = 8;
    private static final int TESTED = 16;
    private static final int NETWORKS = 3;
    /** Of a kernel that is solved with within a second. */
    private static final int MOST_ROWS = 1000;
    private static final double RIDGE = 1e-2;

    /** Weights as N(0, 1); layers are divided by the root of their inputs. */
    record Net(int width, int outputs, double[] w1, double[] w2, double[] w3) {

        static Net drawn(int width, int outputs, Philox random) {
            return new Net(width, outputs, normals(random.stream(1), width * INPUTS), normals(random.stream(2), width * width), normals(random.stream(3), outputs * width));
        }

        private static double[] normals(Philox random, int n) {
            double[] z = new double[n];
            random.normals(0, 1, 0, n, z, 0);
            return z;
        }

        /** Outputs at one point. */
        double[] at(double[] x) {
            double[] a1 = layer(w1, x, width, true);
            return layer(w3, layer(w2, a1, width, true), outputs, false);
        }

        private static double[] layer(double[] w, double[] x, int out, boolean isHidden) {
            double[] y = new double[out];
            double scale = 1 / Math.sqrt(x.length);
            for (int i = 0; i < out; i++) {
                for (int j = 0; j < x.length; j++) {
                    y[i] += w[i * x.length + j] * x[j];
                }
                y[i] *= scale;
                y[i] = isHidden ? Math.max(0, y[i]) * Math.sqrt(2) : y[i];
            }
            return y;
        }
    }

    /** What all gradients are made of: inputs, activations, and for every output the derivatives by both hidden layers. */
    record Gradients(double[][] x, double[][] a1, double[][] a2, double[][][] d1, double[][][] d2) { }

    /** @param error relative difference of the kernels in the Frobenius norm, mean over networks */
    record Width(int width, double error, double predicted, double bound) { }

    /** @param kernel NO × NO by samples, then outputs, and {@code sum} N × N, of the widest network so far */
    record State(List<Width> widths, double[] kernel, double[] sum, double[] ours, double[] theirs) { }

    private final Knob<Integer> width;
    private final Knob<Integer> outputs;
    private final Knob<Integer> samples;

    public TangentKernel() {
        super("networks.pntk", "A small kernel for a wide network", "Near its start a wide network is a linear model in its gradients, and their inner products are its tangent kernel. With O outputs the kernel of N samples "
                + "is NO × NO: too large to store, let alone to invert. The kernel of the sum of the outputs is N × N, and as the network widens the large one becomes the small one times the "
                + "identity: blocks off the diagonal fade like one over the root of the width. Regression by both comes to the same predictions, within a bound that can be computed, at O³ fewer "
                + "operations. Networks of two hidden layers on random data; the paper's convolutional networks and CIFAR-10 are not shown.",
                List.of("Θ(x, x′)_{ij} = ⟨∇f_i(x), ∇f_j(x′)⟩", "K(x, x′) = ⟨∇ Σ f_i(x)/√O, ∇ Σ f_j(x′)/√O⟩", "‖Θ − K ⊗ I‖_F/‖Θ‖_F ∝ width^{−1/2}"),
                new Citation("M. A. Mohamadi, W. Bae, D. J. Sutherland", 2022, "A Fast, Well-Founded Approximation to the Empirical Neural Tangent Kernel", "2206.12543"));
        pace(1);
        group("Network");
        width = whole("width", "n", "Width", 512, 64, 1024, "Of the widest network, a power of two times 16 at most.").within(FIRST, 2048).log();
        outputs = whole("outputs", "O", "Outputs", 10, 2, 12, "Of the network.").within(2, 40);
        samples = whole("samples", "N", "Samples", 32, 8, 48, "That the kernels are between.").within(2, 200);
        refuse(p -> (p.get(samples) + TESTED) * p.get(outputs) > MOST_ROWS, p -> "samples: the large kernel of " + p.get(samples) + " samples, " + TESTED + " held back and " + p.get(outputs)
                + " outputs has " + (p.get(samples) + TESTED) * p.get(outputs) + " rows; keep them to " + MOST_ROWS + " by fewer samples or outputs");
        lasts(p -> steps(p.get(width)));

        var error = gauge("relative-error", "Difference of the kernels", "", s -> s.widths.getLast().error);
        var slope = gauge("slope", "Slope against width", "", s -> slope(s.widths));
        gauge("operations-ratio", "Operations, large over small", "", (_, p) -> Math.pow(p.get(outputs), 3));
        gauge("prediction-difference", "Difference of predictions", "", s -> s.widths.getLast().predicted);
        var share = gauge("bound-share", "Difference over its bound", "", s -> s.widths.getLast().predicted / s.widths.getLast().bound);

        plane("kernel", "Kernel of all outputs", "a block a pair of samples").draw(CELLS, "kernel", "Θ").alike("kernel", "blocks");
        plane("blocks", "Small kernel times identity", "what the blocks become").draw(CELLS, "blocks", "K ⊗ I").alike("kernel", "blocks");
        plot("widths", "Difference against width", "relative, mean of three networks").draw(CURVE, "errors", "measured", "", "width").draw(CURVE, "root", "width^(−1/2)", "", "width").log().logX();
        plane("predictions", "Predictions by both kernels", "large across, small up: on the diagonal they agree").draw(LINES, "diagonal", "the same").draw(POINTS, "pairs", "output");
        history("bound", "Difference of predictions over its bound", "", share).log();

        always("bound", "difference of predictions over its bound", share, atMost(1), "closed form: perturbation of ridge regression");
        reference("slope", "32 samples, 10 outputs, widths 16 to 512: slope", within(-0.5, 0.1), "theory −½; −.56 in an independent run", t -> t.rest().value(slope));
        reference("error", "width 512: relative difference", atMost(0.2), "our run; .07 in an independent run with other inputs", t -> t.rest().value(error));
        reference("symmetric", "kernel of three samples less that of the same in reverse order: largest difference", atMost(1e-12), "closed form: which of two samples comes first does not matter", TangentKernel::asymmetry);
        reference("positive", "kernel of width 64: least eigenvalue over the largest", atLeast(-1e-12), "closed form: a Gram matrix", TangentKernel::leastEigenvalue, "width=64");
        reference("jacobian", "gradients against differences: worst relative difference of an entry of the kernel", atMost(1e-6), "central differences", TangentKernel::byDifferences);
        opens("Blocks become diagonal", "Doubling the width fades what stands off the diagonal of every block.");
        preset("two", "Two outputs", "Hardly anything to save: a factor of eight.").set("outputs=2", "samples=48");
        preset("narrow", "Too narrow", "At width 16 the small kernel is off by half.").set("width=32");
        tiny("width=32 outputs=2 samples=4");
    }

    private static long steps(int width) {
        return Math.max(0, (long) Math.floor(Math.log((double) width / FIRST) / Math.log(2) + 1e-9));
    }

    private static double[][] points(int n, Philox random) {
        double[][] x = new double[n][INPUTS];
        for (int i = 0; i < n; i++) {
            random.normals(i, 1, 0, INPUTS, x[i], 0);
            double length = Math.sqrt(Arrays.stream(x[i]).map(v -> v * v).sum() / INPUTS);
            x[i] = Arrays.stream(x[i]).map(v -> v / length).toArray();
        }
        return x;
    }

    @Override
    protected State start(Knobs p, Philox random) {
        return widened(new State(List.of(), new double[0], new double[0], new double[0], new double[0]), FIRST, p, random);
    }

    @Override
    protected State next(State s, Turn t) {
        t.ask();
        return widened(s, FIRST << t.step() + 1, t.p(), t.random());
    }

    private State widened(State s, int w, Knobs p, Philox random) {
        int n = p.get(samples);
        int o = p.get(outputs);
        double[][] x = points(n + TESTED, random.stream(1));
        double[] targets = targets(x, n, o, random.stream(2));
        double error = 0;
        State last = s;
        for (int k = 0; k < NETWORKS; k++) {
            Gradients g = gradients(Net.drawn(w, o, random.stream(100 + k).stream(w)), x);
            double[] all = kernel(g, o);
            double[] sum = summed(all, n + TESTED, o);
            error += difference(all, sum, n, n + TESTED, o) / NETWORKS;
            if (k == 0) {
                last = regressed(s, all, sum, targets, n, o);
            }
        }
        List<Width> widths = new ArrayList<>(s.widths);
        Width now = last.widths.getLast();
        widths.add(new Width(w, error, now.predicted, now.bound));
        return new State(List.copyOf(widths), last.kernel, last.sum, last.ours, last.theirs);
    }

    /** Smooth functions of the samples: sin of a random direction, one an output. */
    private static double[] targets(double[][] x, int n, int o, Philox random) {
        double[] y = new double[n * o];
        for (int j = 0; j < o; j++) {
            double[] a = new double[INPUTS];
            random.normals(j, 1, 0, INPUTS, a, 0);
            for (int i = 0; i < n; i++) {
                y[i * o + j] = Math.sin(Vectors.dot(a, x[i]));
            }
        }
        return y;
    }

    private static Gradients gradients(Net net, double[][] x) {
        int n = x.length;
        int w = net.width;
        double[][] a1 = new double[n][];
        double[][] a2 = new double[n][];
        double[][][] d1 = new double[n][net.outputs][w];
        double[][][] d2 = new double[n][net.outputs][w];
        double root = Math.sqrt(2.0 / w);
        for (int i = 0; i < n; i++) {
            a1[i] = Net.layer(net.w1, x[i], w, true);
            a2[i] = Net.layer(net.w2, a1[i], w, true);
            for (int o = 0; o < net.outputs; o++) {
                for (int k = 0; k < w; k++) {
                    d2[i][o][k] = a2[i][k] > 0 ? root * net.w3[o * w + k] : 0;
                }
                for (int k = 0; k < w; k++) {
                    double d = d2[i][o][k];
                    for (int j = 0; d != 0 && j < w; j++) {
                        d1[i][o][j] += d * net.w2[k * w + j];
                    }
                }
                for (int j = 0; j < w; j++) {
                    d1[i][o][j] = a1[i][j] > 0 ? root * d1[i][o][j] : 0;
                }
            }
        }
        return new Gradients(x, a1, a2, d1, d2);
    }

    /** Θ by layers: inner products of what goes in times those of what comes back. */
    private static double[] kernel(Gradients g, int o) {
        int n = g.x.length;
        int size = n * o;
        double[] k = new double[size * size];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double in = Vectors.dot(g.x[i], g.x[j]) / g.x[i].length;
                double hidden = Vectors.dot(g.a1[i], g.a1[j]) / g.a1[i].length;
                double last = Vectors.dot(g.a2[i], g.a2[j]) / g.a2[i].length;
                for (int a = 0; a < o; a++) {
                    for (int b = 0; b < o; b++) {
                        double v = Vectors.dot(g.d1[i][a], g.d1[j][b]) * in + Vectors.dot(g.d2[i][a], g.d2[j][b]) * hidden + (a == b ? last : 0);
                        k[(i * o + a) * size + j * o + b] = v;
                        k[(j * o + b) * size + i * o + a] = v;
                    }
                }
            }
        }
        return k;
    }

    /** That of Σ f_i/√O: all entries of a block, over O. */
    private static double[] summed(double[] all, int n, int o) {
        double[] sum = new double[n * n];
        for (int i = 0; i < n * o; i++) {
            for (int j = 0; j < n * o; j++) {
                sum[i / o * n + j / o] += all[i * n * o + j] / o;
            }
        }
        return sum;
    }

    /** Over the first n of m samples. */
    private static double difference(double[] all, double[] sum, int n, int m, int o) {
        double off = 0;
        double whole = 0;
        for (int i = 0; i < n * o; i++) {
            for (int j = 0; j < n * o; j++) {
                double v = all[i * m * o + j];
                double e = v - (i % o == j % o ? sum[i / o * m + j / o] : 0);
                off += e * e;
                whole += v * v;
            }
        }
        return Math.sqrt(off / whole);
    }

    /** Ridge regression by both kernels at the points that were kept back, and the bound of their difference. */
    private static State regressed(State s, double[] all, double[] sum, double[] targets, int n, int o) {
        int m = n + TESTED;
        Matrix large = part(all, m * o, n * o, 0, n * o).plusIdentity(RIDGE);
        Matrix test = part(all, m * o, TESTED * o, n * o, n * o);
        double[] alpha = solved(large, targets);
        double[] ours = test.times(alpha);
        Matrix small = part(sum, m, n, 0, n).plusIdentity(RIDGE);
        Matrix testSmall = part(sum, m, TESTED, n, n);
        double[] theirs = new double[TESTED * o];
        double least = Arrays.stream(small.eigenvalues()).min().orElse(RIDGE);
        double gapTrain = 0;
        double gapTest = 0;
        for (int a = 0; a < o; a++) {
            int at = a;
            double[] beta = solved(small, IntStream.range(0, n).mapToDouble(i -> targets[i * o + at]).toArray());
            double[] y = testSmall.times(beta);
            for (int i = 0; i < TESTED; i++) {
                theirs[i * o + a] = y[i];
            }
        }
        for (int i = 0; i < n * o; i++) {
            for (int j = 0; j < n * o; j++) {
                double e = all[i * m * o + j] - (i % o == j % o ? sum[i / o * m + j / o] : 0);
                gapTrain += e * e;
            }
        }
        for (int i = 0; i < TESTED * o; i++) {
            for (int j = 0; j < n * o; j++) {
                double e = all[(n * o + i) * m * o + j] - (i % o == j % o ? sum[(n + i / o) * m + j / o] : 0);
                gapTest += e * e;
            }
        }
        double length = Math.sqrt(Vectors.dot(alpha, alpha));
        double reach = testSmall.frobenius();
        // (Θ* − K*) α + K* K⁻¹ (K − Θ) α
        double bound = (Math.sqrt(gapTest) + reach / least * Math.sqrt(gapTrain)) * length;
        double gap = Math.sqrt(IntStream.range(0, ours.length).mapToDouble(i -> (ours[i] - theirs[i]) * (ours[i] - theirs[i])).sum());
        double[] kernel = part(all, m * o, n * o, 0, n * o).toArray();
        return new State(List.of(new Width(0, 0, gap, bound)), kernel, part(sum, m, n, 0, n).toArray(), ours, theirs);
    }

    private static Matrix part(double[] k, int size, int rows, int from, int columns) {
        double[] v = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(k, (from + i) * size, v, i * columns, columns);
        }
        return Matrix.of(rows, columns, v);
    }

    private static double[] solved(Matrix k, double[] y) {
        return Matrix.of(1, y.length, y).over(k).toArray();
    }

    private static double slope(List<Width> w) {
        if (w.size() < 3) {
            return 0;
        }
        double mx = (w.size() - 1) / 2.0;
        double my = w.stream().mapToDouble(v -> Math.log(v.error) / Math.log(2)).average().orElseThrow();
        double up = 0;
        double down = 0;
        for (int i = 0; i < w.size(); i++) {
            up += (i - mx) * (Math.log(w.get(i).error) / Math.log(2) - my);
            down += (i - mx) * (i - mx);
        }
        return up / down;
    }

    private static double asymmetry(Trial<State> ignored) {
        Net net = Net.drawn(12, 2, new Philox(3));
        double[][] x = points(3, new Philox(4));
        double[] k = kernel(gradients(net, x), 2);
        double[] reversed = kernel(gradients(net, new double[][] {x[2], x[1], x[0]}), 2);
        double worst = 0;
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                worst = Math.max(worst, Math.abs(k[6 * i + j] - reversed[6 * (4 - i / 2 * 2 + i % 2) + 4 - j / 2 * 2 + j % 2]));
            }
        }
        return worst;
    }

    private static double leastEigenvalue(Trial<State> t) {
        double[] k = t.rest().state().kernel;
        int n = (int) Math.round(Math.sqrt(k.length));
        double[] e = Matrix.of(n, n, k).eigenvalues();
        return Arrays.stream(e).min().orElse(-1) / Arrays.stream(e).max().orElse(1);
    }

    /** Of a network of width 12 with two outputs on three samples, by differences over all of its weights. */
    private static double byDifferences(Trial<State> t) {
        Net net = Net.drawn(12, 2, new Philox(3));
        double[][] x = points(3, new Philox(4));
        double[] k = kernel(gradients(net, x), 2);
        double[][] jacobian = new double[6][];
        for (int i = 0; i < 3; i++) {
            for (int o = 0; o < 2; o++) {
                jacobian[2 * i + o] = slopes(net, x[i], o);
            }
        }
        double worst = 0;
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                double exact = Vectors.dot(jacobian[i], jacobian[j]);
                worst = Math.max(worst, Math.abs(k[6 * i + j] - exact) / (0.1 + Math.abs(exact)));
            }
        }
        return worst;
    }

    private static double[] slopes(Net net, double[] x, int o) {
        double[][] all = {net.w1, net.w2, net.w3};
        List<Double> slopes = new ArrayList<>();
        for (double[] w : all) {
            for (int k = 0; k < w.length; k++) {
                double kept = w[k];
                w[k] = kept + 1e-6;
                double up = net.at(x)[o];
                w[k] = kept - 1e-6;
                double down = net.at(x)[o];
                w[k] = kept;
                slopes.add((up - down) / 2e-6);
            }
        }
        return slopes.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int n = p.get(samples);
        int o = p.get(outputs);
        // The first samples are enough to see the blocks.
        int shown = Math.min(n, 8);
        int size = shown * o;
        double[] kernel = new double[size * size];
        double[] blocks = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                kernel[i * size + j] = s.kernel[i * n * o + j];
                blocks[i * size + j] = i % o == j % o ? s.sum[i / o * n + j / o] : 0;
            }
        }
        to.matrix("kernel", size, size, kernel);
        to.matrix("blocks", size, size, blocks);
        double[] w = s.widths.stream().mapToDouble(Width::width).toArray();
        to.series("errors", w, s.widths.stream().mapToDouble(Width::error).toArray());
        to.series("root", w, Arrays.stream(w).map(v -> s.widths.getFirst().error * Math.sqrt(w[0] / v)).toArray());
        double[] pairs = new double[2 * s.ours.length];
        Arrays.setAll(pairs, k -> k % 2 == 0 ? s.ours[k / 2] : s.theirs[k / 2]);
        to.points("pairs", 2, pairs, IntStream.range(0, s.ours.length).mapToDouble(k -> k % o + 1).toArray());
        to.path("diagonal", new double[] {-1.2, -1.2, 1.2, 1.2});
    }
}
