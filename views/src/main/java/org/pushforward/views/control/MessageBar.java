package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The line at the bottom: what happened, a way out one click away, progress with the time left, and what the machine is doing. */
public final class MessageBar extends HBox {

    /** A way out. */
    public record Remedy(String label, Runnable action) { }

    /** What was said. */
    public record Message(Signal signal, String text, List<Remedy> remedies) { }

    private final Dot dot = new Dot(Signal.OPEN);
    private final Label message = new Label();
    private final ReadOnlyObjectWrapper<Message> latest = new ReadOnlyObjectWrapper<>(new Message(Signal.OPEN, "", List.of()));
    private final HBox remedies = new HBox(8);
    private final ProgressBar progress = new ProgressBar();
    private final Label timeLeft = new Label();
    private final Label machine = new Label();

    public MessageBar() {
        setId("messages");
        getStyleClass().add("message-bar");
        setAlignment(Pos.CENTER_LEFT);
        message.setId("message");
        message.setMinWidth(0);
        remedies.setAlignment(Pos.CENTER_LEFT);
        remedies.setMinWidth(Region.USE_PREF_SIZE);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        progress.setId("progress");
        progress.setAccessibleText(say("progress"));
        timeLeft.setId("time-left");
        timeLeft.getStyleClass().addAll("mono", "muted");
        timeLeft.setMinWidth(Region.USE_PREF_SIZE);
        machine.setId("machine");
        machine.getStyleClass().addAll("mono", "muted");
        machine.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().addAll(dot, message, remedies, gap, progress, timeLeft, machine);
        setProgress(Double.NaN, Double.NaN);
    }

    public void show(Signal signal, String text, Remedy... ways) {
        dot.set(signal);
        message.setText(text);
        message.setTooltip(new Tooltip(text));
        remedies.getChildren().setAll(List.of(ways).stream().map(MessageBar::button).toList());
        latest.set(new Message(signal, text, List.of(ways)));
    }

    /** What is said now. */
    public ReadOnlyObjectProperty<Message> messageProperty() {
        return latest.getReadOnlyProperty();
    }

    /** Something is being done, and nobody knows how much is left. */
    public static final double UNKNOWN = ProgressBar.INDETERMINATE_PROGRESS;

    /** Fraction done in [0, 1] or {@link #UNKNOWN}, and seconds left; NaN hides either. */
    public void setProgress(double fraction, double secondsLeft) {
        boolean shown = !Double.isNaN(fraction);
        progress.setVisible(shown);
        progress.setManaged(shown);
        progress.setProgress(shown ? fraction : 0);
        timeLeft.setVisible(shown);
        timeLeft.setManaged(shown);
        timeLeft.setText(Double.isNaN(secondsLeft) ? "" : left(secondsLeft));
    }

    /** For example "engine 2 threads · 60 fps · 212 MB". */
    public void setMachine(String text) {
        machine.setText(text);
    }

    static String left(double seconds) {
        long s = Math.round(seconds);
        return s < 1 ? say("left.nearly") : s < 90 ? say("left.seconds", s) : s < 5400 ? say("left.minutes", Math.round(s / 60.0)) : say("left.hours", Math.round(s / 3600.0));
    }

    private static Button button(Remedy way) {
        Button b = new Button(way.label());
        b.setMnemonicParsing(false);
        b.getStyleClass().add("remedy");
        b.setOnAction(_ -> way.action().run());
        return b;
    }
}
