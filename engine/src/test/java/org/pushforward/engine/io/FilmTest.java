package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jcodec.api.FrameGrab;
import org.jcodec.api.JCodecException;
import org.jcodec.common.io.FileChannelWrapper;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.common.model.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;

class FilmTest {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;
    private static final int FRAMES = 36;

    @TempDir
    private Path folder;

    private static final int[][] DRAWN = IntStream.range(0, FRAMES).mapToObj(FilmTest::draw).toArray(int[][]::new);

    private static int[] frame(int k) {
        return DRAWN[k];
    }

    /** What panes are like: a dark ground, lines, a smooth field, letters. */
    private static int[] draw(int k) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(new Color(0x0d1117));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        for (int y = 40; y < 140; y++) {
            for (int x = 20; x < 150; x++) {
                double r = Math.hypot(x - 60 - k, y - 90) / 40;
                image.setRGB(x, y, Color.HSBtoRGB((float) (0.7 - 0.5 * Math.exp(-r * r)), 0.8f, (float) (0.3 + 0.7 * Math.exp(-r * r))));
            }
        }
        g.setColor(new Color(0xe6edf3));
        g.drawString("step " + k, 170, 30);
        for (int i = 0; i < 12; i++) {
            g.drawLine(170 + 10 * i, 50, 170 + 10 * i + (int) (8 * Math.sin(0.2 * k + i)), 150);
        }
        g.dispose();
        return image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    }

    private Path film(String name) {
        Path target = folder.resolve(name);
        try (Film film = Film.to(target, WIDTH, HEIGHT, 30)) {
            for (int k = 0; k < FRAMES; k++) {
                film.add(frame(k), k);
            }
            assertThat(film.frames()).isEqualTo(FRAMES);
            film.finish();
        }
        return target;
    }

    /** In decibels over red, green and blue. */
    private static double peakSignalToNoise(int[] a, int[] b) {
        double squares = 0;
        for (int p = 0; p < a.length; p++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                double d = (a[p] >> shift & 255) - (b[p] >> shift & 255);
                squares += d * d;
            }
        }
        return 10 * Math.log10(255 * 255 / (squares / (3.0 * a.length)));
    }

    /** BT.709, limited range. */
    private static int[] rgb(Picture yuv) {
        int[] out = new int[WIDTH * HEIGHT];
        for (int p = 0; p < out.length; p++) {
            int c = p / WIDTH / 2 * yuv.getPlaneWidth(1) + p % WIDTH / 2;
            double y = (yuv.getPlaneData(0)[p / WIDTH * yuv.getPlaneWidth(0) + p % WIDTH] + 128 - 16) * 255.0 / 219;
            double u = yuv.getPlaneData(1)[c] * 255.0 / 224;
            double v = yuv.getPlaneData(2)[c] * 255.0 / 224;
            out[p] = clamp(y + 1.5748 * v) << 16 | clamp(y - 0.1873 * u - 0.4681 * v) << 8 | clamp(y + 1.8556 * u);
        }
        return out;
    }

    private static int clamp(double v) {
        return Math.clamp(Math.round(v), 0, 255);
    }

    @Test
    void anMp4HasEveryFrameAndDecodesToWhatWasDrawn() throws IOException, JCodecException {
        Path film = film("a.mp4");
        double worst = Double.POSITIVE_INFINITY;
        int frames = 0;
        try (FileChannelWrapper in = NIOUtils.readableChannel(film.toFile())) {
            FrameGrab grab = FrameGrab.createFrameGrab(in);
            for (Picture p = grab.getNativeFrame(); p != null; p = grab.getNativeFrame()) {
                worst = Math.min(worst, peakSignalToNoise(frame(frames++), rgb(p)));
            }
        }
        assertThat(frames).isEqualTo(FRAMES);
        assertThat(worst).isGreaterThan(35);
        // A sixteenth of 1280 × 720, of which 300 frames may take 20 MB.
        assertThat(Files.size(film)).isLessThan(FRAMES * 20_000_000L / 300 / 16);
    }

    @Test
    void aGifHasEveryFrameAndIsTheSameEachTime() throws IOException {
        Path film = film("a.gif");
        assertThat(film("b.gif")).hasSameBinaryContentAs(film);
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(film.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(FRAMES);
            BufferedImage shown = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
            Graphics2D g = shown.createGraphics();
            for (int k = 0; k < FRAMES; k++) {
                var at = (org.w3c.dom.Element) ((org.w3c.dom.Element) reader.getImageMetadata(k).getAsTree("javax_imageio_gif_image_1.0"))
                        .getElementsByTagName("ImageDescriptor").item(0);
                g.drawImage(reader.read(k), Integer.parseInt(at.getAttribute("imageLeftPosition")), Integer.parseInt(at.getAttribute("imageTopPosition")), null);
                assertThat(peakSignalToNoise(frame(k), shown.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH))).isGreaterThan(30);
            }
            g.dispose();
        } finally {
            reader.dispose();
        }
    }

    @Test
    void picturesInAFolderAreLossless() throws IOException {
        Path film = film("pictures");
        BufferedImage last = ImageIO.read(film.resolve("frame-000035.png").toFile());
        int[] drawn = frame(35);
        assertThat(last.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH)).isEqualTo(drawn);
        try (Stream<Path> files = Files.list(film)) {
            assertThat(files).hasSize(FRAMES);
        }
    }

    @Test
    void aFilmThatIsGivenUpLeavesNothing() throws IOException {
        for (String name : new String[] {"a.mp4", "a.gif"}) {
            try (Film film = Film.to(folder.resolve(name), WIDTH, HEIGHT, 30)) {
                film.add(frame(0), 0);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatCannotBeAFilmIsRefused() {
        assertThatThrownBy(() -> Film.to(folder.resolve("a.avi"), 64, 64, 30)).isInstanceOf(InputException.class).hasMessageContaining("a.avi");
        assertThatThrownBy(() -> Film.to(folder.resolve("a.mp4"), 65, 64, 30)).isInstanceOf(InputException.class).hasMessageContaining("even");
        assertThatThrownBy(() -> Film.to(folder.resolve("a.gif"), 64, 64, 60)).isInstanceOf(InputException.class).hasMessageContaining("50");
        assertThatThrownBy(() -> Film.to(folder.resolve("a.gif"), 64, 64, 0)).isInstanceOf(InputException.class);
    }
}
