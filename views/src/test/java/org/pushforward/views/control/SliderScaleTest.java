package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SliderScaleTest {

    @Test
    void theEndsAreExact() {
        for (SliderScale s : new SliderScale[] {new SliderScale(0, 60, false, false), new SliderScale(0.013, 0.25, true, false),
                new SliderScale(8, 256, true, true)}) {
            assertThat(s.value(0)).isEqualTo(s.min());
            assertThat(s.value(1)).isEqualTo(s.max());
        }
    }

    @Test
    void valuesAreWhatAHandCanAimAt() {
        assertThat(new SliderScale(0, 60, false, false).value(1 / 3.1)).isEqualTo(19.4);
        assertThat(new SliderScale(0.01, 0.25, false, false).value(0.5)).isEqualTo(0.13);
        assertThat(new SliderScale(1e-3, 10, true, false).value(0.5)).isEqualTo(0.1);
        assertThat(new SliderScale(8, 256, true, true).value(0.5)).isEqualTo(45);
    }

    @Test
    void positionInvertsValue() {
        SliderScale log = new SliderScale(1, 300, true, false);
        for (double t = 0; t <= 1; t += 0.05) {
            // Three digits are kept: half a unit of the third, over ln 300.
            assertThat(log.position(log.value(t))).isCloseTo(t, within(0.005 / Math.log(300)));
        }
        assertThat(log.position(1e6)).isEqualTo(1);
        assertThat(log.position(0)).isEqualTo(0);
    }

    @Test
    void aLogarithmicRangeMustBePositive() {
        assertThatThrownBy(() -> new SliderScale(0, 1, true, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
