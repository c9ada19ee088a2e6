package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AdamTest {

    /** The first step has length η in every coordinate, whatever the gradient: m̂/√v̂ = ±1. */
    @Test
    void theFirstStepHasTheLengthOfTheRate() {
        double[] theta = {1, -2, 3};
        new Adam(3, Adam.Settings.of(0.01)).step(theta, new double[] {1e-3, -5, 200});
        Offset<Double> epsilon = Offset.offset(0.01 * 1e-8 / 1e-3 * 1.01);
        assertThat(theta[0]).isCloseTo(0.99, epsilon);
        assertThat(theta[1]).isCloseTo(-1.99, epsilon);
        assertThat(theta[2]).isCloseTo(2.99, epsilon);
    }

    /** Two steps by hand: g = 1, then 3, from θ = 0 with η = 1, β₁ = ½, β₂ = ¾, ε = 0. */
    @Test
    void twoStepsAgreeWithTheAlgorithm() {
        double[] theta = {0};
        Adam adam = new Adam(1, new Adam.Settings(1, 0.5, 0.75, 0, 0));
        adam.step(theta, new double[] {1});
        assertThat(theta[0]).isEqualTo(-1);
        adam.step(theta, new double[] {3});
        double m = (0.5 * 0.5 + 0.5 * 3) / 0.75;
        double v = (0.75 * 0.25 + 0.25 * 9) / 0.4375;
        assertThat(theta[0]).isCloseTo(-1 - m / Math.sqrt(v), Offset.offset(1e-15));
    }

    @Test
    void decayShrinksWithoutAGradient() {
        double[] theta = {2};
        new Adam(1, new Adam.Settings(0.1, 0.9, 0.999, 1e-8, 0.5)).step(theta, new double[] {0});
        assertThat(theta[0]).isEqualTo(2 * 0.95);
    }

    @Test
    void aCopyGoesOnTheSameWay() {
        double[] a = {1, 1};
        Adam first = new Adam(2, Adam.Settings.of(0.1));
        for (int k = 0; k < 5; k++) {
            first.step(a, new double[] {a[0], k});
        }
        double[] b = a.clone();
        Adam second = first.copy();
        first.step(a, new double[] {a[0], 7});
        second.step(b, new double[] {b[0], 7});
        assertThat(b).isEqualTo(a);
    }
}
