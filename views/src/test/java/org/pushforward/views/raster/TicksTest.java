package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

    private static List<String> labels(double min, double max, boolean log, int wanted) {
        return Ticks.between(min, max, log, wanted).stream().map(Ticks.Tick::label).toList();
    }

    @Test
    void roundNumbersWithJustTheDecimalsTheyNeed() {
        assertThat(labels(0, 1, false, 5)).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(labels(-0.13, 3.02, false, 4)).containsExactly("0", "1", "2", "3");
        assertThat(labels(-250, 260, false, 6)).containsExactly("−200", "−100", "0", "100", "200");
        assertThat(labels(1e6, 3e6, false, 2)).containsExactly("1e6", "2e6", "3e6");
        assertThat(labels(0, 4e-5, false, 4)).containsExactly("0", "1e−5", "2e−5", "3e−5", "4e−5");
        assertThat(labels(120000, 120400, false, 4)).containsExactly("1.2e5", "1.201e5", "1.202e5", "1.203e5", "1.204e5");
    }

    @Test
    void decadesOnALogarithmicAxis() {
        assertThat(labels(3e-7, 2, true, 8)).containsExactly("1e−6", "1e−5", "1e−4", "1e−3", "0.01", "0.1", "1");
        assertThat(labels(1e-12, 1, true, 4)).containsExactly("1e−12", "1e−9", "1e−6", "1e−3", "1");
        assertThat(labels(0.25, 4.1, true, 5)).containsExactly("0.5", "1", "2");
        assertThat(labels(1.0, 1.5, true, 5)).containsExactly("1.0", "1.1", "1.2", "1.3", "1.4", "1.5");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, false", "-3e-9, 5e-9, false", "1e17, 1.0001e17, false", "-1e300, 1e300, false", "1e-300, 1e300, true", "3, 3.1, true",
            "1e-9, 1e-8, true", "0.7, 4000, true"})
    void ticksLieInTheRangeInOrderAndNotTooMany(double min, double max, boolean log) {
        for (int wanted = 1; wanted <= 12; wanted++) {
            List<Ticks.Tick> ticks = Ticks.between(min, max, log, wanted);
            assertThat(ticks.size()).isLessThanOrEqualTo(3 * wanted + 1);
            double slack = log ? 1e-8 * max : 1e-8 * (max - min);
            for (int k = 0; k < ticks.size(); k++) {
                assertThat(ticks.get(k).value()).isBetween(log ? min * (1 - 1e-8) : min - slack, max + slack);
                assertThat(k == 0 || ticks.get(k).value() > ticks.get(k - 1).value()).isTrue();
            }
            assertThat(ticks.stream().map(Ticks.Tick::label).distinct().count()).as("%s", ticks).isEqualTo(ticks.size());
        }
    }

    @Test
    void noTicksWithoutARange() {
        assertThat(Ticks.between(1, 1, false, 5)).isEmpty();
        assertThat(Ticks.between(Double.NaN, 1, false, 5)).isEmpty();
        assertThat(Ticks.between(0, Double.POSITIVE_INFINITY, false, 5)).isEmpty();
    }

    @Test
    void valuesAreShort() {
        assertThat(Numerals.value(3.02417, 3)).isEqualTo("3.02");
        assertThat(Numerals.value(-0.10912, 3)).isEqualTo("−0.109");
        assertThat(Numerals.value(1.8e-7, 3)).isEqualTo("1.8e−7");
        assertThat(Numerals.value(1234567, 3)).isEqualTo("1.23e6");
        assertThat(Numerals.value(12345, 3)).isEqualTo("12345");
        assertThat(Numerals.value(0, 3)).isEqualTo("0");
        assertThat(Numerals.value(0.5, 3)).isEqualTo("0.5");
        assertThat(Numerals.value(Double.NaN, 3)).isEqualTo("NaN");
    }
}
