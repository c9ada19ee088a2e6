package org.pushforward.engine.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;

class KroneckerRecoveryTest {

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "steering"})
    void theCostOfTheAlternatingMethodNeverRises(String scene) {
        var run = new KroneckerRecovery().opened("size=8", "measurements=5", "active=2", "scene=" + scene);
        double before = run.diagnostics().value("cost-am").orElseThrow();
        for (int i = 0; i < 40; i++) {
            run.advance(1, StepContext.serial());
            double now = run.diagnostics().value("cost-am").orElseThrow();
            assertThat(now).isLessThanOrEqualTo(before + 1e-9 * Math.abs(before));
            before = now;
        }
        assertThat(run.diagnostics().value("cost-rise").orElseThrow()).isLessThan(1e-9);
    }

    @Test
    void whereEverythingIsMeasuredNothingIsLost() {
        var run = new KroneckerRecovery().opened("size=6", "measurements=6", "active=1", "snr-db=90");
        run.advance(100, StepContext.serial());
        assertThat(run.diagnostics().value("nmse-am").orElseThrow()).isLessThan(-50);
        assertThat(run.diagnostics().value("nmse-omp").orElseThrow()).isLessThan(-50);
    }

    @Test
    void moreActiveRowsThanThereAreIsRefused() {
        assertThatThrownBy(() -> new KroneckerRecovery().opened("size=4", "active=5")).isInstanceOf(InputException.class).hasMessageContaining("fewer rows");
    }
}
