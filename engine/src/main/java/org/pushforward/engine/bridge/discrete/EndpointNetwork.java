package org.pushforward.engine.bridge.discrete;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Activation;
import org.pushforward.engine.learn.Loss;
import org.pushforward.engine.learn.Mlp;
import org.pushforward.engine.learn.Network;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * A network that predicts the end of a bridge, each coordinate on its own, from where it is and how many steps m it has to go (the D3PM
 * parametrisation; Austin et al. 2021, arXiv:2107.03006): a perceptron of three equal layers with ReLU on the indicators of the
 * categories and of m, which to the first layer are embeddings. Trained by AdamW with β = (0.95, 0.99); what it is asked in the end is
 * the exponential moving average of its weights. Mutable; used by one thread at a time.
 */
final class EndpointNetwork {

    private static final int GRAIN = 64;
    /** Rows whose losses are formed at once, and points that go their ways at once. */
    private static final int ROWS = 16;
    private static final int POINTS = 256;

    private final ReferenceBridge bridge;
    private final EndpointPosterior.Logits kind;
    private final int dimension;
    private final Network network;
    private final Network average;
    private final Adam adam;
    private int trained;

    private EndpointNetwork(ReferenceBridge bridge, EndpointPosterior.Logits kind, int dimension, Network network, Network average, Adam adam, int trained) {
        this.bridge = bridge;
        this.kind = kind;
        this.dimension = dimension;
        this.network = network;
        this.average = average;
        this.adam = adam;
        this.trained = trained;
    }

    /** @param width units of a layer */
    static EndpointNetwork create(ReferenceBridge bridge, EndpointPosterior.Logits kind, int dimension, int width, Philox random) {
        int s = bridge.categories();
        Network network = Network.create(new Mlp(dimension * s + bridge.transitions(), dimension * s, Activation.RELU, width, width, width),
                random);
        return new EndpointNetwork(bridge, kind, dimension, network, network.copy(),
                new Adam(network.architecture().weights(), new Adam.Settings(1e-3, 0.95, 0.99, 1e-8, 0)), 0);
    }

    EndpointNetwork copy() {
        return new EndpointNetwork(bridge, kind, dimension, network.copy(), average.copy(), adam.copy(), trained);
    }

    double[] weights() {
        return network.weights();
    }

    long bytes() {
        return 2 * network.bytes() + adam.bytes();
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

    /** Σ_d KL(bridge ‖ model) averaged over the rows, as a loss of the logits: x with m steps to go to {@code end}. */
    static Loss loss(ReferenceBridge bridge, EndpointPosterior.Logits kind, int dimension, int[] x, int[] m, int[] end, StepContext context) {
        int s = bridge.categories();
        return (logits, derivative) -> {
            double[] rows = new double[m.length];
            context.workers().forRanges(m.length, ROWS, (first, last) -> {
                EndpointPosterior posterior = new EndpointPosterior(bridge, kind);
                for (int p = first; p < last; p++) {
                    for (int k = p * dimension; k < (p + 1) * dimension; k++) {
                        rows[p] += posterior.divergence(x[k], m[p], end[k], logits, k * s, 1.0 / m.length, derivative);
                    }
                }
            });
            double sum = 0;
            for (double row : rows) {
                sum += row;
            }
            return sum / m.length;
        };
    }

    /**
     * One step of the optimizer on bridges between the rows of {@code from} and {@code to}, at random times, drawn by the numbers of
     * {@code step}.
     *
     * @param memory of the moving average, once it is long enough
     */
    double train(int[] from, int[] to, double rate, double memory, Philox random, int step, StepContext context) {
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
        double value = network.train(inputs(x, m), loss(bridge, kind, dimension, x, m, to, context), adam, rate, Double.POSITIVE_INFINITY,
                context.cancel());
        trained++;
        average.average(network, Math.min(memory, trained / (trained + 10.0)));
        return value;
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
        return average.evaluate(inputs(x, all), context.cancel());
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
