package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberTextTest {

    @Test
    void numbersAreShort() {
        assertThat(NumberText.brief(1.8123e-7)).isEqualTo("1.8e-07");
        assertThat(NumberText.brief(0.26234)).isEqualTo("0.262");
        assertThat(NumberText.brief(12.3456)).isEqualTo("12.35");
        assertThat(NumberText.brief(-1234.56)).isEqualTo("-1235");
        assertThat(NumberText.brief(65)).isEqualTo("65");
        assertThat(NumberText.brief(1e9)).isEqualTo("1.0e+09");
        assertThat(NumberText.brief(Double.NaN)).isEqualTo("NaN");
        assertThat(NumberText.brief(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
        assertThat(NumberText.brief(2.5, "m/s")).isEqualTo("2.500 m/s");
    }

    @Test
    void endsOfAScaleHaveNoClosingZeros() {
        assertThat(NumberText.scaleEnd(14.9999)).isEqualTo("15");
        assertThat(NumberText.scaleEnd(2.5)).isEqualTo("2.5");
        assertThat(NumberText.scaleEnd(100)).isEqualTo("100");
        assertThat(NumberText.scaleEnd(2e-7)).isEqualTo("2.0e-07");
    }

    @Test
    void durationsAreInMilliseconds() {
        assertThat(NumberText.milliseconds(0.00312)).isEqualTo("3.1 ms");
        assertThat(NumberText.milliseconds(1.5)).isEqualTo("1500 ms");
        assertThat(NumberText.milliseconds(Double.NaN)).isEqualTo("–");
    }
}
