package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.geometry.NestedMesh.Level;

class NestedMeshTest {

    private static NestedMesh ring() {
        RingMesh m = RingMesh.of(_ -> 0.4, RingMesh.square(1), 2, 16, 1.3);
        return NestedMesh.of(m.xy(), m.triangles(), 2);
    }

    /** Euler: V − E + T = 0 with one hole, four triangles of each, and a boundary of twice as many nodes. */
    @Test
    void everyTriangleBecomesFour() {
        NestedMesh m = ring();
        for (int k = 0; k < 3; k++) {
            Level l = m.level(k);
            int triangles = 64 << 2 * k;
            int outer = 32 << k;
            assertThat(l.triangles()).hasSize(3 * triangles);
            assertThat(l.nodes()).isEqualTo((3 * triangles + outer) / 2 - triangles);
            assertThat(IntStream.range(0, l.nodes()).filter(v -> l.isOuter()[v]).count()).isEqualTo(outer);
        }
        assertThat(Arrays.copyOf(m.finest().xy(), m.level(0).xy().length)).isEqualTo(m.level(0).xy());
    }

    @Test
    void trianglesKeepTheirOrientationAndTheirArea() {
        NestedMesh m = ring();
        double[] area = new double[3];
        for (int k = 0; k < 3; k++) {
            P1Elements e = m.level(k).elements();
            area[k] = IntStream.range(0, e.count()).mapToDouble(e::area).sum();
            assertThat(PlaneMesh.triangles("refined", m.level(k).xy(), m.level(k).triangles()).size()).isEqualTo(e.count());
        }
        assertThat(area[1]).isCloseTo(area[0], within(1e-13));
        assertThat(area[2]).isCloseTo(area[0], within(1e-13));
    }

    @Test
    void linearFunctionsAreProlongedExactly() {
        NestedMesh m = ring();
        double[] fine = m.prolonged(2, m.prolonged(1, linear(m.level(0))));
        double[] exact = linear(m.finest());
        assertThat(IntStream.range(0, fine.length).mapToDouble(v -> Math.abs(fine[v] - exact[v])).max().orElseThrow()).isLessThan(1e-14);
    }

    private static double[] linear(Level l) {
        return IntStream.range(0, l.nodes()).mapToDouble(v -> 0.3 + 2 * l.xy()[2 * v] - 5 * l.xy()[2 * v + 1]).toArray();
    }

    /** PᵀKP and Pᵀ m of a level are what is assembled on the coarser one, to rounding, since the spaces are nested. */
    @Test
    void stiffnessAndMassOfACoarseLevelAreThoseAssembledThere() {
        NestedMesh m = ring();
        for (int k = 1; k < 3; k++) {
            Level coarse = m.level(k - 1);
            for (int i = 0; i < coarse.nodes(); i++) {
                double[] unit = new double[coarse.nodes()];
                unit[i] = 1;
                double[] galerkin = m.restricted(k, stretched(m.level(k), m.prolonged(k, unit)));
                double[] direct = stretched(coarse, unit);
                for (int j = 0; j < direct.length; j++) {
                    assertThat(galerkin[j]).isCloseTo(direct[j], within(1e-12));
                }
            }
            P1Elements fine = m.level(k).elements();
            double[] mass = m.restricted(k, IntStream.range(0, fine.nodes()).mapToDouble(fine::mass).toArray());
            P1Elements e = coarse.elements();
            for (int v = 0; v < mass.length; v++) {
                assertThat(mass[v]).isCloseTo(e.mass(v), within(1e-14));
            }
        }
    }

    private static double[] stretched(Level l, double[] u) {
        P1Elements e = l.elements();
        int[] t = l.triangles();
        double[] f = new double[u.length];
        for (int q = 0; q < 9 * e.count(); q++) {
            f[t[q / 9 * 3 + q % 9 / 3]] += e.stiffness(q / 9, q % 9 / 3, q % 3) * u[t[q / 9 * 3 + q % 3]];
        }
        return f;
    }
}
