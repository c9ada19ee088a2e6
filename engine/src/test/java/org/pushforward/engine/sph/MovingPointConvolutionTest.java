package org.pushforward.engine.sph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.PointKernel;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;

class MovingPointConvolutionTest {

    /** dK/dp = w sign(x − p)/r and dK/dr = w |x − p|₁/r², against finite differences, where no corner is near. */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        PointKernel k = KernelContest.moving(5, new Philox(4));
        Weights weights = Weights.of(k);
        double[] theta = weights.initial(new Philox(9));
        double[] at = {0.11, -0.23, 0.4, 0.31, -0.57, 0.05};
        double[] found = gradient(k, weights, theta, at);
        for (int i = 0; i < theta.length; i++) {
            double h = 1e-6;
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[i] += h;
            down[i] -= h;
            // Linear between corners but for 1/r: h² and rounding of 1e-16/h.
            assertThat(found[i]).isCloseTo((sum(k, weights, up, at) - sum(k, weights, down, at)) / (2 * h), within(1e-7));
        }
    }

    private static double[] gradient(PointKernel k, Weights weights, double[] theta, double[] at) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.variable(tape, weights, theta);
            Value sum = k.at(w, tape.of(at, at.length / 2, 2)).sum();
            return sum.grad(w.all()).array();
        }
    }

    private static double sum(PointKernel k, Weights weights, double[] theta, double[] at) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            return k.at(Theta.constant(tape, weights, theta), tape.of(at, at.length / 2, 2)).sum().number();
        }
    }

    @Test
    void pointsLearnAStreak() {
        var run = new MovingPointConvolution().opened("target=blur", "points=8", "iterations=60");
        run.advance(3, StepContext.serial());
        assertThat(run.diagnostics().value("error-moving").orElseThrow()).isLessThan(0.9 * run.diagnostics().value("error-fixed").orElseThrow());
    }

    @Test
    void contestantsHaveAsManyWeights() {
        List<Integer> sizes = Arrays.stream(SequenceNetwork.Kind.values()).map(kind -> new SequenceNetwork(kind, 16, new double[16]).kernelWeights()).toList();
        assertThat(sizes.get(1)).isCloseTo(sizes.get(0), org.assertj.core.data.Percentage.withPercentage(7));
        assertThat(sizes.get(2)).isCloseTo(sizes.get(0), org.assertj.core.data.Percentage.withPercentage(7));
    }

    /** The best of a basis with as many terms as places is the target. */
    @Test
    void basesAreExactForTheirOwnProducts() {
        double[] at = KernelContest.places();
        double[] f = new double[at.length / 2];
        Arrays.setAll(f, i -> Math.cos(Math.PI * at[2 * i]) * Math.sin(2 * Math.PI * at[2 * i + 1]) + 3);
        assertThat(Vectors.relativeError(KernelContest.basis("ffourier", 16, f), f)).isLessThan(1e-10);
    }

    @Test
    void noDigitCanLoseAllOfItsSamples() {
        assertThatThrownBy(() -> new MovingPointConvolution().opened("task=digits", "drop=64")).isInstanceOf(InputException.class);
    }
}
