package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the status bar says of memory is what the system counts, not what lives in the heap. */
class ResidentMemoryTest {

    @Test
    void theWholeProcessIsCounted() {
        Runtime r = Runtime.getRuntime();
        long heap = r.totalMemory() - r.freeMemory() >> 20;
        ResidentMemory.megabytes().ifPresent(m -> assertThat(m).as("code, stacks and libraries too").isGreaterThan(Math.max(30, heap / 2)));
        assertThat(ResidentMemory.words()).matches(ResidentMemory.megabytes().isPresent() ? "\\d+ MB" : "heap \\d+ MB");
    }
}
