package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandwrittenDigitsTest {

    /** The counts that the repository gives for its test set. */
    @Test
    void thereAreAllOfThem() {
        HandwrittenDigits all = HandwrittenDigits.load();
        assertThat(IntStream.range(0, 10).map(k -> (int) Arrays.stream(all.labels()).filter(l -> l == k).count()).toArray())
                .containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        assertThat(all.pixels()).hasSize(1797 * HandwrittenDigits.PIXELS);
        assertThat(Arrays.stream(all.pixels()).min().orElseThrow()).isZero();
        assertThat(Arrays.stream(all.pixels()).max().orElseThrow()).isEqualTo(HandwrittenDigits.LARGEST);
    }

    /** A one has its ink in the middle, a zero around it. */
    @Test
    void labelsBelongToPictures() {
        assertThat(ink(HandwrittenDigits.load().labelled(1), 3, 3)).isGreaterThan(10);
        assertThat(ink(HandwrittenDigits.load().labelled(0), 3, 3)).isLessThan(3);
    }

    private static double ink(HandwrittenDigits digits, int row, int column) {
        int n = digits.labels().length;
        return IntStream.range(0, n).map(i -> digits.pixels()[i * HandwrittenDigits.PIXELS + row * HandwrittenDigits.SIDE + column]).average()
                .orElseThrow();
    }
}
