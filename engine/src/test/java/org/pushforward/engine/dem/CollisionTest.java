package org.pushforward.engine.dem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

class CollisionTest {

    /** Restitution and duration depend on ζ and on √(k/m), and on nothing else. */
    @ParameterizedTest
    @CsvSource({"0.1, 1e5, 1e-3, 1", "0.1, 1e3, 1e-2, 5", "0.3, 1e7, 1e-4, 0.1", "0, 1e5, 1e-3, 2"})
    void restitutionAndDurationHaveClosedForms(double zeta, double k, double m, double v) {
        Solver s = played("damping=" + zeta, "stiffness=" + k, "mass=" + m, "speed=" + v, "steps-per-contact=400");
        double e = Math.exp(-zeta * Math.PI / Math.sqrt(1 - zeta * zeta));
        double tc = Math.PI / Math.sqrt(2 * k / m) / Math.sqrt(1 - zeta * zeta);
        assertThat(s.diagnostics().value("restitution").orElseThrow()).isCloseTo(e, within(3e-3 * e));
        assertThat(s.diagnostics().value("contact-time").orElseThrow()).isCloseTo(tc, within(3e-3 * tc));
    }

    /** Whatever friction, stiffness and speed: two thirds are left, and nothing slips. */
    @ParameterizedTest
    @CsvSource({"0.5, 1, 1e4", "0.2, 0.5, 1e5", "1, 3, 1e4"})
    void aSlidingDiscEndsRolling(double mu, double v, double k) {
        Solver s = played("case=rolling", "friction=" + mu, "speed=" + v, "stiffness=" + k, "steps-per-contact=20");
        double speed = s.diagnostics().value("final-speed").orElseThrow();
        assertThat(speed).isCloseTo(2 * v / 3, within(2e-3 * v));
        assertThat(s.diagnostics().value("final-spin").orElseThrow() * 5e-3).isCloseTo(speed, within(2e-3 * v));
    }

    @Test
    void aFloorThatGivesWayIsRefused() {
        assertThatThrownBy(() -> new Collision().opened("case=rolling", "stiffness=10")).isInstanceOf(InputException.class).hasMessageContaining("larger stiffness");
        assertThatThrownBy(() -> new Collision().opened("damping=1")).isInstanceOf(InputException.class).hasMessageContaining("damping");
    }

    private static Solver played(String... set) {
        Solver s = new Collision().opened(set);
        s.advance(100_000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        return s;
    }
}
