package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConductionTest {

    private static double[] layered(DiscMesh m, double inside, double radius) {
        double[] s = new double[m.triangles().length / 3];
        for (int t = 0; t < s.length; t++) {
            double x = 0;
            double y = 0;
            for (int k = 0; k < 3; k++) {
                x += m.xy()[2 * m.triangles()[3 * t + k]] / 3;
                y += m.xy()[2 * m.triangles()[3 * t + k] + 1] / 3;
            }
            s[t] = Math.hypot(x, y) < radius ? inside : 1;
        }
        return s;
    }

    private static double error(int rings, int around, int k) {
        DiscMesh m = DiscMesh.of(rings, around);
        Conduction c = new Conduction(m, 2 * k);
        double[] v = c.voltages(c.potentials(layered(m, 3, 0.5)));
        int p = 2 * k - 2;
        return v[p * 2 * k + p] / Math.PI / Conduction.layered(k, 3, 0.5) - 1;
    }

    @Test
    void twoLayersHaveTheEigenvaluesOfTheClosedFormToSecondOrder() {
        for (int k = 1; k <= 3; k++) {
            assertThat(error(20, 64, k)).isCloseTo(0, within(0.03));
            assertThat(error(40, 128, k)).isCloseTo(0, within(0.01));
            // Second order: a quarter of it on half the width.
            assertThat(error(40, 128, k) / error(20, 64, k)).isBetween(0.2, 0.3);
        }
        assertThat(Conduction.layered(3, 1, 0.5)).isEqualTo(1.0 / 3);
        assertThat(Conduction.layered(2, 1e12, 1)).isCloseTo(0, within(1e-9));
    }

    @Test
    void voltagesAreSymmetricAndSensitivitiesAreTheirDerivatives() {
        DiscMesh m = DiscMesh.of(5, 16);
        Conduction c = new Conduction(m, 4);
        double[] s = layered(m, 2, 0.6);
        double[][] u = c.potentials(s);
        double[] v = c.voltages(u);
        assertThat(v[1]).isCloseTo(v[4], within(1e-12));
        assertThat(v[2 * 4 + 3]).isCloseTo(v[3 * 4 + 2], within(1e-12));
        double[] ds = c.sensitivity(c.gradients(u), 40);
        double[] more = s.clone();
        more[40] += 1e-6;
        double[] w = c.voltages(c.potentials(more));
        for (int k = 0; k < 16; k++) {
            assertThat((w[k] - v[k]) / 1e-6).isCloseTo(ds[k], within(1e-6));
        }
        assertThat(Arrays.stream(u[0], m.rim(0), m.nodes()).sum()).isCloseTo(0, within(1e-12));
    }
}
