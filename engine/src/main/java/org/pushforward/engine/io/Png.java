package org.pushforward.engine.io;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** PNG pictures from premultiplied ARGB pixels of an opaque raster. */
public final class Png {

    private Png() { }

    /** @param argb rows from the top down; the alpha is ignored */
    public static void write(int[] argb, int width, int height, Path file) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, argb, 0, width);
        AtomicFile.write(file, out -> ImageIO.write(image, "png", out));
    }
}
