package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SedovBlastTest {

    /** Energies for which Kamm and Timmes (2007) have the shock at ¾ (plane) and 1 (space) at time 1, γ = 1.4, to the digits given there. */
    @ParameterizedTest
    @CsvSource({"2, 0.75, 0.311357", "3, 1, 0.851072"})
    void energiesArePublishedOnes(int dimension, double radius, double energy) {
        SedovBlast blast = new SedovBlast(dimension, 1.4);
        assertThat(blast.alpha() * Math.pow(radius, dimension + 2)).isCloseTo(energy, within(2e-5));
        assertThat(blast.radius(energy, 1, 1)).isCloseTo(radius, within(1e-4));
        assertThat(blast.time(energy, 1, radius)).isCloseTo(1, within(1e-4));
    }

    /**
     * The equations of motion for u = (R/t) U, ρ = ρ₀ G and p = ρ₀ (R/t)² P over λ, integrated inwards from the shock by fourth-order Runge–Kutta
     * steps: an independent way to the same profiles and the same energy.
     */
    @ParameterizedTest
    @CsvSource({"1, 1.4", "2, 1.4", "2, 1.6666666666666667", "3, 1.4", "2, 1.2"})
    void closedFormSolvesTheEquationsOfMotion(int d, double gamma) {
        SedovBlast blast = new SedovBlast(d, gamma);
        double delta = 2.0 / (d + 2);
        double[] y = {2 * delta / (gamma + 1), (gamma + 1) / (gamma - 1), 2 * delta * delta / (gamma + 1)};
        int n = 4000;
        double lowest = 0.4;
        double h = -(1 - lowest) / n;
        double energy = 0;
        for (int k = 0; k < n; k++) {
            double at = 1 + k * h;
            double before = energyDensity(y, gamma, at, d);
            double[] k1 = rates(at, y, d, gamma, delta);
            double[] k2 = rates(at + h / 2, moved(y, h / 2, k1), d, gamma, delta);
            double[] k3 = rates(at + h / 2, moved(y, h / 2, k2), d, gamma, delta);
            double[] k4 = rates(at + h, moved(y, h, k3), d, gamma, delta);
            double[] next = new double[3];
            for (int c = 0; c < 3; c++) {
                next[c] = y[c] + h / 6 * (k1[c] + 2 * k2[c] + 2 * k3[c] + k4[c]);
            }
            y = next;
            energy -= h / 2 * (before + energyDensity(y, gamma, at + h, d));
        }
        SedovBlast.Gas there = blast.at(lowest);
        assertThat(y[0]).isCloseTo(there.velocity(), within(2e-6));
        assertThat(y[1]).isCloseTo(there.density(), within(2e-6 * (gamma + 1) / (gamma - 1)));
        assertThat(y[2]).isCloseTo(there.pressure(), within(2e-6));
        // The rest of the energy, from the closed form, by the midpoint rule.
        double rest = 0;
        for (int k = 0; k < n; k++) {
            SedovBlast.Gas g = blast.at((k + 0.5) * lowest / n);
            rest += lowest / n * energyDensity(new double[] {g.velocity(), g.density(), g.pressure()}, gamma, (k + 0.5) * lowest / n, d);
        }
        double sphere = d == 1 ? 2 : d == 2 ? 2 * Math.PI : 4 * Math.PI;
        assertThat(sphere * (energy + rest)).isCloseTo(blast.alpha(), within(1e-5));
    }

    private static double energyDensity(double[] y, double gamma, double at, int d) {
        return (0.5 * y[1] * y[0] * y[0] + y[2] / (gamma - 1)) * Math.pow(at, d - 1);
    }

    /**
     * With s = U − δλ: s G′ + G U′ = −(d−1) G U/λ; s U′ + P′/G = (1 − δ) U; s P′ + γ P U′ = 2(1 − δ) P − γ (d−1) P U/λ. Solved for the derivatives.
     */
    private static double[] rates(double at, double[] y, int d, double gamma, double delta) {
        double s = y[0] - delta * at;
        double spread = (d - 1) * y[0] / at;
        double c2 = gamma * y[2] / y[1];
        double du = (s * (1 - delta) * y[0] - (2 * (1 - delta) * y[2] - gamma * spread * y[2]) / y[1]) / (s * s - c2);
        double dg = -y[1] * (du + spread) / s;
        double dp = y[1] * ((1 - delta) * y[0] - s * du);
        return new double[] {du, dg, dp};
    }

    private static double[] moved(double[] y, double h, double[] rate) {
        return new double[] {y[0] + h * rate[0], y[1] + h * rate[1], y[2] + h * rate[2]};
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, Double.NaN})
    void otherGasesAreRefused(double gamma) {
        assertThatThrownBy(() -> new SedovBlast(2, gamma)).isInstanceOf(IllegalArgumentException.class);
    }
}
