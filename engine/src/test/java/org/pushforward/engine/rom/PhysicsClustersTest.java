package org.pushforward.engine.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.KMeans;
import org.pushforward.engine.numerics.Philox;

class PhysicsClustersTest {

    @Test
    void lloydNeverRisesAndFindsTwoHeaps() {
        double[] x = new double[40];
        for (int i = 0; i < 40; i++) {
            x[i] = (i % 2) * 10 + 0.01 * i;
        }
        KMeans k = KMeans.drawn(x, 1, 2, new double[] {0.3, 0.6});
        for (KMeans next = k.improved(x, 1); next != k; next = k.improved(x, 1)) {
            assertThat(next.cost()).isLessThan(k.cost());
            k = next;
        }
        double low = Math.min(k.means()[0], k.means()[1]);
        assertThat(low).isCloseTo(0.19, within(1e-12));
        assertThat(Math.abs(k.means()[0] - k.means()[1])).isCloseTo(10.01, within(1e-12));
    }

    @Test
    void theStringHangsAtTheObstacleAndItsEnds() {
        FiveSnapshots s = FiveSnapshots.drawn("obstacle", 20, 1, new Philox(1));
        for (int i = 0; i < 20; i++) {
            assertThat(Math.abs(s.u()[i * s.m()])).isLessThan(0.01);
            assertThat(Math.abs(s.u()[(i + 1) * s.m() - 1])).isLessThan(0.01);
        }
    }

    @Test
    void amplitudesChangeNoGroupByAngle() {
        double[] errors = new double[2];
        for (int r = 0; r < 2; r++) {
            var run = new PhysicsClusters().opened("physics=bar", "clusters=4", "amplitude-spread=" + (r == 0 ? 1 : 100));
            run.advance(30, StepContext.serial());
            errors[r] = run.diagnostics().value("error-angle").orElseThrow();
        }
        // Groups are the same; modes of a group give the strong a larger say.
        assertThat(errors[1]).isCloseTo(errors[0], within(0.2 * errors[0]));
    }
}
