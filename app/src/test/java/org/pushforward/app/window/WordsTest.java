package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WordsTest {

    private static final long MILLISECOND = 1_000_000;

    private final List<String> shown = new ArrayList<>();
    private final Words words = new Words();

    @BeforeEach
    void threeStrips() {
        words.add(Duration.ofMillis(80), () -> shown.add("step"));
        words.add(Duration.ofMillis(80), () -> shown.add("health"));
        words.add(Duration.ofMillis(500), () -> shown.add("card"));
        words.change(true);
        pulses(970, 1000, false);
        shown.clear();
    }

    /** What is shown from one time to another, both in milliseconds, at 100 pulses a second. */
    private List<String> pulses(int from, int to, boolean changing) {
        shown.clear();
        for (long t = from; t < to; t += 10) {
            if (changing) {
                words.change(false);
            }
            int before = shown.size();
            words.showNext(t * MILLISECOND);
            assertThat(shown.size() - before).as("strips in one pulse").isLessThanOrEqualTo(1);
        }
        return List.copyOf(shown);
    }

    @Test
    void whatDoesNotChangeIsNotShownAgain() {
        assertThat(pulses(1010, 3000, false)).isEmpty();
    }

    @Test
    void whilePlayingEachStripKeepsItsPause() {
        assertThat(pulses(1000, 1050, true)).isEmpty();
        assertThat(pulses(1050, 1070, true)).containsExactly("step", "health");
        assertThat(pulses(1070, 1150, true)).containsExactly("step", "health");
        List<String> second = pulses(1150, 2150, true);
        assertThat(second).filteredOn("card"::equals).hasSize(2);
        assertThat(second).filteredOn("step"::equals).hasSizeBetween(11, 12);
        assertThat(second).filteredOn("health"::equals).hasSizeBetween(11, 12);
    }

    @Test
    void whatIsShownOnceComesWhenItsTurnHasCome() {
        words.change(true);
        words.once(() -> shown.add("gallery"));
        assertThat(pulses(1010, 1060, false)).containsExactly("step", "health", "card", "gallery");
    }

    @Test
    void whatRestsIsShownInThreePulses() {
        pulses(1010, 1100, true);
        words.change(true);
        assertThat(pulses(1110, 1140, false)).containsExactlyInAnyOrder("step", "health", "card");
        assertThat(pulses(1140, 3000, false)).isEmpty();
    }
}
