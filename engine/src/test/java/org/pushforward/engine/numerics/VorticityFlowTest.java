package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.numerics.VorticityFlow.Scheme;

class VorticityFlowTest {

    private static final double NU = 1e-3;
    private static final double PI2 = 2 * Math.PI;

    private static double[] field(int n, DoubleBinaryOperator f) {
        double[] v = new double[n * n];
        Arrays.setAll(v, k -> f.applyAsDouble((double) (k / n) / n, (double) (k % n) / n));
        return v;
    }

    private static double distance(double[] a, double[] b) {
        double d = 0;
        for (int k = 0; k < a.length; k++) {
            d = Math.max(d, Math.abs(a[k] - b[k]));
        }
        return d;
    }

    private static double meanSquare(double[] a) {
        return Arrays.stream(a).map(v -> v * v).sum() / a.length;
    }

    /** Vortices in a row decay and stay what they are: ω(t) = ω(0) e^(−8π²νt). */
    @Test
    void taylorGreenVorticesDecayAsTheyShould() {
        double[] omega = field(16, (x, y) -> 3 * Math.cos(PI2 * x) * Math.cos(PI2 * y));
        VorticityFlow flow = new VorticityFlow(16, NU, 0, new double[256]);
        double[] exact = Arrays.stream(omega).map(v -> v * Math.exp(-2 * PI2 * PI2 * NU * 2)).toArray();
        assertThat(distance(flow.advanced(omega, 2, 10, Scheme.RK4), exact)).isLessThan(1e-13);
        double coarse = distance(flow.advanced(omega, 2, 10, Scheme.HEUN), exact);
        double fine = distance(flow.advanced(omega, 2, 20, Scheme.HEUN), exact);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(2, within(0.05));
    }

    /** ω = a(sin + cos)/(ν 8π² + μ) is at rest under the diagonal force. */
    @Test
    void theLaminarFlowUnderTheForceIsSteady() {
        double[] force = VorticityFlow.diagonalForce(16, 0.1);
        double[] steady = Arrays.stream(force).map(v -> v / (NU * 2 * PI2 * PI2 + 0.02)).toArray();
        VorticityFlow flow = new VorticityFlow(16, NU, 0.02, force);
        assertThat(distance(flow.advanced(steady, 1, 20, Scheme.HEUN), steady)).isLessThan(1e-12);
    }

    @Test
    void bothSchemesHaveTheirOrder() {
        double[] omega = GaussianField.squaredExponential(2, 5, 1, 0.15).sample(new Philox(1), 0, 24);
        VorticityFlow flow = new VorticityFlow(24, NU, 0.1, VorticityFlow.diagonalForce(24, 0.1));
        double[] exact = flow.advanced(omega, 1, 160, Scheme.RK4);
        for (Scheme s : Scheme.values()) {
            double coarse = distance(flow.advanced(omega, 1, 20, s), exact);
            double fine = distance(flow.advanced(omega, 1, 40, s), exact);
            assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(s == Scheme.HEUN ? 2 : 4, within(0.3));
        }
    }

    /** Without viscosity and force energy and enstrophy stand, up to the error of time. */
    @Test
    void energyAndEnstrophyAreConserved() {
        double[] omega = GaussianField.squaredExponential(2, 5, 1, 0.15).sample(new Philox(2), 0, 24);
        double[] later = new VorticityFlow(24, 0, 0, new double[576]).advanced(omega, 1, 40, Scheme.RK4);
        assertThat(meanSquare(later)).isCloseTo(meanSquare(omega), within(1e-6));
        assertThat(VorticityFlow.energy(later, 24)).isCloseTo(VorticityFlow.energy(omega, 24), within(1e-8));
        assertThat(distance(later, omega)).isGreaterThan(0.5);
    }

    /** ω = 2π a cos 2πx is v = −a sin 2πx, of energy a²/4. */
    @Test
    void theEnergyIsThatOfTheVelocity() {
        assertThat(VorticityFlow.energy(field(16, (x, _) -> 5 + PI2 * 0.3 * Math.cos(PI2 * x)), 16)).isCloseTo(0.09 / 4, within(1e-14));
    }

    /** ω = 2π a cos 2πx blows with v = −a sin 2πx; waves up to 5 are kept on 16 places. */
    @Test
    void theFastestWaveIsFound() {
        double[] omega = field(16, (x, _) -> PI2 * 0.3 * Math.cos(PI2 * x));
        assertThat(new VorticityFlow(16, NU, 0, new double[256]).fastest(omega)).isCloseTo(0.3 * PI2 * 5, within(1e-12));
    }

    @Test
    void gridsSeeTheSameWavesAndTheSpectrumAddsUp() {
        DoubleBinaryOperator f = (x, y) -> Math.sin(PI2 * (2 * x + y)) + 0.5 * Math.cos(PI2 * 5 * y);
        assertThat(distance(VorticityFlow.resampled(field(16, f), 16, 24), field(24, f))).isLessThan(1e-12);
        double[] s = VorticityFlow.spectrum(field(16, f), 16);
        assertThat(s[2]).isCloseTo(0.5, within(1e-12));
        assertThat(s[5]).isCloseTo(0.125, within(1e-12));
    }
}
