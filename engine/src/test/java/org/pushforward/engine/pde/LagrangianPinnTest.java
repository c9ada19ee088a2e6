package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.JetPerceptron;
import org.pushforward.engine.numerics.BurgersEquation;
import org.pushforward.engine.numerics.Philox;

class LagrangianPinnTest {

    @Test
    void jetsAreTheDerivatives() {
        JetPerceptron net = JetPerceptron.of("u", 3, 7, 7, 2);
        Weights weights = Weights.of(net);
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.constant(tape, weights, weights.initial(new Philox(3)));
            Value a = tape.variable(new double[] {0.3, -1.2, 2.5}, 3, 1);
            Value b = tape.variable(new double[] {0.1, 0.7, 1.9}, 3, 1);
            JetPerceptron.Jet jet = net.apply(w, JetPerceptron.Jet.periodic(a, b));
            for (int channel = 0; channel < 2; channel++) {
                Value f = jet.f().slice(1, channel, channel + 1);
                Value slope = f.grad(a);
                same(jet.a().slice(1, channel, channel + 1), slope);
                same(jet.b().slice(1, channel, channel + 1), f.grad(b));
                same(jet.aa().slice(1, channel, channel + 1), slope.grad(a));
            }
        }
    }

    private static void same(Value one, Value other) {
        // 64 bits, a few layers: rounding of a few hundred operations.
        assertThat(one.array()).containsExactly(other.array(), within(1e-12));
    }

    @Test
    void colehopfSolvesBurgers() {
        double nu = 0.05;
        double h = 1e-3;
        for (double x : new double[] {0.4, 2.9, 4}) {
            for (double t : new double[] {0.3, 1}) {
                double u = BurgersEquation.fromSine(x, t, nu);
                double ut = (BurgersEquation.fromSine(x, t + h, nu) - BurgersEquation.fromSine(x, t - h, nu)) / (2 * h);
                double ux = (BurgersEquation.fromSine(x + h, t, nu) - BurgersEquation.fromSine(x - h, t, nu)) / (2 * h);
                double uxx = (BurgersEquation.fromSine(x + h, t, nu) - 2 * u + BurgersEquation.fromSine(x - h, t, nu)) / (h * h);
                // Central differences: h²/6 times third derivatives of up to 30.
                assertThat(ut + u * ux - nu * uxx).isCloseTo(0, within(2e-5));
            }
        }
        assertThat(BurgersEquation.fromSine(1.1, 1e-6, 0.01)).isCloseTo(Math.sin(1.1), within(1e-5));
    }

    @Test
    void ridingAlongNeedsFewerModes() {
        TransportSolution s = TransportSolution.of(true, 10, 0.01);
        assertThat(s.riding()[5]).isLessThan(1e-3 * s.fixed()[5]);
        TransportSolution wave = TransportSolution.of(false, 30, 0.01);
        assertThat(wave.fixed()[2]).isLessThan(1e-3);
        assertThat(wave.riding()[1]).isLessThan(1e-12);
    }

    @Test
    void exactCharacteristicsCarryTheSolution() {
        TransportSolution s = TransportSolution.of(false, 7, 0.02);
        int labels = s.truth().x().length / TransportSolution.NT;
        int last = labels * (TransportSolution.NT - 1);
        for (int k = 0; k < labels; k += 5) {
            assertThat(s.truth().u()[last + k]).isCloseTo(Math.exp(-0.02) * Math.sin(2 * Math.PI * k / labels), within(1e-12));
        }
    }

    @Test
    void sameSeedSameBits() {
        List<Double> runs = IntStream.range(0, 2).mapToObj(_ -> {
            var run = new LagrangianPinn().opened("width=4", "points=6,4", "iterations=3", "iterations-per-step=3");
            run.step(StepContext.serial());
            return run.diagnostics().value("error-lpinn").orElseThrow();
        }).toList();
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    @Test
    void pointsMustBeWholeNumbers() {
        assertThatThrownBy(() -> new LagrangianPinn().opened("points=3,24")).isInstanceOf(InputException.class).hasMessageContaining("from 4 to 1000");
    }
}
