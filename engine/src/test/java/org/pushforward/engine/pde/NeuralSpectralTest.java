package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;

class NeuralSpectralTest {

    /** Without diffusion and from a constant the equation is the logistic one, u = 1/(1 + e^(−5t)) from ½. */
    @Test
    void theResidualOfALogisticCurveFadesWithTheDegreeAndDifferencesAreOfSecondOrder() {
        SpectralProblem q = SpectralProblem.of(false, 15, 0.2, 0.01);
        double[] u = new double[q.p() * q.q()];
        for (int k = 0; k < q.p(); k++) {
            double[] t = q.first().nodes(q.p());
            for (int i = 0; i < q.p(); i++) {
                u[k * q.q()] += q.first().analysis(q.p())[k * q.p() + i] / (1 + Math.exp(-SpectralProblem.RHO * t[i]));
            }
        }
        double[][] input = {new double[q.q()]};
        input[0][0] = 0.5;
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value v = tape.of(u, 1, q.p(), q.q());
            assertThat(Arrays.stream(q.residual(v, input).array()).map(Math::abs).max().orElseThrow()).isLessThan(1e-6);
            double coarse = Arrays.stream(q.differences(v, input, 32).array()).map(Math::abs).max().orElseThrow();
            double fine = Arrays.stream(q.differences(v, input, 63).array()).map(Math::abs).max().orElseThrow();
            assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(2, within(0.1));
        }
        double[] exact = q.exact(input[0], 9);
        assertThat(exact[8 * 9 + 3]).isCloseTo(1 / (1 + Math.exp(-5)), within(1e-5));
    }

    @Test
    void poissonsSolutionLeavesNothing() {
        SpectralProblem q = SpectralProblem.of(true, 5, 0.1, 1);
        double[] s = q.input(new Philox(1), 0);
        double[] u = s.clone();
        double[] w = q.first().waves();
        for (int k = 1; k < u.length; k++) {
            u[k] /= w[k / 5] * w[k / 5] + w[k % 5] * w[k % 5];
        }
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value v = tape.of(u, 1, 5, 5);
            assertThat(Arrays.stream(q.residual(v, new double[][] {s}).array()).map(Math::abs).max().orElseThrow()).isLessThan(1e-13);
            assertThat(q.onGrid(v, 7).array()).usingComparatorWithPrecision(1e-13).containsExactly(q.exact(s, 7));
        }
    }

    @Test
    void evenModesOnTheTorusAreRefused() {
        assertThatThrownBy(() -> new NeuralSpectral().opened("modes=8")).isInstanceOf(InputException.class).hasMessageContaining("odd");
    }

    @Test
    void parsevalHoldsWhileItTrains() {
        var run = new NeuralSpectral().opened("modes=5", "width=2", "batch=2", "iterations=4", "iterations-per-step=2");
        run.advance(2, StepContext.serial());
        assertThat(run.diagnostics().value("parseval-error").orElseThrow()).isLessThan(1e-12);
    }
}
