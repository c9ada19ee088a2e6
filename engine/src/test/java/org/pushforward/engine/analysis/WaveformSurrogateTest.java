package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;

class WaveformSurrogateTest {

    private static final String[] SMALL = {"iterations=4", "iterations-per-step=1", "batch=2", "hidden=2", "scarce=3"};

    /** The approximant is further off the lower its order. */
    @Test
    void theApproximantHasAMismatchOfItsOwn() {
        double high = new WaveformSurrogate().opened(SMALL).diagnostics().value("mismatch-approximant").orElseThrow();
        var low = new WaveformSurrogate().opened("iterations=4", "batch=2", "hidden=2", "scarce=3", "order=2");
        assertThat(low.diagnostics().value("mismatch-approximant").orElseThrow()).isGreaterThan(high).isLessThan(1);
    }

    @Test
    void theSecondStageBeginsHalfWay() {
        var run = new WaveformSurrogate().opened(SMALL);
        run.advance(1, StepContext.serial());
        assertThat(run.diagnostics().value("stage").orElseThrow()).isCloseTo(1, within(0.0));
        run.advance(3, StepContext.serial());
        assertThat(run.diagnostics().value("stage").orElseThrow()).isCloseTo(2, within(0.0));
    }

    @Test
    void spinsBeyondTheWaveformsAreRefused() {
        assertThatThrownBy(() -> new WaveformSurrogate().opened("spin-range=0.1")).isInstanceOf(InputException.class).hasMessageContaining("spin-1");
    }
}
