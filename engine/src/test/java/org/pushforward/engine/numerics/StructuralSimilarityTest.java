package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StructuralSimilarityTest {

    private static double[] random(int n, int step) {
        double[] u = new double[n];
        new Philox(4).uniforms(0, 1, step, n, u, 0);
        return u;
    }

    @Test
    void isOneAtEqualitySymmetricAndLessElsewhere() {
        double[] a = random(96, 0);
        double[] b = random(96, 1);
        assertThat(StructuralSimilarity.sliding(a, a, 8, 12, 5)).isCloseTo(1, within(1e-14));
        assertThat(StructuralSimilarity.sliding(a, b, 8, 12, 5)).isEqualTo(StructuralSimilarity.sliding(b, a, 8, 12, 5)).isLessThan(0.9);
    }

    /** Constant pictures differ in their means only. */
    @Test
    void constantsHaveAClosedForm() {
        double[] a = new double[64];
        double[] b = new double[64];
        Arrays.fill(a, 0.2);
        Arrays.fill(b, 0.6);
        double exact = (2 * 0.12 + 1e-4) / (0.04 + 0.36 + 1e-4);
        assertThat(StructuralSimilarity.sliding(a, b, 8, 8, 3)).isCloseTo(exact, within(1e-14));
        assertThat(StructuralSimilarity.blocks(a, b, 8, 8, 4)).isCloseTo(exact, within(1e-14));
    }

    @Test
    void blocksInTheirOrderAreBlocks() {
        double[] a = random(96, 0);
        double[] b = random(96, 1);
        int[] order = StructuralSimilarity.blockOrder(8, 12, 4);
        assertThat(Arrays.stream(order).sorted().toArray()).isEqualTo(IntStream.range(0, 96).toArray());
        assertThat(StructuralSimilarity.grouped(a, b, order, 16)).isCloseTo(StructuralSimilarity.blocks(a, b, 8, 12, 4), within(1e-14));
    }
}
