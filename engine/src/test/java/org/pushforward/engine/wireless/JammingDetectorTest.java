package org.pushforward.engine.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class JammingDetectorTest {

    /** The first numbers of cell 0 by hand: x = 0110111 and then x(7) = x(4) + x(0) = 1, x(8) = x(5) + x(1) = 0. */
    @Test
    void thePrimarySequenceIsThatOfTheStandard() {
        double[] d = SyncBlock.sequence(0);
        assertThat(Arrays.copyOf(d, 9)).containsExactly(1, -1, -1, 1, -1, -1, -1, -1, 1);
        assertThat(Arrays.stream(d).sum()).isEqualTo(-1);
        assertThat(SyncBlock.sequence(1)[0]).isEqualTo(d[43]);
        assertThat(SyncBlock.emptyCount()).isEqualTo(130);
    }

    @Test
    void withoutNoiseEmptyElementsAreEmptyAndTheRestHasPowerOne() {
        double[] d = SyncBlock.sequence(1);
        SyncBlock b = SyncBlock.received(new Philox(1), 3, 0, d, 0);
        assertThat(b.emptyEnergy()).isZero();
        double[] e = b.energies();
        assertThat(Arrays.stream(e).filter(v -> Math.abs(v - 1) < 1e-12).count()).isEqualTo(SyncBlock.ELEMENTS - 130);
        double[] c = b.correlations(d);
        assertThat(c[0]).isCloseTo(1, within(1e-14));
        // An m-sequence correlates by −1/127 with itself shifted.
        assertThat(Arrays.stream(c).skip(1).map(v -> Math.abs(v - 1.0 / 127)).max().orElseThrow()).isLessThan(1e-14);
    }

    @Test
    void featuresOfNoiseAreCentred() {
        double[] d = SyncBlock.sequence(0);
        double[] mean = new double[SyncBlock.FEATURES];
        int n = 400;
        for (int k = 0; k < n; k++) {
            double[] f = SyncBlock.received(new Philox(2), k, 0, d, 0.01).features(d, 0.01);
            for (int i = 0; i < f.length; i++) {
                mean[i] += f[i] / n;
            }
        }
        // Coarse parts of energies have deviation one, so their means are off by some .05.
        for (int i = 0; i < 16; i++) {
            assertThat(mean[i]).isCloseTo(0, within(0.2));
        }
    }

    /** A second detector that says nothing new leaves the detector as it is; shares of false alarms are those that were asked for. */
    @Test
    void aCascadeOfOneDetectorIsThatDetector() {
        double[][] z = new double[3][4000];
        for (int k = 0; k < 3; k++) {
            new Philox(5).normals(0, 1, k, 4000, z[k], 0);
        }
        JammingScores s = new JammingScores(z[0], z[1], IntStream.range(0, 4000).mapToDouble(k -> z[2][k] + 1.5).toArray());
        double[] twice = s.cascade(s, 0.1);
        assertThat(twice[0]).isCloseTo(s.detection(0.1), within(0.002));
        assertThat(twice[1]).isCloseTo(0.1, within(0.02));
        assertThat(s.detection(0.1)).isCloseTo(0.586, within(0.03));
    }

    @Test
    void theEnergyTestMeetsItsLaw() {
        var run = new JammingDetector().opened("iterations=1", "iterations-per-step=1", "batch=4");
        run.step(StepContext.serial());
        // A thousand blocks each: three deviations of .05 and of .87.
        assertThat(run.diagnostics().value("false-alarm-measured").orElseThrow()).isCloseTo(0.05, within(0.021));
        double exact = run.diagnostics().value("detection-energy-exact").orElseThrow();
        assertThat(run.diagnostics().value("detection-energy").orElseThrow()).isCloseTo(exact, within(0.032));
        assertThat(run.diagnostics().value("detection-limit").orElseThrow()).isGreaterThan(exact);
    }
}
