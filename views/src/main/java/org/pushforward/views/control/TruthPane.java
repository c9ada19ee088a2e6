package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
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
    private final Button verify = new Button(say("truth.verify"));
    private final ProgressBar progress = new ProgressBar(0);
    private final VBox references;

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
        verify.setTooltip(new Tooltip(say("truth.verify-tip")));
        verify.setOnAction(_ -> onVerify.run());
        progress.setId("verify-progress");
        progress.setMaxWidth(Double.MAX_VALUE);
        references = new VBox(line(verified, verify), progress, reference);
        references.getStyleClass().add("references");
        Label title = new Label(say("truth.title"));
        title.getStyleClass().add("title");
        headline.setWrapText(true);
        getChildren().addAll(title, headline, live, references);
        setProgress(Double.NaN);
        show(List.of(), false, List.of(), "");
    }

    /**
     * What is known of a run, and apart from that of the method. Checks are no values, for what measures them differs each time it is made:
     * give the same to keep their rows.
     *
     * @param failed whether the run has stopped with a failure, whatever its last good frame says
     * @param when the oldest verdict of the reference checks was made, for example "2 min ago"
     */
    public void show(List<Row> newLive, boolean failed, List<Row> newReference, String when) {
        fill(live, newLive);
        fill(reference, newReference);
        references.setVisible(!newReference.isEmpty());
        references.setManaged(!newReference.isEmpty());
        Count run = Count.of(newLive);
        String name = say(failed ? "truth.failed" : "truth.run");
        tell(headline, "headline", run.all() > 0 ? say("truth.counted", name, run.words(say("truth.not-measured"))) : failed ? name : say("truth.none", name), failed || run.bad() > 0 ? Signal.BAD : run.good() > 0 ? Signal.GOOD : Signal.OPEN);
        Count method = Count.of(newReference);
        tell(verified, "muted", method.judged() == 0 ? say("truth.not-verified")
                : say("truth.verified", method.words(say("truth.to-do")), when), method.bad() > 0 ? Signal.BAD : Signal.OPEN);
    }

    /** How many checks hold and fail, of all that apply. */
    private record Count(long good, long bad, long all) {

        static Count of(List<Row> rows) {
            return new Count(rows.stream().filter(r -> r.signal() == Signal.GOOD).count(), rows.stream().filter(r -> r.signal() == Signal.BAD).count(),
                    rows.size());
        }

        long judged() {
            return good + bad;
        }

        String words(String open) {
            String verdict = bad == 1 ? say("truth.fails", all) : bad > 0 ? say("truth.fail", bad, all) : say("truth.hold", good, all);
            return judged() == 0 ? all + " " + open : verdict + (judged() < all ? ", " + (all - judged()) + " " + open : "");
        }
    }

    private static void tell(Label label, String style, String words, Signal signal) {
        if (!words.equals(label.getText())) {
            label.setText(words);
            label.getStyleClass().setAll("label", style, signal.name().toLowerCase(Locale.ROOT));
        }
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

    /** Fraction of the reference checks that is done; NaN when none is running. */
    public void setProgress(double fraction) {
        boolean running = !Double.isNaN(fraction);
        if (running && verify.isFocused()) {
            // Else the focus would go on to whatever comes next, and the pane would scroll there.
            requestFocus();
        }
        verify.setDisable(running);
        progress.setVisible(running);
        progress.setManaged(running);
        progress.setProgress(running ? fraction : 0);
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
