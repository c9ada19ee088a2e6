package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalDistributionTest {

    /** Φ by Abramowitz & Stegun 1964, table 26.1. */
    @ParameterizedTest
    @CsvSource({"0, 0.5", "0.5, 0.691462461274013", "1, 0.841344746068543", "2, 0.977249868051821", "-3, 0.001349898031630", "-5, 2.866515718791939e-7"})
    void valuesOfTheTables(double x, double p) {
        assertThat(NormalDistribution.cumulative(x)).isCloseTo(p, within(x < -4 ? 1e-12 * p : 2e-15));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-20, 1e-9, 2.4e-4, 2.3e-4, 0.01, 0.3, 0.5, 0.7, 0.999, 1 - 1e-12})
    void theInverseIsOne(double p) {
        assertThat(NormalDistribution.cumulative(NormalDistribution.quantile(p))).isCloseTo(p, within(p < 1e-4 ? 1e-12 * p : 2e-15));
    }
}
