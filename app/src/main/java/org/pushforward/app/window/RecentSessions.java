package org.pushforward.app.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.Session;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.Thumbnail;

/** The session files that were opened or saved last, the latest first, each with a small picture of how it begins. Belongs to the FX thread. */
final class RecentSessions {

    private static final String KEY = "recent";
    private static final int MOST = 8;
    private static final int WIDTH = 66;
    private static final int HEIGHT = 48;
    /** What takes longer to begin is listed without a picture. */
    private static final int FEW_BYTES = 200_000;

    private final Preferences preferences;
    private final Aside aside;
    /** Nothing where none could be drawn, or while it is being drawn. */
    private final Map<Path, Optional<Image>> pictures = new HashMap<>();

    RecentSessions(Preferences preferences, Aside aside) {
        this.preferences = preferences;
        this.aside = aside;
    }

    /** Those that are still there. */
    List<Path> files() {
        return preferences.text(KEY).stream().flatMap(t -> Arrays.stream(t.split("\n"))).filter(t -> !t.isBlank()).map(Path::of).filter(Files::isRegularFile).toList();
    }

    void add(Path file) {
        Path full = file.toAbsolutePath().normalize();
        List<Path> all = new ArrayList<>(files());
        all.remove(full);
        all.addFirst(full);
        pictures.remove(full);
        preferences.put(KEY, String.join("\n", all.stream().limit(MOST).map(Path::toString).toList()));
    }

    /** Of its first pane at step 0; it is drawn aside and given when it is there. */
    void picture(Path file, Consumer<ImageView> to) {
        Optional<Image> known = pictures.putIfAbsent(file, Optional.empty());
        if (known == null) {
            aside.work("recent", () -> drawn(file), r -> {
                Optional<Image> image = r.map(RecentSessions::image);
                pictures.put(file, image);
                image.map(RecentSessions::view).ifPresent(to);
            });
        } else {
            known.map(RecentSessions::view).ifPresent(to);
        }
    }

    private static Optional<Raster> drawn(Path file) {
        try {
            if (Files.size(file) > FEW_BYTES) {
                return Optional.empty();
            }
            Session session = new SessionFile(Catalogue::find, _ -> false).read(file);
            SavedView seen = new SavedView(session.view());
            try (Run run = new Run(session.runs().getFirst().definition(), 1)) {
                return Optional.of(Thumbnail.of(run, seen.panes(run.definition().experiment()).getFirst(), seen, PaneColors.DARK, 2 * WIDTH, 2 * HEIGHT));
            }
        } catch (IOException | InputException e) {
            return Optional.empty();
        }
    }

    private static Image image(Raster r) {
        WritableImage image = new WritableImage(r.width(), r.height());
        image.getPixelWriter().setPixels(0, 0, r.width(), r.height(), PixelFormat.getIntArgbPreInstance(), r.pixels(), 0, r.width());
        return image;
    }

    private static ImageView view(Image i) {
        ImageView view = new ImageView(i);
        view.setFitWidth(WIDTH);
        view.setFitHeight(HEIGHT);
        return view;
    }
}
