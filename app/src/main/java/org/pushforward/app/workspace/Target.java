package org.pushforward.app.workspace;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.CarriedSession;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/** What {@code ID|FILE} names: an experiment with its defaults as it opens, a preset, or the first run of a session file. */
public record Target(RunDefinition definition, Session session) {

    public static Target of(String idOrFile, boolean allowPaths) {
        if (Catalogue.all().stream().anyMatch(e -> e.id().equals(idOrFile))) {
            Experiment e = Catalogue.find(idOrFile);
            RunDefinition d = RunDefinition.of(e, e.defaults(), 1);
            List<String> panes = e.presets().isEmpty() || !e.presets().getFirst().set().isEmpty() ? List.of() : e.presets().getFirst().panes();
            return new Target(d, sessionOf(d, ViewSettings.NONE.showing(panes)));
        }
        Optional<Session> preset = Presets.all(Catalogue.all()).stream().filter(p -> p.name().equals(idOrFile)).map(Presets.Preset::session).findFirst();
        if (preset.isPresent()) {
            return new Target(preset.get().runs().getFirst().definition(), preset.get());
        }
        boolean looksLikeFile = idOrFile.endsWith(".json") || CarriedSession.isPicture(idOrFile) || idOrFile.contains("/") || idOrFile.contains("\\")
                || exists(idOrFile);
        if (!looksLikeFile) {
            Catalogue.find(idOrFile);
        }
        Session session = new SessionFile(Catalogue::find, path -> {
            if (!allowPaths) {
                throw new InputException("it names " + path + ", which is not read unasked", "add --allow-paths if you trust the session");
            }
            return true;
        }).read(path(idOrFile));
        return new Target(session.runs().getFirst().definition(), session);
    }

    private static boolean exists(String file) {
        try {
            return !file.isBlank() && Files.exists(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new InputException(file + ": there is no such file", "", e);
        }
    }

    private static Session sessionOf(RunDefinition d, ViewSettings view) {
        return new Session(d.experiment().description().title(), "", Session.Clock.STEP,
                List.of(new Session.SavedRun("this run", -1, 0, d, 0, 0, "")), view);
    }
}
