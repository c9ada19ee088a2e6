package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class ParameterFreeTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void cloudsAreCenteredOfRadiusOneAndTheSameWheneverDrawn(int family) {
        double[] a = SolidShapes.cloud(family, 3, 100, 0, 0, new Philox(1));
        assertThat(a).isEqualTo(SolidShapes.cloud(family, 3, 100, 0, 0, new Philox(1))).hasSize(300);
        double[] mean = new double[3];
        double radius = 0;
        for (int p = 0; p < 100; p++) {
            double r = 0;
            for (int k = 0; k < 3; k++) {
                mean[k] += a[3 * p + k] / 100;
                r += a[3 * p + k] * a[3 * p + k];
            }
            radius = Math.max(radius, Math.sqrt(r));
        }
        assertThat(radius).isCloseTo(1, within(1e-12));
        assertThat(mean).containsExactly(new double[3], within(1e-12));
    }

    @Test
    void theOrderOfPointsDoesNotMatterToTheLastBit() {
        double[] a = SolidShapes.cloud(5, 1, 64, 0, 0, new Philox(2));
        double[] b = new double[a.length];
        for (int p = 0; p < 64; p++) {
            System.arraycopy(a, 3 * p, b, 3 * ((p * 27 + 5) % 64), 3);
        }
        PointEncoder e = new PointEncoder(3, 24, 8);
        assertThat(e.encoded(b).feature()).isEqualTo(e.encoded(a).feature()).hasSize(e.features());
        assertThat(e.encoded(a).kept()[2]).hasSize(8);
    }

    @Test
    void fourFamiliesAreToldApartWithoutTraining() {
        var run = new ParameterFree().opened("shapes=4", "points=64", "stages=2");
        run.advance(100, StepContext.serial());
        assertThat(run.diagnostics().value("accuracy").orElseThrow()).isGreaterThan(0.8);
    }

    @Test
    void stagesThatLeaveNoPointsAreRefused() {
        assertThatThrownBy(() -> new ParameterFree().opened("points=16", "stages=4")).isInstanceOf(InputException.class).hasMessageContaining("stages");
    }
}
