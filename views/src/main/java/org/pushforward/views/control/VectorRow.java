package org.pushforward.views.control;

import org.pushforward.engine.api.Parameter;

/** A vector or matrix as text. */
final class VectorRow extends ParameterRow {

    private final TextEditor field;

    VectorRow(Parameter.Vector parameter, ParameterPane pane) {
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
