package org.pushforward.engine.dem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

class HopperTest {

    private static final double[] NOWHERE = {-100, -100, 100, -100};

    /** Two grains that meet head on give back the share of the speed that was asked for. */
    @ParameterizedTest
    @CsvSource({"0.3", "0.5", "0.9"})
    void aCollisionGivesBackItsShare(double e) {
        Grains g = pair(0.01, 0, 1, 0);
        Grains after = played(g, GrainForces.Law.of(e, 0.5, 0.05, 400), 1200);
        // The force is cut off where it would pull, which gives back more, the more so the less was asked for.
        assertThat(after.u()[1] - after.u()[0]).isBetween(e - 0.01, e + 0.12 * (1 - e * e));
        assertThat(after.u()[0] + after.u()[1]).isCloseTo(0, within(1e-13));
    }

    /** A glancing one turns both, and keeps momentum and angular momentum. */
    @Test
    void aGlancingCollisionKeepsWhatIsKept() {
        Grains g = pair(0.01, 0.5, 1, 0.3);
        Grains after = played(g, GrainForces.Law.of(0.6, 0.5, 0, 100), 200);
        assertThat(after.u()[0] + after.u()[1]).isCloseTo(0, within(1e-12));
        assertThat(after.v()[0] + after.v()[1] + 2 * fallen(200, 100)).isCloseTo(0, within(1e-10));
        assertThat(angular(after)).isCloseTo(angular(g), within(2e-3));
        assertThat(after.spin()[0]).isNotCloseTo(0.3, within(1e-3));
    }

    private static double fallen(int steps, int perContact) {
        return steps * GrainForces.Law.of(0.6, 0.5, 0, perContact).dt();
    }

    private static double angular(Grains g) {
        double sum = 0;
        double x = (g.x()[0] + g.x()[1]) / 2;
        double y = (g.y()[0] + g.y()[1]) / 2;
        for (int i = 0; i < 2; i++) {
            sum += (g.x()[i] - x) * g.v()[i] - (g.y()[i] - y) * g.u()[i] + 0.5 * 0.25 * g.spin()[i];
        }
        return sum;
    }

    private static Grains pair(double gap, double aside, double speed, double spin) {
        double along = Math.sqrt(1 - aside * aside) + gap;
        Grains g = Grains.atRest(new double[] {0, along}, new double[] {0, aside}, new double[] {0.5, 0.5});
        return new Grains(g.x(), g.y(), new double[] {speed / 2, -speed / 2}, g.v(), g.r(), new double[] {spin, spin}, g.id(), g.partner(), g.shear(), g.wallShear());
    }

    /** Lists of neighbors are made anew every ten steps, and the springs of contacts live on. */
    private static Grains played(Grains g, GrainForces.Law law, int steps) {
        Grains now = g;
        for (int k = 0; k < steps; k += 10) {
            GrainForces f = new GrainForces(law, now, NOWHERE, StepContext.serial());
            for (int s = 0; s < 10; s++) {
                f.step(law.dt());
            }
            now = f.grains();
        }
        return now;
    }

    @Test
    void aHopperRunsOutAndEndsInTime() {
        Solver s = new Hopper().opened("grains=60", "width=10", "opening=6", "end-time=4", "angle=40");
        s.advance(100_000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        assertThat(value(s, "time")).isEqualTo(4);
        assertThat(value(s, "discharged")).isBetween(10.0, 60.0);
        assertThat(value(s, "max-overlap")).isLessThan(0.1);
    }

    /** On a slope of 20° a disc rolls down at ⅔ g sin θ where friction holds it, μ ≥ tan θ/3, and slides at g(sin θ − μ cos θ) where it does not. */
    @ParameterizedTest
    @CsvSource({"0.5, 0.22801", "0.05, 0.29504"})
    void aDiscOnASlopeRollsOrSlides(double friction, double acceleration) {
        double sin = Math.sin(Math.toRadians(20));
        double cos = Math.cos(Math.toRadians(20));
        double far = 0.5 - cos / GrainForces.STIFFNESS;
        Grains g = Grains.atRest(new double[] {far * sin}, new double[] {far * cos}, new double[] {0.5});
        GrainForces.Law law = GrainForces.Law.of(0.5, friction, 0, 100);
        double[] slope = {-100 * cos, 100 * sin, 100 * cos, -100 * sin};
        for (int k = 0; k < 500; k++) {
            GrainForces f = new GrainForces(law, g, slope, StepContext.serial());
            for (int s = 0; s < 10; s++) {
                f.step(law.dt());
            }
            g = f.grains();
        }
        double speed = g.u()[0] * cos - g.v()[0] * sin;
        assertThat(speed / (5000 * law.dt())).isCloseTo(acceleration, within(2e-3));
        double rim = -g.spin()[0] * 0.5;
        assertThat(Math.abs(rim) / speed).as("share of rolling").isCloseTo(friction > 0.2 ? 1 : 2 * friction * cos / acceleration, within(5e-3));
    }

    /** A funnel that is made steeper lifts the grains on it, and none is left below. */
    @ParameterizedTest
    @CsvSource({"0, 50", "50, 0"})
    void aFunnelThatMovesTakesTheGrainsAlong(double from, double to) {
        Solver s = new Hopper().opened("grains=120", "width=12", "opening=4", "end-time=30", "angle=" + from);
        while (value(s, "time") < 0.5) {
            s.step(StepContext.serial());
        }
        s.apply(new Change.Set("angle", to));
        for (int k = 0; k < 250; k++) {
            s.step(StepContext.serial());
            assertThat(value(s, "max-overlap")).isLessThan(0.15);
        }
        double[] xy = ((Layer.Points) s.frame(0).layer("grains").orElseThrow()).coordinates();
        double steep = Math.tan(Math.toRadians(to));
        for (int i = 0; i < xy.length; i += 2) {
            double aside = Math.abs(xy[i]);
            if (xy[i + 1] > 0) {
                // A center stays half a diameter above the funnel, less the spread of sizes and an overlap.
                assertThat(xy[i + 1] - (aside - 2) * steep).as("height of (%f, %f) above the funnel", xy[i], xy[i + 1]).isGreaterThan(aside < 2.5 ? -3 : 0.2);
                assertThat(aside).isLessThan(6);
            }
        }
    }

    @Test
    void anOpeningThatArchesIsRefused() {
        assertThatThrownBy(() -> new Hopper().opened("opening=2")).isInstanceOf(InputException.class).hasMessageContaining("at least 3");
        assertThatThrownBy(() -> new Hopper().opened("opening=30")).isInstanceOf(InputException.class).hasMessageContaining("does not fit");
    }

    private static double value(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }
}
