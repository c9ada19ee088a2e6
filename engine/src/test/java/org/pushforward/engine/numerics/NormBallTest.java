package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormBallTest {

    /** 2 × 3, of singular values 3 and 1. */
    private static final double[] G = {3, 0, 0, 0, -1, 0};

    @Test
    void normsOfADiagonalMatrixByHand() {
        assertThat(NormBall.SPECTRAL.norm(G, 3)).isCloseTo(3, within(1e-14));
        assertThat(NormBall.SPECTRAL.dual(G, 3)).isCloseTo(4, within(1e-14));
        assertThat(NormBall.FROBENIUS.dual(G, 3)).isCloseTo(Math.sqrt(10), within(1e-14));
        assertThat(NormBall.MAX.dual(G, 3)).isEqualTo(4);
        assertThat(NormBall.SPECTRAL.farthest(G, 3)).containsExactly(new double[] {1, 0, 0, 0, -1, 0}, within(1e-14));
    }

    /** Two singular values and two entries that are not 0; of a matrix of rank one with three entries 1 and 3; of 0 none. */
    @Test
    void squaresOfTheFarthestPoint() {
        assertThat(NormBall.SPECTRAL.farthestSquares(G, 3)).isEqualTo(2);
        assertThat(NormBall.MAX.farthestSquares(G, 3)).isEqualTo(2);
        assertThat(NormBall.FROBENIUS.farthestSquares(G, 3)).isEqualTo(1);
        double[] one = {0.3, 0.7, 0.1, 0, 0, 0};
        assertThat(NormBall.SPECTRAL.farthestSquares(one, 3)).isEqualTo(1);
        assertThat(NormBall.MAX.farthestSquares(one, 3)).isEqualTo(3);
        for (NormBall ball : NormBall.values()) {
            assertThat(ball.farthestSquares(new double[6], 3)).isZero();
        }
    }

    /** (3 − 2)²/2, (√10 − 2)²/2, (3 − 2)²/2. */
    @Test
    void distanceToTheBallOfRadiusTwo() {
        assertThat(NormBall.SPECTRAL.halfSquaredDistance(G, 3, 2)).isCloseTo(0.5, within(1e-14));
        assertThat(NormBall.FROBENIUS.halfSquaredDistance(G, 3, 2)).isCloseTo(0.5 * Math.pow(Math.sqrt(10) - 2, 2), within(1e-14));
        assertThat(NormBall.MAX.halfSquaredDistance(G, 3, 2)).isCloseTo(0.5, within(1e-14));
    }

    /** ‖D‖ = 1 and ⟨G, D⟩ is the dual norm, tall or wide. */
    @ParameterizedTest
    @EnumSource(NormBall.class)
    void theFarthestPointReachesTheDualNorm(NormBall ball) {
        double[] g = {1, -2, 0.5, 3, 1, 1, -1, 2};
        for (int columns : new int[] {2, 4}) {
            double[] d = ball.farthest(g, columns);
            double inner = 0;
            for (int k = 0; k < g.length; k++) {
                inner += g[k] * d[k];
            }
            assertThat(inner).isCloseTo(ball.dual(g, columns), within(1e-12));
            assertThat(ball.norm(d, columns)).isCloseTo(1, within(1e-12));
        }
    }
}
