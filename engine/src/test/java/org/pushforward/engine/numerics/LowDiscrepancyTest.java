package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.numerics.LowDiscrepancy.Kind;
import org.pushforward.engine.numerics.LowDiscrepancy.Randomisation;

class LowDiscrepancyTest {

    /** A net of quality 0: in every box of volume 1/n whose sides are powers of ½ there is one point. */
    @ParameterizedTest
    @EnumSource(Randomisation.class)
    void everyElementaryIntervalOfTheFirstTwoCoordinatesHoldsOnePoint(Randomisation how) {
        int n = 256;
        double[] x = new LowDiscrepancy(Kind.SOBOL, how, 2).points(n, new Philox(7));
        for (int a = 0; a <= 8; a++) {
            Set<Integer> boxes = new HashSet<>();
            for (int i = 0; i < n; i++) {
                boxes.add((int) (x[2 * i] * (1 << a)) * 1000 + (int) (x[2 * i + 1] * (1 << 8 - a)));
            }
            assertThat(boxes).hasSize(n);
        }
    }

    /** Every dimension for itself is stratified, whatever the direction numbers, only if they are legal. */
    @ParameterizedTest
    @EnumSource(Randomisation.class)
    void everyDimensionIsStratified(Randomisation how) {
        int n = 1024;
        double[] x = new LowDiscrepancy(Kind.SOBOL, how, 16).points(n, new Philox(3));
        for (int k = 0; k < 16; k++) {
            Set<Integer> cells = new HashSet<>();
            for (int i = 0; i < n; i++) {
                cells.add((int) (x[16 * i + k] * n));
            }
            assertThat(cells).hasSize(n);
        }
    }

    @Test
    void pointsOfANetDifferByAPoint() {
        double[] x = new LowDiscrepancy(Kind.SOBOL, Randomisation.LINEAR, 3).points(64, new Philox(5));
        for (int i = 0; i < 64; i++) {
            for (int k = 0; k < 3; k++) {
                long difference = bits(x[3 * i + k]) ^ bits(x[3 * 21 + k]);
                assertThat(difference).isEqualTo(bits(x[3 * (i ^ 21) + k]) ^ bits(x[k]));
            }
        }
    }

    private static long bits(double x) {
        return (long) (x * 0x1p32);
    }

    @Test
    void firstPointsAreThePublishedOnes() {
        double[] s = new LowDiscrepancy(Kind.SOBOL, Randomisation.NONE, 3).points(4, new Philox(1));
        assertThat(s).containsExactly(0, 0, 0, 0.5, 0.5, 0.5, 0.25, 0.75, 0.75, 0.75, 0.25, 0.25);
        double[] h = new LowDiscrepancy(Kind.HALTON, Randomisation.NONE, 2).points(4, new Philox(1));
        assertThat(h).containsExactly(new double[] {0, 0, 0.5, 1.0 / 3, 0.25, 2.0 / 3, 0.75, 1.0 / 9}, within(1e-12));
        double[] l = new LowDiscrepancy(Kind.LATTICE, Randomisation.NONE, 2).points(4, new Philox(1));
        assertThat(l).containsExactly(0, 0, 0.25, 0.75, 0.5, 0.5, 0.75, 0.25);
    }

    @ParameterizedTest
    @CsvSource({"SOBOL, SHIFT", "SOBOL, LINEAR", "SOBOL, OWEN", "LATTICE, SHIFT", "HALTON, SHIFT", "HALTON, LINEAR"})
    void meansAreUnbiased(Kind kind, Randomisation how) {
        // Of x² y over 4000 randomisations of four points; its mean is 1/6 and a mean of four deviates by less than .2.
        double sum = 0;
        for (int r = 0; r < 4000; r++) {
            double[] x = new LowDiscrepancy(kind, how, 2).points(4, new Philox(1000 + r));
            for (int i = 0; i < 4; i++) {
                sum += x[2 * i] * x[2 * i] * x[2 * i + 1] / 16000;
            }
        }
        assertThat(sum).isCloseTo(1.0 / 6, within(4 * 0.2 / Math.sqrt(4000)));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, false", "1, true"})
    void systemsAreSolvedByTransforms(int order, boolean net) {
        int n = 128;
        int d = 2;
        MatchedKernel k = net ? MatchedKernel.ofNet(0.7) : MatchedKernel.ofLattice(order, 0.3);
        double[] x = new LowDiscrepancy(net ? Kind.SOBOL : Kind.LATTICE, Randomisation.SHIFT, d).points(n, new Philox(2));
        double[] f = new double[n];
        for (int i = 0; i < n; i++) {
            f[i] = Math.exp(x[2 * i]) * Math.cos(3 * x[2 * i + 1]);
        }
        double[] c = k.coefficients(x, d, f);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += k.at(x, 2 * i, x, 2 * j, d) * c[j];
            }
            // The condition of the smoothest kernel grows like n⁶.
            assertThat(sum).isCloseTo(f[i], within(order == 3 ? 1e-8 : 1e-9));
        }
    }

    @Test
    void theWalshTransformIsItsOwnInverse() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 9};
        double[] y = x.clone();
        WalshHadamard.transform(y);
        assertThat(y[0]).isEqualTo(37);
        assertThat(y[1]).isEqualTo(1 - 2 + 3 - 4 + 5 - 6 + 7 - 9);
        WalshHadamard.transform(y);
        for (int k = 0; k < 8; k++) {
            assertThat(y[k]).isEqualTo(8 * x[k]);
        }
    }
}
