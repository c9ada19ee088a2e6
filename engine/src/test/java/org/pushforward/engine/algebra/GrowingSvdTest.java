package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
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

    /** 45 rows of two entries each in 100 columns, popular ones more often. */
    @Test
    void rowsThatDependOnEachOtherEndTheRunInWords() {
        Solver s = new GrowingSvd().opened("rows=300", "columns=100", "density=0.02", "rank=2", "batch=45");
        s.advance(20, StepContext.serial());
        assertThat(s.status()).isInstanceOfSatisfying(Status.Failed.class, f -> assertThat(f.failure().message()).contains("depend on each other"));
    }

    @Test
    void moreEntriesThanFitAreRefused() {
        assertThatThrownBy(() -> new GrowingSvd().opened("rows=50000", "columns=20000", "density=1")).isInstanceOf(InputException.class).hasMessageContaining("smaller density");
    }

    @Test
    void aRankAboveHalfOfTheColumnsIsRefused() {
        assertThatThrownBy(() -> new GrowingSvd().opened("columns=30", "density=0.2", "rank=20")).isInstanceOf(InputException.class).hasMessageContaining("smaller rank");
    }
}
