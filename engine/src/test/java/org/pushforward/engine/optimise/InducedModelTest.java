package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class InducedModelTest {

    @ParameterizedTest
    @ValueSource(strings = {"square", "relu", "tanh"})
    void theGapIsWhatTheGradientsExplain(String activation) {
        Solver s = new InducedModel().opened("activation=" + activation, "hidden=2");
        for (int k = 0; k < 20; k++) {
            s.advance(1, StepContext.serial());
            assertThat(s.diagnostics().value("gap-identity").orElseThrow()).isLessThan(1e-10);
            assertThat(s.diagnostics().value("induced-loss").orElseThrow()).isLessThanOrEqualTo(s.diagnostics().value("loss").orElseThrow() * (1 + 1e-12));
        }
    }

    @Test
    void squaresMeetTheirInducedModel() {
        Solver s = new InducedModel().opened();
        s.advance(300, StepContext.serial());
        assertThat(s.diagnostics().value("gap").orElseThrow()).isLessThan(1e-8);
    }
}
