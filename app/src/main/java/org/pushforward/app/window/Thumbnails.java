package org.pushforward.app.window;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.application.Platform;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.ViewState;

/** Small pictures: those that ship with presets, and the first pane of each run, drawn on a thread of its own. */
final class Thumbnails implements AutoCloseable {

    static final int WIDTH = 88;
    static final int HEIGHT = 64;

    /** A picture and what it was drawn from. */
    private record Drawn(Frame frame, ViewState view, Optional<Image> image) { }

    private final ExecutorService artist = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("pushforward-thumbnails").factory());
    private final Map<OpenRun, Drawn> drawn = new WeakHashMap<>();
    private final Runnable ready;
    /** For each run that is being drawn, what is to be done after that. */
    private final Map<OpenRun, Runnable> waiting = new HashMap<>();

    /** @param ready called on the FX thread when a picture is new */
    Thumbnails(Runnable ready) {
        this.ready = ready;
    }

    /** The latest picture of a run. */
    Optional<Image> of(OpenRun run) {
        return Optional.ofNullable(drawn.get(run)).flatMap(Drawn::image);
    }

    /** Draws a run anew if it or the view has changed since its latest picture; once more afterwards if that is being drawn. */
    void refresh(OpenRun run, ViewState view) {
        Optional<Drawn> known = Optional.ofNullable(drawn.get(run));
        run.snapshot().filter(s -> known.filter(d -> d.frame == s.frame() && d.view.equals(view)).isEmpty()).ifPresent(s -> {
            if (waiting.containsKey(run)) {
                waiting.put(run, () -> refresh(run, view));
            } else {
                draw(run, s, view);
            }
        });
    }

    private void draw(OpenRun run, RunSnapshot s, ViewState view) {
        waiting.put(run, () -> { });
        artist.execute(() -> {
            Raster raster = new Raster(WIDTH, HEIGHT);
            new PaneRenderer().render(PaneContent.of(s.definition().experiment().panes().getFirst(), s.frame()),
                    view.withOverlay(Overlay.COLOR_BAR, false), raster);
            Platform.runLater(() -> {
                WritableImage image = new WritableImage(WIDTH, HEIGHT);
                image.getPixelWriter().setPixels(0, 0, WIDTH, HEIGHT, PixelFormat.getIntArgbPreInstance(), raster.pixels(), 0, WIDTH);
                drawn.put(run, new Drawn(s.frame(), view, Optional.of(image)));
                waiting.remove(run).run();
                ready.run();
            });
        });
    }

    /** A picture that ships; it is loaded in the background. */
    static Optional<Image> resource(String path) {
        return Optional.ofNullable(Thumbnails.class.getResource(path)).map(url -> new Image(url.toExternalForm(), true));
    }

    @Override
    public void close() {
        artist.shutdownNow();
    }
}
