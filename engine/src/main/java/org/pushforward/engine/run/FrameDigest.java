package org.pushforward.engine.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;

/** SHA-256 over the step and every array of a frame: equal digests mean equal bits. */
public final class FrameDigest {

    private FrameDigest() { }

    public static String of(Frame frame) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(8).putLong(0, frame.step()));
            for (Layer layer : frame.layers()) {
                sha.update(layer.id().getBytes(StandardCharsets.UTF_8));
                for (Layer.Array a : layer.arrays()) {
                    ByteBuffer bytes = ByteBuffer.allocate(8 * a.values().length);
                    bytes.asDoubleBuffer().put(a.values());
                    sha.update(bytes);
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
