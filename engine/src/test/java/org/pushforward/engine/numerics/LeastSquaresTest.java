package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A matrix of rank 3 with 12 columns: what is left of b is at right angles to every column, whatever the rounding of the columns that depend. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void columnsThatDependOnOthersLeaveTheProjectionRight(int seed) {
        int rows = 40;
        int columns = 12;
        double[] z = new double[rows * 3 + 3 * columns + rows];
        new Philox(seed).normals(0, z.length, 0, 1, z, 0);
        double[] a = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                for (int r = 0; r < 3; r++) {
                    a[i * columns + k] += z[i * 3 + r] * z[rows * 3 + r * columns + k];
                }
            }
        }
        double[] b = Arrays.copyOfRange(z, z.length - rows, z.length);
        double[] w = LeastSquares.solve(a, columns, b);
        for (int k = 0; k < columns; k++) {
            double left = 0;
            for (int i = 0; i < rows; i++) {
                double e = b[i];
                for (int j = 0; j < columns; j++) {
                    e -= a[i * columns + j] * w[j];
                }
                left += a[i * columns + k] * e;
            }
            assertThat(left).isCloseTo(0, within(1e-10));
        }
    }
}
