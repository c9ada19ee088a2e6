package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.views.raster.Lettering.Align;

class LetteringTest {

    private final Lettering lettering = new Lettering();

    private Raster drawn(String text, double x, double y, Face face, double size, Align align) {
        Raster r = new Raster(200, 60);
        r.clear(0xff000000);
        lettering.draw(r, text, x, y, face, size, 0xffffffff, align);
        return r;
    }

    /** Left, top, right and bottom of what was drawn, the last two exclusive. */
    private static int[] bounds(Raster r) {
        int[] b = {r.width(), r.height(), 0, 0};
        for (int y = 0; y < r.height(); y++) {
            for (int x = 0; x < r.width(); x++) {
                if ((r.pixel(x, y) & 255) > 20) {
                    b[0] = Math.min(b[0], x);
                    b[1] = Math.min(b[1], y);
                    b[2] = Math.max(b[2], x + 1);
                    b[3] = Math.max(b[3], y + 1);
                }
            }
        }
        return b;
    }

    private static double ink(Raster r) {
        double sum = 0;
        for (int p : r.pixels()) {
            sum += (p & 255) / 255.0;
        }
        return sum;
    }

    @Test
    void capitalsStandOnTheBaselineAndFillWholePixels() {
        for (double size : new double[] {10, 11, 12, 13, 13.75, 16.5, 22, 28}) {
            for (Face face : Face.values()) {
                int[] b = bounds(drawn("HE", 20, 40, face, size, Align.LEFT));
                assertThat(b[3]).as("baseline of %s at %s", face, size).isEqualTo(40);
                assertThat((double) (b[3] - b[1])).as("height of %s at %s", face, size).isEqualTo(lettering.capHeight(face, size));
                assertThat(lettering.capHeight(face, size)).isCloseTo(0.73 * size, within(0.6));      // 0.727 and 0.73 em, rounded
            }
        }
    }

    @Test
    void aVerticalStemIsAsDarkAsItIsWide() {
        // The I of Inter is one rectangle: its ink is its area.
        GlyphOutlines.Outline glyph = GlyphOutlines.of(Face.REGULAR).glyph('I');
        short[] xy = glyph.xy();
        double width = (Math.max(xy[0], Math.max(xy[2], xy[4])) - Math.min(xy[0], Math.min(xy[2], xy[4]))) * 40.0 / GlyphOutlines.EM;
        Raster r = drawn("I", 20, 50, Face.REGULAR, 40, Align.LEFT);
        assertThat(ink(r)).isCloseTo(width * lettering.capHeight(Face.REGULAR, 40), within(0.5));      // 8-bit rounding along two edges
    }

    @Test
    void alignmentMovesByTheWidth() {
        double w = lettering.width("residual", Face.REGULAR, 12);
        int[] left = bounds(drawn("residual", 100, 30, Face.REGULAR, 12, Align.LEFT));
        int[] right = bounds(drawn("residual", 100, 30, Face.REGULAR, 12, Align.RIGHT));
        int[] centre = bounds(drawn("residual", 100, 30, Face.REGULAR, 12, Align.CENTRE));
        // Within a pixel: positions are multiples of a quarter, edges are seen at whole pixels.
        assertThat((double) (left[0] - right[0])).isCloseTo(w, within(1.0));
        assertThat((double) (left[0] - centre[0])).isCloseTo(0.5 * w, within(1.0));
    }

    @Test
    void digitsOfNumbersAreEquallyWide() {
        for (char c = '0'; c <= '9'; c++) {
            assertThat(lettering.width(String.valueOf(c), Face.MONO, 11)).isEqualTo(lettering.width("−", Face.MONO, 11));
        }
    }

    @Test
    void allSignsOfTheFieldAreThere() {
        String signs = "∇∂∫∑∏√≤≥≠±×·÷∞∈→←↔⟨⟩‖−²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉½¼¾°′…–—“”•◆αβγδεζηθικλμνξοπρςστυφχψωΓΔΘΛΞΠΣΦΨΩäöüéñßøå";
        for (Face face : Face.values()) {
            assertThat(signs.codePoints().filter(c -> !GlyphOutlines.of(face).has(c)).mapToObj(Character::toString)).as("%s", face).isEmpty();
        }
    }

    @Test
    void unknownSignsAndSurrogatesShowABox() {
        assertThat(ink(drawn("\u4e2d", 20, 40, Face.REGULAR, 16, Align.LEFT))).isGreaterThan(5);
        assertThat(ink(drawn("😀", 20, 40, Face.REGULAR, 16, Align.LEFT)))
                .isEqualTo(ink(drawn("\u4e2d", 20, 40, Face.REGULAR, 16, Align.LEFT)));
    }

    @Test
    void textIsClipped() {
        Raster r = new Raster(30, 10);
        r.clear(0xff000000);
        r.clip(new Box(10, 0, 20, 10));
        lettering.draw(r, "WWWWWWWW", -5, 9, Face.SEMIBOLD, 14, 0xffffffff, Align.LEFT);
        for (int y = 0; y < 10; y++) {
            assertThat(r.pixel(9, y)).isEqualTo(0xff000000);
            assertThat(r.pixel(20, y)).isEqualTo(0xff000000);
        }
        assertThat(ink(r)).isGreaterThan(10);
    }

    /** Over the middle of the letter, above it, and taking no room. */
    @Test
    void combiningMarksSitOnTheirLetters() {
        for (Face face : Face.values()) {
            for (String letter : new String[] {"σ", "x", "T"}) {
                for (String mark : new String[] {"\u0302", "\u0303", "\u0304", "\u0307", "\u0308"}) {
                    assertThat(GlyphOutlines.of(face).has(mark.codePointAt(0))).isTrue();
                    assertThat(lettering.width(letter + mark, face, 40)).isEqualTo(lettering.width(letter, face, 40));
                    int[] bare = bounds(drawn(letter, 20, 80, face, 40, Align.LEFT));
                    int[] marked = bounds(drawn(letter + mark, 20, 80, face, 40, Align.LEFT));
                    assertThat(marked[1]).as("%s%s higher than the letter", letter, mark).isLessThan(bare[1] - 1);
                    assertThat(marked[0]).isGreaterThanOrEqualTo(bare[0] - 4);
                    assertThat(marked[2]).isLessThanOrEqualTo(bare[2] + 4);
                }
            }
        }
    }

    /** What experiments say in panes: titles, subtitles, axes, parameters. */
    @Test
    void everySignThatExperimentsWriteHasAGlyph() {
        String said = Catalogue.all().stream().flatMap(e -> Stream.concat(
                e.panes().stream().flatMap(p -> Stream.concat(Stream.of(p.title(), p.subtitle()), p.axes().titles().stream())),
                e.parameters().stream().flatMap(p -> Stream.of(p.info().symbol(), p.info().label(), p.info().unit())))).collect(Collectors.joining());
        GlyphOutlines regular = GlyphOutlines.of(Face.REGULAR);
        assertThat(said.codePoints().filter(c -> !regular.has(c)).distinct().mapToObj(Character::toString).collect(Collectors.joining())).isEmpty();
    }
}
