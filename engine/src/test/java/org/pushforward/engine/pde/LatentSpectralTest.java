package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;

class LatentSpectralTest {

    private static final String[] SMALL = {"samples=4", "batch=2", "epochs=1", "width=2", "tokens=2", "bases=2"};

    @Test
    void untrainedItIsItsTrunk() {
        var d = new LatentSpectral().opened(SMALL).diagnostics();
        assertThat(d.value("error").orElseThrow()).isEqualTo(d.value("error-trunk").orElseThrow());
        assertThat(d.value("parameters").orElseThrow()).isGreaterThan(d.value("parameters-trunk").orElseThrow());
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new LatentSpectral().opened(SMALL);
            run.advance(2, StepContext.serial());
            errors[k] = run.diagnostics().value("error").orElseThrow();
            assertThat(run.diagnostics().value("row-sum-error").orElseThrow()).isLessThan(1e-6);
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }

    /** a₁ sin(πz/2) + b₂ cos(πz) with N = 2. */
    @Test
    void tokensMoveBySinesAndCosines() {
        LatentNetwork net = new LatentNetwork(1, 1, 1, 2);
        Weights weights = Weights.of(net);
        double[] theta = new double[weights.size()];
        theta[weights.offset("block.0.sines")] = 3;
        theta[weights.offset("block.0.cosines") + 1] = 5;
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value z = tape.of(new double[] {0.3, -1.7}, 2, 1);
            double[] change = net.moved(Theta.constant(tape, weights, theta), 0, z).array();
            assertThat(change[1]).isCloseTo(3 * Math.sin(-0.85 * Math.PI) + 5 * Math.cos(-1.7 * Math.PI), within(1e-12));
            assertThat(change[0]).isCloseTo(3 * Math.sin(0.15 * Math.PI) + 5 * Math.cos(0.3 * Math.PI), within(1e-12));
        }
    }

    @Test
    void aBatchBeyondTheSamplesIsRefused() {
        assertThatThrownBy(() -> new LatentSpectral().opened("samples=4", "batch=8")).isInstanceOf(InputException.class).hasMessageContaining("more samples");
    }
}
