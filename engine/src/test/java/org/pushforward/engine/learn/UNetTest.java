package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

/** The U-Net against loops in 64 bits, differences of its own values, and the symmetry that it is built for. */
class UNetTest {

    private static final CancelToken NEVER = new CancelToken();
    private static final Philox RANDOM = new Philox(12);
    private static final int N = 8;
    private static final int CHANNELS = 2;
    private static final int FEATURES = 3;
    private static final int W = 8;
    private static final UNet NET = new UNet(N, CHANNELS, FEATURES, W);

    private static double[] normals(int n, int step) {
        double[] x = new double[n];
        RANDOM.normals(0, n, step, 1, x, 0);
        return x;
    }

    /** All weights random: those it starts with make it the zero function. */
    private static double[] busy() {
        double[] theta = NET.initial(RANDOM);
        double[] more = normals(theta.length, 1);
        for (int k = 0; k < theta.length; k++) {
            theta[k] += 0.1 * more[k];
        }
        return theta;
    }

    @Test
    void startsAsTheZeroFunction() {
        double[] y = Network.create(NET, RANDOM).evaluate(normals(2 * NET.inputs(), 2), NEVER);
        assertThat(y).hasSize(2 * N * N).containsOnly(0);
        assertThatThrownBy(() -> new UNet(10, 1, 1, W)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Only the first and the last convolution have weights: f = K₂ * silu(K₁ * x + b₁) + b₂ around the torus, to the rounding of 32 bits. */
    @Test
    void agreesWithPlainConvolutions() {
        int last = 9 * W + 1;
        int others = 2 * W * W + W + 6 * W * W + 2 * W + 54 * W * W + 3 * W + 18 * W * W + 2 * W;
        double[] theta = new double[NET.weights()];
        double[] k2 = normals(last, 3);
        double[] k1 = normals(CHANNELS * W * 9 + W, 4);
        System.arraycopy(k2, 0, theta, theta.length - last, last);
        System.arraycopy(k1, 0, theta, theta.length - last - others - k1.length, k1.length);
        double[] x = normals(NET.inputs(), 5);
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
        assertThat(new Network(NET, theta).evaluate(x, NEVER)).containsExactly(expected, Offset.offset(1e-4));
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
        Network f = new Network(NET, busy());
        double[] x = normals(NET.inputs(), 6);
        double[] shifted = x.clone();
        for (int c = 0; c < CHANNELS; c++) {
            for (int k = 0; k < N * N; k++) {
                shifted[c * N * N + k] = x[c * N * N + shift(k)];
            }
        }
        double[] y = f.evaluate(x, NEVER);
        double[] moved = f.evaluate(shifted, NEVER);
        for (int k = 0; k < N * N; k++) {
            assertThat(moved[k]).isCloseTo(y[shift(k)], Offset.offset(1e-4));
        }
        assertThat(Arrays.stream(y).map(Math::abs).max().orElseThrow()).isGreaterThan(0.1);
    }

    private static int shift(int k) {
        return (k / N + 4) % N * N + k % N;
    }

    /** Along a random direction, h = 1e-2 and values of size 1 in 32 bits: truncation and rounding of some 1e-3 each. */
    @Test
    void gradientAgreesWithADifference() {
        double[] theta = busy();
        double[] direction = normals(theta.length, 7);
        double[] x = normals(3 * NET.inputs(), 8);
        double[] w = normals(3 * NET.outputs(), 9);
        double[] gradient = new double[theta.length];
        Loss loss = (f, derivative) -> {
            System.arraycopy(w, 0, derivative, 0, w.length);
            return dot(w, f);
        };
        new Network(NET, theta).gradient(x, loss, gradient, NEVER);
        double size = Math.sqrt(dot(direction, direction));
        double h = 1e-2;
        double difference = 0;
        for (int sign : new int[] {1, -1}) {
            double[] moved = theta.clone();
            for (int k = 0; k < moved.length; k++) {
                moved[k] += sign * h * direction[k] / size;
            }
            difference += sign * dot(w, new Network(NET, moved).evaluate(x, NEVER)) / (2 * h);
        }
        assertThat(dot(gradient, direction) / size).isCloseTo(difference, Percentage.withPercentage(1));
    }

    private static double dot(double[] a, double[] b) {
        double s = 0;
        for (int k = 0; k < a.length; k++) {
            s += a[k] * b[k];
        }
        return s;
    }
}
