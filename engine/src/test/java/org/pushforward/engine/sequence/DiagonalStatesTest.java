package org.pushforward.engine.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class DiagonalStatesTest {

    /** Independently computed with numpy: output errors 0.058 at N = 16; kernels stay apart. */
    @Test
    void outputsConvergeAndKernelsDoNot() {
        Solver s = new DiagonalStates().opened("size=16");
        s.advance(100, StepContext.serial());
        assertThat(s.diagnostics().value("response-error").orElseThrow()).isCloseTo(0.058, within(0.001));
        assertThat(s.diagnostics().value("kernel-error").orElseThrow()).isGreaterThan(1);
        assertThat(s.diagnostics().value("recurrence-error").orElseThrow()).isLessThan(1e-12);
        assertThat(s.diagnostics().value("readout-error-legs").orElseThrow()).isLessThan(0.5 * s.diagnostics().value("readout-error-real").orElseThrow());
    }

    @Test
    void moreStatesThanCanBeComputedAreRefused() {
        assertThatThrownBy(() -> new DiagonalStates().opened("size=65")).isInstanceOf(InputException.class).hasMessageContaining("size");
    }
}
