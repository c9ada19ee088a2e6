package org.pushforward.views.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;

/**
 * The controls for an experiment's parameters, generated from their declarations: groups that fold, one row a parameter, rows that
 * do not matter under the present choices hidden. Only values that the parameter allows are ever reported.
 *
 * <p>Node ids: {@code parameter-ID} for a row, {@code field-ID}, {@code slider-ID}, {@code choice-ID}, {@code flag-ID},
 * {@code source-ID}, {@code reset-ID} and {@code error-ID} in it.
 */
public final class ParameterPane extends VBox {

    /** What the user did. */
    public interface Listener {

        /** A new value; {@code dragging} while the mouse holds the slider. */
        void onChange(Parameter<?> parameter, Object value, boolean dragging);

        /** The slider was let go: one undo record, unless it is where it was taken. */
        void onDragEnd(Parameter<?> parameter, Object before, Object after);

        /** The user wants another file. */
        void onChooseFile(Parameter.Source parameter);
    }

    /** The groups that come first are open until somebody folds them; the others are opened by whom they concern. */
    private static final int ESSENTIAL = 2;

    private final Listener listener;
    private final List<ParameterGroup> groups = new ArrayList<>();
    private final ParameterSet begin;
    private ParameterSet shown;
    private Set<String> only = Set.of();
    private Optional<Pinning> pinning = Optional.empty();

    /**
     * A right click on a row chooses whether it stays in sight in a lecture.
     *
     * @param words of the item in the menu
     */
    public record Pinning(String words, Predicate<Parameter<?>> isPinned, BiConsumer<Parameter<?>, Boolean> pin) { }

    /**
     * @param begin the values of the session's begin, to which the arrows lead back
     * @param folding remembers which groups are folded
     */
    public ParameterPane(List<Parameter<?>> parameters, ParameterSet begin, ParameterSet values, Folding folding, Listener listener) {
        this.listener = listener;
        this.begin = begin;
        shown = values;
        setId("parameters");
        getStyleClass().add("parameter-pane");
        Map<String, List<ParameterRow>> byGroup = new LinkedHashMap<>();
        for (Parameter<?> p : parameters) {
            byGroup.computeIfAbsent(p.info().group(), _ -> new ArrayList<>()).add(row(p));
        }
        byGroup.forEach((name, rows) -> {
            ParameterGroup group = new ParameterGroup(name, groups.size() < ESSENTIAL, rows, folding, () -> show(shown));
            groups.add(group);
            getChildren().add(group.heading());
            getChildren().addAll(rows);
        });
        show(values);
    }

    /** Shows values without reporting a change. A field that is being typed in keeps its text. */
    public void show(ParameterSet values) {
        shown = values;
        groups.forEach(g -> g.show(values, only));
    }

    /** In a lecture only these rows are in sight, without headings; all again when empty. */
    public void showOnly(Set<String> ids) {
        if (!ids.equals(only)) {
            only = Set.copyOf(ids);
            show(shown);
        }
    }

    /** The row of a parameter, from under its heading if it is folded away; absent where it does not matter now. */
    public Optional<Node> reveal(String id) {
        groups.stream().filter(g -> g.rows().stream().anyMatch(r -> r.parameterId().equals(id) && r.matters(shown) && !r.isVisible()))
                .filter(_ -> only.isEmpty()).forEach(ParameterGroup::open);
        return groups.stream().flatMap(g -> g.rows().stream()).filter(r -> r.parameterId().equals(id) && r.isVisible()).<Node>map(r -> r).findFirst();
    }

    public void setPinning(Pinning newPinning) {
        pinning = Optional.of(newPinning);
    }

    Optional<Pinning> pinning() {
        return pinning;
    }

    /** What the controls show, including a change the owner has not confirmed yet. */
    public ParameterSet shown() {
        return shown;
    }

    private ParameterRow row(Parameter<?> parameter) {
        return switch (parameter) {
            case Parameter.Real p -> new NumberRow(p, SliderScale.of(p), this);
            case Parameter.Whole p -> new NumberRow(p, SliderScale.of(p), this);
            case Parameter.Choice p -> new ChoiceRow(p, this);
            case Parameter.Flag p -> new FlagRow(p, this);
            case Parameter.Text _, Parameter.Vector _ -> new TextRow(parameter, this);
            case Parameter.Source p -> new SourceRow(p, this);
        };
    }

    void changed(Parameter<?> p, Object value, boolean dragging) {
        if (!value.equals(shown.value(p.id()))) {
            show(shown.with(p.id(), value));
            listener.onChange(p, value, dragging);
        }
    }

    void dragEnded(Parameter<?> p, Object before, Object after) {
        listener.onDragEnd(p, before, after);
    }

    /** What the session began with; what it left open is the default under the present choices. */
    Object first(Parameter<?> p, ParameterSet values) {
        return begin.isAssigned(p.id()) ? begin.value(p.id()) : values.defaultOf(p.id());
    }

    void reset(Parameter<?> p) {
        changed(p, first(p, shown), false);
    }

    void chooseFile(Parameter.Source p) {
        listener.onChooseFile(p);
    }
}
