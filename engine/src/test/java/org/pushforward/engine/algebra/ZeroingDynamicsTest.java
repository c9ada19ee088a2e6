package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class ZeroingDynamicsTest {

    @ParameterizedTest
    @CsvSource({"1, 2, 4", "2, 5, 4", "3, 8, 3"})
    void theResidualDecaysAtTheRateAskedFor(int size, double gamma, double dominance) {
        Solver s = new ZeroingDynamics().opened("size=" + size, "gamma=" + gamma, "dominance=" + dominance);
        for (int k = 0; k < 15; k++) {
            s.step(StepContext.serial());
        }
        assertThat(s.diagnostics().value("decay-rate").orElseThrow()).isCloseTo(gamma, within(1e-5 * gamma));
        assertThat(s.diagnostics().value("difference").orElseThrow()).isLessThan(1e-12);
        assertThat(s.diagnostics().value("unknowns-real").orElseThrow()).isEqualTo(2.0 * size * size);
    }

    @Test
    void stepsThatAreTooLongAreRefused() {
        assertThatThrownBy(() -> new ZeroingDynamics().opened("gamma=100", "dt=0.01")).isInstanceOf(InputException.class).hasMessageContaining("smaller dt");
    }
}
