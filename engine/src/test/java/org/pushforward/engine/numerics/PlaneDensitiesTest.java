package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Of {@link KernelDensity} and {@link MixtureFit}. */
class PlaneDensitiesTest {

    @Test
    void aKernelDensityByHand() {
        KernelDensity k = new KernelDensity(new double[] {0, 0, 1, 0}, 0.5);
        assertThat(k.at(0, 0)).isCloseTo((1 + Math.exp(-2)) / (2 * 2 * Math.PI * 0.25), Offset.offset(1e-15));
        assertThat(k.meanLog(new double[] {0, 0, 1, 0})).isCloseTo(Math.log(k.at(0, 0)), Offset.offset(1e-15));
        // The variances of the coordinates are ½ and 0.
        assertThat(KernelDensity.silverman(new double[] {0, 0, 1, 0}).h()).isCloseTo(0.5 * Math.pow(2, -1.0 / 6), Offset.offset(1e-15));
    }

    @Test
    void validationRefusesKernelsThatAreTooNarrowOrTooWide() {
        double[] z = new double[400];
        new Philox(1).normals(0, 200, 0, 2, z, 0);
        double[] other = new double[400];
        new Philox(1).normals(200, 200, 0, 2, other, 0);
        assertThat(KernelDensity.validated(z, other, new double[] {0.01, 0.4, 5}).h()).isEqualTo(0.4);
    }

    @Test
    void twoComponentsAreFoundAgain() {
        GaussianMixture truth = GaussianMixture.of(new double[] {0.3, 0.7}, new double[] {-2, 0, 2, 1}, List.of(Matrix.of(2, 2, 0.2, 0.1, 0.1, 0.3), Matrix.of(2, 2, 0.5, 0, 0, 0.1)));
        double[] x = truth.draws(2000, new Philox(4), 0);
        double[] other = truth.draws(1000, new Philox(4), 1);
        GaussianMixture m = MixtureFit.validated(x, other, 2, 3, new Philox(5), 1e-6);
        assertThat(m.components()).isGreaterThanOrEqualTo(2);
        GaussianMixture two = MixtureFit.fitted(x, 2, 2, new double[] {0.2, 0.9}, 1e-6);
        int left = two.mean(0, 0) < 0 ? 0 : 1;
        assertThat(two.weight(left)).isCloseTo(0.3, Offset.offset(0.04));
        assertThat(two.mean(left, 0)).isCloseTo(-2, Offset.offset(0.06));
        assertThat(two.component(1 - left).mean(0, 1)).isCloseTo(1, Offset.offset(0.05));
        // The fit cannot be less likely than the truth on what it was fitted to.
        assertThat(MixtureFit.meanLog(two, x, 2)).isGreaterThan(MixtureFit.meanLog(truth, x, 2));
    }
}
