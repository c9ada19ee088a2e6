package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class KansaCollocationTest {

    @Test
    void derivativesOfAHillAreThoseOfDifferences() {
        double h = 1e-4;
        double x = 0.3;
        double y = -0.7;
        double[] d = KansaProblem.hill(2.5, x, y);
        double[][] near = {KansaProblem.hill(2.5, x + h, y), KansaProblem.hill(2.5, x - h, y), KansaProblem.hill(2.5, x, y + h), KansaProblem.hill(2.5, x, y - h)};
        assertThat(d[1]).isCloseTo((near[0][0] - near[1][0]) / (2 * h), within(1e-6));
        assertThat(d[2]).isCloseTo((near[2][0] - near[3][0]) / (2 * h), within(1e-6));
        assertThat(d[3]).isCloseTo((near[0][0] - 2 * d[0] + near[1][0]) / (h * h), within(1e-5));
        assertThat(d[4]).isCloseTo((near[0][0] + near[1][0] + near[2][0] + near[3][0] - 4 * d[0]) / (h * h), within(1e-5));
    }

    @Test
    void theWaveSolvesBurgersEquation() {
        KansaProblem p = KansaProblem.burgers(20, 0, new Philox(1));
        double h = 1e-4;
        double u = p.exact(0.4, 0.3, 0);
        double ut = (p.exact(0.4, 0.3 + h, 0) - p.exact(0.4, 0.3 - h, 0)) / (2 * h);
        double ux = (p.exact(0.4 + h, 0.3, 0) - p.exact(0.4 - h, 0.3, 0)) / (2 * h);
        double uxx = (p.exact(0.4 + h, 0.3, 0) - 2 * u + p.exact(0.4 - h, 0.3, 0)) / (h * h);
        assertThat(ut + u * ux - KansaProblem.VISCOSITY * uxx).isCloseTo(0, within(1e-5));
    }

    @Test
    void theSearchGoesDownTheValleyAndNeverTakesAWorseShape() {
        var run = new KansaCollocation().opened("points=60", "shape=6");
        double held = Double.POSITIVE_INFINITY;
        while (run.status() instanceof Status.Running) {
            run.step(StepContext.serial());
            double now = run.diagnostics().value("residual").orElseThrow();
            assertThat(now).isLessThanOrEqualTo(held);
            held = now;
        }
        assertThat(run.diagnostics().value("error").orElseThrow()).isLessThan(1e-3);
        assertThat(run.diagnostics().value("shape-now").orElseThrow()).isLessThan(4);
    }
}
