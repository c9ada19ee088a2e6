package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Kan;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.learn.layer.SpectralConvolution;
import org.pushforward.engine.numerics.Philox;

class FitTest {

    private static final CancelToken NEVER = new CancelToken();

    /** B-splines add up to one inside the grid, and the layer is the sum of its functions. */
    @Test
    void splinesAddUpToOne() {
        Kan kan = new Kan("k", 1, 1, 5, 3, -1, 1);
        Weights weights = Weights.of(kan);
        double[] theta = new double[weights.size()];
        Arrays.fill(theta, weights.offset("k.spline"), theta.length, 2.5);
        double[] y = Fit.from(weights, AdamW.ADAM, theta).precise().evaluate(NEVER, w -> kan.apply(w, w.tape().of(new double[] {-0.99, -0.3, 0, 0.7}, 4, 1)));
        assertThat(y).containsExactly(new double[] {2.5, 2.5, 2.5, 2.5}, offset(1e-12));
    }

    /** A Fourier layer that keeps every mode and mixes by one is the identity. */
    @Test
    void aSpectralConvolutionByOneIsTheIdentity() {
        SpectralConvolution s = new SpectralConvolution("s", 1, 1, 1, 4);
        double[] x = {1, -2, 0.5, 3, 2, 1, 0};
        Weights weights = Weights.of(s);
        double[] theta = new double[weights.size()];
        Arrays.fill(theta, 0, 4, 1);
        assertThat(Fit.from(weights, AdamW.ADAM, theta).precise().evaluate(NEVER, w -> s.apply(w, w.tape().of(x, 1, 1, 7)))).containsExactly(x, offset(1e-12));
    }

    // ---- optimizers

    private static final Owner POINT = () -> List.of(new Part("x", Start.constant(-1.2), 1), new Part("y", Start.constant(1), 1));

    /** Rosenbrock's valley, least at (1, 1). */
    private static Value valley(Theta w) {
        Value x = w.get("x");
        return x.from(1).square().plus(w.get("y").minus(x.square()).square().times(100)).sum();
    }

    private record Descent(Optimizer optimizer, double rate, int steps) { }

    static Stream<Descent> descents() {
        return Stream.of(new Descent(new Sgd(0.9, false), 2e-4, 8000), new Descent(new Sgd(0.9, true), 2e-4, 8000), new Descent(AdamW.ADAM, 2e-2, 3000),
                new Descent(new Lbfgs(6), 1, 60));
    }

    @ParameterizedTest
    @MethodSource("descents")
    void theValleyIsFoundToItsGround(Descent d) {
        Fit fit = Fit.start(Weights.of(POINT), d.optimizer, new Philox(1)).precise();
        for (int k = 0; k < d.steps; k++) {
            fit = fit.step(NEVER, d.rate, FitTest::valley);
        }
        assertThat(fit.theta()).containsExactly(new double[] {1, 1}, offset(2e-2));
        assertThat(fit.iterations()).isEqualTo(d.steps);
    }

    @Test
    void levenbergMarquardtFitsAnExponential() {
        double[] t = new double[40];
        double[] y = new double[40];
        Arrays.setAll(t, k -> k / 10.0);
        Arrays.setAll(y, k -> 2 * Math.exp(-0.7 * t[k]) + 0.3);
        Owner owner = () -> List.of(new Part("a", Start.constant(1), 1), new Part("b", Start.constant(0.1), 1), new Part("c", Start.ZERO, 1));
        Fit fit = Fit.start(Weights.of(owner), new LevenbergMarquardt(1e-2), new Philox(1)).precise();
        Fit.Group residuals = new Fit.Group(40, w -> {
            Value at = w.tape().of(t, 40, 1);
            Value model = w.get("a").times(at.times(w.get("b")).negated().exp()).plus(w.get("c"));
            return model.minus(w.tape().of(y, 40, 1)).reshape(40);
        });
        for (int k = 0; k < 25; k++) {
            fit = fit.leastSquares(NEVER, List.of(residuals));
        }
        assertThat(fit.theta()).containsExactly(new double[] {2, 0.7, 0.3}, offset(1e-8));
        assertThat(fit.loss()).as("that of now, not a mean since the first").isLessThan(1e-12);
    }

    /** The Jacobian in one sweep is that of every residual by itself, for a network and its second derivative. */
    @Test
    void theJacobianIsThatOfEveryResidual() {
        Perceptron net = new Perceptron("u", Value::tanh, 2, 5, 1);
        Fit fit = Fit.start(Weights.of(net), new LevenbergMarquardt(1), new Philox(5)).precise();
        double[] x = {0.1, 0.2, -0.4, 0.9, 1.1, -0.3};
        Fit.Group all = new Fit.Group(3, w -> {
            Value in = w.tape().variable(x, 3, 2);
            Value ux = net.apply(w, in).grad(in).slice(1, 0, 1);
            return ux.grad(in).slice(1, 0, 1).plus(net.apply(w, in)).reshape(3);
        });
        double[] jacobian = fit.jacobian(NEVER, all);
        int p = fit.theta().length;
        for (int k = 0; k < 3; k++) {
            double[] row;
            try (Tape tape = Tape.precise(NEVER)) {
                Theta w = Theta.variable(tape, fit.weights(), fit.theta());
                row = all.of().apply(w).at(0, k).grad(w.all()).array();
            }
            assertThat(Arrays.copyOfRange(jacobian, k * p, (k + 1) * p)).containsExactly(row, offset(1e-12));
        }
    }

    // ---- what a fit is

    @Test
    void aFitIsACheckpointAndItsLossIsAMean() {
        Perceptron net = new Perceptron("u", Value::silu, 1, 8, 1);
        Fit start = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(2));
        double[] before = start.theta().clone();
        Fit once = start;
        Fit again = start;
        for (int k = 0; k < 5; k++) {
            once = once.step(NEVER, 1e-2, w -> fitSine(net, w));
        }
        for (int k = 0; k < 5; k++) {
            again = again.step(NEVER, 1e-2, w -> fitSine(net, w));
        }
        assertThat(start.theta()).containsExactly(before);
        assertThat(again.theta()).containsExactly(once.theta());
        assertThat(again.loss()).isEqualTo(once.loss()).isGreaterThan(0);
        assertThat(once.bytes()).isGreaterThan(3L * Double.BYTES * once.theta().length - 1);
    }

    /** Parts of a batch add up to the whole of it. */
    @Test
    void partsAddUp() {
        Perceptron net = new Perceptron("u", Value::silu, 1, 8, 1);
        Fit start = Fit.start(Weights.of(net), new Sgd(0, false), new Philox(2)).precise();
        double[] whole = start.step(NEVER, 0.1, w -> fitSine(net, w)).theta();
        double[] halves = start.step(NEVER, 0.1, List.of(w -> fitSine(net, w).times(0.25), w -> fitSine(net, w).times(0.75))).theta();
        assertThat(halves).containsExactly(whole, offset(1e-14));
    }

    private static Value fitSine(Perceptron net, Theta w) {
        double[] x = {-1, -0.5, 0, 0.5, 1};
        double[] y = Arrays.stream(x).map(Math::sin).toArray();
        return net.apply(w, w.tape().of(x, 5, 1)).minus(w.tape().of(y, 5, 1)).square().mean();
    }

    /** What is no number before any weight has moved is not blamed on the learning rate; later it may be. */
    @Test
    void aLossThatIsNoNumberIsToldWithItsIteration() {
        Fit untrained = Fit.start(Weights.of(POINT), AdamW.ADAM, new Philox(1));
        assertThatThrownBy(() -> untrained.step(NEVER, 1e-3, w -> valley(w).negated().log())).isInstanceOfSatisfying(DivergedException.class, e -> {
            assertThat(e).hasMessageContaining("loss of the first iteration").hasMessageContaining("not in the learning rate");
            assertThat(e.failed("learning-rate", 0.1).failure().remedies()).isEmpty();
        });
        Fit fit = untrained.step(NEVER, 1e-3, FitTest::valley);
        assertThatThrownBy(() -> fit.step(NEVER, 1e-3, w -> valley(w).negated().log())).isInstanceOfSatisfying(DivergedException.class, e -> {
            assertThat(e).hasMessageContaining("after 1 iteration");
            assertThat(e.failed("learning-rate", 0.1).failure().remedies()).hasSize(1);
        });
        // A root has no slope at zero.
        assertThatThrownBy(() -> fit.step(NEVER, 1e-3, w -> w.all().times(0).root().sum())).isInstanceOf(DivergedException.class)
                .hasMessageContaining("gradient is no number");
    }

    /** A long gradient is shortened and keeps its direction, a short one stays. */
    @Test
    void longGradientsAreShortened() {
        Fit start = Fit.start(Weights.of(POINT), AdamW.ADAM, new Philox(1));
        Fit plain = start.step(NEVER, 1e-2, FitTest::valley);
        Fit loose = start.with(AdamW.ADAM.clipped(1e6)).step(NEVER, 1e-2, FitTest::valley);
        assertThat(loose.theta()).containsExactly(plain.theta());
        double norm = plain.gradient();
        // A gradient cut to a tenth is that of a tenth of the loss, in every later step too.
        Fit cut = start.with(AdamW.ADAM.clipped(0.1 * norm)).step(NEVER, 1e-2, FitTest::valley);
        Fit tenth = start.step(NEVER, 1e-2, w -> valley(w).times(0.1));
        assertThat(cut.theta()).containsExactly(tenth.theta(), offset(1e-9));
        assertThat(cut.step(NEVER, 1e-2, w -> valley(w).times(0.01)).theta()).containsExactly(tenth.step(NEVER, 1e-2, w -> valley(w).times(0.01)).theta(), offset(1e-8));
    }
}
