package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DarcyFlowTest {

    /** u = sin πx sin πy in a medium a = 1 + x: f = (1 + x) 2π² u − π cos πx sin πy. */
    private static double error(int n) {
        double[] a = new double[n * n];
        double[] f = new double[n * n];
        double[] exact = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            double x = (k / n + 0.5) / n;
            double y = (k % n + 0.5) / n;
            a[k] = 1 + x;
            exact[k] = Math.sin(Math.PI * x) * Math.sin(Math.PI * y);
            f[k] = a[k] * 2 * Math.PI * Math.PI * exact[k] - Math.PI * Math.cos(Math.PI * x) * Math.sin(Math.PI * y);
        }
        double[] u = DarcyFlow.solve(n, a, f);
        double worst = 0;
        for (int k = 0; k < n * n; k++) {
            worst = Math.max(worst, Math.abs(u[k] - exact[k]));
        }
        return worst;
    }

    @Test
    void aSmoothSolutionIsFoundToSecondOrder() {
        assertThat(Math.log(error(16) / error(32)) / Math.log(2)).isCloseTo(2, within(0.1));
    }

    @Test
    void whatFlowsInFlowsOut() {
        double[] one = new double[400];
        Arrays.fill(one, 1);
        double[] a = Arrays.stream(GaussianField.matern(2, 6, 1, 0.2, 1).sample(new Philox(1), 0, 20)).map(v -> v > 0 ? 12 : 3).toArray();
        assertThat(DarcyFlow.outflow(20, a, DarcyFlow.solve(20, a, one))).isCloseTo(1, within(1e-10));
    }

    /** Twice the conductivity, half the pressure. */
    @Test
    void thePressureScalesWithTheMedium() {
        double[] one = new double[64];
        Arrays.fill(one, 1);
        double[] two = Arrays.stream(one).map(v -> 2 * v).toArray();
        assertThat(DarcyFlow.solve(8, two, one)[27]).isCloseTo(0.5 * DarcyFlow.solve(8, one, one)[27], within(1e-12));
    }
}
