package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class DistributedDescentTest {

    @ParameterizedTest
    @ValueSource(strings = {"ring", "grid", "complete"})
    void agentsLeaveTheSaddleAndAgree(String graph) {
        Solver s = played("graph=" + graph, "agents=12", "spread=0");
        assertThat(Math.abs(s.diagnostics().value("mean-y").orElseThrow())).isCloseTo(1, within(0.01));
        assertThat(s.diagnostics().value("consensus-error").orElseThrow()).isLessThan(5e-3);
        assertThat(s.diagnostics().value("quiet-distance")).hasValue(0);
    }

    @Test
    void withoutNoiseTheySlideIntoIt() {
        Solver s = played("noise=0", "nonsmooth=true");
        assertThat(s.diagnostics().value("mean-y")).hasValue(0);
        assertThat(s.diagnostics().value("quiet-distance").orElseThrow()).isLessThan(1e-6);
    }

    /** ⅓ + ⅔ cos(2π/n). */
    @Test
    void theRingHasItsSecondEigenvalue() {
        assertThat(new DistributedDescent().opened("agents=9").diagnostics().value("second-eigenvalue").orElseThrow())
                .isCloseTo((1 + 2 * Math.cos(2 * Math.PI / 9)) / 3, within(1e-14));
        assertThatThrownBy(() -> new DistributedDescent().opened("agents=2")).isInstanceOf(InputException.class).hasMessageContaining("agents");
    }

    private static Solver played(String... set) {
        Solver s = new DistributedDescent().opened(set);
        s.advance(1000, StepContext.serial());
        return s;
    }
}
