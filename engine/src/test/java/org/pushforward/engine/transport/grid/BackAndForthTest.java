package org.pushforward.engine.transport.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.GriddedDensity;
import org.pushforward.engine.numerics.GridConjugate;
import org.pushforward.engine.numerics.Philox;

class BackAndForthTest {

    private static double value(String settings) {
        Solver s = new BackAndForth().opened(settings.split(" "));
        s.advance(400, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        return s.diagnostics().value("half-w2").orElseThrow();
    }

    /** ½W₂² = ¼(R−r)² between discs about one middle, whatever the start and the first step. */
    @ParameterizedTest
    @ValueSource(strings = {"start=sinkhorn", "start=zero", "start=zero step=1", "start=zero step=0.001"})
    void discsGrow(String start) {
        assertThat(value("n=64 source=formula target=formula source-formula=r2<.04 target-formula=r2<.16 " + start)).isEqualTo(0.01, within(1e-4));
    }

    /** A shift by whole cells costs ½|d|² exactly, on the grid too. */
    @Test
    void aShiftCostsItsSquare() {
        assertThat(value("n=40 source=formula target=formula source-formula=exp(-200*((x-.35)^2+(y-.35)^2)) target-formula=exp(-200*((x-.6)^2+(y-.6)^2))"))
                .isEqualTo(0.0625, within(2e-4 * 0.0625));
    }

    @Test
    void newtonAndTheAscentAgree() {
        String densities = "n=48 source=formula target=formula source-formula=1+x target-formula=2-y ";
        assertThat(value(densities + "method=newton tolerance=1e-9")).isEqualTo(value(densities), within(5e-5));
    }

    /** φᶜ by its definition. */
    @Test
    void conjugatesAreExact() {
        int n = 9;
        double[] phi = new double[n * n];
        new Philox(3).uniforms(0, 1, 0, phi.length, phi, 0);
        Arrays.setAll(phi, k -> k % 7 == 0 ? Double.NEGATIVE_INFINITY : 0.1 * phi[k]);
        double[] conjugate = GridConjugate.of(phi, n, StepContext.serial());
        for (int x = 0; x < n * n; x++) {
            double least = Double.POSITIVE_INFINITY;
            for (int y = 0; y < n * n; y++) {
                double di = (x / n - y / n) / (double) n;
                double dj = (x % n - y % n) / (double) n;
                least = Math.min(least, 0.5 * (di * di + dj * dj) - phi[y]);
            }
            assertThat(conjugate[x]).isEqualTo(least, within(1e-14));
        }
    }

    @Test
    void massIsKeptOnTheWay() {
        double[] mu = GriddedDensity.masses(32, SourceFile.builtIn("star"), "f", "");
        double[] psi = new double[32 * 32];
        Arrays.setAll(psi, k -> 0.1 * Math.cos(k / 32 * 0.1) + 0.002 * (k % 32));
        assertThat(Arrays.stream(GridMap.of(psi, 32).push(mu, 0.7, StepContext.serial())).sum()).isEqualTo(1, within(1e-12));
    }

    private static SourceFile file(String name, String text) {
        return SourceFile.embedded(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first row of CSV is on top, and is averaged onto the cells. */
    @Test
    void tablesAreDensities() {
        assertThat(GriddedDensity.masses(2, file("a.csv", "1,2\n3,4\n"), "f", "")).containsExactly(0.3, 0.1, 0.4, 0.2);
        assertThat(GriddedDensity.masses(1, file("a.csv", "1 2\n3 4\n"), "f", "")).containsExactly(1);
        assertThatThrownBy(() -> GriddedDensity.masses(2, file("a.csv", "1,2\n3,-4\n"), "f", "")).isInstanceOf(InputException.class).hasMessageContaining("-4").hasMessageContaining("no density");
        assertThatThrownBy(() -> GriddedDensity.masses(2, file("a.csv", "0,0\n0,0\n"), "f", "")).isInstanceOf(InputException.class).hasMessageContaining("no mass");
        assertThatThrownBy(() -> GriddedDensity.masses(2, file("a.csv", "1,2\n3\n"), "f", "")).isInstanceOf(InputException.class).hasMessageContaining("row 2 has 1 numbers");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"method=newton|density is 0 at", "source=formula source-formula=x-.5|source-formula is -0.", "target=formula target-formula=0|holds no mass"})
    void whatCannotBeCarriedIsRefused(String settings, String word) {
        assertThatThrownBy(() -> new BackAndForth().opened((settings + " n=16").split(" "))).isInstanceOf(InputException.class).hasMessageContaining(word);
    }
}
