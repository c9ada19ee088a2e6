package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;

class ReverseQuaternionsTest {

    @Test
    void theReverseNetworkOfConjugatesIsTheConjugate() {
        var run = new ReverseQuaternions().opened("hidden=3", "iterations=20", "iterations-per-step=10");
        run.advance(2, StepContext.serial());
        assertThat(run.diagnostics().value("mirror-error").orElseThrow()).isLessThan(1e-14);
    }

    @Test
    void aFewIterationsOnALineTurnThePlaneInBothOrders() {
        var run = new ReverseQuaternions().opened("iterations=120", "iterations-per-step=40");
        double before = run.diagnostics().value("plane-error").orElseThrow();
        run.advance(3, StepContext.serial());
        // The untrained networks are off by about the radius of the leaf.
        assertThat(before).isGreaterThan(0.2);
        assertThat(run.diagnostics().value("plane-error").orElseThrow()).isLessThan(0.1);
        assertThat(run.diagnostics().value("plane-error-reverse").orElseThrow()).isLessThan(0.1);
        assertThat(run.diagnostics().value("plane-error-real").orElseThrow()).isGreaterThan(0.1);
    }

    @Test
    void theExactErrorOffThePlaneIsTwiceTheSineOfHalfTheAngle() {
        var run = new ReverseQuaternions().opened("angle=180", "tilt=0.5");
        assertThat(run.diagnostics().value("tilted-error-exact").orElseThrow()).isCloseTo(Math.sqrt(0.5), within(1e-15));
    }
}
