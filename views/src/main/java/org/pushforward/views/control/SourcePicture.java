package org.pushforward.views.control;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSources;

/** A small picture of a source: the picture itself, or some of its points in their first two coordinates. Safe on any thread. */
final class SourcePicture {

    private static final int POINTS = 400;
    /** Dots that read on light and dark alike, translucent so that crowds show. */
    private static final int DOT = 0xb03b82c4;

    private SourcePicture() { }

    /** @param pixels along either side, at most; empty when nothing can be shown */
    static Optional<Image> of(SourceFile file, int pixels) {
        if (file.origin() != SourceFile.Origin.BUILT_IN) {
            Image picture = new Image(new ByteArrayInputStream(file.content()), pixels, pixels, true, true);
            if (!picture.isError()) {
                return Optional.of(picture);
            }
        }
        try {
            return Optional.of(dots(PointSources.preview(file, POINTS), pixels));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    private static Image dots(PointCloud cloud, int pixels) {
        int d = cloud.dimension();
        double[] x = cloud.coordinates();
        double[] middle = new double[2];
        double reach = 1e-300;
        for (int axis = 0; axis < Math.min(2, d); axis++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int p = 0; p < POINTS; p++) {
                low = Math.min(low, x[p * d + axis]);
                high = Math.max(high, x[p * d + axis]);
            }
            middle[axis] = (low + high) / 2;
            reach = Math.max(reach, (high - low) / 2);
        }
        int[] argb = new int[pixels * pixels];
        for (int p = 0; p < POINTS; p++) {
            int column = place(x[p * d] - middle[0], reach, pixels);
            int row = d > 1 ? pixels - 1 - place(x[p * d + 1] - middle[1], reach, pixels) : pixels / 2;
            argb[row * pixels + column] = DOT;
        }
        WritableImage image = new WritableImage(pixels, pixels);
        image.getPixelWriter().setPixels(0, 0, pixels, pixels, PixelFormat.getIntArgbInstance(), argb, 0, pixels);
        return image;
    }

    private static int place(double v, double reach, int pixels) {
        return (int) Math.clamp(Math.round((0.5 + 0.5 * v / reach) * (pixels - 1)), 0, pixels - 1);
    }
}
