package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BesselFunctionsTest {

    /** Abramowitz & Stegun, table 9.1. */
    @ParameterizedTest
    @CsvSource({"1, 0.7651976865579666, 0.4400505857449335, 0.0882569642156769, -0.7812128213002887", "2, 0.2238907791412357, 0.5767248077568734, 0.5103756726497451, -0.1070324315409375",
        "10, -0.2459357644513483, 0.0434727461688614, 0.0556711672835994, 0.2490154242069539"})
    void theTableIsMet(double z, double j0, double j1, double y0, double y1) {
        BesselFunctions f = BesselFunctions.at(z, 1);
        assertThat(f.j()).containsExactly(new double[] {j0, j1}, within(1e-14));
        assertThat(f.y()).containsExactly(new double[] {y0, y1}, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.05, 0.7, 3, 12, 55, 140})
    void wronskiansAre(double z) {
        BesselFunctions f = BesselFunctions.at(z, 20);
        for (int n = 0; n < 20; n++) {
            double wronskian = f.j()[n + 1] * f.y()[n] - f.j()[n] * f.y()[n + 1];
            assertThat(wronskian * Math.PI * z / 2).isCloseTo(1, within(2e-12));
        }
    }

    @Test
    void zeroIsRefused() {
        assertThatThrownBy(() -> BesselFunctions.at(0, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
