package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.pde.BandNetwork.Gates;

class BandOperatorTest {

    private static final String[] SMALL = {"interval=0.1", "films=1", "width=2", "modes=2", "layers=1", "batch=2", "iterations=2", "bands=3"};

    @Test
    void withItsGatesShutTheNetworkIsItsRival() {
        var run = new BandOperator().opened(Arrays.stream(SMALL).map(s -> s.equals("bands=3") ? "gate=shut" : s).toArray(String[]::new));
        run.advance(2, StepContext.serial());
        var d = run.diagnostics();
        assertThat(d.value("error-20").orElseThrow()).isEqualTo(d.value("error-20-local").orElseThrow());
        assertThat(d.value("parameters").orElseThrow()).isEqualTo(d.value("parameters-local").orElseThrow());
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new BandOperator().opened(SMALL);
            run.advance(2, StepContext.serial());
            errors[k] = run.diagnostics().value("error-20").orElseThrow();
            assertThat(run.diagnostics().value("shut-difference").orElseThrow()).isZero();
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }

    @Test
    void everyWaveHasARingAndUntrainedGatesStandHalfOpen() {
        assertThat(BandNetwork.band(0, 0, 6, 32)).isZero();
        assertThat(BandNetwork.band(-16, 15, 6, 32)).isEqualTo(5);
        BandNetwork net = new BandNetwork(2, 2, 3, 5, 2, 16, Gates.LEARNED);
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.constant(tape, Weights.of(net), Weights.of(net).initial(new Philox(1)));
            double[] x = new double[3 * 16 * 16 * 2];
            Arrays.setAll(x, k -> Math.sin(k * k));
            assertThat(net.gates(w, tape.of(x, 3, 16, 16, 2)).array()).hasSize(2 * 3 * 5).containsOnly(0.5);
        }
    }

    @Test
    void attentionDoesNotSeeBeyondItsWindow() {
        WindowNetwork net = new WindowNetwork(1, 4, 1);
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.constant(tape, Weights.of(net), Weights.of(net).initial(new Philox(2)));
            double[] x = new double[16 * 16];
            double[] before = net.apply(w, tape.of(x, 1, 16, 16, 1)).array();
            x[3 * 16 + 3] = 1;
            double[] after = net.apply(w, tape.of(x, 1, 16, 16, 1)).array();
            assertThat(after[7 * 16 + 7]).isNotEqualTo(before[7 * 16 + 7]);
            assertThat(after[8 * 16 + 7]).isEqualTo(before[8 * 16 + 7]);
        }
    }

    @Test
    void tooManyModesAreRefused() {
        assertThatThrownBy(() -> new BandOperator().opened("modes=17")).isInstanceOf(InputException.class).hasMessageContaining("at most 16");
    }
}
