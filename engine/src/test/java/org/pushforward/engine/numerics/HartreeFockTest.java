package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HartreeFockTest {

    /** Szabo & Ostlund 1996, "Modern Quantum Chemistry", section 3.5: −1.1167 at 1.4 bohr, levels −0.578 and 0.670. */
    @Test
    void hydrogen() {
        var r = HartreeFock.solve(new int[] {1, 1}, new double[] {0, 0, 0, 0, 0, 1.4}, 2);
        assertThat(r.isConverged()).isTrue();
        assertThat(r.energy()).isCloseTo(-1.11671, within(1e-5));
        assertThat(r.levels()).usingComparatorWithPrecision(1e-3).containsExactly(-0.578, 0.670);
        assertThat(r.overlap().get(0, 1)).isCloseTo(0.6593, within(1e-4));
    }

    /** The energy at the geometry that is in common use for exercises, −74.9420799 hartree. */
    @Test
    void water() {
        var r = HartreeFock.solve(new int[] {8, 1, 1}, new double[] {0, -0.143225816552, 0, 1.638036840407, 1.136548822547, 0, -1.638036840407, 1.136548822547, 0}, 10);
        assertThat(r.isConverged()).isTrue();
        assertThat(r.energy()).isCloseTo(-74.9420799, within(1e-6));
    }

    @Test
    void turningAMoleculeChangesNothing() {
        double[] flat = {0, 0, 0, 1.6, 1.2, 0, -1.7, 1.2, 0};
        double[] turned = new double[9];
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        for (int a = 0; a < 3; a++) {
            turned[3 * a] = c * flat[3 * a];
            turned[3 * a + 1] = flat[3 * a + 1] + 0.3;
            turned[3 * a + 2] = s * flat[3 * a];
        }
        int[] charges = {8, 1, 1};
        assertThat(HartreeFock.solve(charges, turned, 10).energy()).isCloseTo(HartreeFock.solve(charges, flat, 10).energy(), within(1e-9));
    }

    @Test
    void heliumHydrideIon() {
        var r = HartreeFock.solve(new int[] {2, 1}, new double[] {0, 0, 0, 0, 0, 1.4632}, 2);
        assertThat(r.isConverged()).isTrue();
        assertThat(r.energy()).isBetween(-2.9, -2.8);
        assertThat(r.fock().minus(r.fock().transposed()).frobenius()).isLessThan(1e-12);
        assertThatThrownBy(() -> HartreeFock.solve(new int[] {1}, new double[3], 1)).hasMessageContaining("pairs");
    }

    @Test
    void boysFunctionsMeetWhereTheirFormulasDo() {
        assertThat(HartreeFock.boys(4, 0)).usingComparatorWithPrecision(1e-15).containsExactly(1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9);
        assertThat(HartreeFock.boys(4, 35 - 1e-9)).usingComparatorWithPrecision(1e-11).containsExactly(HartreeFock.boys(4, 35 + 1e-9));
    }
}
