package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

class TimelineTest extends UiTest {

    private final List<Long> seeks = new ArrayList<>();
    private Timeline timeline;

    @Start
    void start(Stage stage) {
        timeline = new Timeline(seeks::add);
        show(stage, new StackPane(timeline), 600, 120);
    }

    @Test
    void draggingSeeksOncePerStepAndNothingElseMovesTheThumb(FxRobot robot) {
        robot.interact(() -> timeline.show(at(15, 18)));
        robot.moveTo(point(15)).press(MouseButton.PRIMARY);
        for (long step = 14; step >= 5; step--) {
            robot.moveTo(point(step));
        }
        assertThat(seeks).startsWith(15L).endsWith(5L).doesNotHaveDuplicates();
        // The run lags behind and even outgrows the line: the hand decides.
        double x = timeline.xOf(5);
        robot.interact(() -> timeline.show(at(12, 1200)));
        assertThat(timeline.shownStep()).isEqualTo(5);
        assertThat(timeline.xOf(5)).isEqualTo(x);
        robot.release(MouseButton.PRIMARY);
        robot.interact(() -> timeline.show(at(5, 1200)));
        await(() -> timeline.shownStep() == 5);
    }

    @Test
    void afterTheHandIsGoneTheRunDecidesAgain(FxRobot robot) {
        robot.interact(() -> timeline.show(at(0, 18)));
        robot.clickOn(point(9));
        assertThat(seeks).containsExactly(9L);
        robot.interact(() -> timeline.show(at(4, 18)));
        await(() -> timeline.shownStep() == 4);
    }

    @Test
    void aSeekFromElsewhereLeavesTheThumbWithTheRun(FxRobot robot) {
        robot.interact(() -> timeline.show(new Timeline.Moment(7, OptionalDouble.empty(), 18, OptionalLong.empty(), true, new long[0], List.of())));
        assertThat(timeline.shownStep()).isEqualTo(7);
    }

    @Test
    void arrowKeysSeekWhenFocused(FxRobot robot) {
        robot.interact(() -> {
            timeline.show(at(7, 9));
            timeline.requestFocus();
        });
        robot.type(KeyCode.LEFT);
        robot.type(KeyCode.END);
        robot.type(KeyCode.HOME);
        assertThat(seeks).containsExactly(6L, 9L, 0L);
    }

    @Test
    void theThumbCarriesItsStep(FxRobot robot) {
        robot.interact(() -> timeline.show(at(11, 11)));
        Label label = (Label) timeline.lookup(".step");
        await(() -> label.getText().equals("step 11"));
    }

    @Test
    void theLineIsAsLongAsTheRunWhereThatIsKnown(FxRobot robot) {
        robot.interact(() -> timeline.show(new Timeline.Moment(100, OptionalDouble.empty(), 100, OptionalLong.of(100), false, new long[0], List.of())));
        assertThat(timeline.xOf(100) - timeline.xOf(50)).isEqualTo(timeline.xOf(50) - timeline.xOf(0));
        double end = timeline.xOf(100);
        robot.interact(() -> timeline.show(at(100, 100)));
        assertThat(timeline.xOf(200)).isEqualTo(end);
    }

    @Test
    void theKnobStaysUnderTheHandWhenARunIsTakenBackFromItsEnd(FxRobot robot) {
        robot.interact(() -> timeline.show(new Timeline.Moment(23, OptionalDouble.of(0.46), 23, OptionalLong.of(23), false, new long[0], List.of())));
        Label label = (Label) timeline.lookup(".step");
        await(() -> label.getText().equals("step 23 · t = 0.460"));
        double x = timeline.xOf(12);
        robot.clickOn(point(12));
        robot.interact(() -> timeline.show(at(12, 23)));
        assertThat(timeline.xOf(12)).as("the end of the run is still known").isEqualTo(x);
    }

    private Timeline.Moment at(long step, long frontier) {
        return new Timeline.Moment(step, OptionalDouble.empty(), frontier, OptionalLong.empty(), false, new long[] {0, 4, 8}, List.of(new Timeline.Mark(4, () -> "α = 3")));
    }

    private Point2D point(long step) {
        return timeline.localToScreen(timeline.xOf(step), timeline.getHeight() / 2);
    }
}
