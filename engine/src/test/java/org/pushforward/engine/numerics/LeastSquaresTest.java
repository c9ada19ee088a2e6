package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    /** The line through (0, 1), (1, 3), (2, 4) nearest in squares is 7/6 + 3/2 x. */
    @Test
    void aLineThroughThreePoints() {
        double[] w = LeastSquares.solve(new double[] {1, 0, 1, 1, 1, 2}, 2, new double[] {1, 3, 4});
        assertThat(w[0]).isCloseTo(7.0 / 6, within(1e-14));
        assertThat(w[1]).isCloseTo(1.5, within(1e-14));
    }

    @Test
    void dependentColumnsAreNoTrouble() {
        double[] w = LeastSquares.solve(new double[] {1, 2, 1, 2, 1, 2, 1, 2}, 2, new double[] {1, 2, 3, 4});
        assertThat(w[0] + 2 * w[1]).isCloseTo(2.5, within(1e-13));
    }
}
