package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

class DensitySourcesTest {

    static List<String> names() {
        return DensitySources.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aShapeHasTheMassOneAndLeavesTheEdgeOfTheSquareFree(String name) {
        int n = 40;
        double[] masses = DensitySources.on(n, SourceFile.builtIn(name));
        assertThat(Arrays.stream(masses).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(masses)).allMatch(m -> m >= 0);
        double edge = 0;
        for (int k = 0; k < n; k++) {
            edge += masses[k] + masses[(n - 1) * n + k] + masses[k * n] + masses[k * n + n - 1];
        }
        // The Gaussian is at four deviations there: exp(−8) of its top.
        assertThat(edge).isLessThan(1e-3);
    }

    @Test
    void theAreaOfADiscIsThatOfTheCircle() {
        int n = 200;
        double[] masses = DensitySources.on(n, SourceFile.builtIn("disc"));
        double top = Arrays.stream(masses).max().orElseThrow();
        // Inside the density is that of one over the area; the cells of the rim, each looked at in 16 places, are off by next to nothing.
        assertThat(1 / (top * n * n)).isCloseTo(Math.PI * 0.31 * 0.31, within(1e-4));
    }

    @Test
    void inkIsMassAndTheMiddleSquareOfAPictureCounts() throws IOException {
        // Twice as wide as high: the middle square is columns 2 to 5, of which 2 and 3 are black.
        double[] masses = DensitySources.on(2, picture(8, 4, 0xffffff, 2, 3));
        assertThat(masses).containsExactly(new double[] {0.5, 0.5, 0, 0}, within(1e-12));
    }

    @Test
    void aWhitePictureIsToldInOneLine() throws IOException {
        SourceFile white = picture(8, 8, 0xffffff);
        assertThatThrownBy(() -> DensitySources.on(8, white)).isInstanceOf(InputException.class).hasMessageContaining("drawn.png")
                .hasMessageContaining("white");
    }

    @Test
    void whatIsNoPictureIsTold() {
        assertThatThrownBy(() -> DensitySources.on(8, SourceFile.embedded("a.png", new byte[] {1, 2, 3}))).isInstanceOf(InputException.class)
                .hasMessageContaining("a.png");
    }

    private static SourceFile picture(int width, int height, int paper, int... blackColumns) throws IOException {
        return DrawnPicture.of(width, height, (x, y) -> Arrays.stream(blackColumns).anyMatch(c -> c == x) ? 0 : paper);
    }
}
