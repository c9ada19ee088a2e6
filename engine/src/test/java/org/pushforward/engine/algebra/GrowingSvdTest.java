package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class GrowingSvdTest {

    @Test
    void bothUpdatesAreTheSameWhateverTheFlush() {
        for (String flush : new String[] {"flush=1", "flush=7"}) {
            Solver s = new GrowingSvd().opened("rows=120", "columns=100", "density=0.05", "rank=4", "batch=3", flush);
            s.advance(40, StepContext.serial());
            assertThat(s.diagnostics().value("difference").orElseThrow()).isLessThan(1e-10);
            assertThat(s.diagnostics().value("orthogonality").orElseThrow()).isLessThan(1e-10);
            assertThat(s.diagnostics().value("operations").orElseThrow()).isLessThan(s.diagnostics().value("operations-dense").orElseThrow());
        }
    }

    @Test
    void aRankAboveHalfOfTheColumnsIsRefused() {
        assertThatThrownBy(() -> new GrowingSvd().opened("columns=30", "density=0.2", "rank=20")).isInstanceOf(InputException.class).hasMessageContaining("smaller rank");
    }
}
