package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PeriodicConductionTest {

    /** Arithmetic mean along layers, harmonic mean across them, in the plane and in space. */
    @Test
    void layersConductByTheirMeans() {
        double[] sigma = new double[4 * 6 * 5];
        Arrays.setAll(sigma, c -> c / 5 % 6 < 2 ? 1 : 10);
        PeriodicConduction k = PeriodicConduction.of(new int[] {4, 6, 5}, sigma).iterated(200);
        assertThat(k.along(0)).isCloseTo(7, within(1e-12));
        assertThat(k.along(2)).isCloseTo(7, within(1e-12));
        assertThat(k.along(1)).isCloseTo(1 / (1.0 / 3 + 2.0 / 30), within(1e-10));
        assertThat(k.residual()).isLessThan(1e-12);
    }

    /** √(σ₁σ₂) (Dykhne 1970). */
    @Test
    void aCheckerboardConductsByTheGeometricMean() {
        int n = 64;
        double[] sigma = new double[n * n];
        Arrays.setAll(sigma, c -> (c / n < n / 2) == (c % n < n / 2) ? 4 : 1);
        assertThat(PeriodicConduction.of(new int[] {1, n, n}, sigma).iterated(600).mean()).isCloseTo(2, within(0.1));
    }
}
