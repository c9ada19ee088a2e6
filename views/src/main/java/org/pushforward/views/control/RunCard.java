package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** One run of the {@link RunStrip}. Click, Enter or Space selects it; double-click or F2 renames it; Delete closes it. */
final class RunCard extends HBox {

    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    private static final double THUMB = 44;

    private final String id;
    private final RunStrip.Listener listener;
    private final ImageView picture = new ImageView();
    private final Label name = new Label();
    private final TextField editor = new TextField();
    private final Label parameter = new Label();
    private final Label value = new Label();
    private final Numeral numeral = new Numeral(value, 0, Pos.CENTER_RIGHT);
    private final IconButton close;
    private final Tooltip tip = new Tooltip();

    RunCard(String id, RunStrip.Listener listener) {
        this.id = id;
        this.listener = listener;
        setId("run-" + id);
        getStyleClass().add("run-card");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
        close = new IconButton("close-run-" + id, Feather.X, say("run.close"), () -> listener.onClose(id));
        close.getStyleClass().add("tiny");
        close.setFocusTraversable(false);
        picture.setFitWidth(THUMB);
        picture.setFitHeight(THUMB);
        picture.setPreserveRatio(true);
        StackPane frame = new StackPane(picture);
        frame.getStyleClass().add("thumbnail");
        frame.setMinSize(THUMB, THUMB);
        frame.setMaxSize(THUMB, THUMB);
        editor.setId("rename-run-" + id);
        editor.setAccessibleText(say("run.name"));
        ShortText.keep(editor);
        setEditing(false);
        name.getStyleClass().add("name");
        Tooltip.install(this, tip);
        parameter.getStyleClass().add("muted");
        value.getStyleClass().addAll("mono", "muted");
        StackPane title = new StackPane(name, editor);
        title.setAlignment(Pos.CENTER_LEFT);
        VBox words = new VBox(2, line(title, close), line(parameter, numeral));
        words.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(words, Priority.ALWAYS);
        getChildren().addAll(frame, words);
        listen();
    }

    private void listen() {
        addEventHandler(MouseEvent.MOUSE_CLICKED, e -> {
            if (e.getClickCount() == 2) {
                rename();
            } else {
                requestFocus();
                listener.onSelect(id);
            }
        });
        addEventHandler(KeyEvent.KEY_PRESSED, e -> {
            if (editor.isVisible()) {
                return;
            }
            switch (e.getCode()) {
                case KeyCode.ENTER, KeyCode.SPACE -> listener.onSelect(id);
                case KeyCode.F2 -> rename();
                case KeyCode.DELETE -> close.fire();
                default -> {
                    return;
                }
            }
            e.consume();
        });
        editor.setOnAction(_ -> finishRename(true));
        editor.focusedProperty().addListener((_, _, now) -> {
            if (!now) {
                finishRename(false);
            }
        });
        editor.addEventHandler(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.ESCAPE) {
                finishRename(false);
                e.consume();
            }
        });
    }

    String cardId() {
        return id;
    }

    void show(RunStrip.Card card, boolean selected, boolean closable) {
        name.setText(card.name());
        tip.setText(say("run.tip", card.name()));
        setAccessibleText(card.name() + ", " + card.parameter() + ", " + card.value());
        parameter.setText(card.parameter());
        numeral.show(card.value());
        card.thumbnail().ifPresent(picture::setImage);
        close.setVisible(closable);
        pseudoClassStateChanged(SELECTED, selected);
    }

    private void rename() {
        editor.setText(name.getText());
        setEditing(true);
        editor.requestFocus();
        editor.selectAll();
    }

    private void finishRename(boolean keep) {
        if (editor.isVisible()) {
            setEditing(false);
            String text = editor.getText().strip();
            if (keep && !text.isEmpty() && !text.equals(name.getText())) {
                listener.onRename(id, text);
            }
        }
    }

    private void setEditing(boolean editing) {
        editor.setVisible(editing);
        editor.setManaged(editing);
        name.setVisible(!editing);
    }

    private static HBox line(Region left, Region right) {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        right.setMinWidth(Region.USE_PREF_SIZE);
        HBox box = new HBox(4, left, gap, right);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }
}
