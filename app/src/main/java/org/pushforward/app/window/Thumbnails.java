package org.pushforward.app.window;

import java.io.InputStream;
import java.util.Optional;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.ViewState;

/** Small pictures: those that ship with presets, and the first pane of a run. */
final class Thumbnails {

    static final int WIDTH = 88;
    static final int HEIGHT = 64;

    private final PaneRenderer renderer = new PaneRenderer();
    private final Raster raster = new Raster(WIDTH, HEIGHT);

    Image of(RunSnapshot s, ViewState view) {
        renderer.render(PaneContent.of(s.definition().experiment().panes().getFirst(), s.frame()),
                view.withOverlay(Overlay.COLOUR_BAR, false), raster);
        WritableImage image = new WritableImage(WIDTH, HEIGHT);
        image.getPixelWriter().setPixels(0, 0, WIDTH, HEIGHT, PixelFormat.getIntArgbPreInstance(), raster.pixels(), 0, WIDTH);
        return image;
    }

    static Optional<Image> resource(String path) {
        InputStream in = Thumbnails.class.getResourceAsStream(path);
        return Optional.ofNullable(in).map(Image::new);
    }
}
