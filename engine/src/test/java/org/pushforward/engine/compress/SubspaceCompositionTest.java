package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.DigitsNet;

class SubspaceCompositionTest {

    /** One atom: ‖z v uᵀ‖ = z‖v‖‖u‖. Two orthogonal pairs: the larger of both; the same pair twice: their sum, the bound itself. */
    @Test
    void spectralNormsByHand() {
        assertThat(SubspaceComposition.spectralNorm(new double[] {0.5}, new double[] {3, 4}, new double[] {0, 2})).isCloseTo(5, within(1e-12));
        assertThat(SubspaceComposition.spectralNorm(new double[] {0.5, 0.25}, new double[] {1, 0, 0, 1}, new double[] {1, 0, 0, 1})).isCloseTo(0.5, within(1e-12));
        assertThat(SubspaceComposition.spectralNorm(new double[] {0.5, 0.25, 0}, new double[] {1, 0, 1, 0, 7, 7}, new double[] {1, 0, 1, 0, 7, 7})).isCloseTo(0.75, within(1e-12));
    }

    /** Four kinds of one digit: a quarter turn four times, a mirror image and an inversion twice are the digit again. */
    @Test
    void kindsOfDigits() {
        double[] x = new double[64];
        x[1] = 1;
        double[] all = SubspaceComposition.everywhere(new DigitsNet.Examples(x, new int[] {7})).x();
        assertThat(all[1]).isEqualTo(1);
        assertThat(all[64 + 1]).isZero();
        assertThat(all[64]).isEqualTo(1);
        // First row, second column: second row, last column.
        assertThat(all[2 * 64 + 8 + 7]).isEqualTo(1);
        assertThat(all[3 * 64 + 6]).isEqualTo(1);
    }

    @Test
    void theBoundHoldsFromTheStart() {
        Solver s = new SubspaceComposition().opened("atoms=6", "active=3", "rank=1", "batch=16", "iterations=2", "iterations-per-step=1");
        assertThat(s.diagnostics().value("bound-ratio").orElseThrow()).isPositive().isLessThanOrEqualTo(1 + 1e-5);
        assertThat(s.diagnostics().value("parameters").orElseThrow()).isEqualTo(2 * 6 * 128 + 6 * 129 + 128);
        assertThat(s.diagnostics().value("parameters-molora").orElseThrow()).isEqualTo(2 * 6 * 128 + 6 * 129);
        s.advance(1, StepContext.serial());
    }

    @Test
    void moreActiveThanThereAreIsRefused() {
        assertThatThrownBy(() -> new SubspaceComposition().opened("atoms=4", "active=5")).isInstanceOf(InputException.class).hasMessageContaining("take fewer active");
    }
}
