package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmpiricalInterpolationTest {

    @Test
    void whatSpansThreeDimensionsIsExactAfterThreeTermsAndTakesNoFourth() {
        double[][] all = new double[20][30];
        for (int k = 0; k < 20; k++) {
            for (int i = 0; i < 30; i++) {
                all[k][i] = 1 + Math.sin(0.3 * k) * i + Math.exp(-0.2 * k) * Math.cos(i);
            }
        }
        EmpiricalInterpolation e = EmpiricalInterpolation.among(all);
        for (int m = 1; m <= 3; m++) {
            e = e.next();
            assertThat(e.terms()).isEqualTo(m);
            for (int l = 0; l < m; l++) {
                // Selected vectors and selected entries of any vector are right.
                assertThat(e.interpolated(all[e.vector(l)])).containsExactly(all[e.vector(l)], within(1e-11));
                assertThat(e.interpolated(all[7])[e.entry(l)]).isCloseTo(all[7][e.entry(l)], within(1e-11));
            }
        }
        for (double[] v : all) {
            assertThat(e.interpolated(v)).containsExactly(v, within(1e-11));
        }
        assertThat(e.next()).isSameAs(e);
    }

    @Test
    void aSystemIsSolvedWithPivotsAndASingularOneRefused() {
        assertThat(DenseSolve.solved(new double[][] {{0, 2}, {1, 1}}, new double[] {4, 5})).containsExactly(new double[] {3, 2}, within(1e-15));
        assertThat(DenseSolve.solved(new double[0][0], new double[0])).isEmpty();
        assertThatThrownBy(() -> DenseSolve.solved(new double[][] {{0, 0}, {0, 0}}, new double[] {1, 1})).isInstanceOf(ArithmeticException.class);
    }
}
