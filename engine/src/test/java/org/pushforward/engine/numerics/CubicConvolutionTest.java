package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CubicConvolutionTest {

    /** Away from the edge a quadratic is met exactly. */
    @Test
    void quadraticsAreExactInside() {
        int n = 8;
        int m = 20;
        double[] f = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            f[k] = quadratic((k / n + 0.5) / n, (k % n + 0.5) / n);
        }
        double[] fine = CubicConvolution.zoomed(f, n, m);
        for (int i = 5; i < 15; i++) {
            for (int j = 5; j < 15; j++) {
                assertThat(fine[i * m + j]).isCloseTo(quadratic((i + 0.5) / m, (j + 0.5) / m), within(1e-13));
            }
        }
    }

    private static double quadratic(double x, double y) {
        return 1 + 2 * x * x - 3 * x * y + y * y - y;
    }

    @Test
    void theSameGridGivesTheSameValues() {
        double[] f = {1, 2, 3, 5, 8, 13, 21, 34, 55};
        assertThat(CubicConvolution.zoomed(f, 3, 3)).containsExactly(f, within(1e-14));
    }
}
