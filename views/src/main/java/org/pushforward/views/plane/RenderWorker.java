package org.pushforward.views.plane;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import javafx.application.Platform;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.Rendered;
import org.pushforward.views.raster.ViewState;

/**
 * Draws the pictures of one pane on a thread of its own: the latest request wins, older ones are dropped. Two rasters go round between
 * the worker and the FX thread, so that neither writes what the other reads; when the FX thread is behind, the worker waits.
 *
 * <p>{@link #request} and {@link #close} belong to the FX thread, which is also where pictures are handed over.
 */
public final class RenderWorker implements AutoCloseable {

    /**
     * A picture that is wanted.
     *
     * @param solids whether what is in a 3D scene is drawn in software
     */
    public record Request(PaneContent content, ViewState view, int width, int height, boolean solids) { }

    /** A picture that was drawn, with what drawing it took; the raster is valid during the hand-over only. */
    public record Picture(Request request, Raster raster, Rendered rendered, double rasterSeconds) { }

    private final BlockingQueue<Request> wanted = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Raster> free = new ArrayBlockingQueue<>(2);
    private final PaneRenderer renderer;
    private final Consumer<Picture> show;
    private final Consumer<RuntimeException> broken;
    private final Thread thread;

    /**
     * Starts the thread.
     *
     * @param show is given each finished picture, on the FX thread
     * @param broken is told, on the FX thread, of a request that could not be drawn
     */
    public RenderWorker(PaneRenderer renderer, Consumer<Picture> show, Consumer<RuntimeException> broken) {
        this.renderer = renderer;
        this.show = show;
        this.broken = broken;
        free.add(new Raster(1, 1));
        free.add(new Raster(1, 1));
        thread = Thread.ofPlatform().daemon().name("pushforward-raster").start(this::work);
    }

    /** Asks for a picture and forgets the one asked for before, if it was not begun. */
    public void request(Request r) {
        wanted.poll();
        wanted.add(r);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void work() {
        try {
            while (true) {
                Request request = wanted.take();
                Raster raster = free.take();
                draw(request, raster);
            }
        } catch (InterruptedException e) {
            // Closed: the thread ends.
        }
    }

    private void draw(Request request, Raster raster) {
        try {
            long begin = System.nanoTime();
            raster.resize(request.width(), request.height());
            Rendered rendered = renderer.render(request.content(), request.view(), raster, request.solids());
            Picture picture = new Picture(request, raster, rendered, (System.nanoTime() - begin) * 1e-9);
            Platform.runLater(() -> {
                show.accept(picture);
                free.add(raster);
            });
        } catch (RuntimeException e) {
            free.add(raster);
            Platform.runLater(() -> broken.accept(e));
        }
    }
}
