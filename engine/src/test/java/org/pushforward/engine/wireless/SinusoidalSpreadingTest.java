package org.pushforward.engine.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class SinusoidalSpreadingTest {

    @ParameterizedTest
    @CsvSource({"32, 16, 5, 9", "64, 16, 3, 8", "20, 10, 8, 16"})
    void withoutNoiseUsersChannelsAndDataAreExact(int users, int length, int active, int snapshots) {
        Solver s = new SinusoidalSpreading().opened("snr-db=250", "users=" + users, "length=" + length, "active=" + active, "snapshots=" + snapshots);
        for (int k = 0; k < 15; k++) {
            s.step(StepContext.serial());
        }
        assertThat(s.diagnostics().value("exact-support")).hasValue(1);
        assertThat(s.diagnostics().value("channel-error").orElseThrow()).isLessThan(1e-8);
        assertThat(s.diagnostics().value("symbol-errors")).hasValue(0);
    }

    @Test
    void moreUsersThanChipsOrSnapshotsAreRefused() {
        assertThatThrownBy(() -> new SinusoidalSpreading().opened("active=12", "length=12")).isInstanceOf(InputException.class).hasMessageContaining("fewer users than chips");
        assertThatThrownBy(() -> new SinusoidalSpreading().opened("active=12", "snapshots=10")).isInstanceOf(InputException.class).hasMessageContaining("snapshots");
    }
}
