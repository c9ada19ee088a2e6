package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import org.controlsfx.control.NotificationPane;
import org.controlsfx.control.tableview2.TableView2;
import org.junit.jupiter.api.Test;
import org.pushforward.app.workspace.OpenRun;
import org.testfx.api.FxRobot;

/** The window at sizes from small to large: nothing lies on anything else, and every way out of a mode leads back. */
class WindowLayoutTest extends RealWindow {

    private void awaitRuns(int n) {
        await(n + " runs", () -> workspace().runs().size() == n && workspace().runs().stream().map(OpenRun::snapshot).allMatch(Optional::isPresent));
    }

    private Parent root() {
        return window.stage().getScene().getRoot();
    }

    private boolean isShown(String id) {
        Node n = root().lookup("#" + id);
        return n != null && n.isVisible() && n.isManaged();
    }

    /** Buttons and titles that can be seen, with their place in the scene. */
    private List<Node> widgets() {
        List<Node> found = new ArrayList<>();
        root().lookupAll("*").stream().filter(n -> n instanceof Button || n instanceof Label l && l.getStyleClass().contains("title"))
                .filter(n -> n.getBoundsInParent().getWidth() > 0 && isSeen(n)).forEach(found::add);
        return found;
    }

    private static boolean isSeen(Node n) {
        return n == null || n.isVisible() && n.getOpacity() > 0 && isSeen(n.getParent());
    }

    private void assertNothingOverlaps(String size) {
        List<Node> all = widgets();
        // What scrolls is cut by its viewport.
        Node side = root().lookup("#side");
        all.removeIf(n -> isInside(n, side));
        for (Node a : all) {
            Bounds at = a.localToScene(a.getLayoutBounds());
            assertThat(at.getMaxX()).as("%s inside the window of %s", a, size).isLessThanOrEqualTo(root().getScene().getWidth() + 0.5);
            assertThat(at.getMinX()).as("%s inside the window of %s", a, size).isGreaterThanOrEqualTo(-0.5);
            for (Node b : all) {
                Bounds other = b.localToScene(b.getLayoutBounds());
                boolean apart = at.getMaxX() <= other.getMinX() + 0.5 || other.getMaxX() <= at.getMinX() + 0.5
                        || at.getMaxY() <= other.getMinY() + 0.5 || other.getMaxY() <= at.getMinY() + 0.5;
                assertThat(a == b || isInside(a, b) || isInside(b, a) || apart).as("%s beside %s at %s", a, b, size).isTrue();
            }
        }
        Bounds middle = root().lookup("#transport").localToScene(root().lookup("#transport").getLayoutBounds());
        Bounds compare = root().lookup("#compare").localToScene(root().lookup("#compare").getLayoutBounds());
        assertThat(compare.getMaxX()).as("the transport ends before the side pane at %s", size).isLessThanOrEqualTo(middle.getMaxX());
    }

    private static boolean isInside(Node n, Node outer) {
        return n != null && (n == outer || isInside(n.getParent(), outer));
    }

    @Test
    void nothingOverlapsAtAnySizeWithOneToFourRuns(FxRobot robot) {
        awaitRuns(1);
        for (int runs = 1; runs <= 4; runs++) {
            awaitRuns(runs);
            for (int[] size : new int[][] {{960, 600}, {1280, 800}, {1900, 1080}}) {
                robot.interact(() -> {
                    window.stage().setWidth(size[0]);
                    window.stage().setHeight(size[1]);
                });
                await("the size", () -> Math.abs(window.stage().getWidth() - size[0]) < 1);
                robot.interact(() -> assertNothingOverlaps(size[0] + "x" + size[1]));
            }
            if (runs < 4) {
                robot.interact(() -> workspace().fork());
            }
        }
    }

    @Test
    void everyWayOutOfTheLectureBringsTheWindowBack(FxRobot robot) {
        awaitRuns(1);
        robot.interact(() -> window.toggleGallery());
        for (KeyCode way : List.of(KeyCode.F11, KeyCode.ESCAPE)) {
            robot.interact(() -> window.toggleLecture());
            await("the lecture", () -> window.stage().isFullScreen() && !isShown("header") && !isShown("truth") && !isShown("runs"));
            assertThat(isShown("transport") && isShown("side") && isShown("lecture-bar")).isTrue();
            robot.interact(() -> assertNothingOverlaps("a lecture"));
            robot.type(way);
            await("the window by " + way, () -> !window.stage().isFullScreen() && isShown("header") && isShown("side") && isShown("truth") && isShown("runs"));
            assertThat(isShown("gallery")).as("what was hidden before stays hidden").isFalse();
        }
    }

    @Test
    void theNumbersAreATableThatCanBeCopiedAndSaved(FxRobot robot) throws Exception {
        awaitRuns(1);
        robot.interact(() -> workspace().step(3));
        await("three steps", () -> workspace().selected().orElseThrow().step() == 3);
        Path csv = folder.resolve("numbers.csv");
        dialogs.save = Optional.of(csv);
        robot.push(KeyCode.CONTROL, KeyCode.D);
        await("the table", () -> robot.lookup("#numbers").tryQuery().isPresent());
        TableView2<?> table = robot.lookup("#numbers").query();
        assertThat(table.getFixedColumns()).as("the step stays in sight").hasSize(1);
        assertThat(table.getItems()).hasSize(4);
        robot.clickOn("#copy-numbers");
        String[] copied = new String[1];
        robot.interact(() -> copied[0] = Clipboard.getSystemClipboard().getString());
        assertThat(copied[0].lines().count()).as("a header and a line per step").isEqualTo(5);
        assertThat(copied[0]).startsWith("step\tResidual");
        robot.clickOn("#save-numbers");
        await("the file", () -> Files.exists(csv));
        NotificationPane beside = (NotificationPane) table.getScene().getRoot();
        await("the window beside says so, too", () -> beside.isShowing() && beside.getText().contains("numbers.csv"));
        robot.type(KeyCode.ESCAPE);
        await("the window is closed", () -> robot.lookup("#numbers").tryQuery().isEmpty());
    }
}
