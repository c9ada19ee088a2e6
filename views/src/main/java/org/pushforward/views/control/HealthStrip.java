package org.pushforward.views.control;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;

/** How a run is doing, in one line: finite or not, its diagnostics, and what a step and a frame cost. */
public final class HealthStrip extends FlowPane {

    private static final PseudoClass BAD = PseudoClass.getPseudoClass("danger");

    private final Map<String, Label> values = new LinkedHashMap<>();

    public HealthStrip() {
        setId("health");
        getStyleClass().add("health");
    }

    /**
     * Shows a snapshot.
     *
     * @param frameSeconds what drawing the latest frame took; NaN when nothing was drawn yet
     */
    public void show(RunSnapshot s, double frameSeconds) {
        boolean failed = s.state() == RunState.FAILED;
        Label finite = put("finite", "finite", "Whether every number is finite", failed ? "no" : "yes");
        finite.pseudoClassStateChanged(BAD, failed && s.failure().isPresent());
        for (Diagnostics.Entry e : s.frame().diagnostics().entries()) {
            put(e.id(), e.label(), e.id(), NumberText.brief(e.value(), e.unit()));
        }
        put("step-time", "step", "What the latest step took", NumberText.milliseconds(s.stepSeconds()));
        put("frame-time", "frame", "What drawing the latest frame took", NumberText.milliseconds(frameSeconds));
    }

    /** Forgets the diagnostics of another experiment. */
    public void clear() {
        values.clear();
        getChildren().clear();
    }

    private Label put(String id, String name, String help, String text) {
        Label value = values.computeIfAbsent(id, _ -> add(id, name, help));
        value.setText(text);
        return value;
    }

    private Label add(String id, String name, String help) {
        Label key = new Label(name);
        key.getStyleClass().add("muted");
        Label value = new Label();
        value.setId("health-" + id);
        value.getStyleClass().addAll("mono", "strong");
        key.setLabelFor(value);
        HBox pair = new HBox(8, key, value);
        pair.setAlignment(Pos.BASELINE_LEFT);
        Tooltip.install(pair, new Tooltip(help));
        getChildren().add(pair);
        return value;
    }
}
