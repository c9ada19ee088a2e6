package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class ExtendedNetworksTest {

    @Test
    void everyGridSeesTheSamePairs() {
        ExtendedNetworks.Pairs coarse = ExtendedNetworks.Pairs.of(new Philox(1), 3, 2, 64, 0.1);
        ExtendedNetworks.Pairs fine = ExtendedNetworks.Pairs.of(new Philox(1), 3, 2, 256, 0.1);
        for (int j = 0; j < 64; j++) {
            assertThat(fine.x()[4 * j]).isCloseTo(coarse.x()[j], within(1e-12));
            assertThat(fine.y()[256 + 4 * j]).isCloseTo(coarse.y()[64 + j], within(1e-7));
        }
    }

    @Test
    void theChosenOperatorIsMeasuredOnEveryGrid() {
        var run = new ExtendedNetworks().opened("width=4", "pairs=8", "batch=4", "iterations=6", "iterations-per-step=3", "operator=cnn");
        run.advance(2, StepContext.serial());
        var d = run.diagnostics();
        assertThat(d.value("ratio").orElseThrow()).isEqualTo(d.value("ratio-cnn").orElseThrow());
        assertThat(d.value("error-256").orElseThrow()).isEqualTo(d.value("fine-cnn").orElseThrow());
        assertThat(d.value("derivative-order").orElseThrow()).isCloseTo(2, within(0.01));
    }
}
