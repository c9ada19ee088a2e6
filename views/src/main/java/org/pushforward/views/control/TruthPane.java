package org.pushforward.views.control;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.pushforward.engine.api.Check;

/**
 * The checks of an experiment: what is measured, the value, what it must be, and a dot for the verdict. Live checks belong to the
 * current run; reference checks were verified on this machine and can be run again.
 */
public final class TruthPane extends VBox {

    /** One check with its latest value; empty while it was not measured. */
    public record Row(Check check, OptionalDouble value) {

        Signal signal() {
            return value.isEmpty() ? Signal.OPEN : check.criterion().holds(value.getAsDouble()) ? Signal.GOOD : Signal.BAD;
        }
    }

    /** Letters of name and criterion that have room beside the value. */
    private static final int ONE_LINE = 34;
    private static final double VALUE_COLUMN = 48;
    private static final double CRITERION_COLUMN = 56;

    private final Label headline = new Label();
    private final VBox live = checks();
    private final VBox reference = checks();
    private final Label verified = new Label();
    private final Button verify = new Button("Verify");
    private final ProgressBar progress = new ProgressBar(0);
    private final VBox references;
    private List<Row> liveRows = List.of();
    private List<Row> referenceRows = List.of();

    public TruthPane(Runnable onVerify) {
        setId("truth");
        getStyleClass().add("truth");
        headline.setId("truth-headline");
        headline.getStyleClass().add("headline");
        verified.setId("truth-verified");
        verified.getStyleClass().add("muted");
        verified.setWrapText(true);
        verify.setId("verify");
        verify.setMinWidth(Region.USE_PREF_SIZE);
        verify.setTooltip(new Tooltip("Run the reference checks of this experiment on this machine"));
        verify.setOnAction(_ -> onVerify.run());
        progress.setId("verify-progress");
        progress.setMaxWidth(Double.MAX_VALUE);
        references = new VBox(line(verified, verify), progress, reference);
        references.getStyleClass().add("references");
        Label title = new Label("Truth");
        title.getStyleClass().add("title");
        getChildren().addAll(line(title, headline), live, references);
        setVerified("not verified on this machine");
        setProgress(Double.NaN);
        show(List.of(), List.of());
    }

    public void show(List<Row> newLive, List<Row> newReference) {
        if (!newLive.equals(liveRows)) {
            live.getChildren().setAll(newLive.stream().map(TruthPane::row).toList());
        }
        if (!newReference.equals(referenceRows)) {
            reference.getChildren().setAll(newReference.stream().map(TruthPane::row).toList());
        }
        liveRows = List.copyOf(newLive);
        referenceRows = List.copyOf(newReference);
        references.setVisible(!referenceRows.isEmpty());
        references.setManaged(!referenceRows.isEmpty());
        sumUp(Stream.concat(liveRows.stream(), referenceRows.stream()).map(Row::signal).toList());
    }

    /** For example "verified on this machine, 2 min ago". */
    public void setVerified(String text) {
        verified.setText(text);
    }

    /** Fraction of the reference checks that is done; NaN when none is running. */
    public void setProgress(double fraction) {
        boolean running = !Double.isNaN(fraction);
        verify.setDisable(running);
        progress.setVisible(running);
        progress.setManaged(running);
        progress.setProgress(running ? fraction : 0);
    }

    private void sumUp(List<Signal> signals) {
        long good = signals.stream().filter(s -> s == Signal.GOOD).count();
        long bad = signals.stream().filter(s -> s == Signal.BAD).count();
        long judged = good + bad;
        headline.setText(judged == 0 ? "nothing measured yet" : bad > 0 ? bad + " of " + judged + " fail" : good + " of " + judged + " hold");
        headline.getStyleClass().setAll("label", "headline", judged == 0 ? "open" : bad > 0 ? "bad" : "good");
    }

    /** Rows are laid out one by one: a long criterion takes room from its own name only. */
    private static HBox row(Row row) {
        Label name = new Label(row.check().name());
        name.setWrapText(true);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        Label value = number(row.value().isEmpty() ? "–" : NumberText.brief(row.value().getAsDouble()), VALUE_COLUMN, "mono");
        value.setId("truth-" + row.check().id());
        Label criterion = number(row.check().criterion().toString(), CRITERION_COLUMN, "mono", "muted");
        Tooltip tip = new Tooltip(row.check().name() + ": " + row.signal().words() + "\n" + row.check().source());
        Stream.of(name, value, criterion).forEach(l -> l.setTooltip(tip));
        boolean brief = row.check().name().length() + row.check().criterion().toString().length() <= ONE_LINE;
        HBox box = brief ? new HBox(new Dot(row.signal()), name, value, criterion) : new HBox(new Dot(row.signal()), twoLines(name, value, criterion));
        box.getStyleClass().add("check");
        return box;
    }

    /** Long names have the width for themselves. */
    private static VBox twoLines(Label name, Label value, Label criterion) {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox numbers = new HBox(gap, value, criterion);
        numbers.getStyleClass().add("numbers");
        VBox both = new VBox(name, numbers);
        HBox.setHgrow(both, Priority.ALWAYS);
        return both;
    }

    /** A number that is never cut: as wide as its text, and at least as its column. */
    private static Label number(String text, double column, String... classes) {
        Label l = new Label(text) {
            @Override
            protected double computeMinWidth(double height) {
                return Math.max(column, super.computePrefWidth(height));
            }

            @Override
            protected double computePrefWidth(double height) {
                return computeMinWidth(height);
            }
        };
        l.getStyleClass().addAll(classes);
        l.setAlignment(Pos.CENTER_RIGHT);
        return l;
    }

    private static VBox checks() {
        VBox v = new VBox();
        v.getStyleClass().add("checks");
        return v;
    }

    private static HBox line(Region left, Region right) {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        right.setMinWidth(Region.USE_PREF_SIZE);
        HBox box = new HBox(8, left, gap, right);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }
}
