package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;

class SphericalProcessTest {

    @Test
    void coefficientsSumToTheKernelAndToTheNeuron() {
        double kernel = 0;
        double neuron = 0;
        for (int k = 0; k <= 4000; k++) {
            kernel += SphericalProcess.kernelCoefficient(k);
            neuron += SphericalProcess.neuronCoefficient(k);
        }
        assertThat(kernel).isCloseTo(1, within(1e-9));
        // The tail of an alternating series is below its first term, 2/(π 4002²).
        assertThat(neuron).isCloseTo(1, within(1e-7));
    }

    @Test
    void theKernelIsTheVarianceTimesTheSquareOfTheLength() {
        assertThat(SphericalProcess.kernel(2, 2, 3)).isCloseTo(15, within(1e-12));
        assertThat(SphericalProcess.kernel(0.3, -1, 2)).isCloseTo(SphericalProcess.kernel(-1, 0.3, 2), within(1e-15));
    }

    @Test
    void boundsRiseTowardsTheEvidence() {
        var run = new SphericalProcess().opened("samples=25", "features=4", "orthogonal=4");
        double before = run.diagnostics().value("bound").orElseThrow();
        run.advance(8, StepContext.serial());
        double evidence = run.diagnostics().value("evidence").orElseThrow();
        assertThat(run.diagnostics().value("bound").orElseThrow()).isBetween(before, evidence);
        assertThat(run.diagnostics().value("excess").orElseThrow()).isLessThan(0);
    }

    @Test
    void asManyPointsAsSamplesLoseNothing() {
        var run = new SphericalProcess().opened("samples=8", "features=4", "orthogonal=4", "kind=points");
        run.advance(8, StepContext.serial());
        // The jitter is 1e-10 of the largest variance, 200, over a noise of .02 and 8 samples.
        assertThat(run.diagnostics().value("bound").orElseThrow()).isCloseTo(run.diagnostics().value("evidence").orElseThrow(), within(1e-4));
    }
}
