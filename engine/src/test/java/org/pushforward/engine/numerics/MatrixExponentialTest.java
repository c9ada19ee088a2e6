package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixExponentialTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-3, 0.7, 5, 40})
    void aRotationTurns(double angle) {
        Matrix e = MatrixExponential.of(Matrix.of(2, 2, 0, -angle, angle, 0));
        assertThat(e.toArray()).containsExactly(new double[] {Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)}, within(1e-13 * (1 + angle)));
    }

    @Test
    void aStiffTriangularMatrix() {
        Matrix e = MatrixExponential.of(Matrix.of(2, 2, -100, 7, 0, -1));
        assertThat(e.get(0, 0)).isCloseTo(Math.exp(-100), within(1e-15));
        assertThat(e.get(0, 1)).isCloseTo(7 * (Math.exp(-1) - Math.exp(-100)) / 99, within(1e-14));
    }

    /** x' = −2x + 3u: closed forms for a held and for a rising input. */
    @Test
    void inputsAreHeldOrJoinedByLines() {
        Matrix a = Matrix.of(1, 1, -2);
        double dt = 0.3;
        double held = 1.5 * (1 - Math.exp(-0.6));
        assertThat(MatrixExponential.zeroOrderHold(a, new double[] {3}, dt).step(new double[] {0}, 1, 9)[0]).isCloseTo(held, within(1e-15));
        // u = 1 + t/Δ: 1.5 u − 0.75/Δ solves, less its start
        double exact = 1.5 * 2 - 0.75 / dt - Math.exp(-0.6) * (1.5 - 0.75 / dt);
        assertThat(MatrixExponential.firstOrderHold(a, new double[] {3}, dt).step(new double[] {0}, 1, 2)[0]).isCloseTo(exact, within(1e-14));
    }
}
