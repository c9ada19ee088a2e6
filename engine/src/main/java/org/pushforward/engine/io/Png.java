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

    /** As {@link #write(int[], int, int, OutputStream)}, with the alpha of premultiplied pixels. */
    public static void writeWithAlpha(int[] argb, int width, int height, OutputStream out) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        int[] straight = new int[argb.length];
        for (int p = 0; p < argb.length; p++) {
            int a = argb[p] >>> 24;
            straight[p] = a == 0 ? 0 : a << 24 | divided(argb[p] >> 16 & 255, a) << 16 | divided(argb[p] >> 8 & 255, a) << 8 | divided(argb[p] & 255, a);
        }
        image.setRGB(0, 0, width, height, straight, 0, width);
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", stream);
        }
    }

    private static int divided(int v, int alpha) {
        return Math.min(255, (v * 255 + alpha / 2) / alpha);
    }
}
