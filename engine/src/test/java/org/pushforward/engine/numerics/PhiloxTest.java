package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Workers;

class PhiloxTest {

    /** The vectors that the authors publish with Random123 (file kat_vectors, philox4x32 10). */
    @Test
    void knownAnswers() {
        assertThat(scrambled(0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(scrambled(-1L, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(scrambled(0x299f31d0a4093822L, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] scrambled(long key, int... counter) {
        Philox.scramble(counter, key);
        return counter;
    }

    @Test
    void normalsHaveTheMomentsOfANormalDistribution() {
        int n = 100_000;
        double[] z = new double[3 * n];
        new Philox(7).normals(0, n, 3, 3, z, 0);
        SampleMoments m = SampleMoments.of(z, 3, Workers.serial());
        // Six standard errors: 1/√n of a mean, √2/√n of a variance, 1/√n of a covariance.
        assertThat(Arrays.stream(m.mean())).allMatch(v -> Math.abs(v) < 6 / Math.sqrt(n));
        assertThat(Arrays.stream(m.covariance().plusIdentity(-1).toArray())).allMatch(v -> Math.abs(v) < 6 * Math.sqrt(2.0 / n));
        // The share beyond two standard deviations is 4.55 %, with a standard error of √(0.0455/3n) = 3.9e-4.
        double beyond = Arrays.stream(z).filter(v -> Math.abs(v) > 2).count() / (3.0 * n);
        assertThat(beyond).isCloseTo(0.0455, within(6 * 3.9e-4));
    }

    @Test
    void anyPartCanBeDrawnAgain() {
        double[] all = new double[10 * 5];
        new Philox(1).normals(0, 10, 2, 5, all, 0);
        double[] part = new double[3 * 5];
        new Philox(1).normals(4, 3, 2, 5, part, 0);
        assertThat(part).isEqualTo(Arrays.copyOfRange(all, 20, 35));
        new Philox(2).normals(4, 3, 2, 5, part, 0);
        assertThat(part).doesNotContain(Arrays.copyOfRange(all, 20, 35));
    }
}
