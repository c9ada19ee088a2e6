package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Optional;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.pushforward.app.export.FilmWish;
import org.pushforward.views.control.Theme;

/** Asks what is to be filmed, and how. */
final class FilmSheet extends Dialog<FilmWish> {

    /** Sizes that are asked for most; what is drawn larger has larger letters. */
    private record Size(String name, int width, int height, double scale) {
        @Override
        public String toString() {
            return name + "  " + width + " × " + height;
        }
    }

    private final List<Size> sizes = List.of(new Size(say("film.small"), 600, 400, 1), new Size("HD", 1280, 720, 1), new Size("Full HD", 1920, 1080, 1.5),
            new Size("4K", 3840, 2160, 3));

    private final RadioButton fromNow = new RadioButton(say("film.from-now"));
    private final RadioButton again = new RadioButton(say("film.whole"));
    private final ComboBox<FilmWish.Kind> kind = new ComboBox<>();
    private final ComboBox<Size> size = new ComboBox<>();
    private final ComboBox<Integer> fps = new ComboBox<>();

    FilmSheet(Window owner, FilmWish before) {
        initOwner(owner);
        setTitle(say("film.title"));
        setHeaderText(say("film.header"));
        ToggleGroup what = new ToggleGroup();
        fromNow.setToggleGroup(what);
        again.setToggleGroup(what);
        fromNow.setId("film-from-now");
        again.setId("film-again");
        (before.again() ? again : fromNow).setSelected(true);
        kind.getItems().setAll(FilmWish.Kind.values());
        kind.setValue(before.kind());
        kind.setId("film-kind");
        size.getItems().setAll(sizes);
        size.setValue(sizes.stream().filter(s -> s.width() == before.width()).findFirst().orElse(sizes.get(1)));
        size.setId("film-size");
        fps.getItems().setAll(10, 15, 24, 30, 50);
        fps.setValue((int) before.fps());
        fps.setId("film-fps");
        GridPane choices = new GridPane(16, 10);
        choices.addRow(0, label(say("sheet.format"), kind), kind);
        choices.addRow(1, label(say("film.size"), size), size);
        choices.addRow(2, label(say("film.fps"), fps), fps);
        Label how = new Label(say("film.takes-note"));
        how.setWrapText(true);
        how.setPrefWidth(420);
        how.setMinHeight(USE_PREF_SIZE);
        how.getStyleClass().add("muted");
        VBox all = new VBox(12, fromNow, again, choices, how);
        all.setPadding(new Insets(12, 20, 8, 20));
        getDialogPane().setContent(all);
        ButtonType next = new ButtonType(say("sheet.choose-file"), ButtonBar.ButtonData.OK_DONE);
        getDialogPane().getButtonTypes().setAll(next, ButtonType.CANCEL);
        Theme.dress(getDialogPane());
        getDialogPane().lookupButton(next).setId("film-next");
        setResultConverter(b -> b == next ? wish() : null);
    }

    private static final double USE_PREF_SIZE = Label.USE_PREF_SIZE;

    static Label label(String text, Node control) {
        Label l = new Label(text);
        l.setLabelFor(control);
        control.setAccessibleText(text);
        return l;
    }

    private FilmWish wish() {
        Size s = size.getValue();
        return new FilmWish(again.isSelected(), kind.getValue(), s.width(), s.height(), s.scale(), fps.getValue());
    }

    Optional<FilmWish> ask() {
        return showAndWait();
    }
}
