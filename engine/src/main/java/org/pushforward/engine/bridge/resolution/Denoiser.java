package org.pushforward.engine.bridge.resolution;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Network;
import org.pushforward.engine.learn.UNet;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * A {@link UNet} that estimates E[x₁ | X_t, y] and its training by Adam: see {@link Objective} for what it sees and answers. A row of inputs is
 * w, y, what else is known, and functions of φ. Long gradients are shortened, and the learning rate falls as 1/√k in the end: without either
 * long trainings blew up. Simulation uses the exponential average of the weights. Immutable but for the networks, which are copied before
 * they are trained; draws are functions of seed and iteration.
 *
 * @param iteration iterations done
 * @param first loss of the first iteration, when the network is the zero function; NaN before it
 * @param loss exponential average over about thirty iterations, NaN before the first
 */
record Denoiser(Network network, Network average, Adam adam, int cells, double residual, int iteration, double first, double loss) {

    private static final int CHANNELS = 3;
    private static final int FEATURES = 7;
    private static final double FORGET = 0.03;
    private static final double MEMORY = 0.99;
    /** Iterations after which the learning rate falls as 1/√k. */
    private static final double CONSTANT = 400;
    /** A loss that is so many times that of the zero function has blown up. */
    private static final double LOST = 10;
    /** Norm that gradients are shortened to. */
    private static final double LONGEST = 0.5;

    static Denoiser start(FieldPairs pairs, int width, double rate, Philox random) {
        Network network = Network.create(new UNet(pairs.cells(), CHANNELS, FEATURES, width), random);
        return new Denoiser(network, network.copy(), new Adam(network.architecture().weights(), Adam.Settings.of(rate)), pairs.cells(),
                pairs.residual(), 0, Double.NaN, Double.NaN);
    }

    /** What the training draws from and how. */
    record Course(FieldPairs pairs, Objective objective, double eps, int batch, Philox random) { }

    /** {@code count} more iterations. */
    Denoiser advance(Course course, double rate, int count, CancelToken cancel) {
        Network next = network.copy();
        Network mean = average.copy();
        Adam optimizer = adam.copy();
        double running = loss;
        double started = first;
        for (int k = 0; k < count; k++) {
            int number = iteration + k;
            double now = rate * Math.min(1, Math.sqrt(CONSTANT / (number + 1.0)));
            double value = iterate(next, optimizer, course, number, now, cancel);
            mean.average(next, Math.min(MEMORY, number / (number + 10.0)));
            started = number == 0 ? value : started;
            running = Double.isNaN(running) ? value : running + FORGET * (value - running);
        }
        return new Denoiser(next, mean, optimizer, cells, residual, iteration + count, started, running);
    }

    private double iterate(Network net, Adam optimizer, Course course, int number, double rate, CancelToken cancel) {
        int batch = course.batch();
        int m = cells * cells;
        double[] u = new double[1];
        course.random().stream(1).uniforms(0, 1, number, 1, u, 0);
        double[] noise = new double[batch * m];
        course.random().stream(2).normals(0, batch, number, m, noise, 0);
        double[] rows = new double[batch * (CHANNELS * m + FEATURES)];
        double[] target = new double[batch * m];
        double[] weight = new double[batch];
        for (int k = 0; k < batch; k++) {
            cancel.throwIfCancelled();
            FieldPairs.Pair pair = course.pairs().example((long) number * batch + k);
            // One time in each of as many parts of (0, 1) as there are rows.
            Objective.Level level = course.objective().level((k + 1 - u[0]) / batch, residual, course.eps());
            double cos = Math.cos(level.angle());
            double sin = Math.sin(level.angle());
            weight[k] = level.weight();
            double[] w = new double[m];
            for (int c = 0; c < m; c++) {
                double rho = (pair.fine()[c] - pair.coarse()[c]) / residual;
                w[c] = cos * rho + sin * noise[k * m + c];
                target[k * m + c] = sin * rho - cos * noise[k * m + c];
            }
            put(rows, k, w, pair, level.angle());
        }
        return net.train(rows, (f, derivative) -> weightedError(f, target, weight, derivative), optimizer, rate, LONGEST, cancel);
    }

    /** Σ weight · mean |f − target|² / batch. */
    private static double weightedError(double[] f, double[] target, double[] weight, double[] derivative) {
        int m = f.length / weight.length;
        double sum = 0;
        for (int k = 0; k < f.length; k++) {
            double r = f[k] - target[k];
            double share = weight[k / m] / f.length;
            sum += share * r * r;
            derivative[k] = 2 * share * r;
        }
        return sum;
    }

    private void put(double[] rows, int k, double[] w, FieldPairs.Pair pair, double angle) {
        int m = cells * cells;
        int at = k * (CHANNELS * m + FEATURES);
        System.arraycopy(w, 0, rows, at, m);
        System.arraycopy(pair.coarse(), 0, rows, at + m, m);
        System.arraycopy(pair.known(), 0, rows, at + 2 * m, m);
        at += CHANNELS * m;
        rows[at] = angle;
        for (int h = 1; 2 * h < FEATURES; h++) {
            rows[at + 2 * h - 1] = Math.cos(h * angle);
            rows[at + 2 * h] = Math.sin(h * angle);
        }
    }

    /**
     * E[x₁ | X, y] for fields X of one pair, one of each row.
     *
     * @param law of X; not a point
     */
    double[][] expectation(double[][] x, Sampler.Marginal law, FieldPairs.Pair pair, CancelToken cancel) {
        int m = cells * cells;
        double signal = law.byEnd() * residual;
        double size = Math.hypot(signal, law.noise());
        double cos = signal / size;
        double sin = law.noise() / size;
        double[] rows = new double[x.length * (CHANNELS * m + FEATURES)];
        double[][] w = new double[x.length][m];
        for (int k = 0; k < x.length; k++) {
            for (int c = 0; c < m; c++) {
                w[k][c] = (x[k][c] - (law.byCoarse() + law.byEnd()) * pair.coarse()[c]) / size;
            }
            put(rows, k, w[k], pair, Math.atan2(law.noise(), signal));
        }
        double[] v = average.evaluate(rows, cancel);
        double[][] end = new double[x.length][m];
        for (int k = 0; k < x.length; k++) {
            for (int c = 0; c < m; c++) {
                end[k][c] = pair.coarse()[c] + residual * (cos * w[k][c] + sin * v[k * m + c]);
            }
        }
        return end;
    }

    /** Whether the training has not become much worse than nothing. */
    boolean isSound() {
        return loss <= LOST * first;
    }

    long bytes() {
        return network.bytes() + average.bytes() + adam.bytes();
    }
}
