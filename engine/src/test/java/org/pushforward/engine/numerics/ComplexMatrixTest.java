package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComplexMatrixTest {

    private static ComplexMatrix random(int rows, int columns, int seed) {
        double[] z = new double[2 * rows * columns];
        new Philox(seed).normals(0, 1, 0, z.length, z, 0);
        return new ComplexMatrix(rows, columns, Arrays.copyOf(z, z.length / 2), Arrays.copyOfRange(z, z.length / 2, z.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 33})
    void eigenvaluesAndVectorsSatisfyTheirEquation(int n) {
        ComplexMatrix a = random(n, n, n);
        double[] values = a.eigenvalues();
        ComplexMatrix v = a.eigenvectors(values);
        ComplexMatrix d = ComplexMatrix.diagonal(IntStream.range(0, n).mapToDouble(k -> values[2 * k]).toArray(), IntStream.range(0, n).mapToDouble(k -> values[2 * k + 1]).toArray());
        assertThat(a.times(v).minus(v.times(d)).frobenius()).isLessThan(1e-11 * n);
        double trace = IntStream.range(0, n).mapToDouble(k -> a.re()[k * n + k]).sum();
        assertThat(IntStream.range(0, n).mapToDouble(k -> values[2 * k]).sum()).isCloseTo(trace, within(1e-12 * n));
    }

    /** The cyclic shift: roots of unity. */
    @Test
    void aShiftHasRootsOfUnity() {
        int n = 7;
        ComplexMatrix shift = ComplexMatrix.zeros(n, n);
        for (int k = 0; k < n; k++) {
            shift.re()[k * n + (k + 1) % n] = 1;
        }
        double[] v = shift.eigenvalues();
        double[] angles = IntStream.range(0, n).mapToDouble(k -> Math.atan2(v[2 * k + 1], v[2 * k])).sorted().toArray();
        for (int k = 0; k < n; k++) {
            assertThat(angles[k]).isCloseTo(2 * Math.PI * (k - 3) / n, within(1e-13));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 24})
    void hermitianMatricesAreDiagonalized(int n) {
        ComplexMatrix b = random(n, n, 7 + n);
        ComplexMatrix a = b.plus(b.adjoint());
        ComplexMatrix.Hermitian h = a.hermitian();
        ComplexMatrix d = ComplexMatrix.diagonal(h.values(), new double[n]);
        assertThat(a.times(h.vectors()).minus(h.vectors().times(d)).frobenius()).isLessThan(1e-12 * n);
        assertThat(h.vectors().adjoint().times(h.vectors()).minus(ComplexMatrix.real(Matrix.identity(n))).frobenius()).isLessThan(1e-13 * n);
        assertThat(h.values()[0]).isGreaterThan(h.values()[n - 1]);
    }

    @Test
    void solutionsAndSingularValues() {
        ComplexMatrix a = random(6, 6, 3);
        ComplexMatrix x = random(6, 2, 4);
        assertThat(a.solve(a.times(x)).minus(x).frobenius()).isLessThan(1e-12);
        ComplexMatrix tall = random(9, 4, 5);
        ComplexMatrix y = random(4, 3, 6);
        assertThat(tall.solve(tall.times(y)).minus(y).frobenius()).isLessThan(1e-12);
        double[] s = a.singularValues();
        assertThat(Math.sqrt(Arrays.stream(s).map(v -> v * v).sum())).isCloseTo(a.frobenius(), within(1e-12));
        assertThatThrownBy(() -> ComplexMatrix.zeros(2, 2).solve(random(2, 1, 1))).isInstanceOf(ArithmeticException.class);
    }
}
