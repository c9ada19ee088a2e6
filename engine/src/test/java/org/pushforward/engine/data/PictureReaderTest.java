package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

class PictureReaderTest {

    private static BufferedImage noise(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xff000000 | random.nextInt(1 << 24));
            }
        }
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static Photograph read(byte[] content) {
        return PictureReader.read(SourceFile.embedded("a.png", content));
    }

    private static void assertRefused(byte[] content) {
        assertThatThrownBy(() -> read(content)).isInstanceOf(InputException.class).hasMessageStartingWith("a.png: ")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void losslessFormatsKeepEveryPixel(String format) throws IOException {
        BufferedImage image = noise(31, 20, BufferedImage.TYPE_INT_RGB);
        Photograph p = read(encode(image, format));
        assertThat(p.width()).isEqualTo(31);
        assertThat(p.height()).isEqualTo(20);
        for (int k = 0; k < p.rgb().length; k++) {
            assertThat(p.rgb()[k]).isEqualTo(image.getRGB(k % 31, k / 31) & 0xffffff);
        }
    }

    @Test
    void greyValuesAreTakenAsStored() throws IOException {
        BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, 3, 3, 0, new int[] {0, 10, 50, 100, 128, 150, 200, 250, 255});
        assertThat(read(encode(image, "png")).rgb()).containsExactly(0, 0x0a0a0a, 0x323232, 0x646464, 0x808080, 0x969696, 0xc8c8c8,
                0xfafafa, 0xffffff);
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {65535, 128 * 257});
        assertThat(read(encode(deep, "png")).rgb()).containsExactly(0xffffff, 0x808080);
    }

    @Test
    void transparentPixelsLieOnWhite() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00ff0000);
        image.setRGB(1, 0, 0x80000000);
        assertThat(read(encode(image, "png")).rgb()).containsExactly(0xffffff, 0x7f7f7f);
    }

    @Test
    void theShorterSideOfTheLuminanceHas256CellsAndYPointsUp() throws IOException {
        BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 60; x++) {
            for (int y = 0; y < 10; y++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        Photograph p = read(encode(image, "png"));
        assertThat(p.nx()).isEqualTo(384);
        assertThat(p.ny()).isEqualTo(256);
        assertThat(p.domain().width()).isEqualTo(1.5);
        assertThat(p.luminance()[5 * 256 + 255]).as("top").isCloseTo(1, within(1e-12));
        assertThat(p.luminance()[5 * 256]).as("bottom").isZero();
        // The white quarter: area averages keep the mean.
        assertThat(Arrays.stream(p.luminance()).average().orElseThrow()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void areaAveragesKeepTheMeanOfANoisyPicture() throws IOException {
        Photograph p = read(encode(noise(777, 511, BufferedImage.TYPE_INT_RGB), "png"));
        double mean = Arrays.stream(p.rgb())
                .mapToDouble(v -> (0.299 * (v >> 16 & 255) + 0.587 * (v >> 8 & 255) + 0.114 * (v & 255)) / 255).average().orElseThrow();
        assertThat(Arrays.stream(p.luminance()).average().orElseThrow()).isCloseTo(mean, within(1e-12));
    }

    @Test
    void aSinglePixelIsAPicture() throws IOException {
        Photograph p = read(encode(noise(1, 1, BufferedImage.TYPE_INT_RGB), "png"));
        assertThat(p.nx()).isEqualTo(256);
        assertThat(p.ny()).isEqualTo(256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tif"})
    void truncatedFilesAreRefusedOrComplete(String format) throws IOException {
        byte[] whole = encode(noise(120, 90, BufferedImage.TYPE_INT_RGB), format);
        for (int percent : new int[] {1, 5, 20, 50, 80, 95}) {
            assertRefused(Arrays.copyOf(whole, whole.length * percent / 100));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tif"})
    void flippedBytesGiveAPictureOrOneClearError(String format) throws IOException {
        byte[] whole = encode(noise(40, 30, BufferedImage.TYPE_INT_RGB), format);
        SplittableRandom random = new SplittableRandom(2);
        for (int trial = 0; trial < 300; trial++) {
            byte[] broken = whole.clone();
            for (int k = 0; k <= random.nextInt(8); k++) {
                broken[random.nextInt(trial % 2 == 0 ? Math.min(80, broken.length) : broken.length)] = (byte) random.nextInt(256);
            }
            try {
                Photograph p = read(broken);
                assertThat(p.rgb()).hasSize(p.width() * p.height());
            } catch (InputException e) {
                assertThat(e).hasMessageStartingWith("a.png: ");
            }
        }
    }

    @Test
    void whatIsNoPictureIsRefused() {
        assertRefused(new byte[0]);
        assertRefused("<html>not a picture</html>".getBytes(StandardCharsets.UTF_8));
        assertRefused(new SplittableRandom(3).ints(5000, 0, 256).collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write,
                (a, b) -> a.writeBytes(b.toByteArray())).toByteArray());
    }

    @Test
    void aHugeHeaderIsRefusedWithoutDecoding() throws IOException {
        assertThatThrownBy(() -> read(pngHeader(60_000, 60_000))).isInstanceOf(InputException.class)
                .hasMessage("a.png: the picture has 60000 × 60000 pixels; at most 200 million are read");
    }

    @Test
    void aStripIsRefused() throws IOException {
        byte[] strip = encode(noise(300, 2, BufferedImage.TYPE_INT_RGB), "png");
        assertThatThrownBy(() -> read(strip)).isInstanceOf(InputException.class).hasMessageContaining("300 × 2");
    }

    @Test
    void largePicturesAreThinnedOut() throws IOException {
        Photograph p = read(encode(new BufferedImage(4000, 2000, BufferedImage.TYPE_BYTE_GRAY), "png"));
        assertThat((long) p.width() * p.height()).isLessThanOrEqualTo(PictureReader.KEPT_PIXELS);
        assertThat(p.domain().width()).isCloseTo(2, within(1e-3));
    }

    /** A valid PNG header of that size with nothing after it. */
    private static byte[] pngHeader(int width, int height) {
        ByteBuffer out = ByteBuffer.allocate(33);
        out.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}).putInt(13);
        byte[] chunk = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0}).array();
        CRC32 crc = new CRC32();
        crc.update(chunk);
        return out.put(chunk).putInt((int) crc.getValue()).array();
    }
}
