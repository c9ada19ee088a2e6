package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WeightedSvdTest {

    private static final Matrix W = Matrix.of(3, 2, 3, 1, 0, 2, -1, 4);
    private static final Matrix A = Matrix.of(3, 3, 2, 0.5, 0, 0.5, 1, 0.2, 0, 0.2, 3);
    private static final Matrix B = Matrix.of(2, 2, 1, 0.3, 0.3, 2);

    @Test
    void theErrorIsTheTailAndNoOtherRankOneIsBetter() {
        WeightedSvd s = new WeightedSvd(W, A, B);
        assertThat(s.error(s.truncated(1))).isCloseTo(s.tail(1), Offset.offset(1e-12));
        assertThat(s.error(s.truncated(2))).isLessThan(1e-12);
        assertThat(s.error(s.truncated(0))).isCloseTo(s.tail(0), Offset.offset(1e-12));
        Matrix plain = new WeightedSvd(W, Matrix.identity(3), Matrix.identity(2)).truncated(1);
        assertThat(s.error(plain)).isGreaterThan(s.tail(1));
    }

    /** F of four pairs is (Σ aaᵀ) ⊗ (Σ ddᵀ): one iteration finds both. */
    @Test
    void kroneckerFactorsOfAProductAreExact() {
        Matrix a = Matrix.of(4, 2, 1, 2, 1, 2, 3, -1, 3, -1);
        Matrix d = Matrix.of(4, 2, 1, 0, 2, 1, 1, 0, 2, 1);
        KroneckerFactors f = KroneckerFactors.of(a, d).iterated();
        assertThat(f.scale()).isCloseTo(f.norm(), Offset.offset(1e-10));
        Matrix exact = Matrix.of(2, 2, 10, -1, -1, 5);
        assertThat(f.right().minus(exact.scaled(1 / exact.frobenius())).frobenius()).isLessThan(1e-12);
    }
}
