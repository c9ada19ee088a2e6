package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

class GriddedDensityTest {

    private static SourceFile csv(String text) {
        return SourceFile.embedded("a.csv", text.replace(';', '\n').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theFirstRowOfATableIsOnTop() {
        double[] m = GriddedDensity.masses(2, csv("1,2;3,4"), "f", "1");
        // [i][j], i to the right and j upwards: below 3 and 4, above 1 and 2.
        assertThat(m).containsExactly(new double[] {0.3, 0.1, 0.4, 0.2}, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"5|no grid", "0,0;0,0|no mass", "1,-2;3,4|no density"})
    void tablesThatAreNoDensityAreRefused(String text, String word) {
        assertThatThrownBy(() -> GriddedDensity.masses(4, csv(text), "f", "1")).isInstanceOf(InputException.class).hasMessageContaining(word);
    }

    @Test
    void aPictureOfOneGrayIsRefused() throws IOException {
        BufferedImage gray = new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB);
        for (int k = 0; k < 600; k++) {
            gray.setRGB(k % 20, k / 20, 0x5a5a5a);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(gray, "png", out);
        assertThatThrownBy(() -> GriddedDensity.masses(16, SourceFile.embedded("gray.png", out.toByteArray()), "f", "1")).isInstanceOf(InputException.class).hasMessageContaining("one gray");
        gray.setRGB(10, 15, 0);
        out.reset();
        ImageIO.write(gray, "png", out);
        assertThat(Arrays.stream(GriddedDensity.masses(16, SourceFile.embedded("gray.png", out.toByteArray()), "f", "1")).sum()).isEqualTo(1, within(1e-12));
    }
}
