package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Kind;
import org.pushforward.engine.api.Pane.Style;

/** A pane as it is declared, with the names of what it shows, from back to front. */
public final class PaneSpec {

    private final Kind kind;
    private final String id;
    private final String title;
    private final String subtitle;
    private final Map<String, Name> names;
    private final List<Drawing> drawings = new ArrayList<>();
    private boolean log;
    private String against = "";
    private List<String> alike = List.of();
    private boolean logX;
    private boolean stretched;
    private List<String> titles = List.of();
    private String note = "";

    /** What a layer is called, its unit, and what lies along the axis of a curve. */
    record Name(String label, String unit, String along) { }

    PaneSpec(Kind kind, String id, String title, String subtitle, Map<String, Name> names) {
        this.kind = kind;
        this.id = id;
        this.title = title;
        this.subtitle = subtitle;
        this.names = names;
    }

    /** A layer that was named before, in this pane too; a diagnostic in a history. */
    public PaneSpec draw(Style style, String layer) {
        drawings.add(new Drawing(layer, style));
        return this;
    }

    /** A layer of pure numbers, along x if it is a curve. */
    public PaneSpec draw(Style style, String layer, String label) {
        return draw(style, layer, label, "");
    }

    public PaneSpec draw(Style style, String layer, String label, String unit) {
        return draw(style, layer, label, unit, "x");
    }

    /** @param along what the abscissa of a curve is called */
    public PaneSpec draw(Style style, String layer, String label, String unit, String along) {
        names.put(layer, new Name(label, unit, along));
        return draw(style, layer);
    }

    /** A layer that was named before, in the colors of one of its fields. */
    public PaneSpec field(Style style, String layer, String field) {
        drawings.add(new Drawing(layer, style, field));
        return this;
    }

    /** A layer that was named before, a volume, where it has this value or at this height. */
    public PaneSpec level(Style style, String volume, double level) {
        drawings.add(new Drawing(volume, style, "", level));
        return this;
    }

    /** Where a volume has a value. */
    public PaneSpec isosurface(String volume, String label, String unit, double level) {
        names.put(volume, new Name(label, unit, ""));
        drawings.add(new Drawing(volume, Style.ISOSURFACE, "", level));
        return this;
    }

    /** Colors or ordinate on a logarithmic scale. */
    public PaneSpec log() {
        log = true;
        return this;
    }

    /** The abscissa of a plot or history on a logarithmic scale. */
    public PaneSpec logX() {
        logX = true;
        return this;
    }

    /** In 3D, z is no length and is scaled to the height of the scene. */
    public PaneSpec stretched() {
        stretched = true;
        return this;
    }

    /** What lies along x, y and z in 3D. */
    public PaneSpec axes(String x, String y, String z) {
        titles = List.of(x, y, z);
        return this;
    }

    /** A history against a diagnostic, the step unless said otherwise. */
    public PaneSpec against(Gauge<?> abscissa) {
        against = abscissa.id();
        return this;
    }

    /** One range of colors for these layers. */
    public PaneSpec alike(String... layers) {
        alike = List.of(layers);
        return this;
    }

    /** Colors of its drawings from back to front, by their numbers: who races in several panes has one color. Without this they are counted in each pane. */
    public PaneSpec colors(int... numbers) {
        for (int k = 0; k < numbers.length; k++) {
            Drawing d = drawings.get(k);
            drawings.set(k, new Drawing(d.layer(), d.style(), d.field(), d.level(), numbers[k]));
        }
        return this;
    }

    /** A sentence on what to look for. */
    public PaneSpec note(String sentence) {
        note = sentence;
        return this;
    }

    Pane pane() {
        return new Pane(id, title, subtitle, kind, drawings, log, against, alike, new Pane.Axes(logX, stretched, titles), note);
    }
}
