package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class FourierTuningTest {

    /** Frequency (0, 0) is the mean: α c/d². Frequency (1, 0) of two rows is ±. */
    @Test
    void wavesAreCosines() {
        assertThat(FourierTuning.change(new double[] {6}, new int[] {0}, 2, 2, 3)).containsExactly(2, 2, 2, 2, 2, 2);
        double[] w = FourierTuning.change(new double[] {3}, new int[] {2}, 1, 2, 2);
        assertThat(w).containsExactly(new double[] {0.75, 0.75, -0.75, -0.75}, Offset.offset(1e-12));
    }

    /** All four frequencies of a 2 × 2 matrix are real: nothing is left. */
    @Test
    void allFrequenciesCatchAll() {
        Solver s = new FourierTuning().opened("task=matrix", "matrix=1,2;-3,0.5", "frequencies=4");
        s.advance(100, StepContext.serial());
        assertThat(s.diagnostics().value("residual").orElseThrow()).isLessThan(1e-12);
        assertThat(s.diagnostics().value("residual-exact").orElseThrow()).isZero();
    }

    /** Of 4 × 4 frequencies four are their own mirror images and six pairs say the same: ten waves, all even. What is odd stays. */
    @Test
    void mirrorImagesAreOneWave() {
        Solver s = new FourierTuning().opened("task=matrix", "matrix=0,1,0,-1;0,0,0,0;0,0,0,0;0,0,0,0", "frequencies=16");
        s.advance(100, StepContext.serial());
        assertThat(s.diagnostics().value("residual").orElseThrow()).isCloseTo(1, Offset.offset(1e-12));
        assertThat(s.diagnostics().value("residual-exact").orElseThrow()).isCloseTo(Math.sqrt(6.0 / 16), Offset.offset(1e-12));
    }

    @Test
    void moreFrequenciesThanEntriesAreRefused() {
        assertThatThrownBy(() -> new FourierTuning().opened("task=matrix", "matrix=1,2;3,4")).isInstanceOf(InputException.class).hasMessageContaining("take fewer");
    }

    /** Whose squares are 0: no share of it can be told. */
    @Test
    void aChangeOfNothingIsRefused() {
        assertThatThrownBy(() -> new FourierTuning().opened("task=matrix", "matrix=1e-300,0;0,0", "frequencies=1")).isInstanceOf(InputException.class).hasMessageContaining("is zero");
    }
}
