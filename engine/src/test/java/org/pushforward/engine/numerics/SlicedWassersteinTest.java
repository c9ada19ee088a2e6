package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Workers;

class SlicedWassersteinTest {

    private static double[] sample(int seed, int n) {
        double[] x = new double[3 * n];
        new Philox(seed).normals(0, n, 0, 3, x, 0);
        return x;
    }

    @Test
    void aTargetGivesTheSameDistanceForEqualSizesWithAnyTeam() {
        double[] x = sample(1, 500);
        double[] y = sample(2, 500);
        double one = new SlicedWasserstein.Target(y, 3, Workers.serial()).distance(x, Workers.serial());
        assertThat(one).isCloseTo(SlicedWasserstein.between(x, y, 3), within(1e-13));
        try (Workers two = new Workers(2)) {
            assertThat(new SlicedWasserstein.Target(y, 3, two).distance(x, two)).isEqualTo(one);
        }
    }

    @Test
    void sizesMayDifferAndRepeatedPointsCountAsOften() {
        double[] x = sample(1, 60);
        double[] twice = new double[2 * x.length];
        Arrays.setAll(twice, k -> x[k % x.length]);
        assertThat(new SlicedWasserstein.Target(twice, 3, Workers.serial()).distance(x, Workers.serial())).isZero();
        // On [0, 1] in halves and thirds: pieces of ⅓, ⅙, ⅙, ⅓ with distances 0, 1, 2 and 1 squared.
        assertThat(SlicedWasserstein.squared(new double[] {0, 3}, new double[] {0, 1, 4})).isCloseTo(0.0 / 3 + 1.0 / 6 + 4.0 / 6 + 1.0 / 3, within(1e-15));
    }

    @Test
    void aShiftGivesTheRootOfAThirdOfItsSquare() {
        double[] x = sample(3, 50);
        double[] y = x.clone();
        Arrays.setAll(y, k -> x[k] + (k % 3 == 0 ? 2 : 0));
        // Mean of (u·s)² over the sphere is |s|²/3; the 64 directions have it to a hundredth.
        assertThat(new SlicedWasserstein.Target(y, 3, Workers.serial()).distance(x, Workers.serial())).isCloseTo(2 / Math.sqrt(3), within(0.01));
    }
}
