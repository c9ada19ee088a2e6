package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.scene.control.Button;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.engine.api.ParameterSet;

/**
 * Parameters under a heading that folds them. Folded, only what acts while the run goes on and what differs from the session's begin
 * stays in sight.
 */
final class ParameterGroup {

    private final String name;
    private final Folding folding;
    private final Runnable changed;
    private final FontIcon arrow = new FontIcon(Feather.CHEVRON_DOWN);
    private final Button heading = new Button("", arrow);
    private final List<ParameterRow> rows;
    private final boolean essential;

    /**
     * @param essential whether it is open until somebody folds it
     * @param changed called when it was folded or opened
     */
    ParameterGroup(String name, boolean essential, List<ParameterRow> rows, Folding folding, Runnable changed) {
        this.name = name;
        this.essential = essential;
        this.rows = List.copyOf(rows);
        this.folding = folding;
        this.changed = changed;
        heading.setId("group-" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        heading.getStyleClass().setAll("button", "fold", "heading");
        heading.setMnemonicParsing(false);
        heading.setMaxWidth(Double.MAX_VALUE);
        heading.setFocusTraversable(true);
        heading.setOnAction(_ -> toggle());
    }

    Button heading() {
        return heading;
    }

    List<ParameterRow> rows() {
        return rows;
    }

    private boolean isFolded() {
        return folding.isFolded(key(), !essential);
    }

    private String key() {
        return "group." + name;
    }

    void open() {
        if (isFolded()) {
            toggle();
        }
    }

    private void toggle() {
        folding.setFolded(key(), !isFolded());
        changed.run();
    }

    /** @param only ids of the rows that are in sight, without a heading; as folding has it when empty */
    void show(ParameterSet values, Set<String> only) {
        boolean folded = isFolded() && !name.isEmpty();
        rows.forEach(r -> r.show(values, folded));
        if (!only.isEmpty()) {
            rows.forEach(r -> r.setInSight(only.contains(r.parameterId()) && r.matters(values)));
        }
        long matter = rows.stream().filter(r -> r.matters(values)).count();
        long hidden = matter - rows.stream().filter(ParameterRow::isVisible).count();
        boolean titled = only.isEmpty() && matter > 0 && !name.isEmpty();
        heading.setVisible(titled);
        heading.setManaged(titled);
        heading.setText(name + (hidden > 0 ? "  + " + hidden : ""));
        heading.setAccessibleText(folded ? say("parameter.group-folded", name, hidden) : say("parameter.group-open", name));
        arrow.setIconCode(folded ? Feather.CHEVRON_RIGHT : Feather.CHEVRON_DOWN);
    }
}
