package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;

/** One parameter: label, symbol, editor, unit and the way back to the default, with what is known about it in a tooltip. */
abstract class ParameterRow extends VBox {

    private final Parameter<?> parameter;
    private final ParameterPane pane;
    private final IconButton reset;
    private Optional<Object> shown = Optional.empty();

    ParameterRow(Parameter<?> parameter, ParameterPane pane) {
        this.parameter = parameter;
        this.pane = pane;
        setId("parameter-" + parameter.id());
        getStyleClass().add("parameter");
        reset = new IconButton("reset-" + parameter.id(), Feather.ROTATE_CCW, say("parameter.reset"), () -> pane.reset(parameter));
        reset.setFocusTraversable(false);
        setOnContextMenuRequested(e -> pane.pinning().ifPresent(p -> {
            CheckMenuItem item = new CheckMenuItem(p.words());
            item.setId("pin-" + parameter.id());
            item.setSelected(p.isPinned().test(parameter));
            item.setOnAction(_ -> p.pin().accept(parameter, item.isSelected()));
            new ContextMenu(item).show(this, e.getScreenX(), e.getScreenY());
            e.consume();
        }));
    }

    final String parameterId() {
        return parameter.id();
    }

    /** The first line of the row. To be called once, at the end of the constructor. */
    final void setEditor(Region editor) {
        Parameter.Info info = parameter.info();
        Label name = new Label(info.label());
        // In a narrow pane the words give way, not the editor; the tooltip has them in full.
        name.setMinWidth(0);
        name.setLabelFor(editor);
        HBox symbol = symbol(info.symbol());
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label unit = styled(new Label(info.unit()), "unit");
        editor.setAccessibleText(info.label());
        editor.setAccessibleHelp(help(parameter));
        // Editors, sliders and buttons end on one edge.
        HBox line = new HBox(name, symbol, unit, gap, reset, editor);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("line");
        Tooltip tip = new Tooltip(help(parameter));
        tip.setWrapText(true);
        tip.setMaxWidth(360);
        FormulaTip.below(tip, () -> info.symbol().isEmpty() ? List.of() : List.of(info.symbol()));
        name.setTooltip(tip);
        Tooltip.install(symbol, tip);
        getChildren().addFirst(line);
    }

    /** "X_t" with its index below the line. */
    private static HBox symbol(String text) {
        int k = text.indexOf('_');
        HBox box = new HBox(styled(new Label(k < 0 ? text : text.substring(0, k)), "symbol"));
        if (k >= 0) {
            box.getChildren().add(styled(new Label(text.substring(k + 1)), "symbol", "index"));
        }
        box.setAlignment(Pos.CENTER_LEFT);
        box.setMinWidth(Region.USE_PREF_SIZE);
        return box;
    }

    /** Displays a value without reporting it. */
    abstract void display(Object value);

    /** Whether it has a meaning under the present choices. */
    final boolean matters(ParameterSet values) {
        return values.isShown(parameter.id());
    }

    /** @param folded only what acts while the run goes on, or was changed, is in sight */
    final void show(ParameterSet values, boolean folded) {
        Object value = values.value(parameter.id());
        boolean changed = !value.equals(pane.first(parameter, values));
        boolean visible = matters(values) && (!folded || changed || parameter.info().effect() == Parameter.Effect.LIVE);
        setInSight(visible);
        reset.setVisible(changed);
        if (!shown.equals(Optional.of(value))) {
            shown = Optional.of(value);
            display(value);
        }
    }

    final void setInSight(boolean visible) {
        setVisible(visible);
        setManaged(visible);
    }

    final Object shownValue() {
        return shown.orElseThrow();
    }

    final void change(Object value, boolean dragging) {
        pane.changed(parameter, value, dragging);
    }

    final ParameterPane pane() {
        return pane;
    }

    static <N extends Node> N styled(N node, String... classes) {
        node.getStyleClass().addAll(classes);
        return node;
    }

    /** Text form of a value that the parameter allows. */
    static <T> String text(Parameter<T> p, Object value) {
        return p.format(p.validate(value));
    }

    private static String help(Parameter<?> p) {
        Parameter.Info info = p.info();
        StringBuilder s = new StringBuilder(info.help());
        s.append("\n").append(info.symbol().isEmpty() ? "" : info.symbol() + ": ").append(p.allowed());
        if (!info.source().isEmpty()) {
            s.append("\n").append(info.source());
        }
        s.append("\n").append(say(info.effect() == Parameter.Effect.LIVE ? "parameter.live" : "parameter.anew"));
        return s.append("\n--set ").append(p.id()).append("=…").toString();
    }
}
