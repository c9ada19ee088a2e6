package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.KroneckerFactors;
import org.pushforward.engine.numerics.Matrix;

class FisherWeightedSvdTest {

    /** Diagonal all through: √a w √b are 2·3·1 = 6 and 1·2·2 = 4; rank 1 leaves 4. */
    @Test
    void theWeightedErrorIsTheTail() {
        Solver s = new FisherWeightedSvd().opened("matrix=3,0;0,2", "left=4,0;0,1", "right=1,0;0,4", "rank=1");
        s.advance(1, StepContext.serial());
        assertThat(s.diagnostics().value("weighted-error").orElseThrow()).isCloseTo(4, Offset.offset(1e-12));
        assertThat(s.diagnostics().value("weighted-tail").orElseThrow()).isCloseTo(4, Offset.offset(1e-12));
    }

    /** One sample: F = (aaᵀ) ⊗ (ddᵀ), of norm |a|² |d|² = 25 · 4. */
    @Test
    void oneSampleIsAProduct() {
        KroneckerFactors f = KroneckerFactors.of(Matrix.of(1, 2, 3, 4), Matrix.of(1, 2, 0, 2)).iterated();
        assertThat(f.scale()).isCloseTo(100, Offset.offset(1e-10));
        assertThat(f.norm()).isCloseTo(100, Offset.offset(1e-10));
        assertThat(f.left().get(1, 1)).isCloseTo(1, Offset.offset(1e-12));
        assertThat(f.right().get(0, 1)).isCloseTo(12.0 / 25, Offset.offset(1e-12));
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> new FisherWeightedSvd().opened("matrix=1,2;3,4", "rank=3")).isInstanceOf(InputException.class).hasMessageContaining("smaller rank");
        assertThatThrownBy(() -> new FisherWeightedSvd().opened("matrix=1,2;3,4", "rank=1", "left=1,2;2,1")).isInstanceOf(InputException.class).hasMessageContaining("positive definite");
    }
}
