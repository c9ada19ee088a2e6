package org.pushforward.views.colormap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ColorRangeTest {

    private static final int GREY = 0xff777777;

    @Test
    void spansTheFiniteValues() {
        ColorRange r = ColorRange.of(new double[] {2, Double.NaN, -1, Double.POSITIVE_INFINITY}, false);
        assertThat(r).isEqualTo(new ColorRange(-1, 2, false));
        assertThat(ColorRange.of(new double[] {Double.NaN}, false)).isEqualTo(new ColorRange(0, 1, false));
        assertThat(ColorRange.of(new double[0], true)).isEqualTo(new ColorRange(0, 1, false));
    }

    @Test
    void logarithmicRangesKeepToPositiveValues() {
        assertThat(ColorRange.of(new double[] {0, -5, 1e-3, 10}, true)).isEqualTo(new ColorRange(1e-3, 10, true));
        assertThat(ColorRange.of(new double[] {-2, -1}, true)).isEqualTo(new ColorRange(-2, -1, false));
        assertThat(new ColorRange(1e-300, 1, true).min()).isCloseTo(1e-12, within(1e-20));
        assertThatThrownBy(() -> new ColorRange(-2, -1, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesAndPlacesAreInverse() {
        for (ColorRange r : new ColorRange[] {new ColorRange(-3, 5, false), new ColorRange(1e-4, 1e2, true)}) {
            for (double t = 0; t <= 1; t += 0.1) {
                assertThat(r.normalised(r.value(t))).isCloseTo(t, within(1e-12));      // rounding only
            }
        }
    }

    @Test
    void equalValuesLieInTheMiddle() {
        ColorRange r = ColorRange.of(new double[] {0.1 + 0.2, 0.3}, false);      // apart by rounding
        assertThat(r.normalised(0.3)).isEqualTo(0.5);
        assertThat(new ColorScale(r, Colormaps.standard(), GREY).argb(0.3)).isEqualTo(Colormaps.standard().argb(0.5));
    }

    @Test
    void scaleAgreesWithRangeToOneColor() {
        for (ColorRange r : new ColorRange[] {new ColorRange(-3, 5, false), new ColorRange(1e-6, 1e2, true), new ColorRange(0.9, 1.4, true)}) {
            ColorScale scale = new ColorScale(r, Colormaps.standard(), GREY);
            for (double t = -0.2; t <= 1.2; t += 0.001) {
                double exact = 255 * Math.clamp(r.normalised(r.value(t)), 0, 1);
                // 4e-4 octaves of at least 0.64 octaves in 255 entries: 0.16.
                assertThat((double) scale.index(r.value(t))).isCloseTo(exact, within(0.2));
            }
        }
    }

    @Test
    void whatIsNoNumberHasAColorOfItsOwn() {
        ColorScale scale = new ColorScale(new ColorRange(0.1, 1, true), Colormaps.standard(), GREY);
        assertThat(scale.argb(Double.NaN)).isEqualTo(GREY);
        assertThat(scale.argb(Double.POSITIVE_INFINITY)).isEqualTo(GREY);
        assertThat(scale.argb(-1)).isEqualTo(Colormaps.standard().argb(0));
    }

    @Test
    void divergingMapsHaveZeroInTheMiddle() {
        ColorScale scale = new ColorScale(new ColorRange(-1, 3, false), Colormaps.named("vik").orElseThrow(), GREY);
        assertThat(scale.range()).isEqualTo(new ColorRange(-3, 3, false));
        assertThat((double) scale.index(0)).isEqualTo(127.5);
    }

    @Test
    void rangesToDateOnlyGrow() {
        ColorRanges toDate = new ColorRanges();
        toDate.widen("a", new ColorRange(0, 1, false));
        assertThat(toDate.widen("a", new ColorRange(-1, 0.5, false))).isEqualTo(new ColorRange(-1, 1, false));
        assertThat(toDate.widen("b", new ColorRange(5, 6, false))).isEqualTo(new ColorRange(5, 6, false));
        toDate.clear();
        assertThat(toDate.widen("a", new ColorRange(0, 1, false))).isEqualTo(new ColorRange(0, 1, false));
    }

    @Test
    void differencesOfRoundingSizeAreOneColorOnBothScales() {
        for (boolean log : new boolean[] {false, true}) {
            ColorRange range = ColorRange.of(new double[] {1 - 3e-14, 1, 1 + 2e-14}, log);
            assertThat(range.isFlat()).isTrue();
            assertThat(range.normalised(range.min())).isEqualTo(0.5);
            assertThat(range.normalised(range.max())).isEqualTo(0.5);
            assertThat(ColorRange.of(new double[] {1, 1 + 1e-9}, log).isFlat()).as("a small difference is shown").isFalse();
        }
    }
}
