package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.numerics.exact.FlipScheme;
import org.pushforward.engine.numerics.exact.HenselLift;
import org.pushforward.engine.numerics.exact.StructuredProduct;
import org.pushforward.engine.numerics.exact.StructuredProduct.Shape;

class FlipGraphTest {

    /** Products of the schoolbook are counted by hand: entries (i, j, k) of which neither factor is zero. */
    @ParameterizedTest
    @CsvSource({"GENERAL, GENERAL, 27", "UPPER, GENERAL, 18", "SKEW, GENERAL, 18", "SYMMETRIC, SYMMETRIC, 27", "LOWER, UPPER, 14", "SKEW, SKEW, 12"})
    void everyFlipKeepsTheProduct(Shape left, Shape right, int schoolbook) {
        StructuredProduct product = new StructuredProduct(3, left, right);
        assertThat(product.terms()).hasSize(schoolbook);
        for (int p = 2; p <= 3; p++) {
            FlipScheme s = FlipScheme.schoolbook(product, p);
            SplittableRandom random = new SplittableRandom(5);
            for (int k = 0; k < 40; k++) {
                s.walk(random, 50, 200, 0);
                assertThat(s.defect(product)).isZero();
            }
            assertThat(s.best()).isLessThanOrEqualTo(schoolbook);
            assertThat(s.plusses()).isPositive();
        }
    }

    @Test
    void sevenProductsAreFoundAndLifted() {
        StructuredProduct product = new StructuredProduct(2, Shape.GENERAL, Shape.GENERAL);
        FlipScheme s = FlipGraph.walked(product, 2, 1, 50_000, 200_000, 7, () -> { });
        assertThat(s.rank()).isEqualTo(7);
        assertThat(HenselLift.of(s, product, 2, () -> { })).isPresent();
        FlipScheme walkedOn = s.copy();
        walkedOn.walk(new SplittableRandom(1), 100, 50_000, 0);
        assertThat(walkedOn.flips()).isEqualTo(s.flips() + 100);
    }

    @Test
    void fiveProductsOfSymmetricMatricesNeedOneHalf() {
        StructuredProduct product = new StructuredProduct(2, Shape.SYMMETRIC, Shape.SYMMETRIC);
        FlipScheme s = FlipGraph.walked(product, 3, 3, 50_000, 300_000, 5, () -> { });
        assertThat(s.rank()).isEqualTo(5);
        assertThat(HenselLift.of(s, product, 3, () -> { }).orElseThrow().denominator()).isEqualTo(2);
    }
}
