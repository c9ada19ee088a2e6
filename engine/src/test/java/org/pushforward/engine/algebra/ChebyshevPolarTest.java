package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class ChebyshevPolarTest {

    /** Counted on a scalar: Newton–Schulz from 1/κ, and the closed form for ε. */
    @ParameterizedTest
    @CsvSource({"10, 7, 10", "100, 9, 16", "1000, 11, 22"})
    void iterationsAreThoseOfTheClosedForm(double kappa, int chebyshev, int newtonSchulz) {
        Solver s = new ChebyshevPolar().opened("n=12", "kappa=" + kappa);
        s.advance(60, StepContext.serial());
        assertThat(s.diagnostics().value("iterations")).hasValue(chebyshev);
        assertThat(s.diagnostics().value("iterations-newton-schulz")).hasValue(newtonSchulz);
        assertThat(s.diagnostics().value("retraction-error").orElseThrow()).isLessThan(1e-8);
    }

    @Test
    void aMatrixWithoutFullRankOrWithTooFewRowsIsRefused() {
        assertThatThrownBy(() -> new ChebyshevPolar().opened("matrix=1,2;2,4")).isInstanceOf(InputException.class).hasMessageContaining("full rank");
        assertThatThrownBy(() -> new ChebyshevPolar().opened("matrix=1,2,3")).isInstanceOf(InputException.class).hasMessageContaining("transpose");
        assertThatThrownBy(() -> new ChebyshevPolar().opened("degree=4")).isInstanceOf(InputException.class).hasMessageContaining("even");
    }
}
