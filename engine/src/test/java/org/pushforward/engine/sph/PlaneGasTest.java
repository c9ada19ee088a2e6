package org.pushforward.engine.sph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.study.StudySolver;

class PlaneGasTest {

    private static final GasInPlane.Law LAW = GasInPlane.Law.of(SmoothingKernel.Shape.CUBIC_SPLINE, 1.4, 1, 2, 1);

    private static GasInPlane blown(int steps, Workers workers) {
        GasInPlane g = PlaneGasStart.blast(16, 1, 1.4, 0.2, new Philox(3)).evaluated(LAW, workers, new CancelToken());
        for (int k = 0; k < steps; k++) {
            g = g.after(g.longest(), LAW, workers, new CancelToken());
        }
        return g;
    }

    /** In a blast reaches differ by a factor of 5; densities and forces are those of sums over all pairs. */
    @Test
    void sumsOverNeighborsAreSumsOverAll() {
        GasInPlane g = blown(40, Workers.serial());
        assertThat(Arrays.stream(g.h()).max().orElseThrow()).isGreaterThan(2 * Arrays.stream(g.h()).min().orElseThrow());
        for (int i = 0; i < g.size(); i += 7) {
            double rho = 0;
            double ax = 0;
            for (int j = 0; j < g.size(); j++) {
                double dx = PlaneGasNeighbors.wrapped(g.x()[j] - g.x()[i]);
                double dy = PlaneGasNeighbors.wrapped(g.y()[j] - g.y()[i]);
                double r = Math.hypot(dx, dy);
                var wi = SmoothingKernel.of(SmoothingKernel.Shape.CUBIC_SPLINE, 2, g.h()[i]);
                var wj = SmoothingKernel.of(SmoothingKernel.Shape.CUBIC_SPLINE, 2, g.h()[j]);
                rho += g.m()[j] * wi.at(r);
                if (i != j) {
                    ax += g.m()[j] * (push(g, i) * wi.slope(r) + push(g, j) * wj.slope(r)) * dx / r;
                }
            }
            assertThat(rho).isCloseTo(g.rho()[i], within(1e-8 * rho));
            assertThat(g.h()[i]).isCloseTo(1.2 * Math.sqrt(g.m()[i] / rho), within(1e-8));
            GasInPlane still = new GasInPlane(g.m(), g.x(), g.y(), new double[g.size()], new double[g.size()], g.e(), g.rho(), g.h(), g.omega(), g.ax(), g.ay(), g.de(), g.growth(), 0)
                    .evaluated(LAW, Workers.serial(), new CancelToken());
            assertThat(still.ax()[i]).isCloseTo(ax, within(1e-6 * Arrays.stream(g.ax()).map(Math::abs).max().orElseThrow()));
        }
    }

    private static double push(GasInPlane g, int i) {
        return 0.4 * g.e()[i] / (g.omega()[i] * g.rho()[i]);
    }

    @Test
    void threadsDoNotChangeTheBits() {
        try (Workers three = new Workers(3)) {
            GasInPlane one = blown(10, Workers.serial());
            GasInPlane many = blown(10, three);
            assertThat(many.x()).isEqualTo(one.x());
            assertThat(many.e()).isEqualTo(one.e());
            assertThat(many.longest()).isEqualTo(one.longest());
        }
    }

    /** A small blast keeps its energy and momentum, and its symmetry; the shock is where Sedov has it. */
    @Test
    void blastKeepsWhatItHas() {
        StudySolver<PlaneGas.State> s = new PlaneGas().opened("particles=24");
        s.advance(10_000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        assertThat(value(s, "time")).isEqualTo(0.16);
        // Verlet's steps, most of it in the first few; measured 3e-4.
        assertThat(value(s, "energy-error")).isLessThan(1e-3);
        assertThat(value(s, "momentum-error")).isLessThan(1e-13);
        assertThat(value(s, "symmetry-error")).isLessThan(1e-9);
        // A ring is a tenth of the radius.
        assertThat(value(s, "radius-error")).isCloseTo(0, within(0.06));
    }

    /** Where gases rest against each other the pressure has a blip, which conduction takes away. */
    @Test
    void conductionTakesTheBlipAway() {
        StudySolver<PlaneGas.State> s = new PlaneGas().opened("problem=patch", "particles=16", "end-time=0.3");
        s.advance(10_000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        assertThat(value(s, "blip-with")).isLessThan(0.4 * value(s, "blip-without"));
        assertThat(value(s, "energy-error")).isLessThan(1e-4);
    }

    @Test
    void wavesThatCannotBeSeenAndTooManyParticlesAreRefused() {
        assertThatThrownBy(() -> new PlaneGas().opened("problem=kelvin-helmholtz", "mode=9", "particles=64")).isInstanceOf(InputException.class).hasMessageContaining("particles 72");
        assertThatThrownBy(() -> new PlaneGas().opened("problem=patch", "contrast=20", "particles=400")).isInstanceOf(InputException.class).hasMessageContaining("920000");
    }

    private static double value(StudySolver<PlaneGas.State> s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }
}
