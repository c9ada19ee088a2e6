package org.pushforward.engine.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import org.pushforward.engine.api.SourceFile;

/** Pictures for tests, as a person would give them. */
public final class DrawnPicture {

    private DrawnPicture() { }

    /** A PNG file with the color {@code rgb(x, y)} at every pixel, y down. */
    public static SourceFile of(int width, int height, IntBinaryOperator rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, rgb.applyAsInt(x, y));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return SourceFile.embedded("drawn.png", out.toByteArray());
    }
}
