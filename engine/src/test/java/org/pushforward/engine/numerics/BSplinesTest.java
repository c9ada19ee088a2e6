package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BSplinesTest {

    /** The cubic: (1 − u)³/6, (3u³ − 6u² + 4)/6, (−3u³ + 3u² + 3u + 1)/6, u³/6. */
    @Test
    void theMatrixOfTheCubicIsKnown() {
        double[] psi = Arrays.stream(new BSplines(3, 4).matrix()).map(v -> 6 * v).toArray();
        assertThat(psi).containsExactly(new double[] {1, 4, 1, 0, -3, 0, 3, 0, 3, -6, 3, 0, -1, 3, -3, 1}, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 12})
    void bothWaysAgreeAndSumToOne(int p) {
        BSplines b = new BSplines(p, 6);
        for (double x = -1; x <= 1; x += 0.0371) {
            double[] a = b.recursive(x);
            assertThat(b.byMatrix(x)).containsExactly(a, within(p <= 7 ? 1e-12 : 1e-9));
            assertThat(Arrays.stream(a).sum()).isCloseTo(1, within(1e-12));
            assertThat(Arrays.stream(a).min().orElseThrow()).isGreaterThanOrEqualTo(-1e-15);
        }
    }

    @Test
    void derivativesAreThoseOfTheValues() {
        BSplines b = new BSplines(4, 5);
        double[] up = b.byMatrix(0.3 + 1e-5);
        double[] down = b.byMatrix(0.3 - 1e-5);
        double[] d = b.derivatives(0.3);
        for (int k = 0; k < d.length; k++) {
            assertThat(d[k]).isCloseTo((up[k] - down[k]) / 2e-5, within(1e-8));
        }
    }

    @Test
    void theEndsBelongToIt() {
        assertThat(Arrays.stream(new BSplines(3, 5).byMatrix(1)).sum()).isCloseTo(1, within(1e-14));
        assertThat(Arrays.stream(new BSplines(3, 5).byMatrix(-1)).sum()).isCloseTo(1, within(1e-14));
    }
}
