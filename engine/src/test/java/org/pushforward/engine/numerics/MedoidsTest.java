package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.numerics.Medoids.Distances;

class MedoidsTest {

    @Test
    void theSineIsWhatIsLostByProjectionAndKnowsNoLengths() {
        double[] u = {1, 0, 3, 4, -30, -40, 0, 0};
        Distances d = Distances.sine(u, 2);
        assertThat(d.at(0, 1)).isCloseTo(0.8, within(1e-15));
        assertThat(d.at(1, 2)).isCloseTo(0, within(1e-7));
        // Nothing is left of nothing, so all of it is lost.
        assertThat(d.at(0, 3)).isEqualTo(1);
    }

    @Test
    void apartGroupsAreFoundWhateverTheStart() {
        double[] x = new double[30];
        for (int i = 0; i < 30; i++) {
            x[i] = 100 * (i % 3) + i / 3;
        }
        Distances d = Distances.euclidean(x, 1);
        for (int seed = 0; seed < 20; seed++) {
            double[] u = new double[3];
            new Philox(seed).uniforms(0, 1, 0, 3, u, 0);
            Medoids m = Medoids.drawn(d, 3, u);
            double before = m.cost();
            Medoids next = m.improved(d);
            while (next != m) {
                assertThat(next.cost()).isLessThan(m.cost());
                m = next;
                next = m.improved(d);
            }
            assertThat(m.cost()).isLessThanOrEqualTo(before);
            for (int i = 0; i < 30; i++) {
                assertThat(m.of()[i]).isEqualTo(m.of()[i % 3]);
            }
            // Distances of ten points in a row to the fifth of them: 4 + 3 + 2 + 1 + 0 + 1 + 2 + 3 + 4 + 5.
            assertThat(m.cost()).isEqualTo(75);
        }
    }

    @Test
    void moreClustersThanThingsAreFewer() {
        Distances d = Distances.euclidean(new double[] {1, 1, 2}, 1);
        assertThat(Medoids.drawn(d, 3, new double[] {0.5, 0.5, 0.5}).cost()).isZero();
    }
}
