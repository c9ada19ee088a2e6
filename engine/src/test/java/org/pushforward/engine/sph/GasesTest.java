package org.pushforward.engine.sph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.study.StudySolver;

class GasesTest {

    /** A standing wave of 64 particles swings with the frequency of the sum over its kernel; a step is a 65th of the half period. */
    @Test
    void aSmallWaveHasItsDiscreteFrequency() {
        var solver = new BarotropicGas().opened("initial=wave", "particles=64", "dt=0.005", "end-time=0.4");
        solver.advance(80, StepContext.serial());
        assertThat(solver.status()).isEqualTo(Status.FINISHED);
        // The phase of a step is wrong by (ω Δt)³ or so; measured 3e-4.
        assertThat(solver.diagnostics().value("frequency-error").orElseThrow()).isLessThan(1e-3);
        assertThat(solver.diagnostics().value("time").orElseThrow()).isEqualTo(0.4);
        assertThat(Math.abs(solver.diagnostics().value("momentum").orElseThrow())).isLessThan(1e-13);
    }

    @Test
    void aTimeStepBeyondTheSpeedOfSoundIsRefused() {
        assertThatThrownBy(() -> new BarotropicGas().opened("dt=0.002")).isInstanceOf(InputException.class).hasMessageContaining("at most");
    }

    /** Errors fall with the number of particles, about as 1/N where there are shocks. */
    @Test
    void sodConvergesToTheExactSolution() {
        double coarse = l1("particles=50");
        double fine = l1("particles=200");
        assertThat(fine).isLessThan(0.4 * coarse).isLessThan(0.012);
    }

    private static double l1(String particles) {
        StudySolver<CompressibleGas.Gas> s = new CompressibleGas().opened(particles);
        s.advance(10_000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        assertThat(s.diagnostics().value("energy-error").orElseThrow()).isLessThan(1e-4);
        assertThat(s.diagnostics().value("time").orElseThrow()).isEqualTo(0.15);
        return s.diagnostics().value("l1-density").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1,-9,1|1,9,1|vacuum", "-1,0,1|1,0,1|left", "1,0,1|1,0,0|right", "1,0,1e9|1e-9,0,1e-9|fewer"})
    void impossibleTubesAreRefusedWithTheReason(String left, String right, String word) {
        assertThatThrownBy(() -> new CompressibleGas().opened("problem=custom", "left=" + left, "right=" + right)).isInstanceOf(InputException.class).hasMessageContaining(word);
    }

    /** Two equal gases stay as they are. */
    @Test
    void nothingHappensWhereNothingDiffers() {
        var s = new CompressibleGas().opened("problem=custom", "left=1,0,1", "right=1,0,1", "particles=30", "end-time=0.05");
        s.advance(1000, StepContext.serial());
        assertThat(s.diagnostics().value("l1-velocity").orElseThrow()).isLessThan(1e-12);
        // The sum over a lattice is the integral to within the kernel's smoothness.
        assertThat(s.diagnostics().value("l1-density").orElseThrow()).isCloseTo(0, within(2e-3));
    }

    /** The gradient that trains a layer is the derivative of the mean square. */
    @Test
    void gradientOfTheLayerIsThatOfFiniteDifferences() {
        double[] basis = {1, 0.3, -0.2, 1, 0.7, 0.1};
        var q = new KernelFit.Problem(basis, 2, new double[] {0.4, -1, 2});
        double[] w = {0.3, -0.8};
        double[] g = q.gradient(w, new int[] {0, 1, 2});
        for (int k = 0; k < 2; k++) {
            double[] up = w.clone();
            double[] down = w.clone();
            up[k] += 1e-5;
            down[k] -= 1e-5;
            assertThat(g[k]).isCloseTo((q.meanSquare(up) - q.meanSquare(down)) / 2e-5, within(1e-9));
        }
    }

    /** Every basis has its symmetry and its size: hats and widened splines add up to one, one of the nearest is one. */
    @Test
    void basesAreWhatTheirNamesSay() {
        for (String name : ConvolutionBasis.names()) {
            double[] at = new double[5];
            new ConvolutionBasis(name, 5).at(0.37, at);
            assertThat(Arrays.stream(at).allMatch(Double::isFinite)).as(name).isTrue();
            double[] one = new double[1];
            new ConvolutionBasis(name, 1).at(-0.2, one);
            assertThat(one[0]).as(name).isFinite();
        }
        for (String name : new String[] {"linear", "nearest", "ubf-gaussian"}) {
            double[] at = new double[7];
            new ConvolutionBasis(name, 7).at(-0.61, at);
            assertThat(Arrays.stream(at).sum()).as(name).isCloseTo(1, within(1e-14));
        }
        double[] odd = new double[4];
        double[] mirrored = new double[4];
        new ConvolutionBasis("dmcf", 4).at(0.3, odd);
        new ConvolutionBasis("dmcf", 4).at(-0.3, mirrored);
        assertThat(Arrays.stream(mirrored).map(v -> -v).toArray()).isEqualTo(odd);
    }
}
