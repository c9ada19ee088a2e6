package org.pushforward.views.control;

import java.util.OptionalDouble;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.pushforward.engine.api.Check;

/** One check of the {@link TruthPane}: dot, name, the latest value and what it must be. Laid out by itself: a long criterion takes room from its own name only. */
final class CheckRow extends HBox {

    /** Letters of name and criterion that have room beside the value. */
    private static final int ONE_LINE = 34;
    private static final double VALUE_COLUMN = 48;
    private static final double CRITERION_COLUMN = 56;

    private final Check check;
    private final Dot dot = new Dot(Signal.OPEN);
    private final Label value = styled("–", "mono");
    private final Numeral numeral = new Numeral(value, VALUE_COLUMN, Pos.CENTER_RIGHT);
    private final Tooltip tip = new Tooltip();

    CheckRow(Check check) {
        this.check = check;
        Label name = new Label(check.name());
        name.setWrapText(true);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        value.setId("truth-" + check.id());
        Label words = styled(check.criterion().toString(), "mono", "muted");
        Numeral criterion = new Numeral(words, CRITERION_COLUMN, Pos.CENTER_RIGHT);
        Stream.of(name, value, words).forEach(l -> l.setTooltip(tip));
        boolean brief = check.name().length() + check.criterion().toString().length() <= ONE_LINE;
        if (brief) {
            getChildren().addAll(dot, name, numeral, criterion);
        } else {
            getChildren().addAll(dot, twoLines(name, numeral, criterion));
        }
        getStyleClass().add("check");
        show(OptionalDouble.empty());
    }

    Check check() {
        return check;
    }

    /** Shows the latest value; empty while it was not measured. */
    void show(OptionalDouble latest) {
        Signal signal = signal(check, latest);
        dot.set(signal);
        numeral.show(latest.isEmpty() ? "–" : NumberText.brief(latest.getAsDouble()));
        tip.setText(check.name() + ": " + signal.words() + "\n" + check.source());
    }

    static Signal signal(Check check, OptionalDouble value) {
        return value.isEmpty() ? Signal.OPEN : check.criterion().holds(value.getAsDouble()) ? Signal.GOOD : Signal.BAD;
    }

    /** Long names have the width for themselves. */
    private static VBox twoLines(Label name, Numeral value, Numeral criterion) {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox numbers = new HBox(gap, value, criterion);
        numbers.getStyleClass().add("numbers");
        VBox both = new VBox(name, numbers);
        HBox.setHgrow(both, Priority.ALWAYS);
        return both;
    }

    private static Label styled(String text, String... classes) {
        Label l = new Label(text);
        l.getStyleClass().addAll(classes);
        return l;
    }
}
