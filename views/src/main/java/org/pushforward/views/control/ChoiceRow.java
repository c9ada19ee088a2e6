package org.pushforward.views.control;

import javafx.scene.control.ComboBox;
import org.pushforward.engine.api.Parameter;

/** One of a few words. */
final class ChoiceRow extends ParameterRow {

    /** Choices with more have a line of their own. */
    private static final int LETTERS = 12;

    private final ComboBox<String> box = new ComboBox<>();
    private boolean displaying;

    ChoiceRow(Parameter.Choice parameter, ParameterPane pane) {
        super(parameter, pane);
        box.setId("choice-" + parameter.id());
        box.getItems().setAll(parameter.choices());
        box.valueProperty().addListener((_, _, v) -> {
            if (!displaying) {
                change(v, false);
            }
        });
        setEditor(box);
        if (parameter.choices().stream().anyMatch(c -> c.length() > LETTERS)) {
            box.getStyleClass().add("wide");
            getChildren().add(box);
        }
    }

    @Override
    void display(Object value) {
        displaying = true;
        box.setValue((String) value);
        displaying = false;
    }
}
