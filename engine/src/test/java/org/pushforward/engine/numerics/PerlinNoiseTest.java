package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PerlinNoiseTest {

    private final PerlinNoise noise = new PerlinNoise(new Philox(3));

    @Test
    void isZeroOnTheLatticeAndBoundedBetween() {
        double most = 0;
        for (int k = 0; k < 400; k++) {
            assertThat(noise.at(k % 20, k / 20)).isZero();
            most = Math.max(most, Math.abs(noise.at(0.37 * k, 0.71 * k)));
        }
        assertThat(most).isBetween(0.3, Math.sqrt(0.5));
    }

    /** The slope is continuous across the edges of the lattice. */
    @Test
    void isSmoothAcrossCells() {
        double e = 1e-6;
        for (int k = 1; k < 20; k++) {
            double y = 0.3 + 0.7 * k;
            double before = (noise.at(k, y) - noise.at(k - e, y)) / e;
            double after = (noise.at(k + e, y) - noise.at(k, y)) / e;
            assertThat(after).isCloseTo(before, within(1e-4));
        }
        assertThat(noise.fractal(0.4, 0.2, 2, 0.5)).isEqualTo(noise.at(0.4, 0.2) + 0.5 * noise.at(0.8, 0.4));
    }
}
