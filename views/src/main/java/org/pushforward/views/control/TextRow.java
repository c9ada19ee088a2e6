package org.pushforward.views.control;

import org.pushforward.engine.api.Parameter;

/** What is typed: a vector, a matrix, a formula. */
final class TextRow extends ParameterRow {

    private final TextEditor field;

    TextRow(Parameter<?> parameter, ParameterPane pane) {
        super(parameter, pane);
        field = new TextEditor(parameter, v -> change(v, false));
        field.getStyleClass().add("vector");
        getChildren().add(field.error());
        setEditor(field);
    }

    @Override
    void display(Object value) {
        field.display(value);
    }
}
