package org.pushforward.engine.networks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.NormalDistribution;
import org.pushforward.engine.numerics.Philox;

/**
 * What a {@link VariationalNet} learns from, and what is known of the answer: handwritten digits, a curve with a gap, a linear model.
 *
 * @param noise deviation of it, 0 for classes
 * @param label of the digits
 */
record VariationalProblem(double[] x, double[] y, int[] label, double noise, double[] held, int[] heldLabel) {

    static final int INPUTS = 16;
    static final int TRUE_INPUTS = 4;
    /** Of the weights, for classes and for the curve. */
    private static final int DRAWS = 8;
    private static final int CURVE_DRAWS = 40;
    static final int PLACES = 81;

    int n() {
        return noise > 0 ? y.length : label.length;
    }

    static double curve(double x) {
        return Math.sin(4 * x) + 0.5 * x;
    }

    /** Weights of the linear model: every fourth input matters. */
    static double truth(int input) {
        return input % (INPUTS / TRUE_INPUTS) == 1 ? input % 8 == 1 ? 1.2 : -0.8 : 0;
    }

    static VariationalProblem of(String problem, Philox random) {
        if (problem.equals("digits")) {
            DigitsNet.Examples known = DigitsNet.Examples.of(false);
            DigitsNet.Examples held = DigitsNet.Examples.of(true);
            return new VariationalProblem(known.x(), new double[0], known.label(), 0, held.x(), held.label());
        }
        boolean isLinear = problem.equals("linear");
        int n = isLinear ? 100 : 60;
        int d = isLinear ? INPUTS : 1;
        double[] x = new double[n * d];
        double[] y = new double[n];
        double[] e = new double[n];
        random.stream(2).normals(0, n, 0, 1, e, 0);
        if (isLinear) {
            random.stream(1).normals(0, n, 0, d, x, 0);
        } else {
            random.stream(1).uniforms(0, n, 0, 1, x, 0);
            // None between −.2 and .4.
            Arrays.setAll(x, k -> x[k] < 0.5 ? -1 + 1.6 * x[k] : 0.4 + 1.2 * (x[k] - 0.5));
        }
        double noise = isLinear ? 0.5 : 0.1;
        for (int i = 0; i < n; i++) {
            y[i] = noise * e[i] + (isLinear ? 0 : curve(x[i]));
            for (int k = 0; isLinear && k < d; k++) {
                y[i] += truth(k) * x[i * d + k];
            }
        }
        double[] places = new double[PLACES];
        Arrays.setAll(places, k -> 2.6 * k / (PLACES - 1) - 1.3);
        return new VariationalProblem(x, y, new int[0], noise, isLinear ? new double[0] : places, new int[0]);
    }

    static VariationalNet net(String problem) {
        return switch (problem) {
            case "digits" -> new VariationalNet(List.of(64, 64, 10), 0.3);
            case "band" -> new VariationalNet(List.of(1, 32, 32, 1), 0.7);
            default -> new VariationalNet(List.of(INPUTS, 1), 1);
        };
    }

    /** Mean probabilities over draws of the weights; of a curve, means and variances, noise included. */
    double[] predicted(VariationalNet net, Fit fit, double[] there, Philox random, int step, CancelToken cancel) {
        int inputs = net.widths().getFirst();
        int n = held.length / inputs;
        if (n == 0) {
            return new double[0];
        }
        int outputs = net.widths().getLast();
        double[] sum = new double[n * outputs];
        double[] square = new double[n * outputs];
        int draws = noise > 0 ? CURVE_DRAWS : DRAWS;
        for (int draw = 0; draw < draws; draw++) {
            int number = draw;
            List<double[]> drawn = IntStream.range(0, net.layers()).mapToObj(l -> {
                double[] z = new double[n * net.widths().get(l + 1)];
                random.stream(5 + l).normals((long) number * n, n, step, net.widths().get(l + 1), z, 0);
                return z;
            }).toList();
            double[] p = fit.evaluate(cancel, w -> {
                VariationalNet.Output out = net.apply(w, w.tape().of(held, n, inputs), there, there, drawn);
                Value z = out.mean().plus(out.variance().plus(1e-12).root().times(w.tape().of(drawn.getLast(), n, outputs)));
                return noise > 0 ? z : z.softmax(1);
            });
            for (int k = 0; k < sum.length; k++) {
                sum[k] += p[k] / draws;
                square[k] += p[k] * p[k] / draws;
            }
        }
        if (noise == 0) {
            return sum;
        }
        double[] both = Arrays.copyOf(sum, 2 * sum.length);
        for (int k = 0; k < sum.length; k++) {
            both[sum.length + k] = Math.max(0, square[k] - sum[k] * sum[k]) * draws / (draws - 1) + noise * noise;
        }
        return both;
    }

    /** Means, then variances, of the inputs given, with the bias as it is. */
    double[] optimum(double prior, int[] at, double bias) {
        double v = noise * noise;
        double[][] precision = new double[at.length][at.length];
        double[] right = new double[at.length];
        for (int n = 0; n < y.length; n++) {
            for (int i = 0; i < at.length; i++) {
                right[i] += x[n * INPUTS + at[i]] * (y[n] - bias) / v;
                for (int j = 0; j < at.length; j++) {
                    precision[i][j] += x[n * INPUTS + at[i]] * x[n * INPUTS + at[j]] / v;
                }
            }
        }
        for (int i = 0; i < at.length; i++) {
            precision[i][i] += 1 / (prior * prior);
        }
        double[] both = Arrays.copyOf(DenseSolve.solved(precision, right), 2 * at.length);
        for (int i = 0; i < at.length; i++) {
            both[at.length + i] = 1 / precision[i][i];
        }
        return both;
    }

    /** Chance that a new sample lies within 1.645 deviations, over the places with samples. */
    double coverage(double[] p) {
        double sum = 0;
        int count = 0;
        for (int k = 0; k < PLACES; k++) {
            double x = held[k];
            if (x >= -1 && x <= -0.2 || x >= 0.4 && x <= 1) {
                double half = NormalDistribution.quantile(0.95) * Math.sqrt(p[PLACES + k]);
                double off = p[k] - curve(x);
                sum += NormalDistribution.cumulative((off + half) / noise) - NormalDistribution.cumulative((off - half) / noise);
                count++;
            }
        }
        return sum / count;
    }
}
