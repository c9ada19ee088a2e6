package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javafx.beans.binding.Bindings;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.run.Event;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;

/** Play, step, reset, speed and the {@link Timeline} of one run. */
public final class TransportBar extends HBox {

    /** What the user asks for. */
    public interface Commands {

        void playOrPause();

        /** Whether there is something to pause. Runs that are played together rest between their steps. */
        default boolean isPlaying(RunSnapshot shown) {
            return shown.state() == RunState.PLAYING;
        }

        void stepBack();

        void stepForward();

        void reset();

        void slower();

        void faster();

        void seek(long step);

        void fork();

        void compare();
    }

    private static final PseudoClass PLAYING = PseudoClass.getPseudoClass("playing");
    private static final double NARROW = 680;

    private final Commands commands;
    private final IconButton play;
    private final IconButton back;
    private final Label speed = new Label();
    private final Timeline timeline;

    public TransportBar(Commands commands) {
        this.commands = commands;
        setId("transport");
        getStyleClass().add("transport");
        back = new IconButton("step-back", Feather.SKIP_BACK, say("transport.back"), commands::stepBack);
        play = new IconButton("play", Feather.PLAY, say("transport.play"), commands::playOrPause);
        play.getStyleClass().addAll("accent", "play");
        speed.setId("speed");
        speed.getStyleClass().addAll("mono", "muted", "speed");
        speed.setTooltip(new Tooltip(say("transport.speed")));
        timeline = new Timeline(commands::seek);
        HBox.setHgrow(timeline, Priority.ALWAYS);

        getChildren().addAll(back, play,
                new IconButton("step-forward", Feather.SKIP_FORWARD, say("transport.step"), commands::stepForward),
                new IconButton("reset", Feather.ROTATE_CCW, say("transport.reset"), commands::reset),
                new IconButton("slower", Feather.MINUS, say("transport.slower"), commands::slower), speed,
                new IconButton("faster", Feather.PLUS, say("transport.faster"), commands::faster), timeline,
                button("fork", say("transport.fork"), Feather.GIT_BRANCH, say("transport.fork-tip"), commands::fork),
                button("compare", say("transport.compare"), Feather.COLUMNS, say("transport.compare-tip"), commands::compare));
        setAlignment(Pos.CENTER_LEFT);
        setPace(Pace.perSecond(60));
    }

    /** Shows where a run stands, or that there is none yet. */
    public void show(Optional<RunSnapshot> snapshot) {
        snapshot.ifPresentOrElse(this::show, () -> timeline.show(new Timeline.Moment(0, OptionalDouble.empty(), 0, OptionalLong.empty(), false, new long[0], List.of())));
    }

    private void show(RunSnapshot s) {
        boolean playing = commands.isPlaying(s);
        play.show(playing ? Feather.PAUSE : Feather.PLAY, say(playing ? "transport.pause" : "transport.play"));
        play.pseudoClassStateChanged(PLAYING, playing);
        play.setDisable(s.state() == RunState.CLOSED);
        back.setDisable(s.frame().step() == 0);
        setPace(s.pace());
        timeline.show(moment(s));
    }

    public Timeline timeline() {
        return timeline;
    }

    private void setPace(Pace pace) {
        double rate = pace.stepsPerSecond() * pace.stepsPerFrame();
        speed.setText(rate == Double.POSITIVE_INFINITY ? say("transport.max") : NumberText.brief(rate) + "/s");
    }

    private static Timeline.Moment moment(RunSnapshot s) {
        OptionalLong expected = s.state() == RunState.CONVERGED || s.state() == RunState.FINISHED
                ? OptionalLong.of(s.frontier()) : s.definition().experiment().course(s.parameters()).expected();
        List<Timeline.Mark> marks = s.definition().events().stream()
                .map(e -> new Timeline.Mark(e.step(), () -> describe(e, s.parameters()))).toList();
        return new Timeline.Moment(s.frame().step(), time(s), s.frontier(), expected, s.state() == RunState.SEEKING, s.checkpoints(), marks);
    }

    /** A run without a time of its own counts steps. */
    private static OptionalDouble time(RunSnapshot s) {
        double t = s.frame().time();
        return t == s.frame().step() || s.frame().step() == 0 && t == 0 ? OptionalDouble.empty() : OptionalDouble.of(t);
    }

    private static String describe(Event event, ParameterSet parameters) {
        return switch (event.change()) {
            case Change.Set c -> parameters.parameter(c.parameter()).info().label() + " = "
                    + ParameterRow.text(parameters.parameter(c.parameter()), c.value());
            case Change.Stroke c -> say(c.strength() < 0 ? "event.takes-away" : "event.stroke");
            case Change.Unstroke _ -> say("event.unstroke");
        };
    }

    /** A button with words, or with an icon where the words would take the room of the timeline. */
    private Button button(String id, String text, Feather icon, String tip, Runnable action) {
        Button b = new Button(text, new FontIcon(icon));
        b.setId(id);
        b.contentDisplayProperty().bind(Bindings.when(widthProperty().lessThan(NARROW))
                .then(ContentDisplay.GRAPHIC_ONLY).otherwise(ContentDisplay.TEXT_ONLY));
        b.setMinWidth(Region.USE_PREF_SIZE);
        b.setTooltip(new Tooltip(tip));
        b.setOnAction(_ -> action.run());
        return b;
    }
}
