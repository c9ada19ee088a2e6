package org.pushforward.views.control;

import atlantafx.base.controls.ProgressSliderSkin;
import java.util.Optional;
import javafx.scene.control.Slider;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.pushforward.engine.api.Parameter;

/**
 * A number: a field for any accepted value and a slider over the soft range. Everything between pressing and releasing the mouse on
 * the slider is one drag; double-click gives the default.
 */
final class NumberRow extends ParameterRow {

    private final Parameter<?> parameter;
    private final SliderScale scale;
    private final TextEditor field;
    private final Slider slider = new Slider(0, 1, 0);
    private Optional<Object> grabbed = Optional.empty();
    private boolean displaying;

    NumberRow(Parameter<?> parameter, SliderScale scale, ParameterPane pane) {
        super(parameter, pane);
        this.parameter = parameter;
        this.scale = scale;
        field = new TextEditor(parameter, v -> change(v, false));
        field.getStyleClass().add("number");
        slider.setSkin(new ProgressSliderSkin(slider));
        slider.setId("slider-" + parameter.id());
        slider.getStyleClass().add("small");
        slider.setAccessibleText(parameter.info().label());
        slider.setBlockIncrement(scale.increment());
        slider.valueProperty().addListener((_, _, t) -> moved(t.doubleValue()));
        slider.addEventFilter(MouseEvent.MOUSE_PRESSED, _ -> grabbed = Optional.of(shownValue()));
        slider.addEventHandler(MouseEvent.MOUSE_RELEASED, _ -> released());
        slider.addEventHandler(MouseEvent.MOUSE_CLICKED, e -> {
            if (e.getButton() == MouseButton.PRIMARY && e.getClickCount() == 2) {
                pane.reset(parameter);
            }
        });
        getChildren().addAll(slider, field.error());
        setEditor(field);
    }

    @Override
    void display(Object value) {
        displaying = true;
        field.display(value);
        // While the hand is on the thumb it stays where the hand is, though the value is rounded.
        if (grabbed.isEmpty()) {
            slider.setValue(scale.position(((Number) value).doubleValue()));
        }
        displaying = false;
    }

    private void moved(double position) {
        if (!displaying) {
            change(parameter.validate(scale.value(position)), grabbed.isPresent());
        }
    }

    private void released() {
        Optional<Object> before = grabbed;
        grabbed = Optional.empty();
        display(shownValue());
        before.ifPresent(b -> pane().dragEnded(parameter, b, shownValue()));
    }
}
