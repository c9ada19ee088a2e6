package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.app.workspace.OpenRun;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** A training is called that from the first moment, and goes on behind other sessions, whose tab says so. */
@ExtendWith(ApplicationExtension.class)
class BackgroundTest {

    @TempDir
    private static Path folder;

    private WorkbenchWindow window;

    @Start
    void start(Stage stage) throws Exception {
        System.setProperty("pushforward.home", Files.createTempDirectory(folder, "home").toString());
        window = new WorkbenchWindow(stage, new FakeDialogs());
        window.show();
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(window::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private String message() {
        return ((Label) window.stage().getScene().lookup("#message")).getText();
    }

    @Test
    void aTrainingGoesOnBehindAndSaysSo(FxRobot robot) {
        await("the first picture", () -> window.workspace().selected().flatMap(OpenRun::snapshot).isPresent());
        robot.interact(() -> window.openPreset("bridge-matching-gaussian"));
        await("the bridge", () -> window.workspace().selected().filter(r -> r.snapshot().isPresent() && r.experiment().trains()).isPresent());
        SessionTab training = window.tabs().current();
        robot.interact(() -> window.workspace().play());
        await("training", () -> message().startsWith("Training"));
        robot.interact(() -> window.openPreset("bell"));
        await("the bell", () -> window.tabs().current() != training);
        await("what goes on behind is said", () -> training.getText().contains(" – training"));
        long step = training.workspace().runs().getFirst().step();
        await("it goes on", () -> training.workspace().runs().getFirst().step() > step);
        robot.interact(() -> window.turn(-1));
        await("in front it is said below", () -> window.tabs().current() == training && message().startsWith("Training"));
        assertThat(training.getText()).doesNotContain(" – training");
    }
}
