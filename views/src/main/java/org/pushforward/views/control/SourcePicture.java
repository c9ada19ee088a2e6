package org.pushforward.views.control;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Optional;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSources;

/** A small picture of a source: the picture itself, or some of its points in their first two coordinates. Safe on any thread. */
final class SourcePicture {

    private static final int POINTS = 400;
    /** Dots that read on light and dark alike, translucent so that crowds show. */
    private static final int DOT = 0xb03b82c4;

    private SourcePicture() { }

    /**
     * @param density whether what is built in is a density rather than points
     * @param pixels along either side, at most; empty when nothing can be shown
     */
    static Optional<Image> of(SourceFile file, boolean density, int pixels) {
        if (file.origin() != SourceFile.Origin.BUILT_IN) {
            Image picture = new Image(new ByteArrayInputStream(file.content()), pixels, pixels, true, true);
            if (!picture.isError()) {
                return Optional.of(picture);
            }
        }
        try {
            return Optional.of(density ? shade(DensitySources.on(pixels, file), pixels) : dots(PointSources.preview(file, POINTS), pixels));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    /** The thicker the denser; n × n values, the ordinate running first. */
    private static Image shade(double[] density, int n) {
        double most = Arrays.stream(density).max().orElse(0);
        int[] argb = new int[n * n];
        for (int k = 0; k < argb.length; k++) {
            int alpha = (int) Math.round((DOT >>> 24) * Math.clamp(density[k] / most, 0, 1));
            argb[(n - 1 - k % n) * n + k / n] = alpha << 24 | DOT & 0xffffff;
        }
        return image(argb, n);
    }

    private static Image image(int[] argb, int n) {
        WritableImage image = new WritableImage(n, n);
        image.getPixelWriter().setPixels(0, 0, n, n, PixelFormat.getIntArgbInstance(), argb, 0, n);
        return image;
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
        return image(argb, pixels);
    }

    private static int place(double v, double reach, int pixels) {
        return (int) Math.clamp(Math.round((0.5 + 0.5 * v / reach) * (pixels - 1)), 0, pixels - 1);
    }
}
