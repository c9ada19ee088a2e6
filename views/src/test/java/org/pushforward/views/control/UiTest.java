package org.pushforward.views.control;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** What all tests with a real window share. */
@ExtendWith(ApplicationExtension.class)
public abstract class UiTest {

    /** Shows the node with the workbench's style. */
    protected static void show(Stage stage, Parent root, double width, double height) {
        Scene scene = new Scene(root, width, height);
        Theme.DARK.apply(scene);
        stage.setScene(scene);
        // The stage of the test before, which may have made it narrow.
        stage.sizeToScene();
        stage.setX(0);
        stage.setY(0);
        stage.show();
        stage.toFront();
    }

    /** Waits until a condition holds on the FX thread; a minute is far beyond what any of them takes. */
    protected static void await(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(condition).get());
        } catch (TimeoutException e) {
            throw new AssertionError("the condition did not come true", e);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Clicks in the middle of a node whose place is asked for on the FX thread: from another one, while things are laid out, it may seem to have none. */
    protected static void click(FxRobot robot, String id) {
        robot.clickOn(WaitForAsyncUtils.waitForAsyncFx(60_000, () -> {
            Node n = node(robot, id);
            Bounds place = n.localToScreen(n.getLayoutBounds());
            return new Point2D(place.getCenterX(), place.getCenterY());
        }));
    }

    @SuppressWarnings("unchecked")
    protected static <N extends Node> N node(FxRobot robot, String id) {
        return (N) robot.lookup("#" + id).query();
    }
}
