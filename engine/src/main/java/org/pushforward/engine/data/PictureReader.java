package org.pushforward.engine.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Reads a picture with the codecs of the JDK (PNG, JPEG, GIF, BMP, TIFF, WBMP).
 *
 * <p>Limits: {@value #MAX_PIXELS} pixels by the header, sides at most {@value #MAX_ASPECT} to 1; more than {@value #KEPT_PIXELS}
 * pixels are thinned out while decoding. Transparent pixels are laid on white. Whatever cannot be read, corrupt and truncated files
 * included, gives one {@link InputException} that names the file. Stateless.
 */
public final class PictureReader {

    static final long MAX_PIXELS = 200_000_000;
    static final int KEPT_PIXELS = 4_000_000;
    static final int MAX_ASPECT = 20;

    private PictureReader() { }

    public static Photograph read(SourceFile source) {
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(source.content()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new InputException(source.name() + ": this is not a picture that can be read; give PNG, JPEG, GIF, BMP or TIFF");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return decode(source, reader);
            } finally {
                reader.dispose();
            }
        } catch (InputException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Codecs answer broken files with all kinds of runtime exceptions.
            throw broken(source, e);
        }
    }

    private static Photograph decode(SourceFile source, ImageReader reader) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        long pixels = (long) width * height;
        if (pixels > MAX_PIXELS) {
            throw new InputException(source.name() + ": the picture has " + width + " × " + height + " pixels; at most "
                    + MAX_PIXELS / 1_000_000 + " million are read");
        }
        if (Math.max(width, height) > (long) MAX_ASPECT * Math.min(width, height)) {
            throw new InputException(source.name() + ": the picture has " + width + " × " + height + " pixels; one side may be at most "
                    + MAX_ASPECT + " times the other");
        }
        boolean[] damaged = {false};
        reader.addIIOReadWarningListener((from, warning) -> damaged[0] |= tellsDamage(warning));
        int every = (int) Math.ceil(Math.sqrt((double) pixels / KEPT_PIXELS));
        ImageReadParam param = reader.getDefaultReadParam();
        param.setSourceSubsampling(every, every, 0, 0);
        BufferedImage image = reader.read(0, param);
        if (damaged[0]) {
            throw broken(source, null);
        }
        return Photograph.of(image.getWidth(), image.getHeight(), pixels(image));
    }

    /** Whether a warning of a codec means that part of the picture is made up. */
    private static boolean tellsDamage(String warning) {
        String w = warning.toLowerCase(Locale.ROOT);
        return w.contains("premature") || w.contains("corrupt") || w.contains("truncated");
    }

    private static int[] pixels(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY && !image.getColorModel().hasAlpha()) {
            return grey(image.getRaster(), image.getColorModel().getComponentSize(0));
        }
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        for (int k = 0; k < rgb.length; k++) {
            rgb[k] = onWhite(rgb[k]);
        }
        return rgb;
    }

    /** Grey values as stored: the JDK would take them for linear light and brighten them. */
    private static int[] grey(Raster raster, int bits) {
        int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
        double scale = 255.0 / ((1L << bits) - 1);
        for (int k = 0; k < samples.length; k++) {
            int v = (int) Math.round((samples[k] & (1L << bits) - 1) * scale);
            samples[k] = v << 16 | v << 8 | v;
        }
        return samples;
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        if (alpha == 255) {
            return argb & 0xffffff;
        }
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            rgb |= ((argb >> shift & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255 << shift;
        }
        return rgb;
    }

    private static InputException broken(SourceFile source, Throwable cause) {
        return new InputException(source.name() + ": the picture is damaged or cut off", "", cause);
    }
}
