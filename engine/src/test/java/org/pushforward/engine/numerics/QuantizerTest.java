package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuantizerTest {

    private static final List<Quantizer> ALL = List.of(Quantizer.sign(4), Quantizer.uniform(4, 4), Quantizer.linearSquare(4, 4), Quantizer.dynamicTree(4, 4));

    /** 2ᵇ numbers that rise, within ±1. */
    @Test
    void codebooksRise() {
        for (Quantizer q : ALL) {
            assertThat(q.code()).hasSize(1 << q.bits()).isSorted().doesNotHaveDuplicates();
            assertThat(q.code()[0]).isGreaterThanOrEqualTo(-1);
            assertThat(q.code()[q.code().length - 1]).isEqualTo(1);
        }
    }

    /** −1 + 2i/15 squared with its sign, the eighth 0; the tree has decades of 1, 2 and 4 numbers on either side. */
    @Test
    void codebooksByHand() {
        double[] square = Quantizer.linearSquare(4, 64).code();
        assertThat(square[7]).isZero();
        assertThat(square[8]).isCloseTo(1.0 / 225, within(1e-15));
        assertThat(square[14]).isCloseTo(Math.pow(13.0 / 15, 2), within(1e-15));
        double[] tree = Quantizer.dynamicTree(4, 64).code();
        assertThat(tree).containsExactly(new double[] {-0.8875, -0.6625, -0.4375, -0.2125, -0.0775, -0.0325, -0.0055, 0, 0.0055, 0.0325, 0.0775, 0.2125, 0.4375, 0.6625, 0.8875, 1}, within(1e-15));
    }

    /** Nothing lies nearer than what is taken, and the largest of a block is a word times itself. */
    @Test
    void theNearestWordIsTaken() {
        for (Quantizer q : ALL) {
            for (double v = -1; v <= 1; v += 0.01) {
                double taken = Math.abs(q.code()[q.nearest(v)] - v);
                for (double word : q.code()) {
                    assertThat(taken).isLessThanOrEqualTo(Math.abs(word - v) + 1e-15);
                }
            }
        }
    }

    /** Blocks have scales of their own; a block of zeros and a short last one are no trouble. */
    @Test
    void blocksHaveTheirScales() {
        double[] y = Quantizer.linearSquare(4, 4).rounded(new double[] {100, 0, 0, 0, 0.01, 0, 0, 0, 0, 0, 0, 0, 3});
        assertThat(y).containsExactly(100, 0, 0, 0, 0.01, 0, 0, 0, 0, 0, 0, 0, 3);
        assertThat(Quantizer.linearSquare(4, 64).bytes()).isEqualTo(0.5625);
        assertThat(Quantizer.sign(32).bytes()).isEqualTo(0.25);
    }

    /** Of (2 1; 1 2): eigenvalues 3 and 1; its root is exact, and rectification brings a scaled V back. */
    @Test
    void eigenvectorsAndTheirRectification() {
        EigenFactors e = EigenFactors.of(Matrix.of(2, 2, 2, 1, 1, 2));
        assertThat(e.lambda()).containsExactly(new double[] {3, 1}, within(1e-14));
        assertThat(e.product().toArray()).containsExactly(new double[] {2, 1, 1, 2}, within(1e-14));
        Matrix root = e.inverseFourthRoot(0);
        Matrix square = root.times(root);
        assertThat(square.times(square).times(e.product()).minus(Matrix.identity(2)).frobenius()).isLessThan(1e-13);
        EigenFactors wrong = new EigenFactors(e.v().scaled(0.9), e.lambda());
        assertThat(wrong.rectified(4).orthogonalityError()).isLessThan(1e-8);
    }
}
