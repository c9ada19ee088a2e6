package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussLegendre;

class QuasiMonteCarloTest {

    /** By quadrature in forty pieces each way, whose borders meet the cusp and the jump. */
    @ParameterizedTest
    @EnumSource(value = Integrand.class, names = "KEISTER", mode = EnumSource.Mode.EXCLUDE)
    void integralsInThePlaneAreThoseOfAQuadrature(Integrand f) {
        GaussLegendre rule = new GaussLegendre(6);
        double sum = 0;
        double[] x = new double[2];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                for (int a = 0; a < 6; a++) {
                    for (int b = 0; b < 6; b++) {
                        x[0] = (i + rule.node(a)) / 40;
                        x[1] = (j + rule.node(b)) / 40;
                        sum += rule.weight(a) * rule.weight(b) * f.at(x, 0, 2) / 1600;
                    }
                }
            }
        }
        assertThat(f.exact(2)).isCloseTo(sum, within(1e-12));
    }

    @Test
    void keisterOnALineIsKnown() {
        // √π E cos(Z/√2) = √π e^{−1/4}.
        assertThat(Integrand.KEISTER.exact(1)).isCloseTo(Math.sqrt(Math.PI) * Math.exp(-0.25), within(1e-12));
    }

    @Test
    void everyDoublingIsAStepAndEvenPointsWin() {
        var run = new QuasiMonteCarlo().opened("log2-points=10", "integrand=wave");
        assertThat(run.advance(100, StepContext.serial()).toString()).contains("Finished");
        assertThat(run.diagnostics().value("slope").orElseThrow()).isLessThan(-0.8);
        assertThat(run.diagnostics().value("error").orElseThrow()).isLessThan(0.2 * run.diagnostics().value("error-estimate-iid").orElseThrow());
        assertThat(run.frame(6).layer("points").orElseThrow().arrays().getFirst().shape()).containsExactly(1024, 2);
    }

    @Test
    void aLatticeHasNoDigitsToScramble() {
        assertThatThrownBy(() -> new QuasiMonteCarlo().opened("sequence=lattice", "randomisation=owen")).isInstanceOf(InputException.class).hasMessageContaining("shift");
    }
}
