package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Collects where most is garbage, and leaves a heap alone that is full of what lives. */
class HeapWatchTest {

    private static final long MB = 1L << 20;

    private long used;
    private long live;
    private int collections;
    private final HeapWatch watch = new HeapWatch(() -> used, () -> {
        collections++;
        used = live;
    });

    private void seconds(int n, long growth) {
        for (int k = 0; k < n; k++) {
            used += growth;
            watch.tick();
        }
    }

    @Test
    void garbageIsCollectedNowAndThen() {
        live = 100 * MB;
        used = live;
        seconds(120, 50 * MB);
        assertThat(collections).isBetween(6, 12);
        assertThat(used).isLessThan(1000 * MB);
    }

    @Test
    void whatLivesIsNotCollectedAgainAndAgain() {
        live = 2000 * MB;
        used = live;
        seconds(300, MB);
        assertThat(collections).isEqualTo(1);
    }
}
