package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;

class GaussianMixtureTest {

    private static final GaussianMixture TWO = GaussianMixture.of(new double[] {1, 3}, new double[] {-1, 0, 0.5, 2, 1, -0.3},
            List.of(Matrix.of(3, 3, 1, 0.2, 0, 0.2, 0.5, 0.1, 0, 0.1, 0.3), Matrix.identity(3).scaled(0.4)));

    @Test
    void theScoreIsTheSlopeOfTheDensityAndItsDivergenceTheCurvature() {
        double[] x = {0.3, -0.7, 0.2};
        double[] score = new double[3];
        double[] divergence = new double[1];
        TWO.look(x, 0, 0.6, score, divergence);
        double h = 1e-4;
        double curvature = 0;
        for (int i = 0; i < 3; i++) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            double high = TWO.logDensity(up, 0, 0.6);
            double low = TWO.logDensity(down, 0, 0.6);
            assertThat(score[i]).isCloseTo((high - low) / (2 * h), offset(1e-7));
            curvature += (high - 2 * TWO.logDensity(x, 0, 0.6) + low) / (h * h);
        }
        assertThat(divergence[0]).isCloseTo(curvature, offset(1e-5));
    }

    /** A single component against the formula of the normal density. */
    @Test
    void oneComponentIsTheNormalLaw() {
        GaussianMixture one = GaussianMixture.around(new double[] {1, -2}, 2, new double[] {5}, 0.25);
        double v = 0.25 + 0.09;
        assertThat(one.logDensity(new double[] {9, 9, 1.5, -1}, 2, 0.3)).isCloseTo(-0.5 * (0.25 + 1) / v - Math.log(2 * Math.PI * v), offset(1e-14));
    }

    @Test
    void farPointsStayFinite() {
        double[] score = new double[3];
        assertThat(TWO.look(new double[] {1e6, -1e6, 3}, 0, 0.01, score, new double[1])).isFinite();
        assertThat(Arrays.stream(score).allMatch(Double::isFinite)).isTrue();
    }

    /** Moments of a hundred thousand draws; their error is √(variance/n), four of them allowed. */
    @Test
    void drawsHaveTheMomentsOfTheMixture() {
        int n = 100_000;
        double[] x = TWO.draws(n, new Philox(3), 0);
        for (int i = 0; i < 3; i++) {
            int axis = i;
            double mean = 0.25 * TWO.mean(0, i) + 0.75 * TWO.mean(1, i);
            double found = IntStream.range(0, n).mapToDouble(p -> x[3 * p + axis]).average().orElseThrow();
            assertThat(found).isCloseTo(mean, offset(4 * 1.6 / Math.sqrt(n)));
        }
        double total = Arrays.stream(x).map(v -> v * v).sum() / n;
        double exact = 0.25 * (1.8 + 1.25) + 0.75 * (1.2 + 5.09);
        assertThat(total).isCloseTo(exact, offset(0.1));
    }

    @Test
    void whatIsNoCovarianceIsRefused() {
        assertThatThrownBy(() -> GaussianMixture.of(new double[] {1}, new double[] {0, 0}, List.of(Matrix.of(2, 2, 1, 2, 2, 1))))
                .isInstanceOf(InputException.class).hasMessageContaining("component 1");
    }

    /** By central differences of the score. */
    @Test
    void curvatureIsTheSlopeOfTheScore() {
        double[] x = {0.3, -0.7, 0.2};
        double[] v = {0.5, 1, -0.4};
        double h = 1e-5;
        double[] up = new double[3];
        double[] down = new double[3];
        TWO.look(IntStream.range(0, 3).mapToDouble(i -> x[i] + h * v[i]).toArray(), 0, 0.6, up, new double[0]);
        TWO.look(IntStream.range(0, 3).mapToDouble(i -> x[i] - h * v[i]).toArray(), 0, 0.6, down, new double[0]);
        double[] out = new double[3];
        TWO.curvature(x, 0, 0.6, v, out);
        for (int i = 0; i < 3; i++) {
            assertThat(out[i]).isCloseTo((up[i] - down[i]) / (2 * h), offset(1e-8));
        }
    }

    /** The density given aᵀx + τn = y is prior times likelihood, up to one factor. */
    @Test
    void conditionedIsTheRuleOfBayes() {
        double[] a = {0.6, 0, 0.8};
        GaussianMixture given = TWO.conditioned(a, 0.9, 0.3);
        double[] x = {0.3, -0.7, 0.2, 1, 0.5, 0.9, -1.2, 2, 0};
        double[] factor = IntStream.range(0, 3).mapToDouble(q -> {
            double gap = 0.9 - 0.6 * x[3 * q] - 0.8 * x[3 * q + 2];
            return given.logDensity(x, 3 * q, 0) - TWO.logDensity(x, 3 * q, 0) + gap * gap / (2 * 0.09);
        }).toArray();
        assertThat(factor[1]).isCloseTo(factor[0], offset(1e-10));
        assertThat(factor[2]).isCloseTo(factor[0], offset(1e-10));
    }

    /** Mean and covariance of the whole against those of a coordinate, and of round components. */
    @Test
    void momentsOfTheWhole() {
        assertThat(TWO.mean()).containsExactly(new double[] {1.25, 0.75, -0.1}, offset(1e-14));
        assertThat(TWO.covariance().get(0, 0)).isCloseTo(0.25 + 0.75 * 0.4 + 0.25 * 1 + 0.75 * 4 - 1.25 * 1.25, offset(1e-13));
        assertThat(TWO.covariance().get(0, 1)).isCloseTo(0.25 * 0.2 + 0.75 * 2 - 1.25 * 0.75, offset(1e-13));
        assertThat(TWO.covariance().trace() / 3).isCloseTo(TWO.deviation() * TWO.deviation(), offset(1e-13));
        assertThat(GaussianMixture.around(new double[] {1, 2, 3, 4}, 2, new double[] {1, 1}, 0.3).covariance(1).toArray()).containsExactly(0.3, 0, 0, 0.3);
    }
}
