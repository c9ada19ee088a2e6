package org.pushforward.engine.optimise;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

/**
 * Softmax regression on features of very different scales, with its gradient, its Fisher matrix and steps by it. θ is features × classes.
 *
 * @param x samples × features
 */
record SoftmaxRegression(double[] x, int[] label) {

    private static final int SAMPLES = 200;
    static final int FEATURES = 8;
    static final int CLASSES = 3;
    private static final double DAMPING = 2e-3;
    private static final double SMALLEST = 0.05;

    static SoftmaxRegression draw(Philox random) {
        double[] z = new double[SAMPLES * FEATURES];
        random.stream(1).normals(0, SAMPLES, 0, FEATURES, z, 0);
        double[] w = new double[FEATURES * CLASSES];
        random.stream(2).normals(0, FEATURES, 0, CLASSES, w, 0);
        int[] label = new int[SAMPLES];
        double[] x = new double[z.length];
        for (int i = 0; i < SAMPLES; i++) {
            double[] score = new double[CLASSES];
            for (int j = 0; j < FEATURES; j++) {
                x[i * FEATURES + j] = z[i * FEATURES + j] * Math.pow(SMALLEST, j / (FEATURES - 1.0));
                for (int c = 0; c < CLASSES; c++) {
                    score[c] += z[i * FEATURES + j] * w[j * CLASSES + c];
                }
            }
            label[i] = IntStream.range(0, CLASSES).reduce(0, (a, b) -> score[b] > score[a] ? b : a);
        }
        // turned, so that no scale belongs to one feature
        double[] turn = new double[FEATURES * FEATURES];
        random.stream(3).normals(0, FEATURES, 0, FEATURES, turn, 0);
        Matrix q = Matrix.of(FEATURES, FEATURES, turn).orthonormalised();
        return new SoftmaxRegression(Matrix.of(SAMPLES, FEATURES, x).times(q).toArray(), label);
    }

    /** Probabilities of a sample; θ is features × classes. */
    private double[] probabilities(double[] theta, int i) {
        double[] s = new double[CLASSES];
        for (int j = 0; j < FEATURES; j++) {
            for (int c = 0; c < CLASSES; c++) {
                s[c] += x[i * FEATURES + j] * theta[j * CLASSES + c];
            }
        }
        double top = Arrays.stream(s).max().orElseThrow();
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            s[c] = Math.exp(s[c] - top);
            sum += s[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            s[c] /= sum;
        }
        return s;
    }

    /** Mean cross-entropy. */
    double loss(double[] theta) {
        double sum = 0;
        for (int i = 0; i < SAMPLES; i++) {
            sum -= Math.log(Math.max(1e-300, probabilities(theta, i)[label[i]]));
        }
        return sum / SAMPLES;
    }

    double[] slope(double[] theta) {
        double[] g = new double[theta.length];
        for (int i = 0; i < SAMPLES; i++) {
            double[] p = probabilities(theta, i);
            p[label[i]] -= 1;
            for (int k = 0; k < g.length; k++) {
                g[k] += x[i * FEATURES + k / CLASSES] * p[k % CLASSES] / SAMPLES;
            }
        }
        return g;
    }

    /** The Fisher matrix, which is the Gauss–Newton matrix here, with damping. */
    private Matrix curvature(double[] theta) {
        int m = theta.length;
        double[] f = new double[m * m];
        for (int i = 0; i < SAMPLES; i++) {
            double[] p = probabilities(theta, i);
            for (int k = 0; k < m; k++) {
                for (int l = 0; l < m; l++) {
                    double q = (k % CLASSES == l % CLASSES ? p[k % CLASSES] : 0) - p[k % CLASSES] * p[l % CLASSES];
                    f[k * m + l] += q * x[i * FEATURES + k / CLASSES] * x[i * FEATURES + l / CLASSES] / SAMPLES;
                }
            }
        }
        return Matrix.of(m, m, f).plusIdentity(DAMPING).symmetrised();
    }

    double[] natural(double[] theta) {
        return curvature(theta).withEigenvalues(l -> 1 / l).times(slope(theta));
    }

    /** One readout at time t from rest: mean (1 − e^(−Ft))F⁻¹g and noise. */
    double[] analog(double[] theta, double time, double beta, double[] noise) {
        Matrix f = curvature(theta);
        double[] m = f.withEigenvalues(l -> -Math.expm1(-l * time) / l).times(slope(theta));
        double[] spread = f.withEigenvalues(l -> Math.sqrt(-Math.expm1(-2 * l * time) / (l * beta))).times(noise);
        return IntStream.range(0, m.length).mapToDouble(k -> m[k] + spread[k]).toArray();
    }
}
