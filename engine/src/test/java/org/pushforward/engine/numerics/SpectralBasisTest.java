package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.numerics.SpectralBasis.Kind;

class SpectralBasisTest {

    private static double[] coefficients(SpectralBasis b, int n, DoubleUnaryOperator f) {
        return Matrix.of(b.count(), n, b.analysis(n)).times(Arrays.stream(b.nodes(n)).map(f).toArray());
    }

    private static double at(SpectralBasis b, double[] c, double x) {
        return Vectors.dot(c, b.values(new double[] {x}));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatItSpansComesBackWithItsDerivativeAndItsMeanSquare(Kind kind) {
        SpectralBasis b = new SpectralBasis(kind, 7);
        DoubleUnaryOperator f = kind == Kind.FOURIER ? x -> 1 + Math.sin(6 * Math.PI * x) - 2 * Math.cos(2 * Math.PI * x) : t -> 1 + t - 3 * t * t * t * t;
        DoubleUnaryOperator slope = kind == Kind.FOURIER ? x -> 6 * Math.PI * Math.cos(6 * Math.PI * x) + 4 * Math.PI * Math.sin(2 * Math.PI * x) : t -> 1 - 12 * t * t * t;
        double[] c = coefficients(b, 7, f);
        assertThat(at(b, c, 0.37)).isCloseTo(f.applyAsDouble(0.37), within(1e-13));
        double[] d = Matrix.of(7, 7, b.derivative()).times(c);
        assertThat(at(b, d, 0.37)).isCloseTo(slope.applyAsDouble(0.37), within(1e-11));
        double square = Arrays.stream(b.nodes(16)).map(x -> Math.pow(f.applyAsDouble(x), 2)).average().orElseThrow();
        assertThat(Vectors.dot(c, c)).isCloseTo(square, within(1e-12));
    }

    @Test
    void timesPlaceMultipliesByT() {
        SpectralBasis b = new SpectralBasis(Kind.CHEBYSHEV, 6);
        double[] c = Matrix.of(6, 6, b.timesPlace()).times(coefficients(b, 6, t -> t * t - 0.3));
        assertThat(at(b, c, 0.8)).isCloseTo(0.8 * (0.64 - 0.3), within(1e-13));
    }
}
