package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.RiemannProblem.Gas;

class RiemannProblemTest {

    /** Toro 2009, table 4.3: pressure and velocity between the waves, given to five digits. */
    @ParameterizedTest
    @CsvSource({"1,0,1, .125,0,.1, .30313,.92745", "1,-2,.4, 1,2,.4, .00189,0", "1,0,1000, 1,0,.01, 460.894,19.5975",
        "1,0,.01, 1,0,100, 46.0950,-6.19633", "5.99924,19.5975,460.894, 5.99242,-6.19633,46.0950, 1691.64,8.68975"})
    void publishedStarRegions(double rl, double ul, double pl, double rr, double ur, double pr, double p, double u) {
        RiemannProblem s = RiemannProblem.of(new Gas(rl, ul, pl), new Gas(rr, ur, pr), 1.4);
        assertThat(s.starPressure()).isCloseTo(p, within(Math.max(6e-6, 1e-5 * p)));
        assertThat(s.starVelocity()).isCloseTo(u, within(Math.max(6e-6, 1e-5 * Math.abs(u))));
    }

    /** Across every ray but that of the contact and of shocks the solution is continuous; mass, momentum and energy balance over a wide box. */
    @ParameterizedTest
    @CsvSource({"1,0,1, .125,0,.1", "1,-2,.4, 1,2,.4", "1,0,1000, 1,0,.01", ".125,0,.1, 1,0,1"})
    void whatIsConservedIsConserved(double rl, double ul, double pl, double rr, double ur, double pr) {
        RiemannProblem s = RiemannProblem.of(new Gas(rl, ul, pl), new Gas(rr, ur, pr), 1.4);
        double l = 1.1 * s.reach();
        int n = 200_000;
        double mass = 0;
        double momentum = 0;
        double energy = 0;
        for (int k = 0; k < n; k++) {
            Gas g = s.at(-l + 2 * l * (k + 0.5) / n);
            mass += g.density() * 2 * l / n;
            momentum += g.density() * g.velocity() * 2 * l / n;
            energy += energy(g) * 2 * l / n;
        }
        // At time 1: what was there, plus what flowed in through the ends. A shock within a cell leaves an error of a cell.
        double cell = 40 * l / n;
        assertThat(mass).isCloseTo(l * (rl + rr) + rl * ul - rr * ur, within(cell * (rl + rr)));
        assertThat(momentum).isCloseTo(l * (rl * ul + rr * ur) + rl * ul * ul + pl - rr * ur * ur - pr, within(cell * (pl + pr + 4)));
        Gas left = new Gas(rl, ul, pl);
        Gas right = new Gas(rr, ur, pr);
        assertThat(energy).isCloseTo(l * (energy(left) + energy(right)) + ul * (energy(left) + pl) - ur * (energy(right) + pr),
                within(20 * cell * (energy(left) + energy(right))));
    }

    private static double energy(Gas g) {
        return g.pressure() / 0.4 + 0.5 * g.density() * g.velocity() * g.velocity();
    }

    @Test
    void impossibleGasesAreRefused() {
        Gas g = new Gas(1, 0, 1);
        assertThatThrownBy(() -> RiemannProblem.of(new Gas(1, -10, 0.4), new Gas(1, 10, 0.4), 1.4)).isInstanceOf(InputException.class)
                .hasMessageContaining("vacuum");
        assertThatThrownBy(() -> RiemannProblem.of(g, new Gas(-1, 0, 1), 1.4)).isInstanceOf(InputException.class).hasMessageContaining("right");
    }
}
