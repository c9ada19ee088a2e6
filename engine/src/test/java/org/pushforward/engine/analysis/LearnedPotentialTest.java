package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class LearnedPotentialTest {

    /** Three atoms touch at the distance 2^(1/6), where each pair has the energy −1; of seven the energy is known. */
    @Test
    void clustersComeToRestAtTheirMinima() {
        Molecule three = Molecule.of("lj", 3);
        double[] x = three.minimum(new Philox(1), 5);
        assertThat(three.energy(x)).isCloseTo(-3, within(1e-9));
        assertThat(Molecule.distance(x, 0, 2)).isCloseTo(Math.pow(2, 1.0 / 6), within(1e-6));
        Molecule seven = Molecule.of("lj", 7);
        assertThat(seven.energy(seven.minimum(new Philox(1), 84))).isCloseTo(-16.505384, within(1e-5));
    }

    @Test
    void forcesAreTheSlopeOfTheEnergy() {
        Molecule m = Molecule.of("lj", 4);
        double[] x = m.drawn(m.minimum(new Philox(1), 5), new Philox(2), 1);
        double[] y = x.clone();
        y[4] += 1e-6;
        assertThat((m.energy(y) - m.energy(x)) / 1e-6).isCloseTo(-m.forces(x)[4], within(1e-3));
    }

    /** The bond of hydrogen in this basis rests near 1.346 bohr. */
    @Test
    void hydrogenRests() {
        Molecule m = Molecule.of("h2", 2);
        double[] x = m.minimum(new Philox(1), 0);
        assertThat(Molecule.distance(x, 0, 1)).isCloseTo(1.346, within(2e-3));
        assertThat(m.forces(x)[3]).isCloseTo(0, within(1e-4));
    }

    @Test
    void turningAndExchangingChangeNothing() {
        for (String net : new String[] {"pairwise", "symmetry-functions"}) {
            var run = new LearnedPotential().opened("atoms=4", "hidden=4", "batch=2", "iterations=2", "iterations-per-step=1", "network=" + net);
            run.advance(1, StepContext.serial());
            assertThat(run.diagnostics().value("invariance-error").orElseThrow()).isLessThan(1e-12);
            assertThat(run.diagnostics().value("force-error").orElseThrow()).isLessThan(1e-6);
        }
    }

    @Test
    void aClusterHasNoHamiltonian() {
        assertThatThrownBy(() -> new LearnedPotential().opened("task=hamiltonian")).isInstanceOf(InputException.class).hasMessageContaining("Hamiltonian");
    }
}
