package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.StructuralSimilarity;

class StochasticSimilarityTest {

    @Test
    void whatIsTrainedWithIsWhatIsMeasuredAndIsStationaryAtEquality() {
        double[] a = new double[64];
        double[] b = new double[64];
        new Philox(2).uniforms(0, 1, 0, 64, a, 0);
        new Philox(2).uniforms(0, 1, 1, 64, b, 0);
        int[] order = StructuralSimilarity.blockOrder(8, 8, 4);
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value x = tape.variable(a, 64);
            assertThat(StochasticSimilarity.similarity(x, tape.of(b, 64), order).number()).isCloseTo(StructuralSimilarity.blocks(a, b, 8, 8, 4), within(1e-14));
            double[] slope = StochasticSimilarity.similarity(x, tape.of(a, 64), order).grad(x).array();
            assertThat(slope).containsExactly(new double[64], within(1e-13));
        }
    }

    /** The integral of a picture along lines across is its mass, whatever the direction. */
    @Test
    void linesSeeTheMassOfThePicture() {
        FieldSamples s = FieldSamples.of("views", 0, new Philox(1));
        double mean = Arrays.stream(s.truth()).average().orElseThrow();
        for (int v = 0; v < 3; v++) {
            double mass = 0;
            for (int k = 0; k < 64; k++) {
                mass += s.target()[64 * v + k] * Math.sqrt(2) / 64;
            }
            // Sums over 64 lines of 48 points, which cut the edges of the square in steps.
            assertThat(mass).isCloseTo(mean, within(0.02));
        }
    }

    @Test
    void oneInTenIsATenth() {
        assertThat(FieldSamples.of("sparse", 0, new Philox(1)).count()).isEqualTo(409);
        FieldSamples noisy = FieldSamples.of("noisy", 0.3, new Philox(1));
        double sum = 0;
        for (int k = 0; k < 4096; k++) {
            sum += Math.pow(noisy.target()[k] - noisy.truth()[k], 2);
        }
        assertThat(Math.sqrt(sum / 4096)).isCloseTo(0.3, within(0.02));
    }

    @Test
    void bothWaysImproveAndTheIdentityHolds() {
        var run = new StochasticSimilarity().opened("iterations=90", "iterations-per-step=45", "patch=8", "detail=1.5");
        double before = run.diagnostics().value("psnr").orElseThrow();
        run.advance(2, StepContext.serial());
        assertThat(run.diagnostics().value("psnr").orElseThrow()).isGreaterThan(before + 1);
        assertThat(run.diagnostics().value("psnr-mse").orElseThrow()).isGreaterThan(before + 1);
        assertThat(run.diagnostics().value("identity-error").orElseThrow()).isLessThan(1e-12);
        assertThatThrownBy(() -> new StochasticSimilarity().opened("patch=10")).isInstanceOf(InputException.class).hasMessageContaining("take 8");
    }
}
