package org.pushforward.engine.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class ToeplitzStatesTest {

    @ParameterizedTest
    @CsvSource({"decaying, 8", "random, 63", "decaying, 64", "file, 30"})
    void theRecurrenceIsTheMatrix(String kernel, int n) {
        Solver s = played("kernel=" + kernel, "length=" + n);
        assertThat(s.diagnostics().value("kernel-error").orElseThrow()).isLessThan(1e-13);
        assertThat(s.diagnostics().value("recurrence-error").orElseThrow()).isLessThan(1e-12);
        assertThat(s.diagnostics().value("weight-of-one").orElseThrow()).isLessThan(1e-13);
        assertThat(s.diagnostics().value("gradient-error").orElseThrow()).isGreaterThan(1e-7);
    }

    @Test
    void beyondItsLengthTheKernelComesBack() {
        Solver s = played("length=16", "tokens=40");
        assertThat(s.diagnostics().value("recurrence-error").orElseThrow()).isGreaterThan(0.1);
        assertThat(s.diagnostics().value("recurrence-error-within").orElseThrow()).isLessThan(1e-13);
    }

    @Test
    void aLengthOfOneIsRefused() {
        assertThatThrownBy(() -> new ToeplitzStates().opened("length=1")).isInstanceOf(InputException.class).hasMessageContaining("length");
    }

    private static Solver played(String... set) {
        Solver s = new ToeplitzStates().opened(set);
        s.advance(1000, StepContext.serial());
        return s;
    }
}
