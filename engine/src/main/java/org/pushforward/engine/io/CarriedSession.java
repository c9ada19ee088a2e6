package org.pushforward.engine.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * A session inside a picture: in a PNG as compressed international text ({@code iTXt}, keyword {@value #KEYWORD}), in an SVG as
 * metadata, so that a picture that was mailed can be opened where it was made. What a picture carries is read like any other session file.
 */
public final class CarriedSession {

    static final String KEYWORD = "pushforward-session";

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final long MAX_PICTURE = 256L << 20;
    private static final int MAX_TEXT = 128 << 20;
    private static final String OPEN = "<metadata id=\"" + KEYWORD + "\">";
    private static final String CLOSE = "</metadata>";

    private CarriedSession() { }

    /** Whether a file of that name can carry a session. */
    public static boolean isPicture(Path file) {
        return isPicture(file.toString());
    }

    public static boolean isPicture(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".png") || name.endsWith(".svg");
    }

    /** The picture with the session in it, and its resolution if it is not NaN. */
    public static byte[] inPng(byte[] png, String json, double pixelsPerMeter) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(png.length + json.length());
        // After the header, which is always 25 bytes long.
        int header = SIGNATURE.length + 25;
        out.write(png, 0, header);
        if (!Double.isNaN(pixelsPerMeter)) {
            int per = (int) Math.round(pixelsPerMeter);
            chunk(out, "pHYs", ByteBuffer.allocate(9).putInt(per).putInt(per).put((byte) 1).array());
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(KEYWORD.getBytes(StandardCharsets.ISO_8859_1));
        // The end of the keyword; compressed, by zlib; no language, no translation.
        text.writeBytes(new byte[] {0, 1, 0, 0, 0});
        text.writeBytes(packed(json));
        chunk(out, "iTXt", text.toByteArray());
        out.write(png, header, png.length - header);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(8).putInt(data.length).put(name).array());
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    /** The element to be put into an SVG. */
    public static String svgElement(String json) {
        return OPEN + Base64.getEncoder().encodeToString(packed(json)) + CLOSE + "\n";
    }

    private static byte[] packed(String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static String unpacked(byte[] packed, int from) throws IOException {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed, from, packed.length - from))) {
            byte[] text = in.readNBytes(MAX_TEXT + 1);
            if (text.length > MAX_TEXT) {
                throw new IOException("it is too large");
            }
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    /** The session that a picture carries, if it carries one. */
    public static Optional<String> in(Path picture) {
        byte[] all = SourceFile.read(picture, MAX_PICTURE);
        try {
            return picture.toString().toLowerCase(Locale.ROOT).endsWith(".svg") ? inSvg(new String(all, StandardCharsets.UTF_8)) : inPng(all);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(picture + ": the session in this picture is damaged", "the program that passed it on may have changed it", e);
        }
    }

    private static Optional<String> inSvg(String svg) throws IOException {
        int from = svg.indexOf(OPEN);
        int to = svg.indexOf(CLOSE, Math.max(0, from));
        return from < 0 || to < 0 ? Optional.empty() : Optional.of(unpacked(Base64.getDecoder().decode(svg.substring(from + OPEN.length(), to).strip()), 0));
    }

    private static Optional<String> inPng(byte[] png) throws IOException {
        byte[] keyword = (KEYWORD + "\0").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer b = ByteBuffer.wrap(png);
        b.position(Math.min(SIGNATURE.length, png.length));
        while (b.remaining() >= 12) {
            int length = b.getInt();
            byte[] type = new byte[4];
            b.get(type);
            if (length < 0 || length > b.remaining() - 4) {
                break;
            }
            byte[] data = new byte[length];
            b.get(data);
            b.getInt();
            if (new String(type, StandardCharsets.ISO_8859_1).equals("iTXt") && startsWith(data, keyword)) {
                return Optional.of(text(data, keyword.length));
            }
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] data, byte[] beginning) {
        if (data.length < beginning.length + 4) {
            return false;
        }
        for (int k = 0; k < beginning.length; k++) {
            if (data[k] != beginning[k]) {
                return false;
            }
        }
        return true;
    }

    /** What others wrote may be compressed or not, and name a language. */
    private static String text(byte[] data, int from) throws IOException {
        boolean compressed = data[from] == 1;
        int k = from + 2;
        for (int zeros = 0; zeros < 2; k++) {
            if (k >= data.length) {
                throw new IOException("the text ends early");
            }
            zeros += data[k] == 0 ? 1 : 0;
        }
        return compressed ? unpacked(data, k) : new String(data, k, data.length - k, StandardCharsets.UTF_8);
    }
}
