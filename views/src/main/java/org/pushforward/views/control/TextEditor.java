package org.pushforward.views.control;

import atlantafx.base.theme.Styles;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;

/**
 * A field for a value that is typed. Enter or leaving the field applies it; what is not allowed is outlined and explained and stays
 * until it is mended or given up with Escape, but is never applied.
 */
final class TextEditor extends TextField {

    /** Letters that can be typed or pasted. */
    private static final int LONGEST = 20_000;

    private final Parameter<?> parameter;
    private final Label error = new Label();
    private Object value = "";
    private boolean edited;

    TextEditor(Parameter<?> parameter, Consumer<Object> apply) {
        this.parameter = parameter;
        setId("field-" + parameter.id());
        getStyleClass().add("mono");
        error.setId("error-" + parameter.id());
        error.getStyleClass().add("error");
        error.setWrapText(true);
        judge(true, "");
        // The toolkit lays a text out as a whole: one of a megabyte would stop the window for half a minute.
        ShortText.keep(this, LONGEST);
        textProperty().addListener((_, _, _) -> {
            if (edited) {
                tryParse(_ -> { });
            }
        });
        setOnKeyTyped(_ -> touched());
        setOnAction(_ -> {
            commit(apply);
            if (!error.isVisible()) {
                // What was typed is done: the keys belong to the view again, so that Space plays.
                getScene().getRoot().requestFocus();
            }
        });
        focusedProperty().addListener((_, _, now) -> {
            if (now) {
                setText(exact());
            } else {
                commit(apply);
            }
        });
        setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.ESCAPE) {
                display(value);
                e.consume();
            }
        });
    }

    /** The line that says what is wrong with the text. */
    Label error() {
        return error;
    }

    void display(Object newValue) {
        edited = false;
        value = newValue;
        setText(isFocused() ? exact() : brief());
        judge(true, "");
    }

    private void touched() {
        edited = !getText().equals(exact());
        tryParse(_ -> { });
    }

    private void commit(Consumer<Object> apply) {
        edited = !getText().equals(brief()) && !getText().equals(exact());
        if (!edited) {
            display(value);
        } else {
            tryParse(v -> {
                display(v);
                apply.accept(v);
            });
        }
    }

    private void tryParse(Consumer<Object> then) {
        try {
            Object parsed = parameter.parse(getText());
            judge(true, "");
            then.accept(parsed);
        } catch (InputException e) {
            judge(false, e.getMessage());
        }
    }

    private void judge(boolean good, String message) {
        pseudoClassStateChanged(Styles.STATE_DANGER, !good);
        error.setText(message);
        error.setVisible(!good);
        error.setManaged(!good);
    }

    private String exact() {
        return ParameterRow.text(parameter, value);
    }

    /** Long decimals are cut while nobody edits them. */
    private String brief() {
        String s = exact();
        return value instanceof Double d && s.length() > 7 ? NumberText.brief(d) : s;
    }
}
