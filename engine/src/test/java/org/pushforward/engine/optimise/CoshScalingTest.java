package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.optimise.CoshScaling.Rule;

class CoshScalingTest {

    private static final CancelToken NOBODY = new CancelToken();

    /** All entries equal: R = cosh(γ/√n); one entry: √(1 + sinh²γ/n); both are the bounds, and anything else lies between. */
    @Test
    void theBoundsAreReached() {
        double[] b = CoshScaling.bounds(4, 1.5);
        assertThat(CoshScaling.scale(new double[] {2, -2, 2, 2}, 1.5)).isCloseTo(b[0], within(1e-15));
        assertThat(CoshScaling.scale(new double[] {0, 0, -3, 0}, 1.5)).isCloseTo(b[1], within(1e-15));
        assertThat(CoshScaling.scale(new double[] {1, 2, -3, 0.5}, 1.5)).isBetween(b[0], b[1]);
        assertThat(CoshScaling.bounds(64 * 64, 1.5)[1]).isLessThan(1.001);
    }

    /** A matrix without an inverse has no condition number, and one that is nearly so none that survives rounding; nothing is compared then. */
    @Test
    void singularMatricesAreNotCompared() {
        var singular = new CoshScaling().opened("matrix=1,1;1,1").diagnostics();
        assertThat(singular.value("condition-momentum")).isEmpty();
        assertThat(singular.value("condition-change")).isEmpty();
        var nearly = new CoshScaling().opened("matrix=1,1;1,1.00000003").diagnostics();
        assertThat(nearly.value("condition-momentum").orElseThrow()).isGreaterThan(1e7);
        assertThat(nearly.value("condition-change")).isEmpty();
        assertThat(new CoshScaling().opened("matrix=1,1;1,1.003").diagnostics().value("condition-change").orElseThrow()).isLessThan(1e-10);
    }

    /** A first gradient: M = (1 − μ)G and A = (1 − μ)G + μM. */
    @Test
    void nesterovByHand() {
        double[] g = {1, -2};
        Rule rule = new Rule(0.5, 0, 0);
        assertThat(rule.step(g, 2, rule.start(1, 2), NOBODY).direction()).containsExactly(0.75, -1.5);
    }

    /** The scaled step is a multiple of the plain one, and the scale does not depend on the length. */
    @Test
    void theStepIsAMultiple() {
        double[] g = {1, -2, 0.5, 4};
        Rule plain = new Rule(0.9, 0, 0);
        Rule scaled = new Rule(0.9, 0, 1.5);
        double[] a = plain.step(g, 2, plain.start(2, 2), NOBODY).direction();
        double[] b = scaled.step(g, 2, scaled.start(2, 2), NOBODY).direction();
        double r = a[0] / b[0];
        assertThat(r).isCloseTo(CoshScaling.scale(g, 1.5), within(1e-14));
        for (int k = 0; k < 4; k++) {
            assertThat(a[k] / b[k]).isCloseTo(r, within(1e-14));
        }
    }
}
