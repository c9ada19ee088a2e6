package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

class RandomPivotsTest {

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "cyclic", "largest"})
    void gammaFallsByOneMinusTheSquaredCorrelation(String pivoting) {
        Solver s = new RandomPivots().opened("n=6", "pivoting=" + pivoting);
        s.advance(5000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        assertThat(s.diagnostics().value("identity-error").orElseThrow()).isLessThan(1e-13);
        assertThat(s.diagnostics().value("eigenvalue-error").orElseThrow()).isLessThan(1e-14);
    }

    /** 2 ± √2 and 2 of the second difference. */
    @Test
    void aMatrixOfYourOwnHasItsEigenvalues() {
        Solver s = new RandomPivots().opened("matrix=2,-1,0;-1,2,-1;0,-1,2");
        s.advance(5000, StepContext.serial());
        double[] d = s.frame(0).layer("eigenvalues").orElseThrow().arrays().get(1).values();
        assertThat(d).containsExactly(new double[] {2 - Math.sqrt(2), 2, 2 + Math.sqrt(2)}, within(1e-13));
    }

    @Test
    void whatIsNotPositiveDefiniteIsRefused() {
        assertThatThrownBy(() -> new RandomPivots().opened("matrix=1,2;2,1")).isInstanceOf(InputException.class).hasMessageContaining("positive definite");
        assertThatThrownBy(() -> new RandomPivots().opened("matrix=1,2,3;2,1,4")).isInstanceOf(InputException.class).hasMessageContaining("positive definite");
    }
}
