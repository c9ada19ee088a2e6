package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/** One scene in every encoding gives one density, or a refusal that says what to convert it to. */
class PictureEncodingsTest {

    private static final int W = 48;
    private static final int H = 40;
    private static final int N = 16;
    /** A JPEG of quality 1 and the rounding of tones to 8 bits both change a pixel by a level or less, with either sign. */
    private static final double SAME = 1e-3;

    /** Dark at the lower left, without any symmetry. */
    private static int scene(int x, int y) {
        return (int) Math.clamp(40 + 3 * x + 2 * (H - 1 - y) - Math.round(40.0 * Math.exp(-((x - 12) * (x - 12) + (y - 30) * (y - 30)) / 60.0)), 0, 255);
    }

    private static int opaque(int v) {
        return 0xff000000 | v * 0x010101;
    }

    private static double[] density(byte[] content) {
        return DensitySources.on(N, SourceFile.embedded("a.pic", content));
    }

    private static double[] expected(IntBinaryOperator grey, int w, int h) throws IOException {
        return density(TestPictures.encode(TestPictures.grey(w, h, BufferedImage.TYPE_BYTE_GRAY, grey), "png"));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += Math.abs(a[k] - b[k]);
        }
        return sum;
    }

    private static byte[] tiff(int photometric, int samples, int bits, int format, TestPictures.Put put) {
        return TestPictures.tiff(W, H, PictureEncodingsTest::scene, photometric, samples, bits, format, 1, put);
    }

    static List<Arguments> encodings() throws IOException {
        IntBinaryOperator g = PictureEncodingsTest::scene;
        BufferedImage grey = TestPictures.grey(W, H, BufferedImage.TYPE_BYTE_GRAY, g);
        BufferedImage deep = TestPictures.grey(W, H, BufferedImage.TYPE_USHORT_GRAY, g);
        BufferedImage rgb = TestPictures.image(W, H, BufferedImage.TYPE_INT_RGB, g, PictureEncodingsTest::opaque);
        BufferedImage clear = TestPictures.image(W, H, BufferedImage.TYPE_INT_ARGB, g, v -> 255 - v << 24);
        BufferedImage palette = TestPictures.palette(W, H, g);
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (String format : new String[] {"png", "jpg", "gif", "bmp", "tif"}) {
            all.put(format + " of colors", TestPictures.encode(rgb, format));
        }
        // The GIF writer chooses its own colors of an image in full color.
        all.remove("gif of colors");
        for (String format : new String[] {"jpg", "bmp", "tif"}) {
            all.put(format + " of greys", TestPictures.encode(grey, format));
        }
        for (String format : new String[] {"png", "gif", "bmp", "tif"}) {
            all.put(format + " with a palette", TestPictures.encode(palette, format));
        }
        all.put("png of 16 bits", TestPictures.encode(deep, "png"));
        all.put("tif of 16 bits", TestPictures.encode(deep, "tif"));
        all.put("png laid on white", TestPictures.encode(clear, "png"));
        all.put("png of grey with alpha", greyWithAlpha());
        all.put("png with a level that is clear", TestPictures.withChunk(TestPictures.encode(grey, "png"), "tRNS", new byte[] {0, (byte) 255}));
        all.put("jpg of inks", TestPictures.inkJpeg(W, H, g));
        all.put("tif of inks", tiff(5, 4, 8, 1, (b, v) -> b.put((byte) (255 - v)).put((byte) (255 - v)).put((byte) (255 - v)).put((byte) 0)));
        all.put("tif of black ink", tiff(5, 4, 8, 1, (b, v) -> b.putInt(255 - v << 24)));
        all.put("tif with white as zero", tiff(0, 1, 8, 1, (b, v) -> b.put((byte) (255 - v))));
        all.put("tif of 32 bits", tiff(1, 1, 32, 1, (b, v) -> b.putInt(v * 0x01010101)));
        all.put("tif of floats", tiff(1, 1, 32, 3, (b, v) -> b.putFloat(v / 255f)));
        all.put("tif of doubles", tiff(1, 1, 64, 3, (b, v) -> b.putDouble(v / 255.0)));
        all.put("tif of colors in floats", tiff(2, 3, 32, 3, (b, v) -> b.putFloat(v / 255f).putFloat(v / 255f).putFloat(v / 255f)));
        return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue())).toList();
    }

    /** Of black, as much as is missing to white. */
    private static byte[] greyWithAlpha() throws IOException {
        var model = new java.awt.image.ComponentColorModel(java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_GRAY), true, false,
                java.awt.Transparency.TRANSLUCENT, java.awt.image.DataBuffer.TYPE_BYTE);
        var raster = model.createCompatibleWritableRaster(W, H);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                raster.setPixel(x, y, new int[] {0, 255 - scene(x, y)});
            }
        }
        return TestPictures.encode(new BufferedImage(model, raster, false, null), "png");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void everyEncodingGivesTheSameDensity(String name, byte[] content) throws IOException {
        assertThat(distance(density(content), expected(PictureEncodingsTest::scene, W, H))).as(name).isLessThan(SAME);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void aFileThatIsCutOffIsRefused(String name, byte[] content) {
        for (double part : new double[] {0.3, 0.6, 0.9, 0.97}) {
            byte[] cut = Arrays.copyOf(content, (int) (content.length * part));
            assertThatThrownBy(() -> density(cut)).as("%s, %s", name, part).isInstanceOf(InputException.class);
        }
    }

    static List<Arguments> refused() {
        return List.of(
                Arguments.of("signed", tiff(1, 1, 16, 2, (b, v) -> b.putShort((short) (v - 100))), "signed numbers", "unsigned"),
                Arguments.of("floats to 255", tiff(1, 1, 32, 3, (b, v) -> b.putFloat(v)), "floating-point tones are read from 0 (black) to 1", "0 … 1"),
                Arguments.of("not a number", tiff(1, 1, 32, 3, (b, _) -> b.putFloat(Float.NaN)), "the tone NaN", "0 … 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatHasNoBlackAndWhiteIsRefused(String name, byte[] content, String message, String hint) {
        assertThatThrownBy(() -> density(content)).as(name).isInstanceOfSatisfying(InputException.class, e -> {
            assertThat(e.getMessage()).startsWith("a.pic: ").contains(message);
            assertThat(e.hint()).contains(hint);
        });
    }

    /** The pixel that an orientation shows at (x, y): row 0 and column 0 of the file are the sides that Exif 2.32 names. */
    private static int shown(IntBinaryOperator upright, int orientation, int column, int row) {
        return switch (orientation) {
            case 2 -> upright.applyAsInt(W - 1 - column, row);
            case 3 -> upright.applyAsInt(W - 1 - column, H - 1 - row);
            case 4 -> upright.applyAsInt(column, H - 1 - row);
            case 5 -> upright.applyAsInt(row, column);
            case 6 -> upright.applyAsInt(W - 1 - row, column);
            case 7 -> upright.applyAsInt(W - 1 - row, H - 1 - column);
            case 8 -> upright.applyAsInt(row, H - 1 - column);
            default -> upright.applyAsInt(column, row);
        };
    }

    @Test
    void picturesAreTurnedAsTheyWereTaken() throws IOException {
        double[] upright = expected(PictureEncodingsTest::scene, W, H);
        for (int o = 1; o <= 8; o++) {
            int orientation = o;
            int w = o < 5 ? W : H;
            int h = o < 5 ? H : W;
            IntBinaryOperator stored = (x, y) -> shown(PictureEncodingsTest::scene, orientation, x, y);
            BufferedImage grey = TestPictures.grey(w, h, BufferedImage.TYPE_BYTE_GRAY, stored);
            Map<String, byte[]> files = Map.of("jpg", TestPictures.turnedJpeg(TestPictures.encode(grey, "jpg"), o),
                    "png", TestPictures.turnedPng(TestPictures.encode(grey, "png"), o),
                    "tif", TestPictures.tiff(w, h, stored, 1, 1, 8, 1, o, (b, v) -> b.put((byte) v)));
            files.forEach((name, content) -> assertThat(distance(density(content), upright)).as("%s turned by %d", name, orientation).isLessThan(SAME));
        }
    }

    @Test
    void aFrameStandsAtItsPlaceOnTheScreen() throws IOException {
        byte[] frame = TestPictures.encode(TestPictures.palette(W, H, PictureEncodingsTest::scene), "gif");
        IntBinaryOperator screen = (x, y) -> x >= 10 && x < 10 + W && y >= 20 && y < 20 + H ? scene(x - 10, y - 20) : 255;
        assertThat(distance(density(TestPictures.placedGif(frame, 70, 64, 10, 20)), expected(screen, 70, 64))).isLessThan(SAME);
    }

    /** Lines of one pixel in three: sampling every second or third pixel would see half, all or nothing of them. */
    @Test
    void largePicturesKeepTheirInk() throws IOException {
        int side = 4200;
        byte[] lines = TestPictures.encode(TestPictures.grey(side, side, BufferedImage.TYPE_BYTE_BINARY, (x, _) -> x % 3 == 0 ? 0 : 1), "png");
        Photograph p = PictureReader.read(SourceFile.embedded("lines.png", lines));
        assertThat((long) p.width() * p.height()).isLessThanOrEqualTo(PictureReader.KEPT_PIXELS);
        // Rounding to 8 bits is of either sign.
        assertThat(Arrays.stream(p.luminance()).average().orElseThrow()).isCloseTo(2.0 / 3, within(1e-3));
    }

    // ---- limits

    private static long allocatedWhileRefusing(byte[] content, String message) {
        var thread = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        SourceFile file = SourceFile.embedded("a.pic", content);
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(InputException.class).hasMessageStartingWith("a.pic: ").hasMessageContaining(message);
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void filesThatNameMoreThanTheyHoldAreRefusedBeforeAnythingIsAllocated() {
        byte[] tiff = TestPictures.tiff(1, 1, (_, _) -> 0, 1, 1, 8, 1, 1, (b, v) -> b.put((byte) v));
        ByteBuffer large = ByteBuffer.wrap(tiff.clone()).order(ByteOrder.LITTLE_ENDIAN);
        large.putInt(18, 14_000).putInt(30, 14_000);
        assertThat(allocatedWhileRefusing(large.array(), "damaged or cut off")).isLessThan(8L << 20);

        ByteBuffer bitmap = ByteBuffer.allocate(1300).order(ByteOrder.LITTLE_ENDIAN).put((byte) 'B').put((byte) 'M').putInt(1300).putInt(0).putInt(54)
                .putInt(40).putInt(240).putInt(160).putShort((short) 1).putShort((short) 24);
        assertThat(allocatedWhileRefusing(bitmap.array(), "damaged")).isLessThan(8L << 20);
        bitmap.putInt(30, 5).putInt(34, 400_000_000);
        assertThat(allocatedWhileRefusing(bitmap.array(), "PNG picture inside")).isLessThan(8L << 20);
        bitmap.putInt(30, 1);
        assertThat(allocatedWhileRefusing(bitmap.array(), "damaged or cut off")).isLessThan(8L << 20);
    }

    @Test
    void readingAsksTheCancelToken() throws IOException {
        byte[] content = TestPictures.encode(TestPictures.grey(600, 600, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> x * y % 256), "png");
        CancelToken token = new CancelToken();
        token.cancel();
        assertThatThrownBy(() -> token.during(() -> PictureReader.read(SourceFile.embedded("a.png", content)))).isInstanceOf(CancelToken.Cancelled.class);
    }
}
