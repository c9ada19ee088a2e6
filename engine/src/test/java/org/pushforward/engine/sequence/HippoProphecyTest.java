package org.pushforward.engine.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class HippoProphecyTest {

    @Test
    void theSlopeOfARampIsExact() {
        Solver s = played("system=ramp", "slope=-2.5", "samples=400", "size=5");
        assertThat(s.diagnostics().value("derivative").orElseThrow()).isCloseTo(-2.5, within(1e-10));
    }

    /** Independently computed in Python. */
    @Test
    void lorenzIsForetoldByLinesAndNotByHolds() {
        assertThat(played("samples=1500").diagnostics().value("prediction-ratio").orElseThrow()).isLessThan(0.07);
        assertThat(played("samples=1500", "hold=zoh", "size=16").diagnostics().value("prediction-ratio").orElseThrow()).isGreaterThan(2);
    }

    @Test
    void samplesTooFarApartToIntegrateAreRefused() {
        assertThatThrownBy(() -> new HippoProphecy().opened("dt=10", "window=100")).isInstanceOf(InputException.class).hasMessageContaining("too coarse");
    }

    @Test
    void aWindowOfOneSampleIsRefused() {
        assertThatThrownBy(() -> new HippoProphecy().opened("window=0.01")).isInstanceOf(InputException.class).hasMessageContaining("change window or dt");
    }

    private static Solver played(String... set) {
        Solver s = new HippoProphecy().opened(set);
        s.advance(10_000, StepContext.serial());
        return s;
    }
}
