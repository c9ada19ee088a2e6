package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class ThermodynamicDescentTest {

    /** F = diag(2, 1), g = (2, 3): F⁻¹g = (1, 3), and the bias at t is √(e^(−4t) + 9e^(−2t)). */
    @Test
    void theBiasIsThatOfTheClosedForm() {
        Solver s = new ThermodynamicDescent().opened("fisher=2,0;0,1", "gradient=2,3", "time=1");
        s.advance(100, StepContext.serial());
        assertThat(s.diagnostics().value("bias-exact").orElseThrow()).isCloseTo(Math.sqrt(Math.exp(-4) + 9 * Math.exp(-2)), Offset.offset(1e-10));
        assertThat(s.diagnostics().value("mean-deviations").orElseThrow()).isLessThan(4.5);
    }

    @Test
    void naturalStepsAreAheadAndBadMatricesAreRefused() {
        Solver s = new ThermodynamicDescent().opened("problem=softmax");
        s.advance(30, StepContext.serial());
        assertThat(s.diagnostics().value("loss-natural").orElseThrow()).isLessThan(0.7 * s.diagnostics().value("loss-adam").orElseThrow());
        assertThatThrownBy(() -> new ThermodynamicDescent().opened("fisher=1,2;2,1")).isInstanceOf(InputException.class).hasMessageContaining("positive definite");
        assertThatThrownBy(() -> new ThermodynamicDescent().opened("gradient=1,2,3")).isInstanceOf(InputException.class).hasMessageContaining("as many");
    }
}
