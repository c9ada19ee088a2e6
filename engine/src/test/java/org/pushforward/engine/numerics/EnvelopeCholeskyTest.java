package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnvelopeCholeskyTest {

    /** A ring of n with a shift, which has the Fourier waves as eigenvectors. */
    private static EnvelopeCholesky.Matrix ring(int n, double shift) {
        int[][] known = new int[n][];
        for (int k = 0; k < n; k++) {
            known[k] = new int[] {k, (k + 1) % n, (k + n - 1) % n};
        }
        EnvelopeCholesky.Matrix m = EnvelopeCholesky.of(known).matrix();
        for (int k = 0; k < n; k++) {
            m.add(k, k, 2 + shift);
            m.add(k, (k + 1) % n, -1);
        }
        return m;
    }

    @Test
    void aWaveOnARingIsDividedByItsEigenvalue() {
        int n = 30;
        double[] b = new double[n];
        for (int k = 0; k < n; k++) {
            b[k] = Math.cos(2 * Math.PI * 3 * k / n);
        }
        double[] x = ring(n, 0.1).factored().solve(b);
        double eigenvalue = 0.1 + 2 - 2 * Math.cos(2 * Math.PI * 3 / n);
        for (int k = 0; k < n; k++) {
            assertThat(x[k]).isCloseTo(b[k] / eigenvalue, within(1e-12));
        }
    }

    @Test
    void theBandOfAMeshIsNarrowAndPartsMayBeApart() {
        // A ring ordered from one end has a band of two, whatever its numbers.
        int[] cells = new int[60];
        for (int k = 0; k < 30; k++) {
            cells[2 * k] = k * 7 % 30;
            cells[2 * k + 1] = (k + 1) * 7 % 30;
        }
        assertThat(EnvelopeCholesky.ofMesh(30, cells, 2, 1).factorOperations()).isLessThanOrEqualTo(30 * 4.5);
        assertThat(EnvelopeCholesky.ofMesh(4, new int[] {0, 1, 2, 3}, 2, 2).size()).isEqualTo(8);
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteIsRefused() {
        assertThatThrownBy(() -> ring(8, -0.5).factored()).isInstanceOf(ArithmeticException.class);
    }
}
