package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.networks.BasisActivation.Family;
import org.pushforward.engine.numerics.GaussianMean;

class OrthonormalActivationsTest {

    @Test
    void everyStartHasGainOneInClosedFormAndByQuadrature() {
        for (String family : OrthonormalActivations.FAMILIES) {
            for (int n = 2; n <= 9; n++) {
                for (String start : new String[] {"balanced", "equal"}) {
                    BasisActivation f = BasisActivation.of(family, n, start);
                    double[] c = f.start(start);
                    assertThat(f.gain(c)).as("%s %d %s", family, n, start).isCloseTo(1, within(1e-12));
                    assertThat(f.length(c, 1)).as("%s %d %s", family, n, start).isCloseTo(1, within(1e-9));
                }
            }
        }
    }

    /** With the paper's start f and its slope have the same mean square; the slope of the length map is that of its closed form. */
    @Test
    void hermiteGainsAreBalanced() {
        for (int n = 2; n <= 9; n++) {
            BasisActivation f = BasisActivation.of("hermite", n, "balanced");
            double[] c = f.start("balanced");
            assertThat(GaussianMean.of(z -> Math.pow(f.slopeAt(c, z), 2))).isCloseTo(1, within(1e-10));
            assertThat(f.lengthSlope(c)).isCloseTo(BasisActivation.hermiteSlope(c), within(1e-9));
        }
        assertThat(BasisActivation.hermiteSlope(new double[] {0.5, 0.5, 0.5, 0.5})).isCloseTo(2.46593, within(1e-5));
    }

    @Test
    void theSlopeOfTheLengthMapIsItsDerivative() {
        for (String family : OrthonormalActivations.FAMILIES) {
            BasisActivation f = BasisActivation.of(family, 5, "equal");
            double[] c = f.start("equal");
            double h = 1e-4;
            assertThat((f.length(c, 1 + h) - f.length(c, 1 - h)) / (2 * h)).as(family).isCloseTo(f.lengthSlope(c), within(1e-5));
        }
    }

    @Test
    void linesTurnAtTheirKinks() {
        BasisActivation f = BasisActivation.of("tropical", 4, "equal");
        assertThat(f.kinks(f.start("equal"))).containsExactly(new double[] {-1.5, 0, 1.5}, within(1e-15));
        BasisActivation hidden = new BasisActivation(Family.TROPICAL, 3, 1);
        // The middle line lies below the other two.
        assertThat(hidden.kinks(new double[] {0, -1, 0})).containsExactly(0);
        assertThat(hidden.gain(new double[] {0, -1, 0})).isCloseTo(2, within(1e-14));
    }

    @Test
    void whatIsTrainedIsWhatIsDrawn() {
        double[] x = {-2.5, -0.7, 0, 0.4, 3};
        for (String family : new String[] {"hermite", "fourier", "tropical", "relu"}) {
            BasisActivation f = BasisActivation.of(family, 5, "balanced");
            double[] c = f.start("balanced");
            try (Tape tape = Tape.precise(new CancelToken())) {
                double[] y = f.apply(tape.of(x, 5), tape.of(c, c.length)).array();
                assertThat(y).as(family).containsExactly(Arrays.stream(x).map(v -> f.at(c, v)).toArray(), within(1e-12));
            }
        }
    }

    @Test
    void geluIsMetAtDegreeNine() {
        assertThat(BasisActivation.geluError(10)).isBetween(0.004, 0.005);
        assertThat(BasisActivation.geluError(7)).isGreaterThan(0.03);
        assertThatThrownBy(() -> new OrthonormalActivations().opened("start=gelu", "family=fourier")).isInstanceOf(InputException.class).hasMessageContaining("Hermite");
    }

    /** The polynomials of a plain stack overflow; the run goes on for ReLU. */
    @Test
    void aPlainStackExplodes() {
        var run = new OrthonormalActivations().opened("residual=false", "depth=12", "start=equal", "iterations=2", "iterations-per-step=1", "batch=8");
        assertThat(run.frame(0).layer("variance").orElseThrow().arrays().getLast().values()[6]).isGreaterThan(1e20);
        double relu = run.diagnostics().value("loss-relu").orElseThrow();
        run.step(StepContext.serial());
        assertThat(run.diagnostics().value("loss-relu").orElseThrow()).isNotEqualTo(relu);
        assertThat(run.diagnostics().value("loss-basis").orElseThrow()).isEqualTo(1e6);
    }
}
