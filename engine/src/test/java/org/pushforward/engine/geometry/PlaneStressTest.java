package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlaneStressTest {

    private static final double NU = 0.3;

    private static PlaneStress square(int n, double modulus) {
        int[] t = P1Elements.square(n, true);
        return PlaneStress.uniform(P1Elements.squareNodes(n), t, modulus, NU, PlaneStress.order(P1Elements.squareNodes(n), t));
    }

    /** Linear displacements on the edge give the same inside, with the stress of the law. */
    @Test
    void aLinearFieldPassesThePatchTest() {
        int n = 4;
        PlaneStress plate = square(n, 7);
        double[] xy = P1Elements.squareNodes(n);
        double[] u = new double[xy.length];
        boolean[] held = new boolean[xy.length];
        for (int v = 0; v < xy.length / 2; v++) {
            double x = xy[2 * v];
            double y = xy[2 * v + 1];
            u[2 * v] = 0.2 * x + 0.1 * y;
            u[2 * v + 1] = -0.3 * x + 0.4 * y;
            held[2 * v] = held[2 * v + 1] = Math.abs(x) == 1 || Math.abs(y) == 1;
        }
        double[] found = plate.solve(new double[u.length], held, u);
        assertThat(found).containsExactly(u, within(1e-12));
        double c = 7 / (1 - NU * NU);
        assertThat(plate.stress(3, found)).containsExactly(new double[] {c * (0.2 + NU * 0.4), c * (NU * 0.2 + 0.4), c * 0.35 * -0.2}, within(1e-12));
        // Constant stress: nothing pulls inside, and ½ uᵀKu is ½ σ : ε times the area.
        assertThat(plate.forces(found)[2 * 12]).isCloseTo(0, within(1e-12));
        double[] s = plate.stress(0, found);
        assertThat(plate.energy(found)).isCloseTo(0.5 * 4 * (s[0] * 0.2 + s[1] * 0.4 + s[2] * -0.2), within(1e-11));
    }

    @Test
    void rigidMotionsHaveNoEnergyAndAFreePlateIsRefused() {
        PlaneStress plate = square(3, 1);
        double[] xy = P1Elements.squareNodes(3);
        double[] turn = new double[xy.length];
        for (int v = 0; v < xy.length / 2; v++) {
            turn[2 * v] = 1 - xy[2 * v + 1];
            turn[2 * v + 1] = 2 + xy[2 * v];
        }
        assertThat(plate.energy(turn)).isCloseTo(0, within(1e-12));
        // Rounding may leave a pivot above zero, but then what comes is no displacement.
        double[] f = new double[xy.length];
        f[0] = 1;
        assertThatThrownBy(() -> {
            if (Arrays.stream(plate.solve(f, new boolean[f.length], f)).anyMatch(v -> !(Math.abs(v) < 1e6))) {
                throw new ArithmeticException("rigid");
            }
        }).isInstanceOf(ArithmeticException.class);
    }

    /** Heated evenly and free to grow, a plate has no stress. */
    @Test
    void freeExpansionIsWithoutStress() {
        PlaneStress plate = square(4, 5);
        double[] f = new double[2 * 25];
        double[] hot = new double[32];
        Arrays.fill(hot, 0.01);
        plate.expand(f, hot);
        boolean[] held = new boolean[50];
        // One corner stays, another slides along x.
        held[0] = held[1] = held[2 * 20 + 1] = true;
        double[] u = plate.solve(f, held, new double[50]);
        double free = 5 * 0.01 / (1 - NU);
        for (int t = 0; t < 32; t++) {
            assertThat(plate.stress(t, u)).containsExactly(new double[] {free, free, 0}, within(1e-12));
        }
    }

    /** A ring about a hole of a twelfth of its radius, pulled on the outside by Kirsch's stress. */
    @Test
    void theStressAboutAHoleIsKirschs() {
        double rim = 0;
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            RingMesh m = RingMesh.of(_ -> 1, _ -> 12, 12 << k, 48 << k, k == 0 ? 1.21 : 1.1);
            PlaneStress plate = PlaneStress.uniform(m.xy(), m.triangles(), 1, NU, PlaneStress.order(m.xy(), m.triangles()));
            HoleStress exact = new HoleStress(1);
            double[] f = new double[2 * m.nodes()];
            for (int j = 0; j < m.around(); j++) {
                int a = m.node(m.layers(), j);
                int b = m.node(m.layers(), (j + 1) % m.around());
                double angle = RingMesh.angle(j, m.around()) + Math.PI / m.around();
                double[] s = exact.at(12 * Math.cos(angle), 12 * Math.sin(angle));
                plate.pull(f, a, b, s[0] * Math.cos(angle) + s[2] * Math.sin(angle), s[2] * Math.cos(angle) + s[1] * Math.sin(angle));
            }
            boolean[] held = new boolean[f.length];
            // By symmetry: nodes on the x axis stay at v = 0, those on the y axis at u = 0.
            held[2 * m.node(0, 0) + 1] = held[2 * m.node(0, m.around() / 2) + 1] = held[2 * m.node(0, m.around() / 4)] = true;
            double[] stress = plate.nodalStress(plate.solve(f, held, new double[f.length]));
            int v = m.node(2 << k, m.around() / 4);
            errors[k] = Math.abs(stress[3 * v] / exact.at(m.xy()[2 * v], m.xy()[2 * v + 1])[0] - 1);
            rim = stress[3 * m.node(0, m.around() / 4)];
        }
        assertThat(errors[1]).isLessThan(0.01);
        assertThat(errors[1]).isLessThan(0.6 * errors[0]);
        // On the rim a mean of triangles lies below the largest.
        assertThat(rim).isBetween(2.6, 3.05);
    }

    @Test
    void kirschsRimIsFreeAndPulledThreefold() {
        HoleStress h = new HoleStress(0.5);
        assertThat(h.at(0, 0.5)).containsExactly(new double[] {3, 0, 0}, within(1e-12));
        assertThat(h.at(0.5, 0)).containsExactly(new double[] {0, -1, 0}, within(1e-12));
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        double[] t = h.at(0.5 * c, 0.5 * s);
        assertThat(t[0] * c + t[2] * s).isCloseTo(0, within(1e-12));
        assertThat(t[2] * c + t[1] * s).isCloseTo(0, within(1e-12));
        assertThat(h.at(1e6, 1e6)).containsExactly(new double[] {1, 0, 0}, within(1e-9));
        assertThat(h.mises(0, 0.5)).isCloseTo(3, within(1e-12));
    }
}
