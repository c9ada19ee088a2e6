package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.TextNet;
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

    /** F of three samples written out: entry (i, j) of the matrix that has a row for every pair of input and output. */
    @Test
    void theNormOfTheFisherInformationIsThatOfItsEntries() {
        double[][] a = {{1, 2}, {0, -1}, {3, 1}};
        double[][] d = {{1, -1}, {2, 0.5}, {0, 1}};
        double sum = 0;
        for (int k = 0; k < 16; k++) {
            double entry = 0;
            for (int s = 0; s < 3; s++) {
                entry += a[s][k / 8] * d[s][k / 4 % 2] * a[s][k / 2 % 2] * d[s][k % 2];
            }
            sum += entry * entry;
        }
        KroneckerFactors f = KroneckerFactors.of(Matrix.of(3, 2, 1, 2, 0, -1, 3, 1), Matrix.of(3, 2, 1, -1, 2, 0.5, 0, 1));
        assertThat(f.norm()).isCloseTo(Math.sqrt(sum), Offset.offset(1e-12));
    }

    /** A tiny reader is trained in two steps, its six matrices are decomposed in ten each, and cut to rank 3; a Fisher information is never more than whole. */
    @Test
    void aTextModelIsCutToo() {
        Solver s = new FisherWeightedSvd(new TextNet.Recipe(8, 2, 1, 6, 2, 8, 1e-2, 2)).opened("model=text", "rank=3");
        s.advance(2 + 6 * 10, StepContext.serial());
        double nothing = s.diagnostics().value("loss").orElseThrow();
        assertThat(s.diagnostics().value("fisher-fit").orElseThrow()).isBetween(0.1, 1 + 1e-9);
        s.advance(3, StepContext.serial());
        assertThat(s.status()).isInstanceOf(Status.Finished.class);
        assertThat(s.diagnostics().value("loss").orElseThrow()).isNotEqualTo(nothing);
        assertThat(s.diagnostics().value("tail-error").orElseThrow()).isLessThan(1e-9);
        assertThat(s.frame(65).layer("exact")).isPresent();
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> new FisherWeightedSvd().opened("model=text", "rank=49")).isInstanceOf(InputException.class).hasMessageContaining("at most 48");
        for (String nothing : new String[] {"matrix=0,0;0,0", "matrix=1e-300,0;0,0"}) {
            assertThatThrownBy(() -> new FisherWeightedSvd().opened(nothing, "rank=1")).isInstanceOf(InputException.class).hasMessageContaining("is zero");
        }
        assertThatThrownBy(() -> new FisherWeightedSvd().opened("matrix=1,2;3,4", "rank=3")).isInstanceOf(InputException.class).hasMessageContaining("smaller rank");
        assertThatThrownBy(() -> new FisherWeightedSvd().opened("matrix=1,2;3,4", "rank=1", "left=1,2;2,1")).isInstanceOf(InputException.class).hasMessageContaining("positive definite");
    }
}
