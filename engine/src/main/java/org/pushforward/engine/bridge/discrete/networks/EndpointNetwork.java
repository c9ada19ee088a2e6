package org.pushforward.engine.bridge.discrete.networks;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.bridge.discrete.cp.PlaneChain;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;

/**
 * A network that predicts the end of a bridge, each coordinate on its own, from where it is and how many steps m it has to go (the D3PM
 * parametrisation; Austin et al. 2021, arXiv:2107.03006): a perceptron of three equal layers with ReLU on the indicators of the
 * categories and of m, which to the first layer are embeddings. Trained by AdamW with β = (0.95, 0.99) on {@link EndpointLoss}; what it is
 * asked in the end is the exponential moving average of its weights. Immutable and thread-safe.
 */
record EndpointNetwork(ReferenceBridge bridge, EndpointPosterior.Logits kind, int dimension, Perceptron layers, Fit fit, double[] average) {

    private static final AdamW OPTIMIZER = new AdamW(0.95, 0.99, 1e-8, 0, Double.POSITIVE_INFINITY);
    private static final int GRAIN = 64;
    /** Points that go their ways at once. */
    private static final int POINTS = 256;

    /** @param width units of a layer */
    static EndpointNetwork create(ReferenceBridge bridge, EndpointPosterior.Logits kind, int dimension, int width, Philox random) {
        int s = bridge.categories();
        Perceptron layers = new Perceptron("end", Value::relu, dimension * s + bridge.transitions(), width, width, width, dimension * s);
        Fit fit = Fit.start(Weights.of(layers), OPTIMIZER, random);
        return new EndpointNetwork(bridge, kind, dimension, layers, fit, fit.theta());
    }

    long bytes() {
        return fit.bytes() + (long) Double.BYTES * average.length;
    }

    /** Logits of every point by its steps to go, n × D S. */
    private Value logits(Theta w, double[] inputs, int n) {
        return layers.apply(w, w.tape().of(inputs, n, inputs.length / n));
    }

    /** Indicators of the categories of every point and of its steps to go. */
    private double[] inputs(int[] x, int[] m) {
        int s = bridge.categories();
        int width = dimension * s + bridge.transitions();
        double[] in = new double[m.length * width];
        for (int p = 0; p < m.length; p++) {
            for (int d = 0; d < dimension; d++) {
                in[p * width + d * s + x[p * dimension + d]] = 1;
            }
            in[p * width + dimension * s + m[p] - 1] = 1;
        }
        return in;
    }

    /**
     * After one step of the optimizer on bridges between the rows of {@code from} and {@code to}, at random times, drawn by the numbers of
     * {@code step}.
     *
     * @param memory of the moving average, once it is long enough
     */
    EndpointNetwork trained(int[] from, int[] to, double rate, double memory, Philox random, int step, StepContext context) {
        int n = from.length / dimension;
        int last = bridge.transitions();
        double[] u = new double[n * (dimension + 1)];
        random.uniforms(0, n, step, dimension + 1, u, 0);
        int[] m = new int[n];
        int[] x = new int[from.length];
        double[] scratch = new double[bridge.categories()];
        for (int p = 0; p < n; p++) {
            m[p] = Math.min(last, 1 + (int) (u[p * (dimension + 1)] * last));
            for (int d = 0; d < dimension; d++) {
                int k = p * dimension + d;
                x[k] = bridge.between(from[k], last - m[p], to[k], m[p], u[p * (dimension + 1) + 1 + d], scratch);
            }
        }
        EndpointLoss loss = EndpointLoss.of(bridge, kind, dimension, x, m, to);
        double[] inputs = inputs(loss.x(), loss.m());
        Fit next = fit.step(context.cancel(), rate, w -> loss.of(logits(w, inputs, n)));
        double ramp = next.iterations() / (next.iterations() + 10.0);
        return new EndpointNetwork(bridge, kind, dimension, layers, next, next.averaged(average, Math.min(memory, ramp)));
    }

    /** The ways of the averaged network from points on: [m][n × D], the last being the ends. */
    int[][] ways(int[] start, Philox random, int step, StepContext context) {
        int[][] ways = new int[bridge.transitions() + 1][start.length];
        ways[0] = start;
        int n = start.length / dimension;
        for (int first = 0; first < n; first += POINTS) {
            walk(ways, first, Math.min(POINTS, n - first), random, step, context);
        }
        return ways;
    }

    private void walk(int[][] ways, int first, int count, Philox random, int step, StepContext context) {
        int last = bridge.transitions();
        int s = bridge.categories();
        double[] u = new double[2 * count * dimension * last];
        random.uniforms(first, count, step, 2 * dimension * last, u, 0);
        EndpointPosterior posterior = new EndpointPosterior(bridge, kind);
        double[] scratch = new double[s];
        for (int k = 0; k < last; k++) {
            context.cancel().throwIfCancelled();
            int at = first * dimension;
            int[] x = Arrays.copyOfRange(ways[k], at, at + count * dimension);
            double[] logits = logits(x, last - k, context);
            for (int j = 0; j < x.length; j++) {
                int number = 2 * ((j / dimension * last + k) * dimension + j % dimension);
                ways[k + 1][at + j] = posterior.draw(x[j], last - k, logits, j * s, u[number], u[number + 1], scratch);
            }
        }
    }

    /** Of the averaged network, for points with m steps to go. */
    private double[] logits(int[] x, int m, StepContext context) {
        int[] all = new int[x.length / dimension];
        Arrays.fill(all, m);
        double[] inputs = inputs(x, all);
        return fit.evaluate(context.cancel(), average, w -> logits(w, inputs, all.length));
    }

    /** Where the averaged chain goes from points with one step to go: the law of every coordinate, n × D × S. */
    double[] lastLaws(int[] x, StepContext context) {
        double[] logits = logits(x, 1, context);
        double[] laws = new double[logits.length];
        EndpointPosterior posterior = new EndpointPosterior(bridge, kind);
        for (int j = 0; j < x.length; j++) {
            posterior.transition(x[j], 1, logits, j * bridge.categories(), laws, j * bridge.categories());
        }
        return laws;
    }

    /** Σ log of the averaged chain's transitions along ways [m][n × D]. */
    double logLikelihood(int[][] ways, StepContext context) {
        EndpointPosterior posterior = new EndpointPosterior(bridge, kind);
        int last = bridge.transitions();
        int s = bridge.categories();
        double sum = 0;
        for (int k = 0; k < last; k++) {
            context.cancel().throwIfCancelled();
            double[] logits = logits(ways[k], last - k, context);
            for (int j = 0; j < ways[k].length; j++) {
                sum += Math.log(posterior.probability(ways[k][j], last - k, logits, j * s, ways[k + 1][j]));
            }
        }
        return sum;
    }

    /** The averaged chain in the plane with all its transitions, S² states. */
    PlaneChain chain(StepContext context) {
        int s = bridge.categories();
        int last = bridge.transitions();
        int[] x = new int[2 * s * s];
        Arrays.setAll(x, k -> k % 2 == 0 ? k / 2 / s : k / 2 % s);
        double[][] factors = new double[last][];
        for (int k = 0; k < last; k++) {
            context.cancel().throwIfCancelled();
            int m = last - k;
            double[] logits = logits(x, m, context);
            double[] f = new double[logits.length];
            context.workers().forRanges(x.length, GRAIN, (from, to) -> {
                EndpointPosterior posterior = new EndpointPosterior(bridge, kind);
                for (int j = from; j < to; j++) {
                    posterior.transition(x[j], m, logits, j * s, f, j * s);
                }
            });
            factors[k] = f;
        }
        return new PlaneChain(s, factors);
    }
}
