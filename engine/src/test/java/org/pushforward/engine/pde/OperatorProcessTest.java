package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.BurgersEquation;
import org.pushforward.engine.numerics.Philox;

class OperatorProcessTest {

    @Test
    void burgersFromASineIsTheKnownSolution() {
        double[] u0 = new double[ViscousBurgers.N];
        Arrays.setAll(u0, i -> Math.sin(2 * Math.PI * i / u0.length));
        double[] u = ViscousBurgers.at(u0);
        for (int i = 0; i < u.length; i++) {
            // On a circle 2π times as long, time and viscosity are, too.
            assertThat(u[i]).isCloseTo(BurgersEquation.fromSine(2 * Math.PI * i / u.length, 2 * Math.PI, 2 * Math.PI * 0.01), within(1e-6));
        }
    }

    @Test
    void theMeanStaysZeroAndAShiftOfTheInputShiftsTheSolution() {
        double[] u0 = ViscousBurgers.random(new Philox(1), 3);
        double[] u = ViscousBurgers.at(u0);
        assertThat(Arrays.stream(u).sum()).isCloseTo(0, within(1e-6));
        double[] shifted = new double[u0.length];
        Arrays.setAll(shifted, i -> u0[(i + 5) % u0.length]);
        double[] v = ViscousBurgers.at(shifted);
        for (int i = 0; i < u.length; i++) {
            assertThat(v[i]).isCloseTo(u[(i + 5) % u.length], within(1e-6));
        }
    }

    @Test
    void operatorsOfOneLayerHaveTheLimitsKernel() {
        OperatorKernel kernel = new OperatorKernel(1, 8);
        double[] u = ViscousBurgers.random(new Philox(1), 0);
        double mean = Arrays.stream(kernel.kernels(u, 200, 400, new Philox(2))).average().orElseThrow();
        assertThat(mean).isCloseTo(kernel.limit(u), within(0.02));
    }

    @Test
    void examplesNarrowTheRibbonAndAreMet() {
        var run = new OperatorProcess().opened("pairs=40", "depth=1");
        run.advance(2, StepContext.serial());
        double few = run.diagnostics().value("regression-error").orElseThrow();
        run.advance(8, StepContext.serial());
        assertThat(run.diagnostics().value("regression-error").orElseThrow()).isLessThan(few);
        assertThat(run.diagnostics().value("interpolation-error").orElseThrow()).isLessThan(1e-6);
        assertThat(run.diagnostics().value("examples")).hasValue(40);
    }
}
