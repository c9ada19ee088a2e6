package org.pushforward.app.window;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushforward.app.export.ExportWish;
import org.pushforward.app.export.FilmWish;
import org.pushforward.engine.api.Pane;

/** Answers questions as a test has set them. */
final class FakeDialogs implements Dialogs {

    Optional<Path> open = Optional.empty();
    Optional<Path> save = Optional.empty();
    Optional<Path> folder = Optional.empty();
    Optional<FilmWish> film = Optional.empty();
    Optional<ExportWish> export = Optional.of(ExportWish.FIRST);
    boolean yes = true;
    Unsaved unsaved = Unsaved.DISCARD;
    final List<String> errors = new ArrayList<>();
    final List<String> questions = new ArrayList<>();
    final List<URI> pages = new ArrayList<>();

    @Override
    public Optional<Path> chooseOpen(String title, String kind, List<String> extensions) {
        return open;
    }

    @Override
    public Optional<Path> chooseSave(String title, String suggestion, String kind, String extension) {
        return save;
    }

    @Override
    public Optional<Path> chooseFolder(String title) {
        return folder;
    }

    @Override
    public Optional<FilmWish> askFilm(FilmWish before) {
        return film;
    }

    @Override
    public Optional<ExportWish> askExport(List<Pane> shown, ExportWish before) {
        return export;
    }

    @Override
    public boolean confirm(String question, String detail, String yesText) {
        questions.add(question);
        return yes;
    }

    @Override
    public Unsaved askToSave(List<String> titles) {
        questions.add(String.join(", ", titles));
        return unsaved;
    }

    @Override
    public void browse(URI page) {
        pages.add(page);
    }

    @Override
    public void error(String sentence, String hint, String report) {
        errors.add(sentence + "\n" + report);
    }
}
