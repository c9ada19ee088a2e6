package org.pushforward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoakTest {

    private static final double SECONDS = 60;

    /** Whatever is pressed in whatever order: refusals, no exceptions, and no thread is left. */
    @Test
    void nothingBreaksWhenEverythingIsUsedAtRandom() throws Exception {
        Soak.Report r = new Soak(1).run(SECONDS);
        assertThat(r.problems()).isEmpty();
        assertThat(r.actions().get("open")).isPositive();
        assertThat(r.actions().get("set")).isPositive();
    }
}
