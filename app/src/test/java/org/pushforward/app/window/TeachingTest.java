package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.testfx.api.FxRobot;

/** The window as a teacher and as a learner use it. */
class TeachingTest extends RealWindow {

    @Override
    void open(Stage stage) {
        super.open(stage);
        stage.setWidth(1280);
        stage.setHeight(800);
    }

    private Optional<RunSnapshot> snapshot() {
        return window.workspace().selected().flatMap(OpenRun::snapshot);
    }

    private Node node(String id) {
        return window.stage().getScene().lookup("#" + id);
    }

    private boolean isSeen(String id) {
        for (Node n = node(id); n != null; n = n.getParent()) {
            if (!n.isVisible()) {
                return false;
            }
        }
        return node(id) != null;
    }

    private Bounds bounds(String id) {
        return node(id).localToScene(node(id).getLayoutBounds());
    }

    private void awaitReady() {
        await("the first picture", () -> snapshot().isPresent());
        await("the keyboard", () -> {
            window.stage().requestFocus();
            return window.stage().isFocused();
        });
    }

    private static Optional<Window> window(String id) {
        return Window.getWindows().stream().filter(w -> w.getScene() != null && w.getScene().getRoot().lookup("#" + id) != null).findFirst();
    }

    private static boolean isPopup(String id) {
        return window(id).isPresent();
    }

    /** How large the letters are of the first words in what has this id; 0 if it is not there. */
    private static double letters(String id) {
        return window(id).map(w -> w.getScene().getRoot().lookup("#" + id)).map(n -> n instanceof Labeled || n instanceof TextInputControl ? n : n.lookup(".label"))
                .map(n -> (n instanceof Labeled l ? l.getFont() : ((TextInputControl) n).getFont()).getSize()).orElse(0.0);
    }

    @Test
    void aFirstTimerTakesALesson(FxRobot robot) {
        awaitReady();
        assertThat(List.of("start-photograph", "start-lesson", "start-data")).allMatch(this::isSeen);
        robot.clickOn("#start-lesson");
        await("the lesson", () -> isSeen("lesson-next"));
        assertThat(isSeen("start-cards")).as("cards go with the first choice").isFalse();
        assertThat(isSeen("gallery")).isFalse();
        await("the ring around the pane", () -> node("pointing-ring").isVisible()
                && Math.abs(node("pointing-ring").getLayoutBounds().getWidth() - bounds("pane-mesh").getWidth()) < 20);
        robot.clickOn("#lesson-next");
        assertThat(((Label) node("lesson-count")).getText()).isEqualTo("2 of 6");
        robot.clickOn("#lesson-ask");
        await("the hint", () -> isSeen("lesson-hint"));
        robot.clickOn("#lesson-show");
        await("the task is done", () -> !isSeen("lesson-show"));
        await("and the run rests", () -> !window.workspace().isPlaying());
        assertThat(snapshot().orElseThrow().frame().step()).isGreaterThanOrEqualTo(5);
        robot.clickOn("#lesson-next");
        await("the numbers of the task", () -> isSeen("lesson-task"));
        dialogs.save = Optional.of(folder.resolve("sheet.html"));
        robot.clickOn("#lesson-sheet");
        await("the sheet", () -> Files.exists(folder.resolve("sheet.html")));
        robot.clickOn("#lesson-close");
        await("the gallery again", () -> isSeen("gallery") && !isSeen("lessons"));
        assertThat(node("pointing-ring").isVisible()).isFalse();
    }

    @Test
    void aLectureShowsWhatIsPinnedInLargeLetters(FxRobot robot) {
        awaitReady();
        double row = bounds("parameter-alpha").getHeight();
        robot.interact(window::toggleLecture);
        await("the lecture", () -> isSeen("lecture-bar") && node("parameter-alpha").isVisible());
        assertThat(List.of("header", "gallery", "health", "truth", "about", "parameter-monitor", "parameter-tolerance")).noneMatch(this::isSeen);
        assertThat(List.of("parameter-alpha", "parameter-smoothing", "transport", "pane-mesh")).allMatch(this::isSeen);
        await("large letters", () -> bounds("parameter-alpha").getHeight() >= 1.5 * row);
        assertThat(((Label) node("lecture-title")).getText()).isEqualTo("Photograph");
        robot.moveTo(node("pane-mesh"));
        await("the halo", () -> node("halo").isVisible());
        robot.clickOn(node("parameter-smoothing").lookup(".label"), MouseButton.SECONDARY);
        await("the menu", () -> Window.getWindows().stream().anyMatch(ContextMenu.class::isInstance));
        robot.interact(() -> Window.getWindows().stream().filter(ContextMenu.class::isInstance).map(ContextMenu.class::cast).findFirst().ifPresent(m -> {
            CheckMenuItem item = (CheckMenuItem) m.getItems().getFirst();
            item.setSelected(false);
            item.fire();
            m.hide();
        }));
        await("one row less", () -> !isSeen("parameter-smoothing") && isSeen("parameter-alpha"));
        assertThat(window.workspace().session(window.panes().view(), false).view().pinned()).contains("alpha").doesNotContain("smoothing");
        awaitReady();
        robot.type(KeyCode.PAGE_DOWN);
        await("the next preset", () -> window.workspace().title().equals("Palace roofs"));
        // It fades by itself; its words stay.
        assertThat(((Label) node("pressed-key").lookup(".mono")).getText()).isEqualTo("Page Down");
        robot.interact(window::toggleLecture);
        await("the window as it was", () -> isSeen("header") && isSeen("gallery") && isSeen("truth") && !isSeen("lecture-bar"));
        assertThat(node("halo").isVisible()).isFalse();
        assertThat(bounds("transport").getMaxX()).as("back between the columns").isLessThanOrEqualTo(bounds("side").getMinX() + 1);
    }

    @Test
    void textGrowsAndShrinksAndAPictureIsExplained(FxRobot robot) {
        awaitReady();
        double before = bounds("parameter-alpha").getHeight();
        robot.press(KeyCode.CONTROL).type(KeyCode.EQUALS).type(KeyCode.EQUALS).release(KeyCode.CONTROL);
        await("larger", () -> bounds("parameter-alpha").getHeight() > 1.2 * before);
        assertThat(bounds("side").getMaxX()).as("nothing is outside").isLessThanOrEqualTo(window.stage().getScene().getWidth() + 1);
        robot.interact(window::help);
        await("larger in dialogs", () -> letters("help") > 16);
        robot.type(KeyCode.ESCAPE);
        await("help goes", () -> !isPopup("help"));
        robot.press(KeyCode.CONTROL).type(KeyCode.P).release(KeyCode.CONTROL);
        await("larger in tables", () -> letters("papers-search") > 16);
        robot.interact(() -> window("papers-search").orElseThrow().hide());
        robot.press(KeyCode.CONTROL).type(KeyCode.DIGIT0).release(KeyCode.CONTROL);
        await("as before", () -> Math.abs(bounds("parameter-alpha").getHeight() - before) < 2);
        robot.interact(() -> window.panes().first().orElseThrow().explain());
        await("the explanation", () -> isPopup("explanation"));
        robot.type(KeyCode.ESCAPE);
        await("it goes", () -> !isPopup("explanation"));
        dialogs.open = Optional.of(Path.of("no-such-picture.png"));
        robot.clickOn("#start-data");
        await("a session for pictures", () -> window.workspace().title().equals("Photograph") && !isSeen("start-cards"));
        assertThat(snapshot().map(RunSnapshot::state)).isNotEqualTo(Optional.of(RunState.FAILED));
    }
}
