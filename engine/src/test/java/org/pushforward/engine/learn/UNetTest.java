package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.layer.UNet;
import org.pushforward.engine.numerics.Philox;

/** The U-Net against loops, differences of its own values, and the symmetry that it is built for; in 64 bits. */
class UNetTest {

    private static final Philox RANDOM = new Philox(12);
    private static final int N = 8;
    private static final int CHANNELS = 2;
    private static final int FEATURES = 3;
    private static final int W = 8;
    private static final UNet NET = new UNet("u", N, CHANNELS, FEATURES, W);
    private static final Weights WEIGHTS = Weights.of(NET);

    private static double[] normals(int n, int step) {
        double[] x = new double[n];
        RANDOM.normals(0, n, step, 1, x, 0);
        return x;
    }

    /** All weights random: those it starts with make it the zero function. */
    private static double[] busy() {
        double[] theta = WEIGHTS.initial(RANDOM);
        double[] more = normals(theta.length, 1);
        Arrays.setAll(theta, k -> theta[k] + 0.1 * more[k]);
        return theta;
    }

    private static Value of(Theta w, double[] x, double[] features) {
        int rows = x.length / (CHANNELS * N * N);
        return NET.apply(w, w.tape().of(x, rows, CHANNELS, N, N), w.tape().of(features, rows, FEATURES));
    }

    private static double[] values(double[] theta, double[] x, double[] features) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            return of(Theta.constant(tape, WEIGHTS, theta), x, features).array();
        }
    }

    @Test
    void startsAsTheZeroFunction() {
        double[] y = values(WEIGHTS.initial(RANDOM), normals(2 * CHANNELS * N * N, 2), normals(2 * FEATURES, 3));
        assertThat(y).hasSize(2 * N * N).containsOnly(0);
        assertThatThrownBy(() -> new UNet("u", 10, 1, 1, W)).isInstanceOf(IllegalArgumentException.class);
        assertThat(NET.rowsAtOnce()).isGreaterThan(1);
    }

    /** Only the first and the last convolution have weights: f = K₂ * silu(K₁ * x + b₁) + b₂ around the torus. */
    @Test
    void agreesWithPlainConvolutions() {
        double[] theta = new double[WEIGHTS.size()];
        double[] k2 = normals(9 * W + 1, 3);
        double[] k1 = normals(CHANNELS * W * 9 + W, 4);
        System.arraycopy(k2, 0, theta, WEIGHTS.offset("u.last.kernel"), k2.length);
        System.arraycopy(k1, 0, theta, WEIGHTS.offset("u.first.kernel"), k1.length);
        double[] x = normals(CHANNELS * N * N, 5);
        double[][] h = new double[W][];
        for (int o = 0; o < W; o++) {
            h[o] = new double[N * N];
            Arrays.fill(h[o], k1[CHANNELS * W * 9 + o]);
            for (int c = 0; c < CHANNELS; c++) {
                convolve(Arrays.copyOfRange(x, c * N * N, (c + 1) * N * N), k1, (o * CHANNELS + c) * 9, h[o]);
            }
            h[o] = Arrays.stream(h[o]).map(v -> v / (1 + Math.exp(-v))).toArray();
        }
        double[] expected = new double[N * N];
        Arrays.fill(expected, k2[9 * W]);
        for (int o = 0; o < W; o++) {
            convolve(h[o], k2, 9 * o, expected);
        }
        assertThat(values(theta, x, normals(FEATURES, 6))).containsExactly(expected, Offset.offset(1e-11));
    }

    private static void convolve(double[] x, double[] kernel, int at, double[] into) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                for (int a = 0; a < 3; a++) {
                    for (int b = 0; b < 3; b++) {
                        into[i * N + j] += kernel[at + 3 * a + b] * x[(i + a + N - 1) % N * N + (j + b + N - 1) % N];
                    }
                }
            }
        }
    }

    /** A shift of the inputs around the torus by what two halvings of the grid leave in place shifts the outputs. */
    @Test
    void commutesWithShiftsByFourCells() {
        double[] x = normals(CHANNELS * N * N, 6);
        double[] features = normals(FEATURES, 7);
        double[] shifted = new double[x.length];
        Arrays.setAll(shifted, k -> x[k / (N * N) * N * N + shift(k % (N * N))]);
        double[] y = values(busy(), x, features);
        double[] moved = values(busy(), shifted, features);
        for (int k = 0; k < N * N; k++) {
            assertThat(moved[k]).isCloseTo(y[shift(k)], Offset.offset(1e-10));
        }
        assertThat(Arrays.stream(y).map(Math::abs).max().orElseThrow()).isGreaterThan(0.1);
    }

    private static int shift(int k) {
        return (k / N + 4) % N * N + k % N;
    }

    /** Along a random direction. */
    @Test
    void gradientAgreesWithADifference() {
        double[] theta = busy();
        double[] direction = normals(theta.length, 7);
        double[] x = normals(3 * CHANNELS * N * N, 8);
        double[] features = normals(3 * FEATURES, 9);
        double[] weights = normals(3 * N * N, 10);
        double[] gradient;
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.variable(tape, WEIGHTS, theta);
            gradient = of(w, x, features).times(tape.of(weights, 3, 1, N, N)).sum().grad(w.all()).array();
        }
        double h = 1e-6;
        double difference = 0;
        for (int sign : new int[] {1, -1}) {
            double[] moved = new double[theta.length];
            Arrays.setAll(moved, k -> theta[k] + sign * h * direction[k]);
            difference += sign * dot(weights, values(moved, x, features)) / (2 * h);
        }
        assertThat(dot(gradient, direction)).isCloseTo(difference, Percentage.withPercentage(1e-4));
    }

    private static double dot(double[] a, double[] b) {
        double s = 0;
        for (int k = 0; k < a.length; k++) {
            s += a[k] * b[k];
        }
        return s;
    }
}
