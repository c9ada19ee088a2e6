package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuaternionsTest {

    private static final double[] I = {0, 1, 0, 0};
    private static final double[] J = {0, 0, 1, 0};
    private static final double[] K = {0, 0, 0, 1};

    @Test
    void unitsMultiplyAsHamiltonWroteThem() {
        double[] minusOne = {-1, 0, 0, 0};
        assertThat(Quaternions.product(I, I)).containsExactly(minusOne);
        assertThat(Quaternions.product(J, J)).containsExactly(minusOne);
        assertThat(Quaternions.product(K, K)).containsExactly(minusOne);
        assertThat(Quaternions.product(Quaternions.product(I, J), K)).containsExactly(minusOne);
        assertThat(Quaternions.product(J, I)).containsExactly(0, 0, 0, -1);
    }

    @Test
    void theTableIsTheProduct() {
        double[] p = {0.3, -1, 2, 0.7};
        double[] q = {-2, 0.1, 0.4, 1.5};
        double[] h = Quaternions.table();
        double[] r = new double[4];
        for (int k = 0; k < 64; k++) {
            r[k / 16] += h[k] * p[k / 4 % 4] * q[k % 4];
        }
        assertThat(r).containsExactly(Quaternions.product(p, q), within(1e-15));
    }

    @Test
    void conjugatesMultiplyInReverse() {
        double[] p = {0.3, -1, 2, 0.7};
        double[] q = {-2, 0.1, 0.4, 1.5};
        assertThat(Quaternions.conjugate(Quaternions.product(p, q)))
                .containsExactly(Quaternions.product(Quaternions.conjugate(q), Quaternions.conjugate(p)), within(1e-15));
    }
}
