package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.Philox;

class MovingLineTest {

    private static final int N = 24;

    @Test
    void stepsKeepTheOrderOfNodesForAnyMassAndStep() {
        for (int seed = 1; seed <= 20; seed++) {
            double[] z = new double[2 * N];
            new Philox(seed).normals(0, N, 0, 2, z, 0);
            double[] x = LineMesh.deBoor(N, LineMass.inCells(LineMesh.uniform(N), Arrays.stream(z, 0, N).map(v -> Math.exp(2 * v)).toArray()));
            LineMass mass = LineMass.inCells(x, Arrays.stream(z, N, 2 * N).map(v -> Math.exp(4 * v)).toArray());
            for (double rho : new double[] {1e-4, 1e-2, 1, 1e4}) {
                assertThat(Arrays.stream(LineMesh.widths(LineMesh.mmpde5(x, mass, rho)))).allMatch(d -> d > 0);
                assertThat(Arrays.stream(LineMesh.widths(LineMesh.mmpde6(x, mass, rho)))).allMatch(d -> d > 0);
            }
        }
    }

    @Test
    void aStepSolvesItsEquation() {
        double rho = 0.02;
        LineMass mass = LineMass.of(x -> 1 + 30 * Math.exp(-200 * (x - 0.3) * (x - 0.3)));
        double[] x = LineMesh.uniform(N);
        double[] five = LineMesh.mmpde5(x, mass, rho);
        double[] six = LineMesh.mmpde6(x, mass, rho);
        for (int i = 1; i < N; i++) {
            double bend = mass.upTo(five[i + 1]) - 2 * mass.upTo(five[i]) + mass.upTo(five[i - 1]);
            assertThat(five[i] - x[i]).isCloseTo(rho * N * N * bend, within(1e-10));
            assertThat(six[i] - x[i]).isCloseTo(rho * (mass.all() * i / N - mass.upTo(six[i])), within(1e-12));
        }
    }

    @Test
    void aLongStepOfBothEndsOnDeBoorsMesh() {
        LineMass mass = LineMass.of(x -> 1 + 30 * Math.exp(-200 * (x - 0.3) * (x - 0.3)));
        double[] best = LineMesh.deBoor(N, mass);
        double[] five = LineMesh.mmpde5(LineMesh.uniform(N), mass, 1e12);
        double[] six = LineMesh.mmpde6(LineMesh.uniform(N), mass, 1e12);
        for (int i = 0; i <= N; i++) {
            assertThat(five[i]).isCloseTo(best[i], within(1e-10));
            assertThat(six[i]).isCloseTo(best[i], within(1e-10));
        }
        assertThat(LineMesh.spread(LineMesh.shares(best, mass))).isLessThan(1e-11);
    }

    @Test
    void aConstantStaysOneHoweverTheMeshMoves() {
        // To the left of the wave u is 1 within rounding: tanh(−50) is −1.
        BurgersWave far = new BurgersWave(0.005, 2);
        double[] x = LineMesh.uniform(N);
        double[] y = LineMesh.deBoor(N, LineMass.of(v -> 1 + 5 * v));
        assertThat(Arrays.stream(far.next(far.at(x, 0), x, y, 0, 0.05, true))).allMatch(u -> Math.abs(u - 1) < 1e-14);
    }

    @Test
    void theStepIsOfSecondOrderOnAMovingMesh() {
        BurgersWave wave = new BurgersWave(0.05, 0.4);
        double coarse = errorOf(wave, 40, 0.02);
        double fine = errorOf(wave, 80, 0.01);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isBetween(1.8, 2.2);
    }

    /** After time 0.2 on a mesh that swells to the right and back. */
    private static double errorOf(BurgersWave wave, int n, double dt) {
        double[] x = swollen(n, 0);
        double[] u = wave.at(x, 0);
        int steps = (int) Math.round(0.2 / dt);
        for (int k = 0; k < steps; k++) {
            double[] y = swollen(n, (k + 1) * dt);
            u = wave.next(u, x, y, k * dt, dt, false);
            x = y;
        }
        return wave.error(x, u, 0.2);
    }

    private static double[] swollen(int n, double t) {
        double[] x = LineMesh.uniform(n);
        Arrays.setAll(x, i -> i == n ? 1 : (double) i / n + 0.1 * Math.sin(Math.PI * i / n) * Math.sin(10 * t));
        return x;
    }

    @Test
    void smoothingKeepsASum() {
        double[] m = {1, 5, 2, 8, 1};
        assertThat(Arrays.stream(LineMesh.smoothed(m, 7)).sum()).isCloseTo(17, within(1e-13));
    }

    @Test
    void waysAreThinnedAndKeepTheirTimes() {
        MovingLine.Ways w = new MovingLine.Ways(1, 0, List.of(), List.of());
        for (int k = 0; k <= 700; k++) {
            w = w.and(new double[] {k}, 0.001 * k);
        }
        assertThat(w.places()).hasSizeBetween(120, 240).hasSameSizeAs(w.times());
        for (int k = 0; k < w.times().size(); k++) {
            assertThat(w.times().get(k)).isCloseTo(0.001 * w.stride() * k, within(1e-12));
            assertThat(w.places().get(k)[0]).isEqualTo((double) w.stride() * k);
        }
    }

    @Test
    void aMonitorThatIsNotPositiveNamesThePlace() {
        assertThatThrownBy(() -> new MovingLine().opened("monitor=formula", "monitor-formula=x-t")).isInstanceOf(InputException.class).hasMessageContaining("monitor-formula is 0.000 at (0.000, 0.000)");
    }
}
