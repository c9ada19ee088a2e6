package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExactModesTest {

    /** A rotation by 0.3 that shrinks by 0.9, and a decay by 0.5, mixed into four numbers. */
    @Test
    void aSpiralAndADecayAreFoundAndFollowed() {
        Matrix map = Matrix.of(3, 3, 0.9 * Math.cos(0.3), -0.9 * Math.sin(0.3), 0, 0.9 * Math.sin(0.3), 0.9 * Math.cos(0.3), 0, 0, 0, 0.5);
        Matrix mix = Matrix.of(4, 3, 1, 2, 0, 0, 1, 1, 3, -1, 1, 1, 1, 1);
        double[] z = new double[3 * 20];
        new Philox(1).normals(0, 20, 0, 3, z, 0);
        Matrix states = Matrix.of(20, 3, z).transposed();
        ExactModes modes = ExactModes.of(mix.times(states), mix.times(map).times(states), 4);
        assertThat(modes.rank()).isEqualTo(3);
        assertThat(modes.eigenvalues()).usingComparatorWithPrecision(1e-12).containsExactly(
                0.9 * Math.cos(0.3), 0.9 * Math.sin(0.3), 0.9 * Math.cos(0.3), -0.9 * Math.sin(0.3), 0.5, 0);
        double[] start = mix.times(new double[] {0.3, -1, 2});
        double[] s = modes.synthesis(2);
        double[] rows = new double[4 * 6];
        for (int i = 0; i < 4; i++) {
            for (int k = 0; k < 6; k++) {
                rows[i * 6 + k] = s[k * 12 + i];
            }
        }
        double[] b = LeastSquares.solve(rows, 6, start);
        double[] after = mix.times(map.times(map.times(new double[] {0.3, -1, 2})));
        for (int i = 0; i < 4; i++) {
            double v = 0;
            for (int k = 0; k < 6; k++) {
                v += b[k] * s[k * 12 + 8 + i];
            }
            assertThat(v).isCloseTo(after[i], within(1e-10));
        }
    }
}
