package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NonnegativeLeastSquaresTest {

    @Test
    void whatIsNegativeWithoutTheBoundIsNothingWithIt() {
        // Unbounded: (2, −1). Bounded: w₂ = 0, w₁ = (1·1 + 1·0)/(1 + 1).
        assertThat(NonnegativeLeastSquares.solve(new double[] {1, 1, 1, 2}, 2, new double[] {1, 0}, 0)).usingComparatorWithPrecision(1e-14).containsExactly(0.5, 0);
    }

    /** Kuhn and Tucker's conditions of many random problems, tall and wide. */
    @Test
    void theMinimumIsOne() {
        for (int trial = 0; trial < 60; trial++) {
            int rows = 3 + trial % 20;
            int columns = 2 + trial % 33;
            double[] z = new double[rows * columns + rows];
            new Philox(trial).normals(0, 1, 0, z.length, z, 0);
            double[] b = Arrays.copyOfRange(z, rows * columns, z.length);
            double[] w = NonnegativeLeastSquares.solve(Arrays.copyOf(z, rows * columns), columns, b, 0);
            double[] left = b.clone();
            for (int k = 0; k < rows * columns; k++) {
                left[k / columns] -= z[k] * w[k % columns];
            }
            for (int k = 0; k < columns; k++) {
                double slope = 0;
                for (int i = 0; i < rows; i++) {
                    slope += z[i * columns + k] * left[i];
                }
                assertThat(w[k]).isGreaterThanOrEqualTo(0);
                assertThat(slope).isLessThan(1e-10);
                assertThat(w[k] * slope).isCloseTo(0, within(1e-10));
            }
        }
    }

    /** Points of a quadrature: the moments 1 … x⁹ of the mean of 200 places are had from at most ten of them, Gauss would do with five. */
    @Test
    void momentsOfManyPlacesAreHadFromFew() {
        int n = 200;
        double[] a = new double[10 * n];
        double[] b = new double[10];
        for (int k = 0; k < n; k++) {
            for (int p = 0; p < 10; p++) {
                a[p * n + k] = Math.pow((2 * k + 1.0) / n - 1, p);
                b[p] += a[p * n + k];
            }
        }
        double[] w = NonnegativeLeastSquares.solve(a, n, b, 1e-9);
        assertThat(Arrays.stream(w).filter(v -> v > 0).count()).isBetween(5L, 10L);
        assertThat(Arrays.stream(w).sum()).isCloseTo(n, within(1e-6));
        // A looser tolerance takes fewer.
        assertThat(Arrays.stream(NonnegativeLeastSquares.solve(a, n, b, 0.5)).filter(v -> v > 0).count()).isLessThan(5);
    }

    @Test
    void equalColumnsAndNothingToDo() {
        assertThat(Arrays.stream(NonnegativeLeastSquares.solve(new double[] {1, 1, 2, 2}, 2, new double[] {1, 2}, 0)).sum()).isCloseTo(1, within(1e-14));
        assertThat(NonnegativeLeastSquares.solve(new double[] {1, 1}, 2, new double[] {0}, 0)).containsExactly(0, 0);
    }
}
