package org.pushforward.views.colormap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ColormapsTest {

    static Iterable<Colormap> all() {
        return Colormaps.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void saysWhereItComesFrom(Colormap map) {
        assertThat(map.source()).contains("; ").hasSizeGreaterThan(10);
        assertThat(Colormaps.named(map.name())).contains(map);
    }

    @Test
    void knownColorsOfViridis() {
        // Read in matplotlib 3.11: the first and the last entry of the published table, times 255.
        Colormap viridis = Colormaps.named("viridis").orElseThrow();
        assertThat(viridis.argb(0)).isEqualTo(0xff440154);
        assertThat(viridis.argb(1)).isEqualTo(0xfffde725);
        assertThat(viridis.argb(-3)).isEqualTo(viridis.argb(0));
        assertThat(viridis.argb(7)).isEqualTo(viridis.argb(1));
    }

    /** Lightness orders the values: rising over a sequential map, one way and back over each half of the others. */
    @ParameterizedTest
    @MethodSource("all")
    void lightnessIsMonotone(Colormap map) {
        switch (map.kind()) {
            case SEQUENTIAL -> assertThat(monotone(map, 0, 255)).isTrue();
            case DIVERGING, CYCLIC -> {
                assertThat(monotone(map, 0, 127)).isTrue();
                assertThat(monotone(map, 128, 255)).isTrue();
                assertThat(Math.signum(lightness(map, 127) - lightness(map, 0)))
                        .isEqualTo(Math.signum(lightness(map, 128) - lightness(map, 255)));
            }
        }
    }

    @Test
    void twilightCloses() {
        Colormap twilight = Colormaps.named("twilight").orElseThrow();
        // Under the just noticeable difference of 2.3.
        assertThat(ColorVision.difference(twilight.entry(0), twilight.entry(255))).isLessThan(2.3);
    }

    /** Values an eighth of the range apart look different to everybody. */
    @ParameterizedTest
    @EnumSource(ColorVision.class)
    void stepsCanBeToldApart(ColorVision vision) {
        for (Colormap map : Colormaps.all()) {
            for (int k = 0; k + 32 < Colormap.SIZE; k++) {
                double d = ColorVision.difference(vision.seen(map.entry(k)), vision.seen(map.entry(k + 32)));
                // Twice the just noticeable difference; the two sides of a cyclic or diverging map meet in the middle by design.
                boolean acrossTheMiddle = map.kind() != Colormap.Kind.SEQUENTIAL && k < 128 && k + 32 >= 128;
                assertThat(acrossTheMiddle || d > 4.6).as("%s at %d seen %s: %.1f", map, k, vision, d).isTrue();
            }
        }
    }

    @Test
    void grayStaysGrayForEverybody() {
        // Each row of the matrices sums to 1 within rounding, so neutral colors stay: one unit of 255 for the rounding.
        for (ColorVision vision : ColorVision.values()) {
            int seen = vision.seen(0xff808080);
            assertThat(seen >> 16 & 255).isCloseTo(128, within(1));
            assertThat(seen >> 8 & 255).isCloseTo(128, within(1));
            assertThat(seen & 255).isCloseTo(128, within(1));
        }
    }

    @Test
    void labOfKnownColors() {
        // White is (100, 0, 0) by definition; sRGB red is (53.24, 80.09, 67.20), read in the CSS Color 4 sample values, 2 decimals.
        assertThat(ColorVision.lab(0xffffffff)).containsExactly(new double[] {100, 0, 0}, within(0.02));
        assertThat(ColorVision.lab(0xffff0000)).containsExactly(new double[] {53.24, 80.09, 67.20}, within(0.02));
    }

    private static boolean monotone(Colormap map, int from, int to) {
        double direction = Math.signum(lightness(map, to) - lightness(map, from));
        for (int k = from; k < to; k++) {
            // Rounding to 8 bits may move the lightness by half a unit of L*.
            if (direction * (lightness(map, k + 1) - lightness(map, k)) < -0.5) {
                return false;
            }
        }
        return direction != 0;
    }

    private static double lightness(Colormap map, int k) {
        return ColorVision.lab(map.entry(k))[0];
    }
}
