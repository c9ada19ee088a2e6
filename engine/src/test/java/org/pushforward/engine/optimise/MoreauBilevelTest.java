package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class MoreauBilevelTest {

    @Test
    void theClosedFormIsReachedWhereAlternatingDescentIsNot() {
        Solver s = new MoreauBilevel().opened("dimension=3");
        s.advance(400, StepContext.serial());
        double exact = ((1 - 3) * 2 + 3 * 1.5 * Math.PI) / 4;
        assertThat(s.diagnostics().value("x-exact").orElseThrow()).isCloseTo(exact, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(s.diagnostics().value("x").orElseThrow()).isCloseTo(exact, org.assertj.core.data.Offset.offset(0.02 * exact));
        assertThat(s.diagnostics().value("x-alternating").orElseThrow()).isCloseTo(2, org.assertj.core.data.Offset.offset(1e-6));
    }
}
