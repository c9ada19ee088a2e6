package org.pushforward.app.window;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.Png;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.Session;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Thumbnail;

/**
 * The thumbnail of a preset that ships without one: its first pane after the steps that it states, else after as many as fit into a
 * blink. Kept in a folder under a name that tells version and definition, so that a changed preset is drawn anew.
 */
final class PresetPicture {

    static final int WIDTH = 132;
    static final int HEIGHT = 96;
    private static final long BLINK = 300_000_000L;
    /** A picture of an earlier step is better than one that nobody waits for. */
    private static final long PATIENCE = 10_000_000_000L;

    private final Presets.Preset preset;
    private final Path folder;

    /** @param folder where pictures are kept */
    PresetPicture(Presets.Preset preset, Path folder) {
        this.preset = preset;
        this.folder = folder;
    }

    /** Where it is kept once it was made. */
    Path file() {
        String definition = Program.version() + "\n" + preset.pictured() + "\n" + SessionFile.toJson(preset.session());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(preset.name() + "." + HexFormat.of().formatHex(digest, 0, 8) + ".png");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Plays the preset and draws it.
     *
     * @param begun is given the run before its first step, so that it can be cancelled
     * @throws org.pushforward.engine.api.CancelToken.Cancelled when it was
     */
    Raster draw(Consumer<Run> begun) {
        Session session = preset.session();
        // One thread: somebody else's run may be playing.
        try (Run run = new Run(session.runs().getFirst().definition(), 1)) {
            begun.accept(run);
            boolean stated = preset.pictured() != Experiment.Preset.QUICK;
            long end = System.nanoTime() + (stated ? PATIENCE : BLINK);
            while (run.canStep() && (!stated || run.currentStep() < preset.pictured()) && System.nanoTime() < end) {
                run.step();
            }
            SavedView seen = new SavedView(session.view());
            return Thumbnail.of(run, seen.panes(preset.experiment()).getFirst(), seen, PaneColors.DARK, WIDTH, HEIGHT);
        }
    }

    /** Keeps a picture in place of those of earlier definitions. A folder that cannot be written is no reason to show nothing. */
    void keep(Raster picture) {
        Path file = file();
        try {
            Png.write(picture.pixels(), picture.width(), picture.height(), file);
            try (Stream<Path> all = Files.list(folder)) {
                for (Path old : all.filter(f -> f.getFileName().toString().matches(preset.name() + "\\.[0-9a-f]{16}\\.png") && !f.equals(file)).toList()) {
                    Files.deleteIfExists(old);
                }
            }
        } catch (InputException | IOException e) {
            System.getLogger(PresetPicture.class.getName()).log(System.Logger.Level.DEBUG, file + " is not kept", e);
        }
    }
}
