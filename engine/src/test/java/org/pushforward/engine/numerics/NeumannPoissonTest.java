package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.Workers;

class NeumannPoissonTest {

    private static final double HX = 0.7;
    private static final double HY = 0.3;

    @ParameterizedTest
    @CsvSource({"2, 2", "3, 5", "8, 16", "17, 9", "108, 72", "71, 30"})
    void cosinesAreEigenvectors(int nx, int ny) {
        NeumannPoisson poisson = new NeumannPoisson(nx, ny, HX, HY);
        double[] cosine = new double[nx * ny];
        double[] u = new double[nx * ny];
        for (int k = 0; k < nx; k += 1 + nx / 5) {
            for (int l = 0; l < ny; l += 1 + ny / 5) {
                for (int i = 0; i < nx; i++) {
                    for (int j = 0; j < ny; j++) {
                        cosine[i * ny + j] = Math.cos(Math.PI * k * (i + 0.5) / nx) * Math.cos(Math.PI * l * (j + 0.5) / ny);
                    }
                }
                double eigenvalue = (2 * Math.cos(Math.PI * k / nx) - 2) / (HX * HX) + (2 * Math.cos(Math.PI * l / ny) - 2) / (HY * HY);
                poisson.solve(cosine, u, Workers.serial());
                for (int c = 0; c < u.length; c++) {
                    double exact = k == 0 && l == 0 ? 0 : cosine[c] / eigenvalue;
                    // Rounding of two transforms, amplified by the smallest eigenvalue (about 1e-3 here).
                    assertThat(u[c]).as("mode (%d, %d)", k, l).isCloseTo(exact, within(1e-11));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "20, 20", "33, 64", "216, 144"})
    void theDiscreteLaplacianOfTheSolutionIsTheRightHandSideWithoutItsMean(int nx, int ny) {
        double[] f = new SplittableRandom(nx).doubles((long) nx * ny, -1, 1).toArray();
        double[] u = new double[f.length];
        new NeumannPoisson(nx, ny, HX, HY).solve(f, u, Workers.serial());
        double mean = 0;
        double meanU = 0;
        for (int c = 0; c < f.length; c++) {
            mean += f[c] / f.length;
            meanU += u[c] / f.length;
        }
        assertThat(meanU).isCloseTo(0, within(1e-11));
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                double here = u[i * ny + j];
                double xx = u[Math.min(i + 1, nx - 1) * ny + j] - 2 * here + u[Math.max(i - 1, 0) * ny + j];
                double yy = u[i * ny + Math.min(j + 1, ny - 1)] - 2 * here + u[i * ny + Math.max(j - 1, 0)];
                // u is of the order of the squared size of the domain, so differences lose about four digits at most.
                assertThat(xx / (HX * HX) + yy / (HY * HY)).isCloseTo(f[i * ny + j] - mean, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 4", "50, 31", "128, 128"})
    void anyNumberOfThreadsGivesTheSameBits(int nx, int ny) {
        double[] f = new SplittableRandom(ny).doubles((long) nx * ny, -1, 1).toArray();
        double[] one = new double[f.length];
        new NeumannPoisson(nx, ny, HX, HY).solve(f, one, Workers.serial());
        for (int threads = 2; threads <= 5; threads++) {
            double[] many = f.clone();
            try (Workers workers = new Workers(threads)) {
                new NeumannPoisson(nx, ny, HX, HY).solve(many, many, workers);
            }
            assertThat(many).isEqualTo(one);
        }
    }
}
