package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.Optional;
import javafx.geometry.Insets;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.stage.Window;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.Theme;

/** Asks under which title, with which note and by whom a session is kept as a preset. */
final class KeepSheet extends Dialog<Session> {

    private static final int COLUMNS = 32;

    private final TextField title = new TextField();
    private final TextField note = new TextField();
    private final TextField author = new TextField();

    KeepSheet(Window owner, Session session) {
        initOwner(owner);
        setTitle(say("keep.title"));
        setHeaderText(say("keep.header"));
        title.setText(session.title());
        note.setText(session.summary());
        author.setText(System.getProperty("user.name", ""));
        title.setId("keep-title");
        note.setId("keep-note");
        author.setId("keep-author");
        title.setPrefColumnCount(COLUMNS);
        GridPane rows = new GridPane(16, 10);
        rows.addRow(0, FilmSheet.label(say("keep.name"), title), title);
        rows.addRow(1, FilmSheet.label(say("keep.note"), note), note);
        rows.addRow(2, FilmSheet.label(say("keep.author"), author), author);
        rows.setPadding(new Insets(12, 20, 8, 20));
        getDialogPane().setContent(rows);
        ButtonType keep = new ButtonType(say("keep.keep"), ButtonBar.ButtonData.OK_DONE);
        getDialogPane().getButtonTypes().setAll(keep, ButtonType.CANCEL);
        Theme.dress(getDialogPane());
        getDialogPane().lookupButton(keep).setId("keep-ok");
        getDialogPane().lookupButton(keep).disableProperty().bind(title.textProperty().map(String::isBlank));
        setResultConverter(b -> b == keep ? named(session) : null);
    }

    private Session named(Session s) {
        String by = author.getText().isBlank() ? "" : (note.getText().isBlank() ? "" : " ") + "(" + author.getText().strip() + ")";
        return new Session(title.getText().strip(), note.getText().strip() + by, s.clock(), s.runs(), s.view());
    }

    Optional<Session> ask() {
        return showAndWait();
    }
}
