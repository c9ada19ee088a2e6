package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StarDiscrepancyTest {

    @Test
    void onePointInTheMiddleMissesThreeQuarters() {
        assertThat(StarDiscrepancy.of(new double[] {0.5, 0.5})).isCloseTo(0.75, within(1e-15));
        assertThat(StarDiscrepancy.of(new double[] {0, 0})).isCloseTo(1, within(1e-15));
    }

    @Test
    void agreesWithAllBoxesTried() {
        double[] xy = new double[2 * 12];
        new Philox(4).uniforms(0, 12, 0, 2, xy, 0);
        double worst = 0;
        for (int i = 0; i <= 12; i++) {
            for (int j = 0; j <= 12; j++) {
                double a = i < 12 ? xy[2 * i] : 1;
                double b = j < 12 ? xy[2 * j + 1] : 1;
                int open = 0;
                int closed = 0;
                for (int k = 0; k < 12; k++) {
                    open += xy[2 * k] < a && xy[2 * k + 1] < b ? 1 : 0;
                    closed += xy[2 * k] <= a && xy[2 * k + 1] <= b ? 1 : 0;
                }
                worst = Math.max(worst, Math.max(a * b - open / 12.0, closed / 12.0 - a * b));
            }
        }
        assertThat(StarDiscrepancy.of(xy)).isCloseTo(worst, within(1e-14));
    }

    @Test
    void sobolPointsAreMoreEven() {
        double[] sobol = new LowDiscrepancy(LowDiscrepancy.Kind.SOBOL, LowDiscrepancy.Randomisation.SHIFT, 2).points(256, new Philox(1));
        double[] iid = new LowDiscrepancy(LowDiscrepancy.Kind.IID, LowDiscrepancy.Randomisation.NONE, 2).points(256, new Philox(1));
        assertThat(StarDiscrepancy.of(sobol)).isLessThan(0.4 * StarDiscrepancy.of(iid));
    }
}
