package org.pushforward.engine.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Kan;
import org.pushforward.engine.numerics.BSplines;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.Philox;

/**
 * A network of cubic splines alone (Liu et al. 2024, arXiv:2404.19756, without its term w silu(x)): y_o = Σ_i Σ_k c_{oik} B_k(x_i) on [−1, 1], tanh between two
 * layers so that nobody leaves the grid. Immutable.
 *
 * @param widths of inputs, hidden units, outputs
 */
record SplineNet(List<Integer> widths, boolean classifies) {

    static final int CELLS = 8;
    private static final int DEGREE = 3;
    /** Coefficients of an edge, G + 3. */
    static final int M = CELLS + DEGREE;
    private static final BSplines SPLINES = new BSplines(DEGREE, CELLS);
    private static final double SPREAD = 0.1;

    /** @param loss cross-entropy in nats or mean squared error; {@code accuracy} a share, 0 for a function */
    record Score(double loss, double accuracy) { }

    /** @param x n × inputs in [−1, 1]; {@code label} of classes or {@code y} of a function, n */
    record Data(double[] x, int[] label, double[] y) {
        int count() {
            return Math.max(label.length, y.length);
        }
    }

    static SplineNet digits() {
        return new SplineNet(List.of(64, 24, 10), true);
    }

    static SplineNet function() {
        return new SplineNet(List.of(2, 5, 1), false);
    }

    int layers() {
        return widths.size() - 1;
    }

    int edges(int layer) {
        return widths.get(layer) * widths.get(layer + 1);
    }

    int edges() {
        return edges(0) + edges(1);
    }

    Weights weights() {
        List<Part> parts = new ArrayList<>();
        for (int l = 0; l < layers(); l++) {
            parts.add(new Part("spline." + l, Start.normal(SPREAD / Math.sqrt(widths.get(l))), widths.get(l + 1), widths.get(l), M));
        }
        return Weights.of(() -> parts);
    }

    /** Coefficients of a layer, edges × M. */
    double[] layer(double[] theta, int l) {
        int from = l == 0 ? 0 : edges(0) * M;
        return Arrays.copyOfRange(theta, from, from + edges(l) * M);
    }

    /** Digits known or held out, pixels from −1 to 1. */
    static Data digits(boolean heldOut) {
        DigitsNet.Examples e = DigitsNet.Examples.of(heldOut);
        return new Data(Arrays.stream(e.x()).map(v -> 2 * v - 1).toArray(), e.label(), new double[0]);
    }

    /** exp(sin πx + y²)/4 at random places. */
    static Data function(Philox random, int n) {
        double[] x = new double[2 * n];
        random.uniforms(0, n, 0, 2, x, 0);
        double[] y = new double[n];
        for (int k = 0; k < n; k++) {
            x[2 * k] = 2 * x[2 * k] - 1;
            x[2 * k + 1] = 2 * x[2 * k + 1] - 1;
            y[k] = Math.exp(Math.sin(Math.PI * x[2 * k]) + x[2 * k + 1] * x[2 * k + 1]) / 4;
        }
        return new Data(x, new int[0], y);
    }

    Data picked(Data d, int[] which) {
        int in = widths.getFirst();
        double[] x = new double[which.length * in];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(d.x, which[k] * in, x, k * in, in);
        }
        return new Data(x, classifies ? Arrays.stream(which).map(k -> d.label[k]).toArray() : d.label, classifies ? d.y : Arrays.stream(which).mapToDouble(k -> d.y[k]).toArray());
    }

    Value loss(Theta w, Data d) {
        Value out = outputs(w, d);
        return classifies ? HouseModels.crossEntropy(out, d.label) : out.minus(w.tape().of(d.y, d.count(), 1)).square().mean();
    }

    Value outputs(Theta w, Data d) {
        int n = d.count();
        int in = widths.getFirst();
        double[] first = new double[n * in * M];
        for (int k = 0; k < n * in; k++) {
            System.arraycopy(SPLINES.byMatrix(d.x[k]), 0, first, k * M, M);
        }
        // The inputs do not change, so the first layer is one product with their splines.
        Value h = w.tape().of(first, n, in * M).matmul(w.get("spline.0").reshape(widths.get(1), in * M).transposed()).tanh();
        Value splines = new Kan("hidden", widths.get(1), widths.get(2), CELLS, DEGREE, -1, 1).splines(h);
        return splines.reshape(n, widths.get(1) * M).matmul(w.get("spline.1").reshape(widths.get(2), widths.get(1) * M).transposed());
    }

    /** The same in 64 bits, without derivatives. */
    double[] outputs(double[] theta, double[] x) {
        double[] h = outputs(theta, 0, x);
        Arrays.setAll(h, k -> Math.tanh(h[k]));
        return outputs(theta, 1, h);
    }

    private double[] outputs(double[] theta, int l, double[] x) {
        int in = widths.get(l);
        int out = widths.get(l + 1);
        int from = l == 0 ? 0 : edges(0) * M;
        double[] y = new double[x.length / in * out];
        for (int k = 0; k < x.length; k++) {
            double[] b = SPLINES.byMatrix(x[k]);
            int at = SPLINES.interval(x[k]);
            for (int o = 0; o < out; o++) {
                int edge = from + (o * in + k % in) * M;
                double sum = 0;
                for (int j = at; j <= at + DEGREE; j++) {
                    sum += theta[edge + j] * b[j];
                }
                y[k / in * out + o] += sum;
            }
        }
        return y;
    }

    Score score(double[] theta, Data d) {
        double[] y = outputs(theta, d.x);
        double loss = 0;
        if (!classifies) {
            for (int k = 0; k < y.length; k++) {
                loss += (y[k] - d.y[k]) * (y[k] - d.y[k]) / y.length;
            }
            return new Score(loss, 0);
        }
        int classes = widths.getLast();
        double[] p = DigitsNet.softmax(y, classes);
        for (int s = 0; s < d.count(); s++) {
            loss -= Math.log(Math.max(1e-300, p[s * classes + d.label[s]])) / d.count();
        }
        return new Score(loss, Calibration.accuracy(y, d.label));
    }

    /** An edge's function at places. */
    static double[] curve(double[] coefficients, int edge, double[] at) {
        double[] y = new double[at.length];
        for (int k = 0; k < at.length; k++) {
            double[] b = SPLINES.byMatrix(at[k]);
            for (int j = 0; j < M; j++) {
                y[k] += coefficients[edge * M + j] * b[j];
            }
        }
        return y;
    }
}
