package org.pushforward.views.plane;

import java.nio.IntBuffer;
import javafx.beans.InvalidationListener;
import javafx.scene.Node;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import javafx.stage.Window;
import org.pushforward.views.raster.Raster;

/**
 * Shows a {@link Raster} pixel by pixel: the image has the region's size times the screen's render scale. A picture costs the FX thread
 * one array copy and one texture update; while the region is being resized the last picture is stretched.
 */
public final class PixelSurface extends Region {

    private final ImageView view = new ImageView();
    private final Runnable resized;
    private final InvalidationListener scaleListener = _ -> sizeMayHaveChanged();
    private int[] pixels = new int[0];
    private PixelBuffer<IntBuffer> buffer;
    private int imageWidth;
    private int imageHeight;
    private int wantedWidth;
    private int wantedHeight;

    /** {@code resized} is called when a picture of another size is wanted. */
    public PixelSurface(Runnable resized) {
        this.resized = resized;
        buffer = new PixelBuffer<>(1, 1, IntBuffer.wrap(new int[1]), PixelFormat.getIntArgbPreInstance());
        view.setManaged(false);
        getChildren().add(view);
        setMinSize(0, 0);
        sceneProperty().flatMap(s -> s.windowProperty()).addListener((_, old, now) -> follow(old, now));
    }

    private void follow(Window old, Window now) {
        if (old != null) {
            old.renderScaleXProperty().removeListener(scaleListener);
        }
        if (now != null) {
            now.renderScaleXProperty().addListener(scaleListener);
            sizeMayHaveChanged();
        }
    }

    /** Puts shapes over the picture that do not take the mouse: a brush's outline. */
    void decorate(Node... shapes) {
        for (Node n : shapes) {
            n.setManaged(false);
            n.setMouseTransparent(true);
            n.setVisible(false);
            getChildren().add(n);
        }
    }

    /** Device pixels per unit of length: those of the screen, and more where the window's content is shown larger. */
    public double scale() {
        return getScene() == null || getScene().getWindow() == null ? 1
                : getScene().getWindow().getRenderScaleX() * getLocalToSceneTransform().getMxx();
    }

    /** Size of the picture that is wanted, in device pixels. */
    public int pixelWidth() {
        return (int) Math.round(getWidth() * scale());
    }

    public int pixelHeight() {
        return (int) Math.round(getHeight() * scale());
    }

    /** Copies a finished picture to the screen. */
    public void show(Raster raster) {
        if (raster.width() < 1 || raster.height() < 1) {
            return;
        }
        if (raster.width() != imageWidth || raster.height() != imageHeight) {
            imageWidth = raster.width();
            imageHeight = raster.height();
            pixels = new int[imageWidth * imageHeight];
            buffer = new PixelBuffer<>(imageWidth, imageHeight, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
            view.setImage(new WritableImage(buffer));
        }
        System.arraycopy(raster.pixels(), 0, pixels, 0, pixels.length);
        buffer.updateBuffer(_ -> null);
    }

    @Override
    protected void layoutChildren() {
        view.setFitWidth(getWidth());
        view.setFitHeight(getHeight());
        sizeMayHaveChanged();
    }

    private void sizeMayHaveChanged() {
        int w = pixelWidth();
        int h = pixelHeight();
        if (w != wantedWidth || h != wantedHeight) {
            wantedWidth = w;
            wantedHeight = h;
            resized.run();
        }
    }
}
