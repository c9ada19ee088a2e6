package org.pushforward.app.window;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.run.Run;
import org.pushforward.views.raster.Raster;

/**
 * Thumbnails of presets as the gallery asks for them: the one that ships, else the one that was kept, else one that is made now, on a
 * thread of its own, one after the other. Belongs to the FX thread.
 */
final class PresetPictures implements AutoCloseable {

    private final Function<String, Presets.Preset> presets;
    private final Path folder;
    private final Map<String, ReadOnlyObjectWrapper<Image>> known = new HashMap<>();
    private final ExecutorService artist = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().priority(Thread.MIN_PRIORITY).name("pushforward-preset-pictures").factory());
    private final AtomicReference<Optional<Run>> drawing = new AtomicReference<>(Optional.empty());
    private volatile boolean closed;

    /** @param folder where those that were made are kept */
    PresetPictures(Function<String, Presets.Preset> presets, Path folder) {
        this.presets = presets;
        this.folder = folder;
    }

    /** The picture of a preset; without a value until there is one. */
    ObservableValue<Image> of(String preset) {
        return known.computeIfAbsent(preset, name -> {
            ReadOnlyObjectWrapper<Image> picture = new ReadOnlyObjectWrapper<>();
            Presets.Preset p = presets.apply(name);
            Thumbnails.resource(p.thumbnail()).ifPresentOrElse(picture::set, () -> find(p, picture));
            return picture;
        }).getReadOnlyProperty();
    }

    private void find(Presets.Preset preset, ReadOnlyObjectWrapper<Image> picture) {
        try {
            artist.execute(() -> {
                PresetPicture made = new PresetPicture(preset, folder);
                if (Files.isRegularFile(made.file())) {
                    Image kept = new Image(made.file().toUri().toString());
                    if (!kept.isError()) {
                        Platform.runLater(() -> picture.set(kept));
                        return;
                    }
                }
                make(made, picture);
            });
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: nobody looks.
        }
    }

    private void make(PresetPicture made, ReadOnlyObjectWrapper<Image> picture) {
        try {
            Raster raster = made.draw(run -> {
                drawing.set(Optional.of(run));
                if (closed) {
                    run.cancelToken().cancel();
                }
            });
            made.keep(raster);
            Platform.runLater(() -> picture.set(image(raster)));
        } catch (CancelToken.Cancelled e) {
            // Closed meanwhile: nobody looks.
        } catch (InputException e) {
            // What cannot run on this machine, such as a network without its library, has no picture.
            System.getLogger(PresetPictures.class.getName()).log(System.Logger.Level.DEBUG, "no thumbnail", e);
        } finally {
            drawing.set(Optional.empty());
        }
    }

    private static Image image(Raster raster) {
        WritableImage image = new WritableImage(raster.width(), raster.height());
        image.getPixelWriter().setPixels(0, 0, raster.width(), raster.height(), PixelFormat.getIntArgbPreInstance(), raster.pixels(), 0, raster.width());
        return image;
    }

    @Override
    public void close() {
        closed = true;
        artist.shutdownNow();
        drawing.get().ifPresent(run -> run.cancelToken().cancel());
    }
}
