package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SineGalerkinTest {

    @Test
    void valuesComeBackAndDerivativesFit() {
        SineGalerkin s = SineGalerkin.wave(-1, 2, 6);
        double[] u = Arrays.stream(s.places(9)).map(x -> Math.sin(2 * Math.PI * (x + 1) / 3)).toArray();
        double[] c = Matrix.of(6, 9, s.analysis(9)).times(u);
        assertThat(c[1]).isCloseTo(Math.sqrt(1.5), within(1e-13));
        assertThat(Vectors.dot(c, s.values(new double[] {0.3}))).isCloseTo(Math.sin(2 * Math.PI * 1.3 / 3), within(1e-13));
        assertThat(Vectors.dot(c, s.derivatives(new double[] {0.3}, 1))).isCloseTo(2 * Math.PI / 3 * Math.cos(2 * Math.PI * 1.3 / 3), within(1e-12));
        assertThat(Vectors.dot(c, s.derivatives(new double[] {0.3}, 2))).isCloseTo(-Math.pow(2 * Math.PI / 3, 2) * Math.sin(2 * Math.PI * 1.3 / 3), within(1e-12));
    }

    @Test
    void withoutSourceEveryModeIsExactAndThePropagatorAgrees() {
        SineGalerkin s = SineGalerkin.wave(0, 1, 3);
        double[] start = {1, 2, 3, 0.5, 0, -1};
        double[] after = s.course(start, u -> new double[3], 0.7, 2)[2];
        assertThat(after[1]).isCloseTo(2 * Math.cos(2 * Math.PI * 0.7), within(1e-13));
        assertThat(Matrix.of(6, 6, s.propagator(0.7)).times(start)).usingComparatorWithPrecision(1e-12).containsExactly(after);
        SineGalerkin heat = SineGalerkin.diffusion(0, 1, 2, 0.1);
        assertThat(heat.course(new double[] {1, 1}, u -> new double[2], 1, 3)[3][1]).isCloseTo(Math.exp(-0.4 * Math.PI * Math.PI), within(1e-14));
    }

    /** Klein–Gordon, u_tt = u_xx − 9u: the frequency is √(ω² + 9). */
    @Test
    void withASourceItIsOfFourthOrder() {
        SineGalerkin s = SineGalerkin.wave(0, Math.PI, 1);
        double[] error = new double[2];
        for (int k = 0; k < 2; k++) {
            double[] y = s.course(new double[] {1, 0}, u -> new double[] {-9 * u[0]}, 1, 16 << k)[16 << k];
            error[k] = Math.hypot(y[0] - Math.cos(Math.sqrt(10)), y[1] + Math.sqrt(10) * Math.sin(Math.sqrt(10)));
        }
        assertThat(Math.log(error[0] / error[1]) / Math.log(2)).isCloseTo(4, within(0.3));
    }
}
