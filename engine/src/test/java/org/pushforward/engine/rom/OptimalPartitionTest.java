package org.pushforward.engine.rom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class OptimalPartitionTest {

    @Test
    void theAngleFindsPlacesAndTheBestNeverGetsWorse() {
        var run = new OptimalPartition().opened("clusters=4", "modes=2");
        double cost = Double.POSITIVE_INFINITY;
        while (run.status() instanceof Status.Running) {
            run.step(StepContext.serial());
            double now = run.diagnostics().value("cost-sine").orElseThrow();
            assertThat(now).isLessThanOrEqualTo(cost);
            cost = now;
        }
        assertThat(run.diagnostics().value("error-sine").orElseThrow()).isLessThan(0.6 * run.diagnostics().value("error-euclid").orElseThrow());
        // Cells are intervals of places, whatever the amplitude: four of half the width of the domain at most.
        Layer.Points cells = (Layer.Points) run.frame(0).layer("cells-sine").orElseThrow();
        double[] low = {2, 2, 2, 2};
        double[] high = new double[4];
        double[] colors = cells.fields().getFirst().values();
        for (int i = 0; i < colors.length; i++) {
            int c = (int) colors[i];
            low[c] = Math.min(low[c], cells.coordinates()[2 * i]);
            high[c] = Math.max(high[c], cells.coordinates()[2 * i]);
        }
        for (int c = 0; c < 4; c++) {
            assertThat(high[c] - low[c]).isBetween(0.2, 1.0);
        }
    }

    @Test
    void bumpsHaveTheLengthOfAGaussian() {
        Snapshots s = Snapshots.bumps(50, new Philox(1));
        for (int i = 0; i < 50; i++) {
            if (s.place()[i] > 0.3 && s.place()[i] < 0.7) {
                double sum = 0;
                for (int k = 0; k < s.m(); k++) {
                    sum += s.u()[i * s.m() + k] * s.u()[i * s.m() + k] / s.m();
                }
                // ∫ exp(−(x/w)²) dx = w √π.
                assertThat(sum / (s.amplitude()[i] * s.amplitude()[i] * 0.045 * Math.sqrt(Math.PI))).isBetween(1 - 1e-9, 1 + 1e-9);
            }
        }
    }
}
