package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionMatrixTest {

    @Test
    void rowsAreLaws() {
        List<Matrix> all = List.of(TransitionMatrix.uniform(5, 0.3), TransitionMatrix.absorbing(5, 0.3), TransitionMatrix.walk(5, 3.7),
                TransitionMatrix.gaussian(5, 2, (i, j) -> Math.abs(i - j), 4), TransitionMatrix.power(TransitionMatrix.uniform(5, 0.3), 7));
        for (Matrix q : all) {
            for (int i = 0; i < 5; i++) {
                double sum = 0;
                for (int j = 0; j < 5; j++) {
                    assertThat(q.get(i, j)).isNotNegative();
                    sum += q.get(i, j);
                }
                assertThat(sum).isCloseTo(1, within(1e-14));
            }
        }
    }

    @Test
    void walkIsTheExponentialOfTheSecondDifference() {
        // Eigenvalues of the reflected second difference: −4 sin²(πk/2S), with cosines as vectors.
        int s = 6;
        double v = 2.5;
        Matrix q = TransitionMatrix.walk(s, v);
        for (int i = 0; i < s; i++) {
            for (int j = 0; j < s; j++) {
                double exact = 1.0 / s;
                for (int k = 1; k < s; k++) {
                    double rate = -4 * Math.pow(Math.sin(Math.PI * k / (2 * s)), 2);
                    exact += 2.0 / s * Math.exp(0.5 * v * rate) * Math.cos(Math.PI * k * (i + 0.5) / s) * Math.cos(Math.PI * k * (j + 0.5) / s);
                }
                assertThat(q.get(i, j)).isCloseTo(exact, within(1e-14));
            }
        }
    }

    @Test
    void powersOfTheUniformStep() {
        // Eigenvalue 1 − leaving·S/(S−1), (S−1)-fold.
        Matrix q = TransitionMatrix.power(TransitionMatrix.uniform(4, 0.2), 9);
        double left = Math.pow(1 - 0.2 * 4 / 3, 9);
        assertThat(q.get(1, 1)).isCloseTo(0.25 + 0.75 * left, within(1e-14));
        assertThat(q.get(1, 2)).isCloseTo(0.25 - 0.25 * left, within(1e-14));
    }

    @Test
    void whatIsMaskedStaysMasked() {
        Matrix q = TransitionMatrix.power(TransitionMatrix.absorbing(4, 0.5), 3);
        assertThat(q.get(3, 3)).isEqualTo(1);
        assertThat(q.get(0, 0)).isCloseTo(0.125, within(1e-15));
        assertThat(q.get(0, 1)).isZero();
    }
}
