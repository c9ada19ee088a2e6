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

class MomentBootstrapTest {

    /** Independent bisection in 60 digits with mpmath. */
    @ParameterizedTest
    @CsvSource({"circle, 4, 0.046, 2.2e-3", "circle, 6, 2.5e-3, 3.1e-6", "circle, 8, 6.5e-5, 1.2e-9", "circle, 10, 9.4e-7, 1.8e-13", "line, 6, 2.365e-3, 0"})
    void intervalsAndShoestringsAreThoseMeasuredIndependently(String problem, int size, double width, double shoestring) {
        Solver s = played("problem=" + problem, "size=" + size);
        assertThat(s.diagnostics().value("width").orElseThrow()).isCloseTo(width, within(0.02 * width));
        if (shoestring > 0) {
            assertThat(s.diagnostics().value("shoestring-error").orElseThrow()).isCloseTo(shoestring, within(0.03 * shoestring));
        }
    }

    /** I₀² − I₁². */
    @Test
    void theUnitaryIntegralOfTwoRows() {
        Solver s = played("problem=unitary", "matrix-size=2");
        assertThat(s.diagnostics().value("partition-function").orElseThrow()).isCloseTo(2.2795853023360673 * 2.2795853023360673 - 1.5906368546373291 * 1.5906368546373291, within(1e-13));
    }

    @Test
    void islandsHoldTheSolution() {
        Solver s = played("problem=circle-two", "size=5");
        assertThat(s.diagnostics().value("outside")).hasValue(0);
        assertThatThrownBy(() -> new MomentBootstrap().opened("problem=unitary", "matrix-size=10", "size=6")).isInstanceOf(InputException.class).hasMessageContaining("at least 10");
    }

    private static Solver played(String... set) {
        Solver s = new MomentBootstrap().opened(set);
        s.advance(100, StepContext.serial());
        return s;
    }
}
