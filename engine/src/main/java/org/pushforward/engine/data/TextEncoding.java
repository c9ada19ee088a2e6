package org.pushforward.engine.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How the letters of a text file are encoded: by its byte-order mark, else UTF-16 when every other byte is 0, else UTF-8 when it is
 * valid, else Latin-1.
 *
 * @param mark bytes of the byte-order mark, to be skipped
 */
record TextEncoding(Charset charset, int mark) {

    private static final int LOOKED_AT = 4096;

    /** Empty when the bytes are no text: they hold control characters. */
    static Optional<TextEncoding> of(byte[] content) {
        if (PictureFacts.begins(content, 0, 0xef, 0xbb, 0xbf)) {
            return plain(content, new TextEncoding(StandardCharsets.UTF_8, 3)).filter(_ -> isUtf8(content));
        }
        if (PictureFacts.begins(content, 0, 0xff, 0xfe)) {
            return Optional.of(new TextEncoding(StandardCharsets.UTF_16LE, 2));
        }
        if (PictureFacts.begins(content, 0, 0xfe, 0xff)) {
            return Optional.of(new TextEncoding(StandardCharsets.UTF_16BE, 2));
        }
        int[] zeros = new int[2];
        int looked = Math.min(content.length, LOOKED_AT);
        for (int k = 0; k < looked; k++) {
            zeros[k % 2] += content[k] == 0 ? 1 : 0;
        }
        if (zeros[0] == 0 && 3 * zeros[1] > looked) {
            return Optional.of(new TextEncoding(StandardCharsets.UTF_16LE, 0));
        }
        if (zeros[1] == 0 && 3 * zeros[0] > looked) {
            return Optional.of(new TextEncoding(StandardCharsets.UTF_16BE, 0));
        }
        return plain(content, new TextEncoding(isUtf8(content) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1, 0));
    }

    /** What is worth telling: nothing when it is the usual one. */
    String told() {
        return charset.equals(StandardCharsets.UTF_8) ? "" : charset.equals(StandardCharsets.ISO_8859_1) ? "Latin-1 text" : "UTF-16 text";
    }

    private static Optional<TextEncoding> plain(byte[] content, TextEncoding encoding) {
        for (byte b : content) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
                return Optional.empty();
            }
        }
        return Optional.of(encoding);
    }

    private static boolean isUtf8(byte[] content) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(content);
        CharBuffer out = CharBuffer.allocate(1 << 13);
        while (true) {
            var result = decoder.decode(in, out.clear(), true);
            if (result.isError()) {
                return false;
            }
            if (result.isUnderflow()) {
                return true;
            }
        }
    }
}
