package org.pushforward.engine.bridge.resolution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.UNet;
import org.pushforward.engine.numerics.Philox;

/**
 * A {@link UNet} that estimates E[x₁ | X_t, y] and its training by Adam: see {@link Objective} for what it sees and answers. A row of inputs is
 * w, y, what else is known, and functions of φ. Long gradients are shortened, and the learning rate falls as 1/√k in the end: without either
 * long trainings blew up. Simulation uses the exponential average of the weights. Immutable; draws are functions of seed and iteration.
 *
 * @param average of the weights
 * @param first loss of the first iteration, when the network is the zero function; NaN before it
 */
record Denoiser(UNet net, Fit fit, double[] average, int cells, double residual, double first) {

    private static final int CHANNELS = 3;
    private static final int FEATURES = 7;
    private static final double MEMORY = 0.99;
    /** Iterations after which the learning rate falls as 1/√k. */
    private static final double CONSTANT = 400;
    /** A loss that is so many times that of the zero function has blown up. */
    private static final double LOST = 10;
    /** Norm that gradients are shortened to. */
    private static final double LONGEST = 0.5;

    static Denoiser start(FieldPairs pairs, int width, Philox random) {
        UNet net = new UNet("denoiser", pairs.cells(), CHANNELS, FEATURES, width);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM.clipped(LONGEST), random);
        return new Denoiser(net, fit, fit.theta(), pairs.cells(), pairs.residual(), Double.NaN);
    }

    int iteration() {
        return (int) fit.iterations();
    }

    /** Mean of about fifty iterations; NaN before the first. */
    double loss() {
        return fit.loss();
    }

    /** What the training draws from and how. */
    record Course(FieldPairs pairs, Objective objective, double eps, int batch, Philox random) { }

    /** {@code count} more iterations. */
    Denoiser advance(Course course, double rate, int count, CancelToken cancel) {
        Denoiser d = this;
        for (int k = 0; k < count; k++) {
            d = d.next(course, rate, cancel);
        }
        return d;
    }

    private Denoiser next(Course course, double rate, CancelToken cancel) {
        int number = iteration();
        Fit after = fit.step(cancel, rate * Math.min(1, Math.sqrt(CONSTANT / (number + 1.0))), losses(course, number, cancel));
        double[] mean = after.averaged(average, Math.min(MEMORY, number / (number + 10.0)));
        return new Denoiser(net, after, mean, cells, residual, number == 0 ? after.loss() : first);
    }

    /** Σ weight · mean |f − target|² / batch of a minibatch, cut into parts. */
    private List<Function<Theta, Value>> losses(Course course, int number, CancelToken cancel) {
        int batch = course.batch();
        int m = cells * cells;
        double[] u = new double[1];
        course.random().stream(1).uniforms(0, 1, number, 1, u, 0);
        double[] noise = new double[batch * m];
        course.random().stream(2).normals(0, batch, number, m, noise, 0);
        Rows rows = new Rows(new double[batch * CHANNELS * m], new double[batch * FEATURES]);
        double[] target = new double[batch * m];
        double[] weight = new double[batch];
        for (int k = 0; k < batch; k++) {
            cancel.throwIfCancelled();
            FieldPairs.Pair pair = course.pairs().example((long) number * batch + k);
            // One time in each of as many parts of (0, 1) as there are rows.
            Objective.Level level = course.objective().level((k + 1 - u[0]) / batch, residual, course.eps());
            double cos = Math.cos(level.angle());
            double sin = Math.sin(level.angle());
            weight[k] = level.weight() / target.length;
            double[] w = new double[m];
            for (int c = 0; c < m; c++) {
                double rho = (pair.fine()[c] - pair.coarse()[c]) / residual;
                w[c] = cos * rho + sin * noise[k * m + c];
                target[k * m + c] = sin * rho - cos * noise[k * m + c];
            }
            put(rows, k, w, pair, level.angle());
        }
        List<Function<Theta, Value>> parts = new ArrayList<>();
        for (int from = 0; from < batch; from += net.rowsAtOnce()) {
            int first = from;
            int last = Math.min(batch, from + net.rowsAtOnce());
            parts.add(w -> {
                Value wanted = w.tape().of(Arrays.copyOfRange(target, first * m, last * m), last - first, m);
                Value errors = answers(w, rows, first, last).minus(wanted).square().sum(1);
                return errors.times(w.tape().of(Arrays.copyOfRange(weight, first, last), last - first)).sum();
            });
        }
        return parts;
    }

    /** v̂ for some rows, each n² numbers. */
    private Value answers(Theta w, Rows rows, int from, int to) {
        int m = cells * cells;
        Value fields = w.tape().of(Arrays.copyOfRange(rows.fields, from * CHANNELS * m, to * CHANNELS * m), to - from, CHANNELS, cells, cells);
        Value features = w.tape().of(Arrays.copyOfRange(rows.features, from * FEATURES, to * FEATURES), to - from, FEATURES);
        return net.apply(w, fields, features).reshape(to - from, m);
    }

    /** What a network sees: w, y and what else is known of every field, and functions of φ. */
    private record Rows(double[] fields, double[] features) { }

    private void put(Rows rows, int k, double[] w, FieldPairs.Pair pair, double angle) {
        int m = cells * cells;
        int at = k * CHANNELS * m;
        System.arraycopy(w, 0, rows.fields, at, m);
        System.arraycopy(pair.coarse(), 0, rows.fields, at + m, m);
        System.arraycopy(pair.known(), 0, rows.fields, at + 2 * m, m);
        at = k * FEATURES;
        rows.features[at] = angle;
        for (int h = 1; 2 * h < FEATURES; h++) {
            rows.features[at + 2 * h - 1] = Math.cos(h * angle);
            rows.features[at + 2 * h] = Math.sin(h * angle);
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
        Rows rows = new Rows(new double[x.length * CHANNELS * m], new double[x.length * FEATURES]);
        double[][] w = new double[x.length][m];
        for (int k = 0; k < x.length; k++) {
            for (int c = 0; c < m; c++) {
                w[k][c] = (x[k][c] - (law.byCoarse() + law.byEnd()) * pair.coarse()[c]) / size;
            }
            put(rows, k, w[k], pair, Math.atan2(law.noise(), signal));
        }
        double[] v = fit.evaluate(cancel, average, theta -> answers(theta, rows, 0, x.length));
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
        return fit.iterations() == 0 || loss() <= LOST * first;
    }

    long bytes() {
        return fit.bytes() + (long) Double.BYTES * average.length;
    }
}
