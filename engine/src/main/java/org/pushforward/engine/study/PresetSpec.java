package org.pushforward.engine.study;

import java.util.List;
import org.pushforward.engine.api.Experiment.Preset;

/** A preset as it is declared: {@code preset("grid", "On a grid", "One sentence.").set("problem=grid").panes("plan", "kl")}. */
public final class PresetSpec {

    private String name;
    private final String title;
    private final String summary;
    private List<String> set = List.of();
    private List<String> panes = List.of();
    private List<String> pins = List.of();
    private int pictured = Preset.QUICK;

    PresetSpec(String name, String title, String summary) {
        this.name = name;
        this.title = title;
        this.summary = summary;
    }

    /** Under a name of its own, which sessions and scripts know it by. */
    public PresetSpec named(String word) {
        name = word;
        return this;
    }

    /** What differs from the defaults, for example {@code eps=0.1}. */
    public PresetSpec set(String... values) {
        set = List.of(values);
        return this;
    }

    /** The panes that are open at first. */
    public PresetSpec panes(String... ids) {
        panes = List.of(ids);
        return this;
    }

    /** The two to five knobs that stay in sight in a lecture; those that act at once when nothing is said. */
    public PresetSpec pins(String... knobs) {
        pins = List.of(knobs);
        return this;
    }

    /** The thumbnail is taken after so many steps, however long they take. */
    public PresetSpec pictured(int steps) {
        pictured = steps;
        return this;
    }

    Preset preset() {
        return new Preset(name, title, summary, set, panes, pins, pictured);
    }
}
