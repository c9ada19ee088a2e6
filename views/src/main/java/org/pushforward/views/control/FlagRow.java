package org.pushforward.views.control;

import atlantafx.base.controls.ToggleSwitch;
import org.pushforward.engine.api.Parameter;

/** On or off. */
final class FlagRow extends ParameterRow {

    private final ToggleSwitch toggle = new ToggleSwitch();
    private boolean displaying;

    FlagRow(Parameter.Flag parameter, ParameterPane pane) {
        super(parameter, pane);
        toggle.setId("flag-" + parameter.id());
        toggle.selectedProperty().addListener((_, _, on) -> {
            if (!displaying) {
                change(on, false);
            }
        });
        setEditor(toggle);
    }

    @Override
    void display(Object value) {
        displaying = true;
        toggle.setSelected((Boolean) value);
        displaying = false;
    }
}
