package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class NeuralMixtureTest {

    /** Of the density at the edges E x = .4·.2 + .4·.8 + .2·.8 and E y = .4·.5 + .4·.5 + .2·.8, by E B(1, 4) = .2 and E B(4, 1) = .8. */
    @Test
    void samplesHaveTheMeansOfTheirDensity() {
        double[] x = new SquareDensity("edges").draws(4000, new Philox(7));
        double[] mean = new double[2];
        for (int k = 0; k < x.length; k++) {
            mean[k % 2] += x[k] / 4000;
        }
        // Three deviations of a mean of 4000 numbers that spread by about .3.
        assertThat(mean[0]).isCloseTo(0.56, Offset.offset(0.015));
        assertThat(mean[1]).isCloseTo(0.56, Offset.offset(0.015));
        assertThat(Arrays.stream(x).min().orElseThrow()).isBetween(0.0, 0.05);
    }

    /** More would be compared with one another for half a minute before anything is seen. */
    @Test
    void tooManySamplesAreRefused() {
        assertThatThrownBy(() -> new NeuralMixture().opened("samples=10000")).isInstanceOf(InputException.class).hasMessageContaining("4000");
    }

    @Test
    void trainingRaisesTheLikelihoodAndHoldsTheIntegral() {
        var run = new NeuralMixture().opened("density=edges", "samples=150", "components=1", "hidden=6", "iterations=120", "iterations-per-step=40");
        double before = run.diagnostics().value("nll").orElseThrow();
        run.advance(3, StepContext.serial());
        assertThat(run.diagnostics().value("nll").orElseThrow()).isLessThan(before);
        assertThat(run.diagnostics().value("integral").orElseThrow()).isCloseTo(1, Offset.offset(0.05));
        assertThat(run.diagnostics().value("minimum").orElseThrow()).isPositive();
        assertThat(run.diagnostics().value("kl").orElseThrow()).isPositive();
    }
}
