package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class BinaryFactorsTest {

    /** (h₁ + 2h₂ + 4h₃ − 5)² = 0 at 101. */
    @Test
    void tryingAllFindsTheOptimum() {
        double[] a = {1, 2, 4};
        double[] q = new double[9];
        double[] b = new double[3];
        for (int k = 0; k < 9; k++) {
            q[k] = a[k / 3] * a[k % 3];
        }
        for (int k = 0; k < 3; k++) {
            b[k] = -10 * a[k];
        }
        assertThat(BinaryFactors.exhaustive(q, b)).isEqualTo(0b101);
    }

    @Test
    void theMaskHelpsAndTheMisfitNeverRises() {
        Solver s = new BinaryFactors().opened("solver=exhaustive", "rank=4");
        double before = Double.POSITIVE_INFINITY;
        for (int k = 0; k < 10; k++) {
            s.advance(1, StepContext.serial());
            double fit = s.diagnostics().value("fit").orElseThrow();
            assertThat(fit).isLessThanOrEqualTo(before + 1e-9);
            before = fit;
        }
        assertThat(s.diagnostics().value("rmse").orElseThrow()).isLessThan(0.6 * s.diagnostics().value("rmse-unmasked").orElseThrow());
        assertThatThrownBy(() -> new BinaryFactors().opened("solver=exhaustive", "rank=14")).isInstanceOf(InputException.class).hasMessageContaining("annealing");
    }
}
