package org.pushforward.engine.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG pictures from premultiplied ARGB pixels of an opaque raster. */
public final class Png {

    private Png() { }

    /** @param argb rows from the top down; the alpha is ignored */
    public static void write(int[] argb, int width, int height, Path file) {
        AtomicFile.write(file, out -> write(argb, width, height, out));
    }

    /** As {@link #write(int[], int, int, Path)}, into a stream, which stays open. */
    public static void write(int[] argb, int width, int height, OutputStream out) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, argb, 0, width);
        // In memory: the JDK's other way is a cache file in a temporary folder that need not exist.
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", stream);
        }
    }
}
