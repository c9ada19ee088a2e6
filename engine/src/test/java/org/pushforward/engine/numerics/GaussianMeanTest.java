package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianMeanTest {

    @Test
    void momentsWavesAndKinks() {
        assertThat(GaussianMean.of(_ -> 1)).isCloseTo(1, within(1e-14));
        assertThat(GaussianMean.of(z -> Math.pow(z, 8))).isCloseTo(105, within(1e-11));
        assertThat(GaussianMean.of(z -> Math.cos(3 * z))).isCloseTo(Math.exp(-4.5), within(1e-14));
        // E max(0, z − a) = φ(a) − a(1 − Φ(a)).
        double a = 0.3;
        double exact = NormalDistribution.density(a) - a * (1 - NormalDistribution.cumulative(a));
        assertThat(GaussianMean.of(z -> Math.max(0, z - a), a)).isCloseTo(exact, within(1e-14));
    }
}
