package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void meanAndVarianceAreThoseOfTheValues() {
        Estimate e = Estimate.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
        assertThat(e.mean()).isEqualTo(1e9 + 10);
        assertThat(e.variance()).isEqualTo(30);
        assertThat(e.standardError()).isEqualTo(Math.sqrt(7.5));
        Estimate joined = Estimate.of(1e9 + 4).and(Estimate.of(1e9 + 7, 1e9 + 13, 1e9 + 16));
        assertThat(joined.mean()).isCloseTo(e.mean(), within(1e-6));
        assertThat(joined.variance()).isCloseTo(30, within(1e-6));
    }

    @Test
    void hitsAreDrawsOfZeroAndOne() {
        assertThat(Estimate.ofHits(2, 5).variance()).isCloseTo(Estimate.of(1, 0, 1, 0, 0).variance(), within(1e-15));
        assertThat(Estimate.ofHits(60, 100).scoreDeviations(0.5)).isCloseTo(2, within(1e-12));
    }

    /** Newcombe 1998, table I: 15 of 148, 95 %. */
    @Test
    void theWilsonIntervalIsThePublishedOne() {
        assertThat(Estimate.ofHits(15, 148).wilson(1.959964)).containsExactly(new double[] {0.0624, 0.1605}, within(6e-5));
        assertThat(Estimate.ofHits(0, 20).wilson(1.959964)).containsExactly(new double[] {0, 0.1611}, within(6e-5));
    }
}
