package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MedianTreeTest {

    @Test
    void cellsHoldEquallyManyAndCoarserTreesArePartOfFiner() {
        double[] x = new double[3 * 240];
        new Philox(2).normals(0, 240, 0, 3, x, 0);
        MedianTree fine = MedianTree.of(x, 3, 16);
        MedianTree coarse = MedianTree.of(x, 3, 4);
        int[] count = new int[16];
        for (int k = 0; k < 240; k++) {
            double[] p = Arrays.copyOfRange(x, 3 * k, 3 * k + 3);
            count[fine.cell(p)]++;
            assertThat(coarse.cell(p)).isEqualTo(fine.cell(p) / 4);
        }
        assertThat(count).containsOnly(15);
    }

    @Test
    void onTheLineTheCutIsTheMedian() {
        MedianTree t = MedianTree.of(new double[] {5, 1, 3, 9}, 1, 2);
        assertThat(t.cut(1)).isEqualTo(4);
        assertThat(t.cell(new double[] {3.9})).isZero();
        assertThat(t.cell(new double[] {4})).isEqualTo(1);
        assertThat(MedianTree.of(new double[] {1}, 1, 1).cell(new double[] {7})).isZero();
    }
}
