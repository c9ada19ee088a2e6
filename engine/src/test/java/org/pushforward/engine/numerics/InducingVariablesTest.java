package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InducingVariablesTest {

    private static final int N = 12;
    private static final double NOISE = 0.05;

    private static double[][] kernel(int m) {
        double[][] k = new double[m][N];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < N; j++) {
                k[i][j] = Math.exp(-0.5 * (i - j) * (i - j));
            }
        }
        return k;
    }

    private static double[][] square(int m) {
        return Arrays.stream(kernel(m)).map(r -> Arrays.copyOf(r, m)).toArray(double[][]::new);
    }

    private static InducingVariables of(int m, int block) {
        double[] one = new double[N];
        Arrays.fill(one, 1);
        return new InducingVariables(square(m), kernel(m), one, y(), NOISE, block);
    }

    private static double[] y() {
        double[] y = new double[N];
        Arrays.setAll(y, k -> Math.sin(0.7 * k));
        return y;
    }

    @Test
    void allValuesAsInducingVariablesGiveTheEvidence() {
        // The jitter of 1e-10 over the noise of .05 changes the evidence by about 1e-8.
        assertThat(of(N, N).bound()).isCloseTo(InducingVariables.evidence(kernel(N), y(), NOISE), within(1e-6));
    }

    @Test
    void boundsRiseWithTheirNumberAndDecouplingCostsSomething() {
        double evidence = InducingVariables.evidence(kernel(N), y(), NOISE);
        assertThat(of(4, 4).bound()).isLessThan(of(8, 8).bound());
        assertThat(of(8, 4).bound()).isLessThan(of(8, 8).bound());
        assertThat(of(8, 8).bound()).isLessThan(evidence);
    }

    @Test
    void decoupledMeansAreThoseOfTheBest() {
        double[] kz = Arrays.copyOf(kernel(N)[5], 8);
        assertThat(of(8, 4).predicted(kz, 1)[0]).isCloseTo(of(8, 8).predicted(kz, 1)[0], within(1e-12));
        assertThat(of(0, 0).predicted(new double[0], 1)).containsExactly(0, 1);
    }
}
