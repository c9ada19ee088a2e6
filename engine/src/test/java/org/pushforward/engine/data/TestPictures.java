package org.pushforward.engine.data;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Picture files for tests, from grey levels 0 to 255 by column and row. */
final class TestPictures {

    private TestPictures() { }

    /** An image of one of the standard types; {@code argb} makes a pixel of a grey level. */
    static BufferedImage image(int w, int h, int type, IntBinaryOperator grey, java.util.function.IntUnaryOperator argb) {
        BufferedImage image = new BufferedImage(w, h, type);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                image.setRGB(x, y, argb.applyAsInt(grey.applyAsInt(x, y)));
            }
        }
        return image;
    }

    /** One band of grey as stored, without the color conversion of setRGB; 16 bits are 257 times those of 8. */
    static BufferedImage grey(int w, int h, int type, IntBinaryOperator grey) {
        BufferedImage image = new BufferedImage(w, h, type);
        WritableRaster raster = image.getRaster();
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                raster.setSample(x, y, 0, grey.applyAsInt(x, y) * (type == BufferedImage.TYPE_USHORT_GRAY ? 257 : 1));
            }
        }
        return image;
    }

    static BufferedImage palette(int w, int h, IntBinaryOperator grey) {
        byte[] ramp = new byte[256];
        for (int k = 0; k < 256; k++) {
            ramp[k] = (byte) (255 - k);
        }
        BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 256, ramp, ramp, ramp));
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                image.getRaster().setSample(x, y, 0, 255 - grey.applyAsInt(x, y));
            }
        }
        return image;
    }

    static byte[] encode(BufferedImage image, String format) throws IOException {
        return write(new IIOImage(image, null, null), format);
    }

    /** Cyan, magenta and yellow of the same strength, as Adobe's programs store them: the other way round, and marked so. */
    static byte[] inkJpeg(int w, int h, IntBinaryOperator grey) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, w, h, 4, new Point());
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int c = grey.applyAsInt(x, y);
                raster.setPixel(x, y, new int[] {c, c, c, 255});
            }
        }
        byte[] jpeg = write(new IIOImage(raster, null, null), "jpg");
        ByteBuffer marked = ByteBuffer.allocate(jpeg.length + 16).put(jpeg, 0, 2).putShort((short) 0xffee).putShort((short) 14);
        return marked.put("Adobe".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {0, 100, 0, 0, 0, 0, 0}).put(jpeg, 2, jpeg.length - 2).array();
    }

    private static byte[] write(IIOImage image, String format) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (format.equals("jpg")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(1);
            }
            writer.setOutput(stream);
            writer.write(null, image, param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    // ---- TIFF

    /** How a number is stored. */
    interface Put {
        void put(ByteBuffer to, int grey);
    }

    /**
     * An uncompressed TIFF of one strip, little-endian (TIFF 6.0).
     *
     * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 5 inks
     */
    static byte[] tiff(int w, int h, IntBinaryOperator grey, int photometric, int samples, int bits, int format, int orientation, Put put) {
        int length = w * h * samples * bits / 8;
        int[][] tags = {{256, 4, w}, {257, 4, h}, {258, 3, bits}, {259, 3, 1}, {262, 3, photometric}, {273, 4, 0}, {274, 3, orientation},
            {277, 3, samples}, {278, 4, h}, {279, 4, length}, {339, 3, format}};
        int list = 8 + 2 + 12 * tags.length + 4;
        ByteBuffer b = ByteBuffer.allocate(list + 4 * samples + length).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) tags.length);
        for (int[] t : tags) {
            boolean many = samples > 2 && (t[0] == 258 || t[0] == 339);
            b.putShort((short) t[0]).putShort((short) t[1]).putInt(t[0] == 258 || t[0] == 339 ? samples : 1);
            b.putInt(t[0] == 273 ? list + 4 * samples : many ? list + (t[0] == 258 ? 0 : 2 * samples) : samples == 2 && t[0] != 274 ? t[2] << 16 | t[2] : t[2]);
        }
        b.putInt(0);
        for (int value : new int[] {bits, format}) {
            for (int k = 0; k < samples; k++) {
                b.putShort((short) value);
            }
        }
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                put.put(b, grey.applyAsInt(x, y));
            }
        }
        return b.array();
    }

    // ---- what stands beside the pixels

    /** Only the orientation, as EXIF: the directory of a TIFF. */
    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26).order(ByteOrder.BIG_ENDIAN).put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8).putShort((short) 1)
                .putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0).putInt(0).array();
    }

    static byte[] turnedJpeg(byte[] jpeg, int orientation) {
        byte[] exif = exif(orientation);
        ByteBuffer b = ByteBuffer.allocate(jpeg.length + 10 + exif.length);
        b.put(jpeg, 0, 2).put((byte) 0xff).put((byte) 0xe1).putShort((short) (8 + exif.length));
        return b.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif).put(jpeg, 2, jpeg.length - 2).array();
    }

    /** With another chunk behind the header. */
    static byte[] withChunk(byte[] png, String type, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data).array();
        CRC32 crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(png.length + 8 + body.length).put(png, 0, 33).putInt(data.length).put(body).putInt((int) crc.getValue())
                .put(png, 33, png.length - 33).array();
    }

    static byte[] turnedPng(byte[] png, int orientation) {
        return withChunk(png, "eXIf", exif(orientation));
    }

    /** The frame of a GIF put at a place of a larger screen. */
    static byte[] placedGif(byte[] gif, int screenWidth, int screenHeight, int left, int top) {
        ByteBuffer b = ByteBuffer.wrap(gif.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int w = b.getShort(6);
        int h = b.getShort(8);
        b.putShort(6, (short) screenWidth).putShort(8, (short) screenHeight);
        byte[] descriptor = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x2c).putInt(0).putShort((short) w).putShort((short) h).array();
        for (int k = 13; ; k++) {
            boolean here = true;
            for (int i = 0; i < descriptor.length; i++) {
                here &= gif[k + i] == descriptor[i];
            }
            if (here) {
                return b.putShort(k + 1, (short) left).putShort(k + 3, (short) top).array();
            }
        }
    }
}
