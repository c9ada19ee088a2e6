package org.pushforward.engine.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Reads a picture: PNG, JPEG, GIF and BMP with the codecs of the JDK, TIFF and WebP with those of TwelveMonkeys; EXIF says which side is up.
 *
 * <p>Limits, asked before anything is decoded: {@value #MAX_PIXELS} pixels, sides at most {@value #MAX_ASPECT} to 1, half of the memory there
 * is, and a file long enough for what it names. More than {@value #KEPT_PIXELS} pixels are averaged. Transparent pixels are laid on white; of
 * moving pictures the first is read, in its place on the screen. Whatever cannot be read, corrupt and truncated files included, gives one
 * {@link InputException} that names the file. The codecs ask the cancel token. Stateless.
 */
public final class PictureReader {

    /** Of files, for the chooser. */
    public static final List<String> EXTENSIONS = List.of("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp");

    static final long MAX_PIXELS = 200_000_000;
    static final int KEPT_PIXELS = 4_000_000;
    static final int MAX_ASPECT = 20;

    /** So much is decoded from any file; more only from one that is not a {@value #MOST_PACKED}th of it (a GIF or TIFF reaches some 2700). */
    private static final long UNASKED_BYTES = 64L << 20;
    private static final long MOST_PACKED = 4096;
    private static final String FORMATS = "PNG, JPEG, GIF, BMP, TIFF or WebP";

    private PictureReader() { }

    /** A picture as large as its frame says, of which the pixels from (left, top) on are given; what they leave free is white. */
    private record Placed(int width, int height, int left, int top) { }

    public static Photograph read(SourceFile source) {
        return source.derived(Photograph.class, PictureReader::decode);
    }

    private static Photograph decode(SourceFile source) {
        if (PictureFacts.begins(source.content(), 0, 'B', 'M')) {
            checkBitmap(source);
        }
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(source.content()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new InputException(source.name() + ": this is not a picture that can be read; give " + FORMATS);
            }
            ImageReader reader = readers.next();
            try {
                // Only the place of a GIF on its screen is in what else it says.
                reader.setInput(in, true, !reader.getFormatName().equalsIgnoreCase("gif"));
                return decode(source, reader);
            } finally {
                reader.dispose();
            }
        } catch (InputException | CancelToken.Cancelled e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Codecs answer broken files, and being stopped, with all kinds of exceptions.
            CancelToken.askCurrent();
            throw broken(source, e);
        }
    }

    private static Photograph decode(SourceFile source, ImageReader reader) throws IOException {
        PictureFacts facts = PictureFacts.of(source.content());
        Placed placed = placed(source, reader);
        checkSides(source, placed);
        checkLength(source, reader);
        if (facts.sampleFormat() == PictureFacts.SIGNED) {
            throw new InputException(source.name() + ": the picture has signed numbers, of which none is black or white",
                    "convert it to unsigned numbers of 8 or 16 bits, with the window of tones that is meant");
        }
        boolean[] damaged = {false};
        reader.addIIOReadWarningListener((from, warning) -> damaged[0] |= tellsDamage(warning));
        reader.addIIOReadProgressListener(new AskingTheToken());
        PixelRows rows;
        if (facts.sampleFormat() == PictureFacts.FLOATING && reader.canReadRaster()) {
            // Tones outside 0 … 1 are to be seen, not cut off.
            rows = new PixelRows(source.name(), reader.getRawImageType(0).getColorModel(), reader.readRaster(0, null), false);
        } else {
            BufferedImage image = reader.read(0);
            boolean profiled = facts.profiled() || !reader.getFormatName().toLowerCase(Locale.ROOT).startsWith("tif");
            rows = new PixelRows(source.name(), image.getColorModel(), image.getRaster(), profiled);
        }
        CancelToken.askCurrent();
        if (damaged[0]) {
            throw broken(source, null);
        }
        return photograph(rows, placed, facts.orientation());
    }

    // ---- limits

    private static void checkSides(SourceFile source, Placed p) {
        if ((long) p.width * p.height > MAX_PIXELS) {
            throw new InputException(source.name() + ": the picture has " + p.width + " × " + p.height + " pixels; at most "
                    + MAX_PIXELS / 1_000_000 + " million are read");
        }
        if (Math.max(p.width, p.height) > (long) MAX_ASPECT * Math.min(p.width, p.height)) {
            throw new InputException(source.name() + ": the picture has " + p.width + " × " + p.height + " pixels; one side may be at most "
                    + MAX_ASPECT + " times the other");
        }
    }

    private static void checkLength(SourceFile source, ImageReader reader) throws IOException {
        byte[] content = source.content();
        long decoded = decodedBytes(reader);
        if (decoded > UNASKED_BYTES && decoded / MOST_PACKED > content.length) {
            throw broken(source, null);
        }
        if (decoded > Runtime.getRuntime().maxMemory() / 2) {
            throw new InputException(source.name() + ": the picture takes " + (decoded >> 20) + " MiB of memory, which is too much here",
                    "scale it down, or give Java more memory with -Xmx");
        }
    }

    private static long decodedBytes(ImageReader reader) throws IOException {
        ImageTypeSpecifier type = reader.getRawImageType(0);
        if (type == null) {
            type = reader.getImageTypes(0).next();
        }
        return (long) reader.getWidth(0) * reader.getHeight(0) * Math.max(1, type.getColorModel().getPixelSize()) / 8;
    }

    /** A bitmap whose header is of the usual kind names its compression and length, on which the codec relies. */
    private static void checkBitmap(SourceFile source) {
        ByteBuffer header = ByteBuffer.wrap(source.content()).order(ByteOrder.LITTLE_ENDIAN);
        if (header.limit() < 54 || header.getInt(14) < 40) {
            return;
        }
        int compression = header.getInt(30);
        if (compression == 4 || compression == 5) {
            throw new InputException(source.name() + ": the bitmap has a " + (compression == 4 ? "JPEG" : "PNG") + " picture inside",
                    "save it as " + FORMATS.replace("BMP, ", ""));
        }
        long row = ((long) header.getInt(18) * (header.getShort(28) & 0xffff) + 31) / 32 * 4;
        boolean packed = compression == 1 || compression == 2;
        long needed = packed ? header.getInt(34) & 0xffffffffL : row * Math.abs((long) header.getInt(22));
        if (needed > header.limit() - (header.getInt(10) & 0xffffffffL)) {
            throw broken(source, null);
        }
    }

    /** Whether a warning of a codec means that part of the picture is made up. */
    private static boolean tellsDamage(String warning) {
        String w = warning.toLowerCase(Locale.ROOT);
        return Stream.of("premature", "corrupt", "truncated", "unexpected end", "eof").anyMatch(w::contains);
    }

    private static InputException broken(SourceFile source, Throwable cause) {
        return new InputException(source.name() + ": the picture is damaged or cut off", "", cause);
    }

    /** Ends the reading of a picture that nobody waits for any more. */
    private static final class AskingTheToken implements IIOReadProgressListener {
        @Override
        public void imageProgress(ImageReader reader, float percentage) {
            CancelToken.askCurrent();
        }

        @Override
        public void sequenceStarted(ImageReader reader, int first) { }

        @Override
        public void sequenceComplete(ImageReader reader) { }

        @Override
        public void imageStarted(ImageReader reader, int image) { }

        @Override
        public void imageComplete(ImageReader reader) { }

        @Override
        public void thumbnailStarted(ImageReader reader, int image, int thumbnail) { }

        @Override
        public void thumbnailProgress(ImageReader reader, float percentage) { }

        @Override
        public void thumbnailComplete(ImageReader reader) { }

        @Override
        public void readAborted(ImageReader reader) { }
    }

    // ---- from pixels to the photograph

    /** A frame of a GIF may be smaller than the screen it is drawn on. */
    private static Placed placed(SourceFile source, ImageReader reader) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (!PictureFacts.begins(source.content(), 0, 'G', 'I', 'F')) {
            return new Placed(width, height, 0, 0);
        }
        ByteBuffer screen = ByteBuffer.wrap(source.content()).order(ByteOrder.LITTLE_ENDIAN);
        var children = ((IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0")).getElementsByTagName("ImageDescriptor");
        if (children.getLength() == 0) {
            throw new IIOException("no frame");
        }
        var frame = (IIOMetadataNode) children.item(0);
        int left = Integer.parseInt(frame.getAttribute("imageLeftPosition"));
        int top = Integer.parseInt(frame.getAttribute("imageTopPosition"));
        return new Placed(Math.max(left + width, screen.getShort(6) & 0xffff), Math.max(top + height, screen.getShort(8) & 0xffff), left, top);
    }

    private static Photograph photograph(PixelRows rows, Placed placed, int orientation) {
        double every = Math.max(1, Math.sqrt((double) placed.width * placed.height / KEPT_PIXELS));
        int width = Math.max(1, (int) (placed.width / every));
        int height = Math.max(1, (int) (placed.height / every));
        return oriented(width, height, averaged(rows, placed, width, height), orientation);
    }

    /** The picture as width × height pixels 0xRRGGBB, each the mean of what it covers. */
    private static int[] averaged(PixelRows rows, Placed placed, int width, int height) {
        int[] rgb = new int[width * height];
        double[] line = new double[3 * placed.width];
        double[] narrow = new double[3 * width];
        double[] sum = new double[3 * width];
        int i = 0;
        for (int y = 0; y < placed.height; y++) {
            CancelToken.askCurrent();
            Arrays.fill(line, 1);
            if (y >= placed.top && y < placed.top + rows.height()) {
                rows.read(y - placed.top, line, placed.left);
            }
            AreaAverage.of(line, placed.width, narrow, width, 3);
            add(sum, narrow, AreaAverage.share(y, placed.height, i, height));
            while (i < height && (y == placed.height - 1 || (long) (i + 1) * placed.height <= (long) (y + 1) * height)) {
                put(sum, rgb, i++ * width);
                Arrays.fill(sum, 0);
                add(sum, narrow, i < height ? AreaAverage.share(y, placed.height, i, height) : 0);
            }
        }
        return rgb;
    }

    private static void add(double[] sum, double[] row, double share) {
        for (int k = 0; k < sum.length && share > 0; k++) {
            sum[k] += share * row[k];
        }
    }

    private static void put(double[] row, int[] rgb, int at) {
        for (int x = 0; x < row.length / 3; x++) {
            rgb[at + x] = level(row[3 * x]) << 16 | level(row[3 * x + 1]) << 8 | level(row[3 * x + 2]);
        }
    }

    private static int level(double v) {
        return (int) Math.round(255 * v);
    }

    /** Turned and mirrored so that its upper edge is up (Exif 2.32, tag 0x0112). */
    private static Photograph oriented(int w, int h, int[] rgb, int orientation) {
        if (orientation == 1) {
            return Photograph.of(w, h, rgb);
        }
        int width = orientation < 5 ? w : h;
        int height = orientation < 5 ? h : w;
        int[] turned = new int[rgb.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = switch (orientation) {
                    case 2, 3 -> w - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> w - 1 - y;
                };
                int row = switch (orientation) {
                    case 2 -> y;
                    case 3, 4 -> h - 1 - y;
                    case 5, 8 -> x;
                    default -> h - 1 - x;
                };
                turned[y * width + x] = rgb[row * w + column];
            }
        }
        return Photograph.of(width, height, turned);
    }
}
