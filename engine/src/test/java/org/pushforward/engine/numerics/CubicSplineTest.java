package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CubicSplineTest {

    private static final double[] KNOTS = {-1, -0.4, 0.1, 0.15, 0.9, 2, 2.3};

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7})
    void polynomialsUpToDegreeThreeAreReproduced(int n) {
        int degree = Math.min(3, n - 1);
        DoubleUnaryOperator f = t -> Math.pow(t, degree) - 2 * t + 0.5;
        double[] x = Arrays.copyOf(KNOTS, n);
        CubicSpline s = new CubicSpline(x, Arrays.stream(x).map(f).toArray());
        for (double t = -1.3; t < x[n - 1]; t += 0.13) {
            assertThat(s.at(t)).isEqualTo(f.applyAsDouble(t), within(1e-12));
        }
    }

    @Test
    void errorFallsWithTheFourthPowerOfTheSpacing() {
        assertThat(Math.log(error(20) / error(40)) / Math.log(2)).isBetween(3.8, 4.5);
    }

    private static double error(int n) {
        double[] x = new double[n + 1];
        Arrays.setAll(x, k -> 3.0 * k / n);
        CubicSpline s = new CubicSpline(x, Arrays.stream(x).map(Math::sin).toArray());
        double worst = 0;
        for (double t = 0; t < 3; t += 0.003) {
            worst = Math.max(worst, Math.abs(s.at(t) - Math.sin(t)));
        }
        return worst;
    }
}
