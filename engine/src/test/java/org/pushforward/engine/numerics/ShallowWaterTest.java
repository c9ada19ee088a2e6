package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.numerics.ShallowWater.State;

class ShallowWaterTest {

    private static final double DAY = 86_400;

    private static ShallowWater earth(int degree, double decay) {
        ShallowWater e = ShallowWater.earth(new SphericalHarmonics(degree));
        return new ShallowWater(e.harmonics(), e.radius(), e.rotation(), e.gravity(), e.depth(), decay);
    }

    private static double distance(double[] a, double[] b) {
        double d = 0;
        for (int k = 0; k < a.length; k++) {
            d = Math.max(d, Math.abs(a[k] - b[k]));
        }
        return d;
    }

    /** Williamson's second case, gh = gH − (aΩu₀ + u₀²/2) sin²φ: it stays for five days, and is what balances the wind. */
    @Test
    void steadyZonalFlowStays() {
        ShallowWater w = earth(10, Double.POSITIVE_INFINITY);
        double u = 2 * Math.PI * w.radius() / (12 * DAY);
        State s = w.balanced(phi -> u * Math.cos(phi));
        double[] phi = w.harmonics().values(s.phi());
        double drop = w.radius() * w.rotation() * u + 0.5 * u * u;
        double top = w.gravity() * w.depth() + drop / 3;
        for (int j = 0; j < w.harmonics().latitudes(); j++) {
            double sine = w.harmonics().sine(j);
            assertThat(phi[j * w.harmonics().meridians()]).isCloseTo(top - drop * sine * sine, within(1e-7));
        }
        State later = w.advanced(s, 5 * DAY, w.steps(5 * DAY));
        assertThat(distance(later.phi(), s.phi()) / s.phi()[0]).isLessThan(1e-11);
        assertThat(distance(later.zeta(), s.zeta())).isLessThan(1e-15);
    }

    /** The jet with its bump: mass to rounding, energy to what the scheme loses. */
    @Test
    void massAndEnergyAreKept() {
        ShallowWater w = earth(21, Double.POSITIVE_INFINITY);
        State s = w.balanced(ShallowWater.jet(80, Math.PI / 7, 5 * Math.PI / 14));
        State bumped = w.raised(s, w.bump(120, 0, Math.PI / 4));
        int n = w.steps(0.5 * DAY);
        State later = w.advanced(bumped, 0.5 * DAY, n);
        assertThat(w.mass(later) / w.mass(bumped) - 1).isCloseTo(0, within(1e-13));
        assertThat(w.energy(later) / w.energy(bumped) - 1).isCloseTo(0, within(1e-5));
    }

    @Test
    void theSchemeHasItsOrder() {
        ShallowWater w = earth(10, Double.POSITIVE_INFINITY);
        State s = w.raised(w.balanced(phi -> 40 * Math.cos(phi)), w.bump(400, 0, Math.PI / 4));
        int n = 2 * w.steps(0.25 * DAY);
        double[] fine = w.advanced(s, 0.25 * DAY, 8 * n).phi();
        double order = Math.log(distance(w.advanced(s, 0.25 * DAY, n).phi(), fine) / distance(w.advanced(s, 0.25 * DAY, 2 * n).phi(), fine)) / Math.log(2);
        assertThat(order).isCloseTo(4, within(0.3));
    }

    @Test
    void theJetIsAsStrongAsAskedForAndTheBumpStandsWhereItShould() {
        ShallowWater.Zonal jet = ShallowWater.jet(80, Math.PI / 7, 5 * Math.PI / 14);
        assertThat(jet.at(Math.PI / 4)).isCloseTo(80, within(1e-10));
        assertThat(jet.at(0.3)).isZero();
        ShallowWater w = earth(21, 7200);
        double[] b = w.bump(120, Math.PI, Math.PI / 4);
        int most = 0;
        for (int k = 0; k < b.length; k++) {
            most = b[k] > b[most] ? k : most;
        }
        assertThat(most % w.harmonics().meridians()).isEqualTo(w.harmonics().meridians() / 2);
        assertThat(Math.asin(w.harmonics().sine(most / w.harmonics().meridians()))).isCloseTo(Math.PI / 4, within(0.06));
        assertThat(Arrays.stream(b).max().orElseThrow()).isBetween(400.0, 9.81 * 120);
    }

    /** At rest on a planet that does not turn, a small wave of degree l goes with √(gH l(l + 1))/a. */
    @Test
    void gravityWavesHaveTheirFrequency() {
        ShallowWater e = earth(5, Double.POSITIVE_INFINITY);
        ShallowWater w = new ShallowWater(e.harmonics(), e.radius(), 0, e.gravity(), e.depth(), Double.POSITIVE_INFINITY);
        double[] none = new double[2 * w.harmonics().count()];
        double[] phi = none.clone();
        phi[0] = w.gravity() * w.depth();
        int at = 2 * w.harmonics().index(3, 2);
        phi[at] = 1e-4;
        double period = 2 * Math.PI * w.radius() / Math.sqrt(w.gravity() * w.depth() * 12);
        State half = w.advanced(new State(none, none, phi), period / 2, 100);
        assertThat(half.phi()[at] / 1e-4).isCloseTo(-1, within(1e-5));
    }
}
