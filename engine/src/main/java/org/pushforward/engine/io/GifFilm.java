package org.pushforward.engine.io;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageOutputStream;
import org.pushforward.engine.api.InputException;

/**
 * An animated GIF that repeats for ever. All frames share one {@link FilmPalette}, so they are kept, packed, in a file beside it until
 * the last is there; of each only what differs from the one before is written. The same frames give the same bits. A GIF counts in
 * hundredths of a second, and players take less than two of them for ten.
 */
final class GifFilm implements Film {

    private static final int TRANSPARENT = FilmPalette.SIZE;
    private static final double MOST_FPS = 50;

    private final AtomicFile.Growing file;
    private final AtomicFile.Growing kept;
    private final DataOutputStream keep;
    private final FilmPalette palette = new FilmPalette();
    private final Deflater packer = new Deflater(Deflater.BEST_SPEED);
    private final int width;
    private final int height;
    private final double fps;
    private final byte[] raw;
    private final byte[] packed;
    private int frames;

    GifFilm(Path target, int width, int height, double fps) {
        if (fps > MOST_FPS) {
            throw new InputException(target + ": a GIF of " + fps + " frames a second is not possible; give up to " + (int) MOST_FPS + ", or make an .mp4");
        }
        this.width = width;
        this.height = height;
        this.fps = fps;
        raw = new byte[4 * width * height];
        packed = new byte[raw.length + raw.length / 100 + 1024];
        file = new AtomicFile.Growing(target);
        kept = new AtomicFile.Growing(target);
        try {
            keep = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(kept.part())));
        } catch (IOException e) {
            kept.close();
            file.close();
            throw AtomicFile.unwritten(target.toString(), e);
        }
    }

    @Override
    public void add(int[] argb, long step) {
        palette.add(argb);
        ByteBuffer.wrap(raw).asIntBuffer().put(argb, 0, width * height);
        packer.reset();
        packer.setInput(raw);
        packer.finish();
        int n = packer.deflate(packed);
        try {
            keep.writeInt(n);
            keep.write(packed, 0, n);
        } catch (IOException e) {
            throw AtomicFile.unwritten(kept.part().toString(), e);
        }
        frames++;
    }

    @Override
    public int frames() {
        return frames;
    }

    @Override
    public void finish() {
        IndexColorModel colors = model(palette.choose());
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try {
            keep.close();
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(kept.part())));
                    FileImageOutputStream out = new FileImageOutputStream(file.part().toFile())) {
                writer.setOutput(out);
                write(in, writer, colors);
            }
        } catch (IOException e) {
            throw AtomicFile.unwritten(file.part().toString(), e);
        } finally {
            writer.dispose();
        }
        kept.close();
        file.finish();
    }

    private void write(DataInputStream in, ImageWriter writer, IndexColorModel colors) throws IOException {
        writer.prepareWriteSequence(stream(writer, colors));
        Inflater unpacker = new Inflater();
        int[] argb = new int[width * height];
        byte[] before = new byte[0];
        for (int k = 0; k < frames; k++) {
            unpack(in, unpacker, argb);
            byte[] now = new byte[argb.length];
            for (int p = 0; p < now.length; p++) {
                now[p] = (byte) palette.index(argb[p], p % width, p / width);
            }
            write(writer, colors, before, now, hundredths(k + 1) - hundredths(k), k == 0);
            before = now;
        }
        unpacker.end();
        writer.endWriteSequence();
    }

    private int hundredths(int frame) {
        return (int) Math.round(100.0 * frame / fps);
    }

    private void unpack(InputStream in, Inflater unpacker, int[] argb) throws IOException {
        int n = new DataInputStream(in).readInt();
        if (in.readNBytes(packed, 0, n) != n) {
            throw new IOException("what was kept of the film ends early");
        }
        unpacker.reset();
        unpacker.setInput(packed, 0, n);
        try {
            unpacker.inflate(raw);
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
        ByteBuffer.wrap(raw).asIntBuffer().get(argb);
    }

    /** The box of what has changed, with holes where nothing has. */
    private void write(ImageWriter writer, IndexColorModel colors, byte[] before, byte[] now, int delay, boolean first) throws IOException {
        int left = first ? 0 : width;
        int top = first ? 0 : height;
        int right = first ? width : 0;
        int bottom = first ? height : 0;
        for (int p = 0; p < now.length && !first; p++) {
            if (now[p] != before[p]) {
                left = Math.min(left, p % width);
                right = Math.max(right, p % width + 1);
                top = Math.min(top, p / width);
                bottom = Math.max(bottom, p / width + 1);
            }
        }
        if (right <= left) {
            left = 0;
            top = 0;
            right = 1;
            bottom = 1;
        }
        BufferedImage image = new BufferedImage(right - left, bottom - top, BufferedImage.TYPE_BYTE_INDEXED, colors);
        byte[] row = new byte[right - left];
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int p = y * width + x;
                row[x - left] = !first && now[p] == before[p] ? (byte) TRANSPARENT : now[p];
            }
            image.getRaster().setDataElements(0, y - top, row.length, 1, row);
        }
        writer.writeToSequence(new IIOImage(image, null, frame(writer, colors, left, top, image, delay, first)), null);
    }

    private static IndexColorModel model(int[] rgb) {
        int[] all = Arrays.copyOf(rgb, FilmPalette.SIZE + 1);
        for (int k = 0; k < all.length; k++) {
            all[k] = k == TRANSPARENT ? 0 : all[k] | 0xff000000;
        }
        return new IndexColorModel(8, all.length, all, 0, true, TRANSPARENT, java.awt.image.DataBuffer.TYPE_BYTE);
    }

    private IIOMetadata stream(ImageWriter writer, IndexColorModel colors) throws IOException {
        IIOMetadata stream = writer.getDefaultStreamMetadata(null);
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_gif_stream_1.0");
        root.appendChild(node("Version", "value", "89a"));
        root.appendChild(node("LogicalScreenDescriptor", "logicalScreenWidth", width, "logicalScreenHeight", height, "colorResolution", 8, "pixelAspectRatio", 0));
        IIOMetadataNode table = node("GlobalColorTable", "sizeOfGlobalColorTable", 256, "backgroundColorIndex", 0, "sortFlag", "FALSE");
        for (int k = 0; k < 256; k++) {
            table.appendChild(node("ColorTableEntry", "index", k, "red", colors.getRed(k), "green", colors.getGreen(k), "blue", colors.getBlue(k)));
        }
        root.appendChild(table);
        stream.setFromTree(root.getNodeName(), root);
        return stream;
    }

    private static IIOMetadata frame(ImageWriter writer, IndexColorModel colors, int left, int top, BufferedImage image, int delay, boolean first)
            throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_gif_image_1.0");
        root.appendChild(node("ImageDescriptor", "imageLeftPosition", left, "imageTopPosition", top, "imageWidth", image.getWidth(),
                "imageHeight", image.getHeight(), "interlaceFlag", "FALSE"));
        root.appendChild(node("GraphicControlExtension", "disposalMethod", "doNotDispose", "userInputFlag", "FALSE", "transparentColorFlag", "TRUE",
                "delayTime", delay, "transparentColorIndex", TRANSPARENT));
        if (first) {
            IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
            IIOMetadataNode repeat = node("ApplicationExtension", "applicationID", "NETSCAPE", "authenticationCode", "2.0");
            repeat.setUserObject(new byte[] {1, 0, 0});
            extensions.appendChild(repeat);
            root.appendChild(extensions);
        }
        metadata.setFromTree(root.getNodeName(), root);
        return metadata;
    }

    private static IIOMetadataNode node(String name, Object... attributes) {
        IIOMetadataNode n = new IIOMetadataNode(name);
        for (int k = 0; k < attributes.length; k += 2) {
            n.setAttribute(attributes[k].toString(), attributes[k + 1].toString());
        }
        return n;
    }

    @Override
    public void close() {
        packer.end();
        try {
            keep.close();
        } catch (IOException e) {
            throw AtomicFile.unwritten(kept.part().toString(), e);
        } finally {
            kept.close();
            file.close();
        }
    }
}
