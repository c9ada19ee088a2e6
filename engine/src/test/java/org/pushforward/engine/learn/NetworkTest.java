package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/** Networks against a plain evaluation in 64 bits and central differences; training against a function that is known. */
class NetworkTest {

    private static final CancelToken NEVER = new CancelToken();
    private static final Philox RANDOM = new Philox(11);

    private static double[] normals(int n, int step) {
        double[] x = new double[n];
        RANDOM.normals(0, n, step, 1, x, 0);
        return x;
    }

    private static double activation(Activation a, double x) {
        return switch (a) {
            case RELU -> Math.max(0, x);
            case SILU -> x / (1 + Math.exp(-x));
            case ELU -> x > 0 ? x : Math.exp(x) - 1;
            case TANH -> Math.tanh(x);
        };
    }

    /** What is no number before any weight has moved is not blamed on the learning rate; later it may be. Weights stay as they were. */
    @Test
    void theFirstLossThatIsNoNumberIsNotTheLearningRate() {
        Network f = Network.create(new Mlp(1, 1, Activation.TANH, 4), RANDOM);
        Adam adam = new Adam(f.architecture().weights(), Adam.Settings.of(0.1));
        double[] weights = f.weights();
        Loss overflow = (_, _) -> Double.POSITIVE_INFINITY;
        assertThatExceptionOfType(DivergedException.class).isThrownBy(() -> f.train(new double[] {1}, overflow, adam, NEVER))
                .withMessageContaining("loss of the first iteration").withMessageContaining("not in the learning rate")
                .satisfies(e -> assertThat(e.failed("learning-rate", 0.1).failure().remedies()).isEmpty());
        assertThat(f.weights()).isEqualTo(weights);
        f.train(new double[] {1}, (_, by) -> by[0] = 1, adam, NEVER);
        double[] moved = f.weights();
        assertThat(moved).isNotEqualTo(weights);
        Loss steep = (_, by) -> {
            by[0] = Double.NaN;
            return 1;
        };
        assertThatExceptionOfType(DivergedException.class).isThrownBy(() -> f.train(new double[] {1}, steep, adam, 0.1, 1, NEVER))
                .withMessageContaining("gradient is no number after 1 iteration")
                .satisfies(e -> assertThat(e.failed("learning-rate", 0.1).failure().remedies())
                        .containsExactly(new Status.Remedy("a tenth of the learning rate", "learning-rate", 0.1 * 0.1)));
        assertThat(f.weights()).isEqualTo(moved);
    }

    /** 2 → 5 → 3 written out; θ holds matrix (out × in), then biases, of each layer. */
    private static double[] plain(Activation a, double[] theta, double[] x) {
        double[] h = new double[5];
        for (int i = 0; i < 5; i++) {
            h[i] = activation(a, theta[2 * i] * x[0] + theta[2 * i + 1] * x[1] + theta[10 + i]);
        }
        double[] y = new double[3];
        for (int i = 0; i < 3; i++) {
            y[i] = theta[30 + i];
            for (int j = 0; j < 5; j++) {
                y[i] += theta[15 + 5 * i + j] * h[j];
            }
        }
        return y;
    }

    /** 32-bit floats of size 1 through two layers: errors of some 1e-6. */
    @ParameterizedTest
    @EnumSource(Activation.class)
    void agreesWithAPlainEvaluation(Activation a) {
        Network f = Network.create(new Mlp(2, 3, a, 5), RANDOM);
        assertThat(f.architecture().weights()).isEqualTo(33);
        double[] x = normals(14, 1);
        double[] y = f.evaluate(x, NEVER);
        for (int p = 0; p < 7; p++) {
            double[] expected = plain(a, f.weights(), Arrays.copyOfRange(x, 2 * p, 2 * p + 2));
            assertThat(Arrays.copyOfRange(y, 3 * p, 3 * p + 3)).containsExactly(expected, Offset.offset(1e-5));
        }
    }

    /** Σ w·f + Σ v·∂f of random w, v: its gradient by θ against central differences of plain sums in 32 bits, h = 1e-2. */
    @ParameterizedTest
    @EnumSource(value = Activation.class, names = "RELU", mode = EnumSource.Mode.EXCLUDE)
    void gradientsAgreeWithDifferences(Activation a) {
        Mlp mlp = new Mlp(2, 3, a, 5);
        double[] theta = mlp.initial(RANDOM);
        double[] x = normals(8, 2);
        double[] dx = normals(8, 3);
        double[] w = normals(12, 4);
        double[] v = normals(12, 5);
        double[] gradient = new double[theta.length];
        Loss.WithTangent loss = (f, df, byOutput, byTangent) -> {
            System.arraycopy(w, 0, byOutput, 0, 12);
            System.arraycopy(v, 0, byTangent, 0, 12);
            return dot(w, f) + dot(v, df);
        };
        new Network(mlp, theta).gradient(x, dx, loss, gradient, NEVER);
        for (int k = 0; k < theta.length; k++) {
            double h = 1e-2;
            double difference = 0;
            for (int sign : new int[] {1, -1}) {
                double[] moved = theta.clone();
                moved[k] += sign * h;
                double[] f = new double[12];
                double[] df = new double[12];
                for (int p = 0; p < 4; p++) {
                    double[] at = Arrays.copyOfRange(x, 2 * p, 2 * p + 2);
                    double[] value = plain(a, moved, at);
                    double e = 1e-6;
                    double[] ahead = plain(a, moved, new double[] {at[0] + e * dx[2 * p], at[1] + e * dx[2 * p + 1]});
                    double[] behind = plain(a, moved, new double[] {at[0] - e * dx[2 * p], at[1] - e * dx[2 * p + 1]});
                    for (int i = 0; i < 3; i++) {
                        f[3 * p + i] = value[i];
                        df[3 * p + i] = (ahead[i] - behind[i]) / (2 * e);
                    }
                }
                difference += sign * (dot(w, f) + dot(v, df));
            }
            // Truncation h² times a third derivative of order 10; ELU's second derivative jumps within h of 0.
            assertThat(gradient[k]).as("weight %d", k).isCloseTo(difference / (2 * h), Offset.offset(a == Activation.ELU ? 2e-2 : 3e-3));
        }
    }

    private static double dot(double[] a, double[] b) {
        double s = 0;
        for (int k = 0; k < a.length; k++) {
            s += a[k] * b[k];
        }
        return s;
    }

    /** sin on [−3, 3] to a mean squared error of 1e-3 in 500 steps; untrained it is about ½. */
    @Test
    void learnsAFunction() {
        Network f = Network.create(new Mlp(1, 1, Activation.SILU, 32, 32), RANDOM);
        Adam adam = new Adam(f.architecture().weights(), Adam.Settings.of(1e-2));
        double loss = 1;
        for (int k = 0; k < 500; k++) {
            double[] x = new double[128];
            RANDOM.uniforms(0, 128, 100 + k, 1, x, 0);
            Arrays.setAll(x, i -> 6 * x[i] - 3);
            loss = f.train(x, Loss.squaredError(Arrays.stream(x).map(Math::sin).toArray(), 1), adam, NEVER);
        }
        assertThat(loss).isLessThan(1e-3);
    }

    /** A long gradient is shortened and keeps its direction, a short one stays: the optimizer fed by hand gives the same weights. */
    @Test
    void longGradientsAreShortened() {
        Mlp mlp = new Mlp(2, 1, Activation.SILU, 8);
        Loss loss = Loss.squaredError(normals(32, 30), 1);
        for (double longest : new double[] {1e-3, 1e3}) {
            Network f = Network.create(mlp, RANDOM);
            Network g = f.copy();
            double[] theta = f.weights();
            Adam adam = new Adam(mlp.weights(), Adam.Settings.of(1));
            Adam byHand = adam.copy();
            for (int k = 0; k < 3; k++) {
                double[] x = normals(64, 31 + k);
                double[] gradient = new double[mlp.weights()];
                g.gradient(x, loss, gradient, NEVER);
                double norm = Math.sqrt(dot(gradient, gradient));
                assertThat(norm).isBetween(1e-2, 1e2);
                byHand.step(theta, Arrays.stream(gradient).map(v -> v * Math.min(1, longest / norm)).toArray(), 1e-2);
                f.train(x, loss, adam, 1e-2, longest, NEVER);
                g = new Network(mlp, theta);
                assertThat(f.weights()).containsExactly(theta, Offset.offset(1e-12));
            }
        }
    }

    /** The same weights, whoever trained before; a copy and a restored optimizer go on with the same bits. */
    @Test
    void trainingHasTheSameBits() {
        Mlp mlp = new Mlp(2, 1, Activation.ELU, 16, 16);
        Network a = Network.create(mlp, RANDOM);
        Adam adam = new Adam(mlp.weights(), Adam.Settings.of(1e-3));
        Loss loss = Loss.squaredError(normals(64, 9), 1);
        for (int k = 0; k < 5; k++) {
            a.train(normals(128, 10 + k), loss, adam, NEVER);
        }
        Network b = a.copy();
        Adam later = adam.copy();
        for (int k = 5; k < 10; k++) {
            a.train(normals(128, 10 + k), loss, adam, NEVER);
        }
        double[][] other = new double[1][];
        Thread t = Thread.ofPlatform().start(() -> {
            for (int k = 5; k < 10; k++) {
                b.train(normals(128, 10 + k), loss, later, NEVER);
            }
            other[0] = b.weights();
        });
        join(t);
        assertThat(other[0]).isEqualTo(a.weights());
    }

    private static void join(Thread t) {
        try {
            t.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
