package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZakharovShabatTest {

    private static ZakharovShabat sech(double a, int n) {
        double h = 40.0 / n;
        return new ZakharovShabat(IntStream.range(0, n).mapToDouble(k -> a / Math.cosh(-20 + (k + 0.5) * h)).toArray(), new double[n], h, -20);
    }

    /** Satsuma & Yajima 1974. */
    @Test
    void theHyperbolicSecantHasItsSpectrum() {
        ZakharovShabat z = sech(2.2, 2048);
        for (double x : new double[] {-0.7, 0, 0.3, 1.1}) {
            double[] ab = z.at(x, 0);
            assertThat(ab[2] * ab[2] + ab[3] * ab[3]).isCloseTo(Math.pow(Math.sin(Math.PI * 2.2) / Math.cosh(Math.PI * x), 2), within(1e-4));
            assertThat(Arrays.stream(ab).map(v -> v * v).sum()).isCloseTo(1, within(1e-12));
        }
        assertThat(z.count()).isEqualTo(2);
        double[] e = z.eigenvalues(2);
        assertThat(e).usingComparatorWithPrecision(1e-4).containsExactly(0, 1.7, 0, 0.7);
        assertThat(z.energy(e) / z.energy()).isCloseTo(1, within(1e-4));
    }

    @Test
    void theRectangleIsExact() {
        ZakharovShabat z = new ZakharovShabat(new double[] {0, 1.5, 1.5, 0}, new double[4], 1, -2);
        for (double x : new double[] {-2, 0, 0.4}) {
            double[] ab = z.at(x, 0);
            double k = Math.sqrt(x * x + 1.5 * 1.5);
            assertThat(ab[2] * ab[2] + ab[3] * ab[3]).isCloseTo(Math.pow(1.5 * Math.sin(2 * k) / k, 2), within(1e-14));
        }
        assertThat(z.energy(z.eigenvalues(z.count())) / 4.5).isCloseTo(1, within(1e-5));
    }

    /** Of one soliton 2η sech 2η(t − t₀); of two, what the transform finds again. */
    @Test
    void solitonsComeOutOfTheirEigenvalues() {
        int n = 4096;
        double[] t = IntStream.range(0, n).mapToDouble(k -> -20 + (k + 0.5) * 40 / n).toArray();
        double[] one = ZakharovShabat.darboux(new double[] {0, 0.5}, new double[] {1, 0}, t);
        for (int k = 0; k < n; k += 100) {
            assertThat(Math.hypot(one[2 * k], one[2 * k + 1])).isCloseTo(1 / Math.cosh(t[k]), within(1e-13));
        }
        double[] values = {0.3, 1, -0.2, 0.5};
        double[] two = ZakharovShabat.darboux(values, new double[] {1, 0, 0, 1}, t);
        ZakharovShabat z = new ZakharovShabat(IntStream.range(0, n).mapToDouble(k -> two[2 * k]).toArray(), IntStream.range(0, n).mapToDouble(k -> two[2 * k + 1]).toArray(), 40.0 / n, -20);
        assertThat(z.count()).isEqualTo(2);
        assertThat(z.eigenvalues(2)).usingComparatorWithPrecision(1e-4).containsExactly(values);
        assertThat(z.energy()).isCloseTo(6, within(1e-4));
        double[] ab = z.at(0.3, 0);
        assertThat(Math.hypot(ab[2], ab[3])).isLessThan(1e-3);
    }
}
