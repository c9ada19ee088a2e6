package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class DeferredCorrectionTest {

    @ParameterizedTest
    @CsvSource({"random, bdf1", "graded, exact", "uniform, bdf1"})
    void everyCorrectionAddsAnOrder(String mesh, String start) {
        Solver s = played("mesh=" + mesh, "start=" + start, "levels=4");
        for (int order = 2; order <= 4; order++) {
            assertThat(s.diagnostics().value("order-" + order).orElseThrow()).as("order %d", order).isCloseTo(order, within(0.3));
        }
    }

    @Test
    void theEnergyOfPhasesFalls() {
        Solver s = played("problem=allen-cahn", "levels=1");
        assertThat(s.diagnostics().value("energy-rise").orElseThrow()).isLessThanOrEqualTo(1e-9);
    }

    @Test
    void aSpreadBelowOneIsRefused() {
        assertThatThrownBy(() -> new DeferredCorrection().opened("ratio-spread=0.5")).isInstanceOf(InputException.class).hasMessageContaining("ratio-spread");
    }

    private static Solver played(String... set) {
        Solver s = new DeferredCorrection().opened(set);
        s.advance(100, StepContext.serial());
        return s;
    }
}
