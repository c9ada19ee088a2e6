package org.pushforward.engine.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class OperationalModesTest {

    @Test
    void aChainHasTheModesOfItsMatrix() {
        // K v = ω² v with K = (k/m) tridiag(−1, 2, −1) and a free end.
        ShakenStructure s = ShakenStructure.chain(4, 0.01);
        double stiffness = Math.pow(2 * Math.PI * 6, 2);
        for (int k = 0; k < 4; k++) {
            double[] v = s.shapes()[k];
            for (int i = 0; i < 4; i++) {
                double force = (i == 3 ? 1 : 2) * v[i] - (i > 0 ? v[i - 1] : 0) - (i < 3 ? v[i + 1] : 0);
                assertThat(stiffness * force).isCloseTo(s.omega()[k] * s.omega()[k] * v[i], within(1e-9));
            }
        }
    }

    @Test
    void aStepUnderAForceThatIsHeldIsExact() {
        // One mass: without shaking, q = e^{−ζωt}(cos + …) from rest at 1.
        ShakenStructure s = new ShakenStructure(new double[] {5}, new double[][] {{0}}, 0.1, 50);
        double[] state = {1, 0};
        s.measured(state, 50, 0, new Philox(1));
        double wd = 5 * Math.sqrt(1 - 0.01);
        assertThat(state[0]).isCloseTo(Math.exp(-0.5) * (Math.cos(wd) + 0.5 / wd * Math.sin(wd)), within(1e-12));
    }

    @Test
    void twoMassesAreHeardWithinMinutes() {
        var run = new OperationalModes().opened("masses=2", "duration=200");
        run.advance(24, StepContext.serial());
        assertThat(run.diagnostics().value("frequency-error").orElseThrow()).isLessThan(0.01);
        assertThat(run.diagnostics().value("frequency-error-era").orElseThrow()).isLessThan(0.01);
    }
}
