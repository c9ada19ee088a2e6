package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OrthonormalPolynomialsTest {

    /** Uniform on [−1, 1]: √(2k + 1) times Legendre's, P_2 = √5 (3x² − 1)/2, P_3 = √7 (5x³ − 3x)/2. */
    @Test
    void momentsOfTheUniformLawGiveLegendre() {
        double[] p = OrthonormalPolynomials.ofMoments(1, 0, 1.0 / 3, 0, 1.0 / 5, 0, 1.0 / 7).at(0.3);
        assertThat(p).containsExactly(new double[] {1, Math.sqrt(3) * 0.3, Math.sqrt(5) * (3 * 0.09 - 1) / 2, Math.sqrt(7) * (5 * 0.027 - 0.9) / 2}, Offset.offset(1e-14));
    }

    /** Exponential law, m_k = k!: Laguerre's, P_2 = (x² − 4x + 2)/2. */
    @Test
    void momentsOfASkewedLawGiveLaguerre() {
        double[] p = OrthonormalPolynomials.ofMoments(1, 1, 2, 6, 24).at(0.5);
        assertThat(p[1]).isCloseTo(-0.5, Offset.offset(1e-14));
        assertThat(p[2]).isCloseTo((0.25 - 2 + 2) / 2, Offset.offset(1e-14));
    }

    @Test
    void samplesGiveAnOrthonormalBasisAndItsMomentsTheSame() {
        double[] x = new double[500];
        new Philox(3).uniforms(0, x.length, 0, 1, x, 0);
        double[] m = new double[9];
        for (int i = 0; i < x.length; i++) {
            x[i] = x[i] * x[i];
            for (int k = 0; k < m.length; k++) {
                m[k] += Math.pow(x[i], k) / x.length;
            }
        }
        OrthonormalPolynomials p = OrthonormalPolynomials.of(x, 8);
        double[][] gram = new double[9][9];
        for (double v : x) {
            double[] at = p.at(v);
            for (int j = 0; j < 9; j++) {
                for (int k = 0; k < 9; k++) {
                    gram[j][k] += at[j] * at[k] / x.length;
                }
            }
        }
        for (int j = 0; j < 9; j++) {
            for (int k = 0; k < 9; k++) {
                assertThat(gram[j][k]).isCloseTo(j == k ? 1 : 0, Offset.offset(1e-11));
            }
        }
        OrthonormalPolynomials same = OrthonormalPolynomials.ofMoments(m);
        for (int k = 0; k < 4; k++) {
            assertThat(same.a()[k]).isCloseTo(p.a()[k], Offset.offset(1e-8));
            assertThat(same.b()[k]).isCloseTo(p.b()[k], Offset.offset(1e-8));
        }
    }

    @Test
    void twoValuesHaveNoPolynomialOfDegreeTwo() {
        assertThatThrownBy(() -> OrthonormalPolynomials.of(new double[] {0, 1, 0, 1}, 2)).isInstanceOf(ArithmeticException.class);
    }
}
