package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.HostServices;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.pushforward.app.export.ExportWish;
import org.pushforward.app.export.FilmWish;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.control.ErrorDialog;
import org.pushforward.views.control.Theme;

/** Questions that stop the user; replaced in tests. */
public interface Dialogs {

    Optional<Path> chooseOpen(String title, String kind, List<String> extensions);

    /** @param extension one, or several with commas between */
    Optional<Path> chooseSave(String title, String suggestion, String kind, String extension);

    Optional<Path> chooseFolder(String title);

    /** What is to be filmed. @param before what was chosen last */
    Optional<FilmWish> askFilm(FilmWish before);

    /** What is to be exported of these panes. */
    Optional<ExportWish> askExport(List<Pane> shown, ExportWish before);

    boolean confirm(String question, String detail, String yes);

    /** What is to become of sessions with these titles, which are closed and not saved. */
    Unsaved askToSave(List<String> titles);

    /** An answer to {@link #askToSave}. */
    enum Unsaved { SAVE, DISCARD, CANCEL }

    void error(String sentence, String hint, String report);

    /** Opens a page in the user's browser. */
    void browse(URI page);

    /** The platform's choosers and browser. */
    static Dialogs of(Stage stage, HostServices services) {
        return new Native(stage, services);
    }

    /** Nobody is there: nothing is chosen and every question is answered with yes. */
    static Dialogs none() {
        return new Nobody();
    }

    /** Answers where no person looks on. */
    record Nobody() implements Dialogs {

        @Override
        public Optional<Path> chooseOpen(String title, String kind, List<String> extensions) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> chooseSave(String title, String suggestion, String kind, String extension) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> chooseFolder(String title) {
            return Optional.empty();
        }

        @Override
        public Optional<FilmWish> askFilm(FilmWish before) {
            return Optional.empty();
        }

        @Override
        public Optional<ExportWish> askExport(List<Pane> shown, ExportWish before) {
            return Optional.empty();
        }

        @Override
        public boolean confirm(String question, String detail, String yes) {
            return true;
        }

        @Override
        public Unsaved askToSave(List<String> titles) {
            return Unsaved.DISCARD;
        }

        @Override
        public void error(String sentence, String hint, String report) {
            throw new IllegalStateException(sentence + "\n" + report);
        }

        @Override
        public void browse(URI page) { }
    }

    /** Choosers and alerts of the platform. */
    record Native(Stage stage, HostServices services) implements Dialogs {

        @Override
        public Optional<Path> chooseOpen(String title, String kind, List<String> extensions) {
            return Optional.ofNullable(chooser(title, kind, extensions).showOpenDialog(stage)).map(File::toPath);
        }

        @Override
        public Optional<Path> chooseSave(String title, String suggestion, String kind, String extension) {
            FileChooser chooser = chooser(title, kind, List.of(extension.split(",")));
            chooser.setInitialFileName(suggestion);
            return Optional.ofNullable(chooser.showSaveDialog(stage)).map(File::toPath);
        }

        @Override
        public Optional<Path> chooseFolder(String title) {
            DirectoryChooser chooser = new DirectoryChooser();
            chooser.setTitle(title);
            return Optional.ofNullable(chooser.showDialog(stage)).map(File::toPath);
        }

        @Override
        public Optional<FilmWish> askFilm(FilmWish before) {
            return new FilmSheet(stage, before).ask();
        }

        @Override
        public Optional<ExportWish> askExport(List<Pane> shown, ExportWish before) {
            return new ExportSheet(stage, shown, before).ask();
        }

        @Override
        public boolean confirm(String question, String detail, String yes) {
            ButtonType ok = new ButtonType(yes, ButtonBar.ButtonData.OK_DONE);
            return ask(question, detail, ok, ButtonType.CANCEL) == ok;
        }

        /** Enter saves and Escape stays: neither loses anything. */
        @Override
        public Unsaved askToSave(List<String> titles) {
            boolean one = titles.size() == 1;
            ButtonType save = new ButtonType(say(one ? "close.save" : "close.save-all"), ButtonBar.ButtonData.OK_DONE);
            ButtonType discard = new ButtonType(say(one ? "close.discard" : "close.discard-all"), ButtonBar.ButtonData.NO);
            ButtonType answer = ask(one ? say("close.one", titles.getFirst()) : say("close.many", titles.size()),
                    (one ? "" : String.join("\n", titles) + "\n\n") + say("close.lost"),
                    save, discard, ButtonType.CANCEL);
            return answer == save ? Unsaved.SAVE : answer == discard ? Unsaved.DISCARD : Unsaved.CANCEL;
        }

        private ButtonType ask(String question, String detail, ButtonType... answers) {
            Alert alert = new Alert(Alert.AlertType.NONE, detail, answers);
            alert.initOwner(stage);
            alert.setTitle("Pushforward");
            alert.setHeaderText(question);
            Theme.dress(alert.getDialogPane());
            return alert.showAndWait().orElse(ButtonType.CANCEL);
        }

        @Override
        public void error(String sentence, String hint, String report) {
            new ErrorDialog(stage, sentence, hint, report).show();
        }

        @Override
        public void browse(URI page) {
            services.showDocument(page.toString());
        }

        private static FileChooser chooser(String title, String kind, List<String> extensions) {
            FileChooser chooser = new FileChooser();
            chooser.setTitle(title);
            chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(kind, extensions.stream().map(e -> "*." + e).toList()));
            return chooser;
        }
    }
}
