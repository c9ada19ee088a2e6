package org.pushforward.engine.sph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.SmoothingKernel;

class DivergenceFreeTest {

    /** What falls freely has the speed g t, whatever the solver does. */
    @Test
    void aBlockFallsFreely() {
        var run = new DivergenceFree().opened("scene=falling-block", "resolution=10", "dimension=2", "end-time=0.2");
        run.advance(1000, StepContext.serial());
        assertThat(run.status()).isEqualTo(Status.FINISHED);
        assertThat(run.diagnostics().value("time").orElseThrow()).isEqualTo(0.2);
        assertThat(run.diagnostics().value("max-velocity").orElseThrow()).isCloseTo(0.2 * 9.81, within(1e-9));
        assertThat(run.diagnostics().value("mean-density-error").orElseThrow()).isLessThan(1e-4);
    }

    /** The solve ends where it says, and pairs of particles push each other equally. */
    @Test
    void squeezedParticlesPartWithoutMomentum() {
        double dx = 0.1;
        int n = 8;
        double[][] x = new double[2][n * n];
        for (int i = 0; i < n * n; i++) {
            x[0][i] = 0.9 * dx * (i % n);
            x[1][i] = dx * (i / n) + 0.01 * dx * (i % 3);
        }
        SmoothingKernel w = SmoothingKernel.of(SmoothingKernel.Shape.CUBIC_SPLINE, 2, dx);
        DivergenceFreeForces forces = new DivergenceFreeForces(w, dx * dx, x, new double[2][n * n], Walls.none(2), StepContext.serial());
        assertThat(Arrays.stream(forces.density()).max().orElseThrow()).isGreaterThan(1.05);
        var solved = forces.uncompressed(0.01, new double[n * n], 1e-6, 1000);
        assertThat(solved.error()).isLessThan(1e-6);
        for (double[] v : forces.velocities()) {
            assertThat(Arrays.stream(v).sum()).isCloseTo(0, within(1e-12));
        }
        assertThat(Arrays.stream(forces.velocities()[0]).map(Math::abs).max().orElseThrow()).isGreaterThan(0.1);
    }

    @Test
    void threadsDoNotChangeBits() {
        List<Double> ends = List.of(1, 2).stream().map(threads -> {
            try (Workers workers = new Workers(threads)) {
                var run = new DivergenceFree().opened("resolution=8");
                run.advance(8, new StepContext(workers, new CancelToken()));
                return run.diagnostics().value("kinetic-energy").orElseThrow();
            }
        }).toList();
        assertThat(ends.get(0)).isEqualTo(ends.get(1));
    }

    /** The share of space that is fluid, over all of space, is the volume of the particles. */
    @Test
    void theSurfaceEnclosesTheFluid() {
        var run = new DivergenceFree().opened("scene=blobs", "resolution=10");
        double sum = run.frame(0).layer("filling").map(l -> Arrays.stream(((Layer.Volume) l).values()).sum()).orElseThrow();
        // The kernel is summed at places half a spacing off, where its sum is 1.03.
        assertThat(sum / run.diagnostics().value("particles").orElseThrow()).isCloseTo(1, within(0.05));
    }

    @Test
    void tooManyParticlesAreRefused() {
        assertThatThrownBy(() -> new DivergenceFree().opened("resolution=100")).isInstanceOf(InputException.class).hasMessageContaining("take a lower one");
    }
}
