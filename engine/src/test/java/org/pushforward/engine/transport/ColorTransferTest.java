package org.pushforward.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.DrawnPicture;
import org.pushforward.engine.data.PictureReader;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

class ColorTransferTest {

    private static final int N = 60;
    private final StepContext context = StepContext.creating();

    private static double[] cloud(int seed, int n, double... scale) {
        double[] z = new double[3 * n];
        new Philox(seed).normals(0, n, 0, 3, z, 0);
        Arrays.setAll(z, k -> seed + z[k] * scale[k % 3] + 0.3 * z[k - k % 3]);
        return z;
    }

    @Test
    void theGaussianMapIsSymmetricAndGivesTheTargetsMoments() {
        double[] x = cloud(1, N, 1, 0.2, 0.5);
        double[] y = cloud(2, 2 * N, 0.1, 0.7, 2);
        double[] moved = ColorMaps.gaussian(x, y, Workers.serial());
        Matrix aim = ColorMaps.covariance(y, Workers.serial());
        assertThat(ColorMaps.covariance(moved, Workers.serial()).minus(aim).frobenius()).isLessThan(1e-12 * aim.frobenius());
        // A gradient of a convex function is monotone, which among linear maps with these moments only the optimal one is bound to be.
        for (int k = 3; k < x.length; k += 3) {
            double dot = 0;
            for (int i = 0; i < 3; i++) {
                dot += (x[k + i] - x[i]) * (moved[k + i] - moved[i]);
            }
            assertThat(dot).isPositive();
        }
    }

    @Test
    void aSlicedStepMatchesItsMarginalsWhateverTheSizesAndKeepsACloudThatIsThere() {
        double[] normals = new double[9];
        new Philox(5).normals(0, 3, 0, 3, normals, 0);
        double[] basis = ColorMaps.basis(normals);
        double[] x = cloud(1, N, 1, 0.2, 0.5);
        for (int size : new int[] {N, 2 * N, N / 3}) {
            double[] y = cloud(2, size, 0.1, 0.7, 2);
            assertThat(ColorMaps.marginalGap(ColorMaps.sliced(x, y, basis, context), y, basis)).isLessThan(1e-12);
        }
        assertThat(ColorMaps.sliced(x, x, basis, context)).containsExactly(x, within(1e-14));
    }

    @Test
    void theMatchedMapTakesSampledColorsToTheirPartners() {
        double[] x = cloud(1, N, 1, 0.2, 0.5);
        double[] y = x.clone();
        Arrays.setAll(y, k -> x[x.length - 3 - (k - k % 3) + k % 3] + 0.25);
        double[] moved = ColorMaps.matched(x, x, y, 1e-4, context);
        for (int k = 0; k < x.length; k++) {
            assertThat(moved[k]).isCloseTo(x[k] + 0.25, within(1e-9));
        }
    }

    @Test
    void theEntropicMapOfAShiftIsTheShift() {
        double[] x = cloud(1, N, 1, 0.2, 0.5);
        double[] y = Arrays.stream(x).map(v -> v + 0.25).toArray();
        // Wide enough that sweeps converge fast.
        double eps = 4;
        double[] g = new double[N];
        double[] own = new double[N];
        for (int k = 0; k < 300; k++) {
            g = ColorMaps.softMinimum(y, x, ColorMaps.softMinimum(x, y, g, eps, context), eps, context);
            own = ColorMaps.softMinimum(x, x, ColorMaps.softMinimum(x, x, own, eps, context), eps, context);
        }
        double[] moved = ColorMaps.entropic(x, x, y, g, own, eps, context);
        for (int k = 0; k < x.length; k++) {
            assertThat(moved[k]).isCloseTo(x[k] + 0.25, within(1e-6));
        }
    }

    @Test
    void labIsWhatTheStandardSays() {
        ColorSpace lab = new ColorSpace(ColorSpace.LAB);
        assertThat(lab.from(new double[] {1, 1, 1, 1, 0, 0, 0, 0, 1})).containsExactly(new double[] {1, 0, 0, 0.5324, 0.8009, 0.6720, 0.3230, 0.7919, -1.0786}, within(2e-4));
    }

    @Test
    void colorsOfAPictureAreMeansOfItsPixels() {
        var p = PictureReader.read(SourceFile.sample("flower.jpg"));
        double[] one = p.colors(1, 1);
        double green = Arrays.stream(p.rgb()).map(v -> v >> 8 & 0xff).average().orElseThrow() / 255;
        assertThat(one[1]).isCloseTo(green, within(1e-12));
        double[] all = p.colors(p.width(), p.height());
        assertThat(all[3 * 1000 + 2]).isEqualTo((p.rgb()[1000] & 0xff) / 255.0);
    }

    @Test
    void picturesWithoutACloudAreRefusedInASentence(@TempDir Path folder) throws IOException {
        String red = picture(folder, "red.png", _ -> 0xff0000);
        String gray = picture(folder, "gray.png", k -> 0x010101 * (k % 256));
        assertThatThrownBy(() -> new ColorTransfer().opened("size=8", "target=" + red)).isInstanceOf(InputException.class).hasMessageContaining("target: red.png has one color only");
        assertThatThrownBy(() -> new ColorTransfer().opened("size=8", "source=" + gray)).isInstanceOf(InputException.class).hasMessageContaining("the colors of gray.png lie on a line or plane");
        var run = new ColorTransfer().opened("size=8", "sample=5", "target=" + gray);
        run.step(context);
        assertThat(run.diagnostics().value("distance-sliced").orElseThrow()).isLessThan(0.2);
    }

    private static String picture(Path folder, String name, IntUnaryOperator color) throws IOException {
        return Files.write(folder.resolve(name), DrawnPicture.of(16, 16, (x, y) -> color.applyAsInt(16 * y + x)).content()).toString();
    }
}
