package org.pushforward.engine.bridge.discrete.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference.Kind;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.Divergence;
import org.pushforward.engine.numerics.Matrix;

/** Exact D-IMF against the divergences of an independent run in NumPy, and what must hold of every projection. */
class MarkovianProjectionTest {

    private static final int S = 50;
    /** 28 products of sums of fifty numbers: 28·50·2⁻⁵³. */
    private static final double ROUNDING = 1.6e-13;

    private static double[] uniform() {
        double[] p = new double[S];
        Arrays.fill(p, 1.0 / S);
        return p;
    }

    /** p₁[i] ∝ i + 1. */
    private static double[] ramp() {
        double[] p = new double[S];
        Arrays.setAll(p, i -> (i + 1) / (0.5 * S * (S + 1)));
        return p;
    }

    private static Matrix independent(double[] p0, double[] p1) {
        double[] q = new double[S * S];
        Arrays.setAll(q, k -> p0[k / S] * p1[k % S]);
        return Matrix.of(S, S, q);
    }

    static Stream<Arguments> published() {
        return Stream.of(
                Arguments.of(Kind.GAUSSIAN, 0.05, 10, 10, new double[] {1.209, 3.255e-3, 3.93e-6, 1.00e-8}),
                Arguments.of(Kind.GAUSSIAN, 0.1, 10, 10, new double[] {1.366e-1, 1.602e-4, 1.62e-7, 1.64e-10}),
                Arguments.of(Kind.UNIFORM, 0.01, 10, 10, new double[] {3.082e-1, 9.404e-3, 6.361e-4, 4.845e-5, 3.80e-6, 3.01e-7, 2.39e-8}),
                Arguments.of(Kind.UNIFORM, 0.03, 10, 10, new double[] {1.329e-2, 8.66e-7}),
                Arguments.of(Kind.GAUSSIAN, 0.05, 1, 100, new double[] {Double.NaN, 5.07e-2}),
                Arguments.of(Kind.GAUSSIAN, 0.05, 50, 2, new double[] {Double.NaN, 6.5e-4}));
    }

    /** The issue asks for 1 % while the divergence is above 1e-10. */
    @ParameterizedTest
    @MethodSource("published")
    void divergencesFallAsTheyShould(Kind kind, double alpha, int between, int skip, double[] expected) {
        CategoricalReference r = new CategoricalReference(kind, S, alpha, between, skip);
        double[] truth = StaticPlan.of(r.kernel(), uniform(), ramp(), "alpha").toArray();
        Matrix q = independent(uniform(), ramp());
        for (int l = 0; l < expected.length; l++) {
            if (!Double.isNaN(expected[l])) {
                assertThat(Divergence.kl(q.toArray(), truth)).as("iteration %d", l).isCloseTo(expected[l], Percentage.withPercentage(1));
            }
            q = MarkovianProjection.forward(q, r, StepContext.serial()).coupling();
            q = MarkovianProjection.backward(q, r, StepContext.serial()).coupling();
        }
    }

    /** Sums of fifty products of numbers below one: errors of a few 1e-16. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void marginalsAreKeptAndTheTruthStaysPut(Kind kind) {
        CategoricalReference r = new CategoricalReference(kind, S, 0.05, 10, 10);
        Matrix q = MarkovianProjection.forward(independent(uniform(), ramp()), r, StepContext.serial()).coupling();
        assertThat(MarkovianProjection.rowSums(q)).containsExactly(uniform(), Offset.offset(1e-15));
        assertThat(MarkovianProjection.rowSums(q.transposed())).containsExactly(ramp(), Offset.offset(1e-15));
        Matrix truth = StaticPlan.of(r.kernel(), uniform(), ramp(), "alpha");
        assertThat(MarkovianProjection.forward(truth, r, StepContext.serial()).coupling().minus(truth).frobenius()).isLessThan(1e-14);
        assertThat(MarkovianProjection.backward(truth, r, StepContext.serial()).coupling().minus(truth).frobenius()).isLessThan(1e-14);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void referencesAreSymmetricAndDoublyStochastic(Kind kind) {
        CategoricalReference r = new CategoricalReference(kind, S, 0.05, 3, 7);
        assertThat(r.kernel().minus(r.kernel().transposed()).frobenius()).isLessThan(1e-15);
        double[] ones = new double[S];
        Arrays.fill(ones, 1);
        assertThat(MarkovianProjection.rowSums(r.kernel())).containsExactly(ones, Offset.offset(ROUNDING));
        assertThat(r.transitions()).isEqualTo(4);
    }

    /** Powers of the uniform step have a closed form: eigenvalue 1 − αS/(S−1). */
    @Test
    void uniformPowersHaveAClosedForm() {
        CategoricalReference r = new CategoricalReference(Kind.UNIFORM, S, 0.01, 10, 10);
        double off = (1 - Math.pow(1 - 0.01 * S / (S - 1), 110)) / S;
        assertThat(r.kernel().get(3, 17)).isCloseTo(off, Offset.offset(1e-14));
        assertThat(r.kernel().get(3, 3)).isCloseTo(1 - (S - 1) * off, Offset.offset(ROUNDING));
    }

    /** The walk against its spectral form, cosines on cells; both to rounding. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 7, 300})
    void theWalkIsTheHeatKernelOfItsCells(double v) {
        int n = 24;
        Matrix q = CategoricalReference.walk(n, v, 0).kernel();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 1.0 / n;
                for (int k = 1; k < n; k++) {
                    sum += 2.0 / n * Math.exp(-v * (1 - Math.cos(Math.PI * k / n))) * Math.cos(Math.PI * k * (i + 0.5) / n)
                            * Math.cos(Math.PI * k * (j + 0.5) / n);
                }
                assertThat(q.get(i, j)).isCloseTo(sum, Offset.offset(1e-13)).isPositive();
            }
        }
    }

    @Test
    void tinyDivergencesSurvive() {
        double[] p = {0.5, 0.5};
        double d = 1e-7;
        // KL = −½ log(1 − 4d²) = 2d² to relative 2d².
        assertThat(Divergence.kl(p, new double[] {0.5 + d, 0.5 - d})).isCloseTo(2 * d * d, Percentage.withPercentage(1e-6));
        assertThat(Divergence.kl(new double[] {1, 0}, new double[] {0.25, 0.75})).isCloseTo(Math.log(4), Offset.offset(1e-15));
    }
}
