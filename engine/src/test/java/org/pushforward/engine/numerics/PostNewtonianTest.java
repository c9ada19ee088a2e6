package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PostNewtonianTest {

    /** Of the first term alone, v = v₀ (1 − t/τ)^(−1/8), and the phase (v^(−5) − v₀^(−5))/(32η). */
    @Test
    void theFirstTermIsPetersLaw() {
        PostNewtonian p = new PostNewtonian(1, 0, 0, 0);
        double[][] orbit = p.orbit(0.4, 5, 400);
        double eta = 0.25;
        for (int k = 0; k < 400; k += 57) {
            double back = 5.0 * (399 - k);
            double v = Math.pow(Math.pow(0.4, -8) + 256.0 / 5 * eta * back, -1.0 / 8);
            assertThat(orbit[0][k]).isCloseTo(v, within(1e-9));
            assertThat(orbit[1][k]).isCloseTo((Math.pow(0.4, -5) - Math.pow(v, -5)) / (32 * eta), within(1e-7));
        }
    }

    @Test
    void thePhaseIsTheIntegralOfItsFrequency() {
        PostNewtonian p = new PostNewtonian(3, 0.4, -0.2, 7);
        double[][] orbit = p.orbit(0.4, 5, 400);
        assertThat(orbit[1][0]).isCloseTo(-p.phase(orbit[0][0], 0.4), within(1e-7));
    }

    /** Equal masses have no first and second body. */
    @Test
    void spinsOfEqualMassesMayBeExchanged() {
        assertThat(new PostNewtonian(1, 0.5, -0.3, 7).rate(0.35)).isCloseTo(new PostNewtonian(1, -0.3, 0.5, 7).rate(0.35), within(1e-15));
        assertThat(new PostNewtonian(1, 0.5, 0.5, 3).rate(0.3)).isLessThan(new PostNewtonian(1, 0, 0, 3).rate(0.3));
    }

    @Test
    void shiftsDoNotMatter() {
        double[] h = new double[600];
        double[] g = new double[600];
        for (int k = 0; k < 200; k++) {
            double angle = 0.2 * k + 0.001 * k * k;
            h[2 * k] = Math.cos(angle);
            h[2 * k + 1] = Math.sin(angle);
            g[2 * (k + 37)] = Math.cos(angle + 1);
            g[2 * (k + 37) + 1] = Math.sin(angle + 1);
        }
        assertThat(PostNewtonian.mismatch(h, g)).isLessThan(1e-9);
        assertThat(PostNewtonian.mismatch(h, h)).isLessThan(1e-12);
    }
}
