package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.numerics.Philox;

class EntropySourceTest {

    /** Two words of one letter, each other or again with even chances: ln 2 for two characters. */
    @Test
    void twoWordsByHand() {
        EntropySource s = new EntropySource(List.of("a", "b"), new int[][] {{0, 1}, {0, 1}}, new double[][] {{0.5, 0.5}, {0.5, 0.5}});
        assertThat(s.entropyRate()).isCloseTo(Math.log(2) / 2, Offset.offset(1e-12));
        // Anywhere: a blank with chance ½, else a letter with ¼ each; then all is known but the next letter.
        assertThat(s.surprise(new int[] {1, 0, 2, 0})).containsExactly(new double[] {Math.log(4), 0, Math.log(2), 0}, Offset.offset(1e-12));
        assertThat(s.surprise(new int[] {1, 1})[1]).isInfinite();
    }

    /** Unequal lengths weigh: π = (2/3, 1/3) of H = ln 2 and 0, over lengths 2 and 4. */
    @Test
    void longerWordsThinTheEntropy() {
        EntropySource s = new EntropySource(List.of("a", "bad"), new int[][] {{0, 1}, {0}}, new double[][] {{0.5, 0.5}, {1}});
        assertThat(s.entropyRate()).isCloseTo(2.0 / 3 * Math.log(2) / (2.0 / 3 * 2 + 1.0 / 3 * 4), Offset.offset(1e-12));
    }

    /** In the long run the exact predictor is told the entropy rate: 60 000 characters, a standard error of about .003; 4 of them. */
    @Test
    void theExactPredictorMeetsTheRate() {
        for (long seed = 1; seed <= 5; seed++) {
            EntropySource s = EntropySource.of(new Philox(seed));
            assertThat(s.words()).hasSize(40).doesNotHaveDuplicates();
            int[] text = s.texts(new Philox(seed + 100), 0, 1, 60_000);
            double mean = Arrays.stream(s.surprise(text)).average().orElseThrow();
            assertThat(mean).as("seed %d", seed).isCloseTo(s.entropyRate(), Offset.offset(0.012));
            assertThat(s.entropyRate()).isBetween(0.28, 0.42);
        }
    }

    /** Texts begin anywhere: every place of the window has the same share of blanks. */
    @Test
    void textsAreStationary() {
        EntropySource s = EntropySource.of(new Philox(3));
        int[] x = s.texts(new Philox(4), 0, 6000, 12);
        double[] blanks = new double[12];
        for (int k = 0; k < x.length; k++) {
            blanks[k % 12] += x[k] == 0 ? 1.0 / 6000 : 0;
        }
        // A share near .2 of 6000 draws has a standard error of .005.
        assertThat(Arrays.stream(blanks).max().orElseThrow() - Arrays.stream(blanks).min().orElseThrow()).isLessThan(0.035);
        assertThat(s.texts(new Philox(4), 7, 1, 12)).isEqualTo(Arrays.copyOfRange(x, 84, 96));
        assertThat(EntropySource.written(new int[] {0, 1})).isEqualTo(" a");
    }
}
