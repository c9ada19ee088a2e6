package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

class EqualCorrelationsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"plane | 1", "plane | 1,0;1,1", "line | 1,1,0", "three-phase | 1;0", "voxels | 1,1"})
    void childrenOfARootAgreeInEveryPairAndAreNotTheSame(String root, String kernel) {
        Solver s = new EqualCorrelations().opened("root=" + root, "kernel=" + kernel, "contrast=10");
        assertThat(s.diagnostics().value("correlation-difference")).hasValue(0);
        assertThat(s.diagnostics().value("related")).hasValue(0);
    }

    @Test
    void heatTellsThemApart() {
        Solver s = new EqualCorrelations().opened("kernel=1");
        s.advance(1000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        assertThat(s.diagnostics().value("apart").orElseThrow()).isGreaterThan(0.1);
        assertThat(s.diagnostics().value("outside-bounds")).hasValue(0);
    }

    @Test
    void otherKernelsAreRefused() {
        assertThatThrownBy(() -> new EqualCorrelations().opened("kernel=1,0.5")).isInstanceOf(InputException.class).hasMessageContaining("zeros and ones");
        assertThatThrownBy(() -> new EqualCorrelations().opened("kernel=1,1,1,1,1")).isInstanceOf(InputException.class).hasMessageContaining("1 to 4");
    }
}
