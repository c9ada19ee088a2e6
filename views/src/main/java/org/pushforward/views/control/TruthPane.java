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
            return CheckRow.signal(check, value);
        }
    }

    private final Label headline = new Label();
    private final VBox live = checks();
    private final VBox reference = checks();
    private final Label verified = new Label();
    private final Button verify = new Button("Verify");
    private final ProgressBar progress = new ProgressBar(0);
    private final VBox references;
    private String summary = "";

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

    /** Checks are no values, for what measures them differs each time it is made: give the same to keep their rows. */
    public void show(List<Row> newLive, List<Row> newReference) {
        fill(live, newLive);
        fill(reference, newReference);
        references.setVisible(!newReference.isEmpty());
        references.setManaged(!newReference.isEmpty());
        sumUp(Stream.concat(newLive.stream(), newReference.stream()).map(Row::signal).toList());
    }

    /** Rows are made anew for other checks only: new nodes are styled, which costs more than everything else in a frame. */
    private static void fill(VBox box, List<Row> rows) {
        List<Check> present = box.getChildren().stream().map(n -> ((CheckRow) n).check()).toList();
        if (!present.equals(rows.stream().map(Row::check).toList())) {
            box.getChildren().setAll(rows.stream().map(r -> new CheckRow(r.check())).toList());
        }
        for (int k = 0; k < rows.size(); k++) {
            ((CheckRow) box.getChildren().get(k)).show(rows.get(k).value());
        }
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
        String words = signals.isEmpty() ? "no check applies" : judged == 0 ? "nothing measured yet" : bad > 0 ? bad + " of " + judged + " fail" : good + " of " + judged + " hold";
        if (!words.equals(summary)) {
            summary = words;
            headline.setText(words);
            headline.getStyleClass().setAll("label", "headline", judged == 0 ? "open" : bad > 0 ? "bad" : "good");
        }
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
