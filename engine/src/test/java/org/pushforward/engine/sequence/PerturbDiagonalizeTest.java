package org.pushforward.engine.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class PerturbDiagonalizeTest {

    @ParameterizedTest
    @CsvSource({"8, 0.1", "24, 0.1", "24, 1"})
    void theBackwardErrorIsThePerturbation(int size, double perturbation) {
        Solver s = new PerturbDiagonalize().opened("size=" + size, "perturbation=" + perturbation);
        s.step(StepContext.serial());
        assertThat(s.diagnostics().value("backward-error").orElseThrow()).isCloseTo(perturbation, within(1e-4 * perturbation));
        assertThat(s.diagnostics().value("transfer-error").orElseThrow()).isLessThan(0.5 * perturbation);
        assertThat(s.diagnostics().value("transfer-error-s4d").orElseThrow()).isGreaterThan(0.5);
    }

    @Test
    void noPerturbationAtAllIsRefused() {
        assertThatThrownBy(() -> new PerturbDiagonalize().opened("perturbation=0")).isInstanceOf(InputException.class).hasMessageContaining("perturbation");
    }
}
