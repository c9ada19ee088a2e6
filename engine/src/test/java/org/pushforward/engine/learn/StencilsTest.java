package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.layer.SparseRows;
import org.pushforward.engine.learn.layer.Stencils;

class StencilsTest {

    private static final double[][] DENSE = {{1, 2, 0, 0, -1, 0.5, 0, 0, 3}, {0, 4, 0, 0, 0, -2, 0, 0, 1}};

    private static Stencils stencils() {
        Stencils.Builder b = new Stencils.Builder(3, 2);
        for (int i = 0; i < 9; i++) {
            if (DENSE[0][i] != 0 || DENSE[1][i] != 0) {
                // In two parts, which are added up.
                b.add(i / 3, i % 3, 0.25 * DENSE[0][i], 0);
                b.add(i / 3, i % 3, 0.75 * DENSE[0][i], DENSE[1][i]);
            }
        }
        return b.built();
    }

    @Test
    void allMatricesAreAppliedAtOnce() {
        Stencils s = stencils();
        assertThat(s.entries()).isEqualTo(5);
        double[] x = new double[3 * 2 * 2];
        for (int k = 0; k < x.length; k++) {
            x[k] = Math.sin(k + 1.0);
        }
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] y = s.on(tape).apply(tape.of(x, 3, 2, 2)).array();
            for (int k = 0; k < y.length; k++) {
                int i = k / 8;
                double sum = 0;
                for (int j = 0; j < 3; j++) {
                    sum += DENSE[k % 4 / 2][3 * i + j] * x[4 * j + k / 4 % 2 * 2 + k % 2];
                }
                assertThat(y[k]).isCloseTo(sum, within(1e-14));
            }
        }
    }

    @Test
    void oneMatrixIsSparseRows() {
        Stencils.Builder b = new Stencils.Builder(2, 1);
        b.add(0, 2, 5);
        b.add(1, 0, 3);
        SparseRows r = b.built().rows();
        try (Tape tape = Tape.precise(new CancelToken())) {
            assertThat(r.on(tape).times(tape.of(new double[] {1, 2, 4}, 3, 1)).array()).containsExactly(20, 3);
        }
        assertThatThrownBy(() -> stencils().rows()).isInstanceOf(IllegalStateException.class);
    }
}
