package org.pushforward.engine.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcousticBoundaryTest {

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 4.3", "true, 10", "false, 1", "false, 4.3", "false, 10", "true, 2.404825557695773", "false, 3.831705970207512"})
    void theFarFieldOfACircleIsTheSeries(boolean isSoft, double k) {
        AcousticBoundary b = new AcousticBoundary("circle", isSoft, 64);
        double[] u = b.farField(b.solved(k), k, 72);
        assertThat(u).containsExactly(AcousticBoundary.seriesFarField(isSoft, k, 72), within(1e-10));
    }

    @ParameterizedTest
    @CsvSource({"kite, true", "kite, false", "ellipse, true", "ellipse, false"})
    void theOpticalTheoremHolds(String shape, boolean isSoft) {
        double k = 3;
        int directions = 128;
        AcousticBoundary b = new AcousticBoundary(shape, isSoft, 128);
        double[] u = b.farField(b.solved(k), k, directions);
        double scattered = 0;
        for (double v : u) {
            scattered += v * v * 2 * Math.PI / directions;
        }
        // σ = −√(8π/k) Re(e^{iπ/4} u∞(forward)), for a body that takes nothing in.
        double forward = -Math.sqrt(8 * Math.PI / k) * (u[0] - u[directions]) * Math.sqrt(0.5);
        assertThat(scattered).isCloseTo(forward, within(1e-8));
    }

    @Test
    void aKiteIsNoCircle() {
        AcousticBoundary kite = new AcousticBoundary("kite", true, 64);
        assertThat(kite.contains(0, 0)).isTrue();
        assertThat(kite.contains(-1.3, 0)).isFalse();
    }
}
