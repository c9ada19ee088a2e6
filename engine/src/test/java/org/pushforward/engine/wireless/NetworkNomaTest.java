package org.pushforward.engine.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class NetworkNomaTest {

    /** 1 − exp(−ξr⁴/ρ − ½π²λ√ξ r²) with ξ = 5 is 0.4269. */
    @Test
    void nearUsersFollowTheClosedForm() {
        Solver s = new NetworkNoma().opened("draws=4000");
        s.advance(1000, StepContext.serial());
        assertThat(s.diagnostics().value("outage-noma-exact").orElseThrow()).isCloseTo(0.4269, within(5e-5));
        assertThat(s.diagnostics().value("deviation").orElseThrow()).isLessThan(4);
        assertThat(s.diagnostics().value("sum-rate").orElseThrow()).isGreaterThan(4 * s.diagnostics().value("sum-rate-oma").orElseThrow());
        assertThat(s.diagnostics().value("outage-comp").orElseThrow()).isGreaterThanOrEqualTo(s.diagnostics().value("outage-comp-oma").orElseThrow());
    }

    /** α₀²S ≥ ε(α₁²S + I) is S ≥ 0.5773 I at the rates and powers of the default: log₂ 1.5773 bits alone. */
    @Test
    void nearUsersAreAHigherThresholdForTheFarOne() {
        Solver both = new NetworkNoma().opened("draws=2000");
        double e = Math.sqrt(2) - 1;
        Solver alone = new NetworkNoma().opened("draws=2000", "rate-comp=" + Math.log(1 + e / (0.8 - 0.2 * e)) / Math.log(2));
        both.advance(20, StepContext.serial());
        alone.advance(20, StepContext.serial());
        assertThat(both.diagnostics().value("outage-comp").orElseThrow()).isEqualTo(alone.diagnostics().value("outage-comp-oma").orElseThrow()).isGreaterThan(both.diagnostics().value("outage-comp-oma").orElseThrow());
    }

    @Test
    void powersThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> new NetworkNoma().opened("power-comp=0.5", "rate-comp=1")).isInstanceOf(InputException.class).hasMessageContaining("take more than 0.5");
        assertThatThrownBy(() -> new NetworkNoma().opened("density=1", "disc=10")).isInstanceOf(InputException.class).hasMessageContaining("smaller disc");
    }
}
