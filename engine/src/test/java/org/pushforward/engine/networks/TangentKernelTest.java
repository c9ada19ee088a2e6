package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;

class TangentKernelTest {

    @Test
    void theSmallKernelIsTheMeanOverBlocksTimesTheNumberOfOutputs() {
        var run = new TangentKernel().opened("width=32", "outputs=3", "samples=4");
        run.advance(1, StepContext.serial());
        double[] large = ((Layer.Matrix) run.frame(1).layer("kernel").orElseThrow()).values();
        double[] blocks = ((Layer.Matrix) run.frame(1).layer("blocks").orElseThrow()).values();
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double sum = 0;
                for (int a = 0; a < 3; a++) {
                    for (int b = 0; b < 3; b++) {
                        sum += large[(3 * i + a) * 12 + 3 * j + b];
                        if (a != b) {
                            assertThat(blocks[(3 * i + a) * 12 + 3 * j + b]).isZero();
                        }
                    }
                }
                assertThat(blocks[3 * i * 12 + 3 * j]).isCloseTo(sum / 3, within(1e-12));
            }
        }
    }

    @Test
    void widerIsNearerAndTheBoundHolds() {
        var run = new TangentKernel().opened("width=256", "outputs=4", "samples=10");
        double first = run.diagnostics().value("relative-error").orElseThrow();
        run.advance(4, StepContext.serial());
        assertThat(run.diagnostics().value("relative-error").orElseThrow()).isLessThan(0.5 * first);
        assertThat(run.diagnostics().value("bound-share").orElseThrow()).isBetween(0.0, 1.0);
        assertThat(run.diagnostics().value("operations-ratio").orElseThrow()).isEqualTo(64);
    }
}
